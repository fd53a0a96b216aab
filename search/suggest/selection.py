"""Selection of suggestions: how many of each kind, in which order, and which parts are new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from index.analysis.normalization.normalizer import fold
from index.analysis.stop_words import STOP_WORDS
from index.analysis.tokenizer import spans
from index.model.document import Document
from search.model.records import Suggestion, SuggestionKind
from search.suggest.continuations import Continuations
from search.suggest.partial_query import PartialQuery, prefix_length

_MAX_TITLE_LENGTH: Final = 200

# The share of each kind, in the order of the answer: while the first word is being typed, and
# after it.
_FIRST_WORD_SHARES: Final = (
    (SuggestionKind.WORD, 0.4), (SuggestionKind.PHRASE, 0.3), (SuggestionKind.TITLE, 0.3)
)  # fmt: skip
_SHARES: Final = (
    (SuggestionKind.PHRASE, 0.5), (SuggestionKind.TITLE, 0.4), (SuggestionKind.WORD, 0.1)
)  # fmt: skip


def select(
    found: Mapping[SuggestionKind, Iterable[Suggestion]],
    size: int,
    excluded: tuple[str, ...],
    *,
    first_word: bool,
) -> tuple[Suggestion, ...]:
    """The best suggestions of each kind up to its share; no two of them have the same forms.

    Args:
        found: of each kind, the best first.
        size: how many to return, at most.
        excluded: the forms of the typed text, which is no suggestion.
        first_word: whether the text's first word is being typed.
    """
    shares = _FIRST_WORD_SHARES if first_word else _SHARES
    first = {kind: max(1, round(size * share)) for kind, share in shares}
    return tuple(_by_share(_deduplicated(found, excluded, first), shares, size))


def _deduplicated(
    found: Mapping[SuggestionKind, Iterable[Suggestion]],
    excluded: tuple[str, ...],
    first: Mapping[SuggestionKind, int],
) -> Mapping[SuggestionKind, Sequence[Suggestion]]:
    """No forms twice: a title is left out for one of the first words or phrases that is the same.

    Words and phrases are preferred because they have the number of all documents that have them.
    """
    known = {excluded}
    different: dict[SuggestionKind, list[Suggestion]] = {kind: [] for kind in first}
    words, phrases, titles = (
        [*found[kind]]
        for kind in (SuggestionKind.WORD, SuggestionKind.PHRASE, SuggestionKind.TITLE)
    )
    for kind, some in (
        (SuggestionKind.WORD, words[: first[SuggestionKind.WORD]]),
        (SuggestionKind.PHRASE, phrases[: first[SuggestionKind.PHRASE]]),
        (SuggestionKind.TITLE, titles),
        (SuggestionKind.PHRASE, phrases[first[SuggestionKind.PHRASE] :]),
        (SuggestionKind.WORD, words[first[SuggestionKind.WORD] :]),
    ):
        for each in some:
            forms = forms_in(each.text)
            if forms not in known:
                known.add(forms)
                different[kind].append(each)
    return different


def _by_share(
    found: Mapping[SuggestionKind, Sequence[Suggestion]],
    shares: Sequence[tuple[SuggestionKind, float]],
    size: int,
) -> Iterator[Suggestion]:
    """The best of each kind up to its share; what a kind leaves over goes to the others."""
    chosen = {}
    left = size
    for kind, share in shares:
        chosen[kind] = min(max(1, round(size * share)), len(found[kind]), left)
        left -= chosen[kind]
    for kind in (SuggestionKind.PHRASE, SuggestionKind.TITLE, SuggestionKind.WORD):
        more = min(left, len(found[kind]) - chosen[kind])
        chosen[kind] += more
        left -= more
    for kind, _ in shares:
        yield from found[kind][: chosen[kind]]


def phrases(query: PartialQuery, continuations: Continuations) -> Iterator[Suggestion]:
    """Suggestions of the phrases that begin with the typed words."""
    for each in continuations.phrases():
        # The beginning of a word is hardly ever meant to become a function word.
        completed = fold(each.words[len(query.words)]) if query.prefix else ""
        if completed == query.prefix or completed not in STOP_WORDS:
            yield suggestion(query, each.words, SuggestionKind.PHRASE, each.documents)


def suggestion(
    query: PartialQuery, words: Sequence[str], kind: SuggestionKind, documents: int
) -> Suggestion:
    """The suggestion of some words, which begin with the typed ones, after the unchanged text."""
    count = len(query.words)
    text = query.unchanged + " ".join(words)
    new = len(query.unchanged) + len(" ".join(words[:count]))
    if query.prefix:
        new += bool(count) + prefix_length(words[count], query.prefix)
    return Suggestion(text, kind, documents, ((new, len(text)),) if new < len(text) else ())


def titles(query: PartialQuery, documents: Iterable[Document]) -> Iterator[Suggestion]:
    """Suggestions of the documents' titles; those that begin with the typed words first."""
    titles: dict[tuple[str, ...], list[str]] = {}
    for document in documents:
        if not document.title_borrowed and len(document.title) <= _MAX_TITLE_LENGTH:
            titles.setdefault(forms_in(document.title), []).append(document.title)
    for forms in sorted(titles, key=lambda forms: not query.begins(forms)):  # a stable order
        title = titles[forms][0]
        new = tuple(_new_parts(title, query))
        yield Suggestion(title, SuggestionKind.TITLE, len(titles[forms]), new)


def _new_parts(title: str, query: PartialQuery) -> Iterator[tuple[int, int]]:
    """The [start, end) offsets of the parts of a title that were not typed."""
    query_forms = {form for word in query.words for form in word.forms}
    at = 0
    for start, end in spans(title):
        form = fold(title[start:end])
        if form not in query_forms:
            if not (query.prefix and form.startswith(query.prefix)):
                continue
            end = start + prefix_length(title[start:end], query.prefix)
        if at < start:
            yield at, start
        at = end
    if at < len(title):
        yield at, len(title)


def forms_in(text: str) -> tuple[str, ...]:
    """The forms of a text's words."""
    return tuple(fold(text[start:end]) for start, end in spans(text))

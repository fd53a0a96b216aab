"""Suggestions: which of what completes a text are told, in which order, and what of them is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from index.analysis.normalization.normalizer import fold
from index.analysis.stop_words import STOP_WORDS
from index.analysis.tokenizer import spans
from index.model.document import Document
from search.model.records import Suggestion, SuggestionKind
from search.suggest.continuations import Continuations
from search.suggest.partial_query import PartialQuery, letters_of

_LONGEST_TITLE: Final = 200

# The share of each kind, in the order in which they are told: for the beginning of one word, and
# for more than that.
_ALONE: Final = (
    (SuggestionKind.WORD, 0.4), (SuggestionKind.PHRASE, 0.3), (SuggestionKind.TITLE, 0.3)
)  # fmt: skip
_TOGETHER: Final = (
    (SuggestionKind.PHRASE, 0.5), (SuggestionKind.TITLE, 0.4), (SuggestionKind.WORD, 0.1)
)  # fmt: skip


def told(
    found: Mapping[SuggestionKind, Iterable[Suggestion]],
    size: int,
    said: tuple[str, ...],
    *,
    alone: bool,
) -> tuple[Suggestion, ...]:
    """The most useful suggestions.

    Args:
        found: of each kind, the best first.
        size: how many are wanted.
        said: the forms of a text that is not worth telling, being what was typed.
        alone: whether what is completed is one word.
    """
    shares = _ALONE if alone else _TOGETHER
    return tuple(_shared(_different(found, said), shares, size))


def _different(
    found: Mapping[SuggestionKind, Iterable[Suggestion]], said: tuple[str, ...]
) -> Mapping[SuggestionKind, Sequence[Suggestion]]:
    """Suggestions of each kind, none of which folds to the same as another, or as what was said."""
    known = {said}
    different: dict[SuggestionKind, list[Suggestion]] = {}
    for kind in (SuggestionKind.TITLE, SuggestionKind.PHRASE, SuggestionKind.WORD):
        different[kind] = []
        for each in found[kind]:
            forms = forms_in(each.text)
            if forms not in known:
                known.add(forms)
                different[kind].append(each)
    return different


def _shared(
    found: Mapping[SuggestionKind, Sequence[Suggestion]],
    shares: Sequence[tuple[SuggestionKind, float]],
    size: int,
) -> Iterator[Suggestion]:
    """The best of each kind up to its share; where some have less, more of the others."""
    chosen = {}
    room = size
    for kind, share in shares:
        chosen[kind] = min(max(1, round(size * share)), len(found[kind]), room)
        room -= chosen[kind]
    for kind in (SuggestionKind.PHRASE, SuggestionKind.TITLE, SuggestionKind.WORD):
        more = min(room, len(found[kind]) - chosen[kind])
        chosen[kind] += more
        room -= more
    for kind, _ in shares:
        yield from found[kind][: chosen[kind]]


def phrases(typed: PartialQuery, seen: Continuations) -> Iterator[Suggestion]:
    """Phrases that were seen to go on behind what was typed."""
    whole = len(typed.before)
    for each in seen.phrases():
        # Nobody who types the beginning of a word means a function word by it.
        first = fold(each.words[whole]) if typed.last else ""
        if first == typed.last or first not in STOP_WORDS:
            yield suggestion(typed, each.words, SuggestionKind.PHRASE, each.documents)


def suggestion(
    typed: PartialQuery, words: Sequence[str], kind: SuggestionKind, documents: int
) -> Suggestion:
    """A text of words, of which the first ones were typed."""
    whole = len(typed.before)
    text = typed.kept + " ".join(words)
    new = len(typed.kept) + len(" ".join(words[:whole]))
    if typed.last:
        new += bool(whole) + letters_of(words[whole], typed.last)
    return Suggestion(text, kind, documents, ((new, len(text)),) if new < len(text) else ())


def titles(typed: PartialQuery, documents: Iterable[Document]) -> Iterator[Suggestion]:
    """Titles that hold what was typed; those that begin so first."""
    titles: dict[tuple[str, ...], list[str]] = {}
    for document in documents:
        if not document.title_borrowed and len(document.title) <= _LONGEST_TITLE:
            titles.setdefault(forms_in(document.title), []).append(document.title)
    for forms in sorted(titles, key=lambda forms: not typed.begins(forms)):  # keeps their order
        title = titles[forms][0]
        new = tuple(_new_in(title, typed))
        yield Suggestion(title, SuggestionKind.TITLE, len(titles[forms]), new)


def _new_in(title: str, typed: PartialQuery) -> Iterator[tuple[int, int]]:
    """The stretches of a title that were not typed."""
    whole = {form for word in typed.before for form in word.forms}
    at = 0
    for start, end in spans(title):
        form = fold(title[start:end])
        if form in whole:
            behind = end
        elif typed.last and form.startswith(typed.last):
            behind = start + letters_of(title[start:end], typed.last)
        else:
            continue
        if at < start:
            yield at, start
        at = behind
    if at < len(title):
        yield at, len(title)


def forms_in(text: str) -> tuple[str, ...]:
    """The forms of a text's words."""
    return tuple(fold(text[start:end]) for start, end in spans(text))

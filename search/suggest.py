"""Completion: what a text that is being typed may become.

    text -> words and the beginning of the last -> completions of it, from the index
         -> titles that hold them, and a few documents -> phrases that stand in several of these

Letters are compared as the analysis folds them, so any spelling completes any other. What nothing
begins with is read as typed on another keyboard layout, which the answer says. All is bounded: how
many documents are read, and how long the lists are that lead to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import Final

from index.analysis import Level, Reading, Token
from index.analysis.folding import fold
from index.analysis.stopwords import STOP_WORDS
from index.analysis.tokenizer import spans
from index.document import Document
from index.engines.protocols import Completion, FieldWeights, Reader, Retrieval
from index.query import DEFAULT_FIELDS, AllOf, Node, Prefer, TextField, Word
from search.continuations import Continuations
from search.model import Suggestion, SuggestionKind
from search.typed import Typed, letters_of, on_other_layouts, read

_COMPLETIONS: Final = 24
"""Completions of the last word that are looked for, in all and in titles."""
_WORDS: Final = 8
"""Completions that are told."""
_RARE: Final = 1 / 1000
"""Of the documents of the most frequent completion, the share that makes another worth telling."""
_DOCUMENTS: Final = 16
"""Documents that are read for phrases ..."""
_LEADING: Final = 4
"""... and of how many completions, where they are all that was typed."""
_FREQUENT: Final = 60_000
"""In how many documents these may stand together, so that they are found soon."""
_TITLES: Final = 20
"""Documents that are read for their titles."""
_SPREAD: Final = 10
"""For each document that is read, how many are found: those beside each other in the order of
ids are often parts of one work, which say what they say alike. So some of the best are read, and
others from all over the order."""
_BEST: Final = 1 / 3
"""The share of those that are read for being the best."""
_BESIDE: Final = 2
"""Words that are told which only stand in the same documents as the others."""
_LONGEST_TITLE: Final = 200
_LOOKED_UP: Final = 2
"""Documents in which it is looked up how a word is written that no other one has."""

# How many of each kind are told, in this order, before more of any: for the beginning of one word,
# and for more than that.
_ALONE: Final = (
    (SuggestionKind.WORD, 4), (SuggestionKind.PHRASE, 3), (SuggestionKind.TITLE, 3)
)  # fmt: skip
_TOGETHER: Final = (
    (SuggestionKind.PHRASE, 5), (SuggestionKind.TITLE, 4), (SuggestionKind.WORD, 1)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Completed:
    """What a text may become.

    Attributes:
        typed: what was completed.
        suggestions: most useful first.
    """

    typed: Typed
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Completer:
    """Completes what is typed from an index.

    Attributes:
        reader: open on it.
        tokens: analyses a text.
        weights: the ranking.
        spelt: how documents write forms: what was looked up is kept there.
        seconds: how long one question may take.
    """

    reader: Reader
    tokens: Callable[[str], Sequence[Token]]
    weights: FieldWeights
    spelt: dict[str, str]
    seconds: float | None = None

    def complete(self, text: str, size: int) -> Completed:
        """What a text may become.

        Args:
            text: as it was typed so far.
            size: how many suggestions are wanted.
        """
        typed = read(text, self.tokens)
        if typed.empty:
            return Completed(typed, ())
        known = self._begun(typed)
        if known is None:
            for other in (read(each, self.tokens) for each in on_other_layouts(text)):
                known = None if other.empty else self._begun(other)
                if known is not None:
                    return self._completed(other, known, size, said=())
            return Completed(typed, ())
        return self._completed(typed, known, size, said=typed.forms)

    def _begun(self, typed: Typed) -> tuple[Completion, ...] | None:
        """The most frequent words that begin as the last one, without function words.

        None if the index lacks one of the words, or any that begins as the last.
        """
        if typed.before:
            forms = tuple({form for word in typed.before for form in word.forms})
            there = {found.form for found in self.reader.near(forms)}
            if any(there.isdisjoint(word.forms) for word in typed.before):
                return None
        if not typed.last:
            return ()
        found = self.reader.completions(typed.last, _COMPLETIONS)
        return tuple(each for each in found if each.form not in STOP_WORDS) if found else None

    def _completed(
        self, typed: Typed, known: Sequence[Completion], size: int, *, said: tuple[str, ...]
    ) -> Completed:
        """The best of what a text may become.

        Args:
            typed: the text.
            known: completions of its last word.
            size: how many are wanted.
            said: forms of a text that is not worth telling, being what was typed.
        """
        seen = Continuations([word.forms for word in typed.before], typed.last)
        titled = self._titled(typed)
        documents = {each.id: each for each in titled} | self._documents(typed, known)
        for document in documents.values():
            seen.look(document)
        found: dict[SuggestionKind, Iterable[Suggestion]] = {
            SuggestionKind.WORD: self._words(typed, known, seen),
            SuggestionKind.PHRASE: _phrases(typed, seen),
            SuggestionKind.TITLE: () if typed.kept else _titles(typed, titled),
        }
        shares = _TOGETHER if typed.before else _ALONE
        return Completed(typed, tuple(_shared(_different(found, said), shares, size)))

    def _documents(self, typed: Typed, known: Sequence[Completion]) -> dict[str, Document]:
        """A few documents that have what was typed."""
        left = _FREQUENT
        leading = []
        for each in known:
            if each.documents <= left:
                left -= each.documents
                leading.append(_reading(each.form))
        telling = [word for word in typed.before if word.form not in STOP_WORDS]
        nodes: list[Node] = []
        if telling or (typed.before and not leading):
            wanted = [_word(word.surface, word.readings) for word in telling or typed.before]
            node: Node = AllOf(tuple(wanted)) if len(wanted) > 1 else wanted[0]
            nodes.append(Prefer(node, _word(typed.last, tuple(leading))) if leading else node)
        elif typed.before:
            nodes.append(_word(typed.last, tuple(leading)))
        else:
            nodes += [_word(each.form, (each,)) for each in leading[:_LEADING]]
        ids = [each for node in nodes for each in self._found(node, _DOCUMENTS // len(nodes))]
        return self.reader.documents(ids)

    def _titled(self, typed: Typed) -> list[Document]:
        """Documents that have the words in their titles, the best few."""
        fields = (TextField.TITLE,)
        wanted = [_word(word.surface, word.readings, fields) for word in typed.before]
        if typed.last:
            known = self.reader.completions(typed.last, _COMPLETIONS, fields)
            if not known:
                return []
            readings = tuple(_reading(each.form) for each in known)
            wanted.append(_word(typed.last, readings, fields))
        node: Node = AllOf(tuple(wanted)) if len(wanted) > 1 else wanted[0]
        return list(self.reader.documents(self._found(node, _TITLES)).values())

    def _found(self, node: Node, limit: int) -> list[str]:
        """The ids of a few of the best documents that a tree matches, spread over all."""
        retrieval = Retrieval(
            node, self.weights, limit=limit * _SPREAD, exact=False, seconds=self.seconds
        )
        ids = [candidate.id for candidate in self.reader.retrieve(retrieval).found]
        if len(ids) <= limit:
            return ids
        best = ceil(limit * _BEST)
        others = sorted(ids[best:])
        chosen = {others[place * len(others) // (limit - best)] for place in range(limit - best)}
        return [*ids[:best], *(each for each in ids[best:] if each in chosen)]

    def _words(
        self, typed: Typed, known: Sequence[Completion], seen: Continuations
    ) -> Iterator[Suggestion]:
        """Completions of the only word; of others, those in documents that have them all."""
        if typed.before:
            before = tuple(word.surface for word in typed.before)
            for each in islice(seen.words(), _BESIDE):
                words = (*before, *each.words)
                yield _suggestion(typed, words, SuggestionKind.WORD, each.documents)
            return
        for found in known[:_WORDS]:
            if found.documents >= _RARE * known[0].documents:
                written = seen.written(found.form) or self._written(found.form)
                yield _suggestion(typed, (written,), SuggestionKind.WORD, found.documents)

    def _written(self, form: str) -> str:
        """How documents write a form: those that it says most."""
        if form not in self.spelt:
            seen = Continuations((), form)
            ids = self._found(_word(form, (_reading(form),)), _LOOKED_UP)
            for document in self.reader.documents(ids).values():
                seen.look(document)
            self.spelt[form] = seen.written(form) or form
        return self.spelt[form]


def _different(
    found: Mapping[SuggestionKind, Iterable[Suggestion]], said: tuple[str, ...]
) -> Mapping[SuggestionKind, Sequence[Suggestion]]:
    """Suggestions of each kind, none of which folds to the same as another, or as what was said."""
    known = {said}
    different: dict[SuggestionKind, list[Suggestion]] = {}
    for kind in (SuggestionKind.TITLE, SuggestionKind.PHRASE, SuggestionKind.WORD):
        different[kind] = []
        for each in found[kind]:
            forms = _forms_in(each.text)
            if forms not in known:
                known.add(forms)
                different[kind].append(each)
    return different


def _shared(
    found: Mapping[SuggestionKind, Sequence[Suggestion]],
    shares: Sequence[tuple[SuggestionKind, int]],
    size: int,
) -> Iterator[Suggestion]:
    """The best of each kind up to its share; where others have less, more of the first ones."""
    told = {}
    room = size
    for kind, share in shares:
        told[kind] = min(share, len(found[kind]), room)
        room -= told[kind]
    for kind, _ in shares:
        more = min(room, len(found[kind]) - told[kind])
        room -= more
        yield from found[kind][: told[kind] + more]


def _phrases(typed: Typed, seen: Continuations) -> Iterator[Suggestion]:
    whole = len(typed.before)
    for each in seen.phrases():
        # Nobody who types the beginning of a word means a function word by it.
        first = fold(each.words[whole]) if typed.last else ""
        if first == typed.last or first not in STOP_WORDS:
            yield _suggestion(typed, each.words, SuggestionKind.PHRASE, each.documents)


def _suggestion(
    typed: Typed, words: Sequence[str], kind: SuggestionKind, documents: int
) -> Suggestion:
    """A text of words, of which the first ones were typed."""
    whole = len(typed.before)
    text = typed.kept + " ".join(words)
    new = len(typed.kept) + len(" ".join(words[:whole]))
    if typed.last:
        new += bool(whole) + letters_of(words[whole], typed.last)
    return Suggestion(text, kind, documents, ((new, len(text)),) if new < len(text) else ())


def _titles(typed: Typed, documents: Iterable[Document]) -> Iterator[Suggestion]:
    """Titles that hold what was typed; those that begin so first."""
    titles: dict[tuple[str, ...], list[str]] = {}
    for document in documents:
        if not document.title_borrowed and len(document.title) <= _LONGEST_TITLE:
            titles.setdefault(_forms_in(document.title), []).append(document.title)
    for forms in sorted(titles, key=lambda forms: not typed.begins(forms)):  # keeps their order
        title = titles[forms][0]
        new = tuple(_new_in(title, typed))
        yield Suggestion(title, SuggestionKind.TITLE, len(titles[forms]), new)


def _new_in(title: str, typed: Typed) -> Iterator[tuple[int, int]]:
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


def _forms_in(text: str) -> tuple[str, ...]:
    return tuple(fold(text[start:end]) for start, end in spans(text))


def _reading(form: str) -> Reading:
    return Reading(form, form, form)


def _word(
    surface: str, readings: tuple[Reading, ...], fields: tuple[TextField, ...] = DEFAULT_FIELDS
) -> Word:
    return Word(surface, readings, (Level.FORM,), fields)

"""Completion: what a text that is being typed may become.

    text -> words and the beginning of the last -> completions of it, from the index
         -> titles that hold them, and a few documents -> phrases that stand in several of these

Letters are compared as the analysis folds them, so any spelling completes any other. What nothing
begins with is read as typed on another keyboard layout, which the answer says. All is bounded: how
many documents are read, and how long the lists are that lead to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import Final

from index.analysis import Level, Reading, Token
from index.analysis.stop_words import STOP_WORDS
from index.engines.protocols import Completion, FieldWeights, Retrieval, Retriever, Vocabulary
from index.model.query import AllOf, Node, Phrase, TextField, Word
from search.model.records import Suggestion, SuggestionKind
from search.suggest.continuations import LEAST, Continuations
from search.suggest.partial_query import PartialQuery, on_other_layouts, read
from search.suggest.selection import forms_in, phrases, suggestion, titles, told

_COMPLETIONS: Final = 24
_COMPLETIONS_BEHIND: Final = 96
"""Completions of the last word that are looked for, in all and in titles: alone, and behind other
words, which few of the most frequent ones may follow."""
_WORDS: Final = 5
"""Completions that are told."""
_RARE: Final = 1 / 1000
"""Of the documents of the most frequent completion, the share that makes another worth telling."""
_BESIDE: Final = 2
"""Words that are told which only stand in the same documents as the others."""
_TITLED: Final = 8
"""Documents that are read for their titles, ..."""
_OTHERS: Final = 12
"""... and such as have the words in their texts alone."""
_LETTERS: Final = 2
"""Letters of the shortest beginning of a word alone that texts are read for."""
_SPREAD: Final = 5
"""For each of them, how many are found: those beside each other in the order of ids are often
parts of one work, which say what they say alike. So some of the best are read, and others from all
over the order."""
_BEST: Final = 1 / 3
"""The share of those that are read for being the best."""
_FREQUENT: Final = 40_000
_FREQUENT_BEHIND: Final = 80_000
"""In how many documents words may stand together that are not typed whole yet, alone and behind
others, ..."""
_FREQUENT_IN_PHRASES: Final = 10_000
"""... and those that must follow each other: so these documents are found soon."""
_LOOKED_UP: Final = 2
"""Of the completions that no document read has, how many are looked up for how they are written."""

_REMEMBERED: Final = 20_000

_FORMS: Final = (Level.FORM,)
_IN_TITLE: Final = (TextField.TITLE,)
_IN_BODY: Final = (TextField.BODY,)


@dataclass(frozen=True, slots=True)
class Completed:
    """What a text may become.

    Attributes:
        typed: what was completed.
        suggestions: most useful first.
    """

    typed: PartialQuery
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What an index has of a text.

    Attributes:
        completions: the most frequent words that begin as the last one, but for function words.
        before: in how many documents the others stand, added up.
    """

    completions: tuple[Completion, ...]
    before: int

    @property
    def rare(self) -> bool:
        """Whether it is soon seen where the others follow each other."""
        return self.before <= _FREQUENT_IN_PHRASES

    @property
    def leading(self) -> list[str]:
        """The most frequent of these, but for those that would take long."""
        left = _FREQUENT_BEHIND if self.before else _FREQUENT
        forms = []
        for each in self.completions:
            if each.documents <= left:
                left -= each.documents
                forms.append(each.form)
        return forms


@dataclass(frozen=True, slots=True)
class Completer:
    """Completes what is typed from an index.

    Attributes:
        vocabulary: of the index.
        retriever: of the same.
        tokens: analyses a text.
        weights: the ranking.
        spelt: how documents write forms: what was looked up is kept there.
        seconds: how long one question may take.
    """

    vocabulary: Vocabulary
    retriever: Retriever
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
                    return Completed(other, self._suggestions(other, known, size, said=()))
        said = forms_in(text)
        found = self._suggestions(typed, known, size, said=said) if known else ()
        for less in typed.narrowed():
            if found:
                break
            known = self._begun(less)
            found = self._suggestions(less, known, size, said=said) if known else ()
        return Completed(typed, found)

    def _begun(self, typed: PartialQuery) -> _Known | None:
        """What the index has of the words; None if it lacks one, or any that begins as the last."""
        documents = 0
        if typed.before:
            forms = tuple({form for word in typed.before for form in word.forms})
            there = {found.form: found.documents for found in self.vocabulary.near(forms)}
            if any(there.keys().isdisjoint(word.forms) for word in typed.before):
                return None
            documents = sum(there.values())
        if not typed.last:
            return _Known((), documents)
        found = self.vocabulary.completions(typed.last, _most(typed))
        if not found:
            return None
        return _Known(tuple(each for each in found if each.form not in STOP_WORDS), documents)

    def _suggestions(
        self, typed: PartialQuery, known: _Known, size: int, *, said: tuple[str, ...]
    ) -> tuple[Suggestion, ...]:
        """The best of what a text may become.

        Args:
            typed: the text.
            known: what the index has of its words.
            size: how many are wanted.
            said: forms of a text that is not worth telling, being what was typed.
        """
        seen = Continuations([word.forms for word in typed.before], typed.last)
        with_title, others = self._found(
            (self._in_title(typed), _SPREAD * _TITLED),
            (self._in_text(typed, known), _SPREAD * _OTHERS),
        )
        # Those with such titles are often parts of one work, which would say all that is said.
        others = [identity for identity in others if identity not in with_title]
        with_title, others = _spread(with_title, _TITLED), _spread(others, _OTHERS)
        documents = self.retriever.documents([*with_title, *others])
        for document in documents.values():
            seen.look(document)
        together = list(phrases(typed, seen))
        found: dict[SuggestionKind, Iterable[Suggestion]] = {
            SuggestionKind.WORD: ()
            if typed.before and together
            else self._words(typed, known, seen),
            SuggestionKind.PHRASE: together,
            SuggestionKind.TITLE: ()
            if typed.kept
            else titles(typed, [documents[identity] for identity in with_title]),
        }
        return told(found, size, said, alone=not typed.before)

    def _in_title(self, typed: PartialQuery) -> tuple[Node, ...]:
        """Asks for documents that have the words in their titles; nothing if there are none."""
        wanted = [_word(word.surface, word.readings, _IN_TITLE) for word in typed.before]
        if typed.last:
            known = self.vocabulary.completions(typed.last, _most(typed), _IN_TITLE)
            if not known:
                return ()
            wanted.append(_any_of(typed.last, [each.form for each in known], _IN_TITLE))
        return (_all_of(wanted),)

    def _in_text(self, typed: PartialQuery, known: _Known) -> tuple[Node, ...]:
        """Asks for documents whose texts have what was typed, or else all but the last word."""
        if not typed.before and (typed.narrow or len(typed.last) < _LETTERS):
            return ()
        telling = [word for word in typed.before if word.form not in STOP_WORDS]
        leading = known.leading
        last = [_any_of(typed.last, leading, _IN_BODY)] if leading else []
        words = [
            _word(word.surface, word.readings, _IN_BODY)
            for word in (telling if last else telling or typed.before)
        ]
        if len(words) > 1 and len(words) == len(typed.before) and known.rare:
            together = Phrase(typed.text, tuple(words), 0, _FORMS, _IN_BODY)
            return (_all_of([together, *last]), together)
        asked = [[*words, *last], words] if last else [words]
        return tuple(_all_of(each) for each in asked if each)

    def _found(self, *searches: tuple[Sequence[Node], int]) -> list[list[str]]:
        """For each search its best ids: of the first of its trees that finds several documents.

        Args:
            searches: trees, none for no documents, and how many documents to return at most.
        """
        retrievals = [self._retrieval(trees, limit) for trees, limit in searches if trees]
        found = iter(self.retriever.search(retrievals) if retrievals else ())
        return [
            [candidate.id for candidate in next(found).found] if trees else []
            for trees, _ in searches
        ]

    def _retrieval(self, trees: Sequence[Node], limit: int, documents: int = 0) -> Retrieval:
        """Asks for the best documents of the first tree that finds several."""
        return Retrieval(
            trees[0],
            self.weights,
            limit=limit,
            otherwise=tuple(trees[1:]),
            enough=LEAST,
            documents=documents,
            exact=False,
            seconds=self.seconds,
        )

    def _words(
        self, typed: PartialQuery, known: _Known, seen: Continuations
    ) -> Iterator[Suggestion]:
        """Completions of the only word; behind others, of those in documents that have them all."""
        if typed.before:
            before = tuple(word.surface for word in typed.before)
            for each in islice(seen.words(), _BESIDE):
                words = (*before, *each.words)
                yield suggestion(typed, words, SuggestionKind.WORD, each.documents)
            return
        forms = [each.form for each in known.completions[:_WORDS]]
        documents = dict(zip(forms, self.vocabulary.doc_freqs(forms), strict=True))
        frequent = [
            form
            for form in sorted(forms, key=lambda form: -documents[form])
            if documents[form] >= _RARE * max(documents.values())
        ]
        written = {form: seen.written(form) for form in frequent}
        written |= self._written([form for form in frequent if not written[form]][:_LOOKED_UP])
        for form in frequent:
            if written[form]:
                yield suggestion(typed, (written[form],), SuggestionKind.WORD, documents[form])

    def _written(self, forms: Sequence[str]) -> dict[str, str]:
        """How a document writes each form that says it often: in a title, or else in a text."""
        unknown = [form for form in forms if form not in self.spelt]
        trees = [
            _any_of(form, [form], place) for form in unknown for place in (_IN_TITLE, _IN_BODY)
        ]
        found = (
            self.retriever.search([self._retrieval([tree], 1, documents=1) for tree in trees])
            if trees
            else ()
        )
        if len(self.spelt) + len(unknown) > _REMEMBERED:
            self.spelt.clear()
        for number, form in enumerate(unknown):
            seen = Continuations((), form)
            for answer in found[2 * number : 2 * number + 2]:
                if not seen.written(form):
                    for document in answer.documents.values():
                        seen.look(document)
            self.spelt[form] = seen.written(form) or form
        return {form: self.spelt[form] for form in forms}


def _most(typed: PartialQuery) -> int:
    return _COMPLETIONS_BEHIND if typed.before else _COMPLETIONS


def _spread(ids: Sequence[str], limit: int) -> list[str]:
    """A few of some ids: the best, and others from all over their order."""
    if len(ids) <= limit:
        return list(ids)
    best = ceil(limit * _BEST)
    others = sorted(ids[best:])
    chosen = {others[place * len(others) // (limit - best)] for place in range(limit - best)}
    return [*ids[:best], *(each for each in ids[best:] if each in chosen)]


def _word(surface: str, readings: tuple[Reading, ...], fields: tuple[TextField, ...]) -> Word:
    return Word(surface, readings, _FORMS, fields)


def _any_of(surface: str, forms: Iterable[str], fields: tuple[TextField, ...]) -> Word:
    """Any of some forms, as one word."""
    return _word(surface, tuple(Reading(form, form, form) for form in forms), fields)


def _all_of(parts: Sequence[Node]) -> Node:
    return AllOf(tuple(parts)) if len(parts) > 1 else parts[0]

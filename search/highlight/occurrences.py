"""Where terms and forms occur among tokens: one pass over them for a whole query.

A *slot* is what is looked for: a set of terms at one level, or a rule on forms (that they match
a pattern, or are a few edits away from a word).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level, Reading, Token
from index.arrays.kernels import briefly_compiled
from index.model.edit_distance import within
from index.model.wildcards import wildcard
from search.text.chunk_cache import LEVELS, SEVERAL, ChunkTerms
from search.text.lazy_tokens import LazyTokens

FormRule: TypeAlias = Callable[[str], bool]
"""Whether a form is accepted."""


class Slots:
    """The slots that one pass over tokens looks for, by number."""

    def __init__(self) -> None:
        self._numbers: Final[dict[tuple[Level, frozenset[str]], int]] = {}
        self._terms: Final[dict[Level, dict[str, tuple[int, ...]]]] = {lv: {} for lv in Level}
        self._rules: Final[list[tuple[int, FormRule]]] = []
        self._slots_of_form: Final[dict[str, tuple[int, ...]]] = {}
        self._count = 0
        self._chunk_terms: ChunkTerms | None = None
        self._slots_of_chunk: Final[dict[int, Collection[int]]] = {}
        self._sought = np.zeros((len(LEVELS), 0), np.bool_)
        self._terms_marked = 0

    def of_terms(self, level: Level, readings: Sequence[Reading]) -> int:
        """The slot of the readings' terms at `level`."""
        terms = frozenset(term for reading in readings if (term := reading.at(level)))
        number = self._numbers.get((level, terms))
        if number is None:
            number = self._numbers[level, terms] = self._next()
            for term in terms:
                known = self._terms[level].get(term, ())
                self._terms[level][term] = (*known, number)
        return number

    def of_rule(self, rule: FormRule) -> int:
        """The slot of the forms that `rule` accepts."""
        number = self._next()
        self._rules.append((number, rule))
        return number

    def occurrences(self, tokens: Sequence[Token]) -> list[list[int]]:
        """For each slot, the indexes of the tokens where it occurs, ascending."""
        found: list[list[int]] = [[] for _ in range(self._count)]
        if isinstance(tokens, LazyTokens):
            self._in_chunks(tokens, found)
            return found
        for index, token in enumerate(tokens):
            for slot in self._of_word(token.readings):
                found[slot].append(index)
        return found

    def _in_chunks(self, tokens: LazyTokens, found: Sequence[list[int]]) -> None:
        """Add the indexes where each slot occurs; each chunk is examined once for a query."""
        chunk_terms = tokens.read.seen
        if self._chunk_terms is not chunk_terms:
            self._chunk_terms, self._terms_marked = chunk_terms, 0
            self._sought = np.zeros((len(LEVELS), 0), np.bool_)
            self._slots_of_chunk.clear()
        for place in self._candidates(tokens):
            chunk, first = tokens.chunks[place], tokens.firsts[place]
            words = tokens.read.others.get(chunk)
            if words is None:
                for slot in self._of_simple_word(chunk, chunk_terms):
                    found[slot].append(first)
                continue
            for index, (_, _, _, readings) in enumerate(words, first):
                for slot in self._of_word(readings):
                    found[slot].append(index)

    def _candidates(self, tokens: LazyTokens) -> Iterable[int]:
        """The places of the chunks in which a slot may occur: with rules, all of them."""
        if self._rules:
            return range(len(tokens.chunks))
        chunk_terms = tokens.read.seen
        if self._terms_marked < len(chunk_terms.terms):
            self._mark(chunk_terms)
        places = np.empty(len(tokens.chunks), np.int64)
        size = _chunks_with(tokens.read.chunks, chunk_terms.of_chunk, self._sought, places)
        candidates: list[int] = places[:size].tolist()
        return candidates

    def _mark(self, chunk_terms: ChunkTerms) -> None:
        """Mark the slots' terms among those of all chunks so far; each text may bring more."""
        self._terms_marked = len(chunk_terms.terms)
        if self._terms_marked > self._sought.shape[1]:
            self._sought = np.zeros((len(LEVELS), 2 * self._terms_marked), np.bool_)
        self._sought[0, SEVERAL] = True
        for level, sought in zip(self._terms.values(), self._sought, strict=True):
            sought[[number for term in level if (number := chunk_terms.numbers.get(term))]] = True

    def _of_simple_word(self, chunk: int, known: ChunkTerms) -> Collection[int]:
        """The slots that occur in a chunk that is one simple word; cached."""
        slots = self._slots_of_chunk.get(chunk)
        if slots is None:
            terms = [known.terms[number] for number in known.of_chunk[:, chunk].tolist()]
            slots = self._slots_of_chunk[chunk] = self._of_terms([terms])
        return slots

    def _of_word(self, readings: Iterable[Reading]) -> Collection[int]:
        """The slots that occur in a word, each once."""
        return self._of_terms([(one.form, one.stem, one.root) for one in readings])

    def _of_terms(self, readings: Iterable[Sequence[str]]) -> Collection[int]:
        forms, stems, roots = self._terms.values()
        found: tuple[int, ...] = ()
        for form, stem, root in readings:
            if form in forms:
                found += forms[form]
            if stem in stems:
                found += stems[stem]
            if root in roots:
                found += roots[root]
            if self._rules:
                found += self._by_rule(form)
        return frozenset(found) if len(found) > 1 else found

    def _by_rule(self, form: str) -> tuple[int, ...]:
        slots = self._slots_of_form.get(form)
        if slots is None:
            slots = tuple(number for number, accepts in self._rules if accepts(form))
            self._slots_of_form[form] = slots
        return slots

    def _next(self) -> int:
        self._count += 1
        return self._count - 1


@briefly_compiled
def _chunks_with(
    chunks: NDArray[np.int64],
    of_chunk: NDArray[np.uint32],
    sought: NDArray[np.bool_],
    places: NDArray[np.int64],
) -> int:
    """Write the places of the chunks that have a marked term, and return how many these are."""
    size = 0
    for place in range(len(chunks)):
        for level in range(len(sought)):
            if sought[level, of_chunk[level, chunks[place]]]:
                places[size] = place
                size += 1
                break
    return size


def either(rules: Iterable[FormRule]) -> FormRule:
    """Whether one of the rules accepts a form."""
    tried = tuple(rules)
    return lambda form: any(accepts(form) for accepts in tried)


def wildcard_rule(pattern: str) -> FormRule:
    """Whether a whole form matches `pattern`."""
    fits = wildcard(pattern).fullmatch
    return lambda form: fits(form) is not None


def fuzzy_rule(text: str, distance: int) -> FormRule:
    """Whether a form is within `distance` edits of `text`.

    Each edit adds at most one letter and removes at most one, so most forms are refused by the
    letters that only one of the two has, before the distance is computed.
    """
    letters = frozenset(text)

    def accepts(form: str) -> bool:
        if abs(len(form) - len(text)) > distance:
            return False
        others = set(form)
        if len(others - letters) > distance or len(letters - others) > distance:
            return False
        return within(form, text, distance) is not None

    return accepts

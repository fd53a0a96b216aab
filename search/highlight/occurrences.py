"""Where terms and forms occur among tokens: one pass over them for a whole query.

A *slot* is what is looked for: a set of terms at one level, or a rule on forms. The rules stand
below: forms that fit a pattern, or are a few edits away from a word.
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
    """What one pass over tokens looks for: by number, terms at a level or a rule on forms."""

    def __init__(self) -> None:
        self._numbers: Final[dict[tuple[Level, frozenset[str]], int]] = {}
        self._terms: Final[dict[Level, dict[str, tuple[int, ...]]]] = {lv: {} for lv in Level}
        self._rules: Final[list[tuple[int, FormRule]]] = []
        self._decided: Final[dict[str, tuple[int, ...]]] = {}
        self._count = 0
        self._seen: ChunkTerms | None = None
        self._known: Final[dict[int, Collection[int]]] = {}
        self._wanted = np.zeros((len(LEVELS), 0), np.bool_)
        self._marked = 0

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
        """Add the indexes where each slot occurs; a chunk is looked into once for a query."""
        seen = tokens.read.seen
        if self._seen is not seen:
            self._seen, self._marked = seen, 0
            self._wanted = np.zeros((len(LEVELS), 0), np.bool_)
            self._known.clear()
        for place in self._candidates(tokens):
            chunk, first = tokens.chunks[place], tokens.firsts[place]
            words = tokens.read.others.get(chunk)
            if words is None:
                for slot in self._of_everyday(chunk, seen):
                    found[slot].append(first)
                continue
            for index, (_, _, _, readings) in enumerate(words, first):
                for slot in self._of_word(readings):
                    found[slot].append(index)

    def _candidates(self, tokens: LazyTokens) -> Iterable[int]:
        """The places of the chunks that may have what is looked for: with rules, all of them."""
        if self._rules:
            return range(len(tokens.chunks))
        seen = tokens.read.seen
        if self._marked < len(seen.terms):
            self._mark(seen)
        places = np.empty(len(tokens.chunks), np.int64)
        size = _having(tokens.read.chunks, seen.of_chunk, self._wanted, places)
        candidates: list[int] = places[:size].tolist()
        return candidates

    def _mark(self, seen: ChunkTerms) -> None:
        """Mark the terms that are looked for among all that were seen; each text may bring more."""
        self._marked = len(seen.terms)
        if self._marked > self._wanted.shape[1]:
            self._wanted = np.zeros((len(LEVELS), 2 * self._marked), np.bool_)
        self._wanted[0, SEVERAL] = True
        for level, wanted in zip(self._terms.values(), self._wanted, strict=True):
            wanted[[number for term in level if (number := seen.numbers.get(term))]] = True

    def _of_everyday(self, chunk: int, seen: ChunkTerms) -> Collection[int]:
        """The slots that occur in a chunk that is one word; looked into once for a query."""
        slots = self._known.get(chunk)
        if slots is None:
            terms = [seen.terms[number] for number in seen.of_chunk[:, chunk].tolist()]
            slots = self._known[chunk] = self._of_terms([terms])
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
        slots = self._decided.get(form)
        if slots is None:
            slots = tuple(number for number, accepts in self._rules if accepts(form))
            self._decided[form] = slots
        return slots

    def _next(self) -> int:
        self._count += 1
        return self._count - 1


@briefly_compiled
def _having(
    chunks: NDArray[np.int64],
    of_chunk: NDArray[np.uint32],
    wanted: NDArray[np.bool_],
    places: NDArray[np.int64],
) -> int:
    """Write the places of the chunks of which a term is wanted at its level; how many these are."""
    size = 0
    for place in range(len(chunks)):
        for level in range(len(wanted)):
            if wanted[level, of_chunk[level, chunks[place]]]:
                places[size] = place
                size += 1
                break
    return size


# Rules on forms


def either(rules: Iterable[FormRule]) -> FormRule:
    """Whether one of the rules accepts a form."""
    tried = tuple(rules)
    return lambda form: any(accepts(form) for accepts in tried)


def wildcard_rule(pattern: str) -> FormRule:
    """Whether a whole form fits `pattern`."""
    fits = wildcard(pattern).fullmatch
    return lambda form: fits(form) is not None


def fuzzy_rule(text: str, distance: int) -> FormRule:
    """Whether a form is within `distance` edits of `text`.

    Each edit brings at most one letter in and one out, so letters that one side has and the
    other lacks refuse most forms before the distance is computed.
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

"""Where terms and forms occur among tokens: one pass over them for a whole query.

A *slot* is what is looked for: a set of terms at one level, or a rule on forms. The rules stand
below: forms that fit a pattern, or are a few edits away from a word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import compress
from typing import Final, TypeAlias

from index.analysis.token import Level, Reading, Token
from index.distance import within
from index.patterns import wildcard
from search.chunks import Seen, Word
from search.lazy_tokens import LazyTokens

FormRule: TypeAlias = Callable[[str], bool]
"""Whether a form is accepted."""


class Slots:
    """What one pass over tokens looks for: by number, terms at a level or a rule on forms."""

    def __init__(self) -> None:
        """Nothing is looked for yet."""
        self._numbers: Final[dict[tuple[Level, frozenset[str]], int]] = {}
        self._terms: Final[dict[Level, dict[str, tuple[int, ...]]]] = {lv: {} for lv in Level}
        self._rules: Final[list[tuple[int, FormRule]]] = []
        self._by_level: Final = tuple(
            self._terms[level] for level in (Level.FORM, Level.STEM, Level.ROOT)
        )
        self._sought: Final[set[str]] = set()
        self._decided: Final[dict[str, tuple[int, ...]]] = {}
        self._chunks: Final[dict[str, tuple[tuple[int, int], ...]]] = {}
        self._count = 0
        self._seen = Seen()
        self._size = 0
        self._looked_at: dict[str, int] = {}
        self._chunks_having: set[str] = set()

    def of_terms(self, level: Level, readings: Sequence[Reading]) -> int:
        """The slot of the readings' terms at `level`."""
        terms = frozenset(term for reading in readings if (term := reading.at(level)))
        number = self._numbers.get((level, terms))
        if number is None:
            number = self._numbers[level, terms] = self._next()
            self._sought.update(terms)
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
        known = self._chunks
        for number in self._candidates(tokens):
            written = tokens.written[number]
            places = known.get(written)
            if places is None:
                places = known[written] = self._of_chunk(tokens.words(number))
            first = tokens.firsts[number]
            for index, slot in places:
                found[slot].append(first + index)

    def _candidates(self, tokens: LazyTokens) -> Iterable[int]:
        """The numbers of the chunks that may have what is looked for: with rules, all of them."""
        if self._rules:
            return range(len(tokens.written))
        having = self._having(tokens.seen)
        return compress(range(len(tokens.written)), map(having.__contains__, tokens.written))

    def _having(self, seen: Seen) -> set[str]:
        """The chunks seen that have a term that is looked for; each text may bring others."""
        if self._seen is not seen:
            self._seen, self._chunks_having = seen, set()
            self._looked_at, self._size = dict.fromkeys(self._sought, 0), 0
        if self._size < len(seen):
            self._size = len(seen)
            for term, looked_at in self._looked_at.items():
                new = seen.where.get(term, ())[looked_at:]
                self._chunks_having.update(new)
                self._looked_at[term] += len(new)
        return self._chunks_having

    def _of_chunk(self, words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
        """The slots that occur in a chunk, each with the number of the word there."""
        return tuple(
            (index, slot)
            for index, (_, _, _, readings) in enumerate(words)
            for slot in self._of_word(readings)
        )

    def _of_word(self, readings: Sequence[Reading]) -> Collection[int]:
        """The slots that occur in a word, each once."""
        forms, stems, roots = self._by_level
        found: tuple[int, ...] = ()
        for reading in readings:
            if reading.form in forms:
                found += forms[reading.form]
            if reading.stem in stems:
                found += stems[reading.stem]
            if reading.root in roots:
                found += roots[reading.root]
            if self._rules:
                found += self._by_rule(reading.form)
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

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
from index.engines.words import readings_of
from index.model.edit_distance import within
from index.model.wildcards import wildcard
from search.text.lazy_tokens import LazyTokens
from search.text.word_terms import IS_AMBIGUOUS, WordTerms

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
        # Of the words of texts that are read as numbers: which slots occur in each, and which
        # terms are looked for, of shape (levels and `IS_AMBIGUOUS`, terms).
        self._table: WordTerms | None = None
        self._known: Final[dict[int, Collection[int]]] = {}
        self._is_sought = np.zeros((IS_AMBIGUOUS + 1, 0), np.bool_)
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
            self._in_numbers(tokens, found)
            return found
        for index, token in enumerate(tokens):
            for slot in self._of_word(token.readings):
                found[slot].append(index)
        return found

    def _in_numbers(self, tokens: LazyTokens, found: Sequence[list[int]]) -> None:
        """Add the indexes where each slot occurs; a word is looked into once for a query."""
        if self._table is not tokens.terms:
            self._table, self._marked = tokens.terms, 0
            self._is_sought = np.zeros((IS_AMBIGUOUS + 1, 0), np.bool_)
            self._known.clear()
        for index in self._candidates(tokens):
            word = tokens.words.item(index)
            slots = self._known.get(word)
            if slots is None:
                readings = readings_of(tokens.terms.table.texts[word])
                slots = self._known[word] = self._of_word(readings)
            for slot in slots:
                found[slot].append(index)

    def _candidates(self, tokens: LazyTokens) -> Iterable[int]:
        """The indexes of tokens that may be what is looked for: with rules, all of them."""
        if self._rules:
            return range(len(tokens))
        if self._marked < len(tokens.terms.terms):
            self._mark(tokens.terms)
        indexes = np.empty(len(tokens), np.int64)
        size = _having(tokens.words, tokens.terms.of_word, self._is_sought, indexes)
        candidates: list[int] = indexes[:size].tolist()
        return candidates

    def _mark(self, table: WordTerms) -> None:
        """Mark the terms that are looked for among all; each text may bring more."""
        self._marked = len(table.terms)
        if self._marked > self._is_sought.shape[1]:
            self._is_sought = np.zeros((IS_AMBIGUOUS + 1, 2 * self._marked), np.bool_)
        self._is_sought[IS_AMBIGUOUS, 1] = True
        for terms, is_sought in zip(self._terms.values(), self._is_sought, strict=False):
            is_sought[[number for term in terms if (number := table.numbers.get(term))]] = True

    def _of_word(self, readings: Iterable[Reading]) -> Collection[int]:
        """The slots that occur in a word, each once."""
        forms, stems, roots = self._terms.values()
        found: tuple[int, ...] = ()
        for one in readings:
            found += forms.get(one.form, ())
            found += stems.get(one.stem, ())
            found += roots.get(one.root, ())
            if self._rules:
                found += self._by_rule(one.form)
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
def _having(
    words: NDArray[np.uint32],
    of_word: NDArray[np.uint32],
    is_sought: NDArray[np.bool_],
    indexes: NDArray[np.int64],
) -> int:
    """Write the indexes of tokens whose word has a term that is sought, and say how many.

    Args:
        words: numbers of the tokens' words.
        of_word: of shape (words, columns); see `search.text.word_terms.WordTerms`.
        is_sought: of shape (columns, terms): whether a number is sought in a column.
        indexes: takes the indexes.
    """
    size = 0
    for index in range(len(words)):
        for column in range(len(is_sought)):
            if is_sought[column, of_word[words[index], column]]:
                indexes[size] = index
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

"""The terms of words by number, for search to compare numbers instead of texts."""

from __future__ import annotations

from typing import Final

import numpy as np

from index.analysis import Level
from index.arrays.growing import GrowingArray
from index.arrays.types import I64, U16, U32
from index.engines.words import LEVEL_SEPARATOR, READING_SEPARATOR, WordTable

LEVELS: Final = (Level.FORM, Level.STEM, Level.ROOT)


IS_AMBIGUOUS: Final = len(LEVELS)
"""The column of `WordTerms.of_word` that is 1 for words that can be read in several ways."""


class WordTerms:
    """The terms of words by number; it only grows, until another one takes its place.

    Args:
        table: the words.

    Attributes:
        table: the words.
        terms: all different terms, by number; the first is none.
        numbers: of these, by term.
    """

    def __init__(self, table: WordTable) -> None:
        self.table: Final = table
        self.terms: Final = [""]
        self.numbers: Final[dict[str, int]] = {}
        self._of_word: Final = GrowingArray(np.uint32, (IS_AMBIGUOUS + 1,))
        self._letters: Final = GrowingArray(np.uint16)
        self._ends: Final = GrowingArray(np.int64)
        self._ends.append(np.zeros(2, np.int64))  # of none

    @property
    def of_word(self) -> U32:
        """For each word the numbers of the terms of its usual reading, and `IS_AMBIGUOUS`."""
        return self._of_word.values

    @property
    def letters(self) -> tuple[U16, I64]:
        """The letters of all terms in turn, and where those of each end in them, from 0.

        A letter is a unit of UTF-16: one for all that Arabic is written in.
        """
        return self._letters.values, self._ends.values

    def learn(self) -> None:
        """Take in the words that are new in the table."""
        words = self.table.texts[len(self._of_word) :]
        if not words:
            return
        known = len(self.terms)
        rows = []
        for word in words:
            usual, _, others = word.partition(READING_SEPARATOR)
            rows.append((*map(self._number, usual.split(LEVEL_SEPARATOR)), bool(others)))
        letters = [term.encode("utf-16-le", "surrogatepass") for term in self.terms[known:]]
        ends = len(self._letters) + np.cumsum([*map(len, letters)]) // 2
        self._letters.append(np.frombuffer(b"".join(letters), np.uint16))
        self._ends.append(ends)
        self._of_word.append(np.array(rows, np.uint32))

    def _number(self, term: str) -> int:
        number = self.numbers.get(term)
        if number is None:
            number = self.numbers[term] = len(self.terms)
            self.terms.append(term)
        return number

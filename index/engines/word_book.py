"""The words of batches: numbers in a book that successive batches share.

Batches share most of their words. Whoever takes one batch after the other looks up the words of
a book once, and goes by their numbers from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

NO_NUMBER: Final = (1 << 32) - 1
"""In the place of a word's number: it is none, or isn't known yet."""


@dataclass(frozen=True, eq=False, weakref_slot=True, slots=True)
class WordTable:
    """Different words by number; none is taken out or changed, and more are put behind them.

    Attributes:
        texts: the words, as `DocumentBatch` writes them.
    """

    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BatchWords:
    """Different words.

    Attributes:
        book: where they stand.
        numbers: their numbers in it, of shape (words,).
    """

    book: WordTable
    numbers: NDArray[np.uint32]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.numbers)

    def __getitem__(self, place: int) -> str:
        """The word at a place."""
        return self.book.texts[int(self.numbers[place])]

    def __iter__(self) -> Iterator[str]:
        """All of them."""
        return map(self.book.texts.__getitem__, self.numbers.tolist())

    def chosen(self, places: NDArray[np.int64]) -> BatchWords:
        """Those at some places."""
        return BatchWords(self.book, self.numbers[places])

    @classmethod
    def of(cls, texts: Iterable[str]) -> BatchWords:
        """These words, in a book of their own."""
        book = WordTable([*texts])
        return cls(book, np.arange(len(book.texts), dtype=np.uint32))

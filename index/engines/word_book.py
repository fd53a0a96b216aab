"""The words of batches: numbers in a table that successive batches share.

A word is all readings of a token as one text: form, stem and root of each, between separators.
Successive batches share most of their words, so each word is looked up only once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Reading

LEVEL_SEPARATOR: Final = "\x1f"
"""Between form, stem and root of a reading."""
READING_SEPARATOR: Final = "\x1e"
"""Between the readings of a word."""
NO_NUMBER: Final = (1 << 32) - 1
"""In the place of a word's number: it is none, or isn't known yet."""


@dataclass(frozen=True, eq=False, weakref_slot=True, slots=True)
class WordTable:
    """Different words by number; none is removed or changed, and more are appended.

    Attributes:
        texts: the words, as `DocumentBatch` writes them.
    """

    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BatchWords:
    """Different words.

    Attributes:
        book: the words of all batches.
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


def word_of(readings: Iterable[Reading]) -> str:
    """A word of these readings."""
    return READING_SEPARATOR.join(
        [LEVEL_SEPARATOR.join((each.form, each.stem, each.root)) for each in readings]
    )


def readings_of(word: str) -> tuple[Reading, ...]:
    """The readings of a word."""
    return tuple(Reading(*each.split(LEVEL_SEPARATOR)) for each in word.split(READING_SEPARATOR))

"""The words of document batches, as numbers in a table that successive batches share.

A word is all readings of a token as one text: form, stem and root of each, with separators between
them. Successive batches have most of their words in common, so each word is looked up once only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from index.analysis.token import Reading
from index.arrays.types import I64, U32

LEVEL_SEPARATOR: Final = "\x1f"
"""Between form, stem and root of a reading."""
READING_SEPARATOR: Final = "\x1e"
"""Between the readings of a word."""
NO_NUMBER: Final = (1 << 32) - 1
"""In the place of a word's number: there is no such word, or its number is not known yet."""


@dataclass(frozen=True, eq=False, weakref_slot=True, slots=True)
class WordTable:
    """Different words by number; words are only ever appended.

    Attributes:
        texts: the words.
    """

    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BatchWords:
    """The different words of a batch.

    Attributes:
        table: contains them, and others.
        numbers: their numbers in it, of shape (words,).
    """

    table: WordTable
    numbers: U32

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.numbers)

    def __getitem__(self, place: int) -> str:
        """The word at a place."""
        return self.table.texts[int(self.numbers[place])]

    def __iter__(self) -> Iterator[str]:
        """All words."""
        return map(self.table.texts.__getitem__, self.numbers.tolist())

    def chosen(self, places: I64) -> BatchWords:
        """The words at some places."""
        return BatchWords(self.table, self.numbers[places])

    @classmethod
    def of(cls, texts: Iterable[str]) -> BatchWords:
        """These words, in a table of their own."""
        table = WordTable([*texts])
        return cls(table, np.arange(len(table.texts), dtype=np.uint32))


def word_of(readings: Iterable[Reading]) -> str:
    """The word that has these readings."""
    return READING_SEPARATOR.join(
        [LEVEL_SEPARATOR.join((each.form, each.stem, each.root)) for each in readings]
    )


def readings_of(word: str) -> tuple[Reading, ...]:
    """The readings of a word."""
    return tuple(Reading(*each.split(LEVEL_SEPARATOR)) for each in word.split(READING_SEPARATOR))

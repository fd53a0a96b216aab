"""Wording: the words of successive batches told to another process, each of them once.

Who sends them tells what is new in their book, and the numbers in it; who receives them keeps
the same book.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.engines.word_book import BatchWords, WordTable

# Neither a letter nor a digit: it stands in no word. One text travels faster than many.
_BETWEEN: Final = "\n"


@dataclass(frozen=True, slots=True)
class SentWords:
    """The words of a batch.

    Attributes:
        anew: whether they stand in another book than those before.
        new: what is new in the book, in the order of the numbers, as one text.
        numbers: of all words of the batch.
    """

    anew: bool
    new: str
    numbers: NDArray[np.uint32]


class WordSender:
    """Tells the words of successive batches."""

    def __init__(self) -> None:
        """Nothing is told yet."""
        self._book = WordTable()
        self._told = 0

    def tell(self, words: BatchWords) -> SentWords:
        """What the other side needs to know these words."""
        if anew := words.book is not self._book:
            self._book, self._told = words.book, 0
        new = words.book.texts[self._told :]
        self._told += len(new)
        return SentWords(anew, _BETWEEN.join(new), words.numbers)


class WordReceiver:
    """Hears what a teller tells."""

    def __init__(self) -> None:
        """Nothing is heard yet."""
        self._book = WordTable()

    def hear(self, told: SentWords) -> BatchWords:
        """The words of a batch."""
        if told.anew:
            self._book = WordTable()
        if told.new:
            self._book.texts.extend(told.new.split(_BETWEEN))
        return BatchWords(self._book, told.numbers)

"""Transfer of the words of successive batches to another process, each word once.

The sender transfers the words that are new in its word table and the numbers of a batch's words
in it; the receiver builds the same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.engines.words import BatchWords, WordTable

# No word contains a line feed; and one text is transferred faster than many.
_SEPARATOR: Final = "\n"


@dataclass(frozen=True, slots=True)
class SentWords:
    """The words of a batch.

    Attributes:
        anew: whether the sender began a new table with this batch.
        new: the words that are new in the table, in the order of their numbers, as one text.
        numbers: of all words of the batch.
    """

    anew: bool
    new: str
    numbers: NDArray[np.uint32]


class WordSender:
    """The sending side."""

    def __init__(self) -> None:
        self._table = WordTable()
        self._sent = 0

    def send(self, words: BatchWords) -> SentWords:
        """The message that transfers the words of a batch."""
        if anew := words.table is not self._table:
            self._table, self._sent = words.table, 0
        new = words.table.texts[self._sent :]
        self._sent += len(new)
        return SentWords(anew, _SEPARATOR.join(new), words.numbers)


class WordReceiver:
    """The receiving side; it must receive the messages of one sender in their order."""

    def __init__(self) -> None:
        self._table = WordTable()

    def receive(self, sent: SentWords) -> BatchWords:
        """The words of a batch."""
        if sent.anew:
            self._table = WordTable()
        if sent.new:
            self._table.texts.extend(sent.new.split(_SEPARATOR))
        return BatchWords(self._table, sent.numbers)

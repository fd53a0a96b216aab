"""Wording: the words of successive batches told to another process, each of them once.

Batches share most of their words. So who sends them gives each new word a number and tells
numbers from then on; who receives them keeps the words by their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Words that both sides remember, each about 100 bytes; then both begin anew.
_MOST: Final = 400_000

# Neither a letter nor a digit: it stands in no word. One text travels faster than many.
_BETWEEN: Final = "\n"


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a batch.

    Attributes:
        anew: whether all that was told before is forgotten.
        new: those that were not told before, in the order of their numbers, as one text.
        numbers: of all words of the batch.
    """

    anew: bool
    new: str
    numbers: NDArray[np.uint32]


class Teller:
    """Tells the words of successive batches."""

    def __init__(self) -> None:
        """Nothing is told yet."""
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)

    def tell(self, words: Sequence[str]) -> Told:
        """What the other side needs to know these words."""
        if anew := len(self._numbers) > _MOST:
            self._numbers = defaultdict(count().__next__)
        before = len(self._numbers)
        numbers = np.fromiter(map(self._numbers.__getitem__, words), np.uint32, len(words))
        new = [*islice(reversed(self._numbers), len(self._numbers) - before)]
        return Told(anew, _BETWEEN.join(reversed(new)), numbers)


class Hearer:
    """Hears what a teller tells."""

    def __init__(self) -> None:
        """Nothing is heard yet."""
        self._words: list[str] = []

    def hear(self, told: Told) -> tuple[str, ...]:
        """The words of a batch."""
        if told.anew:
            self._words.clear()
        if told.new:
            self._words += told.new.split(_BETWEEN)
        return tuple(map(self._words.__getitem__, told.numbers.tolist()))

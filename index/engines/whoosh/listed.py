"""Lists of documents as the kernels take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh import scoring
from index.engines.whoosh.pointers import address

U32 = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Listed:
    """Documents and what is said of each.

    Attributes:
        documents: their numbers in the whole index, ascending.
        values: a count, frequency or score of each; empty for `scoring.MARKS`.
        kind: which of them, as `index.engines.whoosh.scoring` names them.
        row: the first columns of the kernels' table of lists.
        counts: the three counts of each code, for `scoring.LEVELS`.
        held: for the same, the number of documents with the term of each level.
    """

    documents: U32
    values: NDArray[Any]
    kind: int
    row: tuple[int, int, int, int, int]
    counts: NDArray[np.uint8] | None = None
    held: tuple[int, ...] = ()

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self.documents)

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return self.documents.nbytes + self.values.nbytes

    @classmethod
    def of(cls, documents: U32, values: NDArray[Any], kind: int) -> Listed:
        """A list of numbers that are all below the number of documents of the index.

        Args:
            documents: ascending.
            values: uint8 counts, or float64 frequencies or scores; of the same shape, or none.
            kind: what they are.
        """
        row = (address(documents), address(values), len(documents), kind, 0)
        return cls(documents, values, kind, row)

    @classmethod
    def levelled(
        cls,
        documents: U32,
        codes: NDArray[np.uint8],
        counts: NDArray[np.uint8],
        held: tuple[int, ...],
    ) -> Listed:
        """A posting list of three levels, as `uniting.unite` makes it."""
        kind = scoring.LEVELS
        row = (address(documents), address(codes), len(documents), kind, address(counts))
        return cls(documents, codes, kind, row, counts, held)

    @classmethod
    def counted(cls, documents: U32, counts: NDArray[Any]) -> Listed:
        """A posting list: how often a term stands in documents."""
        if len(counts) and counts.max() > np.iinfo(np.uint8).max:
            return cls.of(documents, counts.astype(np.float64), scoring.FREQUENCIES)
        return cls.of(documents, counts.astype(np.uint8), scoring.COUNTS)

    @classmethod
    def marked(cls, documents: NDArray[Any]) -> Listed:
        """Documents of which nothing is said."""
        return cls.of(documents.astype(np.uint32), _NONE, scoring.MARKS)


_NONE: Final = np.empty(0, np.float64)
NOTHING_LISTED: Final = Listed.marked(np.empty(0, np.uint32))

"""Lists of documents as the kernels take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.kernels.pointers import address

U32 = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class PostingList:
    """Documents and what is said of each.

    Attributes:
        lows: the low 16 bits of their numbers in the whole index, which ascend.
        starts: where in `lows` each stretch of 2 ** 16 documents begins, and the last one ends.
        values: a count, frequency or score of each; empty for `scoring.MARKS`.
        kind: which of them, as `index.engines.whoosh.kernels.top_k` names them.
        row: the first columns of the kernels' table of lists.
        counts: the three counts of each code, for `scoring.LEVELS`.
        doc_freqs: the document frequencies that count in the idf: of the most frequent of the
            terms; of a phrase, for each of its words; for `LEVELS`, by level.
    """

    lows: NDArray[np.uint16]
    starts: U32
    values: NDArray[Any]
    kind: int
    row: tuple[int, ...]
    counts: NDArray[np.uint8] | None = None
    doc_freqs: tuple[int, ...] = ()

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self.lows)

    @property
    def documents(self) -> U32:
        """Their numbers, ascending."""
        stretches = np.arange(len(self.starts) - 1, dtype=np.uint32) << np.uint32(top_k.STRETCH)
        return np.repeat(stretches, np.diff(self.starts)) | self.lows

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return self.lows.nbytes + self.starts.nbytes + self.values.nbytes

    def marks(self) -> PostingList:
        """The same documents, of which nothing is said."""
        row = (self.row[0], address(_NONE), self.row[2], top_k.MARKS, *self.row[4:])
        return PostingList(self.lows, self.starts, _NONE, top_k.MARKS, row)

    @classmethod
    def of(
        cls, documents: U32, values: NDArray[Any], kind: int, doc_freqs: tuple[int, ...] = ()
    ) -> PostingList:
        """A list of numbers that are all below the number of documents of the index.

        Args:
            documents: ascending.
            values: uint8 counts, or float64 frequencies or scores; of the same shape, or none.
            kind: what they are.
            doc_freqs: as the attribute.
        """
        return cls._halved(documents, values, kind, None, doc_freqs)

    @classmethod
    def levelled(
        cls,
        documents: U32,
        codes: NDArray[np.uint8],
        counts: NDArray[np.uint8],
        doc_freqs: tuple[int, ...],
    ) -> PostingList:
        """A posting list of three levels, as `uniting.unite` makes it."""
        return cls._halved(documents, codes, top_k.LEVELS, counts, doc_freqs)

    @classmethod
    def _halved(
        cls,
        documents: U32,
        values: NDArray[Any],
        kind: int,
        counts: NDArray[np.uint8] | None = None,
        doc_freqs: tuple[int, ...] = (),
    ) -> PostingList:
        lows = documents.astype(np.uint16)
        stretches = (int(documents[-1]) >> top_k.STRETCH) + 1 if len(documents) else 0
        starts = np.full(stretches + 1, len(documents), np.uint32)
        begins = np.arange(stretches, dtype=np.uint32) << np.uint32(top_k.STRETCH)
        starts[:-1] = np.searchsorted(documents, begins)
        row = (
            address(lows), address(values), len(lows), kind,
            0 if counts is None else address(counts), address(starts), stretches,
        )  # fmt: skip
        return cls(lows, starts, values, kind, row, counts, doc_freqs)

    @classmethod
    def counted(
        cls, documents: U32, counts: NDArray[Any], doc_freqs: tuple[int, ...] = ()
    ) -> PostingList:
        """A posting list: how often a term occurs in documents, in bytes where these hold it."""
        if counts.max(initial=0) <= np.iinfo(np.uint8).max:
            whole = counts.astype(np.uint8)
            if counts.dtype == whole.dtype or (whole == counts).all():
                return cls.of(documents, whole, top_k.COUNTS, doc_freqs)
        return cls.of(documents, counts.astype(np.float64), top_k.FREQUENCIES, doc_freqs)

    @classmethod
    def marked(cls, documents: NDArray[Any]) -> PostingList:
        """Documents of which nothing is said."""
        return cls.of(documents.astype(np.uint32), _NONE, top_k.MARKS)


_NONE: Final = np.empty(0, np.float64)
NOTHING_LISTED: Final = PostingList.marked(np.empty(0, np.uint32))

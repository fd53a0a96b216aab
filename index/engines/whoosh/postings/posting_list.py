"""Posting lists as the kernels take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.types import U32
from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.kernels.pointers import address


@dataclass(frozen=True, slots=True)
class PostingList:
    """Documents with a value of each.

    Attributes:
        lows: the low 16 bits of their numbers in the whole index, which ascend.
        starts: where in `lows` each range of 2 ** 16 documents begins, and the last one ends.
        values: a count, frequency or score of each; none for `top_k.NO_VALUES`.
        kind: of the values, as `index.engines.whoosh.kernels.top_k` names them.
        row: of the kernels' table of lists, without the field.
        counts: for `top_k.LEVELS`, the three counts of each code.
        doc_freqs: the document frequencies that count in the idf: of the most frequent of the
            terms; of a phrase, for each of its words; for `top_k.LEVELS`, by level.
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
        ranges = np.arange(len(self.starts) - 1, dtype=np.uint32) << np.uint32(top_k.RANGE_BITS)
        return np.repeat(ranges, np.diff(self.starts)) | self.lows

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return self.lows.nbytes + self.starts.nbytes + self.values.nbytes

    def without_values(self) -> PostingList:
        """The same documents without values."""
        row = (self.row[0], address(_EMPTY), self.row[2], top_k.NO_VALUES, *self.row[4:])
        return PostingList(self.lows, self.starts, _EMPTY, top_k.NO_VALUES, row)

    @classmethod
    def of(
        cls, documents: U32, values: NDArray[Any], kind: int, doc_freqs: tuple[int, ...] = ()
    ) -> PostingList:
        """A posting list.

        Args:
            documents: numbers in the whole index, ascending.
            values: uint8 counts, or float64 frequencies or scores, of the same shape; or none.
            kind: of the values.
            doc_freqs: as the attribute.
        """
        return cls._make(documents, values, kind, None, doc_freqs)

    @classmethod
    def levelled(
        cls,
        documents: U32,
        codes: NDArray[np.uint8],
        counts: NDArray[np.uint8],
        doc_freqs: tuple[int, ...],
    ) -> PostingList:
        """A posting list of three levels, as `union.unite` makes it."""
        return cls._make(documents, codes, top_k.LEVELS, counts, doc_freqs)

    @classmethod
    def _make(
        cls,
        documents: U32,
        values: NDArray[Any],
        kind: int,
        counts: NDArray[np.uint8] | None = None,
        doc_freqs: tuple[int, ...] = (),
    ) -> PostingList:
        lows = documents.astype(np.uint16)
        ranges = (int(documents[-1]) >> top_k.RANGE_BITS) + 1 if len(documents) else 0
        starts = np.full(ranges + 1, len(documents), np.uint32)
        begins = np.arange(ranges, dtype=np.uint32) << np.uint32(top_k.RANGE_BITS)
        starts[:-1] = np.searchsorted(documents, begins)
        row = (
            address(lows), address(values), len(lows), kind,
            0 if counts is None else address(counts), address(starts), ranges,
        )  # fmt: skip
        return cls(lows, starts, values, kind, row, counts, doc_freqs)

    @classmethod
    def of_counts(
        cls, documents: U32, counts: NDArray[Any], doc_freqs: tuple[int, ...] = ()
    ) -> PostingList:
        """A posting list of frequencies, in bytes if they are whole numbers that fit."""
        if counts.max(initial=0) <= np.iinfo(np.uint8).max:
            whole = counts.astype(np.uint8)
            if counts.dtype == whole.dtype or (whole == counts).all():
                return cls.of(documents, whole, top_k.COUNTS, doc_freqs)
        return cls.of(documents, counts.astype(np.float64), top_k.FREQUENCIES, doc_freqs)

    @classmethod
    def of_documents(cls, documents: NDArray[Any]) -> PostingList:
        """A posting list without values."""
        return cls.of(documents.astype(np.uint32), _EMPTY, top_k.NO_VALUES)


_EMPTY: Final = np.empty(0, np.float64)
NO_POSTINGS: Final = PostingList.of_documents(np.empty(0, np.uint32))

"""A posting list for Whoosh's queries."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.matching.mcore import LeafMatcher, ReadTooFar

from index.arrays.types import U32

Positions = Callable[[U32], tuple[NDArray[np.int64], U32]]

# Postings that share a bound of their scores.
_BLOCK: Final = 128


@dataclass(frozen=True, slots=True)
class Postings:
    """The posting list of a term.

    Attributes:
        documents: their numbers, ascending.
        frequencies: how often the term occurs in each.
    """

    documents: U32
    frequencies: NDArray[np.float32]


class PostingsMatcher(LeafMatcher):
    """Iterates over the documents of a term.

    Args:
        term: the field's name and the term.
        format_: Whoosh's format of the field.
        scorer: Whoosh's scorer, or None.
        postings: of the term, without removed documents.
        lengths: of all documents of the segment; None if the field has none.
        positions: returns the positions in ascending documents, as `FieldReader.positions`;
            None if the field has none. Called only for queries that need positions.
    """

    def __init__(
        self,
        term: tuple[str, bytes],
        format_: Any,
        scorer: Any,
        postings: Postings,
        lengths: U32 | None,
        positions: Positions | None,
    ) -> None:
        self._term = term
        self.format = format_
        self.scorer = scorer
        self._postings = postings
        self._lengths = lengths
        self._positions_of = positions
        self._ids: list[int] = postings.documents.tolist()
        self._weights: list[float] = postings.frequencies.tolist()
        self._at = 0

    def is_active(self) -> bool:
        """Whether there is a current document."""
        return self._at < len(self._ids)

    def reset(self) -> None:
        """Go back to the first document."""
        self._at = 0

    def copy(self) -> PostingsMatcher:
        """A matcher at the same document."""
        return copy(self)

    def id(self) -> int:
        """The current document."""
        return self._ids[self._at]

    def weight(self) -> float:
        """How often the term occurs in the current document."""
        return self._weights[self._at]

    def value(self) -> bytes:
        """The positions in it, as `FlatPositions` decodes them; empty if the field has none."""
        starts, positions = self._positions
        start, end = starts[self._at], starts[self._at + 1]
        return array("I", positions[start:end].tolist()).tobytes()

    def next(self) -> bool:  # type: ignore[override]
        """Go to the next document, and return whether a block begins with it."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return self._at % _BLOCK == 0

    def skip_to(self, target: int) -> None:
        """Go to the first document from here on that is not before `target`."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._ids, target, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the next block that may have a better score, and return how many were skipped."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = (self._at // _BLOCK + 1) * _BLOCK
            skipped += 1
        return skipped

    def block_min_id(self) -> int:
        """The first document of the current block."""
        return self._ids[self._at // _BLOCK * _BLOCK]

    def block_max_id(self) -> int:
        """The last document of the current block."""
        return self._ids[min(len(self._ids), (self._at // _BLOCK + 1) * _BLOCK) - 1]

    def block_quality(self) -> float:
        """The bound of scores in the current block; 0 after the last, where unions ask too."""
        return float(self.scorer.block_quality(self)) if self.is_active() else 0.0

    def block_max_weight(self) -> float:
        """The largest frequency in the current block."""
        return self._best[self._at // _BLOCK]

    def block_min_length(self) -> int:
        """The length of the shortest document of the current block."""
        return self._shortest[self._at // _BLOCK]

    def block_max_length(self) -> int:
        """The length of the longest document of the current block."""
        return self._longest[self._at // _BLOCK]

    @cached_property
    def _positions(self) -> tuple[NDArray[np.int64], U32]:
        documents = self._postings.documents
        if self._positions_of is None:
            return np.zeros(len(documents) + 1, np.int64), np.empty(0, np.uint32)
        return self._positions_of(documents)

    @cached_property
    def _best(self) -> list[float]:
        return _by_block(np.maximum, self._postings.frequencies)

    @cached_property
    def _shortest(self) -> list[int]:
        return _by_block(np.minimum, self._known_lengths)

    @cached_property
    def _longest(self) -> list[int]:
        return _by_block(np.maximum, self._known_lengths)

    @property
    def _known_lengths(self) -> U32:
        documents = self._postings.documents
        return np.zeros_like(documents) if self._lengths is None else self._lengths[documents]


def _by_block(function: np.ufunc, numbers: NDArray[Any]) -> list[Any]:
    starts = np.arange(0, len(numbers), _BLOCK)
    found: list[Any] = function.reduceat(numbers, starts).tolist() if len(starts) else []
    return found

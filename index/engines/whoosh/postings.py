"""Posting lists of a whole index: its segments' lists, one behind the other, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.engines.whoosh.listed import NOTHING_LISTED, Listed
from index.engines.whoosh.memory import Memory
from index.engines.whoosh.segment import SegmentReader
from index.query import TextField

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

# Bytes of lists that one reader keeps.
_REMEMBERED_BYTES: Final = 128 * 2**20


@dataclass(frozen=True, slots=True)
class Part:
    """A segment among those of an index.

    Attributes:
        segment: open.
        base: the number in the whole index of its first document.
        whole: whether none of its documents was removed.
    """

    segment: SegmentReader
    base: int
    whole: bool


class PostingSource:
    """The posting lists of an index; safe for several threads.

    Removed documents stand in no list.

    Args:
        segments: of the index, in order.

    Raises:
        DamagedIndexError: from every method, where a file is not as it was written.
    """

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        """See the class."""
        bases = np.cumsum([0, *(segment.documents for segment in segments)]).tolist()
        self.documents = int(bases[-1])
        self.parts = tuple(
            Part(segment, base, bool(segment.live.all()))
            for segment, base in zip(segments, bases[:-1], strict=True)
        )
        self.memory: Memory[Listed] = Memory(_REMEMBERED_BYTES)

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """For each document, whether it can be found."""
        lives = [part.segment.live for part in self.parts]
        return np.concatenate([np.empty(0, np.bool_), *lives])

    @cached_property
    def everything(self) -> Listed:
        """Every document that can be found."""
        return Listed.marked(np.flatnonzero(self.live))

    def read(self, field: TextField, level: Level, terms: tuple[str, ...]) -> Listed:
        """The documents of terms, each once; their frequencies are added."""
        found = [self._read(part, field, level, terms) for part in self.parts]
        lists = [(documents, times) for documents, times in found if len(documents)]
        if not lists:
            return NOTHING_LISTED
        if len(lists) == 1:
            return Listed.counted(*lists[0])
        documents = np.concatenate([documents for documents, _ in lists])
        return Listed.counted(documents, np.concatenate([times for _, times in lists]))

    def _read(
        self, part: Part, field: TextField, level: Level, terms: tuple[str, ...]
    ) -> tuple[U32, NDArray[np.float32]]:
        found = part.segment.postings(field, self.words(part, field, level, terms))
        documents, times = found.documents, found.frequencies
        if not part.whole:
            live = part.segment.live[documents]
            documents, times = documents[live], times[live]
        return (documents + np.uint32(part.base) if part.base else documents), times

    def words(self, part: Part, field: TextField, level: Level, terms: tuple[str, ...]) -> U32:
        """The words of a segment that have one of the terms; one with two of them twice."""
        known = part.segment.terms(field, level)
        numbers = [number for term in terms if (number := known.find(term)) >= 0]
        families = [part.segment.words(field, level, number) for number in numbers]
        if len(families) == 1:
            return families[0]
        return np.concatenate([np.empty(0, np.uint32), *families])

    def positions(
        self, field: TextField, level: Level, terms: tuple[str, ...], documents: U32
    ) -> tuple[I64, U32]:
        """Where terms stand in documents.

        Args:
            field: the text field.
            level: the level of the terms.
            terms: what is looked for.
            documents: numbers in the whole index, ascending.

        Returns:
            Where each document's positions begin, of shape (documents + 1,), and the positions.
        """
        starts, places = [np.zeros(1, np.int64)], [np.empty(0, np.uint32)]
        for part in self.parts:
            first, last = np.searchsorted(
                documents, (part.base, part.base + part.segment.documents)
            )
            if first == last:
                continue
            within = documents[first:last] - np.uint32(part.base)
            words = np.unique(self.words(part, field, level, terms))
            begins, found = part.segment.positions(field, words, within)
            starts.append(begins[1:] + starts[-1][-1])
            places.append(found)
        return np.concatenate(starts), np.concatenate(places)

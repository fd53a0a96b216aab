"""Posting lists of a whole index: its segments' lists, one behind the other, and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.engines.whoosh.kernels import union
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.postings.cache import Memory
from index.engines.whoosh.postings.posting_list import NOTHING_LISTED, PostingList
from index.engines.whoosh.segments.segment import SegmentReader
from index.model.query import TextField

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

_LEVELS: Final = tuple(Level)  # as `uniting` counts them: form, stem, root

# Bytes of lists that one reader keeps.
_REMEMBERED_BYTES: Final = 96 * 2**20


@dataclass(frozen=True, slots=True)
class SegmentSlice:
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
        bases = np.cumsum([0, *(segment.documents for segment in segments)]).tolist()
        self.documents = int(bases[-1])
        self.parts = tuple(
            SegmentSlice(segment, base, bool(segment.live.all()))
            for segment, base in zip(segments, bases[:-1], strict=True)
        )
        self.memory: Memory[PostingList] = Memory(_REMEMBERED_BYTES)

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """For each document, whether it can be found."""
        lives = [part.segment.live for part in self.parts]
        return np.concatenate([np.empty(0, np.bool_), *lives])

    @cached_property
    def everything(self) -> PostingList:
        """Every document that can be found."""
        return PostingList.marked(np.flatnonzero(self.live))

    def read(self, field: TextField, level: Level, terms: tuple[str, ...]) -> PostingList:
        """The documents of terms, each once; their frequencies are added."""
        found = [self._read(part, field, level, terms) for part in self.parts]
        lists = [(documents, times) for documents, times in found if len(documents)]
        if not lists:
            return NOTHING_LISTED
        if len(lists) == 1:
            return PostingList.counted(*lists[0])
        documents = np.concatenate([documents for documents, _ in lists])
        return PostingList.counted(documents, np.concatenate([times for _, times in lists]))

    def read_levels(
        self, field: TextField, terms: Mapping[Level, tuple[str, ...]]
    ) -> PostingList | None:
        """The documents of terms of several levels, each once.

        Returns:
            The list, or None where it can't be kept in bytes.
        """
        longest = max((part.segment.field(field).longest for part in self.parts), default=0)
        if longest > union.LONGEST:
            return None
        looked = [(part, *self._steps(part, field, terms)) for part in self.parts]
        lists = [part.segment.field(field).lists(words) for part, words, _ in looked]
        most = sum(len(documents) for documents, *_ in lists)
        found, said = np.empty(most, np.uint32), np.empty(most, np.uint8)
        small = np.full(union.SMALL_CODES, -1, np.int16)
        known = np.zeros(union.CODES * union.LEVELS, np.uint8)
        held = np.zeros(union.LEVELS, np.int64)
        work = union.workspace()
        size = codes = 0
        for (part, _, steps), (documents, counts, starts) in zip(looked, lists, strict=True):
            size, codes = union.unite(
                documents, counts, starts, steps, part.base,
                0 if part.whole else address(part.segment.live),
                union.share(len(documents), part.segment.documents),
                small, known, codes, found, said, size, held, *work,
            )  # fmt: skip
            if size < 0:
                return None
        return PostingList.levelled(
            found[:size],
            said[:size].copy(),
            known[: codes * union.LEVELS].copy(),
            tuple(held.tolist()),
        )

    def _steps(
        self, part: SegmentSlice, field: TextField, terms: Mapping[Level, tuple[str, ...]]
    ) -> tuple[I64, I64]:
        """The words that have one of the terms, and what an occurrence of each counts."""
        keys = [
            self.words(part, field, level, each).astype(np.int64) * union.KEYS
            + _LEVELS.index(level)
            for level, each in terms.items()
        ]
        together = np.concatenate(keys)
        together.sort()
        return union.steps_of(together)

    def _read(
        self, part: SegmentSlice, field: TextField, level: Level, terms: tuple[str, ...]
    ) -> tuple[U32, NDArray[Any]]:
        words = self.words(part, field, level, terms)
        live = None if part.whole else part.segment.live
        return part.segment.field(field).united(words, part.base, live)

    def doc_freq_bound(self, field: TextField, level: Level, term: str) -> tuple[int, bool]:
        """How many documents have a term at most, by the dictionaries; whether that is exact."""
        bound, exact = 0, True
        for part in self.parts:
            words = self.words(part, field, level, (term,))
            bound += int(part.segment.word_frequencies(field)[words].sum(dtype=np.int64))
            exact &= part.whole and len(words) < 2
        return bound, exact

    def words(
        self, part: SegmentSlice, field: TextField, level: Level, terms: tuple[str, ...]
    ) -> U32:
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
            words = self.words(part, field, level, terms)
            if len(terms) > 1:
                words, _ = np.unique(words, return_inverse=True)  # alone, it imports masked arrays
            begins, found = part.segment.positions(field, words, within)
            starts.append(begins[1:] + starts[-1][-1])
            places.append(found)
        return np.concatenate(starts), np.concatenate(places)

"""Posting lists of a whole index: those of its segments in turn, and a cache of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.arrays.types import I64, U32
from index.bounded_cache import BoundedCache
from index.engines.whoosh.kernels import union
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.postings.posting_list import NO_POSTINGS, PostingList
from index.engines.whoosh.segments.segment import SegmentReader
from index.model.query import TextField

_NO_WORDS: Final = np.empty(0, np.uint32)
_LEVELS: Final = tuple(Level)  # in the order of `union`

_MAX_CACHED_BYTES: Final = 96 * 2**20
_BYTES_OF_ENTRY: Final = 1000  # beside its arrays: objects, key, place in the table


@dataclass(frozen=True, slots=True)
class SegmentSlice:
    """A segment of an open index.

    Attributes:
        segment: the segment.
        base: the number in the whole index of its first document.
        whole: whether none of its documents was removed.
    """

    segment: SegmentReader
    base: int
    whole: bool

    @property
    def live(self) -> NDArray[np.bool_] | None:
        """For each document, whether it can be found; None if all can."""
        return None if self.whole else self.segment.live


class PostingSource:
    """The posting lists of an index, without removed documents; safe for several threads.

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
        self.cache: BoundedCache[Hashable, PostingList] = BoundedCache(
            _MAX_CACHED_BYTES, lambda postings: postings.bytes + _BYTES_OF_ENTRY
        )

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """For each document, whether it can be found."""
        lives = [part.segment.live for part in self.parts]
        return np.concatenate([np.empty(0, np.bool_), *lives])

    @cached_property
    def everything(self) -> PostingList:
        """Every document that can be found."""
        return PostingList.of_documents(np.flatnonzero(self.live))

    def read(self, field: TextField, level: Level, terms: tuple[str, ...]) -> PostingList:
        """The posting list of the documents with any of some terms; their frequencies are added."""
        found = [self._read(part, field, level, terms) for part in self.parts]
        lists = [each[:2] for each in found if len(each[0])]
        if not lists:
            return NO_POSTINGS
        documents, counts = lists[0]
        if len(lists) > 1:
            documents = np.concatenate([documents for documents, _ in lists])
            counts = np.concatenate([counts for _, counts in lists])
        doc_freqs = map(sum, zip(*(each[2] for each in found), strict=True))
        return PostingList.of_counts(documents, counts, (max(doc_freqs),))

    def read_levels(
        self, field: TextField, terms: Mapping[Level, tuple[str, ...]]
    ) -> PostingList | None:
        """The posting list of the documents with any of some terms of several levels.

        Returns:
            None if the documents have more different counts than bytes can tell apart.
        """
        longest = max((part.segment.fields[field].longest for part in self.parts), default=0)
        if longest > union.MAX_COUNT:
            return None
        words_of_parts = [(part, *self._words(part, field, terms)) for part in self.parts]
        lists = [part.segment.fields[field].lists(words) for part, words, *_ in words_of_parts]
        most = sum(len(documents) for documents, *_ in lists)
        found, found_codes = np.empty(most, np.uint32), np.empty(most, np.uint8)
        small = np.full(union.SMALL_CODES, -1, np.int16)
        known = np.zeros(union.CODES * union.LEVELS, np.uint8)
        level_freqs = np.zeros(union.LEVELS, np.int64)
        term_freqs: dict[Level, list[Sequence[int]]] = defaultdict(list)
        work = union.workspace()
        size = codes = 0
        for (part, words, steps, families), (documents, counts, starts) in zip(
            words_of_parts, lists, strict=True
        ):
            size, codes = union.unite(
                documents, counts, starts, steps, part.base,
                0 if part.whole else address(part.segment.live),
                union.share(len(documents), part.segment.documents),
                small, known, codes, found, found_codes, size, level_freqs, *work,
            )  # fmt: skip
            if size < 0:
                return None
            for level, own in families.items():
                if len(own) > 1:
                    count = part.segment.fields[field].doc_freqs
                    term_freqs[level].append(count(own, words, documents, starts, part.live))
        for level, freqs_of_parts in term_freqs.items():
            level_freqs[_LEVELS.index(level)] = max(map(sum, zip(*freqs_of_parts, strict=True)))
        return PostingList.levelled(
            found[:size],
            found_codes[:size].copy(),
            known[: codes * union.LEVELS].copy(),
            tuple(level_freqs.tolist()),
        )

    def _words(
        self, part: SegmentSlice, field: TextField, terms: Mapping[Level, tuple[str, ...]]
    ) -> tuple[I64, I64, Mapping[Level, list[U32]]]:
        """The words that have any of the terms, their steps for `union.unite`, and families."""
        families = {level: self._families(part, field, level, terms[level]) for level in terms}
        keys = [
            _joined(own).astype(np.int64) * union.KEYS + _LEVELS.index(level)
            for level, own in families.items()
        ]
        together = np.concatenate(keys)
        together.sort()
        return *union.steps_of(together), families

    def _read(
        self, part: SegmentSlice, field: TextField, level: Level, terms: tuple[str, ...]
    ) -> tuple[U32, NDArray[Any], Sequence[int]]:
        """A segment's documents with any of the terms, counts, and each term's doc_freq."""
        families = self._families(part, field, level, terms)
        return part.segment.fields[field].united(families, part.base, part.live)

    def words(
        self, part: SegmentSlice, field: TextField, level: Level, terms: tuple[str, ...]
    ) -> U32:
        """The words of a segment that have any of the terms; a word of two terms twice."""
        return _joined(self._families(part, field, level, terms))

    def _families(
        self, part: SegmentSlice, field: TextField, level: Level, terms: tuple[str, ...]
    ) -> list[U32]:
        """The words of a segment that have each of the terms."""
        known = part.segment.fields[field].terms(level)
        numbers = [known.find(term) for term in terms]
        return [
            part.segment.fields[field].dictionary.words(level, number) if number >= 0 else _NO_WORDS
            for number in numbers
        ]

    def positions(
        self, field: TextField, level: Level, terms: tuple[str, ...], documents: U32
    ) -> tuple[I64, U32]:
        """The positions of terms in documents.

        Args:
            field: the text field.
            level: the level of the terms.
            terms: the terms.
            documents: numbers in the whole index, ascending.

        Returns:
            Where each document's positions begin and the last one's end, of shape
            (documents + 1,), and the positions.
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
            begins, found = part.segment.fields[field].positions(words, within)
            starts.append(begins[1:] + starts[-1][-1])
            places.append(found)
        return np.concatenate(starts), np.concatenate(places)


def _joined(families: list[U32]) -> U32:
    return families[0] if len(families) == 1 else np.concatenate([_NO_WORDS, *families])

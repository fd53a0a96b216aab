"""Merges several segments into one, without their removed documents.

Documents are numbered segment after segment, so the posting list of a word is the concatenation of
its lists in the segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.kernels import compiled
from index.arrays.offsets import starts_of
from index.arrays.types import I64, U32
from index.engines.protocols import LEVELS
from index.engines.whoosh.kernels.inversion import Lists
from index.engines.whoosh.segments.container import abandoned_on_error
from index.engines.whoosh.segments.documents import DocumentsWriter
from index.engines.whoosh.segments.fields import FieldReader, FieldWriter
from index.engines.whoosh.segments.segment import SegmentReader, documents_file, field_file
from index.engines.whoosh.segments.terms import Terms

Mask = NDArray[np.bool_]

# Positions that are merged at once.
_POSITIONS: Final = 2**20

# A size class has this many times the documents of the class below it.
TIER: Final = 8
_SMALLEST: Final = 1_000
# A segment is rewritten when this share of it is removed.
_REMOVED: Final = 0.25


def to_merge(segments: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Which segments to merge, so that a growing index has few of them.

    `TIER` segments of one size class are merged, with all smaller ones; so a document is rewritten
    once for each class (size-tiered compaction, as in Cassandra and in Lucene's
    TieredMergePolicy). A segment that lost a quarter of its documents is rewritten.

    Args:
        segments: by segment, how many live and how many removed documents it has.

    Returns:
        The numbers of the segments to merge into one.
    """
    classes = [_size_class(live) for live, _ in segments]
    full = [each for each in set(classes) if classes.count(each) >= TIER]
    highest = max(full, default=-1)
    return tuple(
        number
        for number, (live, removed) in enumerate(segments)
        if classes[number] <= highest or removed > _REMOVED * (live + removed)
    )


def _size_class(documents: int) -> int:
    size_class = 0
    while documents > _SMALLEST:
        documents //= TIER
        size_class += 1
    return size_class


def merge(folder: Path, segments: Sequence[SegmentReader], name: str) -> None:
    """Write the live documents of segments as a new segment.

    Args:
        folder: of the new segment's files.
        segments: at least one, in the order of their documents.
        name: of the new segment.
    """
    with abandoned_on_error(DocumentsWriter(folder / documents_file(name))) as documents:
        for segment in segments:
            segment.stored.write(documents, segment.live)
        documents.close()
    first = 0
    numbers = []
    for segment in segments:
        numbers.append((np.cumsum(segment.live) + (first - 1)).astype(np.uint32))
        first += int(segment.live.sum())
    for field in LEVELS:
        parts = [
            _Part(segment.fields[field], segment.live, numbered)
            for segment, numbered in zip(segments, numbers, strict=True)
        ]
        lengths = [part.field.lengths[part.live] for part in parts]
        path = folder / field_file(name, field)
        with abandoned_on_error(FieldWriter(path, np.concatenate(lengths))) as writer:
            _merge_field(writer, parts)


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of a segment, the mask of its live documents, and their new numbers."""

    field: FieldReader
    live: Mask
    numbers: U32

    def lists(self, words: I64) -> Lists:
        """The posting lists of words without removed documents, with the new numbers."""
        lists = self.field.all_lists(words)
        documents, counts, positions = lists.documents, lists.counts, lists.positions
        if not self.live.all():
            there = self.live[documents]
            positions = positions[np.repeat(there, counts)]
            ends = starts_of(there)[np.cumsum(lists.sizes)]
            sizes = np.diff(ends, prepend=0).astype(np.uint32)
            documents, counts = documents[there], counts[there]
        else:
            sizes = lists.sizes
        return Lists(sizes, self.numbers[documents], counts, positions)


def _merge_field(writer: FieldWriter, parts: Sequence[_Part]) -> None:
    texts = [part.field.dictionary.texts() for part in parts]
    words = sorted(set().union(*texts))
    ranks = {word: rank for rank, word in enumerate(words)}
    places = [np.fromiter(map(ranks.__getitem__, text), np.int64, len(text)) for text in texts]
    del ranks, texts
    left: list[Mask] = []
    for lists in _merged(parts, places, len(words)):
        there = lists.sizes > 0
        left.append(there)
        writer.write(Lists(lists.sizes[there], lists.documents, lists.counts, lists.positions))
    is_left = np.concatenate([np.empty(0, np.bool_), *left])
    writer.describe(Terms.of(words).chosen(np.flatnonzero(is_left)))
    writer.close()


def _merged(parts: Sequence[_Part], places: Sequence[I64], words: int) -> Iterator[Lists]:
    """The posting lists of all words, some words at a time; empty for words of removed documents.

    Args:
        parts: in the order of their documents.
        places: by part, the place of each of its words among all words.
        words: how many words there are in all parts.
    """
    positions = np.zeros(words + 1, np.int64)
    for part, ranks in zip(parts, places, strict=True):
        positions[ranks + 1] += part.field.places
    np.cumsum(positions, out=positions)
    word = 0
    while word < words:
        after = int(np.searchsorted(positions, positions[word] + _POSITIONS, side="right")) - 1
        after = min(words, max(after, word + 1))
        found = []
        for part, ranks in zip(parts, places, strict=True):
            first, last = np.searchsorted(ranks, [word, after]).tolist()
            found.append((ranks[first:last] - word, part.lists(np.arange(first, last))))
        yield _joined(found, after - word)
        word = after


def _joined(parts: Sequence[tuple[I64, Lists]], words: int) -> Lists:
    """The concatenated lists of several parts, word by word."""
    sizes = np.zeros(words, np.uint32)
    for places, lists in parts:
        sizes[places] += lists.sizes
    word_of = np.concatenate(
        [np.empty(0, np.int64), *(np.repeat(places, lists.sizes) for places, lists in parts)]
    )
    documents = np.concatenate([lists.documents for _, lists in parts])
    counts = np.concatenate([lists.counts for _, lists in parts])
    positions = np.concatenate([lists.positions for _, lists in parts])
    in_order = Lists(
        sizes, np.empty_like(documents), np.empty_like(counts), np.empty_like(positions)
    )
    ends = np.cumsum(sizes, dtype=np.int64) - sizes
    spans = np.bincount(word_of, counts, minlength=words).astype(np.int64)
    _interleave(
        word_of, documents, counts, positions, ends, np.cumsum(spans) - spans,
        in_order.documents, in_order.counts, in_order.positions,
    )  # fmt: skip
    return in_order


@compiled
def _interleave(
    word_of: I64, documents: U32, counts: U32, positions: U32, ends: I64, position_ends: I64,
    found: U32, times: U32, places: U32,
) -> None:  # fmt: skip
    """Append each posting and its positions to those of its word.

    Args:
        word_of: by posting, its word.
        documents: by posting, its document.
        counts: by posting, how many positions it has.
        positions: of all postings.
        ends: by word, where its next posting is written; advanced.
        position_ends: by word, where its next position is written; advanced.
        found: takes the documents.
        times: takes the counts.
        places: takes the positions.
    """
    at = 0
    for posting in range(len(word_of)):
        word = word_of[posting]
        found[ends[word]] = documents[posting]
        times[ends[word]] = counts[posting]
        ends[word] += 1
        for _ in range(int(counts[posting])):
            places[position_ends[word]] = positions[at]
            position_ends[word] += 1
            at += 1

"""Whoosh's file format with flat blocks of postings, and reading in whole blocks and columns.

Whoosh's W3 codec pickles and compresses a tuple of numbers for each block of 128 postings, and
its matchers hand out one posting at a time. Here a block is three arrays, each of the smallest
unsigned type that holds its numbers:

    gaps        from each document number to the next, from 0 at the block's beginning
    counts      how often the term stands in each document
    positions   of all documents, one after the other

Everything else is Whoosh's, and its matcher interface still works.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from whoosh import columns
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PostingsWriter

# Large enough that the work on a block is the arrays', small enough to look for a few positions.
_BLOCK: Final = 1024

Numbers: TypeAlias = NDArray[np.unsignedinteger[Any]]
Packed: TypeAlias = tuple[str, bytes]


def packed(numbers: ArrayLike) -> Packed:
    """Numbers from 0 as type and bytes, little-endian, in as few bytes each as hold them all."""
    known = np.asarray(numbers, np.uint32)
    kind = np.min_scalar_type(known.max(initial=0)).newbyteorder("<")
    return kind.str, known.astype(kind).tobytes()


def unpacked(written: Packed) -> Numbers:
    """The numbers that `packed` was given."""
    kind, content = written
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is no type of number here")
    return np.frombuffer(content, kind)


_KINDS: Final = frozenset({"|u1", "<u2", "<u4"})


class BlockWriter(W3PostingsWriter):
    """Writes posting lists in flat blocks; the positions are those of `schema.FlatPositions`.

    A list without positions, that of a document id, is written as Whoosh does.
    """

    def _mini_ids(self) -> Any:
        if not self._values:
            return W3PostingsWriter._mini_ids(self)
        return packed(np.diff(np.array(self._ids, np.uint32), prepend=np.uint32(0)))

    def _mini_weights(self) -> Any:
        return (
            packed(np.array(self._weights))
            if self._values
            else W3PostingsWriter._mini_weights(self)
        )

    def _mini_values(self) -> Any:
        if not self._values:
            return W3PostingsWriter._mini_values(self)
        return packed(np.frombuffer(b"".join(self._values), np.uint32))


class BlockMatcher(W3LeafMatcher):
    """A posting list on disk that can be taken block by block."""

    def whole(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Every document number, ascending, and how often the term stands there."""
        blocks = [(_numbers(gaps), unpacked(counts)) for gaps, counts, _ in self._blocks(0)]
        documents, counts = zip(*blocks, strict=True)
        return np.concatenate(documents), np.concatenate(counts).astype(np.float32)

    def positions_of(self, wanted: Sequence[int]) -> dict[int, list[int]]:
        """The positions in those `wanted` documents (ascending) where the term stands."""
        found: dict[int, list[int]] = {}
        remaining = np.array(wanted, np.int64)
        while len(remaining):
            block = next(self._blocks(int(remaining[0])), None)
            if block is None:
                break
            documents, ends = _numbers(block[0]), np.cumsum(unpacked(block[1]), dtype=np.int64)
            positions = unpacked(block[2]).tolist()
            for place in np.flatnonzero(np.isin(documents, remaining, assume_unique=True)).tolist():
                start = int(ends[place - 1]) if place else 0
                found[int(documents[place])] = positions[start : int(ends[place])]
            done = int(np.searchsorted(remaining, documents[-1], side="right"))
            if not done:  # else a damaged block would be read for ever
                raise ValueError("a block ends before the document that its last is said to be")
            remaining = remaining[done:]
        return found

    def _blocks(self, least: int) -> Iterator[tuple[Packed, Packed, Packed]]:
        """Gaps, counts and positions of each block from here on.

        Blocks that end before the document `least` are passed over unread.
        """
        matcher: Any = self  # Whoosh's own methods have no types
        while matcher.is_active():
            if matcher.block_max_id() >= least:
                matcher._read_data()
                yield matcher._data
            matcher._next_block()

    def _flat(self) -> tuple[Packed, Packed, Packed]:
        matcher: Any = self
        if matcher._data is None:
            matcher._read_data()
        block: tuple[Packed, Packed, Packed] = matcher._data
        return block

    # What Whoosh itself reads when it merges segments.

    def _read_ids(self) -> None:
        self._ids: Any = tuple(_numbers(self._flat()[0]).tolist())

    def _read_weights(self) -> None:
        self._weights: Any = array("f", unpacked(self._flat()[1]).tolist())

    def _read_values(self) -> None:
        _, counts, positions = self._flat()
        known = unpacked(positions).astype(np.uint32)
        parts = np.split(known, np.cumsum(unpacked(counts), dtype=np.int64)[:-1])
        self._values: Any = tuple(part.tobytes() for part in parts)


class BlockCodec(W3Codec):
    """Whoosh's codec with flat blocks."""

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        """A writer of posting lists; the arrays are small enough without compression."""
        writer: Any = BlockWriter
        return writer(dbfile, blocklimit=_BLOCK, byteids=byteids, compression=0)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """A matcher over a posting list."""
        offset, length = terminfo.extent()  # with Whoosh's defaults no list is kept elsewhere
        kind: Any = BlockMatcher if format_.supports("positions") else W3LeafMatcher
        return kind(dbfile, offset, length, format_, term=term, scorer=scorer)


class NumbersColumn(columns.NumericColumn):
    """A column of numbers that can be taken as one array."""

    class Reader(columns.NumericColumn.Reader):
        """Reads the numbers of one segment."""

        def whole(self) -> NDArray[Any]:
            """The number of every document of the segment."""
            kind = np.dtype(self._typecode)
            written = self._dbfile.get(self._basepos, self._count * self._fixedlen)
            known = np.frombuffer(written, kind.newbyteorder(">"))
            # Whoosh leaves out default values at the end.
            numbers = np.full(self._doccount, self._default, kind)
            numbers[: len(known)] = known
            return numbers


def _numbers(gaps: Packed) -> NDArray[np.int64]:
    """Document numbers from the gaps between them."""
    return np.cumsum(unpacked(gaps), dtype=np.int64)


block_codec: Callable[[], Any] = BlockCodec
"""Makes a BlockCodec; its constructor is Whoosh's, which has no types."""
numbers_column: Callable[..., Any] = NumbersColumn
"""Makes a NumbersColumn (typecode, default), likewise."""

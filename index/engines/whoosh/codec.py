"""Whoosh's own file format, read in whole blocks and whole columns instead of value by value.

What is written is Whoosh's W3 format, byte for byte. Its matchers and columns hand out one
posting or one value at a time; ours add a way to take all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher


class BlockMatcher(W3LeafMatcher):
    """A posting list on disk that can be taken block by block."""

    def whole(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Every document number, ascending, and how often the term stands there."""
        blocks = [
            (np.cumsum(np.array(gaps, np.int64)), _weights(weights, len(gaps)))
            for gaps, weights, _ in self._blocks(0)
        ]
        documents, frequencies = zip(*blocks, strict=True)
        return np.concatenate(documents), np.concatenate(frequencies)

    def values_of(self, wanted: Sequence[int]) -> dict[int, bytes]:
        """The encoded positions in those `wanted` documents (ascending) where the term stands."""
        found: dict[int, bytes] = {}
        remaining = np.array(wanted, np.int64)
        while len(remaining):
            block = next(self._blocks(int(remaining[0])), None)
            if block is None:
                break
            documents = np.cumsum(np.array(block[0], np.int64))
            places = np.flatnonzero(np.isin(documents, remaining, assume_unique=True))
            found.update((int(documents[place]), block[2][place]) for place in places)
            remaining = remaining[np.searchsorted(remaining, documents[-1], side="right") :]
        return found

    def _blocks(self, least: int) -> Iterator[tuple[tuple[int, ...], Any, tuple[bytes, ...]]]:
        """Gaps between document numbers, frequencies and values of each block from here on.

        Blocks that end before the document `least` are passed over unread.
        """
        matcher: Any = self  # Whoosh's own methods have no types
        while matcher.is_active():
            if matcher.block_max_id() >= least:
                matcher._read_data()
                yield matcher._data
            matcher._next_block()


class BlockCodec(W3Codec):
    """Whoosh's codec with `BlockMatcher`s."""

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """A matcher over a posting list."""
        offset, length = terminfo.extent()  # with Whoosh's defaults no list is kept elsewhere
        matcher: Any = BlockMatcher
        return matcher(dbfile, offset, length, format_, term=term, scorer=scorer)


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


def _weights(written: Any, count: int) -> NDArray[np.float32]:
    """A block's frequencies; one number where all are equal, none where all are 1."""
    if written is None:
        return np.ones(count, np.float32)
    return np.broadcast_to(np.array(written, np.float32), (count,))


block_codec: Callable[[], Any] = BlockCodec
"""Makes a BlockCodec; its constructor is Whoosh's, which has no types."""
numbers_column: Callable[..., Any] = NumbersColumn
"""Makes a NumbersColumn (typecode, default), likewise."""

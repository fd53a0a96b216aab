"""Chunks, the runs of characters between spaces, and a table that numbers them.

A collection has millions of chunks, and some hundred thousand different ones. A table of strings
waits for memory several times at each lookup; so here a chunk is identified by 128 bits of its hash
(two of 64 bits, Fowler, Noll and Vo 1991, with other seeds in each table), in a table with open
addressing. Of a million chunks two have the same 128 bits once in 10^26 tables.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.arrays.kernels import compiled
from index.arrays.offsets import starts_of
from index.arrays.types import I64, U8, U32, U64

_SPACES: Final = np.array([chr(code).isspace() for code in range(0x3001)], np.uint8)
"""By code point up to IDEOGRAPHIC SPACE, the last one, whether it separates chunks."""

_PRIME: Final = np.uint64(0x100000001B3)
_OTHER_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class FoundChunks:
    """The chunks of some texts.

    Attributes:
        numbers: of the chunks, all texts in turn.
        ends: where the chunks of each text end in these, from 0; of shape (texts + 1,).
        text: all texts, each followed by a space.
        codes: its code points.
        starts: where each text begins in it, and where the last ends.
        spans: where the chunks that are new in the table begin and end in it, in the order of their
            numbers; of shape (new chunks, 2).
        where: where each chunk begins in it; empty if that was not asked for.
    """

    numbers: I64
    ends: I64
    text: str
    codes: U32
    starts: I64
    spans: I64
    where: I64


class ChunkTable:
    """Numbers different chunks in the order in which they come, from 0.

    Args:
        size: how many chunks it has room for before it grows.
    """

    def __init__(self, size: int) -> None:
        self._seeds = np.frombuffer(os.urandom(16), np.uint64)
        self._size = 0
        self._make(1 << (2 * size - 1).bit_length())

    def __len__(self) -> int:
        """How many different chunks there are."""
        return self._size

    def find(self, texts: Sequence[str], *, where: bool = False) -> FoundChunks:
        """Number the chunks of texts.

        Args:
            texts: any texts.
            where: whether to return where each chunk begins.
        """
        joined = " ".join((*texts, ""))
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        starts = starts_of([len(text) + 1 for text in texts])
        room = len(codes) // 2 + 1
        places, ends = np.empty(room, np.int64), np.zeros(len(starts), np.int64)
        new = np.empty((room, 2), np.int64)
        begins = np.empty(room if where else 0, np.int64)
        before = self._size
        text = at = found = 0
        while True:
            self._size, text, at, found = _find(
                codes, starts, _SPACES, self._seeds, self._keys, self._numbers, before, self._size,
                text, at, found, places, ends, new, begins,
            )  # fmt: skip
            if text == len(texts):
                break
            self._grow()
        spans = new[: self._size - before]
        return FoundChunks(
            places[: ends[-1]], ends, joined, codes, starts, spans, begins[: ends[-1]]
        )

    def _make(self, slots: int) -> None:
        self._keys = np.zeros((slots, 2), np.uint64)
        self._numbers = np.full(slots, -1, np.int64)

    def _grow(self) -> None:
        keys, numbers = self._keys, self._numbers
        self._make(2 * len(numbers))
        _move(keys, numbers, self._keys, self._numbers)


@compiled
def _slot(keys: U64, numbers: I64, one: np.uint64, other: np.uint64) -> np.int64:
    """The slot of a key, or the one where it would be entered."""
    mask = len(numbers) - 1
    slot = np.int64((one ^ (one >> np.uint64(29))) & np.uint64(mask))
    while numbers[slot] >= 0 and (keys[slot, 0] != one or keys[slot, 1] != other):
        slot = (slot + 1) & mask
    return slot


@compiled
def _find(
    codes: U32, starts: I64, spaces: U8, seeds: U64, keys: U64, numbers: I64, before: int,
    size: int, text: int, at: int, found: int, places: I64, ends: I64, new: I64, where: I64,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Look chunks up and enter the new ones, until the table is half full.

    Args:
        codes: code points of all texts, each followed by a space.
        starts: where each text begins, and where the last ends.
        spaces: for each code point below its size, whether it separates chunks.
        seeds: of the two hashes.
        keys: by slot, the hashes of its chunk.
        numbers: by slot, the number of its chunk, or -1.
        before: how many different chunks there were before these texts.
        size: how many different chunks there are.
        text: the number of the next text.
        at: the next place in `codes`.
        found: how many chunks were looked up.
        places: takes the number of each chunk.
        ends: takes where the chunks of each text end.
        new: takes where each new chunk begins and ends in `codes`.
        where: takes where each chunk begins, if it is not empty.

    Returns:
        `size`, `text`, `at` and `found` for the next call; after the last text, all are done.
    """
    while text < len(starts) - 1:
        end = starts[text + 1]
        while at < end:
            while at < end and codes[at] < len(spaces) and spaces[codes[at]]:
                at += 1
            if at == end:
                break
            start = at
            one, other = seeds[0], seeds[1]
            while not (codes[at] < len(spaces) and spaces[codes[at]]):
                one = (one ^ np.uint64(codes[at])) * _PRIME
                other = (other ^ np.uint64(codes[at])) * _OTHER_PRIME
                other ^= other >> np.uint64(32)
                at += 1
            one ^= one >> np.uint64(32)
            slot = _slot(keys, numbers, one, other)
            if numbers[slot] < 0:
                if 2 * (size + 1) > len(numbers):
                    return size, text, start, found
                keys[slot, 0] = one
                keys[slot, 1] = other
                numbers[slot] = size
                new[size - before, 0] = start
                new[size - before, 1] = at
                size += 1
            places[found] = numbers[slot]
            if len(where):
                where[found] = start
            found += 1
        text += 1
        ends[text] = found
    return size, text, at, found


@compiled
def _move(keys: U64, numbers: I64, new_keys: U64, new_numbers: I64) -> None:
    """Enter the chunks of one table into a larger one."""
    for slot in range(len(numbers)):
        if numbers[slot] >= 0:
            place = _slot(new_keys, new_numbers, keys[slot, 0], keys[slot, 1])
            new_keys[place] = keys[slot]
            new_numbers[place] = numbers[slot]

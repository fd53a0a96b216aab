"""Texts as UTF-8 in one array, put in order by compiled loops.

As strings, the words of a collection take a second to sort and to divide into terms, and hold up
every other thread meanwhile. The order of UTF-8's bytes is that of the code points.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.kernels import compiled
from index.arrays.offsets import starts_of
from index.engines.whoosh.segments.schema import decoded, encoded

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

_KEY: Final = 8


@dataclass(frozen=True, slots=True)
class SortedTerms:
    """Texts.

    Attributes:
        blob: holds their bytes.
        starts: where each begins in it, of shape (texts,).
        ends: where it ends; of the same shape.
    """

    blob: U8
    starts: I64
    ends: I64

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts)

    def __getitem__(self, number: int) -> str:
        """The text of a number."""
        return decoded(self.blob[self.starts[number] : self.ends[number]].tobytes())

    @classmethod
    def of(cls, texts: Collection[str]) -> SortedTerms:
        """These texts."""
        blob = np.frombuffer(encoded("".join(texts)), np.uint8)
        characters = np.fromiter(map(len, texts), np.int64, len(texts))
        starts = np.zeros(len(texts) + 1, np.int64)
        _divide(blob, characters, starts[1:])
        return cls(blob, starts[:-1], starts[1:])

    def followed_by(self, others: SortedTerms) -> SortedTerms:
        """These and others."""
        return SortedTerms(
            np.concatenate([self.blob, others.blob]),
            np.concatenate([self.starts, others.starts + len(self.blob)]),
            np.concatenate([self.ends, others.ends + len(self.blob)]),
        )

    def chosen(self, numbers: I64) -> SortedTerms:
        """Those of some numbers, one behind the other in an array of their own."""
        starts = starts_of(self.ends[numbers] - self.starts[numbers])
        blob = np.empty(starts[-1], np.uint8)
        _gather(self.blob, self.starts, numbers, starts, blob)
        return SortedTerms(blob, starts[:-1], starts[1:])

    def order(self) -> I64:
        """Their numbers in the order of the texts; equal ones stay as they are."""
        keys = np.empty(len(self), np.uint64)
        _begin(self.blob, self.starts, self.ends, keys)
        return _sorted(self.blob, self.starts, self.ends, keys, np.arange(len(self)))

    def different(self) -> tuple[SortedTerms, U32]:
        """The different ones in order, and the number of each text among these."""
        order = self.order()
        new = np.empty(len(self), np.bool_)
        _compare(self.blob, self.starts, self.ends, order, new)
        numbers = np.empty(len(self), np.uint32)
        numbers[order] = np.cumsum(new) - 1
        return self.chosen(order[new]), numbers


@compiled
def _divide(blob: U8, characters: I64, ends: I64) -> None:
    """Find where texts of so many characters end."""
    at = 0
    for number in range(len(characters)):
        left = characters[number]
        while at < len(blob):
            if blob[at] & 0xC0 != 0x80:  # all bytes of a character but its first are 10xxxxxx
                if not left:
                    break
                left -= 1
            at += 1
        ends[number] = at


@compiled
def _gather(blob: U8, starts: I64, numbers: I64, places: I64, gathered: U8) -> None:
    """Copy texts to their places."""
    for place in range(len(numbers)):
        start = starts[numbers[place]] - places[place]
        for at in range(places[place], places[place + 1]):
            gathered[at] = blob[start + at]


@compiled
def _begin(blob: U8, starts: I64, ends: I64, keys: U64) -> None:
    """The first eight bytes of each text as a number, filled up with zeros."""
    for number in range(len(keys)):
        key = np.uint64(0)
        for at in range(starts[number], starts[number] + _KEY):
            key <<= np.uint64(8)
            if at < ends[number]:
                key |= np.uint64(blob[at])
        keys[number] = key


@compiled
def _is_less(blob: U8, starts: I64, ends: I64, one: int, other: int) -> bool:
    """Whether one of two texts with the same first eight bytes comes before the other."""
    at, there = starts[one] + _KEY, starts[other] + _KEY
    while at < ends[one] and there < ends[other]:
        if blob[at] != blob[there]:
            return bool(blob[at] < blob[there])
        at += 1
        there += 1
    return bool(ends[one] - starts[one] < ends[other] - starts[other])


@compiled
def _sorted(blob: U8, starts: I64, ends: I64, keys: U64, order: I64) -> I64:
    """Merge sort, from runs of one text on; `keys` and `order` are used up."""
    spare, spare_keys = np.empty_like(order), np.empty_like(keys)
    run = 1
    while run < len(order):
        for first in range(0, len(order), 2 * run):
            middle, last = min(first + run, len(order)), min(first + 2 * run, len(order))
            one, other = first, middle
            for at in range(first, last):
                if one == middle:
                    later = True
                elif other == last:
                    later = False
                elif keys[other] != keys[one]:
                    later = keys[other] < keys[one]
                else:
                    later = _is_less(blob, starts, ends, order[other], order[one])
                if later:
                    spare[at], spare_keys[at] = order[other], keys[other]
                    other += 1
                else:
                    spare[at], spare_keys[at] = order[one], keys[one]
                    one += 1
        order, spare = spare, order
        keys, spare_keys = spare_keys, keys
        run *= 2
    return order


@compiled
def _compare(blob: U8, starts: I64, ends: I64, order: I64, new: NDArray[np.bool_]) -> None:
    """Whether each text differs from the one before it in order."""
    for place in range(len(order)):
        new[place] = True
        if place:
            one, other = order[place - 1], order[place]
            size = ends[one] - starts[one]
            if size == ends[other] - starts[other]:
                at = 0
                while at < size and blob[starts[one] + at] == blob[starts[other] + at]:
                    at += 1
                new[place] = at < size

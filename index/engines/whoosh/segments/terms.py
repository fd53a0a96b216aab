"""Texts as UTF-8 in one array, looked up and put in order by compiled loops.

As strings, the words of a collection take a second to sort and to divide into terms, and hold up
every other thread meanwhile. The order of UTF-8's bytes is that of the code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.kernels import briefly_compiled, compiled
from index.arrays.offsets import starts_of
from index.arrays.types import I64, U8, U32, U64

_KEY: Final = 8
_IN_NO_TEXT: Final = 0xFF  # a byte that UTF-8 never has


def encoded(text: str) -> bytes:
    """A text as bytes that `decoded` turns back into it, whatever it holds."""
    return text.encode("utf-8", "surrogatepass")


def decoded(text: bytes) -> str:
    """The text that `encoded` was given."""
    return text.decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Terms:
    """Texts by number; those of a dictionary are in order.

    Attributes:
        blob: the bytes of all, one after the other.
        starts: where each begins in it, and where the last ends; of shape (texts + 1,).
    """

    blob: U8
    starts: I64

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts) - 1

    def key(self, number: int) -> bytes:
        """The bytes of a text."""
        return self.blob[self.starts[number] : self.starts[number + 1]].tobytes()

    def __getitem__(self, number: int) -> str:
        """The text of a number."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return decoded(self.key(number))

    def __iter__(self) -> Iterator[str]:
        """All texts by number."""
        content = self.blob.tobytes()
        return (decoded(content[start:end]) for start, end in pairwise(self.starts.tolist()))

    @classmethod
    def of(cls, texts: Iterable[str]) -> Terms:
        """These texts."""
        texts = list(texts)
        content = np.frombuffer(encoded("".join(texts)), np.uint8)
        # All bytes of a character but its first are 10xxxxxx (RFC 3629, section 3).
        characters = np.append(np.flatnonzero(content & 0xC0 != 0x80), len(content))
        return cls(content, characters[starts_of(np.fromiter(map(len, texts), np.int64))])

    def followed_by(self, others: Terms) -> Terms:
        """These texts and others."""
        starts = np.concatenate([self.starts, others.starts[1:] + self.starts[-1]])
        return Terms(np.concatenate([self.blob, others.blob]), starts)

    def chosen(self, numbers: I64) -> Terms:
        """The texts of some numbers, in their order."""
        starts = starts_of(np.diff(self.starts)[numbers])
        blob = np.empty(starts[-1], np.uint8)
        _gather(self.blob, self.starts, numbers, starts, blob)
        return Terms(blob, starts)

    def order(self) -> I64:
        """Their numbers in the order of the texts; equal ones stay as they are."""
        keys = np.empty(len(self), np.uint64)
        _begin(self.blob, self.starts, keys)
        return _sorted(self.blob, self.starts, keys, np.arange(len(self)))

    def different(self) -> tuple[Terms, U32]:
        """The different texts in order, and the number of each text among these."""
        order = self.order()
        new = np.empty(len(self), np.bool_)
        _compare(self.blob, self.starts, order, new)
        numbers = np.empty(len(self), np.uint32)
        numbers[order] = np.cumsum(new) - 1
        return self.chosen(order[new]), numbers

    def find(self, text: str) -> int:
        """The number of a text, or -1; they are in order."""
        key = encoded(text)
        at = self.lower(key)
        return at if at < len(self) and self.key(at) == key else -1

    def lower(self, key: bytes) -> int:
        """The number of the first text that is not less than some bytes; they are in order."""
        return _lower(self.blob, self.starts, np.frombuffer(key, np.uint8))

    def prefixed(self, prefix: str) -> range:
        """The numbers of the texts that begin with `prefix`; they are in order."""
        if not prefix:
            return range(len(self))
        key = encoded(prefix)
        first = self.lower(key)
        return range(first, max(first, self.lower(key + bytes([_IN_NO_TEXT]))))


@compiled
def _gather(blob: U8, starts: I64, numbers: I64, places: I64, gathered: U8) -> None:
    """Copy texts to their places."""
    for place in range(len(numbers)):
        start = starts[numbers[place]] - places[place]
        for at in range(places[place], places[place + 1]):
            gathered[at] = blob[start + at]


@compiled
def _begin(blob: U8, starts: I64, keys: U64) -> None:
    """The first eight bytes of each text as a number, filled up with zeros."""
    for number in range(len(keys)):
        key = np.uint64(0)
        for at in range(starts[number], starts[number] + _KEY):
            key <<= np.uint64(8)
            if at < starts[number + 1]:
                key |= np.uint64(blob[at])
        keys[number] = key


@compiled
def _is_less(blob: U8, starts: I64, one: int, other: int) -> bool:
    """Whether one of two texts with the same first eight bytes comes before the other."""
    at, there = starts[one] + _KEY, starts[other] + _KEY
    end, other_end = starts[one + 1], starts[other + 1]
    while at < end and there < other_end:
        if blob[at] != blob[there]:
            return bool(blob[at] < blob[there])
        at += 1
        there += 1
    return bool(end - starts[one] < other_end - starts[other])


@compiled
def _sorted(blob: U8, starts: I64, keys: U64, order: I64) -> I64:
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
                    later = _is_less(blob, starts, order[other], order[one])
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
def _compare(blob: U8, starts: I64, order: I64, new: NDArray[np.bool_]) -> None:
    """Whether each text differs from the one before it in order."""
    for place in range(len(order)):
        new[place] = True
        if place:
            one, other = starts[order[place - 1]], starts[order[place]]
            size = starts[order[place - 1] + 1] - one
            if size == starts[order[place] + 1] - other:
                at = 0
                while at < size and blob[one + at] == blob[other + at]:
                    at += 1
                new[place] = at < size


@briefly_compiled
def _lower(blob: U8, starts: I64, key: U8) -> int:
    """The number of the first text that is not less than `key`, byte for byte."""
    low, high = 0, len(starts) - 1
    while low < high:
        middle = (low + high) >> 1
        start, end = starts[middle], starts[middle + 1]
        less = (end - start) < len(key)
        for place in range(min(end - start, len(key))):
            if blob[start + place] != key[place]:
                less = blob[start + place] < key[place]
                break
        if less:
            low = middle + 1
        else:
            high = middle
    return low

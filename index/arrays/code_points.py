"""Spellings as code points in one array, and their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.arrays.kernels import compiled
from index.arrays.offsets import starts_of
from index.arrays.types import I64, U32, U64

# Fowler, Noll and Vo (1991), 64 bits; the second hash is another.
_BASIS: Final = np.uint64(0xCBF29CE484222325)
_OTHER_BASIS: Final = np.uint64(0x6A09E667F3BCC908)
_PRIME: Final = np.uint64(0x100000001B3)
_OTHER_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class CodePoints:
    """Spellings.

    Attributes:
        codes: the code points of all spellings in turn.
        ends: where each spelling ends in them, from 0; of shape (spellings + 1,).
    """

    codes: U32
    ends: I64

    def __len__(self) -> int:
        """How many spellings there are."""
        return len(self.ends) - 1

    @classmethod
    def of(cls, texts: Sequence[str]) -> CodePoints:
        """These spellings."""
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        return cls(codes, starts_of([*map(len, texts)]))

    def texts(self, numbers: I64 | None = None) -> list[str]:
        """The spellings of some numbers as texts, or all."""
        text = self.codes.tobytes().decode("utf-32-le", "surrogatepass")
        ends = self.ends.tolist()
        chosen = range(len(self)) if numbers is None else numbers.tolist()
        return [text[ends[number] : ends[number + 1]] for number in chosen]

    def hashes(self) -> U64:
        """128 bits of a hash of each spelling, of shape (spellings, 2)."""
        return hashes_of(self.codes, self.ends[:-1], self.ends[1:])


def hashes_of(codes: U32, starts: I64, ends: I64) -> U64:
    """128 bits of a hash of each of some slices of code points, of shape (slices, 2).

    Args:
        codes: code points of a text.
        starts: where each slice begins.
        ends: where each slice ends.
    """
    found = np.empty((len(starts), 2), np.uint64)
    _hash(codes, starts, ends, found)
    return found


@compiled
def _hash(codes: U32, starts: I64, ends: I64, hashes: U64) -> None:
    """Write two hashes of the code points of each slice."""
    for number in range(len(hashes)):
        one, other = _BASIS, _OTHER_BASIS
        for at in range(starts[number], ends[number]):
            one = (one ^ np.uint64(codes[at])) * _PRIME
            other = (other ^ np.uint64(codes[at])) * _OTHER_PRIME
            other ^= other >> np.uint64(32)
        hashes[number, 0] = one ^ (one >> np.uint64(32))
        hashes[number, 1] = other

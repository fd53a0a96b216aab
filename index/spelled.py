"""Spellings as arrays of code points: told of many chunks at once, and known again by their hash.

`index.analysis.plain` says what an everyday word is, and is asked once what each character is to
it; tests/index/test_spelled.py holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.plain import everyday_words
from index.compiled import compiled

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

_LETTER: Final = 1
_MARK: Final = 2
_SIGN: Final = 3
_LATIN: Final = 4
_TOLD: Final = 0x2100  # no character of an everyday word has a greater number

# Longer ones are rare, and told by `index.analysis.plain`.
_LONGEST: Final = 64
# ARABIC LETTER HAMZA and ARABIC LETTER ALEF: together they have a second spelling.
_HAMZA: Final = 0x621
_ALEF: Final = 0x627

# Fowler, Noll and Vo (1991), 64 bits; the second hash goes on differently.
_BASIS: Final = np.uint64(0xCBF29CE484222325)
_OTHER_BASIS: Final = np.uint64(0x6A09E667F3BCC908)
_PRIME: Final = np.uint64(0x100000001B3)
_OTHER_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Spelled:
    """Spellings.

    Attributes:
        codes: their code points, all in turn.
        ends: where each ends in these, from 0; of shape (spellings + 1,).
    """

    codes: U32
    ends: I64

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ends) - 1

    @classmethod
    def of(cls, texts: Sequence[str]) -> Spelled:
        """These spellings."""
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        ends = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=ends[1:])
        return cls(codes, ends)

    def texts(self) -> list[str]:
        """The spellings as texts."""
        text = self.codes.tobytes().decode("utf-32-le", "surrogatepass")
        return [text[start:end] for start, end in pairwise(self.ends.tolist())]

    def hashes(self) -> U64:
        """128 bits of the hash of each, of shape (spellings, 2)."""
        return hashes_of(self.codes, self.ends[:-1], self.ends[1:])


def hashes_of(codes: U32, starts: I64, ends: I64) -> U64:
    """128 bits of the hash of each of some stretches of code points, of shape (stretches, 2).

    Args:
        codes: code points of a text.
        starts: where each stretch begins in it,
        ends: and where it ends.
    """
    found = np.empty((len(starts), 2), np.uint64)
    _hash(codes, starts, ends, found)
    return found


def everyday(codes: U32, spans: I64) -> tuple[Spelled, I64]:
    """The spelling of each chunk that is an everyday word; for others an empty one.

    Args:
        codes: code points of a text.
        spans: where each chunk begins and ends in it, of shape (chunks, 2).

    Returns:
        The spellings, and where the word of each chunk begins and ends in the text.
    """
    kinds, written = _characters()
    most = int((spans[:, 1] - spans[:, 0]).sum()) if len(spans) else 0
    told = np.empty(most, np.uint32)
    ends = np.zeros(len(spans) + 1, np.int64)
    words = np.empty((len(spans), 2), np.int64)
    _tell(codes, spans, kinds, written, told, ends, words)
    return Spelled(told[: ends[-1]], ends), words


@cache
def _characters() -> tuple[U8, U32]:
    """What each character is to everyday words, and how it is spelled in them."""
    kinds, written = np.zeros(_TOLD, np.uint8), np.zeros(_TOLD, np.uint32)
    signs = [chr(code) for code in range(_TOLD) if not chr(code).isspace()]
    letter = chr(_ALEF)
    alone = everyday_words(signs)
    before = everyday_words([sign + letter for sign in signs])
    inside = everyday_words([letter + sign + letter for sign in signs])
    for sign, own, stripped, joined in zip(signs, alone, before, inside, strict=True):
        code = ord(sign)
        if own:
            kinds[code] = _LATIN if own.isascii() else _LETTER
            written[code] = ord(own)
        elif stripped == letter:
            kinds[code] = _SIGN
        elif joined == letter + letter:
            kinds[code] = _MARK
    return kinds, written


@compiled
def _tell(
    codes: U32, spans: I64, kinds: U8, written: U32, told: U32, ends: I64, words: I64
) -> None:
    """Write the spelling of each everyday word behind that of the one before it."""
    size = 0
    for number in range(len(spans)):
        at, end = spans[number, 0], spans[number, 1]
        while at < end and codes[at] < len(kinds) and kinds[codes[at]] == _SIGN:
            at += 1
        while at < end and codes[end - 1] < len(kinds) and kinds[codes[end - 1]] == _SIGN:
            end -= 1
        words[number, 0], words[number, 1] = at, end
        begun = size
        kind = kinds[codes[at]] if at < end and codes[at] < len(kinds) else 0
        fits = kind in (_LETTER, _LATIN)
        while fits and at < end:
            code = codes[at]
            at += 1
            if code >= len(kinds):
                fits = False
            elif kinds[code] == kind:
                hamza = size > begun and told[size - 1] == _HAMZA
                fits = not (hamza and code == _ALEF) and size - begun < _LONGEST
                told[size] = written[code]
                size += 1
            else:
                fits = kind == _LETTER and kinds[code] == _MARK
        if not fits:
            size = begun
        ends[number + 1] = size


@compiled
def _hash(codes: U32, starts: I64, ends: I64, hashes: U64) -> None:
    """Two hashes of the code points of each stretch."""
    for number in range(len(hashes)):
        one, other = _BASIS, _OTHER_BASIS
        for at in range(starts[number], ends[number]):
            one = (one ^ np.uint64(codes[at])) * _PRIME
            other = (other ^ np.uint64(codes[at])) * _OTHER_PRIME
            other ^= other >> np.uint64(32)
        hashes[number, 0] = one ^ (one >> np.uint64(32))
        hashes[number, 1] = other

"""Everyday words told of many chunks at once, from arrays of code points.

`index.analysis.simple_words` says what a simple word is, and is asked once what each character is
to it; tests/index/batch_analysis/test_simple_words_kernel.py holds the two together.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.simple_words import simple_spellings
from index.arrays.code_points import CodePoints
from index.arrays.kernels import compiled

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

_LETTER: Final = 1
_MARK: Final = 2
_SIGN: Final = 3
_LATIN: Final = 4
_TOLD: Final = 0x2100  # no character of an everyday word has a greater number

# Longer ones are rare, and told by `index.analysis.simple_words`.
_LONGEST: Final = 64
# ARABIC LETTER HAMZA and ARABIC LETTER ALEF: together they have a second spelling.
_HAMZA: Final = 0x621
_ALEF: Final = 0x627


def everyday(codes: U32, spans: I64) -> tuple[CodePoints, I64]:
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
    return CodePoints(told[: ends[-1]], ends), words


@cache
def _characters() -> tuple[U8, U32]:
    """What each character is to everyday words, and how it is spelled in them."""
    kinds, written = np.zeros(_TOLD, np.uint8), np.zeros(_TOLD, np.uint32)
    signs = [chr(code) for code in range(_TOLD) if not chr(code).isspace()]
    letter = chr(_ALEF)
    alone = simple_spellings(signs)
    before = simple_spellings([sign + letter for sign in signs])
    inside = simple_spellings([letter + sign + letter for sign in signs])
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

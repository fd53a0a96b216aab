"""Simple words: Arabic letters with marks, or Latin letters and digits, and signs around them.

Nearly all chunks of a text are simple words. They have one spelling, which is found here for many
at once without the steps that other chunks need (`index.analysis`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.arrays.code_points import CodePoints
from index.arrays.kernels import compiled
from index.arrays.types import I64, U8, U32

_LETTER: Final = 1
_MARK: Final = 2
_SIGN: Final = 3
_LATIN: Final = 4
# The letters and marks that stand in no spelling but their own: from hamza to yeh without tatweel,
# and the vowel marks of every school book.
_LETTERS: Final = (*range(0x621, 0x63B), *range(0x641, 0x64B))
_MARKS: Final = range(0x64B, 0x653)
_SIGNS: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»،؛؟…–—‘’“”"
_CODES: Final = 0x2100  # no character of a simple word has a greater number

_MAX_LETTERS: Final = 64
# Letters that in some order have another spelling (`index.analysis.normalization`).
_HAMZA: Final = 0x621
_ALEF_MADDA: Final = 0x622
_ALEF_HAMZA_ABOVE: Final = 0x623
_WAW_HAMZA: Final = 0x624
_ALEF_HAMZA_BELOW: Final = 0x625
_ALEF: Final = 0x627
_YEH_HAMZA: Final = 0x626  # hamzas before waw have the same form
_WAW: Final = 0x648
_LAM: Final = 0x644
_HEH: Final = 0x647
_YEH: Final = 0x64A
_DAMMA: Final = 0x64F
_SUKUN: Final = 0x652


def _kinds() -> U8:
    """What each character is to simple words."""
    kinds = np.zeros(_CODES, np.uint8)
    kinds[[*_LETTERS]] = _LETTER
    kinds[_MARKS] = _MARK
    kinds[[*map(ord, _SIGNS)]] = _SIGN
    kinds[[code for code in range(0x80) if chr(code).isalnum()]] = _LATIN
    return kinds


_KINDS: Final = _kinds()
_LOWER: Final = np.array([ord(chr(code).lower()) for code in range(0x80)], np.uint32)


def simple_words(codes: U32, spans: I64) -> tuple[CodePoints, I64]:
    """The spelling of each stretch of a text that is a simple word; for others an empty one.

    Args:
        codes: code points of the text.
        spans: where each stretch begins and ends in it, of shape (stretches, 2).

    Returns:
        The spellings, and where the word of each stretch begins and ends in the text.
    """
    size = int((spans[:, 1] - spans[:, 0]).sum())
    letters = np.empty(size, np.uint32)
    ends = np.zeros(len(spans) + 1, np.int64)
    words = np.empty((len(spans), 2), np.int64)
    _spell(codes, spans, _KINDS, _LOWER, letters, ends, words)
    return CodePoints(letters[: ends[-1]], ends), words


@compiled
def _is_usual(before: U32, last: np.uint32, code: np.uint32) -> bool:
    """Whether a letter after others, and after a last character, adds no spelling to theirs.

    A hamza and an alef do, with a madda; two alefs and اهلل, which are out of order; and an alef
    after a waw with hamza and damma, which stands for a last hamza in the Quran.
    """
    if code == _LAM:
        end = before[-3:]
        return not (len(end) == 3 and end[0] == _ALEF and end[1] == _HEH and end[2] == _LAM)
    if code not in (_ALEF, _ALEF_MADDA, _ALEF_HAMZA_ABOVE, _ALEF_HAMZA_BELOW):
        return True
    if before[-1] == _ALEF:
        return False
    return code != _ALEF or not (
        before[-1] == _HAMZA or (before[-1] == _WAW_HAMZA and last == _DAMMA)
    )


@compiled
def _may_be_said(letters: U32) -> bool:
    """Whether the last letter can have a sukun: no alef can, nor a yeh after إ (نبإيْ)."""
    if letters[-1] == _YEH and len(letters) > 1:
        return bool(letters[-2] != _ALEF_HAMZA_BELOW)
    return bool(letters[-1] != _ALEF)


@compiled
def _spell(
    codes: U32, spans: I64, kinds: U8, lower: U32, letters: U32, ends: I64, words: I64
) -> None:
    """Write the spelling of each simple word after that of the one before it."""
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
                before = letters[size - 1] if size > begun else np.uint32(0)
                thrice = size > begun + 1 and letters[size - 2] == before == code
                seat = before in (_HAMZA, _YEH_HAMZA) and code == _WAW
                fits = size - begun < _MAX_LETTERS
                fits = fits and not ((thrice or seat) and kind == _LETTER)
                if size > begun and (code <= _ALEF or code == _LAM) and kind == _LETTER:
                    fits = fits and _is_usual(letters[begun:size], codes[at - 2], code)
                letters[size] = lower[code] if kind == _LATIN else code
                size += 1
            else:
                fits = kind == _LETTER and kinds[code] == _MARK
                if code == _SUKUN and size > begun:
                    fits = fits and _may_be_said(letters[begun:size])
        if not fits:
            size = begun
        ends[number + 1] = size

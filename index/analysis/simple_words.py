"""Everyday words: Arabic or Latin letters or digits, a few marks perhaps, signs around them.

Nearly all chunks of a text are of this kind. Their spelling can be told at once, without the
steps that other chunks need; tests/index/analysis/test_plain.py holds the two ways together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pyarabic import araby

# The letters and marks that stand in no spelling but their own: from hamza to yeh without
# tatweel, and the vowel marks of every school book.
_LETTERS: Final = "\u0621-\u063a\u0641-\u064a"
_MARKS: Final = "\u064b-\u0652"
_SIGNS: Final = r"!-/:-@\[-`{-~«»،؛؟…–—‘’“”"
_LATIN: Final = "A-Za-z0-9"

_EVERYDAY: Final = re.compile(
    f"^[{_SIGNS}]*(?:([{_LETTERS}]+)([{_MARKS}][{_LETTERS}{_MARKS}]*)?|([{_LATIN}]+))[{_SIGNS}]*$"
    "|^.*$",
    re.MULTILINE,
)
_MARK: Final = re.compile(f"[{_MARKS}]+")
# A hamza on the line before an alef has a second spelling, with a madda.
_TWO_SPELLINGS: Final = araby.HAMZA + araby.ALEF
# Longer words are for those who know where terms are cut.
_LONGEST: Final = 200


def everyday_words(chunks: Sequence[str]) -> list[str]:
    """The only spelling of the only word of each chunk; "" where it may have more or others.

    Args:
        chunks: runs of characters without spaces.
    """
    found = _EVERYDAY.findall("\n".join(chunks)) if chunks else []
    return [
        _spelling(letters, marked, latin)
        if marked or latin or _TWO_SPELLINGS in letters
        else letters
        if len(letters) <= _LONGEST
        else ""
        for letters, marked, latin in found
    ]


def _spelling(letters: str, marked: str, latin: str) -> str:
    word = latin.lower() or letters + _MARK.sub("", marked)
    return "" if _TWO_SPELLINGS in word or len(word) > _LONGEST else word

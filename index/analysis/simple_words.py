"""Simple words: Arabic letters with usual vowel marks, or Latin letters and digits.

Nearly all chunks of a text hold one such word between punctuation marks. A regular expression gives
its spelling, without the steps of the normalizer; tests/index/analysis/test_simple_words.py
compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pyarabic import araby

# Letters that a spelling keeps (hamza to yeh without tatweel) and the usual vowel marks.
_LETTERS: Final = "\u0621-\u063a\u0641-\u064a"
_MARKS: Final = "\u064b-\u0652"
_SIGNS: Final = r"!-/:-@\[-`{-~«»،؛؟…–—‘’“”"
_LATIN: Final = "A-Za-z0-9"

_SIMPLE_CHUNK: Final = re.compile(
    f"^[{_SIGNS}]*(?:([{_LETTERS}]+)([{_MARKS}][{_LETTERS}{_MARKS}]*)?|([{_LATIN}]+))[{_SIGNS}]*$"
    "|^.*$",
    re.MULTILINE,
)
_MARK: Final = re.compile(f"[{_MARKS}]+")
# A hamza on the line before an alef has a second spelling, with a madda.
_TWO_SPELLINGS: Final = araby.HAMZA + araby.ALEF
# Below the length at which terms are cut, which only the analyzer knows.
_MAX_LENGTH: Final = 200


def simple_spellings(chunks: Sequence[str]) -> list[str]:
    """The spelling of each chunk that holds one simple word; "" for any other chunk.

    Args:
        chunks: runs of characters without spaces.
    """
    found = _SIMPLE_CHUNK.findall("\n".join(chunks)) if chunks else []
    return [_spelling(*groups) for groups in found]


def _spelling(letters: str, marked: str, latin: str) -> str:
    word = latin.lower() or letters + _MARK.sub("", marked) if marked or latin else letters
    return "" if _TWO_SPELLINGS in word or len(word) > _MAX_LENGTH else word

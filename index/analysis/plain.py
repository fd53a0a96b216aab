"""The everyday word: Arabic letters, some vowel marks perhaps, signs before and behind it.

Nine of ten chunks of a text are of this kind. Their spelling can be told at once, without the
steps that other chunks need; tests/index/analysis/test_plain.py holds the two ways together.
"""

from __future__ import annotations

import re
from typing import Final

from pyarabic import araby

# The letters and marks that stand in no spelling but their own: from hamza to yeh without
# tatweel, and the vowel marks of every school book.
_LETTERS: Final = "\u0621-\u063a\u0641-\u064a"
_MARKS: Final = "\u064b-\u0652"
_SIGNS: Final = r"\s!-/:-@\[-`{-~«»،؛؟…–—‘’“”"
# Terms are cut at 255 letters: words that could be are not for this file.
_LONGEST: Final = 200

_EVERYDAY: Final = re.compile(
    f"[{_SIGNS}]*(?P<word>[{_LETTERS}]+(?P<marked>[{_MARKS}][{_LETTERS}{_MARKS}]*)?)[{_SIGNS}]*"
)
_MARK: Final = re.compile(f"[{_MARKS}]+")
# A hamza on the line before an alef has a second spelling, with a madda.
_TWO_SPELLINGS: Final = araby.HAMZA + araby.ALEF


def everyday_word(chunk: str) -> str | None:
    """The only spelling of the only word of a chunk; None where it may have more or others.

    Args:
        chunk: a run of characters without spaces.
    """
    found = _EVERYDAY.fullmatch(chunk)
    if found is None or len(chunk) > _LONGEST:
        return None
    word = found["word"]
    if found["marked"]:
        word = _MARK.sub("", word)
    return None if _TWO_SPELLINGS in word else word

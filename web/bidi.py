"""Which way a text of a document runs: Arabic sentences may begin with a Latin name.

HTML's dir="auto" goes by the first letter, so that one Latin name turns an Arabic paragraph
round and puts its full stop at the wrong end. Rule HL1 of the bidirectional algorithm (UAX 9)
lets a program know better: here the words are counted.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import islice
from typing import Final

# Latin names, addresses and commands are many in Arabic pages, Arabic words in Latin ones few.
RIGHT_TO_LEFT_SHARE: Final = 0.4
COUNTED_WORDS: Final = 200

_STRONG: Final = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def text_direction(text: str, otherwise: str) -> str:
    """The value of `dir` for a text: "rtl" if two fifths of its words run so, else "ltr".

    Args:
        text: any text; its first 200 words are counted.
        otherwise: what is said of a text without letters.
    """
    words = Counter(filter(None, map(_word_direction, islice(text.split(), COUNTED_WORDS))))
    if not words:
        return otherwise
    return "rtl" if words["rtl"] >= RIGHT_TO_LEFT_SHARE * words.total() else "ltr"


def _word_direction(word: str) -> str | None:
    """The direction of the first letter that has one."""
    kinds = map(unicodedata.bidirectional, word)
    return next((_STRONG[kind] for kind in kinds if kind in _STRONG), None)

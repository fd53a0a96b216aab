"""The scripts in which a word is written."""

from __future__ import annotations

import re
from typing import Final

_LATIN: Final = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_ARABIC: Final = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")


def has_arabic(text: str) -> bool:
    """Whether a text has an Arabic letter."""
    return _ARABIC.search(text) is not None


def has_latin(text: str) -> bool:
    """Whether a text has a Latin letter."""
    return _LATIN.search(text) is not None

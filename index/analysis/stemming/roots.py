"""Roots of words: Tashaphyne's, and those of patterns whose roots Tashaphyne misses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from pyarabic import araby
from tashaphyne.arabicstopwords import is_stop, stop_root

from index.analysis.normalization.letters import BLOCK
from index.analysis.normalization.normalizer import form
from index.analysis.stemming.root_candidates import ROOTS, PatternTable, likeliest_roots

ARTICLE: Final = "(?:[وف]?(?:ال|بال|كال|لل))"
# The plurals فعلاء and أفعلاء of rational nouns keep the three letters of their root side by side
# (Wright 1896, volume I, section 304): وزراء is of وزر, whatever proclitic its first letter may be.
_PLURAL: Final = re.compile(
    rf"^{ARTICLE}?{araby.ALEF}?([^{araby.ALEF}]{{3}}){araby.ALEF}{araby.HAMZA}$"
)
# Patterns of stems whose root Tashaphyne does not always find. C is a letter of the root, K one
# that is no long vowel, V a long vowel. Source: Wright 1896, volume I, sections 195-240, 304.
_PATTERNS: Final = (
    "CCVC",  # nouns (كتاب)
    "اCتCاC", "[امتين]CتKC",  # the eighth form (اجتماع)
    "انCCاC", "[متين]نCCC",  # the seventh form (انقسام)
    "تCCيC", "تCاCC",  # the second form (تطوير) and the sixth (تعاون)
    "CواCC", "CCا[ئي]C", "مCاCيC",  # plurals (عواصم, رسائل, مشاريع)
    "اCCاC",  # the fourth form and plurals (أخبار)
)  # fmt: skip
_LETTER_CLASSES: Final = {"C": f"[^{araby.ALEF}]", "K": "[^اوي]", "V": "[اوي]"}
_ONE_LETTER: Final = re.compile(r"\[[^]]+\]|.")


KNOWN_ROOTS: Final = frozenset(form(root) for root in ROOTS)
"""Tashaphyne's roots as forms."""


def _pattern_table() -> PatternTable:
    patterns = [_ONE_LETTER.findall(pattern) for pattern in _PATTERNS]
    longest = max(map(len, patterns))
    allowed = np.zeros((len(patterns), longest, len(BLOCK)), np.uint8)
    is_root = np.zeros((len(patterns), longest), np.uint8)
    for number, pattern in enumerate(patterns):
        for at, letter in enumerate(pattern):
            fits = re.compile(_LETTER_CLASSES.get(letter, letter)).fullmatch
            allowed[number, at] = [fits(each) is not None for each in BLOCK]
            is_root[number, at] = letter in "CK"
    return PatternTable(allowed, is_root, np.array([*map(len, patterns)], np.int64))


_PATTERN_TABLE: Final = _pattern_table()
_HAMZA_WITHOUT_SEAT: Final = str.maketrans(
    dict.fromkeys((araby.WAW_HAMZA, araby.YEH_HAMZA), araby.HAMZA)
)


def roots_of(words: Sequence[str]) -> list[str]:
    """The root of each word.

    Args:
        words: spellings of at least two Arabic letters, their alefs without hamza or madda.
    """
    roots = [*map(_root_of_plural, words)]
    others = []
    for index, word in enumerate(words):
        if not roots[index]:
            if is_stop(word):
                roots[index] = str(stop_root(word))
            else:
                others.append(index)
    found = likeliest_roots([words[index] for index in others], _PATTERN_TABLE)
    for index, root in zip(others, found, strict=True):
        roots[index] = root
    return roots


def _root_of_plural(spelling: str) -> str:
    """The root of a plural such as وزراء or أصدقاء; "" for any other word."""
    if not spelling.endswith(araby.HAMZA):
        return ""
    plural = _PLURAL.match(spelling)
    letters = plural[1].translate(_HAMZA_WITHOUT_SEAT) if plural else ""
    return letters if letters in ROOTS else ""

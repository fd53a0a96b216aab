"""What a word is derived from: Tashaphyne's root, and the patterns that it takes for others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from pyarabic import araby
from tashaphyne.arabicstopwords import is_stop, stop_root

from index.analysis.normalization.letters import BLOCK
from index.analysis.normalization.normalizer import form
from index.analysis.stemming.root_candidates import ROOTS, PatternTable, likeliest

ARTICLE: Final = "(?:[وف]?(?:ال|بال|كال|لل))"
# The plurals فعلاء and أفعلاء of rational nouns keep the three letters of their root side by side
# (Wright 1896, volume I, section 304): وزراء is of وزر, whatever proclitic its first letter may be.
_PLURAL: Final = re.compile(
    rf"^{ARTICLE}?{araby.ALEF}?([^{araby.ALEF}]{{3}}){araby.ALEF}{araby.HAMZA}$"
)
# Patterns of stems whose three root letters Tashaphyne does not always find, C for each of them, K
# for one that is no long vowel, and V for a long vowel between them: nouns (كتاب), the eighth form
# (اجتماع), the seventh (انقسام), the second (تطوير), the sixth (تعاون), plurals (عواصم, رسائل,
# مشاريع), the fourth and plurals (أخبار). Source: Wright 1896, volume I, sections 195-240, 304.
_NOUN: Final = "CCVC"
_EIGHTH: Final = ("اCتCاC", "[امتين]CتKC")
_SEVENTH: Final = ("انCCاC", "[متين]نCCC")
_OTHERS: Final = ("تCCيC", "تCاCC", "CواCC", "CCا[ئي]C", "مCاCيC", "اCCاC")
_LETTERS: Final = {"C": f"[^{araby.ALEF}]", "K": "[^اوي]", "V": "[اوي]"}
_ONE_LETTER: Final = re.compile(r"\[[^]]+\]|.")


KNOWN_ROOTS: Final = frozenset(form(root) for root in ROOTS)
"""Tashaphyne's roots, as terms have them."""


def _shapes(written: Sequence[str]) -> PatternTable:
    """Patterns as tables."""
    patterns = [_ONE_LETTER.findall(shape) for shape in written]
    longest = max(map(len, patterns))
    allowed = np.zeros((len(patterns), longest, len(BLOCK)), np.uint8)
    taken = np.zeros((len(patterns), longest), np.uint8)
    for number, pattern in enumerate(patterns):
        for at, letter in enumerate(pattern):
            fits = re.compile(_LETTERS.get(letter, letter)).fullmatch
            allowed[number, at] = [fits(each) is not None for each in BLOCK]
            taken[number, at] = letter in "CK"
    return PatternTable(allowed, taken, np.array([*map(len, patterns)], np.int64))


_SHAPES: Final = _shapes((_NOUN, *_EIGHTH, *_SEVENTH, *_OTHERS))
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
    for place, word in enumerate(words):
        if not roots[place]:
            if is_stop(word):
                roots[place] = str(stop_root(word))
            else:
                others.append(place)
    found = likeliest([words[place] for place in others], _SHAPES)
    for place, root in zip(others, found, strict=True):
        roots[place] = root
    return roots


def _root_of_plural(written: str) -> str:
    """The root of a plural such as وزراء or أصدقاء; "" for any other word."""
    if not written.endswith(araby.HAMZA):
        return ""
    plural = _PLURAL.match(written)
    letters = plural[1].translate(_HAMZA_WITHOUT_SEAT) if plural else ""
    return letters if letters in ROOTS else ""

"""What a word is derived from: Tashaphyne's root, and the patterns that it takes for others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pyarabic import araby
from tashaphyne.arabicstopwords import is_stop, stop_root

from index.analysis.cutting import LightStemmer

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


def _pattern(shape: str) -> re.Pattern[str]:
    """A shape as a pattern that captures its root letters, C and K."""
    letters = _ONE_LETTER.findall(shape)
    return re.compile(
        "".join(
            f"({_LETTERS[letter]})" if letter in "CK" else _LETTERS.get(letter, letter)
            for letter in letters
        )
    )


def _by_length(shapes: Iterable[str]) -> dict[int, tuple[re.Pattern[str], ...]]:
    """The patterns of each length, their order kept; first one that says whether any matches."""
    lengths: dict[int, list[re.Pattern[str]]] = {}
    for shape in shapes:
        lengths.setdefault(len(_ONE_LETTER.findall(shape)), []).append(_pattern(shape))
    return {
        length: (re.compile("|".join(pattern.pattern for pattern in patterns)), *patterns)
        for length, patterns in lengths.items()
    }


_PATTERNS: Final = _by_length((_NOUN, *_EIGHTH, *_SEVENTH, *_OTHERS))
_HAMZA_WITHOUT_SEAT: Final = str.maketrans(
    dict.fromkeys((araby.WAW_HAMZA, araby.YEH_HAMZA), araby.HAMZA)
)
_GOOD_LENGTHS: Final = {2: 1, 3: 2, 4: 1}


def root_of_plural(stemmer: LightStemmer, written: str) -> str:
    """The root of a plural such as وزراء or أصدقاء; "" for any other word.

    Args:
        stemmer: knows which letters are a root.
        written: a spelling in Arabic letters, its alefs without hamza.
    """
    if not written.endswith(araby.HAMZA):
        return ""
    plural = _PLURAL.match(written)
    letters = plural[1].translate(_HAMZA_WITHOUT_SEAT) if plural else ""
    return letters if letters and stemmer.is_root(letters) else ""


def root_of_pattern(stemmer: LightStemmer, stem: str) -> str:
    """The root of a stem of a common pattern, such as كتاب or اجتماع; "" for any other.

    Tashaphyne takes the teh of كتاب for that of افتعل, and finds كوب.

    Args:
        stemmer: knows which letters are a root.
        stem: what is left of a word without affixes.
    """
    patterns = _PATTERNS.get(len(stem))
    if patterns is None or not patterns[0].fullmatch(stem):
        return ""
    for pattern in patterns[1:]:
        found = pattern.fullmatch(stem)
        letters = "".join(found.groups()).translate(_HAMZA_WITHOUT_SEAT) if found else ""
        if letters and stemmer.is_root(letters):
            return letters
    return ""


def likeliest_root(stemmer: LightStemmer, written: str) -> str:
    """The root that most ways of cutting a word agree on.

    Tashaphyne's own choice, but for ties: it takes the first of equally frequent roots out of
    a set of strings, which Python shuffles anew in each process, so that two runs would index
    and search different roots.

    Args:
        stemmer: a stemmer with Tashaphyne's own affix lists.
        written: a spelling in Arabic letters.
    """
    if is_stop(written):
        return str(stop_root(written))
    best = 0
    ways: list[tuple[str, int, int]] = []
    for stem, before, behind in stemmer.cuts(written):
        root, good = _candidate(stemmer, stem)
        if good > best:
            best, ways = good, []
        if good == best:
            ways.append((root, before, behind))
    roots = [root for root, _, _ in ways]
    if roots.count(roots[0]) == len(roots):
        return roots[0]
    # Of equally frequent roots the one that cuts least off the word.
    return max(ways, key=lambda way: (roots.count(way[0]), -way[1] - way[2], -way[1], way[0]))[0]


def _candidate(stemmer: LightStemmer, stem: str) -> tuple[str, int]:
    """The root of a stem and how good it is.

    Tashaphyne keeps, where there are any, candidates of a root's length, then those that it
    knows, then those of three letters: one number that is the greater the more it keeps.
    """
    root = root_of_pattern(stemmer, stem) or stemmer.root_of(stem)
    if stemmer.is_root(root):
        return root, 5 if len(root) == 3 else 4
    return root, _GOOD_LENGTHS.get(len(root), 0)

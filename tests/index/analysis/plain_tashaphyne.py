"""Stem and root as our rules give them with Tashaphyne called plainly: slow, and easy to check.

The oracle of test_light_stemmer.py: `index.analysis.stemming.stemmer` must give exactly this.
"""

from __future__ import annotations

from collections import Counter

import regex
from pyarabic import araby
from tashaphyne.arabicstopwords import is_stop, stop_root
from tashaphyne.stemming import ArabicLightStemmer

from index.analysis.normalization.normalizer import form
from index.analysis.stemming.stemmer import (
    MAX_WORD_LENGTH,
    PREFIXES,
    SUFFIXES,
    UNCUT,
    without_hamzas,
)

ARTICLE = "(?:[وف]?(?:ال|بال|كال|لل))"
PLURAL = f"^{ARTICLE}?ا?([^ا]{{3}})اء$"
PATTERNS = (
    "([^ا])([^ا])[اوي]([^ا])",
    "ا([^ا])ت([^ا])ا([^ا])",
    "[امتين]([^ا])ت([^اوي])([^ا])",
    "ان([^ا])([^ا])ا([^ا])",
    "[متين]ن([^ا])([^ا])([^ا])",
    "ت([^ا])([^ا])ي([^ا])",
    "ت([^ا])ا([^ا])([^ا])",
    "([^ا])وا([^ا])([^ا])",
    "([^ا])([^ا])ا[ئي]([^ا])",
    "م([^ا])ا([^ا])ي([^ا])",
    "ا([^ا])([^ا])ا([^ا])",
)

ROOTS = ArabicLightStemmer()
STEMS = ArabicLightStemmer()
STEMS.set_prefix_list(list(PREFIXES))
STEMS.set_suffix_list(list(SUFFIXES))


def plainly_stemmed(written: str) -> tuple[str, str]:
    """Stem and root of a spelling, all of Tashaphyne's work done anew for each word."""
    whole = form(written)
    arabic = regex.fullmatch(r"\p{Script=Arabic}+", written)
    if not arabic or not 3 <= len(written) <= MAX_WORD_LENGTH:
        return whole, whole
    if written in UNCUT:
        return UNCUT[written]
    word = without_hamzas(written)
    word = regex.sub(rf"^({ARTICLE}\p{{L}}{{3,}})ه$", r"\1ة", word)
    stem = STEMS.light_stem(word)
    if whole.endswith("الله") and stem.endswith("الل"):
        stem += "ه"
    return form(stem) or whole, form(plural_or_plain_root(word)) or whole


def plural_or_plain_root(word: str) -> str:
    """The root of a plural like وزراء by its letters, of others by cuts."""
    return known_letters(PLURAL, word) or plain_root(word)


def plain_root(word: str) -> str:
    """The root that most cuts agree on, of equals the one that cuts least."""
    if is_stop(word):
        return str(stop_root(word))
    ways = [
        (root_of_pattern(way["stem"]) or way["root"], len(way["prefix"]), len(way["suffix"]))
        for way in plain_ways(word)
    ]
    for wanted in (ROOTS.is_root_length_valid, ROOTS.is_root, lambda root: len(root) == 3):
        ways = [way for way in ways if wanted(way[0])] or ways
    times = Counter(root for root, _, _ in ways)
    return max(ways, key=lambda way: (times[way[0]], -way[1] - way[2], -way[1], way[0]))[0]


def plain_ways(word: str) -> list[dict[str, str]]:
    """Tashaphyne's cuts of a word, each with its prefix, stem, suffix and root."""
    ROOTS.light_stem(word)
    return list(ROOTS.get_affix_list())


def root_of_pattern(stem: str) -> str:
    """The root letters of the first pattern of `stem` that gives a known root."""
    roots = [known_letters(f"^{pattern}$", stem) for pattern in PATTERNS]
    return next(filter(None, roots), "")


def known_letters(pattern: str, word: str) -> str:
    """The letters that `pattern` captures in a word if they are a root."""
    found = regex.search(pattern, word)
    letters = "".join(found.groups()) if found else ""
    root = letters.replace(araby.WAW_HAMZA, araby.HAMZA).replace(araby.YEH_HAMZA, araby.HAMZA)
    return root if ROOTS.is_root(root) else ""

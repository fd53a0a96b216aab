"""Words sign by sign, and what two of them have in common behind their affixes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from index.analysis.normalization.letters import INVISIBLE_LETTERS
from index.analysis.normalization.normalizer import fold, form, nfkc
from index.analysis.stemming.stemmer import PREFIXES, SUFFIXES

_Letter = TypeVar("_Letter")

_SHORTEST_CORE: Final = 2
_BARE: Final = re.compile(r"[\u0621-\u063a\u0641-\u064a]+")
# The longest first, so that of the cuts that leave one core the least stays.
_BEFORE: Final = tuple(sorted({*map(form, PREFIXES)}, key=len, reverse=True))
_BEHIND: Final = tuple(sorted({*map(form, SUFFIXES)}, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class LettersAndMarks:
    """A word, sign by sign, in plain letters (`compatible` of the normalizer).

    Attributes:
        letters: its letters and digits.
        marks: at 0 the marks that stand before the first letter, from 1 those of each letter.
        others: the signs that are neither: tatweel, invisible ones, what groups digits.
        presented: whether letters have a shape of their own in it (presentation forms).
    """

    letters: tuple[str, ...]
    marks: tuple[str, ...]
    others: str
    presented: bool

    @classmethod
    def of(cls, surface: str) -> LettersAndMarks:
        """A word as it stands in a text."""
        if _BARE.fullmatch(surface):  # nearly all
            return cls(tuple(surface), ("",) * (len(surface) + 1), "", presented=False)
        letters: list[str] = []
        marks = [""]
        others = ""
        for sign in nfkc(surface):
            category = unicodedata.category(sign)
            if category.startswith("M"):
                marks[-1] += sign
            elif sign not in INVISIBLE_LETTERS and (category[0] == "L" or category == "Nd"):
                letters.append(sign)
                marks.append("")
            else:
                others += sign
        presented = any(unicodedata.decomposition(sign).startswith("<") for sign in surface)
        return cls(tuple(letters), tuple(marks), others, presented)


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to divide a word: how many letters stand before its core, and how many behind it."""

    before: int
    behind: int

    def core(self, letters: Sequence[_Letter]) -> Sequence[_Letter]:
        """What is left of the word's letters."""
        return letters[self.before : len(letters) - self.behind]


def common_core(one: str, other: str) -> tuple[Cut, Cut] | None:
    """How to cut two words so that the longest core that they have in common is left of each.

    The affixes are those of light stemming, the cores are compared as forms.

    Args:
        one: a word as written.
        other: another.

    Returns:
        The cut of each, or None if they have no two letters in common so.
    """
    cuts = _cuts(one), _cuts(other)
    core = max(cuts[0].keys() & cuts[1].keys(), key=lambda core: (len(core), core), default="")
    return (cuts[0][core], cuts[1][core]) if core else None


@lru_cache(maxsize=1024)  # the words of a query meet those of all its hits
def _cuts(surface: str) -> Mapping[str, Cut]:
    """The ways to divide a word by its cores; none where its form is no letter for letter copy."""
    word = fold(surface)
    if len(word) != len(LettersAndMarks.of(surface).letters):
        return {}
    endings = [len(ending) for ending in _BEHIND if word.endswith(ending)]
    return {
        word[len(before) : len(word) - ending]: Cut(len(before), ending)
        for before in _BEFORE
        if word.startswith(before)
        for ending in endings
        if len(word) - len(before) - ending >= _SHORTEST_CORE
    }

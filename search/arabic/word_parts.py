"""The letters and marks of a word, and the core that two words have in common without affixes."""

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

_MIN_CORE: Final = 2
_BARE: Final = re.compile(r"[\u0621-\u063a\u0641-\u064a]+")
# The longest first, so that of the affixes that leave the same core the shortest are kept.
_PREFIXES: Final = tuple(sorted({*map(form, PREFIXES)}, key=len, reverse=True))
_SUFFIXES: Final = tuple(sorted({*map(form, SUFFIXES)}, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class LettersAndMarks:
    """The characters of a word in NFKC (`index.analysis.normalization.normalizer.nfkc`).

    Attributes:
        letters: its letters and digits.
        marks: at 0 the marks before the first letter, from 1 those of each letter.
        others: all other characters: tatweel, invisible ones, separators of digits.
        presentation_forms: whether it is written with presentation forms.
    """

    letters: tuple[str, ...]
    marks: tuple[str, ...]
    others: str
    presentation_forms: bool

    @classmethod
    def of(cls, surface: str) -> LettersAndMarks:
        """The letters and marks of a word as it occurs in a text."""
        if _BARE.fullmatch(surface):  # nearly all
            return cls(tuple(surface), ("",) * (len(surface) + 1), "", presentation_forms=False)
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
        composed = any(unicodedata.decomposition(sign).startswith("<") for sign in surface)
        return cls(tuple(letters), tuple(marks), others, presentation_forms=composed)


@dataclass(frozen=True, slots=True)
class Affixes:
    """How many letters of a word belong to its prefix and to its suffix."""

    prefix: int
    suffix: int

    def core(self, letters: Sequence[_Letter]) -> Sequence[_Letter]:
        """The letters of the word without its affixes."""
        return letters[self.prefix : len(letters) - self.suffix]


def common_core(one: str, other: str) -> tuple[Affixes, Affixes] | None:
    """The affixes of two words that leave the longest core that both have.

    Affixes are those of the light stemmer; cores are compared as forms.

    Args:
        one: a word as written.
        other: another.

    Returns:
        The affixes of each, or None if no core of at least two letters is common.
    """
    affixes = _affixes(one), _affixes(other)
    cores = affixes[0].keys() & affixes[1].keys()
    core = max(cores, key=lambda core: (len(core), core), default="")
    return (affixes[0][core], affixes[1][core]) if core else None


@lru_cache(maxsize=1024)  # the words of a query are compared with those of all its hits
def _affixes(surface: str) -> Mapping[str, Affixes]:
    """A word's possible affixes by the core they leave; none if its form has other letters."""
    word = fold(surface)
    if len(word) != len(LettersAndMarks.of(surface).letters):
        return {}
    suffixes = [len(suffix) for suffix in _SUFFIXES if word.endswith(suffix)]
    return {
        word[len(prefix) : len(word) - suffix]: Affixes(len(prefix), suffix)
        for prefix in _PREFIXES
        if word.startswith(prefix)
        for suffix in suffixes
        if len(word) - len(prefix) - suffix >= _MIN_CORE
    }

"""Tashaphyne's light stems, computed faster.

`ArabicLightStemmer` also computes stars, positions and affixes of each word, which are not needed
here, and rebuilds its patterns for each cut. `LightStemmer` reads the same tables and gives the
same stems many times faster; tests/index/analysis/stemming/test_light_stemmer.py compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyarabic import araby
from tashaphyne.affix_const import NOUN_AFFIX_LIST, VERB_AFFIX_LIST
from tashaphyne.arabicstopwords import is_stop, stop_stem
from tashaphyne.stemming import ArabicLightStemmer
from tashaphyne.verb_stamp_const import is_verb_stamp

MIN_STEM_LENGTH: Final = 2
_MAX_NOUN_LENGTH: Final = 7
_MAX_VERB_LENGTH: Final = 6
_PRESENT: Final = (araby.YEH, araby.TEH, araby.NOON, araby.ALEF_HAMZA_ABOVE)


class LightStemmer(ArabicLightStemmer):  # type: ignore[misc]  # Tashaphyne has no types
    """Tashaphyne's light stemmer for words of letters without marks, faster.

    The inherited getters of "the treated word" do not work: nothing of a word is stored.

    Args:
        prefixes: instead of Tashaphyne's own prefixes.
        suffixes: instead of Tashaphyne's own suffixes.
    """

    def __init__(
        self, prefixes: Iterable[str] | None = None, suffixes: Iterable[str] | None = None
    ) -> None:
        super().__init__()
        if prefixes is not None:
            self.set_prefix_list(list(prefixes))
        if suffixes is not None:
            self.set_suffix_list(list(suffixes))
        self._prefixes, self._suffixes = frozenset(self.prefix_list), frozenset(self.suffix_list)
        self._longest_prefix = max(map(len, self._prefixes))
        self._longest_suffix = max(map(len, self._suffixes))

    def light_stem(self, word: str) -> str:
        """The word without its longest prefix and the longest suffix that may occur with it."""
        if is_stop(word):
            return str(stop_stem(word))
        if araby.ALEF_MADDA in word:  # two letters to Tashaphyne, which shift its cuts
            return str(super().light_stem(word))
        first_end = max(MIN_STEM_LENGTH, len(word) - self._longest_suffix)
        ends = [end for end in range(first_end, len(word) + 1) if word[end:] in self._suffixes]
        for start in range(min(len(word), self._longest_prefix), -1, -1):
            if (prefix := word[:start]) in self._prefixes:
                for end in ends:
                    stem = word[start:end]
                    if len(stem) >= MIN_STEM_LENGTH and _fit_together(prefix, stem, word[end:]):
                        return stem
        return word


def _fit_together(prefix: str, stem: str, suffix: str) -> bool:
    """Whether Arabic has a noun or a verb with these affixes around this stem."""
    affix = f"{prefix}-{suffix}"
    if affix in NOUN_AFFIX_LIST and len(stem) <= _MAX_NOUN_LENGTH:
        return True
    return affix in VERB_AFFIX_LIST and _is_verb(stem, prefix[-1:])


def _is_verb(stem: str, before: str) -> bool:
    """Whether a stem of at least two letters can be a verb's after the letter `before`."""
    if len(stem) > _MAX_VERB_LENGTH or araby.TEH_MARBUTA in stem:
        return False
    alef = stem[0] == araby.ALEF
    if len(stem) == _MAX_VERB_LENGTH and not alef:
        return False
    if len(stem) == 5 and not alef and stem[0] != araby.TEH:
        if before in _PRESENT:
            return False
    elif alef and before in (*_PRESENT, araby.ALEF):
        return False
    return bool(is_verb_stamp(stem))

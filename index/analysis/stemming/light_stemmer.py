"""Tashaphyne's light stems, without the work that they do not need.

`ArabicLightStemmer` works out everything about a word (stars, positions, affixes) for getters
that nobody asks, builds its patterns anew for each cut and looks affixes up by joining strings.
`LightStemmer` reads the same tables and gives the same stems many times faster;
tests/index/analysis/test_cutting.py holds the two beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyarabic import araby
from tashaphyne.affix_const import NOUN_AFFIX_LIST, VERB_AFFIX_LIST
from tashaphyne.arabicstopwords import is_stop, stop_stem
from tashaphyne.stemming import ArabicLightStemmer
from tashaphyne.verb_stamp_const import is_verb_stamp

from index.analysis.stemming.root_candidates import SHORTEST_STEM

# Letters to branches; under "" the lengths of the affixes that end on the way here.
_Tree = dict[str, Any]

_LONGEST_NOUN: Final = 7
_LONGEST_VERB: Final = 6
_PRESENT: Final = (araby.YEH, araby.TEH, araby.NOON, araby.ALEF_HAMZA_ABOVE)


class LightStemmer(ArabicLightStemmer):  # type: ignore[misc]  # Tashaphyne has no types
    """Tashaphyne's light stemmer for words of letters without marks, faster.

    It keeps nothing of a word: the inherited getters of "the treated word" are not for it.

    Args:
        prefixes: what to cut instead of Tashaphyne's own.
        suffixes: likewise.
    """

    def __init__(
        self, prefixes: Iterable[str] | None = None, suffixes: Iterable[str] | None = None
    ) -> None:
        """See the class."""
        super().__init__()
        if prefixes is not None:
            self.set_prefix_list(list(prefixes))
        if suffixes is not None:
            self.set_suffix_list(list(suffixes))
        self._before = _tree(self.prefix_list)
        self._behind = _tree(suffix[::-1] for suffix in self.suffix_list)

    def light_stem(self, word: str) -> str:
        """The stem behind the longest prefix, before the longest suffix that goes with it."""
        if is_stop(word):
            return str(stop_stem(word))
        if araby.ALEF_MADDA in word:  # two letters to Tashaphyne, which shift its cuts
            return str(super().light_stem(word))
        behind = _lengths(self._behind, word[::-1])
        for left in reversed(_lengths(self._before, word)):
            prefix = word[:left]
            for cut in reversed(behind):
                right = len(word) - cut
                stem = word[left:right]
                if len(stem) >= SHORTEST_STEM and _go_together(prefix, stem, word[right:]):
                    return stem
        return word


def _tree(affixes: Iterable[str]) -> _Tree:
    """Affixes letter by letter, so that one walk along a word meets all that it begins with."""
    top: _Tree = {"": ()}
    for affix in sorted(set(affixes), key=len):
        branch = top
        for letter in affix:
            branch = branch.setdefault(letter, {"": branch[""]})
        branch[""] = (*branch[""], len(affix))
    return top


def _lengths(branch: _Tree, letters: str) -> tuple[int, ...]:
    """The lengths of the affixes in a tree that `letters` begins with, shortest first."""
    for letter in letters:
        if letter not in branch:
            break
        branch = branch[letter]
    lengths: tuple[int, ...] = branch[""]
    return lengths


def _go_together(prefix: str, stem: str, suffix: str) -> bool:
    """Whether Arabic has a noun or a verb with these affixes around such a stem."""
    affix = f"{prefix}-{suffix}"
    if affix in NOUN_AFFIX_LIST and len(stem) <= _LONGEST_NOUN:
        return True
    return affix in VERB_AFFIX_LIST and _is_verb(stem, prefix[-1:])


def _is_verb(stem: str, before: str) -> bool:
    """Whether a stem of at least two letters can be a verb's behind the letter `before`."""
    if len(stem) > _LONGEST_VERB or araby.TEH_MARBUTA in stem:
        return False
    alef = stem[0] == araby.ALEF
    if len(stem) == _LONGEST_VERB and not alef:
        return False
    if len(stem) == 5 and not alef and stem[0] != araby.TEH:
        if before in _PRESENT:
            return False
    elif alef and before in (*_PRESENT, araby.ALEF):
        return False
    return bool(is_verb_stamp(stem))

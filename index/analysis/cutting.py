"""Tashaphyne's answers about a word, without the work that they do not need.

`ArabicLightStemmer` works out everything about a word (stars, positions, affixes) for getters
that nobody asks, builds its patterns anew for each cut and looks affixes up by joining strings.
`LightStemmer` reads the same tables and gives the same stems and roots many times faster;
tests/index/analysis/test_cutting.py holds the two beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyarabic import araby
from tashaphyne.affix_const import NOUN_AFFIX_LIST, VERB_AFFIX_LIST
from tashaphyne.arabicstopwords import is_stop, stop_stem
from tashaphyne.stem_const import DEFAULT_INFIX_LETTERS, DEFAULT_JOKER
from tashaphyne.stemming import ArabicLightStemmer
from tashaphyne.verb_stamp_const import is_verb_stamp

from index.analysis.letters import BLOCK, letter_table

# Letters to branches; under "" the lengths of the affixes that end on the way here.
_Tree = dict[str, Any]
# A stem and how many letters were cut before and behind it.
Cut = tuple[str, int, int]

_SHORTEST_STEM: Final = 2
_LONGEST_NOUN: Final = 7
_LONGEST_VERB: Final = 6
_PRESENT: Final = (araby.YEH, araby.TEH, araby.NOON, araby.ALEF_HAMZA_ABOVE)

# Infixes that are never letters of a root, and those that may be: the teh of the eighth form
# and what it becomes behind dad and zain (اضطرب, ازدهر).
_TEHS: Final = frozenset((araby.TEH, araby.TAH, araby.DAL))
_INFIXES: Final = (*sorted(set(DEFAULT_INFIX_LETTERS) - _TEHS), araby.TEH_MARBUTA)
_TEH_BECAME: Final = (araby.DAD + araby.TAH, araby.ZAIN + araby.DAL)
_NO_INFIXES: Final = dict.fromkeys(_INFIXES, "")
_WITHOUT_INFIXES: Final = letter_table(_NO_INFIXES)
# Normalising changes letters one by one, but for a madda.
_ROOT_LETTERS: Final = letter_table(
    {letter: ArabicLightStemmer.normalize_root(letter) for letter in BLOCK} | _NO_INFIXES
)


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
                if len(stem) >= _SHORTEST_STEM and _go_together(prefix, stem, word[right:]):
                    return stem
        return word

    def cuts(self, word: str) -> list[Cut]:
        """Every stem of at least two letters that affixes leave of a word, the whole word too."""
        if araby.ALEF_MADDA in word or len(word) < _SHORTEST_STEM:
            return [
                (word[left:right], len(word[:left]), len(word[right:]))
                for left, right in self.segment(word)
            ]
        room = len(word) - _SHORTEST_STEM
        before = _lengths(self._before, word)
        return [
            (word[left : len(word) - cut], left, cut)
            for cut in _lengths(self._behind, word[::-1])
            for left in before
            if left + cut <= room
        ]

    def root_of(self, stem: str) -> str:
        """The letters of a stem that are no infixes, completed where one is missing.

        Equal to the inherited `extract_root` for the cut that leaves `stem`.
        """
        if len(stem) == 3:
            return str(self._ajust_root("", stem))
        letters = stem
        if len(stem) - stem.count(araby.TEH_MARBUTA) == 4:
            letters = _without_teh(stem[:2]) + stem[2:]
        if araby.ALEF_MADDA in stem:
            root = str(self.normalize_root(letters.translate(_WITHOUT_INFIXES)))
        else:
            root = letters.translate(_ROOT_LETTERS)
        if len(root) != 2:
            return root
        shape = "".join([DEFAULT_JOKER if sign not in _INFIXES else sign for sign in stem])
        if stem[0] == araby.TEH and len(letters) < len(stem):  # it is taken for an infix
            shape = araby.TEH + shape[1:]
        return str(self._ajust_root(root, shape))


def _without_teh(first: str) -> str:
    """The first two of a stem's four letters without an infixed teh or what it became."""
    return first[0] if first in _TEH_BECAME else first.replace(araby.TEH, "")


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

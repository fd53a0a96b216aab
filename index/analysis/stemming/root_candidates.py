"""Root candidates: the roots of all stems of a word, and the one that most stems share; compiled.

Tashaphyne removes every pair of a prefix and a suffix of its lists that leaves two letters, and
takes the root of each stem that remains: a word has five stems on average. The loops here use
Tashaphyne's own tables and give its roots many times faster;
tests/index/analysis/stemming/test_light_stemmer.py compares the two.

A letter's index is its offset in Unicode's block Arabic. Letters of other blocks have the index 0,
which is no letter's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from pyarabic import araby
from tashaphyne.stem_const import DEFAULT_INFIX_LETTERS
from tashaphyne.stemming import ArabicLightStemmer

from index.analysis.normalization.letters import BLOCK
from index.arrays.code_points import CodePoints
from index.arrays.kernels import compiled
from index.arrays.types import I64, U8, U16, U32

MIN_STEM_LENGTH: Final = 2
_BLOCK: Final = ord(BLOCK[0])
_LETTERS: Final = len(BLOCK)
# Twice as long as Tashaphyne's longest affix.
_MAX_AFFIX_LENGTH: Final = 16
# Roots are encoded as numbers: six bits for each letter's offset from the first.
_FIRST_ROOT_LETTER: Final = 0x620
_ROOT_BITS: Final = 6

_ALEF: Final = ord(araby.ALEF)
_ALEF_MAKSURA: Final = ord(araby.ALEF_MAKSURA)
_DAD: Final = ord(araby.DAD)
_DAL: Final = ord(araby.DAL)
_HAMZA: Final = ord(araby.HAMZA)
_TAH: Final = ord(araby.TAH)
_TEH: Final = ord(araby.TEH)
_TEH_MARBUTA: Final = ord(araby.TEH_MARBUTA)
_WAW: Final = ord(araby.WAW)
_WAW_HAMZA: Final = ord(araby.WAW_HAMZA)
_YEH: Final = ord(araby.YEH)
_YEH_HAMZA: Final = ord(araby.YEH_HAMZA)
_ZAIN: Final = ord(araby.ZAIN)

# Infixes that are never letters of a root. The teh of the eighth form, also as the letter that it
# becomes after dad and zain (اضطرب, ازدهر), may be one.
_TEHS: Final = frozenset((araby.TEH, araby.TAH, araby.DAL))
_INFIXES: Final = frozenset(DEFAULT_INFIX_LETTERS) - _TEHS | {araby.TEH_MARBUTA}


class PatternTable(NamedTuple):
    """Patterns of stems, in the order in which they are tried.

    Attributes:
        allowed: whether a letter may occur at a place of a pattern, of shape (patterns, letters
            of the longest pattern, letters of the block).
        is_root: whether the letter at a place belongs to the root, of shape (patterns, letters of
            the longest pattern).
        sizes: how many letters each pattern has.
    """

    allowed: U8
    is_root: U8
    sizes: I64


class _AffixTrie(NamedTuple):
    """A trie of affixes.

    Attributes:
        children: the next node, of shape (nodes, letters of the block); 0 for none.
        lengths: by node, the lengths of the affixes that end at it or before it, as bits.
    """

    children: U16
    lengths: I64


def _affix_trie(affixes: Iterable[str]) -> _AffixTrie:
    ordered = sorted(set(affixes), key=len)
    children = np.zeros((1 + sum(map(len, ordered)), _LETTERS), np.uint16)
    lengths = np.zeros(len(children), np.int64)
    nodes = 1
    for affix in ordered:
        node = 0
        for letter in affix:
            index = ord(letter) - _BLOCK
            if not children[node, index]:
                children[node, index] = nodes
                lengths[nodes] = lengths[node]
                nodes += 1
            node = children[node, index]
        lengths[node] |= 1 << len(affix)
    return _AffixTrie(children[:nodes], lengths[:nodes])


def _root_letters() -> U32:
    """By index of a stem's letter, the letter of the root; 0 for an infix."""
    letters = np.zeros(_LETTERS, np.uint32)
    for index, letter in enumerate(BLOCK):
        if letter not in _INFIXES and letter != araby.ALEF_MADDA:
            letters[index] = ord(ArabicLightStemmer.normalize_root(letter))
    return letters


def _encoded(roots: Iterable[str]) -> I64:
    """Roots of three or four letters as numbers, ascending: six bits for each letter."""
    numbers = []
    for root in roots:
        number = 0
        for letter in root:
            number = number << _ROOT_BITS | ord(letter) - _FIRST_ROOT_LETTER
        numbers.append(number)
    return np.array(sorted(numbers), np.int64)


_TASHAPHYNE: Final = ArabicLightStemmer()
ROOTS: Final[frozenset[str]] = frozenset(_TASHAPHYNE.root_list)
"""Tashaphyne's roots, of three letters or four."""
_PREFIXES: Final = _affix_trie(_TASHAPHYNE.prefix_list)
_SUFFIXES: Final = _affix_trie(suffix[::-1] for suffix in _TASHAPHYNE.suffix_list)
_ROOT_LETTERS: Final = _root_letters()
_KNOWN_ROOTS: Final = _encoded(ROOTS)


def likeliest_roots(words: Sequence[str], patterns: PatternTable) -> list[str]:
    """The likeliest root of each word: the one that most of its stems share.

    Tashaphyne prefers roots of two letters to four, then those that it knows, then those of three
    letters, and takes the most frequent. Of equally frequent roots it takes the first of a set,
    whose order changes from process to process; here it is the one of the longest stem, and then
    the one of the shortest prefix.

    Args:
        words: spellings of at least two letters, without madda.
        patterns: tried first, for Tashaphyne does not find the root letters of such stems.
    """
    spellings = CodePoints.of(words)
    roots = np.empty(len(spellings.codes) + len(words), np.uint32)
    ends = np.zeros(len(words) + 1, np.int64)
    _choose_roots(
        spellings.codes, spellings.ends, _PREFIXES, _SUFFIXES, patterns, _ROOT_LETTERS,
        _KNOWN_ROOTS, roots, ends,
    )  # fmt: skip
    return CodePoints(roots[: ends[-1]], ends).texts()


@compiled
def _choose_roots(
    codes: U32, ends: I64, prefixes: _AffixTrie, suffixes: _AffixTrie, patterns: PatternTable,
    root_letters: U32, known_roots: I64, roots: U32, root_ends: I64,
) -> None:  # fmt: skip
    """Write the root of each word into `roots` and its end into `root_ends`."""
    longest = np.int64(0)
    for word in range(len(ends) - 1):
        longest = max(longest, ends[word + 1] - ends[word])
    candidates = np.empty((_MAX_AFFIX_LENGTH * _MAX_AFFIX_LENGTH + 1, longest + 1), np.uint32)
    # By candidate: letters of the root, letters of the prefix, letters of both affixes.
    cuts = np.empty((len(candidates), 3), np.int64)
    for word in range(len(ends) - 1):
        start, end = ends[word], ends[word + 1]
        before = _affix_lengths(prefixes, codes, start, end, 1)
        after = _affix_lengths(suffixes, codes, end - 1, start - 1, -1)
        best = count = 0
        for cut in range(_MAX_AFFIX_LENGTH):
            if not after >> cut & 1:
                continue
            for left in range(_MAX_AFFIX_LENGTH):
                if not before >> left & 1 or end - start - left - cut < MIN_STEM_LENGTH:
                    continue
                stem = codes[start + left : end - cut]
                root = candidates[count]
                size = _root_by_pattern(stem, patterns, known_roots, root)
                known = bool(size > 0)
                if not known:
                    size = _root_of_stem(stem, root_letters, root)
                    known = _is_known(root, size, known_roots)
                preference = _preference(size, known)
                if preference > best:
                    candidates[0, :size] = root[:size]
                    best, count = preference, 0
                if preference == best:
                    cuts[count, 0], cuts[count, 1], cuts[count, 2] = size, left, left + cut
                    count += 1
        chosen = _most_frequent(candidates, cuts, count)
        size = cuts[chosen, 0]
        root_ends[word + 1] = root_ends[word] + size
        roots[root_ends[word] : root_ends[word + 1]] = candidates[chosen, :size]


@compiled
def _affix_lengths(
    trie: _AffixTrie, codes: U32, at: np.int64, end: np.int64, step: int
) -> np.int64:
    """The lengths of the affixes that a word has from `at` on in the direction `step`, as bits."""
    node = np.int64(0)
    while at != end:
        child = np.int64(trie.children[node, _letter_index(codes[at])])
        if not child:
            break
        node = child
        at += step
    return trie.lengths[node]  # type: ignore[no-any-return]  # an element of a typed array


@compiled
def _letter_index(code: np.uint32) -> np.int64:
    """A letter's offset in the block Arabic; 0 for letters of other blocks."""
    index = np.int64(code) - _BLOCK
    return index if 0 <= index < _LETTERS else np.int64(0)


@compiled
def _root_by_pattern(stem: U32, patterns: PatternTable, known_roots: I64, root: U32) -> np.int64:
    """Write the root that the first pattern gives which fits and gives a known one.

    Returns:
        How many letters it has; 0 if no pattern gives a known root.
    """
    for pattern in range(len(patterns.sizes)):
        if patterns.sizes[pattern] != len(stem):
            continue
        size, fits = np.int64(0), True
        for at in range(len(stem)):
            if not patterns.allowed[pattern, at, _letter_index(stem[at])]:
                fits = False
                break
            if patterns.is_root[pattern, at]:
                hamza = stem[at] == _WAW_HAMZA or stem[at] == _YEH_HAMZA
                root[size] = _HAMZA if hamza else stem[at]
                size += 1
        if fits and _is_known(root, size, known_roots):
            return size
    return np.int64(0)


@compiled
def _root_of_stem(stem: U32, root_letters: U32, root: U32) -> np.int64:
    """Write the letters of a stem that are no infixes, with the third one if it is missing.

    Returns:
        How many letters were written.
    """
    if len(stem) == 3:
        for at in range(3):
            weak = _WAW if stem[at] == _ALEF else _YEH
            root[at] = weak if stem[at] == _ALEF or stem[at] == _ALEF_MAKSURA else stem[at]
        return np.int64(3)
    marbutas = 0
    for letter in stem:
        marbutas += letter == _TEH_MARBUTA
    four = len(stem) - marbutas == 4  # then a teh among the first two counts as an infix
    assimilated = (stem[0] == _DAD and stem[1] == _TAH) or (stem[0] == _ZAIN and stem[1] == _DAL)
    size = np.int64(0)
    for at in range(len(stem)):
        if four and at < 2 and (stem[at] == _TEH or (assimilated and at == 1)):
            continue
        index = _letter_index(stem[at])
        letter = root_letters[index] if index else stem[at]
        if letter:
            root[size] = letter
            size += 1
    if size == 2 and not (four and stem[0] == _TEH):
        return _complete_root(stem, root)
    return size


@compiled
def _complete_root(stem: U32, root: U32) -> np.int64:
    """Add the third letter to a root of two: the stem's weak letter, else the second doubled.

    Returns:
        How many letters the root has; 2 if a teh marbuta shows that it lacks none.
    """
    first, last = stem[0], stem[len(stem) - 1]
    if first == _TEH_MARBUTA:
        return np.int64(2)
    if first in (_ALEF, _WAW, _YEH):
        root[2], root[1] = root[1], root[0]
        root[0] = _YEH if first == _YEH else _WAW
    elif last in (_ALEF, _WAW, _YEH):
        root[2] = _WAW
    elif last == _TEH_MARBUTA:
        return np.int64(2)
    else:
        root[2] = root[1]
        if len(stem) > 2:
            root[1] = _WAW
    return np.int64(3)


@compiled
def _is_known(root: U32, size: np.int64, known_roots: I64) -> bool:
    """Whether Tashaphyne knows a root."""
    if size != 3 and size != 4:
        return False
    number = np.int64(0)
    for at in range(size):
        letter = np.int64(root[at]) - _FIRST_ROOT_LETTER
        if not 0 <= letter < 1 << _ROOT_BITS:
            return False
        number = number << _ROOT_BITS | letter
    index = np.searchsorted(known_roots, number)
    return bool(index < len(known_roots) and known_roots[index] == number)


@compiled
def _preference(size: np.int64, known: bool) -> int:
    """How far Tashaphyne prefers a root of so many letters to others, from 0 to 5."""
    if known:
        return 5 if size == 3 else 4
    return 2 if size == 3 else 1 if size == 2 or size == 4 else 0


@compiled
def _most_frequent(candidates: U32, cuts: I64, count: int) -> int:
    """The number of the candidate whose root is most frequent, then of the shortest affixes.

    Args:
        candidates: letters of roots, of shape (candidates, letters of the longest word).
        cuts: by candidate, letters of the root, of the prefix and of both affixes.
        count: how many candidates there are.
    """
    best, most = 0, 0
    for candidate in range(count):
        times = 0
        for other in range(count):
            if cuts[candidate, 0] == cuts[other, 0]:
                at = cuts[candidate, 0] - 1
                while at >= 0 and candidates[candidate, at] == candidates[other, at]:
                    at -= 1
                times += at < 0
        shorter = (cuts[candidate, 2], cuts[candidate, 1]) < (cuts[best, 2], cuts[best, 1])
        if times > most or (times == most and shorter):
            best, most = candidate, times
    return best

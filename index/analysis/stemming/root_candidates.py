"""The ways of cutting a word, and the root that most of them agree on; compiled.

Tashaphyne cuts a word at every pair of a prefix and a suffix of its lists that leaves two
letters, and takes the root of each stem that is left: a word has five on average, and a
collection hundreds of thousands of words. The loops here go by Tashaphyne's own tables and give
its roots many times faster; tests/index/analysis/test_cutting.py holds the two beside each other.

A letter is known by its place in Unicode's block Arabic; letters of other blocks share place 0,
which no letter has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyarabic import araby
from tashaphyne.stem_const import DEFAULT_INFIX_LETTERS
from tashaphyne.stemming import ArabicLightStemmer

from index.analysis.normalization.letters import BLOCK
from index.arrays.code_points import CodePoints
from index.arrays.kernels import compiled

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

SHORTEST_STEM: Final = 2
_BLOCK: Final = ord(BLOCK[0])
_LETTERS: Final = len(BLOCK)
# Twice as long as Tashaphyne's longest affix.
_LONGEST_AFFIX: Final = 16
# A letter of a root takes six bits in its number, for all stand from here on in the block.
_ROOTS_FROM: Final = 0x620
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

# Infixes that are never letters of a root; the teh of the eighth form and what it becomes behind
# dad and zain (اضطرب, ازدهر) may be.
_TEHS: Final = frozenset((araby.TEH, araby.TAH, araby.DAL))
_INFIXES: Final = frozenset(DEFAULT_INFIX_LETTERS) - _TEHS | {araby.TEH_MARBUTA}


class PatternTable(NamedTuple):
    """Patterns of stems, in the order in which they are tried.

    Attributes:
        allowed: whether each letter may stand at each place of each pattern, of shape
            (patterns, longest pattern, letters).
        taken: whether what stands there is a letter of the root, of shape (patterns, longest).
        sizes: how many letters each pattern has.
    """

    allowed: U8
    taken: U8
    sizes: I64


class _Affixes(NamedTuple):
    """Affixes letter by letter, so that one walk along a word meets all that it begins with.

    Attributes:
        branches: the node behind each node and letter, 0 where there is none.
        lengths: the lengths of the affixes that end on the way to each node, as bits.
    """

    branches: U16
    lengths: I64


def _affixes(listed: Iterable[str]) -> _Affixes:
    affixes = sorted(set(listed), key=len)
    branches = np.zeros((1 + sum(map(len, affixes)), _LETTERS), np.uint16)
    lengths = np.zeros(len(branches), np.int64)
    nodes = 1
    for affix in affixes:
        node = 0
        for letter in affix:
            place = ord(letter) - _BLOCK
            if not branches[node, place]:
                branches[node, place] = nodes
                lengths[nodes] = lengths[node]
                nodes += 1
            node = branches[node, place]
        lengths[node] |= 1 << len(affix)
    return _Affixes(branches[:nodes], lengths[:nodes])


def _rooted() -> U32:
    """What each letter of a stem is in its root, 0 where it is an infix."""
    letters = np.zeros(_LETTERS, np.uint32)
    for place, letter in enumerate(BLOCK):
        if letter not in _INFIXES and letter != araby.ALEF_MADDA:
            letters[place] = ord(ArabicLightStemmer.normalize_root(letter))
    return letters


def _numbers_of(roots: Iterable[str]) -> I64:
    """Roots of three or four letters as numbers, ascending: six bits for each letter."""
    numbers = []
    for root in roots:
        number = 0
        for letter in root:
            number = number << _ROOT_BITS | ord(letter) - _ROOTS_FROM
        numbers.append(number)
    return np.array(sorted(numbers), np.int64)


_TASHAPHYNE: Final = ArabicLightStemmer()
ROOTS: Final[frozenset[str]] = frozenset(_TASHAPHYNE.root_list)
"""Tashaphyne's roots, of three letters or four."""
_BEFORE: Final = _affixes(_TASHAPHYNE.prefix_list)
_BEHIND: Final = _affixes(suffix[::-1] for suffix in _TASHAPHYNE.suffix_list)
_ROOTED: Final = _rooted()
_NUMBERS: Final = _numbers_of(ROOTS)


def likeliest(words: Sequence[str], shapes: PatternTable) -> list[str]:
    """The root that most ways of cutting each word agree on.

    Tashaphyne keeps, where there are any, roots of two letters to four, then those that it knows,
    then those of three letters, and takes the most frequent. Of equally frequent ones it takes
    the first out of a set of strings, which Python shuffles anew in each process; here it is the
    one that cuts least off the word, and then least before it.

    Args:
        words: spellings of at least two letters, without madda.
        shapes: patterns whose root letters Tashaphyne does not find.
    """
    spelled = CodePoints.of(words)
    roots = np.empty(len(spelled.codes) + len(words), np.uint32)
    ends = np.zeros(len(words) + 1, np.int64)
    _choose(
        spelled.codes,
        spelled.ends,
        _BEFORE.branches,
        _BEFORE.lengths,
        _BEHIND.branches,
        _BEHIND.lengths,
        shapes.allowed,
        shapes.taken,
        shapes.sizes,
        _ROOTED,
        _NUMBERS,
        roots,
        ends,
    )
    return CodePoints(roots[: ends[-1]], ends).texts()


@compiled
def _choose(
    codes: U32,
    ends: I64,
    prefixes: U16,
    prefix_lengths: I64,
    suffixes: U16,
    suffix_lengths: I64,
    allowed: U8,
    taken: U8,
    sizes: I64,
    rooted: U32,
    numbers: I64,
    roots: U32,
    root_ends: I64,
) -> None:
    """Write the likeliest root of each word; see `likeliest` and the tables above."""
    longest = np.int64(0)
    for word in range(len(ends) - 1):
        longest = max(longest, ends[word + 1] - ends[word])
    ways = np.empty((_LONGEST_AFFIX * _LONGEST_AFFIX + 1, longest + 1), np.uint32)
    known = np.empty((len(ways), 3), np.int64)  # letters of the root, cut before, cut in all
    for word in range(len(ends) - 1):
        start, end = ends[word], ends[word + 1]
        before = _lengths(prefixes, prefix_lengths, codes, start, end, 1)
        behind = _lengths(suffixes, suffix_lengths, codes, end - 1, start - 1, -1)
        best = count = 0
        for cut in range(_LONGEST_AFFIX):
            if not behind >> cut & 1:
                continue
            for left in range(_LONGEST_AFFIX):
                if not before >> left & 1 or end - start - left - cut < SHORTEST_STEM:
                    continue
                stem = codes[start + left : end - cut]
                root = ways[count]
                size = _root_of_shape(stem, allowed, taken, sizes, numbers, root)
                if not size:
                    size = _root_of_stem(stem, rooted, root)
                good = _goodness(root, size, numbers)
                if good > best:
                    ways[0, :size] = root[:size]
                    best, count = good, 0
                if good == best:
                    known[count, 0], known[count, 1], known[count, 2] = size, left, left + cut
                    count += 1
        chosen = _most_frequent(ways, known, count)
        size = known[chosen, 0]
        root_ends[word + 1] = root_ends[word] + size
        roots[root_ends[word] : root_ends[word + 1]] = ways[chosen, :size]


@compiled
def _lengths(
    branches: U16, lengths: I64, codes: U32, at: np.int64, end: np.int64, step: int
) -> np.int64:
    """The lengths of the affixes that a word has from `at` on, as bits."""
    node = np.int64(0)
    while at != end:
        node_behind = np.int64(branches[node, _place(codes[at])])
        if not node_behind:
            break
        node = node_behind
        at += step
    return lengths[node]  # type: ignore[no-any-return]  # an element of a typed array


@compiled
def _place(code: np.uint32) -> np.int64:
    """A letter's place in its block."""
    place = np.int64(code) - _BLOCK
    return place if 0 <= place < _LETTERS else np.int64(0)


@compiled
def _root_of_shape(
    stem: U32, allowed: U8, taken: U8, sizes: I64, numbers: I64, root: U32
) -> np.int64:
    """Write the root of a stem by the first pattern that finds a known one, and give its size."""
    for shape in range(len(sizes)):
        if sizes[shape] != len(stem):
            continue
        size, fits = np.int64(0), True
        for at in range(len(stem)):
            if not allowed[shape, at, _place(stem[at])]:
                fits = False
                break
            if taken[shape, at]:
                hamza = stem[at] == _WAW_HAMZA or stem[at] == _YEH_HAMZA
                root[size] = _HAMZA if hamza else stem[at]
                size += 1
        if fits and _is_known(root, size, numbers):
            return size
    return np.int64(0)


@compiled
def _root_of_stem(stem: U32, rooted: U32, root: U32) -> np.int64:
    """Write the letters of a stem that are no infixes, completed where one is missing."""
    if len(stem) == 3:
        for at in range(3):
            weak = _WAW if stem[at] == _ALEF else _YEH
            root[at] = weak if stem[at] == _ALEF or stem[at] == _ALEF_MAKSURA else stem[at]
        return np.int64(3)
    marbutas = 0
    for letter in stem:
        marbutas += letter == _TEH_MARBUTA
    four = len(stem) - marbutas == 4  # then a teh among the first two is taken for an infix
    became = (stem[0] == _DAD and stem[1] == _TAH) or (stem[0] == _ZAIN and stem[1] == _DAL)
    size = np.int64(0)
    for at in range(len(stem)):
        if four and at < 2 and (stem[at] == _TEH or (became and at == 1)):
            continue
        place = _place(stem[at])
        letter = rooted[place] if place else stem[at]
        if letter:
            root[size] = letter
            size += 1
    if size == 2 and not (four and stem[0] == _TEH):
        return _completed(stem, root)
    return size


@compiled
def _completed(stem: U32, root: U32) -> np.int64:
    """Write the third letter of a root: the weak one that the stem shows, or the doubled one."""
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
def _is_known(root: U32, size: np.int64, numbers: I64) -> bool:
    """Whether Tashaphyne knows a root."""
    if size != 3 and size != 4:
        return False
    number = np.int64(0)
    for at in range(size):
        letter = np.int64(root[at]) - _ROOTS_FROM
        if not 0 <= letter < 1 << _ROOT_BITS:
            return False
        number = number << _ROOT_BITS | letter
    place = np.searchsorted(numbers, number)
    return bool(place < len(numbers) and numbers[place] == number)


@compiled
def _goodness(root: U32, size: np.int64, numbers: I64) -> int:
    """What Tashaphyne keeps before what: one number that is the greater the more it keeps."""
    if _is_known(root, size, numbers):
        return 5 if size == 3 else 4
    return 2 if size == 3 else 1 if size == 2 or size == 4 else 0


@compiled
def _most_frequent(ways: U32, known: I64, count: int) -> int:
    """The way whose root most others have, then the one that cuts least in all and before."""
    best, most = 0, 0
    for way in range(count):
        times = 0
        for other in range(count):
            if known[way, 0] == known[other, 0]:
                at = known[way, 0] - 1
                while at >= 0 and ways[way, at] == ways[other, at]:
                    at -= 1
                times += at < 0
        least = (known[way, 2], known[way, 1]) < (known[best, 2], known[best, 1])
        if times > most or (times == most and least):
            best, most = way, times
    return best

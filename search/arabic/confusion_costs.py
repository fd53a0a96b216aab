"""The cost of writing one word for another: confusions of ear and hand cost little.

The distance is that of Damerau and Levenshtein (Damerau 1964, "A technique for computer detection
and correction of spelling errors") with a cost for each edit, as in the noisy channel of
Kernighan, Church and Gale (1990, "A spelling correction program based on a noisy channel model").
Which letters are confused is common knowledge of Arabic spelling: hamzas and final letters without
their signs, emphatic and plain consonants, interdentals and the stops and sibilants that dialects
have for them, letters that differ in their dots; and neighbours on the keyboard Arabic 101.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from typing import Final

from search.arabic.keyboard_layouts import ARABIC_ROWS

OTHER: Final = 1.2
"""One letter for any other."""
ADDED: Final = 0.9
"""A letter too many; or too few, if it is no long vowel."""
LONG_VOWEL: Final = 0.8
DOUBLED: Final = 0.4
"""A letter twice instead of once, or once instead of twice."""
SWAPPED: Final = 0.7
NEIGHBOUR: Final = 0.75
"""A letter for its neighbour on the keyboard."""

_LONG_VOWELS: Final = "اوي"
_CONFUSED: Final = (
    ("اأإآ", 0.15), ("هة", 0.15), ("يى", 0.15), ("ةت", 0.4), ("اى", 0.4), ("اة", 0.5), ("اه", 0.6),
    ("أءؤئ", 0.3), ("اء", 0.4), ("وؤ", 0.3), ("يئ", 0.3), ("ىئ", 0.4),
    ("ضظ", 0.25), ("تط", 0.3), ("سص", 0.3), ("دذ", 0.3), ("ذز", 0.3), ("دض", 0.4), ("تث", 0.4),
    ("ثس", 0.4), ("ذظ", 0.4), ("زظ", 0.4), ("زد", 0.5), ("ذض", 0.5), ("قك", 0.5), ("قغ", 0.5),
    ("زس", 0.6), ("حه", 0.6), ("جغ", 0.6), ("جق", 0.6), ("قا", 0.7), ("جش", 0.7), ("عا", 0.7),
    ("بتثني", 0.7), ("جحخ", 0.6), ("رز", 0.6), ("سش", 0.6), ("صض", 0.6), ("طظ", 0.6),
    ("عغ", 0.6), ("فق", 0.6),
)  # fmt: skip


def _neighbours() -> Iterator[tuple[str, str]]:
    for row in ARABIC_ROWS:
        yield from pairwise(row)
    for above, below in pairwise(ARABIC_ROWS):
        yield from zip(above, below, strict=False)  # each row is a little to the right
        yield from zip(above[1:], below, strict=False)


def _costs() -> Mapping[tuple[str, str], float]:
    costs: dict[tuple[str, str], float] = {}
    pairs = [(pair, NEIGHBOUR) for pair in _neighbours()]
    pairs += [(pair, cost) for letters, cost in _CONFUSED for pair in combinations(letters, 2)]
    for (one, other), cost in pairs:
        if len(one) == len(other) == 1:
            for pair in ((one, other), (other, one)):
                costs[pair] = min(cost, costs.get(pair, OTHER))
    return costs


_SUBSTITUTED: Final = _costs()


def cost(query: str, meant: str) -> float:
    """The least cost of the edits from one word to the other; 0 for the same word.

    Args:
        query: a word without marks, as the user wrote it.
        meant: the word that may have been meant.
    """
    first, last = _common_ends(query, meant)
    one, other = query[first : len(query) - last], meant[first : len(meant) - last]
    before: list[float] = []
    line = [0.0]
    for column in range(len(other)):
        line.append(line[-1] + _missed(meant, first + column))
    for row, letter in enumerate(one, 1):
        extra = _missed(query, first + row - 1, long=ADDED)
        earlier, before, line = before, line, [line[0] + extra]
        for column, rival in enumerate(other, 1):
            best = min(
                before[column] + extra,
                line[-1] + _missed(meant, first + column - 1),
                before[column - 1] + (letter != rival and _SUBSTITUTED.get((letter, rival), OTHER)),
            )
            if (
                row > 1
                and column > 1
                and letter == other[column - 2]
                and rival == one[row - 2]
                and letter != rival
            ):
                best = min(best, earlier[column - 2] + SWAPPED)
            line.append(best)
    return line[-1]


def _common_ends(one: str, other: str) -> tuple[int, int]:
    """How many letters two words have in common at the beginning, and how many more at the end."""
    most = min(len(one), len(other))
    first = 0
    while first < most and one[first] == other[first]:
        first += 1
    last = 0
    while last < most - first and one[-1 - last] == other[-1 - last]:
        last += 1
    return first, last


def _missed(word: str, place: int, long: float = LONG_VOWEL) -> float:
    """The cost of a letter that the other word lacks."""
    letter = word[place]
    if letter in (word[place - 1 : place], word[place + 1 : place + 2]):
        return DOUBLED
    return long if letter in _LONG_VOWELS else ADDED

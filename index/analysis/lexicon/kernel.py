"""The compiled loop that analyses words by the lexicon."""

from __future__ import annotations

from typing import Final

import numpy as np
from pyarabic import araby

from index.analysis.lexicon.affixes import StemPrefix
from index.analysis.normalization.letters import BLOCK
from index.analysis.normalization.normalizer import form
from index.arrays.kernels import compiled
from index.arrays.types import F32, I32, I64, U8, U16, U64

_FIRST: Final = ord(BLOCK[0])
_SIZE: Final = len(BLOCK)
_IMPOSSIBLE: Final = 1000.0
_OFFSET_BASIS: Final = np.uint64(0xCBF29CE484222325)
_PRIME: Final = np.uint64(1099511628211)
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)


def codes(text: str) -> U8:
    """The letters of a text of the block Arabic as their places in it."""
    return (np.frombuffer(text.encode("utf-32-le"), np.uint32) - _FIRST).astype(np.uint8)


def _folded() -> U8:
    """By letter, the letter of a form that it becomes."""
    return codes("".join(map(form, BLOCK)))


# By the letter that is meant and the letter that is written for it: the cost of that spelling.
# Hurried writers leave hamzas and dots out; hamzas on the wrong letter are rarer.
_SPELLING_COSTS: Final = {
    (araby.ALEF_HAMZA_ABOVE, araby.ALEF): 0.5,
    (araby.ALEF_HAMZA_BELOW, araby.ALEF): 0.5,
    (araby.ALEF_MADDA, araby.ALEF): 0.5,
    (araby.ALEF, araby.ALEF_HAMZA_ABOVE): 5.0,
    (araby.ALEF, araby.ALEF_HAMZA_BELOW): 5.0,
    (araby.ALEF, araby.ALEF_MADDA): 5.0,
    (araby.ALEF_MAKSURA, araby.YEH): 1.5,
    (araby.YEH, araby.ALEF_MAKSURA): 2.5,
    (araby.TEH_MARBUTA, araby.HEH): 1.5,
    (araby.WAW_HAMZA, araby.WAW): 2.0,
    (araby.YEH_HAMZA, araby.YEH): 2.0,
    (araby.YEH_HAMZA, araby.ALEF_MAKSURA): 2.0,
    (araby.HEH, araby.TEH_MARBUTA): 7.0,
}
_OTHER_COST: Final = 3.5
_PARTICLE_FACTOR: Final = 4.0  # function words are spelled as everybody knows them
_WHOLE_WORD: Final = int(StemPrefix.WHOLE_WORD)
_PROCLITIC_FACTOR: Final = 2.5  # nobody writes the article with a hamza


def _spelling_costs() -> F32:
    folded = _folded()
    costs = np.where(folded[:, None] == folded[None, :], _OTHER_COST, _IMPOSSIBLE)
    np.fill_diagonal(costs, 0)
    for (meant, written), cost in _SPELLING_COSTS.items():
        costs[ord(meant) - _FIRST, ord(written) - _FIRST] = cost
    return costs.astype(np.float32)


FOLDED: Final = _folded()
SPELLING_COSTS: Final = _spelling_costs()
"""By the letter that is meant and the letter that is written; `_IMPOSSIBLE` for other letters."""


@compiled
def hash_of(letters: U8, start: int, end: int, folded: U8) -> np.uint64:
    """A hash of the form of letters (FNV-1a, mixed once more)."""
    key = _OFFSET_BASIS
    for at in range(start, end):
        key = (key ^ np.uint64(folded[letters[at]])) * _PRIME
    key ^= key >> np.uint64(32)
    key *= _MULTIPLIER
    key ^= key >> np.uint64(29)
    return key


@compiled
def matching(
    letters: U8, start: int, end: int, affixes: U8, starts: I64, at_end: bool, costs: F32,
    factor: float, numbers: I64, found: F32,
) -> int:  # fmt: skip
    """Find the affixes with which a word begins or ends.

    Args:
        letters: of all words.
        start: where the word begins in it.
        end: where it ends.
        affixes: the letters of all affixes.
        starts: where each affix begins in `affixes`, and where the last ends.
        at_end: whether they end the word.
        costs: `SPELLING_COSTS`.
        factor: multiplies them.
        numbers: takes the numbers of the affixes.
        found: takes the cost of the spelling of each.

    Returns:
        How many there are.
    """
    count = 0
    for number in range(len(starts) - 1):
        length = starts[number + 1] - starts[number]
        if length > end - start:
            continue
        begin = end - length if at_end else start
        cost = np.float32(0)
        for at in range(length):
            cost += factor * costs[affixes[starts[number] + at], letters[begin + at]]
            if cost >= _IMPOSSIBLE:
                break
        if cost < _IMPOSSIBLE:
            numbers[count], found[count] = number, cost
            count += 1
    return count


@compiled
def analyse(
    letters: U8, word_starts: I64,
    found_stems: I32, found_beginnings: I32, found_endings: I32, found_costs: F32,
    folded: U8, spelling_costs: F32,
    beginnings: U8, beginning_starts: I64, prefixes: U8, articles: U8, beginning_costs: F32,
    endings: U8, ending_starts: I64, suffixes: U8, definite: U8, ending_costs: F32,
    slots: I32, keys: U64, key_stems: I64, stems: U8, stem_starts: I64, lemmas: I32,
    categories: U16, allowed: U64, stem_costs: F32,
) -> None:  # fmt: skip
    """Find the cheapest analyses of words, one for each lemma.

    Args:
        letters: of all words, as `codes` gives them.
        word_starts: where each word begins in it, and where the last ends.
        found_stems: takes the stems of each word's analyses, cheapest first, -1 after the last; of
            shape (words, analyses).
        found_beginnings: takes the numbers of their beginnings.
        found_endings: takes the numbers of their endings.
        found_costs: takes their costs.
        folded: `FOLDED`.
        spelling_costs: `SPELLING_COSTS`.
        beginnings: the letters of all `BEGINNINGS`.
        beginning_starts: where each begins, and where the last ends.
        prefixes: the inflectional prefix of each.
        articles: whether each has the article.
        beginning_costs: of each.
        endings: the letters of all `ENDINGS`, the shortest first.
        ending_starts: where each begins, and where the last ends.
        suffixes: the inflectional suffix of each.
        definite: whether each may occur with the article.
        ending_costs: of each.
        slots: hash table: the number of a key, or -1.
        keys: the hashes of the different forms of stems.
        key_stems: by key, its first stem; one more at the end.
        stems: the letters of all stems.
        stem_starts: where each stem begins, and where the last ends.
        lemmas: the lemma of each stem.
        categories: the category of each stem.
        allowed: by category and inflectional prefix, a bit for each suffix that may follow.
        stem_costs: of each stem.
    """
    most = found_stems.shape[1]
    begin_numbers, begin_costs = np.empty(128, np.int64), np.empty(128, np.float32)
    end_numbers, end_costs = np.empty(512, np.int64), np.empty(512, np.float32)
    mask = len(slots) - 1
    for word in range(len(word_starts) - 1):
        start, end = word_starts[word], word_starts[word + 1]
        found_stems[word] = -1
        found_costs[word] = _IMPOSSIBLE
        begin_count = matching(
            letters, start, end, beginnings, beginning_starts, False, spelling_costs,
            _PROCLITIC_FACTOR, begin_numbers, begin_costs,
        )  # fmt: skip
        end_count = matching(
            letters, start, end, endings, ending_starts, True, spelling_costs,
            1.0, end_numbers, end_costs,
        )  # fmt: skip
        for one in range(begin_count):
            beginning = begin_numbers[one]
            first = start + beginning_starts[beginning + 1] - beginning_starts[beginning]
            last, key = np.int64(-1), np.int32(-1)
            for other in range(end_count):
                ending = end_numbers[other]
                place = end - (ending_starts[ending + 1] - ending_starts[ending])
                if place <= first or (articles[beginning] and not definite[ending]):
                    continue
                if place != last:
                    last = place
                    hashed = hash_of(letters, first, place, folded)
                    slot = np.int64(hashed & np.uint64(mask))
                    while slots[slot] >= 0 and keys[slots[slot]] != hashed:
                        slot = (slot + 1) & mask
                    key = slots[slot]
                if key < 0:
                    continue
                bit = np.uint64(1) << np.uint64(suffixes[ending])
                for stem in range(key_stems[key], key_stems[key + 1]):
                    if not allowed[categories[stem], prefixes[beginning]] & bit:
                        continue
                    cost = (
                        begin_costs[one] + beginning_costs[beginning]
                        + end_costs[other] + ending_costs[ending] + stem_costs[stem]
                    )  # fmt: skip
                    factor = _PARTICLE_FACTOR if prefixes[beginning] == _WHOLE_WORD else 1.0
                    for at in range(place - first):
                        meant, written = stems[stem_starts[stem] + at], letters[first + at]
                        cost += factor * spelling_costs[meant, written]
                    if cost >= found_costs[word, most - 1]:
                        continue
                    at = most - 1
                    for rank in range(most):
                        known = found_stems[word, rank]
                        if known >= 0 and lemmas[known] == lemmas[stem]:
                            at = rank
                            break
                    if found_stems[word, at] >= 0 and found_costs[word, at] <= cost:
                        continue
                    while at > 0 and found_costs[word, at - 1] > cost:
                        found_costs[word, at] = found_costs[word, at - 1]
                        found_stems[word, at] = found_stems[word, at - 1]
                        found_beginnings[word, at] = found_beginnings[word, at - 1]
                        found_endings[word, at] = found_endings[word, at - 1]
                        at -= 1
                    found_costs[word, at], found_stems[word, at] = cost, stem
                    found_beginnings[word, at], found_endings[word, at] = beginning, ending

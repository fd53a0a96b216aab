"""Similarity of the words of texts to the words of a query, from 0 to 1.

    equal form or stem      1
    equal root              0.6
    letters in common       Dice's coefficient of their 3-grams (Dice 1945), if at least 0.4

The grams find what stems and roots miss: names in other spellings, foreign words with an Arabic
ending, compounds. Similarities are computed once for each different word of some texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import Level, Reading
from index.arrays.kernels import briefly_compiled
from index.arrays.offsets import starts_of
from search.text.lazy_tokens import LazyTokens
from search.text.word_terms import LEVELS, WordTerms

U32 = NDArray[np.uint32]
U16 = NDArray[np.uint16]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

ROOT_SIMILARITY: Final = 0.6
MIN_SIMILARITY: Final = 0.4
_BY_LEVEL: Final = np.array([1.0, 1.0, ROOT_SIMILARITY], np.float32)
_GRAM: Final = 3
_LETTER_BITS: Final = 16


@dataclass(frozen=True, slots=True)
class SoughtTerm:
    """A word of a query to look for in texts.

    Attributes:
        terms: its terms at each level; none at a level that the query excludes.
        form: the form whose letters are compared; "" for no comparison.
        weight: the score of an equal word.
    """

    terms: tuple[frozenset[str], ...]
    form: str
    weight: float

    @classmethod
    def of(cls, readings: Sequence[Reading], levels: Sequence[Level], weight: float) -> SoughtTerm:
        """The word with these readings at these levels; letters are compared if roots are."""
        terms = tuple(
            frozenset(reading.at(level) for reading in readings if level in levels)
            for level in LEVELS
        )
        return cls(terms, readings[0].form if Level.ROOT in levels else "", weight)


@dataclass(frozen=True, slots=True)
class TextWords:
    """The words of some texts.

    Attributes:
        terms: the terms that numbers stand for.
        numbers: of the terms of each different word, of shape (words, levels).
        tokens: numbers of words, those of all texts concatenated.
        ends: a 0, then the end of each text in `tokens`.
    """

    terms: WordTerms
    numbers: U32
    tokens: I64
    ends: I64


class TermSimilarities(NamedTuple):
    """The similarity of each word to the terms of a query, as lists of entries.

    Attributes:
        starts: the first entry of each word, and the end of the last's entries.
        terms: by entry, the number of a term of the query.
        values: by entry, the word's similarity to that term, above 0.
    """

    starts: I64
    terms: I64
    values: F32


def gather_words(texts: Sequence[Sequence[LazyTokens]]) -> TextWords:
    """The words of texts, each of one or several parts, in their usual readings.

    All must have been read with one table of words.
    """
    parts = [*chain.from_iterable(texts)]
    terms = parts[0].terms
    ends = starts_of([sum(map(len, text)) for text in texts])
    numbers, tokens = _gather(
        np.concatenate([part.words for part in parts]), terms.of_word, len(LEVELS)
    )
    return TextWords(terms, numbers, tokens, ends)


def similarities(words: TextWords, sought: Sequence[SoughtTerm]) -> TermSimilarities:
    """The similarity of each different word of texts to each term of a query."""
    number = words.terms.numbers.get
    by_level = [
        sorted(
            (known, owner)
            for owner, each in enumerate(sought)
            for term in each.terms[level]
            if (known := number(term))
        )
        for level in range(len(LEVELS))
    ]
    terms = np.array([*chain.from_iterable(by_level)], np.int64).reshape(-1, 2)
    ends = starts_of([*map(len, by_level)])
    grams = _grams_of([each.form for each in sought])
    return TermSimilarities(
        *_similarities(words.numbers, terms, ends, *words.terms.letters, *grams, _BY_LEVEL)
    )


def _grams_of(forms: Sequence[str]) -> tuple[I64, I64]:
    """The grams of forms.

    Returns:
        Each gram with the number of its form, ascending, of shape (grams, 2); and how many
        grams each form has.
    """
    found: list[tuple[int, int]] = []
    sizes = []
    for owner, form in enumerate(forms):
        letters = np.frombuffer(form.encode("utf-16-le", "surrogatepass"), np.uint16)
        grams = np.empty(max(1, len(letters)), np.int64)
        size = _grams(letters, grams) if form else 0
        found += [(gram, owner) for gram in grams[:size].tolist()]
        sizes.append(size)
    return np.array(sorted(found), np.int64).reshape(-1, 2), np.array(sizes, np.int64)


@briefly_compiled
def _gather(tokens: U32, of_word: U32, levels: int) -> tuple[U32, I64]:
    """The different words of texts.

    Args:
        tokens: the number of each token's word in the table of words.
        of_word: numbers of the terms of each word of that table, from `WordTerms`.
        levels: how many levels there are.

    Returns:
        The numbers of the terms of each different word, of shape (words, levels); and the number
        of each token's word among these.
    """
    mask = np.int64(1)
    while mask < 2 * len(tokens):
        mask *= 2
    slots = np.full(mask, -1, np.int64)
    mask -= 1
    keys = np.empty(len(tokens), np.uint32)
    numbers = np.empty((len(tokens), levels), np.uint32)
    found = np.empty(len(tokens), np.int64)
    words = 0
    for token in range(len(tokens)):
        slot = np.int64(tokens[token]) & mask
        while slots[slot] >= 0 and keys[slots[slot]] != tokens[token]:
            slot = (slot + 1) & mask
        if slots[slot] < 0:
            slots[slot] = words
            keys[words] = tokens[token]
            for level in range(levels):
                numbers[words, level] = of_word[tokens[token], level]
            words += 1
        found[token] = slots[slot]
    return numbers[:words], found


@briefly_compiled
def _similarities(
    numbers: U32, terms: I64, ends: I64, letters: U16, letter_ends: I64, grams: I64, sizes: I64,
    by_level: F32,
) -> tuple[I64, I64, F32]:  # fmt: skip
    """The attributes of a `TermSimilarities`.

    Args:
        numbers: of the terms of words, of shape (words, levels).
        terms: of each level, numbers of the query's terms and of who has them, ascending; of shape
            (terms, 2).
        ends: a 0, then the end of each level in `terms`.
        letters: of all terms, concatenated.
        letter_ends: a 0, then the end of each term in `letters`.
        grams: of the query's forms, as `_grams_of` returns them.
        sizes: of the query's forms, as `_grams_of` returns them.
        by_level: the similarity of words with equal terms at each level, highest first.
    """
    starts = np.zeros(len(numbers) + 1, np.int64)
    owners = np.empty(len(numbers) * len(sizes), np.int64)
    values = np.empty(len(owners), np.float32)
    row = np.empty(len(sizes), np.float32)
    common = np.empty(len(sizes), np.int64)
    own = np.empty(1, np.int64)
    size = 0
    for word in range(len(numbers)):
        row[:] = 0
        for level in range(len(by_level) - 1, -1, -1):
            number = np.int64(numbers[word, level])
            at = _lower_bound(terms, ends[level], ends[level + 1], number)
            while at < ends[level + 1] and terms[at, 0] == number:
                row[terms[at, 1]] = by_level[level]
                at += 1
        number = np.int64(numbers[word, 0])
        form = letters[letter_ends[number] : letter_ends[number + 1]]
        if len(form) > len(own):
            own = np.empty(2 * len(form), np.int64)
        common[:] = 0
        count = _grams(form, own) if len(form) else 0
        for gram in own[:count]:
            at = _lower_bound(grams, 0, len(grams), gram)
            while at < len(grams) and grams[at, 0] == gram:
                common[grams[at, 1]] += 1
                at += 1
        for owner in range(len(sizes)):
            value = row[owner]
            if common[owner]:
                dice = np.float32(2 * common[owner] / (count + sizes[owner]))
                if dice >= MIN_SIMILARITY and dice > value:
                    value = dice
            if value > 0:
                owners[size] = owner
                values[size] = value
                size += 1
        starts[word + 1] = size
    return starts, owners[:size], values[:size]


@briefly_compiled
def _lower_bound(rows: I64, low: int, high: int, value: int | np.int64) -> int:
    """The first of the ascending rows from `low` to `high` that begins with at least `value`."""
    while low < high:
        middle = (low + high) >> 1
        if rows[middle, 0] < value:
            low = middle + 1
        else:
            high = middle
    return low


@briefly_compiled
def _grams(letters: U16, grams: I64) -> int:
    """Write the different grams of a word, or a short word as one, and return their number."""
    size = 0
    for at in range(max(1, len(letters) - _GRAM + 1)):
        gram = np.int64(0)
        for letter in letters[at : at + _GRAM]:
            gram = gram << _LETTER_BITS | np.int64(letter)
        new = True
        for before in range(size):
            new = new and grams[before] != gram
        if new:
            grams[size] = gram
            size += 1
    return size

"""How like the words of texts are to the words of a query, from 0 to 1.

    equal form or stem      1
    equal root              0.6
    letters in common       Dice's coefficient of their 3-grams (Dice 1945), from 0.4 on

The grams find what stems and roots miss: names in other spellings, foreign words with an Arabic
ending, compounds. All is worked out for the different words of some texts at once.
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

ROOT_LIKENESS: Final = 0.6
LEAST_LIKENESS: Final = 0.4
_BY_LEVEL: Final = np.array([1.0, 1.0, ROOT_LIKENESS], np.float32)
_GRAM: Final = 3
_LETTER_BITS: Final = 16


@dataclass(frozen=True, slots=True)
class SoughtTerm:
    """A word to look for.

    Attributes:
        terms: at each level, those that are it; none at a level that isn't asked for.
        form: whose letters are compared; "" for no comparison.
        weight: what an equal word counts.
    """

    terms: tuple[frozenset[str], ...]
    form: str
    weight: float

    @classmethod
    def of(cls, readings: Sequence[Reading], levels: Sequence[Level], weight: float) -> SoughtTerm:
        """A word of these readings, at these levels; letters count where roots do."""
        terms = tuple(
            frozenset(reading.at(level) for reading in readings if level in levels)
            for level in LEVELS
        )
        return cls(terms, readings[0].form if Level.ROOT in levels else "", weight)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The words of some texts.

    Attributes:
        terms: what the numbers of terms stand for.
        numbers: of the terms of the different words, of shape (words, levels).
        tokens: numbers of words, all texts in turn.
        ends: where the tokens of each text end in these, from 0.
    """

    terms: WordTerms
    numbers: U32
    tokens: I64
    ends: I64


class TermSimilarities(NamedTuple):
    """How like each word is to those that are wanted.

    Attributes:
        starts: where the entries of each word start, and where the last one's end.
        wanted: by entry, the number of a word that is wanted.
        likeness: by entry, how like it is; more than 0.
    """

    starts: I64
    wanted: I64
    likeness: F32


def gathered(texts: Sequence[Sequence[LazyTokens]]) -> Gathered:
    """The words of texts, each read in one part or several, all by one reader at once.

    Of a word that can be read in several ways the usual one counts.
    """
    reads = [*chain.from_iterable(texts)]
    terms = reads[0].terms
    ends = starts_of([sum(map(len, text)) for text in texts])
    numbers, tokens = _gather(
        np.concatenate([read.words for read in reads]), terms.of_word, len(LEVELS)
    )
    return Gathered(terms, numbers, tokens, ends)


def likeness(found: Gathered, wanted: Sequence[SoughtTerm]) -> TermSimilarities:
    """How like each word that was found is to each that is wanted."""
    number = found.terms.numbers.get
    terms = [
        sorted(
            (known, owner)
            for owner, each in enumerate(wanted)
            for term in each.terms[level]
            if (known := number(term))
        )
        for level in range(len(LEVELS))
    ]
    listed = np.array([*chain.from_iterable(terms)], np.int64).reshape(-1, 2)
    ends = starts_of([*map(len, terms)])
    letters = found.terms.letters
    grams = _grams_of([each.form for each in wanted])
    return TermSimilarities(
        *_likeness(found.numbers, listed, ends, *letters, *grams, _BY_LEVEL, LEAST_LIKENESS)
    )


def _grams_of(forms: Sequence[str]) -> tuple[I64, I64]:
    """The grams of forms.

    Returns:
        Each with the number of the form that has it, ascending; how many each form has.
    """
    found: list[tuple[int, int]] = []
    sizes = []
    for owner, form in enumerate(forms):
        letters = np.frombuffer(form.encode("utf-16-le", "surrogatepass"), np.uint16)
        grams = np.empty(max(1, len(letters)), np.int64)
        size = _grams(letters, 0, len(letters), grams) if form else 0
        found += [(gram, owner) for gram in grams[:size].tolist()]
        sizes.append(size)
    return np.array(sorted(found), np.int64).reshape(-1, 2), np.array(sizes, np.int64)


@briefly_compiled
def _gather(tokens: U32, of_word: U32, levels: int) -> tuple[U32, I64]:
    """The different words of tokens.

    Args:
        tokens: numbers of their words.
        of_word: see `search.text.word_terms.WordTerms`.
        levels: how many there are.

    Returns:
        The numbers of the terms of each different word; by token, its word among these.
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
def _likeness(
    numbers: U32,
    terms: I64,
    ends: I64,
    letters: U16,
    letter_ends: I64,
    grams: I64,
    sizes: I64,
    values: F32,
    least: float,
) -> tuple[I64, I64, F32]:
    """How like words are to those that are wanted: the attributes of a `TermSimilarities`.

    Args:
        numbers: of the terms of words, of shape (words, levels).
        terms: numbers of terms that are wanted and of who wants them, ascending within a level.
        ends: where those of each level end, from 0.
        letters: of all terms, in turn.
        letter_ends: where those of each term end, from 0.
        grams: as `_grams_of` gives them.
        sizes: likewise.
        values: the likeness of words that have a term in common, by level, the highest first.
        least: the least likeness by grams that counts.
    """
    starts = np.zeros(len(numbers) + 1, np.int64)
    owners = np.empty(len(numbers) * len(sizes), np.int64)
    likenesses = np.empty(len(owners), np.float32)
    row = np.empty(len(sizes), np.float32)
    common = np.empty(len(sizes), np.int64)
    own = np.empty(1, np.int64)
    size = 0
    for word in range(len(numbers)):
        row[:] = 0
        for level in range(len(values) - 1, -1, -1):
            number = np.int64(numbers[word, level])
            at = _first(terms, ends[level], ends[level + 1], number)
            while at < ends[level + 1] and terms[at, 0] == number:
                row[terms[at, 1]] = values[level]
                at += 1
        number = np.int64(numbers[word, 0])
        start, end = letter_ends[number], letter_ends[number + 1]
        if end - start > len(own):
            own = np.empty(2 * (end - start), np.int64)
        common[:] = 0
        having = _grams(letters, start, end, own) if start < end else 0
        for gram in own[:having]:
            at = _first(grams, 0, len(grams), gram)
            while at < len(grams) and grams[at, 0] == gram:
                common[grams[at, 1]] += 1
                at += 1
        for owner in range(len(sizes)):
            like = row[owner]
            if common[owner]:
                alike = np.float32(2 * common[owner] / (having + sizes[owner]))
                if alike >= least and alike > like:
                    like = alike
            if like > 0:
                owners[size] = owner
                likenesses[size] = like
                size += 1
        starts[word + 1] = size
    return starts, owners[:size], likenesses[:size]


@briefly_compiled
def _first(rows: I64, low: int, high: int, value: int | np.int64) -> int:
    """The first of some rows, ascending, that does not begin with less than a value."""
    while low < high:
        middle = (low + high) >> 1
        if rows[middle, 0] < value:
            low = middle + 1
        else:
            high = middle
    return low


@briefly_compiled
def _grams(letters: U16, start: int, end: int, grams: I64) -> int:
    """Write the different grams of a word, a short one whole, and say how many there are."""
    size = 0
    for at in range(start, max(start + 1, end - _GRAM + 1)):
        gram = np.int64(0)
        for place in range(at, min(at + _GRAM, end)):
            gram = gram << _LETTER_BITS | np.int64(letters[place])
        new = True
        for before in range(size):
            new = new and grams[before] != gram
        if new:
            grams[size] = gram
            size += 1
    return size

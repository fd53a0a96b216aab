"""How like the words of texts are to the words of a query, from 0 to 1.

    equal form or stem      1
    equal root              0.6
    letters in common       Dice's coefficient of their 3-grams (Dice 1945), from 0.4 on

The grams find what stems and roots miss: names in other spellings, foreign words with an Arabic
ending, compounds. All is worked out for the different words of some texts at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis import Level, Reading
from index.analysis.analyzer import Word
from index.compiled import briefly_compiled
from search.chunks import LEVELS, SEVERAL, Read, Seen

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

ROOT_LIKENESS: Final = 0.6
LEAST_LIKENESS: Final = 0.4
_BY_LEVEL: Final = np.array([1.0, 1.0, ROOT_LIKENESS], np.float32)
_GRAM: Final = 3
_LETTER_BITS: Final = 21  # of any code point


@dataclass(frozen=True, slots=True)
class Wanted:
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
    def of(cls, readings: Sequence[Reading], levels: Sequence[Level], weight: float) -> Wanted:
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
        forms: of the different words.
        numbers: of their terms, of shape (levels, words).
        known: numbers of terms: all that stand in the texts are in one of these.
        tokens: numbers of words, all texts in turn.
        ends: where the tokens of each text end in these, from 0.
    """

    forms: Sequence[str]
    numbers: I64
    known: tuple[Mapping[str, int], ...]
    tokens: I64
    ends: I64


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like each word is to those that are wanted.

    Attributes:
        starts: where the entries of each word start, and where the last one's end.
        wanted: by entry, the number of a word that is wanted.
        likeness: by entry, how like it is; more than 0.
    """

    starts: I64
    wanted: I64
    likeness: F32


def gathered(texts: Sequence[Sequence[Read]]) -> Gathered:
    """The words of texts, each read in one part or several, all by one reader at once.

    Of a word that can be read in several ways the usual one counts.
    """
    reads = [*chain.from_iterable(texts)]
    seen = reads[0].seen
    different, tokens = _different(np.concatenate([read.chunks for read in reads]))
    numbers = seen.of_chunk[:, different].astype(np.int64)
    ends = starts_of([len(read.chunks) for read in reads])
    strangers: dict[str, int] = {}
    forms = [seen.terms[number] for number in numbers[0].tolist()]
    several = np.flatnonzero(numbers[0] == SEVERAL)
    if len(several):
        others: dict[int, tuple[Word, ...]] = {}
        for read in reads:
            others.update(read.others)
        groups = [others[chunk] for chunk in different[several].tolist()]
        tokens, ends = _divided(tokens, ends, several, [*map(len, groups)], numbers.shape[1])
        usual = [readings[0] for group in groups for *_, readings in group]
        numbers = np.hstack((numbers, _numbered(usual, seen, strangers)))
        forms += [reading.form for reading in usual]
    return Gathered(
        forms, numbers, (seen.numbers, strangers), tokens, ends[starts_of([*map(len, texts)])]
    )


def starts_of(sizes: Sequence[int]) -> I64:
    """Where stretches of these sizes start, one behind the other, and where the last one ends."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def _numbered(readings: Sequence[Reading], seen: Seen, strangers: dict[str, int]) -> I64:
    """Numbers of the terms of words, of shape (levels, words); new ones for strangers."""
    number = seen.numbers.get
    found = [[number(r.form, -1), number(r.stem, -1), number(r.root, -1)] for r in readings]
    numbers = np.array(found, np.int64).reshape(-1, len(LEVELS)).T
    for level, word in np.argwhere(numbers < 0).tolist():
        term = readings[word].at(LEVELS[level])
        numbers[level, word] = strangers.setdefault(term, len(seen.terms) + len(strangers))
    return numbers


def _different(chunks: I64) -> tuple[I64, I64]:
    """The different ones of chunks, in no order, and the place of each among these."""
    slots = np.full(1 << (2 * len(chunks) + 1).bit_length(), -1, np.int64)
    different, places = np.empty(len(chunks), np.int64), np.empty(len(chunks), np.int64)
    return different[: _place(chunks, slots, different, places)], places


def _divided(
    tokens: I64, ends: I64, several: I64, sizes: Sequence[int], words: int
) -> tuple[I64, I64]:
    """Tokens with those of the chunks of none or several words in their place, and new ends.

    Args:
        tokens: numbers of chunks.
        ends: where those of each text end.
        several: the numbers of chunks that are no word or more,
        sizes: and how many words each of them is; these have the numbers from `words` on, in turn.
        words: how many chunks there are.
    """
    length = np.ones(words, np.int64)
    length[several] = sizes
    first = np.arange(words)
    first[several] = words + starts_of(sizes)[:-1]
    lengths = length[tokens]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    inside = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
    return np.repeat(first[tokens], lengths) + inside, starts[ends]


def likeness(found: Gathered, wanted: Sequence[Wanted]) -> Likeness:
    """How like each word that was found is to each that is wanted."""
    table = np.zeros((len(found.forms), len(wanted)), np.float32)
    terms = [
        sorted(
            (number, owner)
            for owner, each in enumerate(wanted)
            for term in each.terms[level]
            for known in found.known
            if (number := known.get(term)) is not None
        )
        for level in range(len(LEVELS))
    ]
    listed = np.array([*chain.from_iterable(terms)], np.int64).reshape(-1, 2)
    _same(found.numbers, listed, starts_of([*map(len, terms)]), _BY_LEVEL, table)
    codes, ends = _codes(found.forms)
    grams, sizes = _grams_of([each.form for each in wanted])
    _alike(codes, ends, grams, sizes, LEAST_LIKENESS, table)
    words, numbers = np.nonzero(table)
    starts = np.searchsorted(words, np.arange(len(found.forms) + 1))
    return Likeness(starts, numbers, table[words, numbers])


def _codes(forms: Sequence[str]) -> tuple[U32, I64]:
    """Code points of forms in turn, and where each ends in them, from 0."""
    codes = np.frombuffer("".join(forms).encode("utf-32-le", "surrogatepass"), np.uint32)
    return codes, starts_of([*map(len, forms)])


def _grams_of(forms: Sequence[str]) -> tuple[I64, I64]:
    """The grams of forms.

    Returns:
        Each with the number of the form that has it, ascending; how many each form has.
    """
    found: list[tuple[int, int]] = []
    sizes = []
    for owner, form in enumerate(forms):
        codes, ends = _codes([form])
        grams = np.empty(max(1, len(form)), np.int64)
        size = _grams(codes, 0, ends[1], grams) if form else 0
        found += [(gram, owner) for gram in grams[:size].tolist()]
        sizes.append(size)
    return np.array(sorted(found), np.int64).reshape(-1, 2), np.array(sizes, np.int64)


@briefly_compiled
def _place(chunks: I64, slots: I64, different: I64, places: I64) -> int:
    """Write the different chunks and the place of each one among them; how many differ."""
    mask = len(slots) - 1
    size = 0
    for number in range(len(chunks)):
        slot = chunks[number] & mask
        while slots[slot] >= 0 and different[slots[slot]] != chunks[number]:
            slot = (slot + 1) & mask
        if slots[slot] < 0:
            slots[slot] = size
            different[size] = chunks[number]
            size += 1
        places[number] = slots[slot]
    return size


@briefly_compiled
def _same(numbers: I64, terms: I64, ends: I64, values: F32, table: F32) -> None:
    """Enter the likeness of words that have a term in common, the closest level last.

    Args:
        numbers: of the terms of words, of shape (levels, words).
        terms: numbers of terms that are wanted and of who wants them, ascending within a level.
        ends: where those of each level end, from 0.
        values: the likeness by level.
        table: of shape (words, wanted).
    """
    for level in range(len(values) - 1, -1, -1):
        listed = terms[ends[level] : ends[level + 1]]
        for word in range(numbers.shape[1]):
            number = numbers[level, word]
            at = np.searchsorted(listed[:, 0], number)
            while at < len(listed) and listed[at, 0] == number:
                table[word, listed[at, 1]] = values[level]
                at += 1


@briefly_compiled
def _alike(codes: U32, ends: I64, grams: I64, sizes: I64, least: float, table: F32) -> None:
    """Enter the likeness of words that have grams in common, where it is more than is entered.

    Args:
        codes: code points of words in turn.
        ends: where each ends in them.
        grams: as `_grams_of` gives them.
        sizes: likewise.
        least: the least likeness that counts.
        table: of shape (words, wanted).
    """
    longest = np.int64(1)
    for word in range(len(ends) - 1):
        longest = max(longest, ends[word + 1] - ends[word])
    own = np.empty(longest, np.int64)
    common = np.zeros(len(sizes), np.int64)
    for word in range(len(ends) - 1):
        if ends[word] == ends[word + 1]:
            continue
        size = _grams(codes, ends[word], ends[word + 1], own)
        common[:] = 0
        for gram in own[:size]:
            at = np.searchsorted(grams[:, 0], gram)
            while at < len(grams) and grams[at, 0] == gram:
                common[grams[at, 1]] += 1
                at += 1
        for owner in range(len(sizes)):
            if common[owner]:
                like = np.float32(2 * common[owner] / (size + sizes[owner]))
                if like >= least and like > table[word, owner]:
                    table[word, owner] = like


@briefly_compiled
def _grams(codes: U32, start: int, end: int, grams: I64) -> int:
    """Write the different grams of a word, a short one whole, and say how many there are."""
    size = 0
    for at in range(start, max(start + 1, end - _GRAM + 1)):
        gram = np.int64(0)
        for place in range(at, min(at + _GRAM, end)):
            gram = gram << _LETTER_BITS | np.int64(codes[place])
        new = True
        for before in range(size):
            new = new and grams[before] != gram
        if new:
            grams[size] = gram
            size += 1
    return size

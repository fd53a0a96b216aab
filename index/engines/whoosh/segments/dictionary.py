"""The dictionary of a field: its words in order, and the terms of each level as families of words.

A word is all that the analysis says of a token: form, stem and root, and of the few words with
several readings those of each. Posting lists are kept by word. What is looked for is a term of
a level; its postings are those of all words that have it there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.arrays.kernels import briefly_compiled, compiled
from index.arrays.offsets import narrow, starts_of
from index.engines.protocols import LEVEL_SEPARATOR, READING_SEPARATOR
from index.engines.whoosh.segments.schema import decoded, encoded
from index.engines.whoosh.segments.sorted_terms import SortedTerms

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

_LEVELS: Final = (Level.FORM, Level.STEM, Level.ROOT)
_BETWEEN_LEVELS: Final = ord(LEVEL_SEPARATOR)
_BETWEEN_READINGS: Final = ord(READING_SEPARATOR)


class Arrays(Protocol):
    """Where a dictionary is kept: `index.engines.whoosh.segments.container`."""

    def whole(self, name: str, kind: type[np.generic]) -> NDArray[Any]:
        """An array by its name."""

    def damaged(self, detail: str) -> Exception:
        """The error that says how it is damaged."""


class Keeper(Protocol):
    """Keeps arrays by name: `index.engines.whoosh.segments.container`."""

    def add(self, name: str, numbers: NDArray[Any], *, packed: bool = False) -> None:
        """Write an array."""


@dataclass(frozen=True)
class Terms:
    """Terms in the order of their UTF-8 bytes, which is that of their code points.

    Attributes:
        blob: all of them, one behind the other.
        starts: where each begins in it, and where the last ends; of shape (terms + 1,).
    """

    blob: U8
    starts: I64

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> str:
        """The term of a number."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return decoded(self.blob[self.starts[number] : self.starts[number + 1]].tobytes())

    def __iter__(self) -> Iterator[str]:
        """All of them, in order."""
        content = self.blob.tobytes()
        return (decoded(content[start:end]) for start, end in pairwise(self.starts.tolist()))

    def find(self, term: str) -> int:
        """The number of a term, or -1."""
        key = encoded(term)
        at = self.lower(key)
        if at == len(self) or self.blob[self.starts[at] : self.starts[at + 1]].tobytes() != key:
            return -1
        return at

    def lower(self, key: bytes) -> int:
        """The number of the first term that is not less than some bytes."""
        return _lower(self.blob, self.starts, np.frombuffer(key, np.uint8))

    def prefixed(self, prefix: str) -> range:
        """The numbers of the terms that begin with `prefix`."""
        if not prefix:
            return range(len(self))
        key = encoded(prefix)
        first = self.lower(key)
        return range(first, max(first, self.lower(key + b"\xff")))  # no byte of UTF-8 is 0xFF

    @classmethod
    def of(cls, terms: Sequence[str]) -> Terms:
        """Terms that are in order already."""
        # All at once: a separator, which no term has, ends each.
        content = np.frombuffer(encoded(LEVEL_SEPARATOR.join((*terms, ""))), np.uint8)
        ends = np.flatnonzero(content == ord(LEVEL_SEPARATOR))
        sizes = np.diff(ends, prepend=-1) - 1
        return cls(content[content != ord(LEVEL_SEPARATOR)], starts_of(sizes))


@dataclass(frozen=True)
class Dictionary:
    """The words and terms of a field.

    Attributes:
        terms: of each level.
        of_word: by level, the number of each word's term; of its first reading, if it has more.
        several: the words with several readings, by number, as `DocumentBatch` writes them.
    """

    terms: Mapping[Level, Terms]
    of_word: Mapping[Level, U32]
    several: Mapping[int, str]

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.of_word[Level.FORM])

    def words(self, level: Level, term: int) -> U32:
        """The numbers of the words of a term, ascending."""
        starts, members = self._families[level]
        return members[starts[term] : starts[term + 1]]

    def sums(self, level: Level, numbers: U32) -> U32:
        """For each term of a level, the sum of its words' numbers.

        Args:
            level: the level.
            numbers: one for each word.
        """
        starts, members = self._families[level]
        added = np.zeros(len(members) + 1, np.int64)
        np.cumsum(numbers[members], out=added[1:])
        sums: U32 = np.diff(added[starts]).astype(np.uint32)
        return sums

    def texts(self) -> list[str]:
        """The words as `DocumentBatch` writes them, in order."""
        columns = []
        for level in _LEVELS:
            terms = list(self.terms[level])
            columns.append([terms[number] for number in self.of_word[level].tolist()])
        texts = list(map(LEVEL_SEPARATOR.join, zip(*columns, strict=True)))
        for word, text in self.several.items():
            texts[word] = text
        return texts

    def keep(self, keeper: Keeper) -> None:
        """Write it as arrays that `load` takes."""
        for level in _LEVELS:
            terms = self.terms[level]
            keeper.add(f"{level.value}.terms", terms.blob, packed=True)
            keeper.add(f"{level.value}.bytes", np.diff(terms.starts).astype(np.uint16), packed=True)
            # Words next to each other have forms next to each other.
            steps = np.diff(self.of_word[level].astype(np.int64), prepend=0).astype(np.int32)
            keeper.add(f"{level.value}.steps", steps, packed=True)
        several = json.dumps(list(self.several.items())).encode()
        keeper.add("several", np.frombuffer(several, np.uint8), packed=True)

    @classmethod
    def load(cls, arrays: Arrays) -> Dictionary:
        """The dictionary that `keep` wrote.

        Raises:
            DamagedIndexError: it is not there as it was written.
        """
        terms, of_word = {}, {}
        for level in _LEVELS:
            starts = starts_of(arrays.whole(f"{level.value}.bytes", np.uint16).astype(np.int64))
            blob = arrays.whole(f"{level.value}.terms", np.uint8)
            numbers = np.cumsum(arrays.whole(f"{level.value}.steps", np.int32), dtype=np.int64)
            if starts[-1] != len(blob) or not _within(numbers, len(starts) - 1):
                raise arrays.damaged(f"the {level.value}s of its words")
            terms[level] = Terms(blob, starts)
            of_word[level] = numbers.astype(np.uint32)
        several = json.loads(arrays.whole("several", np.uint8).tobytes())
        return cls(terms, of_word, dict(several))

    @cached_property
    def _families(self) -> Mapping[Level, tuple[NDArray[Any], U32]]:
        return {level: self._family(level) for level in _LEVELS}

    def _family(self, level: Level) -> tuple[NDArray[Any], U32]:
        own, known = self.of_word[level], self.terms[level]
        others = [
            (known.find(term), word)
            for word, text in self.several.items()
            for term in _terms(text, level)[1:]
        ]
        terms = np.concatenate([own, np.array([term for term, _ in others], np.uint32)])
        words = np.arange(len(terms), dtype=np.uint32)
        words[len(own) :] = [word for _, word in others]
        starts = starts_of(np.bincount(terms, minlength=len(known)))
        members = np.empty(len(words), np.uint32)
        _deal(terms, words, starts[:-1].copy(), members)
        for term, _ in others:
            members[starts[term] : starts[term + 1]].sort()
        return narrow(starts), members


def make_dictionary(words: SortedTerms) -> Dictionary:
    """The dictionary of words that are in order.

    Args:
        words: as `DocumentBatch` writes them.
    """
    starts, ends = np.empty((2, len(_LEVELS), len(words)), np.int64)
    more = np.zeros(len(words), np.bool_)
    _part(words.blob, words.starts, words.ends, starts, ends, more)
    several = {number: words[number] for number in np.flatnonzero(more).tolist()}
    terms, of_word = {}, {}
    for place, level in enumerate(_LEVELS):
        others = [term for text in several.values() for term in _terms(text, level)[1:]]
        column = SortedTerms(words.blob, starts[place], ends[place]).followed_by(
            SortedTerms.of(others)
        )
        different, numbers = column.different()
        terms[level] = Terms(different.blob, np.append(different.starts, len(different.blob)))
        of_word[level] = numbers[: len(words)]
    return Dictionary(terms, of_word, several)


def _terms(word: str, level: Level) -> list[str]:
    """The different terms of a word at a level, that of the first reading first."""
    place = _LEVELS.index(level)
    readings = (reading.split(LEVEL_SEPARATOR) for reading in word.split(READING_SEPARATOR))
    return list(dict.fromkeys(reading[place] for reading in readings))


def _within(numbers: I64, size: int) -> bool:
    return not len(numbers) or (int(numbers.min()) >= 0 and int(numbers.max()) < size)


@compiled
def _part(
    blob: U8, starts: I64, ends: I64, begins: I64, behinds: I64, more: NDArray[np.bool_]
) -> None:
    """Find the terms of each word's first reading.

    Args:
        blob: holds the words.
        starts: where each of them begins.
        ends: where it ends.
        begins: takes where its terms begin; of shape (levels, words).
        behinds: takes where they end; of the same shape.
        more: takes whether it has another reading.
    """
    for number in range(len(starts)):
        at = starts[number]
        for level in range(len(begins)):
            begins[level, number] = at
            while (
                at < ends[number] and blob[at] != _BETWEEN_LEVELS and blob[at] != _BETWEEN_READINGS
            ):
                at += 1
            behinds[level, number] = at
            if level < len(begins) - 1 and at < ends[number]:
                at += 1
        more[number] = at < ends[number]


@briefly_compiled
def _lower(blob: U8, starts: I64, key: U8) -> int:
    """The number of the first term that is not less than `key`, byte for byte."""
    low, high = 0, len(starts) - 1
    while low < high:
        middle = (low + high) >> 1
        start, end = starts[middle], starts[middle + 1]
        less = (end - start) < len(key)
        for place in range(min(end - start, len(key))):
            if blob[start + place] != key[place]:
                less = blob[start + place] < key[place]
                break
        if less:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _deal(terms: U32, words: U32, ends: I64, members: U32) -> None:
    """Put each word behind those of the same term."""
    for number in range(len(terms)):
        place = ends[terms[number]]
        members[place] = words[number]
        ends[terms[number]] = place + 1

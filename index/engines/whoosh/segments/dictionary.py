"""The dictionary of a field: its words in order, and by level the words that have each term.

A word is all that the analysis says of a token: form, stem and root of each of its readings. There
is a posting list for each word; the postings of a term are those of all words that have the term.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.arrays.kernels import compiled
from index.arrays.offsets import narrow, starts_of
from index.arrays.types import I64, U8, U32
from index.engines.whoosh.segments.terms import Terms
from index.engines.words import LEVEL_SEPARATOR, READING_SEPARATOR

_LEVELS: Final = (Level.FORM, Level.STEM, Level.ROOT)
_BETWEEN_LEVELS: Final = ord(LEVEL_SEPARATOR)
_BETWEEN_READINGS: Final = ord(READING_SEPARATOR)


class Arrays(Protocol):
    """What a dictionary is read from: a `Container`."""

    def whole(self, name: str, kind: type[np.generic]) -> NDArray[Any]:
        """The array of a name."""

    def damaged(self, detail: str) -> Exception:
        """The error for damaged arrays."""


class ArrayWriter(Protocol):
    """What a dictionary is written to: a `ContainerWriter`."""

    def add(self, name: str, numbers: NDArray[Any], *, packed: bool = False) -> None:
        """Write an array."""


@dataclass(frozen=True)
class Dictionary:
    """The words and terms of a field.

    Attributes:
        terms: by level.
        of_word: by level, the number of the term of each word's first reading.
        several: the words with several readings, by number (`index.engines.words`).
    """

    terms: Mapping[Level, Terms]
    of_word: Mapping[Level, U32]
    several: Mapping[int, str]

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.of_word[Level.FORM])

    def words(self, level: Level, term: int) -> U32:
        """The numbers of the words that have a term, ascending."""
        starts, members = self._families[level]
        return members[starts[term] : starts[term + 1]]

    def sums(self, level: Level, numbers: U32) -> U32:
        """For each term of a level, the sum of numbers over its words.

        Args:
            level: of the terms.
            numbers: by word.
        """
        starts, members = self._families[level]
        added = np.zeros(len(members) + 1, np.int64)
        np.cumsum(numbers[members], out=added[1:])
        sums: U32 = np.diff(added[starts]).astype(np.uint32)
        return sums

    def texts(self) -> list[str]:
        """The words in order (`index.engines.words`)."""
        columns = []
        for level in _LEVELS:
            terms = list(self.terms[level])
            columns.append([terms[number] for number in self.of_word[level].tolist()])
        texts = list(map(LEVEL_SEPARATOR.join, zip(*columns, strict=True)))
        for word, text in self.several.items():
            texts[word] = text
        return texts

    def write(self, writer: ArrayWriter) -> None:
        """Write the dictionary as arrays that `read` takes."""
        for level in _LEVELS:
            terms = self.terms[level]
            writer.add(f"{level.value}.terms", terms.blob, packed=True)
            writer.add(f"{level.value}.bytes", np.diff(terms.starts).astype(np.uint16), packed=True)
            # Words next to each other have forms next to each other.
            steps = np.diff(self.of_word[level].astype(np.int64), prepend=0).astype(np.int32)
            writer.add(f"{level.value}.steps", steps, packed=True)
        several = json.dumps(list(self.several.items())).encode()
        writer.add("several", np.frombuffer(several, np.uint8), packed=True)

    @classmethod
    def read(cls, arrays: Arrays) -> Dictionary:
        """The dictionary that `write` wrote.

        Raises:
            DamagedIndexError: the arrays are not as they were written.
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


def make_dictionary(words: Terms) -> Dictionary:
    """The dictionary of words that are in order.

    Args:
        words: different ones (`index.engines.words`).
    """
    blobs = np.empty((len(_LEVELS), len(words.blob)), np.uint8)
    starts = np.zeros((len(_LEVELS), len(words) + 1), np.int64)
    more = np.zeros(len(words), np.bool_)
    _part(words.blob, words.starts, blobs, starts, more)
    several = {number: words[number] for number in np.flatnonzero(more).tolist()}
    terms, of_word = {}, {}
    for level, blob, own in zip(_LEVELS, blobs, starts, strict=True):
        others = [term for text in several.values() for term in _terms(text, level)[1:]]
        column = Terms(blob[: own[-1]], own).followed_by(Terms.of(others))
        terms[level], numbers = column.different()
        of_word[level] = numbers[: len(words)]
    return Dictionary(terms, of_word, several)


def _terms(word: str, level: Level) -> list[str]:
    """The different terms of a word at a level; the first reading's term first."""
    place = _LEVELS.index(level)
    readings = (reading.split(LEVEL_SEPARATOR) for reading in word.split(READING_SEPARATOR))
    return list(dict.fromkeys(reading[place] for reading in readings))


def _within(numbers: I64, size: int) -> bool:
    return not len(numbers) or (int(numbers.min()) >= 0 and int(numbers.max()) < size)


@compiled
def _part(blob: U8, starts: I64, terms: U8, term_starts: I64, more: NDArray[np.bool_]) -> None:
    """Copy the terms of each word's first reading.

    Args:
        blob: the bytes of the words.
        starts: where each word begins in it, and where the last ends.
        terms: takes the bytes of each level's terms, of shape (levels, bytes of the words).
        term_starts: takes where each term begins and the last ends, of shape (levels, words + 1);
            its first column is 0.
        more: takes whether a word has other readings.
    """
    for number in range(len(starts) - 1):
        at, end = starts[number], starts[number + 1]
        for level in range(len(terms)):
            size = term_starts[level, number]
            while at < end and blob[at] != _BETWEEN_LEVELS and blob[at] != _BETWEEN_READINGS:
                terms[level, size] = blob[at]
                size += 1
                at += 1
            term_starts[level, number + 1] = size
            if level < len(terms) - 1 and at < end:
                at += 1
        more[number] = at < end


@compiled
def _deal(terms: U32, words: U32, ends: I64, members: U32) -> None:
    """Append each word to the words of its term.

    Args:
        terms: by entry, the number of a term.
        words: by entry, the number of a word that has it.
        ends: by term, where its next word is written; advanced.
        members: takes the words.
    """
    for number in range(len(terms)):
        place = ends[terms[number]]
        members[place] = words[number]
        ends[terms[number]] = place + 1

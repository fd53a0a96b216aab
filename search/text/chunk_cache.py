"""What is known of chunks, the runs of characters without spaces that texts are made of.

Texts repeat their chunks, so each is read once, and what was read is remembered: as numbers of
its terms, for nearly all chunks are everyday words, whose spelling and stems are told for all
new ones of a text at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analysis import Analyzer, Level, Reading
from index.analysis.analyzer import Word
from index.analysis.normalization.normalizer import form
from index.analysis.stemming.stemmer import StemAndRoot
from index.analysis.tokenizer import spans
from index.arrays.code_points import CodePoints
from index.batch_analysis.chunk_table import ChunkTable, Found
from index.batch_analysis.simple_words_kernel import everyday
from index.batch_analysis.stem_file import StemFile, Stems

# Chunks that are remembered: about 80 MB when full.
_REMEMBERED: Final = 250_000

# Of longer chunks, a web address may be one, the words are read anew for each text.
_LONGEST_REMEMBERED: Final = 256

LEVELS: Final = (Level.FORM, Level.STEM, Level.ROOT)

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
U16 = NDArray[np.uint16]

SEVERAL: Final = 0
"""In the place of a term's number: the chunk is no everyday word."""


class Growing:
    """Rows that are added to; what was taken of them stays as it was."""

    def __init__(self, shape: tuple[int, ...], kind: type[np.generic]) -> None:
        """None yet, each to be of this shape and kind."""
        self._rows = np.zeros((0, *shape), kind)
        self._size = 0

    @property
    def values(self) -> NDArray[Any]:
        """All of them so far."""
        return self._rows[: self._size]

    def add(self, rows: NDArray[Any]) -> None:
        """Take in more of them."""
        size = self._size + len(rows)
        if size > len(self._rows):
            room = max(size, 2 * len(self._rows)) - len(self._rows)
            self._rows = np.pad(self._rows, [(0, room), *[(0, 0)] * (self._rows.ndim - 1)])
        self._rows[self._size : size] = rows
        self._size = size


class ChunkTerms:
    """The chunks that were read, by number; it only grows, until another one takes its place.

    Attributes:
        terms: all different ones, by number; the first is none.
        numbers: of these, by term.
        of_chunk: of shape (levels, chunks and more): the number of each chunk's term.
        extents: of shape (chunks and more, 2): where the word of each chunk begins and ends in it.
        others: the words of chunks that are no everyday words, but for the very long ones.
        stretches: of shape (chunks and more, 2): where the words of each of these begin and end
            in `of_word`.
    """

    def __init__(self) -> None:
        """None was read yet."""
        self.terms: Final = [""]
        self.numbers: Final[dict[str, int]] = {}
        self.of_chunk = np.zeros((len(LEVELS), 0), np.uint32)
        self.extents = np.zeros((0, 2), np.uint16)
        self.others: Final[dict[int, tuple[Word, ...]]] = {}
        self.stretches = np.zeros((0, 2), np.int32)
        self._words: Final = Growing((len(LEVELS),), np.uint32)
        self._letters: Final = Growing((), np.uint16)
        self._ends: Final = Growing((), np.int64)
        self._ends.add(np.zeros(2, np.int64))  # of none

    @property
    def of_word(self) -> U32:
        """The numbers of the terms of words in chunks that are no everyday words.

        Of shape (words, levels); of a word that can be read in several ways, the usual one's.
        """
        return self._words.values

    @property
    def letters(self) -> tuple[U16, I64]:
        """The letters of all terms, in turn, and where those of each end in them, from 0.

        A letter is a unit of UTF-16: one for all that Arabic is written in.
        """
        return self._letters.values, self._ends.values

    def add(self, chunks: I64, terms: Sequence[Sequence[str]], extents: I64) -> None:
        """Take in everyday words.

        Args:
            chunks: their numbers.
            terms: at each level, those of each chunk.
            extents: of shape (chunks, 2), as the attribute.
        """
        for level, column in enumerate(terms):
            self.of_chunk[level, chunks] = [self._number(term) for term in column]
        self.extents[chunks] = extents

    def add_other(self, chunk: int, words: Sequence[Word]) -> None:
        """Take in the words of a chunk that is no everyday word."""
        usual = [readings[0] for *_, readings in words]
        numbers = [[self._number(one.at(level)) for level in LEVELS] for one in usual]
        have = len(self._words.values)
        self.stretches[chunk] = have, have + len(words)
        if words:
            self._words.add(np.array(numbers, np.uint32))

    def spell(self) -> None:
        """Take in the letters of the terms that are new."""
        have = len(self._ends.values) - 1
        if have < len(self.terms):
            new = [term.encode("utf-16-le", "surrogatepass") for term in self.terms[have:]]
            last = len(self._letters.values)
            self._letters.add(np.frombuffer(b"".join(new), np.uint16))
            self._ends.add(last + np.cumsum([*map(len, new)]) // 2)

    def make_room(self, chunks: int) -> None:
        """Have room for so many chunks; all that is new is no everyday word so far."""
        have = len(self.extents)
        if chunks > have:
            more = max(chunks - have, have, 1 << 10)
            self.of_chunk = np.pad(self.of_chunk, ((0, 0), (0, more)))
            self.extents = np.pad(self.extents, ((0, more), (0, 0)))
            self.stretches = np.pad(self.stretches, ((0, more), (0, 0)))

    def readings(self, chunk: int) -> tuple[Reading, ...]:
        """The only reading of an everyday word."""
        return (Reading(*[self.terms[number] for number in self.of_chunk[:, chunk].tolist()]),)

    def _number(self, term: str) -> int:
        number = self.numbers.get(term)
        if number is None:
            number = self.numbers[term] = len(self.terms)
            self.terms.append(term)
        return number


@dataclass(frozen=True, slots=True)
class TextChunks:
    """The chunks of one text.

    Attributes:
        seen: what is known of them, and of others.
        chunks: their numbers.
        spans: where they begin and end in the text, of shape (chunks, 2).
        others: the words of those that are no everyday words, by number.
    """

    seen: ChunkTerms
    chunks: I64
    spans: I64
    others: Mapping[int, tuple[Word, ...]]


class ChunkCache:
    """Reads chunks and remembers them; one for each thread or process, as its analyser.

    Args:
        analyzer: reads words.
        stems: by spelling, those that the analyser knows.
    """

    def __init__(self, analyzer: Analyzer, stems: Stems | None = None) -> None:
        self.analyzer: Final = analyzer
        self._kept: Final = stems if isinstance(stems, StemFile) else None
        self._begin()

    def read(self, texts: Sequence[str]) -> list[TextChunks]:
        """The chunks of each text; several are sooner read together than one by one."""
        if len(self._table) > _REMEMBERED:
            self._begin()
        before = len(self._table)
        found = self._table.find(texts, where=True)
        if len(found.spans):
            self._seen.make_room(len(self._table))
            self._learn(found, before)
        read = []
        at = 0
        for text, (first, last) in zip(texts, pairwise(found.ends.tolist()), strict=True):
            read.append(self._read(text, found.places[first:last], found.where[first:last] - at))
            at += len(text) + 1
        self._seen.spell()
        return read

    def _read(self, text: str, chunks: I64, spans: I64) -> TextChunks:
        seen = self._seen
        others: dict[int, tuple[Word, ...]] = {}
        for place in np.flatnonzero(seen.of_chunk[0, chunks] == SEVERAL).tolist():
            chunk = chunks.item(place)
            if chunk not in others:
                start, end = spans[place].tolist()
                words = seen.others.get(chunk)
                others[chunk] = self._words(text[start:end]) if words is None else words
                if words is None and not seen.stretches[chunk, 1]:
                    seen.add_other(chunk, others[chunk])
        return TextChunks(seen, chunks, spans, others)

    def _begin(self) -> None:
        self._table = ChunkTable(_REMEMBERED)
        self._seen = ChunkTerms()

    def _learn(self, found: Found, before: int) -> None:
        """Take in the new chunks, which have the numbers from `before`."""
        spelled, words = everyday(found.codes, found.spans)
        lengths = found.spans[:, 1] - found.spans[:, 0]
        is_everyday = (spelled.ends[1:] > spelled.ends[:-1]) & (lengths <= _LONGEST_REMEMBERED)
        chunks = np.flatnonzero(is_everyday)
        if len(chunks):
            texts = spelled.texts()
            spellings = [texts[chunk] for chunk in chunks.tolist()]
            stems = self._stems(spelled, spellings, chunks)
            extents = words[chunks] - found.spans[chunks, :1]
            terms = form("\n".join(spellings)).split("\n"), *zip(*stems, strict=True)
            self._seen.add(before + chunks, terms, extents)
        for place in np.flatnonzero(~is_everyday & (lengths <= _LONGEST_REMEMBERED)).tolist():
            start, end = found.spans[place].tolist()
            words_inside = self._words(found.text[start:end])
            self._seen.others[before + place] = words_inside
            self._seen.add_other(before + place, words_inside)

    def _stems(
        self, spelled: CodePoints, spellings: Sequence[str], chunks: I64
    ) -> list[StemAndRoot]:
        """Stem and root of each spelling."""
        if self._kept is None:
            return [*map(self.analyzer.stems, spellings)]
        entries = self._kept.entries(spelled)[chunks]
        lines = (line.split("\t") for line in self._kept.lines(entries[entries >= 0]))
        kept = (StemAndRoot(stem, root) for _, stem, root in lines)
        new = iter(
            self.analyzer.new_stems([spellings[at] for at in np.flatnonzero(entries < 0).tolist()])
        )
        return [next(new) if entry < 0 else next(kept) for entry in entries.tolist()]

    def _words(self, chunk: str) -> tuple[Word, ...]:
        return tuple(
            (start, end, chunk[start:end], readings)
            for start, end in spans(chunk)
            for readings in self.analyzer.readings(chunk[start:end])
        )

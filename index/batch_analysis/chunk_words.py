"""The words of texts as numbers: texts are divided at spaces, and each different chunk read once.

Nearly all chunks are simple words, whose spelling, stem and root are found for all new ones of
some texts at once; the others hold no word or several, most of these simple too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count, filterfalse, islice
from typing import Final

import numpy as np

from index.analysis import Analyzer
from index.analysis.analyzer import MAX_TERM_LENGTH
from index.analysis.normalization.normalizer import form, nfkc, spellings
from index.analysis.token import STEM_SEPARATOR, readings_with
from index.analysis.tokenizer import spans
from index.arrays.growing import GrowingArray
from index.arrays.kernels import compiled
from index.arrays.offsets import starts_of
from index.arrays.types import I64, U32
from index.batch_analysis.chunk_table import ChunkTable, FoundChunks
from index.batch_analysis.simple_words import simple_words
from index.batch_analysis.stem_cache import Known
from index.batch_analysis.stem_file import StemFile
from index.engines.words import LEVEL_SEPARATOR, NO_NUMBER, READING_SEPARATOR, WordTable, word_of

MAX_CHUNKS: Final = 600_000
"""How many different chunks are remembered, each in about 100 bytes, and their words in 150."""

# Words in these chunks, for each of them.
_MAX_WORDS_PER_CHUNK: Final = 2


@dataclass(frozen=True, slots=True)
class TokenizedTexts:
    """The words of some texts.

    Attributes:
        table: different words, by number.
        words: numbers of the tokens' words, all texts in turn.
        ends: where the tokens of each text end in these, from 0; of shape (texts + 1,).
        extents: where each token begins and ends in its text, of shape (tokens, 2); empty if it
            was not asked for.
    """

    table: WordTable
    words: U32
    ends: I64
    extents: U32


def _written(texts: Sequence[str], stems: Sequence[str]) -> Iterable[str]:
    """Words as `index.engines.words` writes them, of spellings with "stem TAB root" of each."""
    forms = form("\n".join(texts)).split("\n")
    rest = "\n".join(stems).replace("\t", LEVEL_SEPARATOR).split("\n")
    return map(_with_all_readings, map(LEVEL_SEPARATOR.join, zip(forms, rest, strict=True)))


def _with_all_readings(word: str) -> str:
    """A word that has a stem or two, with a reading for each stem."""
    if STEM_SEPARATOR not in word:
        return word
    return word_of(readings_with(*word.split(LEVEL_SEPARATOR)))


class ChunkWords:
    """Reads texts chunk by chunk and remembers what it read; one for each thread or process.

    Once there are too many different chunks, it forgets all and begins a new table of words.

    Args:
        analyzer: stems words.
        known: the stems that the analyzer knows.
        max_chunks: how many different chunks it remembers.
    """

    def __init__(self, analyzer: Analyzer, known: Known, max_chunks: int = MAX_CHUNKS) -> None:
        self._analyzer = analyzer
        self._known = known
        self._max_chunks = max_chunks
        self._begin()

    def _begin(self) -> None:
        self._table = WordTable()
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._by_spelling: dict[str, int] = {}
        self._by_line: tuple[StemFile | None, U32] = None, np.empty(0, np.uint32)
        self._chunks = ChunkTable(self._max_chunks)
        # Of each chunk, where its words end in the two arrays behind; extents are within the chunk.
        self._ends = GrowingArray(np.int64)
        self._ends.append(np.zeros(1, np.int64))
        self._words = GrowingArray(np.uint32)
        self._extents = GrowingArray(np.uint32, (2,))

    def read(self, texts: Sequence[str], *, extents: bool = False) -> TokenizedTexts:
        """The words of each text, and where they stand if that is asked for."""
        words = len(self._words)
        if max(len(self._chunks), words // _MAX_WORDS_PER_CHUNK) > self._max_chunks:
            self._begin()
        found = self._chunks.find(texts, where=extents)
        if len(found.spans):
            self._learn(found)
        ends = np.zeros(len(found.ends), np.int64)
        _count(found.numbers, found.ends, self._ends.values, ends)
        tokens = np.empty(ends[-1], np.uint32)
        places = np.empty((len(tokens) if extents else 0, 2), np.uint32)
        _fill(
            found.numbers, found.ends, found.where, found.starts, self._ends.values,
            self._words.values, self._extents.values, tokens, places,
        )  # fmt: skip
        return TokenizedTexts(self._table, tokens, ends, places)

    def _learn(self, found: FoundChunks) -> None:
        """Read the chunks that are new."""
        begins = found.spans[:, 0]
        numbers, extents = self._simple(found.codes, found.spans)
        is_simple = numbers != NO_NUMBER
        others = np.flatnonzero(~is_simple)
        sizes = np.ones(len(numbers), np.int64)
        sizes[others], more, places = self._words_inside(found, others)
        is_other = np.repeat(~is_simple, sizes)
        words = np.empty(len(is_other), np.uint32)
        where = np.empty((len(words), 2), np.int64)
        words[~is_other], words[is_other] = numbers[is_simple], more
        where[~is_other], where[is_other] = extents[is_simple], places
        self._words.append(words)
        self._extents.append(where - np.repeat(begins, sizes)[:, None])
        self._ends.append(self._ends.values[-1] + np.cumsum(sizes))
        texts = self._table.texts
        texts += [*islice(reversed(self._numbers), len(self._numbers) - len(texts))][::-1]

    def _words_inside(self, found: FoundChunks, chunks: I64) -> tuple[list[int], list[int], I64]:
        """How many words each of some chunks has that are not simple, their numbers and extents."""
        surfaces: list[tuple[int, int]] = []
        counts = []
        for begin, end in found.spans[chunks].tolist():
            before = len(surfaces)
            surfaces += [(begin + s, begin + e) for s, e in spans(found.text[begin:end])]
            counts.append(len(surfaces) - before)
        extents = np.array(surfaces, np.int64).reshape(-1, 2)
        simple, _ = self._simple(found.codes, extents)
        others = [found.text[start:end] for start, end in extents[simple == NO_NUMBER].tolist()]
        rest = iter(self._words_of(others))
        numbers = [next(rest) if number == NO_NUMBER else [number] for number in simple.tolist()]
        sizes = np.fromiter(map(len, numbers), np.int64, len(numbers))
        ends = starts_of(sizes)[starts_of(counts)]
        return np.diff(ends).tolist(), [*chain(*numbers)], np.repeat(extents, sizes, axis=0)

    def _simple(self, codes: U32, extents: I64) -> tuple[U32, I64]:
        """The word number of each part of a text that is a simple word; NO_NUMBER for others.

        `simple_words` defines simple words: of Arabic letters and marks, or Latin ones and digits.

        Args:
            codes: code points of the text.
            extents: where each part begins and ends in the text; of shape (parts, 2).

        Returns:
            The numbers, and the extents without the punctuation around each part.
        """
        found, extents = simple_words(codes, extents)
        numbers = np.full(len(found), NO_NUMBER, np.uint32)
        is_simple = found.ends[1:] > found.ends[:-1]
        if self._known.file:
            lines = self._known.file.entries(found)
            known = np.flatnonzero(is_simple & (lines >= 0))
            numbers[known] = self._of_lines(self._known.file, lines[known])
        unknown = np.flatnonzero(is_simple & (numbers == NO_NUMBER))
        numbers[unknown] = self._of_spellings(found.texts(unknown))
        return numbers, extents

    def _of_lines(self, file: StemFile, lines: I64) -> U32:
        """The numbers of the words whose stems are on these lines of a file."""
        if self._by_line[0] is not file:
            self._by_line = file, np.full(len(file), NO_NUMBER, np.uint32)
        _, numbers = self._by_line
        new = np.unique(lines[numbers[lines] == NO_NUMBER])
        if len(new):
            texts, _, stems = zip(*(line.partition("\t") for line in file.lines(new)), strict=True)
            words = _written(texts, stems)
            numbers[new] = np.fromiter(map(self._numbers.__getitem__, words), np.uint32, len(new))
        return numbers[lines]

    def _of_spellings(self, texts: Sequence[str]) -> list[int]:
        """The numbers of the words that have these spellings only."""
        new = [*filterfalse(self._by_spelling.__contains__, dict.fromkeys(texts))]
        if new:
            numbers = map(self._numbers.__getitem__, self._analysed(new))
            self._by_spelling.update(zip(new, numbers, strict=True))
        return [*map(self._by_spelling.__getitem__, texts)]

    def _analysed(self, texts: Sequence[str]) -> Iterable[str]:
        """The words that have these spellings only, as `index.engines.words` writes them."""
        found = self._known.find(texts)
        unknown = [spelling for spelling, each in zip(texts, found, strict=True) if each is None]
        learned = map("\t".join, self._analyzer.new_stems(unknown))
        return _written(texts, [next(learned) if each is None else each for each in found])

    def _words_of(self, surfaces: Sequence[str]) -> list[list[int]]:
        """The numbers of the words of each surface: one, but for ligatures."""
        plain = [
            [found for word in nfkc(each).split() if (found := spellings(word[:MAX_TERM_LENGTH]))]
            for each in surfaces
        ]
        different = [*dict.fromkeys(chain(*chain(*plain)))]
        words = dict(zip(different, self._analysed(different), strict=True)) if different else {}
        return [
            [
                self._numbers[READING_SEPARATOR.join(dict.fromkeys(map(words.__getitem__, found)))]
                for found in each
            ]
            for each in plain
        ]


def renumbered(tokens: U32, size: int) -> tuple[I64, U32]:
    """The different ones of numbers below `size`, ascending; and the tokens as places in these."""
    is_used = np.zeros(size, np.bool_)
    is_used[tokens] = True
    used = np.flatnonzero(is_used)
    places = np.zeros(size, np.uint32)
    places[used] = np.arange(len(used), dtype=np.uint32)
    return used, places[tokens]


@compiled
def _count(chunks: I64, ends: I64, word_ends: I64, token_ends: I64) -> None:
    """Find where the tokens of each text end.

    Args:
        chunks: numbers of the chunks of all texts in turn.
        ends: where those of each text end in these, from 0.
        word_ends: where the words of each chunk end, from 0.
        token_ends: takes where the tokens of each text end.
    """
    size = 0
    for text in range(len(ends) - 1):
        for at in range(ends[text], ends[text + 1]):
            size += word_ends[chunks[at] + 1] - word_ends[chunks[at]]
        token_ends[text + 1] = size


@compiled
def _fill(
    chunks: I64, ends: I64, where: I64, starts: I64, word_ends: I64, words: U32, extents: U32,
    tokens: U32, places: U32,
) -> None:  # fmt: skip
    """Write the word of each token, and where it begins and ends in its text if there is room.

    Args:
        chunks: as for `_count`.
        ends: as for `_count`.
        where: where each chunk begins.
        starts: where each text begins.
        word_ends: as for `_count`.
        words: numbers of the words of all chunks.
        extents: where each of these begins and ends in its chunk.
        tokens: takes the numbers of the tokens' words.
        places: takes where they begin and end.
    """
    size = 0
    for text in range(len(ends) - 1):
        for at in range(ends[text], ends[text + 1]):
            for word in range(word_ends[chunks[at]], word_ends[chunks[at] + 1]):
                tokens[size] = words[word]
                if len(places):
                    begin = where[at] - starts[text]
                    places[size, 0] = begin + np.int64(extents[word, 0])
                    places[size, 1] = begin + np.int64(extents[word, 1])
                size += 1

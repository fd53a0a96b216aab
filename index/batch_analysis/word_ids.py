"""Numbering: texts to arrays of numbers of their words.

A text is divided at its spaces, and a table gives the number of the word that each chunk is, once
the analysis has read it. Few chunks hold no word or several: their numbers lie above those of
words and stand for all of them, and are exchanged for these when a batch is numbered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count, filterfalse, islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis import Analyzer, Reading
from index.analysis.analyzer import MAX_TERM_LENGTH
from index.analysis.normalization.normalizer import form, nfkc, spellings
from index.analysis.simple_words import simple_spellings
from index.analysis.tokenizer import spans
from index.batch_analysis.chunk_table import ChunkTable, Found
from index.batch_analysis.simple_words_kernel import everyday
from index.batch_analysis.stem_cache import Known
from index.batch_analysis.stem_file import StemFile
from index.engines.protocols import LEVEL_SEPARATOR, READING_SEPARATOR
from index.engines.word_book import NO_NUMBER, BatchWords, WordTable

Numbers = NDArray[np.uint32]

# Chunks and words that are remembered, each about 100 and 150 bytes; then the table begins anew,
# and the frequent ones are soon in it again.
_MOST_CHUNKS: Final = 600_000
_MOST_WORDS: Final = 400_000

_GROUPS: Final = 1 << 31
"""Numbers from here on are of groups: the words of a chunk that holds none or several."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Texts as numbers.

    Attributes:
        words: different words.
        tokens: numbers into `words`, all texts in turn.
        lengths: how many tokens each text has.
    """

    words: BatchWords
    tokens: Numbers
    lengths: Numbers


class _WordsByStemLine:
    """The numbers of words by the lines in which their stems are kept."""

    def __init__(self, kept: StemFile | None) -> None:
        self.kept = kept
        self.numbers = np.full(len(kept) if kept else 0, NO_NUMBER, np.uint32)


class WordNumbers:
    """Reads texts chunk by chunk and remembers what it read.

    Args:
        analyzer: the analysis.
        known: the stems that the analyser knows.
    """

    def __init__(self, analyzer: Analyzer, known: Known) -> None:
        self._analyzer = analyzer
        self._known = known
        self._numbers: Numbers
        self._begin()

    def __call__(self, texts: Iterable[str]) -> Numbered:
        """The numbers of the words of each text."""
        if len(self._words) > _MOST_WORDS:
            self._begin()
        elif len(self._chunks) > _MOST_CHUNKS:
            self._forget_chunks()
        found = self._chunks.find([*texts])
        self._numbers = np.concatenate((self._numbers, self._numbers_of(found)))
        tokens, starts = self._without_groups(self._numbers[found.places])
        used, tokens = renumbered(tokens, len(self._words))
        texts = self._book.texts
        texts += [*islice(reversed(self._words), len(self._words) - len(texts))][::-1]
        return Numbered(
            BatchWords(self._book, used.astype(np.uint32)),
            tokens,
            np.diff(starts[found.ends]).astype(np.uint32),
        )

    def _begin(self) -> None:
        self._words: defaultdict[str, int] = defaultdict(count().__next__)
        self._book = WordTable()  # the words, by number
        self._spellings: dict[str, int] = {"": NO_NUMBER}
        self._of_kept = _WordsByStemLine(None)
        self._forget_chunks()

    def _forget_chunks(self) -> None:
        self._chunks = ChunkTable(_MOST_CHUNKS)
        self._numbers = np.empty(0, np.uint32)
        self._groups: list[tuple[int, ...]] = []

    def _numbers_of(self, found: Found) -> Numbers:
        """Numbers of words and groups of the new chunks.

        Everyday words are told all at once, and most of them have stems that were kept.
        """
        numbers = np.full(len(found.spans), NO_NUMBER, np.uint32)
        if self._known.kept:
            spelled, _ = everyday(found.codes, found.spans)
            entries = self._known.kept.entries(spelled)
            entries[spelled.ends[1:] == spelled.ends[:-1]] = -1
            there = np.flatnonzero(entries >= 0)
            numbers[there] = self._numbers_of_kept(self._known.kept, entries[there])
        others = np.flatnonzero(numbers == NO_NUMBER)
        numbers[others] = self._numbers_of_new(found.new(others))
        return numbers

    def _numbers_of_kept(self, kept: StemFile, entries: NDArray[np.int64]) -> Numbers:
        """The numbers of the words whose stems are kept in these lines."""
        if self._of_kept.kept is not kept:
            self._of_kept = _WordsByStemLine(kept)
        known = self._of_kept.numbers
        new = np.unique(entries[known[entries] == NO_NUMBER])
        if len(new):
            words = kept.rewritten(new, forms_of_letters(), LEVEL_SEPARATOR)
            known[new] = np.fromiter(map(self._words.__getitem__, words), np.uint32, len(new))
        return known[entries]

    def _numbers_of_new(self, chunks: Sequence[str]) -> Numbers:
        """Numbers of words and groups of chunks by what this build knows of them."""
        spellings = simple_spellings(chunks)
        self._spell(spellings)
        numbers = np.fromiter(map(self._spellings.__getitem__, spellings), np.uint32, len(chunks))
        others = np.flatnonzero(numbers == NO_NUMBER)
        numbers[others] = self._numbers_of_others([chunks[place] for place in others.tolist()])
        return numbers

    def _numbers_of_others(self, chunks: Sequence[str]) -> list[int]:
        """Numbers of chunks that are no everyday words; what they are made of may be some."""
        surfaces = [[chunk[start:end] for start, end in spans(chunk)] for chunk in chunks]
        everyday = iter(simple_spellings([*chain.from_iterable(surfaces)]))
        told = [
            [
                word
                for surface, spelling in zip(each, everyday, strict=False)
                for word in ([(spelling, "")] if spelling else _words_of(surface))
            ]
            for each in surfaces
        ]
        self._spell(spelling for each in told for spelling, _ in each if spelling)
        return [self._group(each) for each in told]

    def _group(self, told: Iterable[tuple[str, str]]) -> int:
        """The number of the words of a chunk, each with its only spelling or as it stands."""
        words = [
            self._spellings[spelling]
            if spelling
            else self._words[word_of(chain(*self._analyzer.readings(plain)))]
            for spelling, plain in told
        ]
        if len(words) == 1:
            return words[0]
        self._groups.append(tuple(words))
        return _GROUPS + len(self._groups) - 1

    def _spell(self, spellings: Iterable[str]) -> None:
        """Have the number of the word of each spelling."""
        new = [*filterfalse(self._spellings.__contains__, dict.fromkeys(spellings))]
        found = self._known.find(new)
        unknown = [spelling for spelling, each in zip(new, found, strict=True) if each is None]
        learned = map("\t".join, self._analyzer.new_stems(unknown))
        stems = [next(learned) if each is None else each for each in found]
        forms = form("\n".join(new)).split("\n")
        rest = "\n".join(stems).replace("\t", LEVEL_SEPARATOR).split("\n")
        words = map(LEVEL_SEPARATOR.join, zip(forms, rest, strict=True))
        self._spellings.update(zip(new, map(self._words.__getitem__, words), strict=False))

    def _without_groups(self, chunks: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
        """Words in the place of groups, and where the words of each chunk then start.

        The starts have one place more than there are chunks, for the end of the last.
        """
        places = np.flatnonzero(chunks >= _GROUPS)
        groups = [self._groups[each] for each in (chunks[places] - np.uint32(_GROUPS)).tolist()]
        sizes = np.ones(len(chunks), np.int64)
        sizes[places] = np.fromiter(map(len, groups), np.int64, len(groups))
        starts = np.concatenate(([0], np.cumsum(sizes)))
        tokens = np.empty(starts[-1], np.uint32)
        free = np.ones(len(tokens), np.bool_)
        single = chunks < _GROUPS
        tokens[starts[:-1][single]] = chunks[single]
        free[starts[:-1][single]] = False
        tokens[free] = np.fromiter(chain.from_iterable(groups), np.uint32)
        return tokens, starts


@cache
def forms_of_letters() -> NDArray[np.uint16]:
    """The form of each character of two bytes in UTF-8, by its code point; others are their own."""
    return np.array([ord(form(chr(code))) for code in range(1 << 11)], np.uint16)


def _words_of(surface: str) -> Iterator[tuple[str, str]]:
    """The words of a surface (one, but for ligatures): the spelling, or "" of several, and it."""
    for plain in nfkc(surface).split():
        if found := spellings(plain[:MAX_TERM_LENGTH]):
            yield (found[0] if len(found) == 1 else ""), plain


def renumbered(tokens: Numbers, size: int) -> tuple[NDArray[np.int64], Numbers]:
    """The different ones of numbers below `size`, ascending; and the tokens as places in these."""
    seen = np.zeros(size, np.bool_)
    seen[tokens] = True
    used = np.flatnonzero(seen)
    places = np.zeros(size, np.uint32)
    places[used] = np.arange(len(used), dtype=np.uint32)
    return used, places[tokens]


def word_of(readings: Iterable[Reading]) -> str:
    """A word of a batch: its readings as one text."""
    return READING_SEPARATOR.join(
        [f"{r.form}{LEVEL_SEPARATOR}{r.stem}{LEVEL_SEPARATOR}{r.root}" for r in readings]
    )


def readings_of(word: str) -> tuple[Reading, ...]:
    """The readings of a word of a batch."""
    return tuple(Reading(*each.split(LEVEL_SEPARATOR)) for each in word.split(READING_SEPARATOR))

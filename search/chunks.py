"""What is known of chunks, the runs of characters without spaces that texts are made of.

Texts repeat their chunks, so each is read once, and what was read is remembered: its words, and
which chunks have a term. Nearly all are everyday words, whose spelling and stems are told for
all new ones of a text at once.
"""

from __future__ import annotations

import string
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from index.analysis import Analyzer, Reading
from index.analysis.folding import form
from index.analysis.plain import everyday_words
from index.analysis.tokenizer import spans
from index.vocabulary import Known

# Chunks that are remembered: about 80 MB when full.
_REMEMBERED: Final = 125_000

# A web address may be longer than a word, and stands among words.
_LONGEST_REMEMBERED: Final = 256

# What may stand around an everyday word.
_SIGNS: Final = string.punctuation + "«»،؛؟…–—‘’“”"

Word: TypeAlias = tuple[int, int, str, tuple[Reading, ...]]
"""A word of a chunk: start and end in it, surface, readings."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The chunks that were read; it only grows, until another one takes its place.

    Attributes:
        everyday: of chunks that are an everyday word, as most are, its reading.
        others: the words of all other chunks.
        where: for each term the chunks that have it.
    """

    everyday: dict[str, Reading] = field(default_factory=dict)
    others: dict[str, tuple[Word, ...]] = field(default_factory=dict)
    where: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __len__(self) -> int:
        """How many chunks these are."""
        return len(self.everyday) + len(self.others)

    def words(self, chunk: str) -> tuple[Word, ...]:
        """The words of a chunk that was read."""
        reading = self.everyday.get(chunk)
        if reading is None:
            return self.others[chunk]
        surface = chunk.strip(_SIGNS)
        start = chunk.index(surface)
        return ((start, start + len(surface), surface, (reading,)),)

    def add_everyday(self, chunk: str, reading: Reading) -> None:
        """Take in a chunk that is an everyday word."""
        self._note(chunk, reading)
        self.everyday[chunk] = reading

    def add(self, chunk: str, words: tuple[Word, ...]) -> None:
        """Take in another chunk."""
        for *_, readings in words:
            for reading in readings:
                self._note(chunk, reading)
        self.others[chunk] = words

    def _note(self, chunk: str, reading: Reading) -> None:
        for term in {reading.form, reading.stem, reading.root}:
            self.where[term].append(chunk)


class Chunks:
    """Reads chunks and remembers them; one for each thread or process, as its analyser.

    Args:
        analyzer: reads words.
        stems: by spelling, those that the analyser knows.
    """

    def __init__(
        self, analyzer: Analyzer, stems: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        """See the class."""
        self.analyzer: Final = analyzer
        self._stems: Final = Known(stems or {})
        self._seen = Seen()
        self._readings: dict[str, Reading] = {}

    def seen(self, written: Sequence[str]) -> tuple[Seen, set[str]]:
        """What is known of the chunks of one text, and of others.

        Args:
            written: what stands between the spaces of the text.

        Returns:
            All that is known once these are, and which of these are no everyday words.
        """
        different = set(written)
        seen = self._seen
        others = different.difference(seen.everyday)
        if not others <= seen.others.keys():
            seen = self._learning(different)
            others = different.difference(seen.everyday)
        return seen, others

    def _learning(self, different: set[str]) -> Seen:
        """What is known once these chunks are."""
        new = different.difference(self._seen.everyday, self._seen.others)
        if max(map(len, new)) > _LONGEST_REMEMBERED:  # remembered for this text alone
            return self._added(Seen(), different)
        if len(self._seen) + len(new) > _REMEMBERED:
            self._seen, new = Seen(), different
        return self._added(self._seen, new)

    def _added(self, seen: Seen, new: Iterable[str]) -> Seen:
        """`seen` with new chunks."""
        written = [*new]
        spelled = everyday_words(written)
        self._read({word for word in spelled if word})
        for chunk, word in zip(written, spelled, strict=True):
            if word:
                seen.add_everyday(chunk, self._readings[word])
            else:
                seen.add(chunk, self._words(chunk))
        return seen

    def _read(self, words: set[str]) -> None:
        """Remember the readings of everyday words, which have one each."""
        if len(self._readings) > _REMEMBERED:
            self._readings.clear()
        new = [*words.difference(self._readings)]
        if not new:
            return
        for word, found in zip(new, self._stems.find(new), strict=True):
            if found is None:
                stem, root = self.analyzer.stems(word)
            else:
                stem, _, root = found.partition("\t")
            terms = form(word), stem, root
            self._readings[word] = Reading(*map(sys.intern, terms))  # many words share a root

    def _words(self, chunk: str) -> tuple[Word, ...]:
        return tuple(
            (start, end, chunk[start:end], readings)
            for start, end in spans(chunk)
            for readings in self.analyzer.readings(chunk[start:end])
        )

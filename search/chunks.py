"""What is known of chunks, the runs of characters without spaces that texts are made of.

Texts repeat their chunks, so each is read once, and what was read is remembered: its words, and
which chunks have a term. Nearly all are everyday words, whose spelling and stems are told for
all new ones of a text at once.
"""

from __future__ import annotations

import string
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
_REMEMBERED: Final = 100_000

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
        words: of each chunk.
        forms: of the chunks that are one word, as most are.
        where: for each term the chunks that have it.
    """

    words: dict[str, tuple[Word, ...]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    where: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, chunk: str, words: tuple[Word, ...]) -> None:
        """Take in a chunk that is new."""
        for *_, readings in words:
            for reading in readings:
                for term in {reading.form, reading.stem, reading.root}:
                    self.where[term].append(chunk)
        self.words[chunk] = words
        if len(words) == 1:
            self.forms[chunk] = words[0][3][0].form


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
        self._everyday: dict[str, tuple[Reading, ...]] = {}

    def seen(self, written: Sequence[str]) -> tuple[Seen, set[str]]:
        """What is known of the chunks of one text, and of others.

        Args:
            written: what stands between the spaces of the text.

        Returns:
            All that is known once these are, and which of these are several words or none.
        """
        different = set(written)
        seen = self._seen
        uneven = different.difference(seen.forms)
        if not uneven <= seen.words.keys():
            seen = self._learning(different)
            uneven = different.difference(seen.forms)
        return seen, uneven

    def _learning(self, different: set[str]) -> Seen:
        """What is known once these chunks are."""
        new = different.difference(self._seen.words)
        if max(map(len, new)) > _LONGEST_REMEMBERED:  # remembered for this text alone
            return self._added(Seen(), different)
        if len(self._seen.words) + len(new) > _REMEMBERED:
            self._seen, new = Seen(), different
        return self._added(self._seen, new)

    def _added(self, seen: Seen, new: Iterable[str]) -> Seen:
        """`seen` with new chunks."""
        written = [*new]
        spelled = everyday_words(written)
        self._read_everyday({word for word in spelled if word})
        for chunk, word in zip(written, spelled, strict=True):
            seen.add(chunk, _alone(chunk, self._everyday[word]) if word else self._words(chunk))
        return seen

    def _read_everyday(self, words: set[str]) -> None:
        """Remember the readings of everyday words."""
        if len(self._everyday) > _REMEMBERED:
            self._everyday.clear()
        new = [*words.difference(self._everyday)]
        for word, found in zip(new, self._stems.find(new), strict=True):
            if found is None:
                (self._everyday[word],) = self.analyzer.readings(word)
            else:
                stem, _, root = found.partition("\t")
                self._everyday[word] = (Reading(form(word), stem, root),)

    def _words(self, chunk: str) -> tuple[Word, ...]:
        return tuple(
            (start, end, chunk[start:end], readings)
            for start, end in spans(chunk)
            for readings in self.analyzer.readings(chunk[start:end])
        )


def _alone(chunk: str, readings: tuple[Reading, ...]) -> tuple[Word]:
    """The everyday word that a chunk is."""
    surface = chunk.strip(_SIGNS)
    start = chunk.index(surface)
    return ((start, start + len(surface), surface, readings),)

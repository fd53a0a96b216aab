"""The frequency list of arramooz: lemmas with their parts of speech, of a corpus of news."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.analysis.lexicon.lexicon import PartOfSpeech
from index.lexicon_compiler.entries import comparable, without_marks

CORPUS_TOKENS: Final = 7.2e8
"""Words of the corpus, by the sum of the list."""
_NOUNS: Final = frozenset({"noun", "adj", "noun_quant", "adj_comp", "adj_num"})
_NAME, _VERB, _ABBREVIATION = "noun_prop", "verb", "abbrev"


@dataclass(frozen=True, slots=True)
class CountedLemma:
    """A lemma of the list.

    Attributes:
        vocalised: the lemma with its marks.
        kind: its part of speech.
        adjective: whether it is an adjective.
        frequency: how often it occurs in the corpus.
    """

    vocalised: str
    kind: PartOfSpeech
    adjective: bool
    frequency: float


def kind_of(tag: str) -> PartOfSpeech:
    """The part of speech of a tag of the list."""
    if tag in _NOUNS:
        return PartOfSpeech.NOUN
    if tag == _NAME:
        return PartOfSpeech.NAME
    return PartOfSpeech.VERB if tag == _VERB else PartOfSpeech.PARTICLE


class Frequencies:
    """The list, looked up by lemma.

    Args:
        file: the SQLite file of arramooz.
    """

    def __init__(self, file: Path) -> None:
        with sqlite3.connect(file) as connection:
            rows = connection.execute(
                "select vocalized, word_type, freq from wordfreq order by freq desc, id"
            ).fetchall()
        self._counted = [
            CountedLemma(vocalised.strip(), kind_of(tag), tag.startswith("adj"), float(count))
            for vocalised, tag, count in rows
            if tag != _ABBREVIATION
        ]
        self._of: dict[tuple[str, PartOfSpeech], float] = {}
        self._of_spelled: dict[tuple[str, PartOfSpeech], float] = {}
        for each in self._counted:
            key = comparable(each.vocalised), each.kind
            self._of[key] = self._of.get(key, 0) + each.frequency
            spelled = without_marks(each.vocalised), each.kind
            self._of_spelled[spelled] = max(self._of_spelled.get(spelled, 0), each.frequency)

    def __iter__(self) -> Iterator[CountedLemma]:
        """All lemmas, the most frequent first."""
        return iter(self._counted)

    def of(self, vocalised: str, kind: PartOfSpeech) -> float:
        """How often a lemma with these marks occurs."""
        return self._of.get((comparable(vocalised), kind), 0.0)

    def of_spelled(self, spelled: str, kind: PartOfSpeech) -> float:
        """How often the most frequent lemma with these letters occurs."""
        return self._of_spelled.get((spelled, kind), 0.0)

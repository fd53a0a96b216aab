"""Entries: what the sources say, gathered until it is written as arrays."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Final

import regex
from pyarabic import araby

from index.analysis.lexicon.affixes import StemPrefix, Suffix
from index.analysis.lexicon.lexicon import PartOfSpeech
from index.analysis.normalization.normalizer import form, spelling

_IMPLIED: Final = (
    (regex.compile(rf"[{araby.SUKUN}{araby.FATHATAN}{araby.DAMMATAN}{araby.KASRATAN}]"), ""),
    (regex.compile(rf"[{araby.FATHA}{araby.DAMMA}{araby.KASRA}]+({araby.SHADDA}?)$"), r"\1"),
    (regex.compile(rf"{araby.FATHA}(?=[{araby.ALEF}{araby.ALEF_MAKSURA}{araby.TEH_MARBUTA}])"), ""),
    (regex.compile(rf"{araby.KASRA}(?={araby.YEH}(?!\p{{M}}))"), ""),
    (regex.compile(rf"{araby.DAMMA}(?={araby.WAW}(?!\p{{M}}))"), ""),
    (regex.compile(rf"{araby.ALEF}[{araby.KASRA}{araby.DAMMA}]"), araby.ALEF),
)
_HAMZAS: Final = str.maketrans(dict.fromkeys("أإآؤئء", araby.ALEF))


@dataclass(slots=True)
class LemmaEntry:
    """A lemma of the sources.

    Attributes:
        spelled: without marks.
        vocalised: with marks; without them where no source has any.
        root: its form, "" for none.
        kind: its part of speech.
        frequency: how often it occurs in the corpus of the frequency list; 0 if it is not there.
    """

    spelled: str
    vocalised: str
    root: str
    kind: PartOfSpeech
    frequency: float


@dataclass(slots=True)
class Entries:
    """Lemmas and their stems.

    Attributes:
        lemmas: in the order in which they were added.
        suffixes: by stem, number of its lemma and inflectional prefix, a bit for each suffix.
        costs: by stem and number of its lemma, what the stem costs beside the lemma.
    """

    lemmas: list[LemmaEntry] = field(default_factory=list)
    suffixes: dict[tuple[str, int, StemPrefix], int] = field(default_factory=dict)
    costs: dict[tuple[str, int], float] = field(default_factory=dict)
    _numbers: dict[tuple[str, str, str, PartOfSpeech], int] = field(default_factory=dict)
    _spelled: dict[str, list[int]] = field(default_factory=dict)
    _stems: set[str] = field(default_factory=set)

    def lemma(self, vocalised: str, root: str, kind: PartOfSpeech, frequency: float = 0.0) -> int:
        """The number of a lemma, which is added if it is new."""
        spelled = without_marks(vocalised)
        key = (spelled, comparable(vocalised), root, kind)
        number = self._numbers.setdefault(key, len(self.lemmas))
        if number == len(self.lemmas):
            self.lemmas.append(LemmaEntry(spelled, vocalised, root, kind, frequency))
            self._spelled.setdefault(spelled, []).append(number)
        entry = self.lemmas[number]
        entry.frequency = max(entry.frequency, frequency)
        return number

    def spelled(self, word: str, kind: PartOfSpeech) -> list[int]:
        """The numbers of the lemmas of a kind that are spelled so."""
        return [n for n in self._spelled.get(word, ()) if self.lemmas[n].kind == kind]

    def stem(
        self, letters: str, lemma: int, *suffixes: Suffix, prefix: StemPrefix = StemPrefix.NOUN,
        cost: float = 0.0,
    ) -> None:  # fmt: skip
        """Add a stem of a lemma, after which these suffixes may follow."""
        if not letters or not set(letters) <= _LETTERS:
            return
        key = letters, lemma, prefix
        for suffix in suffixes:
            self.suffixes[key] = self.suffixes.get(key, 0) | 1 << suffix
        self.costs[letters, lemma] = min(self.costs.get((letters, lemma), cost), cost)
        self._stems.add(letters)

    def is_stem(self, word: str) -> bool:
        """Whether a word is a stem of any lemma, or one with teh marbuta."""
        return word.removesuffix(araby.TEH_MARBUTA) in self._stems


_LETTERS: Final = frozenset(chr(code) for code in range(ord(araby.HAMZA), ord(araby.YEH) + 1)) - {
    araby.TATWEEL
}


def without_marks(text: str) -> str:
    """The letters of a word."""
    return spelling(text.strip())


def comparable(vocalised: str) -> str:
    """A word as two sources write it the same: no endings of cases, no marks that letters imply."""
    word = unicodedata.normalize("NFC", vocalised.replace(araby.TATWEEL, "").strip())
    for pattern, new in _IMPLIED:
        word = pattern.sub(new, word)
    return word


def root_form(root: str | None) -> str:
    """The form of a root of three or four letters, "" for anything else; hamzas become alef."""
    letters = without_marks(root or "").translate(_HAMZAS)
    return form(letters) if 3 <= len(letters) <= 4 and set(letters) <= _LETTERS else ""

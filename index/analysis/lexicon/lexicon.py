"""The compiled lexicon, mapped from its files: analyses of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.lexicon.affixes import BEGINNINGS, ENDINGS, Beginning, Ending
from index.analysis.lexicon.kernel import FOLDED, SPELLING_COSTS, analyse, codes
from index.analysis.normalization.letters import BLOCK
from index.analysis.normalization.normalizer import hamza_on_waw
from index.arrays.offsets import starts_of
from index.arrays.types import F32, I32

DATA: Final = Path(__file__).with_name("data")
"""The folder that `index.lexicon_compiler` writes."""
DIGEST: Final = "digest.txt"
"""The file of that folder with a digest of all others: reading them all takes 30 ms."""
_ARRAYS: Final = (
    "slots", "keys", "key_stems", "stems", "stem_starts", "lemmas", "categories", "allowed",
    "stem_costs",
)  # fmt: skip


_MAX_COST_OF_SECOND: Final = 1.0  # beyond the usual reading; docs/analysis.md has the figures


class PartOfSpeech(StrEnum):
    """What kind of word a lemma is."""

    NOUN = "noun"  # with adjectives, participles and verbal nouns
    VERB = "verb"
    NAME = "name"  # of persons and places, and loan words
    PARTICLE = "particle"  # function words: particles, pronouns, prepositions


@dataclass(frozen=True, slots=True)
class Lemma:
    """The word under which a dictionary lists an inflected word.

    Attributes:
        term: its letters, the stem of all its words; unlike a form it keeps hamzas and teh marbuta,
            so that كرة and كره, بدأ and بدا are apart.
        root: the form of its root, "" if it has none.
        vocalised: as the dictionary writes it, with vowel marks where it has them.
        kind: its part of speech.
    """

    term: str
    root: str
    vocalised: str
    kind: PartOfSpeech


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to read a word.

    Attributes:
        lemma: of the word.
        stem: the letters of the word between its beginning and its ending, as the lexicon has them.
        beginning: what precedes the stem.
        ending: what follows it.
        cost: of the reading; lower is more usual.
    """

    lemma: Lemma
    stem: str
    beginning: Beginning
    ending: Ending
    cost: float

    @property
    def is_listed_form(self) -> bool:
        """Whether it is as dictionaries list words: a stem, perhaps with the article and ة."""
        return self.beginning.letters in ("", "ال") and self.ending.letters in ("", "ة")


class WordLexicon:
    """The lemmas and stems of a folder that `index.lexicon_compiler` wrote; safe for threads."""

    def __init__(self, folder: Path = DATA) -> None:
        self._arrays = {name: _mapped(folder, name) for name in _ARRAYS}
        self._texts, self._text_starts = _mapped(folder, "texts"), _mapped(folder, "text_starts")
        self._tables: tuple[Any, ...] = (
            FOLDED,
            SPELLING_COSTS,
            *_BEGINNING_ARRAYS,
            *_ENDING_ARRAYS,
            *self._arrays.values(),
        )

    def lemmas_of(self, words: Sequence[str]) -> list[tuple[Lemma, ...]]:
        """The lemma of the usual reading of each word; () for an unknown word.

        A word has a second lemma if the two are about as usual and of one root: كتب is "he wrote"
        and "books".

        Args:
            words: spellings of letters of the block Arabic.
        """
        stems, _, _, costs = self._analyse(words, 2)
        seated = [hamza_on_waw(word) for word in words]
        others = [at for at, word in enumerate(words) if seated[at] != word]
        if others:
            other_stems, _, _, other_costs = self._analyse([seated[at] for at in others], 2)
            better = other_costs[:, 0] < costs[others, 0]
            places = np.array(others)[better]
            stems[places], costs[places] = other_stems[better], other_costs[better]
        numbers = np.where(stems >= 0, self._arrays["lemmas"][stems], -1)
        numbers[costs[:, 1] - costs[:, 0] >= _MAX_COST_OF_SECOND, 1] = -1
        return [
            _of_one_root(self.lemma(one), self.lemma(other))
            if other >= 0
            else (self.lemma(one),)
            if one >= 0
            else ()
            for one, other in numbers.tolist()
        ]

    def analyses(self, word: str, most: int = 4) -> tuple[Analysis, ...]:
        """The readings of a word, the usual one first; one for each lemma."""
        stems, beginnings, endings, costs = self._analyse([word], most)
        found = zip(stems[0], beginnings[0], endings[0], costs[0], strict=True)
        return tuple(
            Analysis(
                self.lemma(int(self._arrays["lemmas"][stem])),
                self._stem(int(stem)),
                BEGINNINGS[beginning],
                ENDINGS[ending],
                float(cost),
            )
            for stem, beginning, ending, cost in found
            if stem >= 0
        )

    def lemma(self, number: int) -> Lemma:
        """The lemma of a number."""
        start, end = self._text_starts[number : number + 2]
        term, root, vocalised, kind = self._texts[start:end].tobytes().decode().split("\t")
        return Lemma(term, root, vocalised, PartOfSpeech(kind))

    def _stem(self, number: int) -> str:
        start, end = self._arrays["stem_starts"][number : number + 2]
        return "".join(BLOCK[code] for code in self._arrays["stems"][start:end])

    def _analyse(self, words: Sequence[str], most: int) -> tuple[I32, I32, I32, F32]:
        letters, starts = packed(words)
        shape = (len(words), most)
        stems, beginnings, endings = (np.empty(shape, np.int32) for _ in range(3))
        costs = np.empty(shape, np.float32)
        analyse(letters, starts, stems, beginnings, endings, costs, *self._tables)
        return stems, beginnings, endings, costs


def _of_one_root(one: Lemma, other: Lemma) -> tuple[Lemma, ...]:
    names = PartOfSpeech.NAME in (one.kind, other.kind)  # روسيا is no inflection of روسي
    is_other = one.root == other.root != "" and one.term != other.term
    return (one, other) if is_other and not names else (one,)


@cache
def lexicon() -> WordLexicon:
    """The lexicon of this version; mapped once in a process."""
    return WordLexicon()


def packed(words: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The letters of words one after the other, and where each word begins and the last ends."""
    return codes("".join(words)), starts_of([*map(len, words)])


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))


def _affix_arrays(
    affixes: Sequence[Beginning | Ending], numbers: Iterable[int], flags: Iterable[bool]
) -> tuple[NDArray[Any], ...]:
    return (
        *packed([affix.letters for affix in affixes]),
        np.array([*numbers], np.uint8),
        np.array([*flags], np.uint8),
        np.array([affix.cost for affix in affixes], np.float32),
    )


_BEGINNING_ARRAYS: Final = _affix_arrays(
    BEGINNINGS, (each.prefix for each in BEGINNINGS), (each.article for each in BEGINNINGS)
)
_ENDING_ARRAYS: Final = _affix_arrays(
    ENDINGS, (each.inflection for each in ENDINGS), (each.definite for each in ENDINGS)
)

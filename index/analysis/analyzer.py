"""The whole chain: text -> tokens with offsets, forms, stems and roots."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final, TypeAlias

from index.analysis.normalization.normalizer import compatible, form, spellings
from index.analysis.stemming.morphological_patterns import fits
from index.analysis.stemming.roots import KNOWN_ROOTS
from index.analysis.stemming.stemmer import StemAndRoot, Stemmer
from index.analysis.stop_words import STOP_WORDS
from index.analysis.token import Reading, Token
from index.analysis.tokenizer import spans

TERM_ROOMS: Final = ("analysis", "batch_analysis")
"""Folders of `index/` whose code decides which terms a text has."""

# Different chunks, and different surfaces, that one analyser remembers.
_REMEMBERED: Final = 200_000
# Longer chunks are seldom seen twice.
_LONGEST_REMEMBERED: Final = 64

# Longer runs of letters are no words; their terms are cut so that no engine refuses them.
LONGEST_TERM: Final = 255

Word: TypeAlias = tuple[int, int, str, tuple[Reading, ...]]
"""A word of a chunk, a run of characters without spaces: start and end in it, surface, readings."""


class Analyzer:
    """Turns text into tokens; never raises, whatever the text.

    Cheap to make. Keeps state (Tashaphyne's, and what it learned): one for each thread or
    process.

    Args:
        known: stems by spelling from an earlier run with the same `fingerprint()`.
    """

    def __init__(self, known: Mapping[str, tuple[str, str]] | None = None) -> None:
        """See the class."""
        self._stemmer = Stemmer(known)
        self._chunks: dict[str, tuple[Word, ...]] = {}
        self._surfaces: dict[str, tuple[tuple[Reading, ...], ...]] = {}

    @property
    def learned(self) -> Mapping[str, StemAndRoot]:
        """Stems by spelling of the words that were not known before."""
        return self._stemmer.learned

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Every word of `text`, in order.

        Args:
            text: any text; offsets count its characters.

        Returns:
            Tokens whose `surface` is `text[start:end]`.
        """
        found: list[Token] = []
        known = self._chunks.get
        at = 0
        for chunk in text.split():  # no word has a space inside, and texts repeat their chunks
            at = text.index(chunk, at)
            words = known(chunk)
            if words is None:
                words = self._cut(chunk)
            for start, end, surface, readings in words:
                found.append(Token(surface, at + start, at + end, len(found), readings))
            at += len(chunk)
        return tuple(found)

    def readings(self, surface: str) -> tuple[tuple[Reading, ...], ...]:
        """The readings of each word that a surface spells (one, but for ligatures).

        Nothing of it is remembered but stems: for those who remember more themselves.
        """
        found = map(self._readings, compatible(surface).split())
        return tuple(readings for readings in found if readings)

    def stems(self, spelling: str) -> StemAndRoot:
        """The stem and root of a word that has this spelling only."""
        return self._stemmer(spelling)

    def new_stems(self, spellings: Sequence[str]) -> list[StemAndRoot]:
        """The same where the stems that were known don't have them; who saw that need not ask."""
        return self._stemmer.learn(spellings)

    def take_learned(self) -> dict[str, tuple[str, str]]:
        """What `learned` holds; it is forgotten here."""
        taken: dict[str, tuple[str, str]] = dict(self._stemmer.learned)
        self._stemmer.learned.clear()
        return taken

    def is_stop_word(self, word: str) -> bool:
        """Whether a form is that of a function word."""
        return word in STOP_WORDS

    def is_derived(self, reading: Reading) -> bool:
        """Whether a word may be made of its root: a known one, by a pattern of the language."""
        return reading.root in KNOWN_ROOTS and fits(reading.form, reading.root)

    def _cut(self, chunk: str) -> tuple[Word, ...]:
        """The words of a chunk that is not known."""
        words = self._words(chunk)
        if len(chunk) <= _LONGEST_REMEMBERED:
            if len(self._chunks) >= _REMEMBERED:
                self._chunks.clear()
            self._chunks[chunk] = words
        return words

    def _words(self, chunk: str) -> tuple[Word, ...]:
        return tuple(
            (start, end, chunk[start:end], readings)
            for start, end in spans(chunk)
            for readings in self._read(chunk[start:end])
        )

    def _read(self, surface: str) -> tuple[tuple[Reading, ...], ...]:
        """The readings of each word that `surface` spells (one, but for ligatures)."""
        known = self._surfaces.get(surface)
        if known is None:
            words = [self._readings(word) for word in compatible(surface).split()]
            known = tuple(readings for readings in words if readings)
            if len(surface) <= _LONGEST_REMEMBERED:
                if len(self._surfaces) >= _REMEMBERED:
                    self._surfaces.clear()
                self._surfaces[surface] = known
        return known

    def _readings(self, plain: str) -> tuple[Reading, ...]:
        return tuple(
            dict.fromkeys(
                Reading(form(written), *self._stemmer(written))
                for written in spellings(plain[:LONGEST_TERM])
            )
        )


@cache
def fingerprint() -> str:
    """What identifies the chain: its own source, its libraries, Unicode's version.

    Two programs with the same fingerprint give the same terms for the same text.
    """
    digest = hashlib.blake2b(digest_size=8)
    index = Path(__file__).parent.parent
    for room in TERM_ROOMS:
        for module in sorted((index / room).rglob("*.py")):
            digest.update(module.read_bytes())
    for library in ("pyarabic", "Tashaphyne", "regex"):
        digest.update(f"{library} {metadata.version(library)}".encode())
    digest.update(unicodedata.unidata_version.encode())
    return digest.hexdigest()

"""The whole chain: text -> tokens with offsets, forms, stems and roots."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Final, TypeAlias

from index.analysis.normalization.normalizer import form, nfkc, spellings
from index.analysis.stemming.morphological_patterns import can_derive
from index.analysis.stemming.roots import KNOWN_ROOTS
from index.analysis.stemming.stemmer import StemAndRoot, Stemmer
from index.analysis.stop_words import STOP_WORDS
from index.analysis.token import Reading, Token
from index.analysis.tokenizer import spans

TERM_FOLDERS: Final = ("analysis", "batch_analysis")
"""Folders of `index/` whose code decides which terms a text has."""

# Chunks in the cache of one analyzer; longer chunks seldom occur twice.
_MAX_CACHED: Final = 200_000
_MAX_CACHED_LENGTH: Final = 64

# Longer runs of letters are no words; their terms are cut, because engines limit a term's length.
MAX_TERM_LENGTH: Final = 255

Word: TypeAlias = tuple[int, int, str, tuple[Reading, ...]]
"""A word of a chunk (characters without spaces): start and end in it, surface, readings."""


class Analyzer:
    """Turns text into tokens; never raises, whatever the text.

    Cheap to make. It has state (Tashaphyne's, and caches), so each thread needs its own.

    Args:
        known: stem and root by spelling, from an earlier run with the same `fingerprint()`.
    """

    def __init__(self, known: Mapping[str, tuple[str, str]] | None = None) -> None:
        self._stemmer = Stemmer(known)
        self._cached_words = lru_cache(_MAX_CACHED)(self._words)

    @property
    def learned(self) -> Mapping[str, StemAndRoot]:
        """Stem and root by spelling of the words that `known` lacked."""
        return self._stemmer.learned

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Every word of `text`, in order.

        Args:
            text: any text; offsets count its characters.
        """
        found: list[Token] = []
        at = 0
        for chunk in text.split():  # no word contains a space, and texts repeat their chunks
            at = text.index(chunk, at)
            is_short = len(chunk) <= _MAX_CACHED_LENGTH
            words = self._cached_words(chunk) if is_short else self._words(chunk)
            for start, end, surface, readings in words:
                found.append(Token(surface, at + start, at + end, len(found), readings))
            at += len(chunk)
        return tuple(found)

    def readings(self, surface: str) -> tuple[tuple[Reading, ...], ...]:
        """The readings of each word that a surface spells: one word, except for ligatures.

        Only stems are cached here: callers cache the readings.
        """
        found = map(self._readings, nfkc(surface).split())
        return tuple(readings for readings in found if readings)

    def stems(self, spelling: str) -> StemAndRoot:
        """The stem and root of one spelling."""
        return self._stemmer(spelling)

    def new_stems(self, spellings: Sequence[str]) -> list[StemAndRoot]:
        """The stems and roots of spellings that the caller did not find in `known`."""
        return self._stemmer.learn(spellings)

    def take_learned(self) -> dict[str, tuple[str, str]]:
        """Return what `learned` holds and empty it."""
        taken: dict[str, tuple[str, str]] = dict(self._stemmer.learned)
        self._stemmer.learned.clear()
        return taken

    def is_stop_word(self, word: str) -> bool:
        """Whether a form is a function word."""
        return word in STOP_WORDS

    def is_derived(self, reading: Reading) -> bool:
        """Whether a word can be derived from its root: a known root, by a pattern of Arabic."""
        return reading.root in KNOWN_ROOTS and can_derive(reading.form, reading.root)

    def _words(self, chunk: str) -> tuple[Word, ...]:
        return tuple(
            (start, end, chunk[start:end], readings)
            for start, end in spans(chunk)
            for readings in self.readings(chunk[start:end])
        )

    def _readings(self, plain: str) -> tuple[Reading, ...]:
        return tuple(
            dict.fromkeys(
                Reading(form(spelling), *self._stemmer(spelling))
                for spelling in spellings(plain[:MAX_TERM_LENGTH])
            )
        )


@cache
def fingerprint() -> str:
    """A hash of the chain's source, its libraries' versions and Unicode's version, in hexadecimal.

    Two programs with the same fingerprint produce the same terms for the same text.
    """
    digest = hashlib.blake2b(digest_size=8)
    index = Path(__file__).parent.parent
    for folder in TERM_FOLDERS:
        for module in sorted((index / folder).rglob("*.py")):
            digest.update(module.read_bytes())
    for library in ("pyarabic", "Tashaphyne", "regex"):
        digest.update(f"{library} {metadata.version(library)}".encode())
    digest.update(unicodedata.unidata_version.encode())
    return digest.hexdigest()

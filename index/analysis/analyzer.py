"""The whole chain: text -> tokens with offsets, forms, stems and roots."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Final

from index.analysis.lexicon.lexicon import DATA, DIGEST
from index.analysis.normalization.normalizer import form, nfkc, spellings
from index.analysis.stemming.stemmer import StemAndRoot, Stemmer
from index.analysis.stop_words import STOP_WORDS
from index.analysis.token import Reading, Token, readings_with
from index.analysis.tokenizer import spans

TERM_FOLDERS: Final = ("analysis", "batch_analysis")
"""Folders of `index/` whose code decides which terms a text has."""

_MAX_CACHED: Final = 20_000  # surfaces; texts are read with the caches of `index.batch_analysis`
# Longer runs of letters are no words; their terms are cut, because engines limit a term's length.
MAX_TERM_LENGTH: Final = 255


class Analyzer:
    """Turns text into tokens; never raises, whatever the text.

    Cheap to make. It has state (Tashaphyne's, and caches), so each thread needs its own.

    Args:
        known: stem and root by spelling, from an earlier run with the same `fingerprint()`.
    """

    def __init__(self, known: Mapping[str, tuple[str, str]] | None = None) -> None:
        self._stemmer = Stemmer(known)
        self._readings = lru_cache(_MAX_CACHED)(self._read)

    @property
    def learned(self) -> Mapping[str, StemAndRoot]:
        """Stem and root by spelling of the words that `known` lacked."""
        return self._stemmer.learned

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Every word of `text`, in order.

        Args:
            text: any text; offsets count its characters.
        """
        return tuple(
            Token(text[start:end], start, end, position, readings)
            for position, (start, end, readings) in enumerate(
                (start, end, readings)
                for start, end in spans(text)
                for readings in self._readings(text[start:end])
            )
        )

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

    def _read(self, surface: str) -> list[tuple[Reading, ...]]:
        """The readings of each word that a surface spells: one word, except for ligatures."""
        words = [spellings(word[:MAX_TERM_LENGTH]) for word in nfkc(surface).split()]
        return [
            tuple(
                dict.fromkeys(
                    reading
                    for each in word
                    for reading in readings_with(form(each), *self._stemmer(each))
                )
            )
            for word in words
            if word
        ]


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
    digest.update((DATA / DIGEST).read_bytes())
    for library in ("pyarabic", "Tashaphyne", "regex"):
        digest.update(f"{library} {metadata.version(library)}".encode())
    digest.update(unicodedata.unidata_version.encode())
    return digest.hexdigest()

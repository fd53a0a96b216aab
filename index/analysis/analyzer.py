"""The whole chain: text -> tokens with offsets, forms, stems and roots."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final, TypeAlias

from index.analysis.folding import compatible, form, spellings
from index.analysis.stemming import Stemmed, Stemmer
from index.analysis.stopwords import STOP_WORDS
from index.analysis.token import Reading, Token
from index.analysis.tokenizer import spans

# Different chunks, and different surfaces, that one analyser remembers: about 160 MB when full.
_REMEMBERED: Final = 200_000
# Longer chunks are seldom seen twice.
_LONGEST_REMEMBERED: Final = 64

# Longer runs of letters are no words; their terms are cut so that no engine refuses them.
LONGEST_TERM: Final = 255

Word: TypeAlias = tuple[int, int, str, tuple[Reading, ...]]
"""A word of a chunk, a run of characters without spaces: start and end in it, surface, readings."""

Chunk: TypeAlias = tuple[tuple[Word, ...], tuple[str, ...]]
"""The words of a chunk, and the terms of them all: who looks for terms sees soon where none is."""


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
        self._chunks: dict[str, Chunk] = {}
        self._surfaces: dict[str, tuple[tuple[Reading, ...], ...]] = {}

    @property
    def learned(self) -> Mapping[str, Stemmed]:
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
        at = 0
        for chunk, (words, _) in zip(*self.chunks(text), strict=True):
            at = text.index(chunk, at)
            for start, end, surface, readings in words:
                found.append(Token(surface, at + start, at + end, len(found), readings))
            at += len(chunk)
        return tuple(found)

    def chunks(self, text: str) -> tuple[list[str], list[Chunk]]:
        """What `tokens` makes its tokens of, for those who need few of them.

        Args:
            text: any text.

        Returns:
            The runs of characters without spaces in the text, in order; and what each has.
        """
        written = text.split()  # no word has a space inside, and texts repeat their chunks
        known = self._chunks.get
        return written, [known(chunk) or self._cut(chunk) for chunk in written]

    def readings(self, surface: str) -> tuple[tuple[Reading, ...], ...]:
        """The readings of each word that a surface spells (one, but for ligatures).

        Nothing of it is remembered but stems: for those who remember more themselves.
        """
        found = map(self._readings, compatible(surface).split())
        return tuple(readings for readings in found if readings)

    def take_learned(self) -> dict[str, tuple[str, str]]:
        """What `learned` holds; it is forgotten here."""
        taken: dict[str, tuple[str, str]] = dict(self._stemmer.learned)
        self._stemmer.learned.clear()
        return taken

    def is_stop_word(self, word: str) -> bool:
        """Whether a form is that of a function word."""
        return word in STOP_WORDS

    def _cut(self, chunk: str) -> Chunk:
        """The words of a run of characters without spaces, and their terms."""
        words = tuple(
            (start, end, chunk[start:end], readings)
            for start, end in spans(chunk)
            for readings in self._read(chunk[start:end])
        )
        read = [reading for *_, readings in words for reading in readings]
        terms = tuple({term for one in read for term in (one.form, one.stem, one.root)})
        if len(chunk) <= _LONGEST_REMEMBERED:
            if len(self._chunks) >= _REMEMBERED:
                self._chunks.clear()
            self._chunks[chunk] = words, terms
        return words, terms

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
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    for library in ("pyarabic", "Tashaphyne", "regex"):
        digest.update(f"{library} {metadata.version(library)}".encode())
    digest.update(unicodedata.unidata_version.encode())
    return digest.hexdigest()

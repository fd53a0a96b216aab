"""Texts read as numbers of their words, with the chunks of earlier texts remembered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from index.analysis import Analyzer
from index.batch_analysis.chunk_words import ChunkWords
from index.batch_analysis.stem_cache import Known
from index.batch_analysis.stem_file import Stems
from index.engines.words import WordTable
from search.text.lazy_tokens import LazyTokens
from search.text.word_terms import WordTerms

_MAX_CHUNKS: Final = 250_000


class ChunkCache:
    """Reads texts and remembers their chunks; one for each thread or process, as its analyzer.

    Args:
        analyzer: reads words.
        stems: by spelling, those that the analyzer knows.
        max_chunks: how many different chunks are remembered: about 80 MB.
    """

    def __init__(
        self, analyzer: Analyzer, stems: Stems | None = None, max_chunks: int = _MAX_CHUNKS
    ) -> None:
        self.analyzer: Final = analyzer
        self._chunks: Final = ChunkWords(analyzer, Known(stems or {}), max_chunks)
        self._terms = WordTerms(WordTable())

    def read(self, texts: Sequence[str]) -> list[LazyTokens]:
        """The tokens of each text; several are sooner read together than one by one."""
        read = self._chunks.read(texts, extents=True)
        if self._terms.table is not read.table:
            self._terms = WordTerms(read.table)
        self._terms.learn()
        return [
            LazyTokens(text, self._terms, read.words[start:end], read.extents[start:end])
            for text, (start, end) in zip(texts, pairwise(read.ends.tolist()), strict=True)
        ]

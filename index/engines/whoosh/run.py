"""A run: documents in memory until they are written as a segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.engines.protocols import LEVELS, DocumentBatch
from index.engines.whoosh.dictionary import make_dictionary
from index.engines.whoosh.documents import DocumentsWriter
from index.engines.whoosh.fields import FieldWriter
from index.engines.whoosh.inversion import inverted
from index.engines.whoosh.segment import documents_file, field_file
from index.query import TextField

U32 = NDArray[np.uint32]

# A token's number, then document and position before and behind the grouping of `inversion`.
_BYTES_OF_TOKEN: Final = 5 * 4
# A word's text, its place in a table and in a dictionary, about.
_BYTES_OF_WORD: Final = 400


class Run:
    """Gathers documents and writes them as a segment; stored text goes to disk at once.

    Args:
        folder: where.
        name: of the segment.
    """

    def __init__(self, folder: Path, name: str) -> None:
        """See the class."""
        self.name = name
        self._folder = folder
        self._words: dict[str, int] = {}
        self._tokens: Mapping[TextField, list[U32]] = {field: [] for field in LEVELS}
        self._lengths: Mapping[TextField, list[U32]] = {field: [] for field in LEVELS}
        self._count = 0
        self._documents = DocumentsWriter(folder / documents_file(name))
        self._written: list[FieldWriter] = []

    def __len__(self) -> int:
        """How many documents it has."""
        return len(self._documents)

    @property
    def bytes(self) -> int:
        """About how much memory writing it takes."""
        return self._count * _BYTES_OF_TOKEN + len(self._words) * _BYTES_OF_WORD

    def take(self, batch: DocumentBatch) -> None:
        """Gather the documents of a batch."""
        numbers = self._numbers(batch.words)
        for field in LEVELS:
            tokens = batch.tokens.get(field)
            lengths = batch.lengths.get(field)
            if tokens is None or lengths is None:
                lengths = np.zeros(len(batch.ids), np.uint32)
            else:
                self._tokens[field].append(numbers[tokens])
                self._count += len(tokens)
            self._lengths[field].append(lengths)
        self._documents.describe(batch.ids, batch.dates, batch.sources)
        for block, documents in zip(batch.blocks, batch.in_block.tolist(), strict=True):
            self._documents.store(block, documents)

    def write(self) -> None:
        """Write the segment's files; nothing may follow."""
        self._documents.close()
        ordered = sorted(self._words)
        rank = np.empty(len(ordered), np.uint32)
        rank[self._numbers(ordered)] = np.arange(len(ordered), dtype=np.uint32)
        for field in LEVELS:
            self._write(field, ordered, rank)

    def abandon(self) -> None:
        """Remove what was written."""
        for writer in (self._documents, *self._written):
            writer.abandon()

    def _write(self, field: TextField, ordered: Sequence[str], rank: U32) -> None:
        lengths = _emptied(self._lengths[field])
        tokens = rank[_emptied(self._tokens[field])]
        used = np.bincount(tokens, minlength=len(ordered)) > 0
        # From its rank among all words to its rank among this field's.
        places = np.cumsum(used, dtype=np.uint32) - np.uint32(1)
        words = [ordered[number] for number in np.flatnonzero(used).tolist()]
        writer = FieldWriter(self._folder / field_file(self.name, field), lengths)
        self._written.append(writer)
        for lists in inverted(places[tokens], lengths, len(words)):
            writer.write(lists)
        writer.close(make_dictionary(words))

    def _numbers(self, words: Sequence[str]) -> U32:
        known = self._words
        for word in words:
            if word not in known:
                known[word] = len(known)
        return np.fromiter(map(known.__getitem__, words), np.uint32, len(words))


def _emptied(parts: list[U32]) -> U32:
    """The parts as one array; they are let go of."""
    whole = np.concatenate([np.empty(0, np.uint32), *parts])
    parts.clear()
    return whole

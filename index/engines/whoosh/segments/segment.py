"""A segment: some documents of an index, with the files of their fields; never written into."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.arrays.types import U32
from index.engines.protocols import LEVELS
from index.engines.whoosh.segments.dictionary import Dictionary
from index.engines.whoosh.segments.documents import DocumentsReader, Ids
from index.engines.whoosh.segments.fields import FieldReader, Postings
from index.engines.whoosh.segments.terms import Terms
from index.model.document import Document
from index.model.errors import DamagedIndexError
from index.model.query import TextField


def documents_file(name: str) -> str:
    """The name of the file with a segment's documents."""
    return f"{name}.documents"


def field_file(name: str, field: TextField) -> str:
    """The name of the file with a field of a segment."""
    return f"{name}.{field.value}"


def files_of(name: str) -> tuple[str, ...]:
    """The names of all files of a segment."""
    return (documents_file(name), *(field_file(name, field) for field in LEVELS))


class SegmentReader:
    """An open segment; safe for several threads.

    Documents have numbers from 0; removed ones are everywhere but in `live`.

    Args:
        folder: where.
        name: of the segment.
        removed: for each document, whether it was removed; None for none.

    Attributes:
        documents: how many there are.
        live: for each document, whether it can be found.

    Raises:
        DamagedIndexError: a file is not as it was written; also from all methods.
        OSError: a file can't be read.
    """

    def __init__(self, folder: Path, name: str, removed: NDArray[np.bool_] | None = None) -> None:
        self.name = name
        self._stored = DocumentsReader(folder / documents_file(name))
        self.documents = len(self._stored)
        if removed is not None and len(removed) != self.documents:
            raise DamagedIndexError(str(folder), f"{len(removed)} marks of removal for {name}")
        self.live = np.ones(self.documents, np.bool_) if removed is None else ~removed
        self._fields: Mapping[TextField, FieldReader] = {
            field: FieldReader(folder / field_file(name, field), self.documents) for field in LEVELS
        }

    @property
    def ids(self) -> Ids:
        """The documents' ids."""
        return self._stored.ids

    @property
    def stored(self) -> DocumentsReader:
        """The stored documents."""
        return self._stored

    def document(self, number: int) -> Document:
        """The stored document of a number."""
        return self._stored.document(number)

    def field(self, field: TextField) -> FieldReader:
        """One field."""
        return self._fields[field]

    def dictionary(self, field: TextField) -> Dictionary:
        """The words and terms of a field."""
        return self._fields[field].dictionary

    def norms(self, field: TextField) -> NDArray[np.uint8]:
        """`bm25.norms` of each document."""
        return self._fields[field].norms

    def lengths(self, field: TextField) -> U32:
        """Tokens of each document, exactly."""
        return self._fields[field].lengths

    def tokens(self, field: TextField) -> int:
        """Tokens of the documents that can be found, exactly."""
        own = self._fields[field]
        return own.tokens if self.live.all() else int(own.lengths[self.live].sum(dtype=np.int64))

    def terms(self, field: TextField, level: Level) -> Terms:
        """The terms of a level."""
        return self._fields[field].terms(level)

    def sounds(self, field: TextField) -> U32:
        """The numbers of forms in the order of their sounds."""
        return self._fields[field].sounds

    def words(self, field: TextField, level: Level, term: int) -> U32:
        """The words of a term."""
        return self._fields[field].dictionary.words(level, term)

    def word_frequencies(self, field: TextField) -> U32:
        """The number of documents of each word."""
        return self._fields[field].sizes

    def postings(self, field: TextField, words: U32) -> Postings:
        """The united posting list of words."""
        return self._fields[field].postings(words)

    def positions(
        self, field: TextField, words: U32, documents: U32
    ) -> tuple[NDArray[np.int64], U32]:
        """Where words stand in documents; see `FieldReader.positions`."""
        return self._fields[field].positions(words, documents)

    def check_all(self) -> None:
        """See that all files are as they were written."""
        self._stored.check_all()
        for field in self._fields.values():
            field.check_all()

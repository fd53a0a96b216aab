"""A segment: documents of an index, in files that are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engines.protocols import LEVELS
from index.engines.whoosh.segments.documents import DocumentsReader
from index.engines.whoosh.segments.fields import FieldReader
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

    Its documents are numbered from 0. Files contain removed documents too; `live` says which.

    Args:
        folder: of the files.
        name: of the segment.
        removed: by document, whether it is removed; None if none is.

    Attributes:
        name: as the argument.
        documents: how many documents there are.
        live: by document, whether it can be found.
        stored: the file of the documents.
        fields: by text field, its file.

    Raises:
        DamagedIndexError: a file is not as it was written; also from all methods.
        OSError: a file can't be read.
    """

    def __init__(self, folder: Path, name: str, removed: NDArray[np.bool_] | None = None) -> None:
        self.name = name
        self.stored = DocumentsReader(folder / documents_file(name))
        self.documents = len(self.stored)
        if removed is not None and len(removed) != self.documents:
            raise DamagedIndexError(str(folder), f"{len(removed)} marks of removal for {name}")
        self.live = np.ones(self.documents, np.bool_) if removed is None else ~removed
        self.fields: Mapping[TextField, FieldReader] = {
            field: FieldReader(folder / field_file(name, field), self.documents) for field in LEVELS
        }

    def tokens(self, field: TextField) -> int:
        """How many tokens of a field the live documents have, exactly."""
        own = self.fields[field]
        return own.tokens if self.live.all() else int(own.lengths[self.live].sum(dtype=np.int64))

    def check_all(self) -> None:
        """Check all files."""
        self.stored.check_all()
        for field in self.fields.values():
            field.check_all()

"""The documents of a segment for Whoosh: lengths, columns, removals, stored fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base

from index.arrays.types import U32
from index.engines.columns import join
from index.engines.protocols import LEVELS
from index.engines.whoosh.compat.schema import DATE, DOCUMENT, ID, NO_DATE, SOURCE, terms_field
from index.engines.whoosh.segments.segment import SegmentReader
from index.engines.whoosh.segments.terms import encoded


class SegmentDocuments(base.PerDocumentReader):
    """Implements Whoosh's PerDocumentReader on a segment.

    Args:
        segment: the open segment.
    """

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment
        self._lengths = {
            terms_field(field, level): segment.fields[field].lengths
            for field, levels in LEVELS.items()
            for level in levels
        }

    def doc_count(self) -> int:
        """How many documents can be found."""
        return int(self._segment.live.sum())

    def doc_count_all(self) -> int:
        """How many there are, removed ones included."""
        return self._segment.documents

    def has_deletions(self) -> bool:
        """Whether any document was removed."""
        return not self._segment.live.all()

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document was removed; Whoosh also asks for the number after the last one."""
        return docnum < self._segment.documents and not self._segment.live[docnum]

    def deleted_docs(self) -> list[int]:
        """The removed documents."""
        removed: list[int] = np.flatnonzero(~self._segment.live).tolist()
        return removed

    def all_doc_ids(self) -> Iterator[int]:
        """The documents that can be found."""
        return iter(np.flatnonzero(self._segment.live).tolist())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many tokens a field of a document has, exactly."""
        lengths = self._lengths.get(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """How many tokens a field has in all documents, removed ones included."""
        return int(self._of(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """How many tokens the shortest document has."""
        lengths = self._of(fieldname)
        return int(lengths.min()) if len(lengths) else 0

    def max_field_length(self, fieldname: str) -> int:
        """How many tokens the longest document has."""
        return int(self._of(fieldname).max(initial=0))

    def supports_columns(self) -> bool:
        """Whether there are columns: always."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether a field is a column."""
        return fieldname in (ID, DATE, SOURCE)

    def list_columns(self) -> list[str]:
        """The fields that are columns."""
        return [ID, DATE, SOURCE]

    def column_reader(self, fieldname: str, _: Any) -> SegmentColumn:
        """The values of a column."""
        if fieldname == ID:
            return SegmentColumn(list(map(encoded, self._segment.stored.ids)))
        stored = self._segment.stored
        column = join([(len(stored), stored.column("date" if fieldname == DATE else "source"))])
        if fieldname == DATE:
            values: list[object] = [NO_DATE, *(day.toordinal() for day in column.values)]
        else:
            values = [b"", *map(encoded, column.values)]
        return SegmentColumn([values[rank] for rank in column.first.tolist()])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The stored document and its id."""
        document = self._segment.stored.document(docnum)
        return {ID: document.id, DOCUMENT: document}

    def _of(self, fieldname: str) -> U32:
        return self._lengths.get(fieldname, np.empty(0, np.uint32))


class SegmentColumn(columns.ColumnReader):
    """The values of a column in memory.

    Args:
        values: of each document.
    """

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values
        self._reverse = False

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._values)

    def __getitem__(self, docnum: int) -> Any:
        """The value of a document."""
        return self._values[docnum]

    def __iter__(self) -> Iterator[Any]:
        """The values of all documents."""
        return iter(self._values)

    def sort_key(self, docnum: int) -> Any:
        """What to sort a document by; a number may be reversed."""
        value = self._values[docnum]
        return -value if self._reverse else value

    def set_reverse(self) -> None:
        """Sort numbers the other way; Whoosh asks this of columns of numbers only."""
        self._reverse = True

"""The Whoosh schema of an index: one field of terms for each level of each text field, and columns.

Fields are named for the text field and the level, such as body_stem; their terms are forms, stems
and roots as `index.analysis` makes them, for Whoosh analyses nothing here.
"""

from __future__ import annotations

from array import array
from typing import Any, Final

from whoosh import columns, fields, formats

from index.analysis.token import Level
from index.engines.protocols import LEVELS
from index.engines.whoosh.segments.terms import decoded, encoded
from index.model.query import TextField

ID: Final = "id"
NO_DATE: Final = 0
DATE: Final = "date"
SOURCE: Final = "source_name"
DOCUMENT: Final = "document"


class FlatPositions(formats.Positions):
    """Positions as a flat array of 32-bit numbers in this machine's order of bytes."""

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions, ascending."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many positions there are."""
        return len(valuestring) // 4


class _AnyText(fields.FieldType):
    """A field whose values may be any string, those that UTF-8 refuses too.

    A file's name may hold bytes that are no text, a record's id half of a surrogate pair.
    """

    def to_bytes(self, value: str | bytes) -> bytes:
        """A value as the bytes of a Whoosh term; bytes are returned unchanged."""
        return value if isinstance(value, bytes) else encoded(value)

    def from_bytes(self, bs: Any) -> str:
        """The value that `to_bytes` was given."""
        return decoded(bs)


class IdField(_AnyText, fields.ID):
    """A field for document ids."""


def terms_field(field: TextField, level: Level) -> str:
    """The Whoosh name of a level of a text field."""
    return f"{field.value}_{level.value}"


def make_schema() -> fields.Schema:
    """A new schema."""
    schema = fields.Schema()
    schema.add(ID, IdField(unique=True, sortable=True))
    schema.add(DATE, fields.COLUMN(columns.NumericColumn("i", default=NO_DATE)))
    schema.add(SOURCE, fields.COLUMN(columns.VarBytesColumn()))
    schema.add(DOCUMENT, fields.STORED())
    for field, levels in LEVELS.items():
        for level in levels:
            terms = _AnyText(format=FlatPositions(), analyzer=None, scorable=True)  # type: ignore[arg-type]
            schema.add(terms_field(field, level), terms)
    return schema

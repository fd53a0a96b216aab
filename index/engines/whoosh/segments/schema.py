"""The Whoosh schema: one field of terms for each level of each text field, and columns.

It is what Whoosh's own searcher reads an index with. The fields' names are those of the text
field and the level, such as body_stem; their terms are forms, stems and roots as
`index.analysis` makes them, for Whoosh analyses nothing here.
"""

from __future__ import annotations

from array import array
from typing import Any, Final, NoReturn

from whoosh import columns, fields, formats
from whoosh.writing import IndexingError

from index.analysis.token import Level
from index.engines.protocols import LEVELS
from index.model.query import TextField

ID: Final = "id"
DATE: Final = "date"
SOURCE: Final = "source_name"
DOCUMENT: Final = "document"
NO_DATE: Final = 0


def encoded(text: str) -> bytes:
    """A text as bytes that `decoded` turns back into it, whatever it holds."""
    return text.encode("utf-8", "surrogatepass")


def decoded(text: bytes) -> str:
    """The text that `encoded` was given."""
    return text.decode("utf-8", "surrogatepass")


def refused() -> IndexingError:
    """The error for those who would write with Whoosh's own writer."""
    return IndexingError(
        "Fihris writes this index itself (fihris rebuild, add, remove): Whoosh may only read it"
    )


class FlatPositions(formats.Positions):
    """Positions as a flat array of 32-bit numbers, in memory only: the codec packs them."""

    def encode(self, poslist: list[int]) -> bytes:
        """Positions, ascending, as numbers in this machine's order of bytes."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions that `encode` was given."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many positions there are."""
        return len(valuestring) // 4


class IdField(fields.ID):
    """A field for document ids: any string, those that UTF-8 refuses too.

    A file's name may hold bytes that are no text, a record's id half of a surrogate pair.
    """

    def __init__(self) -> None:
        """Every document's is another; it can be sorted by."""
        super().__init__(unique=True, sortable=True)

    def index(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise refused()

    def to_bytes(self, value: str | bytes) -> bytes:
        """As Whoosh looks it up."""
        return value if isinstance(value, bytes) else encoded(value)

    def from_bytes(self, bs: Any) -> str:
        """As it was given."""
        return decoded(bs)


class TermsField(fields.FieldType):
    """A field whose terms were made by `index.analysis`; Whoosh analyses nothing."""

    def __init__(self) -> None:
        """Positions are kept for phrases, lengths for scores."""
        super().__init__(format=FlatPositions(), analyzer=None, scorable=True)  # type: ignore[arg-type]

    def index(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise refused()

    def to_bytes(self, value: str | bytes) -> bytes:
        """As Whoosh looks it up."""
        return value if isinstance(value, bytes) else encoded(value)

    def from_bytes(self, bs: Any) -> str:
        """As it was analysed."""
        return decoded(bs)


class IndexSchema(fields.Schema):
    """A schema that can be written once: one that was read is no longer to be written."""

    _read = False

    def __setstate__(self, state: dict[str, Any]) -> None:
        """As it was written."""
        restore: Any = super().__setstate__  # Whoosh's own, which has no types
        restore(state)
        self._read = True

    def clean(self) -> None:
        """Get ready to be written, as Whoosh asks of a schema."""
        if self._read:
            raise refused()
        super().clean()


def terms_field(field: TextField, level: Level) -> str:
    """The Whoosh name of a level of a text field."""
    return f"{field.value}_{level.value}"


def make_schema() -> fields.Schema:
    """A new schema."""
    schema = IndexSchema()
    schema.add(ID, IdField())
    schema.add(DATE, fields.COLUMN(columns.NumericColumn("i", default=NO_DATE)))
    schema.add(SOURCE, fields.COLUMN(columns.VarBytesColumn()))
    schema.add(DOCUMENT, fields.STORED())
    for field, levels in LEVELS.items():
        for level in levels:
            schema.add(terms_field(field, level), TermsField())
    return schema

"""The Whoosh schema: one field of terms for each level of each text field, and columns."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Generator, Iterable
from typing import Any, Final

from whoosh import columns, fields, formats

from index.analysis.token import Level
from index.engines.protocols import LEVELS
from index.query import TextField

ID: Final = "id"
DATE: Final = "date"
SOURCE: Final = "source_name"
NO_DATE: Final = 0


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


_POSITIONS: Final = FlatPositions()


class IdField(fields.ID):
    """A field for document ids: any string, those that UTF-8 refuses too.

    A file's name may hold bytes that are no text, a record's id half of a surrogate pair.
    """

    def __init__(self) -> None:
        """Read from its column; unique for those who open the index with Whoosh itself."""
        super().__init__(unique=True, sortable=True)

    def index(self, value: str, **_: Any) -> Generator[tuple[bytes, int, float, bytes], None, None]:
        """The one posting of a document."""
        yield encoded(value), 1, 1.0, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        """As Whoosh keeps it."""
        return value if isinstance(value, bytes) else encoded(value)

    def from_bytes(self, bs: Any) -> str:
        """As it was given."""
        return decoded(bs)


def encoded(text: str) -> bytes:
    """A text as bytes that `decoded` turns back into it, whatever it holds."""
    return text.encode("utf-8", "surrogatepass")


def decoded(text: bytes) -> str:
    """The text that `encoded` was given."""
    return text.decode("utf-8", "surrogatepass")


class TermsField(fields.FieldType):
    """A field whose terms were made by `index.analysis`; Whoosh analyses nothing."""

    def __init__(self) -> None:
        """Positions are kept for phrases, lengths for scores."""
        super().__init__(format=_POSITIONS, analyzer=None, scorable=True)  # type: ignore[arg-type]

    def index(
        self, value: Iterable[tuple[int, str]], **_: Any
    ) -> Generator[tuple[bytes, int, float, bytes], None, None]:
        """Postings of one document: `value` has a (position, term) for each term in order."""
        positions: dict[str, list[int]] = defaultdict(list)
        for position, term in value:
            positions[term].append(position)
        for term, places in positions.items():
            yield term.encode(), len(places), float(len(places)), _POSITIONS.encode(places)


def terms_field(field: TextField, level: Level) -> str:
    """The Whoosh name of a level of a text field."""
    return f"{field.value}_{level.value}"


def make_schema() -> fields.Schema:
    """A new schema."""
    schema = fields.Schema()
    schema.add(ID, IdField())
    schema.add(DATE, fields.COLUMN(columns.NumericColumn("i", default=NO_DATE)))
    schema.add(SOURCE, fields.COLUMN(columns.VarBytesColumn()))
    for field, levels in LEVELS.items():
        for level in levels:
            schema.add(terms_field(field, level), TermsField())
    return schema

"""Columns: what documents are counted, filtered and sorted by, described in one table.

A further column is a further row of `COLUMNS`: readers fill it from the keys that it names, and
engines store, count, filter and sort by whatever columns documents have.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from index.analysis.normalization.normalizer import fold
from index.analysis.tokenizer import spans
from index.model.messages import Labelled, Message

Value: TypeAlias = str | dt.date | float
"""A text of a keyword column, a day, or a number."""
ColumnValues: TypeAlias = Mapping[str, tuple[Value, ...]]
"""The values that a document has in each of its columns, by name."""


class ColumnType(Labelled):
    """What the values of a column are; of keywords, texts compared whole, there may be several."""

    KEYWORD = "keyword", Message("keyword")
    DATE = "date", Message("date")
    NUMBER = "number", Message("number")


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column.

    Attributes:
        name: its name in requests, answers and the index.
        label: what people call its values, as a heading.
        type: of its values.
        keys: under what names records, front matter and metadata state it, the likeliest first;
            in lower case.
    """

    name: str
    label: Message
    type: ColumnType = ColumnType.KEYWORD
    keys: tuple[str, ...] = ()


COLUMNS: Final[Mapping[str, Column]] = {column.name: column for column in (
    Column("source", Message("Sources"), keys=(
        "source", "publisher", "site", "newspaper", "المصدر", "مصدر", "الناشر",
    )),
    Column("date", Message("Dates"), ColumnType.DATE, (
        "date", "published", "published_at", "publication_date", "pubdate", "created_at",
        "timestamp", "التاريخ", "تاريخ", "تاريخ النشر",
    )),
    Column("year", Message("Years"), ColumnType.NUMBER),
    Column("author", Message("Authors"), keys=(
        "author", "authors", "creator", "byline", "الكاتب", "المؤلف", "كاتب", "مؤلف",
    )),
    Column("language", Message("Languages"), keys=("language", "lang", "اللغة")),
    Column("format", Message("Formats")),
    Column("collection", Message("Collections"), keys=("collection", "المجموعة")),
)}  # fmt: skip
"""The columns of every index."""

COLUMN_NAME: Final = re.compile(r"[^\W\d]\w{0,39}")
"""What a column that the user declares may be called, ..."""
RESERVED: Final = frozenset({
    *COLUMNS, "id", "title", "body", "url", "path", "relevance", "newest", "oldest",
})  # fmt: skip
"""... unless readers or requests have that name for something else."""

_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_SEPARATORS: Final = str.maketrans({"٬": None, "٫": "."})


def counted_text(value: Value) -> str:
    """The text that a value is counted under: of a day its year."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return f"{value.year:04}"
    return repr(float(value)).removesuffix(".0")


@lru_cache(maxsize=100_000)
def folded_words(value: str) -> str:
    """The forms of the words of a text, in order, each between spaces; "" if it has none."""
    forms = [fold(value[start:end]) for start, end in spans(value)]
    return f" {' '.join(forms)} " if forms else ""


def number_value(value: object) -> float | None:
    """The number that a text, in digits of any script, or a number of JSON is; None for others."""
    if isinstance(value, str):
        text = value.strip().translate(_SEPARATORS)
        number = float(text) if _NUMBER.fullmatch(text) else None
        value = int(number) if number is not None and number.is_integer() else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= sys.float_info.max else None  # no NaN, nothing infinite

"""The columns of a document, from what its record, front matter or metadata states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from index.model.columns import COLUMNS, ColumnType, ColumnValues, Value, number_value
from index.model.document import OWN_COLUMNS
from index.model.errors import UnreadableError
from index.readers.common import reader_errors
from index.readers.common.dates import date_value
from index.readers.common.metadata import one_line
from index.readers.common.sources import Content, ReaderOptions, Records

MAX_KEYWORD: Final = 200
"""Characters of the longest text that a keyword column takes."""

_DIVIDER: Final = re.compile("[;؛]")
_TYPES: Final = {name: column.type for name, column in COLUMNS.items() if name not in OWN_COLUMNS}


def stated_columns(
    stated: Mapping[str, object], content: Content | Records, kind: str, options: ReaderOptions
) -> tuple[ColumnValues, list[UnreadableError]]:
    """The columns that a document's metadata states, but for source, date and language.

    Args:
        stated: texts or lists of texts, by names in lower case.
        content: the document.
        kind: its format.
        options: with the columns that the user declared.

    Returns:
        As `column_values`.
    """
    keys = {column.name: column.keys for column in COLUMNS.values()}
    keys |= {name: (name.casefold(),) for name in options.declared}
    values = {
        name: next((stated[key] for key in of if stated.get(key)), None)
        for name, of in keys.items()
    }
    return column_values(values, content, kind, options, content.id)


def column_values(
    stated: Mapping[str, object],
    content: Content | Records,
    kind: str,
    options: ReaderOptions,
    place: str,
) -> tuple[ColumnValues, list[UnreadableError]]:
    """The columns of a document, but for source, date and language.

    Args:
        stated: what is stated for each column, by its name: texts, lists of texts, or what JSON
            has; other names are passed over.
        content: the file that the document is in.
        kind: the format of the file.
        options: with the columns that the user declared.
        place: the document's id.

    Returns:
        The values by column, and an error for each declared column that is left out, because what
        is stated for it is nothing of its type.
    """
    found: dict[str, tuple[Value, ...]] = {"format": (kind,)}
    faults = []
    for name, value in stated.items():
        type_ = options.declared.get(name) or _TYPES.get(name)
        if not type_ or value in (None, "", []):
            continue
        if values := _values(type_, value):
            found[name] = values
        elif name in options.declared:
            faults.append(reader_errors.no_value(name, type_, value).at(f"{place}#{name}"))
    if content.collection:
        found.setdefault("collection", (content.collection,))
    return found, faults


def _values(type_: ColumnType, value: object) -> tuple[Value, ...]:
    """The values that are stated, of a date or number at most one; none if it is no such value."""
    single: Value | None
    match type_:
        case ColumnType.NUMBER:
            single = number_value(value)
        case ColumnType.DATE:
            single = date_value(value)
        case ColumnType.KEYWORD:
            listed = value if isinstance(value, list | tuple) else [value]
            return tuple({text: None for each in listed for text in _keywords(each)})
    return () if single is None else (single,)


def _keywords(value: object) -> list[str]:
    """The texts of a value, which semicolons divide."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return []
    texts = map(one_line, _DIVIDER.split(str(value)))
    return [text for text in texts if 0 < len(text) <= MAX_KEYWORD and is_text(text)]


def is_text(text: str) -> bool:
    """Whether a text can be written: it holds no half of a character (a lone surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

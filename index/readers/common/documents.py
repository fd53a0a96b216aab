"""The document of a file or record, from what it states about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, assert_never

from index.model.columns import COLUMNS, ColumnType, Value, number_value
from index.model.document import OWN_COLUMNS, Document
from index.readers.common import reader_errors
from index.readers.common.dates import date_value
from index.readers.common.languages import languages
from index.readers.common.metadata import Metadata, one_line
from index.readers.common.sources import Content, Outcome, ReaderOptions, Records

MAX_KEYWORD: Final = 200
"""Characters of a value of a keyword column."""

_TYPES: Final = {name: of.type for name, of in COLUMNS.items() if name not in OWN_COLUMNS}


def stated_columns(metadata: Mapping[str, object], options: ReaderOptions) -> dict[str, object]:
    """By name of each column, the value that metadata has for it, or None.

    Args:
        metadata: values by names in lower case.
        options: with the columns that the user declared.
    """
    keys = {name: column.keys for name, column in COLUMNS.items()}
    keys |= {name: (name.casefold(),) for name in options.declared}
    return {
        name: next((metadata[key] for key in own if metadata.get(key)), None)
        for name, own in keys.items()
    }


def outcomes(
    found: Metadata, content: Content | Records, kind: str, options: ReaderOptions, place: str = ""
) -> list[Outcome]:
    """The document, and an error for each declared column that has no value of its type.

    Args:
        found: its text and metadata.
        content: the file that it is in.
        kind: the format of the file.
        options: with the columns that the user declared.
        place: the document's id, if it is not that of the file.

    Raises:
        UnreadableError: there is no text in it.
    """
    place = place or content.id
    if not found.title:
        raise reader_errors.EMPTY.at(place)
    columns: dict[str, tuple[Value, ...]] = {"format": (kind,)}
    faults: list[Outcome] = []
    for name, value in found.columns.items():
        type_ = options.declared.get(name) or _TYPES.get(name)
        if not type_ or value in (None, "", []):
            continue
        if values := _values(type_, value):
            columns[name] = values
        elif name in options.declared:
            faults.append(reader_errors.no_value(name, type_, value).at(f"{place}#{name}"))
    if content.collection:
        columns.setdefault("collection", (content.collection,))
    document = Document(
        id=place,
        title=found.title,
        body=found.body,
        source=found.source,
        url=found.url,
        date=found.date,
        path=content.path,
        language=languages(found.body or found.title, found.language),
        title_borrowed=found.title_borrowed,
        columns=columns,
    )
    return [document, *faults]


def _values(type_: ColumnType, value: object) -> tuple[Value, ...]:
    """The values of a type that are stated; of keywords several, in a list or by semicolons."""
    values = value if isinstance(value, list) else [value]
    value = values[0] if len(values) == 1 else None
    match type_:
        case ColumnType.KEYWORD:
            stated = [str(each) for each in values if type(each) in (str, int, float)]
            texts = (one_line(text) for each in stated for text in re.split("[;؛]", each))
            good = (text for text in texts if 0 < len(text) <= MAX_KEYWORD and is_text(text))
            return tuple(dict.fromkeys(good))
        case ColumnType.DATE:
            return (day,) if (day := date_value(value)) else ()
        case ColumnType.NUMBER:
            return (number,) if (number := number_value(value)) is not None else ()
        case _:
            assert_never(type_)


def is_text(text: str) -> bool:
    """Whether a text can be encoded: it has no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

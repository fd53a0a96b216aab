"""Cursors as clients keep them: where a page ended, in a text that tells them nothing.

    hit, sort -> text;  text, sort -> Behind

The text is URL-safe base64 (RFC 4648, section 5) of a small JSON array, so that it stays what it
was in addresses, logs and shells.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from index.engines.protocols import Candidate, Cursor, Order
from index.model.columns import (
    COLUMNS,
    Column,
    ColumnType,
    ColumnValues,
    Value,
    number_value,
)
from index.model.errors import ParameterError
from search.model.records import Hit
from search.model.request import Sort
from search.query.columns import Columns, sort_column


@dataclass(frozen=True, slots=True)
class CursorPosition:
    """A cursor, and whether its score is that of reranking."""

    cursor: Cursor
    reranked: bool = False


def text_of(hit: Hit, sort: str, columns: Columns = COLUMNS, *, reranked: bool = False) -> str:
    """The cursor after a hit of a search, as a text.

    Args:
        hit: the last one of a page.
        sort: the order of the search.
        columns: those of the index.
        reranked: whether its score is that of reranking.
    """
    column = sort_column(sort, columns)
    place = hit.columns.get(column.name, (None,))[0] if column else hit.score
    if isinstance(place, dt.date):
        place = place.isoformat()
    array = json.dumps([sort, hit.id, place, *([True] if reranked else [])]).encode("ascii")
    return base64.urlsafe_b64encode(array).rstrip(b"=").decode("ascii")


def parse(text: str, sort: str, columns: Columns = COLUMNS) -> CursorPosition:
    """The cursor of a text that `text_of` returned for the same order and columns.

    Raises:
        ParameterError: the text is something else, or was written for another order.
    """
    try:
        array = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        of, identity, place, *reranked = json.loads(array.decode("ascii"))
        if reranked not in ([], [True]) or (reranked and of != Sort.RELEVANCE):
            raise ValueError(reranked)
        if not isinstance(of, str):
            raise TypeError(of)
        found = CursorPosition(_read(identity, place, sort_column(of, columns)), bool(reranked))
    except (binascii.Error, ValueError, TypeError, RecursionError, ParameterError) as error:
        raise ParameterError("after", "is not a cursor of an earlier answer") from error
    if of != sort:
        raise ParameterError(
            "after", "is a cursor of the order {of!r}, not of {sort!r}", of=of, sort=str(sort)
        )
    return found


def follows(candidate: Candidate, columns: ColumnValues, cursor: Cursor, order: Order) -> bool:
    """Whether a candidate, of a document with these columns, comes after a cursor in an order."""
    if order.column is None:
        scores = (-round(candidate.score, 5), -round(cursor.score, 5))
        return (scores[0], candidate.id) > (scores[1], cursor.id)
    value: Any = columns.get(order.column, (None,))[0]
    if value == cursor.value:
        return candidate.id > cursor.id
    if value is None or cursor.value is None:
        return value is None
    return bool((value < cursor.value) == order.descending)


def _read(identity: object, place: object, column: Column | None) -> Cursor:
    if not isinstance(identity, str):
        raise TypeError(identity)
    if column and place is None:
        return Cursor(identity)
    number = number_value(place)
    value: Value | None = number
    if column and column.type is ColumnType.DATE:
        value = dt.date.fromisoformat(str(place))
    elif column and column.type is ColumnType.KEYWORD:
        value = place if isinstance(place, str) else None
    if value is None:
        raise ValueError(place)
    return Cursor(identity, value=value) if column else Cursor(identity, score=float(number or 0))

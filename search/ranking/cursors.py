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
import math
from dataclasses import dataclass

from index.engines.protocols import Candidate, Cursor, Order
from index.model.errors import ParameterError
from search.model.records import Hit
from search.model.request import Sort


@dataclass(frozen=True, slots=True)
class CursorPosition:
    """Where to go on.

    Attributes:
        cursor: behind which document.
        looked: whether its score is that of a second look.
    """

    cursor: Cursor
    looked: bool = False


def after(hit: Hit, sort: Sort, *, looked: bool = False) -> str:
    """The cursor behind a hit of a search in an order; its score may be of a second look."""
    place = hit.score if sort is Sort.RELEVANCE else hit.date and hit.date.isoformat()
    written = json.dumps([sort.value, hit.id, place, *([True] if looked else [])]).encode("ascii")
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode("ascii")


def behind(text: str, sort: Sort) -> CursorPosition:
    """What `after` wrote.

    Raises:
        ParameterError: the text is something else, or was written for another order.
    """
    try:
        written = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        of, identity, place, *looked = json.loads(written.decode("ascii"))
        if looked not in ([], [True]) or (looked and of != Sort.RELEVANCE):
            raise ValueError(looked)
        found = CursorPosition(_read(identity, place, Sort(of)), bool(looked))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise ParameterError("after", "is not a cursor of an earlier answer") from error
    if of != sort.value:
        raise ParameterError(
            "after", "is a cursor of the order {of!r}, not of {sort!r}", of=of, sort=sort.value
        )
    return found


def follows(candidate: Candidate, date: dt.date | None, cursor: Cursor, order: Order) -> bool:
    """Whether a candidate, of this date, comes after the document of a cursor in an order."""
    return _key(candidate.id, candidate.score, date, order) > _key(
        cursor.id, cursor.score, cursor.date, order
    )


def _key(identity: str, score: float, date: dt.date | None, order: Order) -> tuple[float, str]:
    if order is Order.SCORE:
        return -round(score, 5), identity
    if date is None:
        return math.inf, identity
    day = date.toordinal()
    return (-day if order is Order.NEWEST else day), identity


def _read(identity: object, place: object, sort: Sort) -> Cursor:
    if not isinstance(identity, str):
        raise TypeError(identity)
    if sort is Sort.RELEVANCE:
        if isinstance(place, bool) or not isinstance(place, int | float):
            raise TypeError(place)
        score = float(place)
        if not math.isfinite(score):
            raise ValueError(place)
        return Cursor(identity, score=score)
    if place is None:
        return Cursor(identity)
    if not isinstance(place, str):
        raise TypeError(place)
    return Cursor(identity, date=dt.date.fromisoformat(place))

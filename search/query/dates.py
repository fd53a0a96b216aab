"""Dates and periods in a query: `2024`, `2024-11`, `نوفمبر 2024`, `[2024-01 إلى 2024-11]`.

A query's dates have few formats, and a date is a period: a year is all of its days.
dateparser, which the readers use on prose, answers with a moment and guesses where it can.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from index.analysis.normalization.normalizer import fold
from index.model.months import MONTHS

_MONTH_NUMBERS: Final = {
    tuple(map(fold, name.split())): number
    for number, names in enumerate(MONTHS, start=1)
    for name in names
}
_IDLE: Final = frozenset(map(fold, ("م", "عام", "سنة", "شهر", "يوم", "th", "st", "nd", "rd", "of")))
_SHAPE: Final = re.compile(r"[^\W_]+(?:[\s/.،,-]+[^\W_]+)*[\s.،,]*")
_PIECE: Final = re.compile(r"\d+|[^\W\d_]+")
_BOUNDS: Final = re.compile(
    r"\s*(?:من\s+)?(?P<start>.*?)\s*(?<!\S)(?:TO|إلى|الى|حتى)(?!\S)\s*(?P<end>.*)", re.IGNORECASE
)
_COMPARED: Final = re.compile(r"(?P<sign>>=|=>|<=|=<|>|<)\s*(?P<rest>.*)")
_DAY: Final = dt.timedelta(days=1)


class Period(NamedTuple):
    """The days from `start` to `end`, both included; None is open."""

    start: dt.date | None = None
    end: dt.date | None = None


def date_range(value: str) -> Period | None:
    """The days that the value of a date field means.

    Args:
        value: what follows `date:`: a date of any precision, one after `>=`, `<=`, `>` or
            `<`, or `[start TO end]` where either may be missing or `*`.

    Returns:
        The range, or None if this is no date, or no day lies in it.
    """
    value = value.strip()
    if value.startswith("["):
        return _between(value.strip("[]"))
    if compared := _COMPARED.fullmatch(value):
        return _beyond(compared["sign"], _period(compared["rest"]))
    return _period(value.strip('()"“”„‟«»‹›'))


def _between(text: str) -> Period | None:
    bounds = _BOUNDS.fullmatch(text)
    if bounds is None:
        return _period(text)
    sides = [
        Period() if side.strip() in ("", "*") else _period(side)
        for side in (bounds["start"], bounds["end"])
    ]
    start, end = sides
    if start is None or end is None:
        return None
    if start.start and end.end and start.start > end.end:
        return None
    return Period(start.start, end.end)


def _beyond(sign: str, period: Period | None) -> Period | None:
    if period is None or period.start is None or period.end is None:
        return None
    try:
        if "=" in sign:
            return Period(period.start, None) if ">" in sign else Period(None, period.end)
        if sign == ">":
            return Period(period.end + _DAY, None)
        return Period(None, period.start - _DAY)
    except OverflowError:  # before the year 1 or after the year 9999
        return None


def _period(text: str) -> Period | None:
    """All days of a year, of a month, or a single day."""
    text = text.strip()
    if not _SHAPE.fullmatch(text):
        return None
    pieces = [piece for piece in _PIECE.findall(text) if fold(piece) not in _IDLE]
    numbers = [piece for piece in pieces if piece.isdecimal()]
    words = [fold(piece) for piece in pieces if not piece.isdecimal()]
    if len(words) + len(numbers) != len(pieces) or any(len(number) > 4 for number in numbers):
        return None
    month = _named_month(words) if words else None
    if words and month is None:
        return None
    return _days(numbers, month)


def _named_month(words: Sequence[str]) -> int | None:
    """The month that all of `words` name (one month may be named twice: تشرين الثاني/نوفمبر)."""
    named: set[int] = set()
    place = 0
    while place < len(words):
        for width in (2, 1):
            number = _MONTH_NUMBERS.get(tuple(words[place : place + width]))
            if number is not None:
                named.add(number)
                place += width
                break
        else:
            return None
    return named.pop() if len(named) == 1 else None


def _days(numbers: Sequence[str], month: int | None) -> Period | None:
    years = [number for number in numbers if len(number) == 4]
    others = [int(number) for number in numbers if len(number) != 4]
    if len(years) != 1 or len(numbers) > 3:
        return None
    if len(numbers) > 1 and numbers[0] != years[0]:
        if numbers[-1] != years[0]:
            return None
        others.reverse()  # 06/11/2024: the day first, as Arabic writes it
    if month is not None:
        others.insert(0, month)
    return _calendar_days(int(years[0]), others)


def _calendar_days(year: int, parts: Sequence[int]) -> Period | None:
    """The days of `year`, of the month `parts[0]` in it, or its day `parts[1]`."""
    try:
        match parts:
            case []:
                return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
            case [month]:
                start = dt.date(year, month, 1)
                return Period(start, start.replace(day=calendar.monthrange(year, month)[1]))
            case [month, day]:
                return Period(dt.date(year, month, day), dt.date(year, month, day))
    except ValueError:  # no such month or day
        return None
    return None

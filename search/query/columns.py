"""What a request says about columns: filters, facets and the order, read for those of the index."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from index.engines.protocols import Order
from index.model.columns import COLUMNS, Column, ColumnType, number_value
from index.model.errors import ParameterError
from index.model.query import AnyOf, ColumnFilter, Node
from search.model.records import Sort
from search.query.dates import date_range

Columns: TypeAlias = Mapping[str, Column]
"""The columns of an index, by the names that requests may use."""

_RANGE: Final = re.compile(r"(?P<start>.*?)\.\.(?P<end>.*)")
_DATES: Final[Mapping[str, str]] = {Sort.NEWEST: "-date", Sort.OLDEST: "date"}
_QUOTED: Final = 40
_DATES_LIKE: Final = "2023..2024, 2024-11.."
_NUMBERS_LIKE: Final = "5..10, 5.."


def column_of(parameter: str, name: str, columns: Columns, *others: str) -> Column:
    """The column of a name.

    Raises:
        ParameterError: there is none; it says what `parameter` may be: a column or one of `others`.
    """
    if name not in columns:
        names = (*others, *columns)
        raise ParameterError(
            parameter,
            english=f"must be one of {', '.join(names)}, not {name[:_QUOTED]!r}",
            arabic=f"القيمة «{name[:_QUOTED]}» ليست من القيم المقبولة: {'، '.join(names)}",
        )
    return columns[name]


def sort_column(sort: str, columns: Columns = COLUMNS) -> Column | None:
    """The column of an order, None for relevance.

    Args:
        sort: as in `SearchRequest`.
        columns: those of the index.

    Raises:
        ParameterError: there is no such order.
    """
    if sort == Sort.RELEVANCE:
        return None
    return column_of("sort", _DATES.get(sort, sort).removeprefix("-"), columns, *Sort)


def order_of(sort: str, columns: Columns) -> Order:
    """An order as engines take it; arguments and errors as `sort_column`."""
    column = sort_column(sort, columns)
    return Order(column.name if column else None, descending=_DATES.get(sort, sort).startswith("-"))


def filters_of(filters: Sequence[tuple[str, str]], columns: Columns) -> tuple[Node, ...]:
    """What documents must match: of each column that is named, any of the values given for it.

    Args:
        filters: names of columns with a value: a text, a number or date, or a range `from..to` of
            these, of which either side may be missing.
        columns: those of the index.

    Raises:
        ParameterError: there is no such column, or a value is none of its type.
    """
    values: dict[str, list[str]] = {}
    for name, value in filters:
        values.setdefault(column_of("filter", name, columns).name, []).append(value)
    return tuple(_filter(columns[name], tuple(of)) for name, of in values.items())


def _filter(column: Column, values: tuple[str, ...]) -> Node:
    if column.type is ColumnType.KEYWORD:
        return ColumnFilter(column.name, values)
    ranges = tuple(_range(column, value) for value in values)
    return ranges[0] if len(ranges) == 1 else AnyOf(ranges)


def _range(column: Column, value: str) -> ColumnFilter:
    bounds = _RANGE.fullmatch(value)
    if column.type is ColumnType.DATE:
        days = date_range(f"[{bounds['start']} TO {bounds['end']}]" if bounds else value)
        if days:
            return ColumnFilter(column.name, start=days.start, end=days.end)
    else:
        sides = bounds.groups() if bounds else (value, value)
        start, end = map(number_value, sides)
        unread = [side for side in sides if number_value(side) is None and (side or not bounds)]
        if not unread and (start is None or end is None or start <= end):
            return ColumnFilter(column.name, start=start, end=end)
    dated = column.type is ColumnType.DATE
    kind, examples = ("تاريخًا", _DATES_LIKE) if dated else ("عددًا", _NUMBERS_LIKE)
    shown = value[:_QUOTED]
    raise ParameterError(
        "filter",
        english=f"{column.name}: {shown!r} is no {column.type} and no range like {examples}",
        arabic=f"{column.name}: «{shown}» ليست {kind} ولا مدى مثل {examples}",
    )

"""What a request says about columns: filters, facets and the order, read for those of the index."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from index.engines.protocols import Order
from index.model.columns import COLUMNS, Column, ColumnType, number_value
from index.model.errors import ParameterError
from index.model.query import AnyOf, ColumnFilter, Node, branch_of
from index.model.values import one_of, shortened
from search.model.request import Sort
from search.query.dates import date_range

Columns: TypeAlias = Mapping[str, Column]
"""The columns of an index, by the names that requests may use."""

_FILTER: Final = re.compile(r"([^:=]+)[:=](.*)", re.DOTALL)
_DATES: Final[Mapping[str, str]] = {Sort.NEWEST: "-date", Sort.OLDEST: "date"}
_EXAMPLES: Final = {ColumnType.DATE: "2024, 2023..2024", ColumnType.NUMBER: "5, 5..10"}


def sort_column(sort: str, columns: Columns = COLUMNS) -> Column | None:
    """The column of an order of hits (see `SearchRequest`), None for relevance.

    Raises:
        ParameterError: there is no such order of an index with these columns.
    """
    if sort == Sort.RELEVANCE:
        return None
    name = _DATES.get(sort, sort).removeprefix("-")
    return columns.get(name) or columns[one_of("sort", sort, (*Sort, *columns))]


def order_of(sort: str, columns: Columns) -> Order:
    """An order of hits as engines take it. Raises ParameterError as `sort_column`."""
    column = sort_column(sort, columns)
    return Order(column.name if column else None, descending=_DATES.get(sort, sort).startswith("-"))


def facets_of(names: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """The names of facets. Raises ParameterError if one is none of the columns."""
    return tuple(one_of("facets", name, tuple(columns)) for name in names)


def filters_of(filters: Sequence[str], columns: Columns) -> tuple[Node, ...]:
    """The filters of a request as trees, one for each column that is named.

    Raises:
        ParameterError: there is no such column, or a value is none of its type.
    """
    values: dict[str, list[str]] = {}
    for text in filters:
        if not (named := _FILTER.fullmatch(text)):
            raise ParameterError("filter", "{text!r} is not COLUMN:VALUE", text=shortened(text))
        name = one_of("filter", named[1], tuple(columns))
        values.setdefault(name, []).append(named[2])
    return tuple(_filter(columns[name], tuple(of)) for name, of in values.items())


def _filter(column: Column, values: tuple[str, ...]) -> Node:
    if column.type is ColumnType.KEYWORD:
        return ColumnFilter(column.name, values)
    return branch_of(AnyOf, [_range(column, value) for value in values])


def _range(column: Column, value: str) -> ColumnFilter:
    start, dots, end = value.partition("..")
    if column.type is ColumnType.DATE:
        if days := date_range(f"[{start} TO {end}]" if dots else value):
            return ColumnFilter(column.name, start=days.start, end=days.end)
    else:
        least = -math.inf if dots and not start.strip() else number_value(start)
        most = math.inf if dots and not end.strip() else number_value(end if dots else start)
        if least is not None and most is not None and least <= most:
            return ColumnFilter(column.name, start=least, end=most)
    raise ParameterError(
        "filter",
        "{column}: {value!r} is no {type} and no range, which look like {examples}",
        column=column.name,
        value=shortened(value),
        type=column.type.label,
        examples=_EXAMPLES[column.type],
    )

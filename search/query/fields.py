"""The names of fields and levels in a query, in English and Arabic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from index.analysis import Level
from index.analysis.normalization.normalizer import fold
from index.model.columns import COLUMNS, ColumnType
from index.model.query import TextField


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The field, level or column to which a name before a colon narrows the word after it."""

    field: TextField | None = None  # None: the default ones
    level: Level | None = None  # None: the default ones
    column: str | None = None


_NAMES: Final = {
    "title عنوان العنوان": Narrowing(field=TextField.TITLE),
    "body نص النص متن المتن": Narrowing(field=TextField.BODY),
    "source مصدر المصدر": Narrowing(field=TextField.SOURCE),
    "stem جذع الجذع": Narrowing(level=Level.STEM),
    "root جذر الجذر": Narrowing(level=Level.ROOT),
}
_DATES: Final = frozenset(fold(name) for name in ("date", "تاريخ", "التاريخ"))
_NARROWINGS: Final = {
    fold(name): Narrowing(column=column.name)
    for column in COLUMNS.values()
    if column.type is ColumnType.KEYWORD and column.name != TextField.SOURCE
    for name in (column.name, *column.keys)
} | {fold(name): narrowing for names, narrowing in _NAMES.items() for name in names.split()}
FORM_ONLY: Final = Narrowing(level=Level.FORM)


def narrowing(name: str) -> Narrowing | None:
    """The field, level or column that `name` names, or None if it names none."""
    return _NARROWINGS.get(fold(name))


def is_date(name: str) -> bool:
    """Whether `name` is one of the names of the date."""
    return fold(name) in _DATES

"""One way from a record to what JSON can hold, for the API and the command line alike."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from index.analysis.token import Reading, Token

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as it is shown outside: its own terms beside the readings that they come from.

    Attributes:
        surface: exactly `text[start:end]`.
        start, end: offsets into the text in characters, end excluded.
        position: its number among the words, from 0.
        form, stem, root: the terms of the first reading.
        readings: every way to read the word, the usual one first.
    """

    surface: str
    start: int
    end: int
    position: int
    form: str
    stem: str
    root: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """What the analysis says of a text.

    Attributes:
        text: the text.
        tokens: its words in order.
    """

    text: str
    tokens: tuple[TokenView, ...]


def analysis(text: str, tokens: Sequence[Token]) -> AnalysisView:
    """The view of `tokens`, which are the tokens of `text`."""
    return AnalysisView(text, tuple(map(_token, tokens)))


def _token(token: Token) -> TokenView:
    return TokenView(*(getattr(token, name) for name in _names(TokenView)))


def plain(record: DataclassInstance) -> dict[str, Any]:
    """A record as a dictionary of what JSON knows, its fields in their order."""
    found: dict[str, Any] = json.loads(to_json(record))
    return found


def _shallow(value: object) -> object:
    """A value that JSON doesn't know as one that it knows; its parts may be unknown still.

    Raises:
        TypeError: there is nothing.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    """The fields of a record, in their order."""
    return tuple(field.name for field in dataclasses.fields(kind))


def to_json(record: DataclassInstance, *, indent: int | None = None) -> str:
    """A record as JSON text: Arabic letters as themselves, no NaN.

    Dates become ISO 8601 text, enumerations their values, tuples lists, paths their text. The
    encoder converts what it meets, so that the many texts and numbers of an answer are not
    copied before they are written.

    Args:
        record: an instance of a dataclass; `SearchResponse` and what it holds above all.
        indent: spaces a level, None for one line.

    Raises:
        TypeError: a field holds what has no form in JSON.
        ValueError: a number is none.
    """
    return json.dumps(record, default=_shallow, ensure_ascii=False, allow_nan=False, indent=indent)

"""Cursors: what was written is read again, and nothing else."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.protocols import Cursor
from index.model.columns import COLUMNS, Column, ColumnType, Value
from index.model.errors import ParameterError
from index.model.messages import Message
from search.model.records import Hit
from search.model.request import Sort
from search.ranking.cursors import CursorPosition, parse, text_of

ids = st.text(st.characters(), min_size=1) | st.just("ملف\udcff.txt")


def hit(identity: str, score: float = 0.0, **values: Value | None) -> Hit:
    columns = {name: (value,) for name, value in values.items() if value is not None}
    return Hit(identity, "", (), None, None, None, "", score, (), columns=columns)


def written(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@given(identity=ids, score=st.floats(allow_nan=False, allow_infinity=False))
def test_a_score_is_kept_exactly(identity: str, score: float) -> None:
    found = parse(text_of(hit(identity, score), Sort.RELEVANCE), Sort.RELEVANCE)
    assert found == CursorPosition(Cursor(identity, score=score))


def test_that_a_score_is_of_a_second_look_is_kept() -> None:
    text = text_of(hit("1", 2.5), Sort.RELEVANCE, reranked=True)
    assert parse(text, Sort.RELEVANCE) == CursorPosition(Cursor("1", score=2.5), reranked=True)


@given(identity=ids, date=st.none() | st.dates(), sort=st.sampled_from([Sort.NEWEST, Sort.OLDEST]))
def test_a_date_is_kept(identity: str, date: dt.date | None, sort: Sort) -> None:
    found = parse(text_of(hit(identity, 3.0, date=date), sort), sort)
    assert found == CursorPosition(Cursor(identity, value=date))


MINE = {**COLUMNS, "pages": Column("pages", Message("pages"), ColumnType.NUMBER)}


@given(
    identity=ids,
    value=st.none()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False),
)
def test_a_number_of_a_column_is_kept(identity: str, value: float | None) -> None:
    text = text_of(hit(identity, pages=value), "-pages", MINE)
    assert parse(text, "-pages", MINE) == CursorPosition(Cursor(identity, value=value))


@given(identity=ids, value=st.none() | st.text())
def test_a_text_of_a_column_is_kept(identity: str, value: str | None) -> None:
    text = text_of(hit(identity, author=value), "author")
    assert parse(text, "author") == CursorPosition(Cursor(identity, value=value))


def test_a_cursor_of_a_column_that_is_gone_is_refused() -> None:
    with pytest.raises(ParameterError, match="after: is not a cursor"):
        parse(text_of(hit("1", pages=1), "pages", MINE), "author")


@given(identity=ids)
def test_a_cursor_is_safe_in_an_address(identity: str) -> None:
    text = text_of(hit(identity, 1.5), Sort.RELEVANCE)
    assert text.isascii()
    assert text.replace("-", "").replace("_", "").isalnum()


@given(text=st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="after: is not a cursor"):
        parse(text, Sort.NEWEST)


@pytest.mark.parametrize(
    "text",
    [
        written("relevance", "1", float("inf")),
        written("relevance", "1", True),
        written("relevance", "1", "2024-01-01"),
        written("relevance", 1, 1.0),
        written("newest", "1", 7),
        written("newest", "1", "yesterday"),
        written("oldest", "1"),
        written("relevance", "1", 1.0, False),
        written("relevance", "1", 1.0, True, True),
        written("newest", "1", "2024-01-01", True),
        written("sideways", "1", 1.0),
        written("author", "1", 1.0),
        written("year", "1", "many"),
        written(["relevance"], "1", 1.0),
    ],
)
def test_what_no_answer_has_said_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="after: is not a cursor"):
        parse(text, Sort.RELEVANCE)


def test_a_cursor_of_another_order_is_refused() -> None:
    text = text_of(hit("1", 1.0), Sort.RELEVANCE)
    with pytest.raises(ParameterError, match="of the order 'relevance', not of 'newest'"):
        parse(text, Sort.NEWEST)

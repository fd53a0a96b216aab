"""Records as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Level
from search.model.records import Relation, Total
from search.model.serialization import plain, to_json


class Colour(Enum):
    RED = 1


@dataclass(frozen=True, slots=True)
class Record:
    value: object
    others: tuple[object, ...] = ()
    named: Mapping[str, object] | None = None


SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.sampled_from((*Level, Colour.RED, PurePosixPath("a/b"), Total(3, Relation.EXACT))),
)
RECORDS = st.recursive(
    SIMPLE,
    lambda parts: st.builds(
        Record, parts, st.lists(parts).map(tuple), st.dictionaries(st.text(), parts)
    ),
).map(Record)


@given(RECORDS, st.sampled_from((None, 2)))
def test_the_text_is_that_of_the_plain_record(record: Record, indent: int | None) -> None:
    written = json.dumps(plain(record), ensure_ascii=False, indent=indent)
    assert to_json(record, indent=indent) == written


def test_a_date_is_written_as_iso_8601_has_it() -> None:
    assert to_json(Record(dt.date(2024, 11, 29))) == (
        '{"value": "2024-11-29", "others": [], "named": null}'
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(Record(value))


@pytest.mark.parametrize("value", [b"bytes", {"a", "set"}, Record])
def test_what_has_no_form_in_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no form in JSON"):
        to_json(Record(value))

"""Dates in the query language: which days each text means."""

from __future__ import annotations

import pytest

from index.analysis import Analyzer
from search.query import describe, parse

ANALYZER = Analyzer()


def days(value: str, name: str = "date") -> str:
    return describe(parse(f"{name}:{value}", ANALYZER).node)


NOVEMBER = "2024-11-01..2024-11-30"


@pytest.mark.parametrize("name", ["date", "Date", "تاريخ", "التاريخ"])
def test_the_date_has_these_names(name: str) -> None:
    assert days("2024-11-06", name) == "2024-11-06..2024-11-06"


def test_a_year_is_all_of_its_days() -> None:
    assert days("2024") == "2024-01-01..2024-12-31"


@pytest.mark.parametrize("value", ["2024-11", "2024/11", "11/2024", "٢٠٢٤-١١", "۲۰۲۴-۱۱"])
def test_a_month_is_all_of_its_days(value: str) -> None:
    assert days(value) == NOVEMBER


MONTHS = ("نوفمبر", "نونبر", "تشرين الثاني", "تشرين الثاني/نوفمبر", "November", "nov")


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("value", ["{} 2024", '"{} 2024"', "({} 2024)"])
def test_a_month_has_these_names(value: str, month: str) -> None:
    assert days(value.format(month)) == NOVEMBER


def test_february_has_29_days_in_a_leap_year() -> None:
    assert days("2024-02") == "2024-02-01..2024-02-29"


@pytest.mark.parametrize(
    "value",
    ["2024-11-06", "2024/11/6", "06/11/2024", "6.11.2024", "6 نوفمبر 2024", '"November 6, 2024"',
     "November 6, 2024", "٦ نوفمبر ٢٠٢٤"],
)  # fmt: skip
def test_a_day_is_written_in_these_ways(value: str) -> None:
    assert days(value) == "2024-11-06..2024-11-06"


@pytest.mark.parametrize("to", ["TO", "to", "إلى", "الى", "حتى"])
def test_a_range_goes_from_the_first_day_to_the_last(to: str) -> None:
    assert days(f"[2024-01 {to} 2024-11]") == "2024-01-01..2024-11-30"


def test_a_range_may_begin_with_min() -> None:
    assert days("[من يناير 2024 إلى نوفمبر 2024]") == "2024-01-01..2024-11-30"


@pytest.mark.parametrize(
    "value", ["[2024 TO]", "[2024 TO *]", ">=2024", "=>2024", ">2023", ">= 2024"]
)
def test_a_range_may_have_no_end(value: str) -> None:
    assert days(value) == "2024-01-01.."


@pytest.mark.parametrize("value", ["[TO 2024]", "[* إلى 2024]", "<=2024", "=<2024", "<2025"])
def test_a_range_may_have_no_beginning(value: str) -> None:
    assert days(value) == "..2024-12-31"


def test_the_words_behind_a_date_are_not_part_of_it() -> None:
    assert days("نوفمبر 2024 كتاب") == f"all({NOVEMBER}, كتاب)"


def test_a_date_can_be_excluded() -> None:
    assert (
        describe(parse("كتاب -date:2024", ANALYZER).node) == "without(كتاب, 2024-01-01..2024-12-31)"
    )


NO_DATES = (
    *("2024-13", "2024-02-30", "31/02/2024", "0000", "99999", "24", "2024/2025", "1446هـ"),
    *("[2025 TO 2024]", "[2024-13 TO 2025]", "[", "2024-11-06T10:00", ">9999", "<0001", '"غدا"'),
)


@pytest.mark.parametrize("value", NO_DATES)
def test_what_is_no_date_is_words_and_it_is_said(value: str) -> None:
    result = parse(f"كتاب date:{value}", ANALYZER)
    assert ".." not in describe(result.node)
    assert [notice.code for notice in result.notices] == ["bad-date"]


def test_running_text_behind_the_name_keeps_the_name() -> None:
    assert days("الجزائر", "تاريخ") == "all(تاريخ, الجزائر)"


def test_a_range_that_ends_before_it_begins_leaves_its_words() -> None:
    assert days("[2025 إلى 2024]") == "all(2025, 2024)"

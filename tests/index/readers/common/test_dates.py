from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.common.dates import date_line, date_value


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("29 نوفمبر 2024", dt.date(2024, 11, 29)),
        ("٤ يونيو ٢٠٢٤", dt.date(2024, 6, 4)),
        ("۴ يونيو ۲۰۲۴", dt.date(2024, 6, 4)),
        ("31 تشرين الأول/ أكتوبر 2023", dt.date(2023, 10, 31)),
        ("5 كانون الثاني/يناير 2020", dt.date(2020, 1, 5)),
        ("9 أيلول (سبتمبر) 1992", dt.date(1992, 9, 9)),
        ("18 جانفي 2017", dt.date(2017, 1, 18)),
        ("2 فيفري 2018", dt.date(2018, 2, 2)),
        ("7 أفريل 2019", dt.date(2019, 4, 7)),
        ("14 جويلية 2016", dt.date(2016, 7, 14)),
        ("3 أوت 2020", dt.date(2020, 8, 3)),
        ("20 غشت 2020", dt.date(2020, 8, 20)),
        ("6 شتنبر 2021", dt.date(2021, 9, 6)),
        ("6 نونبر 2021", dt.date(2021, 11, 6)),
        ("6 دجنبر 2021", dt.date(2021, 12, 6)),
        ("1 آب 2006", dt.date(2006, 8, 1)),
        ("الثلاثاء 12 تشرين الثاني/ نوفمبر 2023", dt.date(2023, 11, 12)),
        ("الأربعاء، 6 نوفمبر، 2024", dt.date(2024, 11, 6)),
        ("يوم الجمعة 6 ديسمبر 2024 - 10:30 ص", dt.date(2024, 12, 6)),
        ("6 ديسمبر 2024م", dt.date(2024, 12, 6)),
        ("6 ديسمبر 2024 الساعة 14:05 بتوقيت غرينتش", dt.date(2024, 12, 6)),
        ("12 ربيع الأول 1446هـ الموافق 15 سبتمبر 2024م", dt.date(2024, 9, 15)),
        ("2024-11-29", dt.date(2024, 11, 29)),
        ("2024/11/29", dt.date(2024, 11, 29)),
        ("2024-11-29T10:15:00+03:00", dt.date(2024, 11, 29)),
        ("05/06/2024", dt.date(2024, 6, 5)),
        ("29.11.2024", dt.date(2024, 11, 29)),
        ("November 6, 2024", dt.date(2024, 11, 6)),
        ("Wednesday, 6 Nov 2024", dt.date(2024, 11, 6)),
        ("6th November 2024", dt.date(2024, 11, 6)),
    ],
)
def test_a_line_that_is_a_date(line: str, day: dt.date) -> None:
    found = date_line(line)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "line",
    [
        "تاريخ النشر: 6th, November 2024 GMT",
        "نُشر في 6 نوفمبر 2024",
        "التاريخ: 2024-11-06",
        "بتاريخ 6/11/2024",
        "Published: November 6, 2024",
        "Date: 2024-11-06 08:00:00",
    ],
)
def test_a_label_says_what_a_date_is(line: str) -> None:
    found = date_line(line)
    assert found is not None
    assert (found.day, found.labelled) == (dt.date(2024, 11, 6), True)


@pytest.mark.parametrize(
    "line",
    [
        "19 يونيو 2024 (فرانس برس)",
        "في 19 يونيو 2024 وقعت الدولتان",
        "1 محرم 1446هـ",
        "١٢ رجب ١٣٤٥هـ",
        "1445-03-12",
        "نوفمبر 2024",
        "2024",
        "31 فبراير 2024",
        "2024-13-01",
        "12 تموز/ نوفمبر 2023",
        "أمس الجمعة",
        "منذ 3 أيام",
        "رقم الهاتف 0512-345-6789",
        "آخر تحديث: 6 نوفمبر 2024",
        "— الوكالة (@agency) November 20, 2024",
        "من 1 مارس 2020 إلى 5 مارس 2020",
    ],
)
def test_a_line_that_is_no_date_of_publication(line: str) -> None:
    assert date_line(line) is None


def test_a_place_may_head_the_date_of_a_letter() -> None:
    found = date_line("بيروت، 5 آذار 1931")
    assert found is not None
    assert found.placed


@pytest.mark.parametrize(
    "value", ["2024-11-06", "2024-11-06T23:59:00Z", "6 نوفمبر 2024", "20241106"]
)
def test_a_field_for_dates_is_read(value: str) -> None:
    assert date_value(value) == dt.date(2024, 11, 6)


@pytest.mark.parametrize(
    "value", [None, "", 20241106, "2024", "1445-01-01", "قريبا", ["2024-11-06"]]
)
def test_a_field_without_a_day_gives_none(value: object) -> None:
    assert date_value(value) is None


@given(st.text())
def test_any_line_is_judged(line: str) -> None:
    date_line(line)
    date_value(line)


@given(st.text(alphabet="0123456789٠١٢/-.: نوفمبريايرTZمص,،"))
def test_any_line_of_figures_is_judged(line: str) -> None:
    date_line(line)
    date_value(line)

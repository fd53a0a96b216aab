"""Which way a text runs."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

from web.bidi import text_direction


def test_arabic_runs_from_right_to_left() -> None:
    assert text_direction("وزير الدفاع", "ltr") == "rtl"


def test_a_latin_name_in_front_does_not_turn_an_arabic_sentence() -> None:
    assert text_direction("Google Translate تضيف 110 لغات جديدة.", "ltr") == "rtl"


def test_an_arabic_word_in_front_does_not_turn_an_english_sentence() -> None:
    assert text_direction("كتاب is the Arabic word for book", "rtl") == "ltr"


def test_figures_alone_run_as_the_page_does() -> None:
    assert text_direction("2024-06-02", "rtl") == "rtl"


@given(text=st.text())
def test_any_text_has_a_direction(text: str) -> None:
    assert text_direction(text, "ltr") in {"ltr", "rtl"}

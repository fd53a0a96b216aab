from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.clitics import counterpart


@pytest.mark.parametrize(("word", "other"), [("بنك", "البنك"), ("البنك", "بنك")])
def test_a_word_and_the_word_with_its_article_are_counterparts(word: str, other: str) -> None:
    assert counterpart(word) == other


def test_the_marks_of_an_article_go_with_it() -> None:
    assert counterpart("اَلْبَنْكُ") == "بَنْكُ"


@pytest.mark.parametrize("word", ["ال", "الى"])
def test_an_article_stands_before_at_least_two_letters(word: str) -> None:
    assert counterpart(word) == f"ال{word}"


@pytest.mark.parametrize("word", ["bank", "100", "عربي21", "", "😀"])
def test_only_arabic_words_have_a_counterpart(word: str) -> None:
    assert counterpart(word) is None


@given(st.text())
def test_any_text_has_another_counterpart_or_none(text: str) -> None:
    assert counterpart(text) != text

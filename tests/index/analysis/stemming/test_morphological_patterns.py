"""Shapes of words: which differ by inflection only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.analysis.stemming.morphological_patterns import (
    differ_by_endings,
    inflections,
)


def test_endings_are_inflection() -> None:
    assert differ_by_endings("الامبراطوريه", "الامبراطوره")
    assert not differ_by_endings("تلغرام", "تليغرام")


def test_inflections_are_told_by_kind() -> None:
    article, pronouns, endings = inflections("كتاب")
    assert "الكتاب" in article
    assert "كتابها" in pronouns
    assert "كتابين" in endings


def test_the_imperfect_has_other_persons() -> None:
    assert "تكتب" in inflections("يكتب")[-1]


@given(st.text(min_size=1), st.text())
def test_any_text_has_an_answer(one: str, other: str) -> None:
    differ_by_endings(one, other)
    inflections(one)

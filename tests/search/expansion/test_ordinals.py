"""Ordinals after a definite noun, one fact a test."""

from __future__ import annotations

import pytest

from index.analysis import Analyzer
from index.model.query import Phrase, Word
from search.expansion.ordinals import ordinal_variants

ANALYZER = Analyzer()


def texts(query: str) -> list[str]:
    words = [Word(token.surface, token.readings) for token in ANALYZER.tokens(query)]
    return [text for each in ordinal_variants(words, ANALYZER) for text in each.texts]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الباب 7", "الباب السابع"),
        ("الدورة 12", "الدورة الثاني عشر"),
        ("الذكرى 40", "الذكرى الاربعون"),
        ("القرن 19", "القرن التاسع عشر"),
        ("الدورة 33", "الدورة الثالث والثلاثون"),
    ],
)
def test_digits_are_an_ordinal(one: str, other: str) -> None:
    assert texts(one) == [other]


@pytest.mark.parametrize(
    ("one", "other"),
    [("الدورة الثالثة والثلاثين", "الدورة 33"), ("الفصل العاشر", "الفصل 10")],
)
def test_an_ordinal_is_digits_in_any_gender_and_case(one: str, other: str) -> None:
    assert texts(one) == [other]


@pytest.mark.parametrize("query", ["باب 7", "7", "السابع", "الباب 700"])
def test_an_ordinal_needs_its_definite_noun(query: str) -> None:
    assert texts(query) == []


def test_digits_may_have_an_article_of_their_own_before_them() -> None:
    words = [Word(token.surface, token.readings) for token in ANALYZER.tokens("الفصل العاشر")]
    (variant,) = ordinal_variants(words, ANALYZER)
    (leaf,) = variant.leaves
    assert isinstance(leaf, Phrase)
    assert leaf.slop == 1

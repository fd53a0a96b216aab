"""Compounds with a space and without one, one fact a test."""

from __future__ import annotations

import pytest

from search.arabic.compounds import joined, parts, writings


@pytest.mark.parametrize(
    ("whole", "apart"),
    [
        ("عبدالكريم", ("عبد", "الكريم")),
        ("وعبدالكريم", ("وعبد", "الكريم")),
        ("ابوبكر", ("ابو", "بكر")),
        ("فضلالله", ("فضل", "الله")),
        ("شهابالدين", ("شهاب", "الدين")),
        ("ماشاءالله", ("ما", "شاء", "الله")),
        ("covid19", ("covid", "19")),
        ("4k", ("4", "k")),
    ],
)
def test_a_compound_is_its_parts(whole: str, apart: tuple[str, ...]) -> None:
    assert parts(whole) == apart
    assert joined(apart) == whole


@pytest.mark.parametrize(
    "word", ["الله", "والله", "عباد", "ابواب", "ابوهما", "والدين", "الخالدين", "كتاب", "2024", "ok"]
)
def test_another_word_is_whole(word: str) -> None:
    assert parts(word) == ()


def test_a_compound_is_joined_in_the_nominative() -> None:
    assert joined(("ابي", "ظبي")) == "ابوظبي"


def test_other_words_are_not_joined() -> None:
    assert joined(("كتاب", "جديد")) is None


def test_a_phrase_is_written_with_its_compound_apart_or_joined() -> None:
    assert writings(("عبد", "الكريم", "قاسم")) == (("عبدالكريم", 2),)
    assert writings(("عبدالكريم", "قاسم")) == (("عبد", "الكريم", 1),)


def test_and_stands_apart_or_in_one_word_with_the_next() -> None:
    assert writings(("ليل", "ونهار")) == ((0, "و", "نهار"),)
    assert writings(("ليل", "و", "نهار")) == ((0, "ونهار"),)


def test_the_first_word_of_a_phrase_keeps_its_waw() -> None:
    assert writings(("ورق", "ابيض")) == ()

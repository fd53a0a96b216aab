"""Letters as typed, one fact a test."""

from __future__ import annotations

import pytest

from search.arabic.typed_letters import is_as_typed, keeps_letters, may_be_exchanged


@pytest.mark.parametrize(
    ("query", "text"), [("آذان", "أذان"), ("مكتبة", "مكتبه"), ("على", "علي"), ("سأل", "سال")]
)
def test_other_letters_of_one_form_are_not_kept(query: str, text: str) -> None:
    assert not keeps_letters(query, text)
    assert not keeps_letters(text, query)


def test_marks_and_tatweel_are_left_aside() -> None:
    assert keeps_letters("آذان", "آذَانٌ")
    assert keeps_letters("آذان", "آذاــن")


def test_an_ending_is_not_compared() -> None:
    assert keeps_letters("مكتبة", "مكتبته")


def test_an_article_and_particles_are_not_compared() -> None:
    assert keeps_letters("آذان", "وبالآذان")


def test_an_alef_with_hamza_is_no_article() -> None:
    assert not keeps_letters("عاب", "ألعاب")


def test_a_broken_plural_has_nothing_to_compare() -> None:
    assert keeps_letters("كتاب", "كتب")


def test_a_swapped_lam_alef_is_put_right_first() -> None:
    assert keeps_letters("الأذان", "األذان")


def test_a_word_is_as_typed_with_the_article_and_without_it() -> None:
    assert is_as_typed("آذان", "الآذان")
    assert not is_as_typed("آذان", "بآذان")


def test_a_word_without_such_letters_can_only_be_itself() -> None:
    assert not may_be_exchanged("بحث")
    assert not may_be_exchanged("البحث")
    assert may_be_exchanged(["بحثت", "في"][1])

"""Vowel marks beside each other: one fact of Arabic writing a test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.vocalisation import compared, is_compatible, is_vocalised, preference

LETTERS = "ابتعلموةإ" + "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"


# Vowels.


def test_text_without_marks_is_compatible_with_all() -> None:
    assert is_compatible("عَلَم", "علم")


def test_a_query_without_marks_is_compatible_with_all() -> None:
    assert is_compatible("علم", "عِلْم")


def test_the_same_vowels_are_compatible() -> None:
    assert is_compatible("عَلَم", "عَلَم")


def test_two_vowels_on_one_letter_contradict_each_other() -> None:
    assert not is_compatible("عَلَم", "عِلْم")


def test_letters_that_lack_marks_say_nothing() -> None:
    assert is_compatible("عَلَم", "علَم")


def test_a_sukun_contradicts_a_vowel() -> None:
    assert not is_compatible("عَلَم", "عَلْم")


def test_a_sukun_agrees_with_a_letter_without_marks() -> None:
    assert is_compatible("عِلْم", "عِلم")


def test_a_sukun_of_the_quran_is_a_sukun() -> None:
    assert is_compatible("عِلْم", "عِلۡم")


def test_nunation_is_another_ending() -> None:
    assert not is_compatible("عَلَمٌ", "عَلَمَ")


def test_a_query_without_its_ending_leaves_the_case_open() -> None:
    assert is_compatible("عَلَم", "عَلَمٍ")


def test_open_nunation_is_nunation() -> None:
    assert is_compatible("رَحِيمٌ", "رَحِيمࣱ")


def test_the_nunation_of_an_alef_may_stand_before_it() -> None:
    assert is_compatible("كتاباً", "كِتَابًا")


def test_a_text_that_offers_two_vowels_is_compatible_with_both() -> None:
    assert is_compatible("عَلم", "ع\u064e\u0650لم")
    assert is_compatible("عِلم", "ع\u064e\u0650لم")


def test_a_hamza_below_is_read_with_kasra() -> None:
    assert not is_compatible("أَنَّ", "إن")
    assert is_compatible("إِنَّ", "إن")


# Shadda.


def test_a_shadda_contradicts_a_vowel_without_one() -> None:
    assert not is_compatible("عَلَّم", "عَلَم")


def test_a_vowel_contradicts_a_shadda() -> None:
    assert not is_compatible("عَلَم", "عَلَّم")


def test_a_shadda_is_compatible_with_a_letter_without_marks() -> None:
    assert is_compatible("عَلَّم", "عَلم")


def test_a_shadda_may_lack_its_vowel() -> None:
    assert is_compatible("عَلَّم", "علّم")


def test_marks_of_one_letter_come_in_any_order() -> None:
    assert is_compatible("عل\u0651\u064eم", "عل\u064e\u0651م")


def test_a_sun_letter_has_its_shadda_from_the_article() -> None:
    assert is_compatible("الشَمس", "الشَّمْس")


def test_a_sun_letter_has_it_behind_a_conjunction_too() -> None:
    assert is_compatible("والشَمس", "وَالشَّمْس")


def test_a_first_letter_has_its_shadda_from_the_word_before() -> None:
    assert is_compatible("رَبِّهِم", "رَّبِّهِمْ")


# Other spellings.


def test_a_dagger_alef_is_a_long_fatha() -> None:
    assert is_compatible("هَذا", "هٰذا")
    assert not is_compatible("هُذا", "هٰذا")


def test_a_dagger_alef_may_be_a_letter() -> None:
    assert is_compatible("الكِتَاب", "ٱلۡكِتَٰب")
    assert not is_compatible("الكُتَاب", "ٱلۡكِتَٰب")


def test_a_waw_may_be_the_seat_of_a_dagger_alef() -> None:
    assert is_compatible("الصَلاة", "ٱلصَّلَوٰة")


def test_hamza_and_persian_letters_are_compared_as_letters() -> None:
    assert is_compatible("أَحْمَد", "احمَد")
    assert not is_compatible("كِتاب", "کُتاب")


def test_presentation_forms_of_marks_are_marks() -> None:
    assert not is_compatible("عَلم", "ﻋ\ufe7aلم")


# Other words of the same stem.


def test_a_conjunction_is_not_compared() -> None:
    assert is_compatible("عَلَم", "وَالعَلَمُ")
    assert not is_compatible("عَلَم", "وَالعِلْمُ")


def test_a_pronoun_is_not_compared() -> None:
    assert is_compatible("عَلَم", "عَلَمُهُم")


def test_words_without_a_common_core_are_not_compatible() -> None:
    assert compared("عَلَم", "مكتبة") is None
    assert not is_compatible("عَلَم", "مكتبة")


# What is preferred.


def test_text_without_marks_is_neither_preferred_nor_the_contrary() -> None:
    assert preference("عَلَم", "علم") == 0


def test_agreement_is_a_share_of_the_marked_letters() -> None:
    assert preference("عَلَم", "عَلَمٌ") == 1
    assert preference("عَلَم", "علَم") == 0.5


def test_contradiction_counts_against_a_text() -> None:
    assert preference("عَلَم", "عِلْم") == -1


def test_a_query_without_marks_prefers_nothing() -> None:
    assert preference("علم", "عِلْم") == 0


@pytest.mark.parametrize("word", ["عَلم", "علّم", "علمٌ", "هٰذا", "علۡم"])
def test_a_word_with_a_mark_is_vocalised(word: str) -> None:
    assert is_vocalised(word)


@pytest.mark.parametrize("word", ["علم", "إن", "آن", "كتـاب", "café"])
def test_hamza_madda_and_tatweel_are_no_vowels(word: str) -> None:
    assert not is_vocalised(word)


# Any words.


@given(st.text(LETTERS, min_size=1, max_size=20))
def test_a_word_is_compatible_with_itself(word: str) -> None:
    assert is_compatible(word, word)


@given(st.text(LETTERS, min_size=1, max_size=20), st.text(LETTERS, min_size=1, max_size=20))
def test_compatibility_is_mutual(one: str, other: str) -> None:
    assert is_compatible(one, other) == is_compatible(other, one)


@given(st.text(LETTERS, min_size=1, max_size=20))
def test_a_word_is_compatible_with_itself_without_marks(word: str) -> None:
    bare = "".join(letter for letter in word if not is_vocalised(letter))
    if "إ" not in bare:
        assert is_compatible(word, bare)


@given(st.text(LETTERS, min_size=1, max_size=20), st.text(LETTERS, min_size=1, max_size=20))
def test_preference_keeps_within_its_bounds(one: str, other: str) -> None:
    assert -1 <= preference(one, other) <= 1

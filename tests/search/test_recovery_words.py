"""What a word may have been meant to be: one fact a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.protocols import NearForm
from index.model.edit_distance import within
from search.arabic import clitics, keyboard_layouts, transliteration
from search.arabic.confusion_costs import OTHER, cost
from search.recovery.spelling import suggestions

ARABIC = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ", max_size=8)


class Words:
    """A vocabulary in memory."""

    def __init__(self, **frequencies: int) -> None:
        self._frequencies = frequencies

    def near(self, forms: Sequence[str], edits: int = 0) -> Iterable[NearForm]:
        for word, documents in self._frequencies.items():
            found = within(forms[0], word, edits)
            if found is not None:
                yield NearForm(word, documents, found)


def offered(written: str, **frequencies: int) -> list[str]:
    return [each.form for each in suggestions(written, Words(**frequencies).near)]


# What an edit costs.


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("نضام", "نظام"), ("المدينه", "المدينة"), ("اكثر", "أكثر"), ("حتي", "حتى"),
        ("تريق", "طريق"), ("سورة", "صورة"), ("هدا", "هذا"), ("زهب", "ذهب"), ("رءيس", "رئيس"),
    ],
)  # fmt: skip
def test_letters_that_are_mixed_up_cost_little(written: str, meant: str) -> None:
    assert cost(written, meant) <= 0.4


def test_a_letter_twice_instead_of_once_costs_little() -> None:
    assert cost("حدديقة", "حديقة") == cost("حديقة", "حدديقة") < 0.5


def test_a_neighbour_on_the_keyboard_costs_less_than_a_letter_far_away() -> None:
    assert cost("كتات", "كتاب") < cost("كتاص", "كتاب")


def test_letters_that_changed_places_cost_less_than_two_others() -> None:
    assert cost("كاتب", "كتاب") < OTHER


def test_a_missing_long_vowel_costs_less_than_a_missing_consonant() -> None:
    assert cost("كتب", "كتاب") < cost("كاب", "كتاب")


@given(ARABIC)
def test_a_word_costs_nothing_for_itself(word: str) -> None:
    assert cost(word, word) == 0


@given(ARABIC, ARABIC)
def test_other_words_cost_something_and_not_more_than_their_letters(one: str, other: str) -> None:
    if one != other:
        assert 0 < cost(one, other) <= OTHER * max(len(one), len(other)) + 1e-9


# Did you mean.


def test_the_word_itself_is_not_offered() -> None:
    assert offered("حضر", حضر=9, حظر=3) == ["حظر"]


def test_of_words_as_near_the_frequent_one_is_offered_first() -> None:
    assert offered("كتاط", كتاب=2, كتان=900) == ["كتان", "كتاب"]


def test_a_likely_mistake_goes_before_a_frequent_word() -> None:
    assert offered("نضام", نظام=10, نخام=50) == ["نظام", "نخام"]


def test_a_short_word_differs_in_one_letter_alone() -> None:
    assert offered("كتب", كاتبا=9) == []


# The other keyboard.


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hgsghl", "السلام"),
        (";jhf", "كتاب"),
        ("[,k[", "جونج"),
        ("HGSGHL", "السلام"),
        ("hgHk", "الأن"),
    ],
)
def test_arabic_typed_on_latin_keys_is_read(typed: str, meant: str) -> None:
    assert meant in keyboard_layouts.arabic(typed)


def test_azerty_has_letters_elsewhere() -> None:
    assert "صباح" in keyboard_layouts.arabic("zfhp")


def test_a_dead_circumflex_is_a_key_before_its_letter() -> None:
    assert "جخ" in keyboard_layouts.arabic("ô")


def test_apple_has_letters_elsewhere() -> None:
    assert "دور" in keyboard_layouts.arabic("vmn")


def test_thal_stands_elsewhere_on_102_keys() -> None:
    assert {"ذ"} == set(keyboard_layouts.arabic("`")) == set(keyboard_layouts.arabic("\\"))


@pytest.mark.parametrize(
    ("typed", "meant"), [("اثممخ", "hello"), ("لخخلمث", "google"), ("لاخخن", "book")]
)
def test_latin_typed_on_arabic_keys_is_read(typed: str, meant: str) -> None:
    assert meant in keyboard_layouts.latin(typed)


def test_what_no_key_types_is_not_read() -> None:
    assert keyboard_layouts.arabic("日本") == ()


@given(st.text("qwertyuiopasdfghjklzxcvbnm", min_size=1, max_size=12))
def test_what_the_keys_of_101_type_leads_back(typed: str) -> None:
    (meant, *_) = keyboard_layouts.arabic(typed)
    back = keyboard_layouts.latin(meant)
    assert typed in back or "gh" in typed or "b" in typed


@given(st.text(max_size=20))
def test_any_text_has_readings_or_none(text: str) -> None:
    chunk = "".join(text.split())
    assert all(keyboard_layouts.arabic(chunk))
    assert all(keyboard_layouts.latin(chunk))


# Latin letters.


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3arabi", "عربي"), ("7aflah", "حفله"), ("Pyongyang", "بيونغيانغ"), ("el-Sisi", "السيسي"),
        ("Moscow", "موسكو"), ("5aled", "خالد"), ("9abah", "صباح"), ("6areeq", "طريق"),
        ("al-Riyadh", "الرياض"), ("Müller", "مولر"), ("Putin", "بوتين"),
        ("khalid", "خالد"), ("3'azala", "غزاله"),
    ],
)  # fmt: skip
def test_latin_letters_and_digits_spell_arabic(written: str, meant: str) -> None:
    assert meant in dict(transliteration.spellings(transliteration.romanised(written)))


def test_a_number_is_no_word() -> None:
    assert transliteration.romanised("2024") == ""


@given(st.text(max_size=30))
def test_spellings_are_few_and_cheapest_first(text: str) -> None:
    found = [cost for _, cost in transliteration.spellings(transliteration.romanised(text))]
    assert len(found) <= transliteration.BEAM
    assert found == sorted(found)


# Joints.


def test_a_word_may_be_two() -> None:
    assert ("عبد", "الله") in list(clitics.divided("عبدالله"))


def test_no_part_is_one_letter() -> None:
    assert all(len(part) > 1 for pair in clitics.divided("والكتاب") for part in pair)


@pytest.mark.parametrize(
    ("form", "other"),
    [("والسياره", "السياره"), ("سياره", "السياره"), ("للمدرسه", "المدرسه"), ("بالصين", "الصين")],
)
def test_particles_come_and_go(form: str, other: str) -> None:
    assert other in clitics.otherwise_glued(form)

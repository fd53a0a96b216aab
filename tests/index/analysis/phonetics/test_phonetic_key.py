"""How names sound: one fact about spelling a test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalization.normalizer import fold
from index.analysis.phonetics import phonetic_key

NAMES = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويء", min_size=1, max_size=12)
ANY_TEXT = st.text(max_size=50)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("بيونغ", "بيونج"),  # g
        ("غوانغ", "كوانج"),
        ("تلغرام", "تيليجرام"),  # short vowels written or not
        ("فلاديمير", "فلاديمر"),
        ("انجلترا", "انكلترا"),
        ("طوكيو", "توكيو"),  # an emphatic letter or a plain one
        ("هتلر", "هيتلر"),
        ("تشارلز", "شارلز"),  # ch
        ("محمد", "محممد"),  # a doubled letter
        ("الحسيني", "حسيني"),  # the article
        ("سارا", "ساره"),  # the ending
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert phonetic_key.key(one) == phonetic_key.key(other) != 0


@pytest.mark.parametrize("text", ["", "abc", "2024", "اوي", "بيونغ يانغ", "ب" * 500])
def test_what_has_no_consonants_or_other_signs_has_no_key(text: str) -> None:
    assert phonetic_key.key(text) == 0


@pytest.mark.parametrize(
    ("name", "other"), [("يانسن", "جانسن"), ("ويلسون", "فيلسون"), ("بينو", "بينوت")]
)
def test_a_key_that_is_often_meant_is_near(name: str, other: str) -> None:
    assert phonetic_key.key(other) in phonetic_key.similar_keys(name)


def test_a_letter_that_newsrooms_exchange_costs_less_than_another_consonant() -> None:
    near, far = phonetic_key.costs("بيونغ", ["بيونج", "بيونر"])
    assert near < far


def test_a_vowel_between_consonants_costs_less_than_one_at_the_end() -> None:
    inside, last = phonetic_key.costs("جوردن", ["جوردان", "جوردنا"])
    assert inside < last


def test_other_signs_are_too_far() -> None:
    assert phonetic_key.costs("بيونغ", ["abc", ""]) == [phonetic_key.MAX_COST + 1] * 2


@given(NAMES)
def test_to_write_a_name_as_it_is_costs_nothing(name: str) -> None:
    assert phonetic_key.costs(name, [name]) == [0]


@given(NAMES, NAMES)
def test_costs_are_the_same_both_ways(one: str, other: str) -> None:
    assert phonetic_key.costs(one, [other]) == phonetic_key.costs(other, [one])


@given(st.lists(NAMES | ANY_TEXT.map(fold), unique=True), NAMES, st.integers(0, 100))
def test_forms_are_found_by_their_keys(forms: list[str], name: str, limit: int) -> None:
    forms = sorted(form for form in forms if form)
    content = [form.encode() for form in forms]
    blob = np.frombuffer(b"".join(content), np.uint8)
    starts = np.cumsum([0, *map(len, content)]).astype(np.int64)
    numbers, costs = phonetic_key.similar_forms(
        blob, starts, phonetic_key.sorted_by_key(blob, starts), name, limit
    )
    keys = set(phonetic_key.similar_keys(name))
    wanted = {
        form: cost
        for form, cost in zip(forms, phonetic_key.costs(name, forms), strict=True)
        if phonetic_key.key(form) in keys and 0 < cost <= limit
    }
    assert dict(zip([forms[n] for n in numbers.tolist()], costs.tolist(), strict=True)) == wanted

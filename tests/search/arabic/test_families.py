"""Families of words, one fact a test."""

from __future__ import annotations

import pytest

from search.arabic.families import other_seats, relatives


def test_the_son_in_a_name_loses_its_alef() -> None:
    assert relatives("ابن") == ("بن",)


def test_a_conjunction_before_a_member_stays() -> None:
    assert relatives("وبن") == ("وابن",)


def test_the_father_changes_with_its_case() -> None:
    assert relatives("أبو") == ("ابي", "ابا")


def test_the_brother_changes_with_its_case() -> None:
    assert relatives("أخي") == ("اخو", "اخا")


def test_the_owner_changes_with_its_case() -> None:
    assert relatives("ذي") == ("ذو", "ذا")


def test_the_sons_of_a_tribe_change_with_their_case() -> None:
    assert relatives("بنو") == ("بني",)


@pytest.mark.parametrize("verb", ["أبى", "بنى"])
def test_a_verb_with_alef_maksura_is_no_noun(verb: str) -> None:
    assert relatives(verb) == ()


def test_milk_is_no_son() -> None:
    assert relatives("لبن") == ()


@pytest.mark.parametrize(
    ("one", "other"), [("مئة", "مايه"), ("بالمائة", "بالميه"), ("سبعمئة", "سبعمايه")]
)
def test_a_hundred_has_an_alef_or_not(one: str, other: str) -> None:
    assert relatives(one) == (other,)


def test_a_name_of_the_quran_has_its_alef_or_not() -> None:
    assert relatives("إسحق") == ("اسحاق",)


def test_what_ends_like_a_hundred_is_none() -> None:
    assert relatives("حماية") == ()


def test_in_a_verb_its_seat_may_be_an_alef() -> None:
    assert "يبداون" in other_seats("يبدؤون")


def test_an_imperfect_has_particles_in_dialects() -> None:
    assert "بيشرب" in relatives("يشرب")

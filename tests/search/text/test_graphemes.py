from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from search.text.graphemes import cluster, is_boundary, widen

FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
# One of each kind that the rules of Unicode Standard Annex 29 tell apart.
KINDS = (
    "aكَ \n\r\x85\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{RIGHT-TO-LEFT MARK}"
    "\N{ARABIC NUMBER SIGN}\N{ARABIC END OF AYAH}\N{REGIONAL INDICATOR SYMBOL LETTER S}"
    "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-6}\N{VARIATION SELECTOR-16}"
    "\N{DEVANAGARI LETTER KA}\N{DEVANAGARI SIGN VIRAMA}\N{DEVANAGARI VOWEL SIGN I}"
    "\N{HANGUL CHOSEONG KIYEOK}\N{HANGUL JUNGSEONG A}\N{HANGUL JONGSEONG KIYEOK}가각"
    "\N{COPYRIGHT SIGN}\N{ARABIC TATWEEL}\N{ARABIC LETTER SUPERSCRIPT ALEF}\ud83d\udc00\u0378"
)
ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from(KINDS)))


def test_a_letter_and_its_marks_are_never_parted() -> None:
    assert [at for at in range(8) if is_boundary("كِتَابٌ", at)] == [0, 2, 4, 5, 7]


def test_a_family_of_emoji_is_never_parted() -> None:
    assert cluster(f"هنا{FAMILY}هناك", 5) == (3, 8)


def test_a_carriage_return_stays_with_its_line_feed() -> None:
    assert not is_boundary("سطر\r\nسطر", 4)


def test_two_letters_of_a_flag_are_never_parted_and_flags_are() -> None:
    assert [at for at in range(5) if is_boundary("🇪🇬🇸🇦", at)] == [0, 2, 4]


def test_a_span_widens_to_the_marks_of_its_last_letter() -> None:
    assert widen("كِتَابٌ", 0, 6) == (0, 7)


def test_an_offset_outside_the_text_has_no_cluster() -> None:
    with pytest.raises(IndexError):
        cluster("كتاب", 4)


@given(ANY_TEXT)
def test_boundaries_are_those_of_the_whole_text(text: str) -> None:
    ends = {0, *(found.end() for found in regex.finditer(r"\X", text))}
    assert {at for at in range(len(text) + 1) if is_boundary(text, at)} == ends


@given(ANY_TEXT.filter(bool), st.data())
def test_a_cluster_holds_its_character_and_has_boundaries_at_its_ends(
    text: str, draw: st.DataObject
) -> None:
    at = draw.draw(st.integers(0, len(text) - 1))
    start, end = cluster(text, at)
    assert start <= at < end
    assert is_boundary(text, start)
    assert is_boundary(text, end)


def test_a_place_in_a_long_vocalised_text_is_found_at_once() -> None:
    text = "بَ" * 500_000
    assert not is_boundary(text, 600_001)

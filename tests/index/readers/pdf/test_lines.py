from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.readers.pdf.glyphs import Glyph
from index.readers.pdf.lines import lines, logical

DAMMA = "\N{ARABIC DAMMA}"
SHADDA = "\N{ARABIC SHADDA}"


def seen(*texts: str, base: float = 0.0) -> list[Glyph]:
    """Glyphs of one em each beside one another, the leftmost first; marks have no width."""
    glyphs = []
    place = 0.0
    for text in texts:
        width = 0.0 if text in {DAMMA, SHADDA} else 1.0
        glyphs.append(Glyph(text, place, place + width, base, 1.0, 0, 0.25))
        place += width
    return glyphs


def test_arabic_seen_from_left_is_read_from_right() -> None:
    assert logical(seen(*"باتك")) == "كتاب"


def test_the_order_of_drawing_does_not_matter() -> None:
    assert logical(list(reversed(seen(*"باتك")))) == "كتاب"


def test_figures_in_arabic_keep_their_order() -> None:
    assert logical(seen(*"2024 ماع")) == "عام 2024"


def test_arabic_figures_keep_their_order() -> None:
    assert logical(seen(*"٢٠٢٤/١١ ماع")) == "عام ٢٠٢٤/١١"


def test_two_numbers_change_places() -> None:
    assert logical(seen(*"20 ناسين 2022")[::-1]) == "2022 نيسان 20"


def test_latin_words_in_arabic_keep_their_order() -> None:
    assert logical(seen(*"ةحفص Debian 12 يف")) == "في Debian 12 صفحة"


def test_arabic_words_in_latin_are_turned() -> None:
    assert logical(seen(*"the word باتك is long")) == "the word كتاب is long"


def test_a_ligature_is_not_turned() -> None:
    assert logical(seen("م", "لا", "س")) == "سلام"


def test_a_mark_drawn_before_its_letter_stands_behind_it() -> None:
    assert logical(seen("ب", DAMMA, "ك")) == f"ك{DAMMA}ب"


def test_of_two_marks_the_inner_comes_first() -> None:
    assert logical(seen("ب", DAMMA, SHADDA, "ك")) == f"ك{SHADDA}{DAMMA}ب"


def test_a_gap_is_a_space() -> None:
    right = [Glyph("س", 3.0, 4.0, 0.0, 1.0, 0, 0.25)]
    assert logical([*seen("ب", "ا"), *right]) == "س اب"


def test_bold_that_is_printed_twice_is_read_once() -> None:
    twice = [Glyph(g.text, g.start + 0.02, g.end + 0.02, 0.0, 1.0, 0, 0.25) for g in seen(*"باتك")]
    assert logical([*seen(*"باتك"), *twice]) == "كتاب"


def test_brackets_by_shape_are_turned() -> None:
    assert list(lines(seen(*"(باتك)"))) == ["(كتاب)"]


def test_brackets_by_meaning_stay() -> None:
    assert list(lines(seen(*")باتك("))) == ["(كتاب)"]


def test_another_baseline_is_another_line() -> None:
    assert list(lines([*seen(*"باتك"), *seen(*"ملق", base=-2.0)])) == ["كتاب", "قلم"]


@given(st.lists(st.sampled_from([*"ابتa1 ()٣.", DAMMA, "لا"]), min_size=1))
def test_no_glyph_is_lost(texts: list[str]) -> None:
    read = logical(seen(*texts))
    assert sorted(read.replace(" ", "")) == sorted("".join(texts).replace(" ", ""))

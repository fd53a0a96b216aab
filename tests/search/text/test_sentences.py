from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.sentences import clauses, sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def divided(text: str) -> list[str]:
    return [text[start:end] for start, end in clauses(text, 0, len(text))]


def test_a_full_stop_ends_a_sentence() -> None:
    assert cut("وصل الوزير. ثم غادر.") == ["وصل الوزير.", "ثم غادر."]


def test_an_arabic_question_mark_ends_a_sentence() -> None:
    assert cut("هل وصل؟ نعم وصل") == ["هل وصل؟", "نعم وصل"]


def test_an_exclamation_mark_ends_a_sentence() -> None:
    assert cut("ما أجمل السماء! ثم نام") == ["ما أجمل السماء!", "ثم نام"]


def test_an_ellipsis_ends_a_sentence() -> None:
    assert cut("سكت طويلا… ثم تكلم") == ["سكت طويلا…", "ثم تكلم"]


def test_three_dots_are_an_ellipsis() -> None:
    assert cut("سكت طويلا... ثم تكلم") == ["سكت طويلا...", "ثم تكلم"]


def test_two_dots_are_a_pause_of_the_press() -> None:
    assert cut("عنوان غير معلن..  زعيم كوريا في روسيا") == ["عنوان غير معلن..  زعيم كوريا في روسيا"]


def test_the_urdu_full_stop_ends_a_sentence() -> None:
    assert cut("یہ کتاب ہے۔ وہ قلم ہے") == ["یہ کتاب ہے۔", "وہ قلم ہے"]


def test_a_line_ends_a_sentence() -> None:
    assert cut("العنوان\r\nالنص الأول\n\nالنص الثاني") == ["العنوان", "النص الأول", "النص الثاني"]


def test_a_paragraph_separator_ends_a_sentence() -> None:
    assert cut("الأول\N{PARAGRAPH SEPARATOR}الثاني") == ["الأول", "الثاني"]


def test_marks_in_a_row_end_one_sentence() -> None:
    assert cut("أحقا؟! ! نعم") == ["أحقا؟! !", "نعم"]


def test_a_vocalised_sentence_ends_behind_its_marks() -> None:
    assert cut("هَٰذَا كِتَابٌ. وَذَاكَ قَلَمٌ.") == ["هَٰذَا كِتَابٌ.", "وَذَاكَ قَلَمٌ."]


def test_a_closing_guillemet_belongs_to_its_sentence() -> None:
    assert cut("قال: «نعم.» ثم خرج.") == ["قال: «نعم.»", "ثم خرج."]


def test_a_closing_guillemet_behind_a_space_belongs_too() -> None:
    assert cut("قال: «نعم. » ثم خرج.") == ["قال: «نعم. »", "ثم خرج."]


def test_a_closing_bracket_belongs_to_its_sentence() -> None:
    assert cut("(انتهى الكلام.) وبدأ آخر.") == ["(انتهى الكلام.)", "وبدأ آخر."]


def test_a_direction_mark_belongs_to_the_stop_before_it() -> None:
    assert cut("انتهى.\N{RIGHT-TO-LEFT MARK} وبدأ") == ["انتهى.\N{RIGHT-TO-LEFT MARK}", "وبدأ"]


def test_a_decimal_point_ends_nothing() -> None:
    assert cut("بلغت 3.5 في المئة") == ["بلغت 3.5 في المئة"]


def test_a_decimal_point_between_arabic_digits_ends_nothing() -> None:
    assert cut("بلغت ٣.٥ في المئة") == ["بلغت ٣.٥ في المئة"]


def test_a_year_may_end_a_sentence() -> None:
    assert cut("وقع ذلك في 2024. ثم هدأ") == ["وقع ذلك في 2024.", "ثم هدأ"]


def test_the_abbreviation_of_doctor_ends_nothing() -> None:
    assert cut("كتب د. طه حسين") == ["كتب د. طه حسين"]


def test_the_abbreviation_of_page_ends_nothing() -> None:
    assert cut("انظر ص. 15 منه") == ["انظر ص. 15 منه"]


def test_letters_with_stops_between_end_nothing() -> None:
    assert cut("عام 500 ق.م. في بابل") == ["عام 500 ق.م. في بابل"]


def test_titles_written_together_end_nothing() -> None:
    assert cut("ألقاها أ.د. محمد") == ["ألقاها أ.د. محمد"]


def test_latin_initials_end_nothing() -> None:
    assert cut("روايات J. K. Rowling مترجمة") == ["روايات J. K. Rowling مترجمة"]


def test_the_hijri_sign_behind_a_year_may_end_a_sentence() -> None:
    assert cut("توفي سنة 1445 هـ. ودفن فيها") == ["توفي سنة 1445 هـ.", "ودفن فيها"]


def test_an_address_holds_no_end() -> None:
    assert cut("زوروا example.com اليوم") == ["زوروا example.com اليوم"]


def test_a_stop_before_a_comma_ends_nothing() -> None:
    assert cut("كتب وأقلام الخ.، ثم دفاتر") == ["كتب وأقلام الخ.، ثم دفاتر"]


def test_a_forgotten_space_hides_no_end() -> None:
    assert cut("ذهب إلى البيت.ثم عاد") == ["ذهب إلى البيت.", "ثم عاد"]


def test_a_doubt_in_brackets_ends_nothing() -> None:
    assert cut("ولد عام 850 (؟) في بغداد") == ["ولد عام 850 (؟) في بغداد"]


def test_an_omission_in_brackets_ends_nothing() -> None:
    assert cut("قال […] ثم مضى") == ["قال […] ثم مضى"]


def test_the_number_of_a_list_belongs_to_its_entry() -> None:
    assert cut("1. القمح\n2. الشعير") == ["1. القمح", "2. الشعير"]


def test_blank_text_has_no_sentences() -> None:
    assert cut(" \n\t\r\n ") == []


def test_a_semicolon_divides_a_sentence() -> None:
    assert divided("تأخر القطار؛ فغضب الناس") == ["تأخر القطار؛", "فغضب الناس"]


def test_two_dots_divide_a_sentence() -> None:
    assert divided("عنوان غير معلن.. زعيم كوريا") == ["عنوان غير معلن..", "زعيم كوريا"]


def test_the_end_of_an_ayah_divides_with_its_number() -> None:
    ayah = "\N{ARABIC END OF AYAH}"
    assert divided(f"رب العالمين {ayah}٢ الرحمن") == [f"رب العالمين {ayah}٢", "الرحمن"]


@pytest.mark.shared
def test_the_five_articles_divide_into_sentences_of_readable_length(shared_dir: Path) -> None:
    texts = [path.read_text("utf-8") for path in sorted((shared_dir / "seeds").glob("*.txt"))]
    assert max(len(sentence) for text in texts for sentence in cut(text)) < 600


@given(st.text(st.one_of(st.characters(), st.sampled_from("كتابَ .؟!…\n\r؛«»1د"))))
def test_nothing_but_whitespace_stands_outside_sentences(text: str) -> None:
    spans = [(0, 0), *sentences(text), (len(text), len(text))]
    between = (text[end:start] for (_, end), (start, _) in pairwise(spans))
    assert all(not gap or gap.isspace() for gap in between)


@given(st.text(st.one_of(st.characters(), st.sampled_from("كتابَ .؟!…\n\r؛«»1د"))))
def test_a_sentence_is_never_empty_nor_padded(text: str) -> None:
    assert all(part and part == part.strip(" \n\r\t") for part in cut(text))

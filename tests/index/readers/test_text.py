from __future__ import annotations

import datetime as dt

import pytest

from index.readers.common.metadata import first_sentence, metadata_of

PARAGRAPH = "وصل الوفد صباح اليوم إلى المدينة القديمة، وكان في استقباله جمع كبير من أهلها. ثم تابع."


def title(text: str) -> str:
    return metadata_of(text).title


def date(text: str) -> dt.date | None:
    return metadata_of(text).date


def test_the_first_line_above_a_paragraph_is_the_title() -> None:
    assert title(f"وفد يزور المدينة\n{PARAGRAPH}") == "وفد يزور المدينة"


def test_the_title_is_taken_off_the_body() -> None:
    assert metadata_of(f"وفد يزور المدينة\n\n{PARAGRAPH}\n").body == f"{PARAGRAPH}\n"


def test_runs_of_spaces_in_a_title_become_one() -> None:
    assert title(f"زيارة..  وعنوان\t آخر\n\n{PARAGRAPH}") == "زيارة.. وعنوان آخر"


def test_direction_marks_around_a_title_are_dropped() -> None:
    assert (
        title(f"\N{RIGHT-TO-LEFT MARK}وفد يزور\N{RIGHT-TO-LEFT MARK}\n\n{PARAGRAPH}") == "وفد يزور"
    )


def test_a_lone_latin_word_above_arabic_is_no_title() -> None:
    assert title(f"fbpx\nوفد يزور المدينة\n\n{PARAGRAPH}") == "وفد يزور المدينة"


def test_a_lone_word_above_a_headline_is_no_title() -> None:
    assert title(f"تقاريرسلايدر\n\nوفد يزور المدينة\n\n{PARAGRAPH}") == "وفد يزور المدينة"


def test_words_of_a_menu_are_no_title() -> None:
    assert title(f"الرئيسية\nشارك الخبر\nوفد يزور المدينة\n\n{PARAGRAPH}") == "وفد يزور المدينة"


def test_a_lone_word_above_a_paragraph_is_a_title() -> None:
    assert title(f"مقدمة\n\n{PARAGRAPH}") == "مقدمة"


def test_a_lone_word_above_verses_is_a_title() -> None:
    assert title("القدس\n\nمررنا على دار الحبيب فردنا\nعن الدار قانون الأعادي وسورها") == "القدس"


def test_a_date_may_stand_above_the_title() -> None:
    assert title(f"29 نوفمبر 2024\nوفد يزور المدينة\n\n{PARAGRAPH}") == "وفد يزور المدينة"


def test_a_field_above_the_title_stays_in_the_body() -> None:
    text = f"29 نوفمبر 2024\nوفد يزور المدينة\n\n{PARAGRAPH}"
    assert metadata_of(text).body == text


def test_a_date_above_a_paragraph_is_no_title() -> None:
    assert title(f"29 نوفمبر 2024\nجاء الربيع. {PARAGRAPH}") == "جاء الربيع"


def test_a_title_may_be_a_question_with_a_subtitle() -> None:
    text = f"من يملك الكتاب؟ مدخل إلى الحقوق\n\n{PARAGRAPH}"
    assert title(text) == "من يملك الكتاب؟ مدخل إلى الحقوق"


def test_an_initial_in_a_title_ends_no_sentence() -> None:
    assert title(f"لقاء مع د. محمد حسن\n\n{PARAGRAPH}") == "لقاء مع د. محمد حسن"


def test_a_greeting_that_ends_in_a_comma_is_no_title() -> None:
    found = metadata_of(f"أختي العزيزة،\n\n{PARAGRAPH}")
    assert found.body.startswith("أختي العزيزة،")


def test_without_a_title_the_first_sentence_serves() -> None:
    assert title(f"جاء الربيع. {PARAGRAPH}\nثم {PARAGRAPH}") == "جاء الربيع"


def test_a_borrowed_title_stays_in_the_body() -> None:
    text = f"\n{PARAGRAPH}\n{PARAGRAPH}"
    assert (metadata_of(text).body, metadata_of(text).title_borrowed) == (text, True)


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    words = "كلمة " * 60
    assert title(words) == ("كلمة " * 20).strip()


def test_a_question_mark_ends_the_first_sentence_and_stays() -> None:
    assert first_sentence("أين الطريق؟ لا أدري.") == "أين الطريق؟"


def test_one_verse_after_another_is_no_title() -> None:
    verses = "قفا نبك من ذكرى حبيب ومنزل\nبسقط اللوى بين الدخول فحومل"
    assert metadata_of(verses).body == verses


def test_a_text_without_letters_has_no_title() -> None:
    assert title(" \n---\n***\n") == ""


def test_the_date_may_stand_on_a_line_below_the_title() -> None:
    assert date(f"وفد يزور\n\n29 نوفمبر 2024\n{PARAGRAPH}") == dt.date(2024, 11, 29)


def test_a_date_in_a_caption_is_not_the_day_of_publication() -> None:
    assert date(f"وفد يزور\n\nوزير يصافح آخر، 19 يونيو 2024 (فرانس برس)\n{PARAGRAPH}") is None


def test_a_date_inside_a_sentence_is_not_the_day_of_publication() -> None:
    assert date(f"وفد يزور\n\nبدأ العمل يوم 3 مارس 2021 وتأخر.\n{PARAGRAPH}") is None


def test_the_date_of_a_tweet_is_not_the_day_of_publication() -> None:
    tweet = "— وكالة (@agency)\n20 نوفمبر 2024"
    assert date(f"وفد يزور\n\n{PARAGRAPH}\n{tweet}\n{PARAGRAPH}") is None


def test_a_labelled_date_comes_before_an_earlier_bare_one() -> None:
    text = f"وفد يزور\n\n1 مارس 2020\nتاريخ النشر: 2 مارس 2020\n{PARAGRAPH}"
    assert date(text) == dt.date(2020, 3, 2)


def test_a_date_deep_in_a_text_is_left_alone() -> None:
    assert date("\n".join(["وفد يزور", *[PARAGRAPH] * 20, "1 مارس 2020", *[PARAGRAPH] * 9])) is None


def test_a_letter_may_be_dated_at_its_end() -> None:
    letter = "\n".join(["أخي العزيز،", *[PARAGRAPH] * 20, "دمشق في 7 آذار 1931", "يوسف"])
    assert date(letter) == dt.date(1931, 3, 7)


def test_the_source_is_found_wherever_its_line_stands() -> None:
    text = "\n".join(["وفد يزور", *[PARAGRAPH] * 20, "المصدر: عربي21", *[PARAGRAPH] * 9])
    assert metadata_of(text).source == "عربي21"


def test_a_sentence_that_speaks_of_a_source_names_none() -> None:
    assert metadata_of(f"وفد يزور\n\nوقال المصدر إن الوفد: وصل.\n{PARAGRAPH}").source is None


@pytest.mark.parametrize("label", ["Source", "source", "المصدر", "مصدر"])
def test_a_source_has_several_labels(label: str) -> None:
    assert metadata_of(f"وفد يزور\n{label} : الوكالة\n{PARAGRAPH}").source == "الوكالة"

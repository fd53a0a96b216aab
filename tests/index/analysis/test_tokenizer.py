"""Where words begin and end, one fact a test."""

from __future__ import annotations

from index.analysis.tokenizer import spans


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


def test_marks_belong_to_their_word() -> None:
    assert cut("كِتَابٌ مُفِيدٌ") == ["كِتَابٌ", "مُفِيدٌ"]


def test_a_last_mark_stays_with_its_letter() -> None:
    assert cut("بِهِ.") == ["بِهِ"]


def test_tatweel_inside_a_word() -> None:
    assert cut("روبرـــــت") == ["روبرـــــت"]


def test_tatweel_alone_is_no_word() -> None:
    assert cut("ـــ") == []


def test_marks_alone_are_no_word() -> None:
    assert cut("ًٌَ") == []


def test_zero_width_non_joiner_stays_inside() -> None:
    assert cut("می\N{ZERO WIDTH NON-JOINER}خواهم") == ["می\N{ZERO WIDTH NON-JOINER}خواهم"]


def test_zero_width_non_joiner_at_the_end_stays_outside() -> None:
    assert cut("كتاب\N{ZERO WIDTH NON-JOINER} جديد") == ["كتاب", "جديد"]


def test_direction_marks_stay_inside() -> None:
    assert cut("كت\N{RIGHT-TO-LEFT MARK}اب") == ["كت\N{RIGHT-TO-LEFT MARK}اب"]


def test_direction_isolates_stay_outside() -> None:
    assert cut("\N{RIGHT-TO-LEFT ISOLATE}كتاب\N{POP DIRECTIONAL ISOLATE}") == ["كتاب"]


def test_byte_order_mark_stays_outside() -> None:
    assert cut("\N{ZERO WIDTH NO-BREAK SPACE}كتاب") == ["كتاب"]


def test_soft_hyphen_stays_inside() -> None:
    assert cut("co\N{SOFT HYPHEN}op") == ["co\N{SOFT HYPHEN}op"]


def test_no_break_space_divides() -> None:
    assert cut("كتاب\N{NO-BREAK SPACE}جديد") == ["كتاب", "جديد"]


def test_end_of_ayah_divides() -> None:
    assert cut("العالمين\N{ARABIC END OF AYAH}الرحمن") == ["العالمين", "الرحمن"]


def test_number_of_an_ayah_is_a_number() -> None:
    assert cut("العالمين \N{ARABIC END OF AYAH}٢") == ["العالمين", "٢"]


def test_small_high_signs_stay_inside() -> None:
    assert cut("أَنۢبَآءِ ءَامَنُوا۟") == ["أَنۢبَآءِ", "ءَامَنُوا۟"]


def test_arabic_comma_divides() -> None:
    assert cut("وزير،رئيس؛ملك") == ["وزير", "رئيس", "ملك"]


def test_arabic_question_mark_divides() -> None:
    assert cut("متى؟أين") == ["متى", "أين"]


def test_hyphen_divides() -> None:
    assert cut("كوانج-تشول") == ["كوانج", "تشول"]


def test_underscore_divides() -> None:
    assert cut("#وزير_الدفاع") == ["وزير", "الدفاع"]


def test_digits_are_no_part_of_an_arabic_word() -> None:
    assert cut("عربي21") == ["عربي", "21"]


def test_number_before_a_conjunction() -> None:
    assert cut("2024وأضاف") == ["2024", "وأضاف"]


def test_preposition_before_a_number() -> None:
    assert cut("بـ11") == ["بـ", "11"]


def test_digits_stay_inside_a_latin_word() -> None:
    assert cut("F16 3G") == ["F16", "3G"]


def test_latin_glued_to_arabic() -> None:
    assert cut("شركةGoogle") == ["شركة", "Google"]


def test_thousands_with_commas() -> None:
    assert cut("12,345,678") == ["12,345,678"]


def test_thousands_with_arabic_separators() -> None:
    assert cut("١٬٢٣٤٫٥") == ["١٬٢٣٤٫٥"]


def test_decimal_point() -> None:
    assert cut("3.5%") == ["3.5"]


def test_full_stop_behind_a_number() -> None:
    assert cut("عام 2024.") == ["عام", "2024"]


def test_date_with_dots_is_three_numbers() -> None:
    assert cut("12.5.2024") == ["12", "5", "2024"]


def test_date_with_slashes_is_three_numbers() -> None:
    assert cut("٢٩/١١/٢٠٢٤") == ["٢٩", "١١", "٢٠٢٤"]


def test_thousands_with_points() -> None:
    assert cut("٤.٥٠٠.٠٠٠ 9.876.543.") == ["٤.٥٠٠.٠٠٠", "9.876.543"]


def test_a_point_before_three_digits_may_be_decimal() -> None:
    assert cut("9.876") == ["9.876"]


def test_wrong_grouping_is_a_list_of_numbers() -> None:
    assert cut("1,23 1,234,56") == ["1", "23", "1", "234", "56"]


def test_network_address_is_four_numbers() -> None:
    assert cut("192.168.1.1") == ["192", "168", "1", "1"]


def test_time_is_two_numbers() -> None:
    assert cut("10:30") == ["10", "30"]


def test_ligature_of_words_stands_alone() -> None:
    assert cut("النبيﷺقال") == ["النبي", "ﷺ", "قال"]


def test_honorific_of_unicode_14_stands_alone() -> None:
    assert cut("عمر\ufd41كان") == ["عمر", "\ufd41", "كان"]


def test_presentation_forms_are_letters() -> None:
    assert cut("ﺍﻟﻜﺘﺎﺏ") == ["ﺍﻟﻜﺘﺎﺏ"]


def test_isolated_presentation_form_of_a_mark_stays_inside() -> None:
    assert cut("ك\N{ARABIC FATHATAN ISOLATED FORM}تب") == ["ك\N{ARABIC FATHATAN ISOLATED FORM}تب"]


def test_last_accent_of_a_latin_word_in_two_characters() -> None:
    assert cut("cafe\N{COMBINING ACUTE ACCENT}.") == ["cafe\N{COMBINING ACUTE ACCENT}"]


def test_last_vowel_sign_of_a_hindi_word() -> None:
    assert cut("नमस्ते") == ["नमस्ते"]


def test_keycap_is_not_cut() -> None:
    assert cut("1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}") == ["1\ufe0f\u20e3"]


def test_emoji_are_no_words() -> None:
    assert cut("مبروك😀👨‍👩‍👧!") == ["مبروك"]


def test_chinese_is_a_word() -> None:
    assert cut("日本語 كوريا") == ["日本語", "كوريا"]


def test_email_address_is_its_words() -> None:
    assert cut("user@example.org") == ["user", "example", "org"]


def test_lone_surrogates_are_no_words() -> None:
    assert cut("كتاب\ud800جديد") == ["كتاب", "جديد"]

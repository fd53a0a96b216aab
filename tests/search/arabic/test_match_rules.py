"""What is said of two words that met: one linguistic fact a test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, Level
from index.analysis.normalization.letters import ONE_LETTER
from search.arabic import match_rules
from search.arabic.match_rules import SAME, MatchRule, MatchStep, rules_of

FORM, STEM, ROOT = Level

LETTERS = "ابتةكمهوىيأإآؤئء" + "کیگ" + "َُِّْـ\u0670\u0653ٱ" + "aÉ9٩"


def steps(query: str, text: str, level: Level = FORM) -> list[tuple[MatchRule, str, str]]:
    return [(step.rule, step.asked, step.found) for step in rules_of(query, text, level)]


def rules(query: str, text: str, level: Level = FORM) -> list[MatchRule]:
    return [step.rule for step in rules_of(query, text, level)]


# The same form.


def test_a_word_written_alike_has_the_same_letters() -> None:
    assert rules_of("كتاب", "كتاب", FORM) == SAME


def test_vowel_marks_in_the_text_are_set_aside() -> None:
    assert rules("كتاب", "كِتَابٌ") == [MatchRule.MARKS]


def test_vowel_marks_in_the_query_are_set_aside() -> None:
    assert rules("كِتاب", "كتاب") == [MatchRule.MARKS]


def test_the_same_marks_on_both_sides_are_not_set_aside() -> None:
    assert rules_of("كِتاب", "كِتاب", FORM) == SAME


def test_shadda_and_vowel_are_the_same_in_either_order() -> None:
    assert rules_of("عل\u0651\u064eم", "عل\u064e\u0651م", FORM) == SAME


def test_tatweel_is_set_aside() -> None:
    assert rules("كتاب", "كتـــاب") == [MatchRule.TATWEEL]


def test_a_joiner_that_nobody_sees_is_set_aside() -> None:
    assert rules("كتاب", "كت\u200dاب") == [MatchRule.TATWEEL]


def test_an_alef_may_lack_its_hamza() -> None:
    assert steps("احمد", "أحمد") == [(MatchRule.HAMZA, "ا", "أ")]


def test_a_waw_may_lack_its_hamza() -> None:
    assert steps("مؤمن", "مومن") == [(MatchRule.HAMZA, "ؤ", "و")]


def test_a_yeh_may_lack_its_hamza() -> None:
    assert steps("قائد", "قايد") == [(MatchRule.HAMZA, "ئ", "ي")]


def test_a_madda_is_an_alef_with_a_hamza() -> None:
    assert steps("الآن", "الان") == [(MatchRule.HAMZA, "آ", "ا")]


def test_a_hamza_and_an_alef_on_the_line_are_a_madda() -> None:
    assert rules("قرآن", "قرءان") == [MatchRule.HAMZA]


def test_teh_marbuta_and_heh_are_one() -> None:
    assert steps("مدرسة", "مدرسه") == [(MatchRule.TEH_MARBUTA, "ة", "ه")]


def test_alef_maksura_and_yeh_are_one() -> None:
    assert steps("مستشفى", "مستشفي") == [(MatchRule.ALEF_MAKSURA, "ى", "ي")]


def test_letters_that_are_one_without_a_hamza_are_another_spelling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(ONE_LETTER, "ض", "ظ")
    assert [*match_rules._letter("ظ", "ض")] == [MatchStep(MatchRule.SPELLING, "ظ", "ض")]


def test_a_persian_kaf_is_a_kaf() -> None:
    assert steps("كتاب", "کتاب") == [(MatchRule.FOREIGN_LETTER, "ك", "ک")]


def test_a_persian_yeh_for_an_alef_maksura_is_two_rules() -> None:
    assert rules("مستشفى", "مستشفی") == [MatchRule.FOREIGN_LETTER, MatchRule.ALEF_MAKSURA]


def test_presentation_forms_are_letters() -> None:
    assert rules("كتاب", "ﻛﺘﺎﺏ") == [MatchRule.PRESENTATION]


def test_one_ligature_may_spell_several_words() -> None:
    assert steps("صلى", "ﷺ") == [(MatchRule.PRESENTATION, "", "ﷺ")]


def test_all_digits_are_one() -> None:
    assert rules("2024", "٢٠٢٤") == [MatchRule.DIGITS]


def test_thousands_may_be_grouped() -> None:
    assert rules("1000", "1,000") == [MatchRule.DIGITS]


def test_latin_capitals_and_accents_are_set_aside() -> None:
    assert rules("cafe", "Café") == [MatchRule.LATIN]


def test_one_latin_letter_may_be_two() -> None:
    assert rules("encyclopaedia", "encyclopædia") == [MatchRule.LATIN]


def test_a_dagger_alef_is_a_letter_in_modern_spelling() -> None:
    assert rules("الكتاب", "الكتٰب") == [MatchRule.QURANIC]


def test_an_alef_wasla_is_an_alef() -> None:
    assert steps("الله", "ٱلله") == [(MatchRule.QURANIC, "ا", "ٱ")]


def test_several_rules_may_be_needed() -> None:
    assert set(rules("احمد", "أَحْمَد")) == {MatchRule.HAMZA, MatchRule.MARKS}


def test_a_word_stands_for_itself_with_the_article() -> None:
    assert steps("وزير", "الوزير") == [(MatchRule.ARTICLE, "", "ال")]


def test_a_word_with_the_article_stands_for_itself_without_it() -> None:
    assert steps("الوزير", "وزير") == [(MatchRule.ARTICLE, "ال", "")]


def test_the_letters_of_a_form_that_are_not_explained_are_another_spelling() -> None:
    assert rules("بيونغ", "بيونج") == [MatchRule.SPELLING]


# The same stem.


def test_the_conjunction_waw_is_written_in_one_word() -> None:
    assert steps("كتاب", "وكتاب", STEM) == [(MatchRule.PROCLITIC, "", "و")]


def test_the_conjunction_feh_is_written_in_one_word() -> None:
    assert steps("الكتاب", "فالكتاب", STEM) == [(MatchRule.PROCLITIC, "", "ف")]


def test_the_preposition_beh_is_written_in_one_word() -> None:
    assert steps("كتاب", "بكتاب", STEM) == [(MatchRule.PROCLITIC, "", "ب")]


def test_the_preposition_lam_is_written_in_one_word() -> None:
    assert steps("لغة", "للغة", STEM) == [(MatchRule.PROCLITIC, "", "ل")]


def test_the_preposition_kaf_is_written_in_one_word() -> None:
    assert steps("الكتاب", "كالكتاب", STEM) == [(MatchRule.PROCLITIC, "", "ك")]


def test_behind_the_preposition_lam_the_article_loses_its_alef() -> None:
    assert steps("وزير", "للوزير", STEM) == [
        (MatchRule.PROCLITIC, "", "ل"),
        (MatchRule.ARTICLE, "", "ال"),
    ]


def test_two_particles_are_two_steps() -> None:
    assert rules("وزير", "والوزير", STEM) == [MatchRule.PROCLITIC, MatchRule.ARTICLE]


def test_a_particle_of_the_query_is_set_aside_too() -> None:
    assert steps("وكتاب", "كتاب", STEM) == [(MatchRule.PROCLITIC, "و", "")]


def test_a_plural_is_an_ending() -> None:
    assert steps("مهندس", "مهندسون", STEM) == [(MatchRule.SUFFIX, "", "ون")]


def test_a_teh_marbuta_becomes_a_teh_before_a_pronoun() -> None:
    assert steps("مدرسة", "مدرستها", STEM) == [(MatchRule.SUFFIX, "ة", "تها")]


def test_the_dual_has_two_cases() -> None:
    assert steps("كتابان", "كتابين", STEM) == [(MatchRule.SUFFIX, "ان", "ين")]


def test_letters_inside_an_inflected_word_are_compared_too() -> None:
    assert rules("أحمد", "واحمد", STEM) == [MatchRule.PROCLITIC, MatchRule.HAMZA]


def test_the_marks_of_an_inflected_word_are_set_aside_too() -> None:
    assert rules("كتاب", "وكِتَاب", STEM) == [MatchRule.PROCLITIC, MatchRule.MARKS]
    assert rules("كتاب", "الكتابَ") == [MatchRule.ARTICLE, MatchRule.MARKS]


def test_what_no_affix_explains_has_the_same_stem() -> None:
    assert rules("نحن", "أنا", STEM) == [MatchRule.STEM]


# The same root.


def test_relatives_have_the_same_root() -> None:
    assert rules("كتب", "مكتبة", ROOT) == [MatchRule.ROOT]


def test_the_same_word_found_by_its_root_is_still_the_same_word() -> None:
    assert rules_of("كتب", "كتب", ROOT) == SAME


# Any two words.


@given(st.text(LETTERS, min_size=1, max_size=80), st.text(LETTERS, min_size=1, max_size=80))
def test_there_is_always_a_reason(query: str, text: str) -> None:
    for level in Level:
        found = rules_of(query, text, level)
        assert found
        assert found == SAME or MatchStep(MatchRule.SAME) not in found


@given(st.text(LETTERS, min_size=1, max_size=12), st.text(LETTERS, min_size=1, max_size=12))
def test_words_of_one_form_are_explained_letter_by_letter(query: str, text: str) -> None:
    analyzer = Analyzer()
    forms = [{token.form for token in analyzer.tokens(word)} for word in (query, text)]
    if len(forms[0]) == len(forms[1]) == 1 and forms[0] == forms[1]:
        assert MatchRule.SPELLING not in rules(query, text)


def test_every_rule_has_a_name_in_both_languages() -> None:
    labels = [rule.label for rule in MatchRule]
    assert all(label.english.isascii() and not label.arabic.isascii() for label in labels)

"""Stems and roots, one fact a test."""

from __future__ import annotations

import pytest

from index.analysis.normalization.normalizer import form, spelling
from index.analysis.stemming.stemmer import MAX_WORD_LENGTH, Stemmer


@pytest.fixture(scope="module")
def stemmer() -> Stemmer:
    return Stemmer()


def test_article(stemmer: Stemmer) -> None:
    assert stemmer("الحسن").stem == "حسن"


def test_conjunction_and_article(stemmer: Stemmer) -> None:
    assert stemmer("والحسن").stem == "حسن"


def test_preposition_and_article(stemmer: Stemmer) -> None:
    assert stemmer("بالحسن").stem == stemmer("كالحسن").stem == "حسن"


def test_conjunction_preposition_and_article(stemmer: Stemmer) -> None:
    assert stemmer("وبالكتاب").stem == "كتاب"


def test_fa_and_article(stemmer: Stemmer) -> None:
    assert stemmer("فالرجل").stem == "رجل"


def test_lam_and_article(stemmer: Stemmer) -> None:
    assert stemmer("للوزارة").stem == stemmer("الوزارة").stem


def test_beh_and_an_attached_pronoun(stemmer: Stemmer) -> None:
    assert stemmer("بكتابهم").stem == "كتاب"


def test_attached_pronouns(stemmer: Stemmer) -> None:
    assert {stemmer(f"كتاب{pronoun}").stem for pronoun in ("ها", "هم", "نا")} == {"كتاب"}


def test_a_pronoun_that_may_be_teh_marbuta_without_dots(stemmer: Stemmer) -> None:
    assert stemmer("كتابه") == ("كتاب/كتابة", "كتب")


def test_two_usual_readings_of_one_root(stemmer: Stemmer) -> None:
    assert stemmer("كتب") == ("كتب/كتاب", "كتب")


def test_broken_plural(stemmer: Stemmer) -> None:
    assert stemmer("الوزراء") == stemmer("وزير")


def test_broken_plural_of_a_short_noun(stemmer: Stemmer) -> None:
    assert stemmer("حقوقهم") == stemmer("حق")


def test_plural_of_a_name_of_years(stemmer: Stemmer) -> None:
    assert stemmer("سنوات").stem == stemmer("سنة").stem


def test_imperfect_of_a_hollow_verb(stemmer: Stemmer) -> None:
    assert stemmer("سيقولون") == stemmer("قال")


def test_imperfect_of_a_verb_that_begins_with_waw(stemmer: Stemmer) -> None:
    assert stemmer("يضعها").stem == stemmer("وضعت").stem.split("/")[-1]


def test_verbal_noun_has_the_root_of_its_verb(stemmer: Stemmer) -> None:
    assert stemmer("زيارة").root == stemmer("زار").root


def test_first_fa_of_a_noun_is_no_proclitic(stemmer: Stemmer) -> None:
    assert stemmer("فكرة").stem != stemmer("كرة").stem


def test_first_waw_of_a_noun_is_no_proclitic(stemmer: Stemmer) -> None:
    assert stemmer("ولد").stem != stemmer("بلد").stem


def test_a_name_keeps_its_first_letter(stemmer: Stemmer) -> None:
    assert stemmer("وبوتين").stem == "بوتين"


def test_an_unknown_word_keeps_a_letter_that_may_be_its_own(stemmer: Stemmer) -> None:
    assert stemmer("بزعطوط").stem == "بزعطوط"


def test_an_unknown_word_loses_the_article(stemmer: Stemmer) -> None:
    assert stemmer("والزعطوط").stem == "زعطوط"


def test_article_with_hamza_is_a_letter_of_the_word(stemmer: Stemmer) -> None:
    assert stemmer("ألغاز").stem != stemmer("الغاز").stem


def test_seats_of_a_hamza_before_waw(stemmer: Stemmer) -> None:
    assert stemmer("مسئول") == stemmer("مسؤول")


def test_loan_words_have_plurals(stemmer: Stemmer) -> None:
    assert stemmer("فيديوهات").stem == stemmer("فيديو").stem


def test_dialects_have_beh_before_the_imperfect(stemmer: Stemmer) -> None:
    assert stemmer("بيكتبوا").stem == stemmer("يكتبون").stem


def test_names_are_no_function_words(stemmer: Stemmer) -> None:
    assert stemmer("منى").stem != stemmer("من").stem


def test_attached_dual_pronoun(stemmer: Stemmer) -> None:
    assert stemmer("كتابهما").stem == "كتاب"


def test_feminine(stemmer: Stemmer) -> None:
    assert stemmer("كبيرة").stem == stemmer("الكبيرة").stem


def test_sound_masculine_plural(stemmer: Stemmer) -> None:
    assert stemmer("معلمون").stem == stemmer("معلمين").stem == "معلم"


def test_sound_feminine_plural(stemmer: Stemmer) -> None:
    assert stemmer("معلمات").stem == "معلم"


def test_dual(stemmer: Stemmer) -> None:
    assert stemmer("مهندسان").stem == "مهندس"


def test_relational_adjective(stemmer: Stemmer) -> None:
    assert stemmer("المصرية") == stemmer("المصري") == ("مصري", "مصر")


def test_first_kaf_of_a_noun_is_no_proclitic(stemmer: Stemmer) -> None:
    assert stemmer("كتاب").stem == "كتاب"


def test_teh_marbuta_written_as_heh_behind_an_article(stemmer: Stemmer) -> None:
    assert stemmer("الشماليه") == stemmer("الشمالية")


def test_short_teh_marbuta_written_as_heh(stemmer: Stemmer) -> None:
    assert stemmer("الدوله") == stemmer("الدولة")


def test_relational_teh_marbuta_written_as_heh(stemmer: Stemmer) -> None:
    assert stemmer("العربيه") == stemmer("العربية")


def test_heh_inside_and_teh_marbuta_written_as_heh(stemmer: Stemmer) -> None:
    assert stemmer("القاهره") == stemmer("القاهرة")


def test_teh_marbuta_written_as_heh_behind_a_preposition(stemmer: Stemmer) -> None:
    assert stemmer("بالمدرسه").stem == stemmer("المدرسة").stem


def test_three_letters_that_end_in_heh_are_kept(stemmer: Stemmer) -> None:
    assert stemmer("الوجه").stem == "وجه"


def test_name_of_god_is_not_cut(stemmer: Stemmer) -> None:
    assert {stemmer(word).stem for word in ("الله", "والله", "بالله", "لله", "اللهم")} == {"الله"}


def test_name_of_god_at_the_end_is_not_cut(stemmer: Stemmer) -> None:
    assert stemmer("عبدالله").stem == stemmer("وعبدالله").stem == "عبدالله"


def test_a_stem_is_spelled_as_dictionaries_do(stemmer: Stemmer) -> None:
    assert stemmer("قائدين").stem == "قائد"


def test_a_stem_keeps_letters_that_forms_fold(stemmer: Stemmer) -> None:
    assert stemmer("الكرة").stem != stemmer("يكره").stem


def test_the_stem_of_an_unknown_word_is_folded(stemmer: Stemmer) -> None:
    assert stemmer("الظؤظؤظ").stem == form("ظؤظؤظ")


def test_hamza_left_out_on_an_alef(stemmer: Stemmer) -> None:
    assert stemmer("الإسلام") == stemmer("الاسلام")


def test_madda_left_out(stemmer: Stemmer) -> None:
    assert stemmer("الآخرة") == stemmer("الاخرة")


def test_alef_maksura_written_as_yeh(stemmer: Stemmer) -> None:
    assert stemmer("مستشفى") == stemmer("مستشفي")


def test_root_behind_a_pattern(stemmer: Stemmer) -> None:
    assert stemmer("المدرسة").root == stemmer("دراسة").root == "درس"


def test_root_is_folded(stemmer: Stemmer) -> None:
    assert stemmer("مسؤول").root == form(stemmer("مسؤول").root)


def test_two_letters_have_a_root_of_three(stemmer: Stemmer) -> None:
    assert stemmer("يد") == ("يد", "يدي")


def test_latin_is_kept(stemmer: Stemmer) -> None:
    assert stemmer("english") == ("english", "english")


def test_numbers_are_kept(stemmer: Stemmer) -> None:
    assert stemmer("1234.5") == ("1234.5", "1234.5")


def test_run_together_text_is_kept(stemmer: Stemmer) -> None:
    assert stemmer("ك" * (MAX_WORD_LENGTH + 1)) == ("ك" * (MAX_WORD_LENGTH + 1),) * 2


def test_persian_letters_are_stemmed(stemmer: Stemmer) -> None:
    assert stemmer(spelling("کتابها")).stem == "كتاب"


def test_known_stems_are_taken(stemmer: Stemmer) -> None:
    assert Stemmer({"كتابها": ("كتاب", "كتب")})("كتابها") == ("كتاب", "كتب")


def test_known_stems_are_not_learned_again() -> None:
    learner = Stemmer({"كتابها": ("كتاب", "كتب")})
    assert [learner("كتابها"), learner.learned] == [("كتاب", "كتب"), {}]


def test_plurals_like_ministers_have_the_root_of_their_singular(stemmer: Stemmer) -> None:
    assert stemmer("وزراء").root == stemmer("الوزراء").root == stemmer("وزير").root


def test_a_hamza_seat_in_such_a_plural_is_a_hamza_in_its_root(stemmer: Stemmer) -> None:
    assert stemmer("رؤساء").root == stemmer("رئيس").root


def test_plurals_like_friends_have_the_root_of_their_singular(stemmer: Stemmer) -> None:
    assert stemmer("أصدقاء").root == stemmer("صديق").root


def test_a_building_is_no_plural(stemmer: Stemmer) -> None:
    assert stemmer("وبناء").root == stemmer("بناء").root


def test_a_teh_of_the_root_is_no_teh_of_the_eighth_form(stemmer: Stemmer) -> None:
    assert {stemmer(word).root for word in ("كتاب", "الكتاب", "مكتوب", "كتب")} == {"كتب"}


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("اجتماع", "جمع"),
        ("مجتمع", "جمع"),
        ("انقسام", "قسم"),
        ("تطوير", "طور"),
        ("تعاون", "عون"),
        ("عواصم", "عصم"),
        ("رسائل", "رسل"),
        ("مشاريع", "شرع"),
        ("أخبار", "خبر"),
    ],
)
def test_the_root_of_a_pattern(stemmer: Stemmer, word: str, root: str) -> None:
    assert stemmer(word).root == root


def test_waw_without_its_alef_is_the_plural_of_a_verb(stemmer: Stemmer) -> None:
    assert stemmer("جاءو").stem == stemmer("جاءوا").stem


def test_a_foreign_name_is_no_plural_of_another(stemmer: Stemmer) -> None:
    assert stemmer("نابوليون").stem != stemmer("نابولي").stem


def test_a_relative_adjective_of_a_name_has_its_plural(stemmer: Stemmer) -> None:
    assert stemmer("الهولنديون").stem == stemmer("هولندية").stem

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
    assert {stemmer(f"كتاب{pronoun}").stem for pronoun in ("ه", "ها", "هم", "نا")} == {"كتاب"}


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
    assert stemmer("المصرية").stem == stemmer("المصري").stem == "مصر"


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


def test_stem_is_folded(stemmer: Stemmer) -> None:
    assert stemmer("قائدين").stem == form("قائد")


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


def test_two_letters_are_kept(stemmer: Stemmer) -> None:
    assert stemmer("يد") == ("يد", "يد")


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

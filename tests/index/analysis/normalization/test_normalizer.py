"""From a word to its form, one fact a test."""

from __future__ import annotations

from itertools import product
from unicodedata import normalize

from index.analysis.normalization.normalizer import fold, form, nfkc, spelling, spellings


def forms(word: str) -> set[str]:
    return {form(written) for written in spellings(nfkc(word))}


def test_short_vowels_are_dropped() -> None:
    assert fold("كِتَابٌ") == "كتاب"


def test_shadda_is_dropped() -> None:
    assert fold("هتميّ") == "هتمي"


def test_tanwin_is_dropped() -> None:
    assert fold("ولداً") == "ولدا"


def test_tatweel_is_dropped() -> None:
    assert fold("روبرـــــت") == "روبرت"


def test_invisible_characters_are_dropped() -> None:
    assert fold("كت\N{RIGHT-TO-LEFT MARK}ا\N{ZERO WIDTH JOINER}ب") == "كتاب"


def test_hamza_on_alef() -> None:
    assert fold("أحمد") == "احمد"


def test_hamza_under_alef() -> None:
    assert fold("إعاذ") == "اعاذ"


def test_madda_on_alef() -> None:
    assert fold("آجن") == "اجن"


def test_wasla_on_alef() -> None:
    assert fold("ٱبن") == "ابن"


def test_combining_hamza_on_alef() -> None:
    assert fold("ا\N{ARABIC HAMZA ABOVE}حمد") == "احمد"


def test_hamza_on_waw() -> None:
    assert fold("مؤمن") == "مومن"


def test_hamza_on_yeh() -> None:
    assert fold("رئيس") == "رييس"


def test_hamza_on_the_line_stays() -> None:
    assert fold("وزراء") == "وزراء"


def test_alef_maksura() -> None:
    assert fold("بنى") == "بني"


def test_teh_marbuta() -> None:
    assert fold("فاطمة") == "فاطمه"


def test_spelling_keeps_hamza_and_teh_marbuta() -> None:
    assert spelling("أَمَّةٌ") == "أمة"


def test_persian_kaf_and_yeh() -> None:
    assert fold("کوریا") == "كوريا"


def test_persian_gaf() -> None:
    assert fold("گوگل") == "كوكل"


def test_persian_peh() -> None:
    assert fold("پاریس") == "باريس"


def test_persian_tcheh() -> None:
    assert fold("چاد") == "جاد"


def test_persian_jeh() -> None:
    assert fold("ژان") == "زان"


def test_veh_of_newsrooms() -> None:
    assert fold("ڤيينا") == "فيينا"


def test_maghrebi_feh_and_qaf() -> None:
    assert fold("ڢاڧ") == "فاق"


def test_urdu_hehs() -> None:
    assert fold("ہھە") == "ههه"


def test_urdu_yeh_barree() -> None:
    assert fold("لڑکے") == "لركي"


def test_urdu_noon_ghunna() -> None:
    assert fold("ماں") == "مان"


def test_kurdish_reh() -> None:
    assert fold("کوڕ") == "كور"


def test_pashto_sheen() -> None:
    assert fold("پښتو") == "بشتو"


def test_sindhi_beheh() -> None:
    assert fold("ڀارت") == "بارت"


def test_persian_yeh_with_hamza() -> None:
    assert fold("رئیس") == "رييس"


def test_presentation_forms() -> None:
    assert fold("ﺍﻟﻜﺘﺎﺏ") == "الكتاب"


def test_lam_alef_ligature() -> None:
    assert fold("ﻻ") == "لا"


def test_allah_ligature() -> None:
    assert fold("ﷲ") == "الله"


def test_muhammad_ligature() -> None:
    assert fold("ﷴ") == "محمد"


def test_presentation_form_of_a_mark_leaves_no_space() -> None:
    assert fold("ك\N{ARABIC FATHATAN ISOLATED FORM}تب") == "كتب"


def test_ligature_of_two_marks_leaves_no_space() -> None:
    assert fold("ك\N{ARABIC LIGATURE SHADDA WITH DAMMA ISOLATED FORM}تب") == "كتب"


def test_mark_on_a_tatweel() -> None:
    assert fold("ك\N{ARABIC FATHA MEDIAL FORM}تب") == "كتب"


def test_tail_of_a_seen_in_old_fonts() -> None:
    assert fold("مدرس\N{ARABIC TAIL FRAGMENT}") == "مدرس"


def test_arabic_indic_digits() -> None:
    assert fold("١٢٣٤") == "1234"


def test_persian_digits() -> None:
    assert fold("۱۲۳۴") == "1234"


def test_full_width_letters_and_digits() -> None:
    assert fold("Ａ１") == "a1"


def test_thousands_separators_are_dropped() -> None:
    assert fold("1,234,567") == "1234567"


def test_arabic_separators_of_numbers() -> None:
    assert fold("١٬٢٣٤٫٥") == "1234.5"


def test_punctuation_is_no_part_of_a_form() -> None:
    assert fold("كتاب.") == "كتاب"


def test_ascii_punctuation_is_no_part_of_a_form() -> None:
    assert fold("AT&T, Inc.") == "attinc"


def test_latin_capitals() -> None:
    assert fold("English") == "english"


def test_latin_accents() -> None:
    assert fold("Café") == "cafe"


def test_latin_accents_in_two_characters() -> None:
    assert fold("Cafe\N{COMBINING ACUTE ACCENT}") == "cafe"


def test_latin_letters_with_strokes() -> None:
    assert fold("Ødegård Łódź") == "odegardlodz"


def test_latin_ligatures() -> None:
    assert fold("Œuvre ﬁn") == "oeuvrefin"


def test_sharp_s() -> None:
    assert fold("Straße") == "strasse"


def test_turkish_i() -> None:
    assert fold("İstanbul") == fold("ıstanbul") == "istanbul"


def test_final_sigma() -> None:
    assert fold("Ελλάς") == "ελλασ"


def test_cyrillic_capitals() -> None:
    assert fold("ПУТИН") == "путин"


def test_nothing_but_marks_has_no_form() -> None:
    assert fold("ًٌَ") == ""


def test_letters_that_are_taken_as_they_stand_change_in_no_step() -> None:
    pairs = ["".join(pair) for pair in product("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي", repeat=2)]
    assert [pair for pair in pairs if spelling(normalize("NFKC", pair)) != pair] == []


def test_an_ordinary_word_has_one_spelling() -> None:
    assert spellings("كِتَابٌ") == ("كتاب",)


def test_plural_in_hamza_alef_teh_has_one_spelling() -> None:
    assert spellings("الإجراءات") == ("الإجراءات",)


def test_accusative_in_hamza_alef_has_one_spelling() -> None:
    assert spellings("جزءاً") == ("جزءا",)


def test_dagger_alef_written() -> None:
    assert "الكتاب" in forms("ٱلْكِتَٰبُ")


def test_dagger_alef_left_out() -> None:
    assert forms("ٱلرَّحْمَٰنِ") >= {"الرحمن", "الرحمان"}


def test_dagger_alef_of_a_modern_word_left_out() -> None:
    assert "هذا" in forms("هٰذا")


def test_dagger_alef_on_waw() -> None:
    assert fold("الصلاة") in forms("ٱلصَّلَوٰةَ")


def test_dagger_alef_on_waw_in_zakat() -> None:
    assert fold("الزكاة") in forms("ٱلزَّكَوٰةَ")


def test_dagger_alef_behind_a_spoken_waw() -> None:
    assert fold("السماوات") in forms("ٱلسَّمَٰوَٰتِ")


def test_dagger_alef_on_yeh_inside() -> None:
    assert fold("التوراة") in forms("ٱلتَّوْرَىٰةَ")


def test_dagger_alef_on_yeh_before_a_pronoun() -> None:
    assert fold("تولاهم") in forms("تَوَلَّىٰهُمْ")


def test_dagger_alef_on_a_last_yeh() -> None:
    assert forms("مُوسَىٰ") == {fold("موسى")}


def test_dagger_alef_with_madda() -> None:
    assert fold("الملائكة") in forms("ٱلْمَلَٰٓئِكَةِ")


def test_small_yeh_written() -> None:
    assert fold("إبراهيم") in forms("إِبْرَٰهِۦمَ")


def test_small_yeh_in_a_plural() -> None:
    assert fold("النبيين") in forms("ٱلنَّبِيِّۦنَ")


def test_small_yeh_at_the_end_left_out() -> None:
    assert forms("بِهِۦ") == {"به"}


def test_small_waw_left_out_in_dawud() -> None:
    assert "داود" in forms("دَاوُۥدَ")


def test_small_waw_at_the_end_left_out() -> None:
    assert forms("لَهُۥ") == {"له"}


def test_silent_alef_with_a_rounded_zero() -> None:
    assert fold("أولئك") in forms("أُو۟لَٰٓئِكَ")


def test_hamza_before_a_first_alef_is_madda() -> None:
    assert fold("آمنوا") in forms("ءَامَنُوا۟")


def test_hamza_before_alef_behind_a_proclitic_is_madda() -> None:
    assert fold("بآياتنا") in forms("بِـَٔايَٰتِنَا") & forms("بِءَايَٰتِنَا")


def test_hamza_before_alef_inside_is_madda() -> None:
    assert fold("القرآن") in forms("ٱلْقُرْءَانُ") & forms("ٱلْقُرْءَٰنُ")


def test_hamza_without_a_seat_behind_yeh() -> None:
    assert fold("شيئا") in forms("شَيْـًٔا")


def test_hamza_without_a_seat_behind_a_long_yeh() -> None:
    assert fold("خطيئته") in forms("خَطِيٓـَٔتُهُۥ")


def test_hamza_without_a_seat_and_kasra() -> None:
    assert fold("الأفئدة") in forms("ٱلْأَفْـِٔدَةَ")


def test_hamza_without_a_seat_behind_kasra() -> None:
    assert fold("متكئون") in forms("مُتَّكِـُٔونَ")


def test_hamza_without_a_seat_and_damma() -> None:
    assert fold("مسؤولا") in forms("مَسْـُٔولًا")


def test_hamza_without_a_seat_and_fatha() -> None:
    assert fold("يسألونك") in forms("يَسْـَٔلُونَكَ")


def test_hamza_below_a_last_yeh_after_alef() -> None:
    assert "وراء" in forms("وَرَآيِٕ")


def test_a_second_yeh_that_is_not_said() -> None:
    assert "بايد" in forms("بِأَيۡيْدٖ")


def test_hamza_without_a_seat_before_alef() -> None:
    assert fold("الآخرة") in forms("ٱلْـَٔاخِرَةِ")


def test_hamza_without_a_seat_and_dagger_alef() -> None:
    assert fold("الآن") in forms("ٱلْـَٰٔنَ")


def test_one_lam_for_two_in_the_night() -> None:
    assert "الليل" in forms("ٱلَّيْلِ")


def test_meem_for_a_noon_before_beh() -> None:
    assert forms("أَنۢبَآءِ") == {"انباء"}


def test_small_high_noon() -> None:
    assert fold("نُۨجِى") == "نجي"


def test_last_hamza_on_a_waw_after_an_alef() -> None:
    assert fold("شركاء") in forms("شُرَكَٰٓؤُاْ")


def test_last_hamza_on_a_waw_after_fatha() -> None:
    assert fold("يعبأ") in forms("يَعۡبَؤُاْ")


def test_alef_with_a_zero_inside_a_word_is_not_said() -> None:
    assert fold("لأذبح") in forms("لَأَا۟ذْبَحَ")


def test_alef_with_a_zero_at_the_end_is_written_today() -> None:
    assert forms("آمَنُوا۟") == {fold("آمنوا")}


def test_last_yeh_with_a_sukun_after_hamza_below_is_not_said() -> None:
    assert fold("ملإ") in forms("مَلَإِيْ")


def test_article_whose_lam_a_pdf_swapped() -> None:
    assert spelling("األندلس") == "الأندلس"


def test_article_whose_lam_a_pdf_swapped_after_particles() -> None:
    assert spelling("وباإلجماع") == "وبالإجماع"


def test_article_before_a_bare_alef_that_a_pdf_swapped() -> None:
    assert spelling("االجتماع") == "الاجتماع"


def test_name_of_god_that_a_pdf_swapped() -> None:
    assert spelling("واهلل") == "والله"


def test_swapped_letters_inside_a_word_may_be_meant() -> None:
    assert spelling("سالم") == "سالم"

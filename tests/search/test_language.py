"""The query language: which tree each text means."""

from __future__ import annotations

import pytest

from index.analysis import Analyzer, Level
from index.model.query import (
    DEFAULT_FIELDS,
    PHRASE_LEVELS,
    AnyOf,
    Phrase,
    Prefer,
    Without,
    Word,
    leaves,
)
from search.arabic.clitics import ARTICLES
from search.query import (
    MAX_CACHED_LENGTH,
    MAX_CACHED_QUERIES,
    MAX_WORDS,
    SHARE_FOR_MOST,
    STOP_WORD_WEIGHT,
    Parsed,
    describe,
    parse,
)
from search.query.leaves import MAX_PATTERNS

ANALYZER = Analyzer()


def parsed(text: str) -> Parsed:
    return parse(text, ANALYZER)


def tree(text: str) -> str:
    return describe(parsed(text).node)


def codes(text: str) -> list[str]:
    return [notice.code for notice in parsed(text).notices]


def kinds(text: str) -> list[str]:
    return [word.kind for word in parsed(text).words]


# Words


def test_all_words_are_wanted() -> None:
    assert tree("وزير الدفاع") == "all(وزير, الدفاع)"


def test_a_word_is_what_the_analyser_reads() -> None:
    (token,) = ANALYZER.tokens("defence")
    node = parsed("defence").node
    assert node == Word("defence", token.readings)
    assert isinstance(node, Word)
    assert node.surface == "defence"


@pytest.mark.parametrize(("asked", "other"), [("بَنْك", "البنك"), ("الْبَنْكُ", "بنك")])
def test_a_word_is_itself_with_and_without_the_article(asked: str, other: str) -> None:
    with_article_or_not = [*ANALYZER.tokens(asked), *ANALYZER.tokens(other)]
    wanted = {reading for token in with_article_or_not for reading in token.readings}
    node = parsed(asked).node
    assert isinstance(node, Word)
    assert set(node.readings) == wanted


@pytest.mark.parametrize("text", ["=بنك", "stem:بنك", "root:بنك", "bank", "100"])
def test_what_is_asked_by_hand_or_is_not_arabic_takes_no_article(text: str) -> None:
    node = parsed(text).node
    assert isinstance(node, Word)
    assert not any(reading.form.startswith("ال") for reading in node.readings)


def test_the_words_of_a_phrase_are_themselves_with_and_without_the_article() -> None:
    node = parsed('"بنك مصر"').node
    assert isinstance(node, Phrase)
    assert {"بنك", "البنك"} == {reading.form for reading in node.words[0].readings}


def test_a_dagger_alef_brings_both_readings() -> None:
    node = parsed("الرحمٰن").node
    assert isinstance(node, Word)
    assert {reading.form for reading in node.readings} >= {"الرحمن", "الرحمان"}


def test_a_word_written_twice_counts_once() -> None:
    assert tree("كتاب مجلة كِتاب") == "all(كتاب, مجلة)"


def test_a_word_also_required_counts_once() -> None:
    assert tree("كتاب +كتاب مجلة") == "all(كتاب, مجلة)"


def test_words_joined_by_a_hyphen_are_words() -> None:
    assert tree("كوانج-تشول") == "all(كوانج, تشول)"


def test_words_joined_by_an_underscore_are_words() -> None:
    assert tree("#كوريا_الشمالية") == "all(كوريا, الشمالية)"


def test_scripts_that_meet_are_a_phrase() -> None:
    assert tree("عربي21") == '"عربي 21"'


def test_a_word_with_a_number_behind_a_hyphen_is_a_phrase() -> None:
    assert tree("كوفيد-19") == '"كوفيد 19"'


def test_a_time_is_a_phrase() -> None:
    assert tree("10:30") == '"10 30"'


def test_a_number_keeps_its_thousands_separators() -> None:
    assert tree("1,000") == "1,000"


def test_a_clitic_before_a_number_is_no_part_of_it() -> None:
    assert tree("قتيلا و40 جريحا") == "prefer(all(قتيلا, 40, جريحا), و^0.1)"


def test_words_of_a_ligature_are_a_phrase() -> None:
    node = parsed("ﷺ").node
    assert isinstance(node, Phrase)
    assert len(node.words) == 4


@pytest.mark.parametrize("mark", ["،", "؛", "؟", ".", "!", ",", ";", "…", " - ", " – ", " : "])
def test_punctuation_divides_words(mark: str) -> None:
    assert tree(f"كتاب{mark} مجلة") == "all(كتاب, مجلة)"


def test_direction_marks_are_no_part_of_the_query() -> None:
    assert tree("\N{RIGHT-TO-LEFT MARK}-كتاب \N{LEFT-TO-RIGHT MARK}+مجلة") == "without(مجلة, كتاب)"


def test_markup_is_words() -> None:
    assert tree("<b>كتاب</b>") == "all(b, كتاب)"


@pytest.mark.parametrize(
    "text", ["", " ", "؟!", "😀", "\ud800", "\x00", "((()))", '""', "*", "~", "-"]
)
def test_nothing_is_wanted_without_letters(text: str) -> None:
    assert (tree(text), codes(text)) == ("nothing", ["empty"])


# Stop words


def test_stop_words_beside_words_are_only_liked() -> None:
    assert tree("وزير في كوريا") == "prefer(all(وزير, كوريا), في^0.1)"


def test_stop_words_weigh_little() -> None:
    node = parsed("كتاب في").node
    assert isinstance(node, Prefer)
    assert isinstance(node.preferred, Word)
    assert node.preferred.weight == STOP_WORD_WEIGHT


def test_stop_words_alone_are_wanted() -> None:
    assert tree("من هو") == "all(من, هو)"


def test_stop_words_beside_a_date_alone_are_wanted() -> None:
    assert tree("هو date:2024") == "all(هو, 2024-01-01..2024-12-31)"


@pytest.mark.parametrize("text", ["محمد علي", "آية الكرسي", "عمر وعَلِيّ"])
def test_a_name_that_shares_its_form_with_a_stop_word_is_wanted(text: str) -> None:
    assert "stop-word" not in kinds(text)


def test_a_verse_asks_nothing() -> None:
    assert not parsed("آية الكرسي").question


def test_an_article_cut_off_from_its_word_is_a_stop_word() -> None:
    assert tree("الـ 100 يوم") == "prefer(all(100, يوم), الـ^0.1)"


def test_a_stop_word_in_a_phrase_is_part_of_it() -> None:
    assert tree('"وزير في كوريا"') == '"وزير في كوريا"'


def test_a_stop_word_with_a_plus_is_wanted() -> None:
    assert tree("+في كتاب") == "all(في, كتاب)"


def test_a_stop_word_with_an_operator_is_wanted() -> None:
    assert tree("في AND كتاب") == "all(في, كتاب)"


def test_a_clitic_cut_off_by_a_quotation_mark_is_a_stop_word() -> None:
    assert tree('لـ"آيفون"') == "prefer(آيفون, لـ^0.1)"


# The ladder


def ladder(text: str) -> list[str]:
    return [describe(rung.node) for rung in parsed(text).ladder]


def test_one_word_has_one_rung() -> None:
    assert ladder("كتاب") == ["كتاب"]


def test_a_sentence_of_function_words_describes_something() -> None:
    assert parsed("إن فقد وهو شاب أو كهل").question


def test_two_words_with_a_function_word_are_looked_for() -> None:
    assert not parsed("البنك في القاهرة").question


def test_the_verb_of_a_question_counts_half() -> None:
    assert tree("متى تم بناء السد؟") == "prefer(all(تم^0.5, بناء, السد), متى^0.1)"


def test_the_same_verb_in_other_texts_counts_whole() -> None:
    assert tree("تم بناء السد") == "all(تم, بناء, السد)"


def test_a_question_of_such_words_alone_has_them_whole() -> None:
    assert tree("ماذا حدث؟") == "prefer(حدث, ماذا^0.1)"


def test_two_words_relax_to_any() -> None:
    assert ladder("كتاب مجلة") == ["all(كتاب, مجلة)", "any(كتاب, مجلة)"]


def test_a_long_question_relaxes_to_most_words_first() -> None:
    assert ladder("كتاب مجلة قصة رواية شعر") == [
        "all(كتاب, مجلة, قصة, رواية, شعر)",
        "3 of (كتاب, مجلة, قصة, رواية, شعر)",
        "any(كتاب, مجلة, قصة, رواية, شعر)",
    ]


def test_most_is_a_share_of_the_words_rounded_up() -> None:
    rung = parsed("كتاب مجلة قصة رواية شعر نقد").ladder[1]
    assert (rung.share, rung.minimum_should_match, rung.of) == ("most", 4, 6)
    assert rung.minimum_should_match >= SHARE_FOR_MOST * rung.of


def test_phrases_relax_like_words() -> None:
    assert ladder('"كتاب جديد" مجلة')[1] == 'any("كتاب جديد", مجلة)'


def test_stop_words_stay_liked_on_every_rung() -> None:
    assert ladder("كتاب في مجلة")[1] == "prefer(any(كتاب, مجلة), في^0.1)"


def test_required_words_stay_on_every_rung() -> None:
    assert ladder("+كتاب مجلة قصة")[1] == "all(كتاب, any(مجلة, قصة))"


def test_excluded_words_stay_out_on_every_rung() -> None:
    assert ladder("كتاب مجلة -قصة")[1] == "without(any(كتاب, مجلة), قصة)"


def test_dates_stay_on_every_rung() -> None:
    assert ladder("date:2024 كتاب مجلة")[1] == "all(2024-01-01..2024-12-31, any(كتاب, مجلة))"


def test_fields_stay_on_every_rung() -> None:
    assert ladder("title:كتاب مجلة قصة")[1] == "all(title:كتاب, any(مجلة, قصة))"


def test_and_never_relaxes() -> None:
    assert ladder("كتاب AND مجلة AND قصة") == ["all(كتاب, مجلة, قصة)"]


def test_the_tree_is_that_of_the_first_rung() -> None:
    result = parsed("كتاب مجلة قصة رواية")
    assert (result.node, result.words) == (result.ladder[0].node, result.ladder[0].words)


def test_relaxed_words_are_no_longer_required() -> None:
    strict, lenient = parsed("+كتاب مجلة قصة").ladder
    assert [word.required for word in strict.words] == [True, True, True]
    assert [word.required for word in lenient.words] == [True, False, False]


# Phrases


@pytest.mark.parametrize(
    "quoted", ['"{}"', "“{}”", "”{}“", "„{}“", "«{}»", "»{}«", "‹{}›", '""{}""']
)
def test_quotation_marks_of_every_kind_make_a_phrase(quoted: str) -> None:
    assert tree(quoted.format("معاهدة دفاع")) == '"معاهدة دفاع"'


def test_spaces_inside_the_quotation_marks_do_not_count() -> None:
    assert tree('" معاهدة دفاع "') == '"معاهدة دفاع"'


def test_a_phrase_is_matched_by_form_and_stem() -> None:
    node = parsed('"معاهدة دفاع"').node
    assert isinstance(node, Phrase)
    assert node.levels == (Level.FORM, Level.STEM)


def test_a_number_behind_a_phrase_is_its_slop() -> None:
    assert tree('"معاهدة دفاع"~3 "كتاب جديد"~٢') == 'all("معاهدة دفاع"~3, "كتاب جديد"~2)'


def test_slop_is_capped_and_said_so() -> None:
    assert (tree('"معاهدة دفاع"~9999'), codes('"معاهدة دفاع"~9999')) == (
        '"معاهدة دفاع"~50',
        ["syntax"],
    )


def test_a_phrase_of_one_word_is_that_word_by_form_and_stem() -> None:
    node = parsed('"كتاب"').node
    assert isinstance(node, Word)
    assert node.levels == (Level.FORM, Level.STEM)


def test_signs_inside_a_phrase_are_punctuation() -> None:
    assert tree('"كتاب* OR -مجلة"') == '"كتاب OR مجلة"'


def test_an_unclosed_quotation_mark_leaves_words_and_is_said() -> None:
    assert (tree('"كتاب جديد'), codes('"كتاب جديد')) == ("all(كتاب, جديد)", ["syntax"])


def test_a_quotation_mark_behind_a_word_opens_nothing() -> None:
    text = 'آبل" تحتفل بالعيد لـ"آيفون"'
    assert (tree(text), codes(text)) == ("prefer(all(آبل, تحتفل, بالعيد, آيفون), لـ^0.1)", [])


# Operators


@pytest.mark.parametrize("sign", ["OR", "||"])
def test_or_wants_either(sign: str) -> None:
    assert tree(f"كتاب {sign} مجلة {sign} قصة") == "any(كتاب, مجلة, قصة)"


@pytest.mark.parametrize("sign", ["AND", "&&"])
def test_and_wants_both(sign: str) -> None:
    assert tree(f"كتاب {sign} مجلة") == "all(كتاب, مجلة)"


@pytest.mark.parametrize(
    "excluding", ["كتاب NOT مجلة", "كتاب !مجلة", "كتاب -مجلة", "كتاب AND NOT مجلة"]
)
def test_not_excludes(excluding: str) -> None:
    assert tree(excluding) == "without(كتاب, مجلة)"


def test_lower_case_operators_are_words() -> None:
    assert tree("cats or dogs and not birds") == "all(cats, or, dogs, and, not, birds)"


def test_and_binds_before_or() -> None:
    assert tree("كتاب AND مجلة OR قصة") == "any(all(كتاب, مجلة), قصة)"


def test_or_takes_only_its_neighbours() -> None:
    assert tree("كتاب OR مجلة قصة") == "all(any(كتاب, مجلة), قصة)"


def test_parentheses_come_first() -> None:
    assert tree("كتاب AND (مجلة OR قصة)") == "all(كتاب, any(مجلة, قصة))"


def test_parentheses_without_operators_are_punctuation() -> None:
    assert ladder("كتاب (مجلة قصة)")[1] == "any(كتاب, مجلة, قصة)"


def test_an_open_parenthesis_closes_at_the_end() -> None:
    assert tree("كتاب NOT (مجلة قصة") == "without(كتاب, all(مجلة, قصة))"


def test_a_stray_closing_parenthesis_is_punctuation() -> None:
    assert (tree("1) كتاب"), codes("1) كتاب")) == ("all(1, كتاب)", [])


def test_two_nots_cancel() -> None:
    assert tree("NOT NOT كتاب") == "كتاب"


def test_or_not_is_everything_without() -> None:
    assert tree("كتاب OR NOT مجلة") == "any(كتاب, without(everything, مجلة))"


def test_only_exclusions_leave_everything_else() -> None:
    assert tree("-كتاب -مجلة") == "without(everything, any(كتاب, مجلة))"


@pytest.mark.parametrize("text", ["كتاب AND", "OR كتاب", "كتاب NOT", "كتاب AND OR مجلة"])
def test_an_operator_without_an_operand_is_a_word_and_said_so(text: str) -> None:
    assert codes(text) == ["syntax"]


def test_signs_without_an_operand_are_punctuation() -> None:
    assert tree("كتاب && || !") == "كتاب"


def test_a_plus_makes_a_word_stay() -> None:
    assert (tree("+كتاب"), parsed("+كتاب").ladder[0].of) == ("كتاب", 0)


@pytest.mark.parametrize(
    "text", ["كتاب+مجلة", "كتاب-مجلة", "كتاب - مجلة", "كتاب- مجلة", "- كتاب مجلة"]
)
def test_signs_count_only_at_the_beginning_of_a_word(text: str) -> None:
    assert tree(text) == "all(كتاب, مجلة)"


def test_a_hyphen_before_a_stop_word_is_that_of_a_list() -> None:
    assert tree("-من هو جمال") == "prefer(جمال, any(من^0.1, هو^0.1))"


def test_what_is_excluded_takes_its_inflections_with_it_and_not_its_relatives() -> None:
    node = parsed("وزارة -سفير").node
    assert isinstance(node, Without)
    assert isinstance(node.excluded, Word)
    assert node.excluded.levels == PHRASE_LEVELS


def test_relatives_are_excluded_where_they_are_named() -> None:
    assert tree("وزارة -جذر:سفر") == "without(وزارة, سفر[root])"


@pytest.mark.parametrize("text", ['"أسماء"', '="أسماء"', "=أسماء"])
def test_quotation_marks_and_an_equals_sign_keep_letters_as_typed(text: str) -> None:
    node = parsed(text).node
    assert isinstance(node, Word)
    assert node.typed == "أسماء"


def test_a_question_may_quote_words_in_other_letters() -> None:
    (leaf,) = (leaf for leaf in leaves(parsed('من كتب "أسماء"؟').node) if "أسماء" in str(leaf))
    assert isinstance(leaf, Word)
    assert leaf.typed == ""


def test_a_phrase_can_be_excluded() -> None:
    assert tree('وزارة -"بلاد بعيدة"') == 'without(وزارة, "بلاد بعيدة")'


def test_the_answer_names_what_was_excluded() -> None:
    (term,) = (word for word in parsed("وزارة -سفير").words if word.kind == "excluded")
    assert (term.text, term.root, term.required) == ("سفير", None, False)


def test_a_group_can_be_excluded() -> None:
    assert tree("كتاب -(مجلة قصة)") == "without(كتاب, all(مجلة, قصة))"


def test_deep_parentheses_are_left_out_and_it_is_said() -> None:
    text = "(" * 2000 + "كتاب" + ")" * 2000
    assert (tree(text), codes(text)) == ("كتاب", ["syntax"])


# The Arabic operators


@pytest.mark.parametrize("or_", ["أو", "او"])
def test_aw_in_a_short_query_is_or(or_: str) -> None:
    text = f"شاي {or_} قهوة"
    assert (tree(text), codes(text)) == ("any(شاي, قهوة)", ["operator"])


def test_aw_in_a_long_text_is_a_stop_word() -> None:
    text = "الجامعة تعلن الأربعاء أو الخميس اسم المدرب"
    assert kinds(text).count("stop-word") == 1
    assert codes(text) == []


@pytest.mark.parametrize("question", ["هل تفضل شاي أو قهوة", "شاي أو قهوة؟"])
def test_aw_in_a_question_is_a_stop_word(question: str) -> None:
    assert "any(شاي, قهوة)" not in tree(question)


def test_aw_beside_an_operator_is_or_in_any_text() -> None:
    text = "شاي أو قهوة AND سكر AND حليب AND ماء"
    assert tree(text) == "any(شاي, all(قهوة, سكر, حليب, ماء))"


def test_aw_without_two_operands_is_a_stop_word() -> None:
    assert tree("أو كتاب") == "prefer(كتاب, أو^0.1)"


def test_waw_alone_is_a_stop_word() -> None:
    assert tree("شاي و قهوة") == "prefer(all(شاي, قهوة), و^0.1)"


def test_waw_beside_an_operator_is_and() -> None:
    assert tree("شاي و سكر OR عسل") == "any(all(شاي, سكر), عسل)"


def test_laysa_between_few_words_excludes_and_it_is_said() -> None:
    assert (tree("تفاح ليس أحمر"), codes("تفاح ليس أحمر")) == ("without(تفاح, أحمر)", ["operator"])


def test_wa_laysa_excludes() -> None:
    assert tree("كتاب و ليس مجلة") == "without(كتاب, مجلة)"


@pytest.mark.parametrize(
    "text", ["لماذا ليس هناك ماء", "ليس لدي أي طموح سياسي كبير", "هذا ليس كتابا؟"]
)
def test_laysa_in_questions_and_sentences_is_a_word(text: str) -> None:
    assert "without" not in tree(text)


@pytest.mark.parametrize("text", ["الحل ليس في الحرب", "هذا ليس كتابا", "الحرب أو لا"])
def test_the_particles_beside_a_stop_word_are_words(text: str) -> None:
    assert codes(text) == []


# Patterns


def test_a_star_behind_letters_is_a_prefix() -> None:
    assert (tree("كتا*"), kinds("كتا*")) == ("(ال)كتا*", ["prefix"])


@pytest.mark.parametrize("text", ["ك?اب", "ك؟اب"])
def test_a_question_mark_between_letters_is_one_letter(text: str) -> None:
    assert (tree(text), kinds(text)) == ("(ال)ك?اب", ["wildcard"])


@pytest.mark.parametrize("text", ["الكتا*", "*تاب", "post*", "١٩*", "=كتا*", "root:كتا*"])
def test_the_article_stands_before_bare_arabic_words_only(text: str) -> None:
    assert "(ال)" not in tree(text)


def test_a_word_that_only_looks_like_particles_and_article_may_have_it() -> None:
    assert tree("والد*") == "(ال)والد*"


@pytest.mark.parametrize("particles", ["", "و", "ف", "ب", "ك", "وب", "فك"])
def test_particles_may_stand_before_the_article(particles: str) -> None:
    assert f"{particles}ال" in ARTICLES


@pytest.mark.parametrize("article", ["لل", "ولل", "فلل"])
def test_behind_a_lam_the_article_loses_its_alef(article: str) -> None:
    assert article in ARTICLES


def test_a_star_may_stand_anywhere() -> None:
    assert tree("*ستان م*ين") == "all(*ستان, (ال)م*ين)"


def test_the_letters_of_a_pattern_are_folded() -> None:
    assert tree("أُسـتـ*") == "(ال)است*"


@pytest.mark.parametrize("text", ["كتاب؟", "كتاب?", "كتاب ؟", "؟كتاب", "كتاب؟!"])
def test_a_question_mark_around_a_word_is_punctuation(text: str) -> None:
    assert tree(text) == "كتاب"


def test_a_prefix_at_the_end_of_a_question_stays_a_prefix() -> None:
    assert tree("كتا*؟") == "(ال)كتا*"


@pytest.mark.parametrize("text", ["ك*", "*ك", "ك~"])
def test_a_pattern_of_one_letter_is_a_word_and_it_is_said(text: str) -> None:
    assert (tree(text), codes(text)) == ("ك", ["short-pattern"])


def test_a_lone_star_is_punctuation() -> None:
    assert tree("كتاب * مجلة") == "all(كتاب, مجلة)"


def test_patterns_relax_like_words() -> None:
    assert ladder("كتا* مجلة")[1] == "any((ال)كتا*, مجلة)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("كلمة~", "(ال)كلمه~1"),
        ("كلمة~1", "(ال)كلمه~1"),
        ("كلمة~2", "(ال)كلمه~2"),
        ("كلمة~٢", "(ال)كلمه~2"),
        ("كلمة~0", "كلمة"),
    ],
)
def test_a_tilde_allows_letters_to_differ(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_a_distance_over_two_is_two_and_it_is_said() -> None:
    assert (tree("كلمة~7"), codes("كلمة~7")) == ("(ال)كلمه~2", ["syntax"])


def test_a_short_word_may_differ_in_one_letter_only() -> None:
    assert tree("علم~2") == "(ال)علم~1"


# Fields and levels


@pytest.mark.parametrize("name", ["title", "Title", "عنوان", "العنوان", "عُنوان"])
def test_title_has_these_names(name: str) -> None:
    assert tree(f"{name}:كتاب") == "title:كتاب"


@pytest.mark.parametrize("name", ["body", "نص", "النص", "متن", "المتن"])
def test_body_has_these_names(name: str) -> None:
    assert tree(f"{name}:كتاب") == "body:كتاب"


@pytest.mark.parametrize("name", ["source", "مصدر", "المصدر"])
def test_source_has_these_names(name: str) -> None:
    assert tree(f"{name}:رويترز") == "source:رويترز"


def test_a_field_takes_a_phrase() -> None:
    assert tree('عنوان:"كتاب جديد"~2') == 'title:"كتاب جديد"~2'


def test_a_field_takes_a_group() -> None:
    assert tree("عنوان:(كتاب OR مجلة)") == "any(title:كتاب, title:مجلة)"


def test_a_field_takes_a_pattern() -> None:
    assert tree("عنوان:كتا*") == "title:(ال)كتا*"


def test_a_field_can_be_excluded() -> None:
    assert tree("كتاب -مصدر:رويترز") == "without(كتاب, source:رويترز)"


@pytest.mark.parametrize("name", ["author", "AUTHORS", "كاتب", "الكَاتب", "المؤلف"])
def test_a_column_is_a_field_by_any_of_its_names(name: str) -> None:
    assert tree(f"كتاب {name}:طه") == "all(كتاب, author:طه)"


def test_words_in_quotation_marks_follow_each_other_in_a_column() -> None:
    assert tree('كاتب:"طه حُسَين"') == "author:طه حسين"


def test_a_column_takes_a_group() -> None:
    assert tree("author:(طه OR مي)") == "any(author:طه, author:مي)"


def test_a_column_can_be_excluded() -> None:
    assert tree("كتاب -language:en") == "without(كتاب, language:en)"


def test_a_field_in_the_group_of_a_column_is_that_field() -> None:
    assert tree("author:(title:كتاب)") == "title:كتاب"


def test_a_column_holds_on_every_rung() -> None:
    ladder = parsed("author:طه وزير الدفاع").ladder
    assert describe(ladder[-1].node) == "all(author:طه, any(وزير, الدفاع))"


def test_a_column_without_words_is_words() -> None:
    assert tree("author:!!") == "author"


def test_the_term_of_a_column_is_said() -> None:
    *_, term = parsed("كتاب author:طه").words
    assert (term.kind, term.field, term.form, term.required) == ("column", "author", "طه", True)


def test_an_unknown_field_is_words_and_it_is_said() -> None:
    assert (tree("foo:bar"), codes("foo:bar")) == ("all(foo, bar)", ["unknown-field"])


@pytest.mark.parametrize(
    "text", ["كوريا الجنوبية : حوافز", "كلاسيكو الأرض: ريال مدريد", "10:30", "http://example.org/x"]
)
def test_other_colons_are_punctuation(text: str) -> None:
    assert codes(text) == []


def test_an_equals_sign_wants_the_form_only() -> None:
    assert tree("=كتاب") == "كتاب[form]"


def test_an_equals_sign_before_a_phrase_wants_its_forms_only() -> None:
    assert tree('="كتاب جديد"') == '"كتاب جديد"[form]'


@pytest.mark.parametrize("name", ["root", "جذر", "الجذر"])
def test_root_has_these_names(name: str) -> None:
    assert tree(f"{name}:كتب") == "كتب[root]"


@pytest.mark.parametrize("name", ["stem", "جذع", "الجذع"])
def test_stem_has_these_names(name: str) -> None:
    assert tree(f"{name}:كتب") == "كتب[stem]"


def test_the_letters_given_are_the_root_and_the_root_of_the_word_is_too() -> None:
    node = parsed("root:مكتبة").node
    assert isinstance(node, Word)
    assert [reading.root for reading in node.readings] == ["مكتبه", "كتب"]


def test_a_level_and_a_field_go_together() -> None:
    assert tree("عنوان:جذر:كتب -title:=كتاب") == "without(title:كتب[root], title:كتاب[form])"


def test_a_pattern_has_no_root_and_it_is_said() -> None:
    assert (tree("root:كتا*"), codes("root:كتا*")) == ("كتا*", ["syntax"])


# What was understood


def test_words_come_in_the_order_of_the_text() -> None:
    result = parsed('هل "وزير الدفاع" كتا* -مجلة date:2024')
    assert [word.kind for word in result.words] == [
        "stop-word", "phrase", "prefix", "excluded", "date",
    ]  # fmt: skip


def test_a_word_shows_its_terms() -> None:
    (word,) = parsed("الكتاب").words
    (token,) = ANALYZER.tokens("الكتاب")
    assert (word.form, word.stem, word.root) == (token.form, token.stem, token.root)


def test_a_phrase_shows_the_terms_of_the_levels_that_it_uses() -> None:
    (phrase,) = parsed('="كتاب جديد"').words
    assert (phrase.form, phrase.stem, phrase.root) == ("كتاب جديد", None, None)


def test_a_field_is_shown() -> None:
    assert [word.field for word in parsed("عنوان:كتاب مجلة date:2024").words] == [
        "title",
        None,
        "date",
    ]


def test_words_of_an_or_are_not_required() -> None:
    assert [word.required for word in parsed("كتاب OR مجلة قصة").words] == [False, False, True]


def test_only_so_many_words_are_searched_and_it_is_said() -> None:
    text = (
        " ".join(f"كلمة{'ابتثجحخد'[a]}{'ابتثجحخد'[b]}" for a in range(8) for b in range(8))
        + " زائدة"
    )
    node = parsed(text).node
    assert codes(text) == ["too-many-words"]
    assert describe(node).count(",") == MAX_WORDS - 1


def test_only_so_many_patterns_are_searched_and_it_is_said() -> None:
    text = " ".join(f"كلمة{letter}*" for letter in "ابتثجحخدذ")
    assert codes(text) == ["too-many-patterns"]
    assert describe(parsed(text).node).count(",") == MAX_PATTERNS - 1


def test_a_notice_speaks_once_in_both_languages() -> None:
    (notice,) = parsed("foo:a bar:b").notices
    assert "“foo”, “bar”" in notice.english
    assert "«foo»، «bar»" in notice.arabic


def test_words_are_looked_for_in_title_and_body() -> None:
    node = parsed("كتاب").node
    assert isinstance(node, Word)
    assert node.fields == DEFAULT_FIELDS


def test_a_relaxed_rung_scores_all_words() -> None:
    node = parsed("كتاب مجلة قصة رواية").ladder[1].node
    assert isinstance(node, AnyOf)
    assert (len(node.parts), node.minimum_should_match) == (4, 3)


def test_a_query_asked_again_is_remembered() -> None:
    assert parsed("سؤال سئل مرتين") is parsed("سؤال سئل مرتين")


def test_the_queries_asked_longest_ago_are_forgotten() -> None:
    first = parsed("أول ما سئل")
    for number in range(MAX_CACHED_QUERIES):
        parsed(f"سؤال {number}")
    assert parsed("أول ما سئل") is not first


def test_a_query_that_is_asked_again_and_again_stays() -> None:
    first = parsed("ما يسأل كل مرة")
    assert all(
        parsed("ما يسأل كل مرة") is first and parsed(f"سؤال {number}")
        for number in range(2 * MAX_CACHED_QUERIES)
    )


def test_a_long_query_is_read_each_time() -> None:
    text = "ك" * (MAX_CACHED_LENGTH + 1)
    assert parsed(text) == parsed(text)
    assert parsed(text) is not parsed(text)


def test_every_analyser_reads_for_itself() -> None:
    assert parse("كتاب", Analyzer()) is not parsed("كتاب")

"""What a query matches in tokens. A word of the tests is written form/stem/root, or form alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, Level, Reading, Token
from index.model.edit_distance import within
from index.model.query import (
    ALL_LEVELS,
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Fuzzy,
    Node,
    Nothing,
    Phrase,
    Prefer,
    Prefix,
    TextField,
    Wildcard,
    Without,
    Word,
)
from search.highlight.matcher import Match, compile_matcher

BODY, TITLE = TextField.BODY, TextField.TITLE
FORM, STEM, ROOT = ALL_LEVELS


def reading(written: str) -> Reading:
    form, stem, root = (*written.split("/"), *[written.split("/")[-1]] * 2)[:3]
    return Reading(form, stem, root)


def word(
    *readings: str,
    levels: tuple[Level, ...] = ALL_LEVELS,
    weight: float = 1.0,
    fields: tuple[TextField, ...] = (TITLE, BODY),
) -> Word:
    return Word(readings[0], tuple(map(reading, readings)), levels, fields, weight)


def phrase(words: str, slop: int = 0, levels: tuple[Level, ...] = (FORM, STEM)) -> Phrase:
    return Phrase(words, tuple(word(one) for one in words.split()), slop, levels)


def tokens(text: str) -> list[Token]:
    """Tokens of `text`; a word with several readings has | between them."""
    return [
        Token(one, 0, 0, position, tuple(map(reading, one.split("|"))))
        for position, one in enumerate(text.split())
    ]


def found(node: Node, text: str, field: TextField = BODY) -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in compile_matcher(node).matches(tokens(text), field)]


def levels(node: Node, text: str) -> list[Level | None]:
    return [one.level for one in compile_matcher(node).matches(tokens(text), BODY)]


def test_a_word_matches_its_form() -> None:
    assert levels(word("كتاب/كتاب/كتب"), "كتاب/كتاب/كتب") == [FORM]


def test_a_word_matches_an_inflection_at_the_stem() -> None:
    assert levels(word("كتاب/كتاب/كتب"), "بالكتاب/كتاب/كتب") == [STEM]


def test_a_word_matches_a_relative_at_the_root() -> None:
    assert levels(word("كتاب/كتاب/كتب"), "مكتبه/مكتب/كتب") == [ROOT]


def test_a_word_asked_for_at_its_form_matches_no_inflection() -> None:
    assert levels(word("كتاب/كتاب/كتب", levels=(FORM,)), "بالكتاب/كتاب/كتب") == []


def test_a_word_asked_for_at_its_root_matches_at_the_root() -> None:
    assert levels(word("كتاب/كتاب/كتب", levels=(ROOT,)), "كتاب/كتاب/كتب") == [ROOT]


def test_the_form_of_one_word_is_not_the_stem_of_another() -> None:
    assert found(word("علم/عل/عل", levels=(STEM,)), "علم/علم/علم") == []


def test_an_empty_root_matches_nothing() -> None:
    rootless = Token("2", 0, 1, 0, (Reading("2", "2", ""),))
    asked = Word("1", (Reading("1", "1", ""),))
    assert compile_matcher(asked).matches([rootless], BODY) == ()


def test_the_second_reading_of_the_text_matches() -> None:
    assert found(word("الكتاب"), "الكتب|الكتاب") == [(0, 0)]


def test_the_second_reading_of_the_query_matches() -> None:
    assert found(word("الكتب", "الكتاب"), "الكتاب") == [(0, 0)]


def test_a_token_that_matches_by_two_readings_matches_once() -> None:
    assert found(word("الكتب", "الكتاب"), "الكتب|الكتاب") == [(0, 0)]


def test_every_occurrence_is_found() -> None:
    assert found(word("كتاب"), "كتاب قلم كتاب") == [(0, 0), (2, 2)]


def test_a_word_matches_only_in_its_fields() -> None:
    assert found(word("كتاب", fields=(TITLE,)), "كتاب") == []


def test_a_word_matches_in_the_field_it_names() -> None:
    assert found(word("كتاب", fields=(TITLE,)), "كتاب", TITLE) == [(0, 0)]


def test_a_match_carries_its_leaf_and_weight() -> None:
    node = AllOf((word("كتاب"), word("قلم", weight=2.0)))
    assert compile_matcher(node).matches(tokens("قلم"), BODY) == (Match(0, 0, 1, FORM, 2.0),)


def test_the_same_word_twice_is_one_leaf() -> None:
    node = AnyOf((word("كتاب"), Word("كِتَاب", word("كتاب").readings)))
    assert len(compile_matcher(node).leaves) == 1


def test_what_is_excluded_is_not_found() -> None:
    assert found(Without(word("كتاب"), word("قلم")), "كتاب قلم") == [(0, 0)]


def test_what_is_preferred_is_found() -> None:
    assert found(Prefer(word("كتاب"), word("قلم")), "كتاب قلم") == [(0, 0), (1, 1)]


@pytest.mark.parametrize("node", [Everything(), Nothing(), ColumnFilter("date")])
def test_leaves_on_documents_match_no_token(node: Node) -> None:
    assert found(node, "كتاب") == []


def test_a_stop_word_beside_other_words_is_not_looked_for() -> None:
    assert found(AllOf((word("في", weight=0.2), word("بيت"))), "في بيت") == [(1, 1)]


def test_a_stop_word_alone_is_looked_for() -> None:
    assert found(word("في", weight=0.2), "في بيت") == [(0, 0)]


def test_a_stop_word_in_a_phrase_is_looked_for() -> None:
    asked = Phrase("في بيت", (word("في", weight=0.2), word("بيت")))
    assert found(asked, "في بيت") == [(0, 1)]


def test_a_phrase_is_one_match_over_its_words() -> None:
    assert found(phrase("وزير الدفاع"), "قال وزير الدفاع") == [(1, 2)]


def test_a_phrase_weighs_as_its_words_together() -> None:
    [match] = compile_matcher(phrase("وزير الدفاع")).matches(tokens("وزير الدفاع"), BODY)
    assert match.weight == 2.0


def test_a_phrase_wants_its_order() -> None:
    assert found(phrase("وزير الدفاع"), "الدفاع وزير") == []


def test_a_phrase_as_written_allows_no_word_between() -> None:
    assert found(phrase("وزير الدفاع"), "وزير شوون الدفاع") == []


def test_a_phrase_matches_at_one_level_throughout() -> None:
    assert levels(phrase("وزير/زير/وزر دفاع/دفاع/دفع"), "الوزير/زير/وزر الدفاع/دفاع/دفع") == [STEM]


def test_a_phrase_never_mixes_levels() -> None:
    asked = phrase("وزير/زير/وزر دفاع/دفاع/دفع", levels=(FORM, ROOT))
    assert levels(asked, "وزير/زير/اخر دافع/دافع/دفع") == []


def test_a_phrase_matches_at_its_closest_level() -> None:
    assert levels(phrase("وزير/زير دفاع/دفاع"), "وزير/زير دفاع/دفاع") == [FORM]


def test_a_phrase_matches_through_a_second_reading() -> None:
    assert found(phrase("الكتاب المبين"), "الكتب|الكتاب المبين") == [(0, 1)]


def test_slop_counts_the_words_between() -> None:
    assert found(phrase("وزير الدفاع", slop=1), "وزير شوون الدفاع") == [(0, 0), (2, 2)]


def test_slop_is_a_limit() -> None:
    assert found(phrase("وزير الدفاع", slop=1), "وزير كل شوون الدفاع") == []


def test_slop_is_shared_by_all_gaps() -> None:
    assert found(phrase("ا ب ج", slop=2), "ا س ب س ج") == [(0, 0), (2, 2), (4, 4)]


def test_slop_keeps_the_order() -> None:
    assert found(phrase("وزير الدفاع", slop=3), "الدفاع قال وزير") == []


def test_words_of_a_loose_phrase_that_stand_together_are_one_match() -> None:
    assert found(phrase("ا ب ج", slop=1), "ا ب س ج") == [(0, 1), (3, 3)]


def test_a_phrase_of_one_word_twice_wants_it_twice() -> None:
    assert found(phrase("رويدا رويدا"), "رويدا ثم رويدا رويدا") == [(2, 3)]


def test_a_prefix_matches_the_beginnings_of_forms() -> None:
    assert found(Prefix("مدر*", "مدر"), "مدرسه المدرسه مدير") == [(0, 0)]


@pytest.mark.parametrize("leaf", [Prefix, Wildcard, Fuzzy])
def test_a_pattern_matches_behind_its_proclitics(leaf: type[Prefix | Wildcard | Fuzzy]) -> None:
    assert found(leaf("…", "مدرسه", proclitics=("وال", "لل")), "والمدرسه استمدرسه") == [(0, 0)]


def test_a_prefix_matches_at_no_level() -> None:
    assert levels(Prefix("مدر*", "مدر"), "مدرسه") == [None]


def test_an_empty_prefix_highlights_nothing() -> None:
    assert found(Prefix("*", ""), "مدرسه") == []


def test_a_star_stands_for_any_letters() -> None:
    assert found(Wildcard("م*سه", "م*سه"), "مدرسه موسسه مدير مسه") == [(0, 0), (1, 1), (3, 3)]


def test_a_question_mark_stands_for_one_letter() -> None:
    assert found(Wildcard("ك؟تب", "ك?تب"), "كاتب كتب كااتب") == [(0, 0)]


def test_a_wildcard_matches_whole_forms() -> None:
    assert found(Wildcard("كت?ب", "كت?ب"), "كتاب بالكتاب كتابه") == [(0, 0)]


def test_a_wildcard_of_stars_highlights_nothing() -> None:
    assert found(Wildcard("**", "**"), "كتاب") == []


def test_a_letter_that_means_something_in_a_regular_expression_is_a_letter() -> None:
    assert found(Wildcard("(.*", "(.*"), "كتاب (.ا") == [(1, 1)]


def test_many_stars_on_a_long_form_are_decided() -> None:
    assert found(Wildcard("", "*ا" * 500 + "*ب"), "ا" * 10_000) == []


@pytest.mark.parametrize(
    ("written", "edit"),
    [
        ("كتا", "a letter left out"),
        ("كتابه", "inserted"),
        ("كباب", "replaced"),
        ("كاتب", "swapped"),
    ],
)
def test_one_edit_is_within_one(written: str, edit: str) -> None:
    assert found(Fuzzy("كتاب~", "كتاب", 1), written) == [(0, 0)], edit


def test_two_edits_are_not_within_one() -> None:
    assert found(Fuzzy("كتاب~", "كتاب", 1), "كت") == []


def test_two_edits_are_within_two() -> None:
    assert found(Fuzzy("كتاب~2", "كتاب", 2), "كت") == [(0, 0)]


def test_a_swapped_pair_is_not_edited_again() -> None:
    assert within("ca", "abc", 3) == 3  # Damerau's own measure, with no limit, says 2


@given(st.text("ابجد", max_size=7), st.text("ابجد", max_size=7), st.integers(1, 2))
def test_the_quick_refusal_of_forms_agrees_with_the_distance(a: str, b: str, most: int) -> None:
    token = Token(b, 0, len(b), 0, (Reading(b, b, b),))
    matched = compile_matcher(Fuzzy(a, a, most)).matches([token], BODY)
    assert bool(matched) == (_alignment(a, b) <= most)


@cache
def _alignment(a: str, b: str) -> int:
    """Optimal string alignment straight from its definition."""
    if not a or not b:
        return len(a) + len(b)
    costs = [
        _alignment(a[:-1], b) + 1,
        _alignment(a, b[:-1]) + 1,
        _alignment(a[:-1], b[:-1]) + (a[-1] != b[-1]),
    ]
    if len(a) > 1 and len(b) > 1 and a[-1] == b[-2] and a[-2] == b[-1]:
        costs.append(_alignment(a[:-2], b[:-2]) + 1)
    return min(costs)


@given(
    st.lists(st.sampled_from("ابج"), max_size=10),
    st.lists(st.sampled_from("ابج"), min_size=2, max_size=3),
    st.integers(0, 3),
)
def test_a_phrase_matches_where_its_definition_says(
    text: list[str], asked: list[str], slop: int
) -> None:
    matched = bool(found(phrase(" ".join(asked), slop, (FORM,)), " ".join(text)))
    assert matched == any(_chains(text, asked, slop, first) for first in range(len(text)))


def _chains(text: list[str], asked: list[str], slop: int, first: int) -> bool:
    """Whether the phrase stands in the text from `first` on, trying every choice of words."""

    def rest(at: int, left: list[str]) -> bool:
        if not left:
            return at - first - (len(asked) - 1) <= slop
        return any(text[i] == left[0] and rest(i, left[1:]) for i in range(at + 1, len(text)))

    return text[first] == asked[0] and rest(first, asked[1:])


def test_a_deep_tree_is_read_without_recursion() -> None:
    node: Node = word("كتاب")
    for _ in range(5_000):
        node = AllOf((node,))
    assert found(node, "كتاب") == [(0, 0)]


# With the real analysis


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.mark.parametrize(
    "written",
    ["كِتَابٌ", "كتـــاب", "ﻛﺘﺎﺏ", "كتاب"],
    ids=["vocalised", "tatweel", "presentation forms", "plain"],
)
def test_a_plain_word_finds_every_way_to_write_it(analyzer: Analyzer, written: str) -> None:
    asked = Word("كتاب", analyzer.tokens("كتاب")[0].readings)
    assert compile_matcher(asked).matches(analyzer.tokens(written), BODY)[0].level is FORM


def test_a_quranic_spelling_is_found_by_the_modern_one(analyzer: Analyzer) -> None:
    asked = Word("الكتاب", analyzer.tokens("الكتاب")[0].readings)
    assert compile_matcher(asked).matches(analyzer.tokens("ذَٰلِكَ ٱلْكِتَٰبُ"), BODY)[0].level is FORM


def test_the_article_is_no_part_of_the_stem(analyzer: Analyzer) -> None:
    asked = Word("مدرسة", analyzer.tokens("مدرسة")[0].readings)
    assert compile_matcher(asked).matches(analyzer.tokens("المدرسة"), BODY)[0].level is STEM


def test_a_phrase_is_found_inside_the_words_of_a_ligature(analyzer: Analyzer) -> None:
    words = tuple(Word(t.surface, t.readings) for t in analyzer.tokens("صلى الله عليه وسلم"))
    [match] = compile_matcher(Phrase("", words)).matches(analyzer.tokens("محمد ﷺ"), BODY)
    assert (match.first, match.last) == (1, 4)


@pytest.mark.shared
def test_a_phrase_stands_in_the_article_that_says_it(analyzer: Analyzer, shared_dir: Path) -> None:
    text = next((shared_dir / "seeds").glob("002_*.txt")).read_text("utf-8")
    words = tuple(Word(t.surface, t.readings) for t in analyzer.tokens("معاهدة دفاع مشترك"))
    body = analyzer.tokens(text)
    for match in compile_matcher(Phrase("", words)).matches(body, BODY):
        assert "معاهدة دفاع مشترك" in text[body[match.first].start : body[match.last].end]

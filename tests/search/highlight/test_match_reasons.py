"""The reasons for a hit: of each word of the query its closest match, with the rules."""

from __future__ import annotations

from index.analysis import Analyzer, Level
from index.model.query import TextField
from search.arabic.match_rules import SAME, MatchRule, MatchStep
from search.highlight.match_reasons import Closest, closer, closest, reasons
from search.highlight.matcher import compile_matcher
from search.model.records import Reason
from search.query import parse

FORM, STEM, ROOT = Level
ANALYZER = Analyzer()


def why(query: str, body: str, title: str = "") -> tuple[Reason, ...]:
    matcher = compile_matcher(parse(query, ANALYZER).node)
    found: dict[int, Closest] = {}
    for text, field in ((title, TextField.TITLE), (body, TextField.BODY)):
        tokens = ANALYZER.tokens(text)
        found = closer(found, closest(matcher.matches(tokens, field), tokens, field))
    return reasons(matcher, found)


def told(query: str, body: str, title: str = "") -> list[tuple[str, str, Level | None]]:
    return [(reason.word, reason.found, reason.level) for reason in why(query, body, title)]


def test_each_word_has_its_reason_in_the_order_of_the_query() -> None:
    assert told("وزير كتاب", "كتاب الوزيرة") == [("وزير", "الوزيرة", STEM), ("كتاب", "كتاب", FORM)]


def test_a_word_that_is_not_there_has_none() -> None:
    assert told("وزير كتاب", "كتاب") == [("كتاب", "كتاب", FORM)]


def test_the_closest_level_counts_wherever_it_stands() -> None:
    assert told("كتاب", "المكتبة وكتاب كتب كتاب") == [("كتاب", "كتاب", FORM)]


def test_of_one_level_the_match_with_fewest_rules_is_named() -> None:
    assert told("أحمد", "احمد أَحْمَد أحمد") == [("أحمد", "أحمد", FORM)]


def test_of_equals_the_title_comes_first() -> None:
    assert [reason.field for reason in why("كتاب", "كتاب", "كتاب")] == ["title"]


def test_the_body_wins_if_it_is_closer() -> None:
    assert [reason.field for reason in why("كتاب", "كتاب", "مكتبة")] == ["body"]


def test_a_word_written_twice_is_named_as_it_was_written_first() -> None:
    assert told("كِتاب كتاب", "كتاب") == [("كِتاب", "كتاب", FORM)]


def test_a_word_that_is_also_asked_for_at_one_level_has_a_reason_of_that_level() -> None:
    assert told("كتاب جذع:كتاب", "كتاب") == [("كتاب", "كتاب", FORM), ("كتاب", "كتاب", STEM)]


def test_a_word_that_is_also_asked_for_with_its_marks_has_a_reason_with_them() -> None:
    assert told("'عَلَم' عَلَم", "عِلم والعَلَمان") == [
        ("عَلَم", "والعَلَمان", STEM),
        ("عَلَم", "عِلم", FORM),
    ]


def test_a_word_that_is_also_quoted_has_one_reason() -> None:
    assert told('كتاب "كتاب"', "كتاب") == [("كتاب", "كتاب", FORM)]


def test_what_was_found_keeps_its_marks() -> None:
    assert told("كتاب", "كِتَابٌ") == [("كتاب", "كِتَابٌ", FORM)]


def test_stop_words_have_no_reason_beside_others() -> None:
    assert told("في كتاب", "في كتاب") == [("كتاب", "كتاب", FORM)]


def test_a_phrase_has_one_reason_with_the_rules_of_all_its_words() -> None:
    (reason,) = why('"أحمد مدرسة"', "أَحمد المدرسة")
    assert (reason.found, {step.rule for step in reason.steps}) == (
        "أَحمد المدرسة",
        {MatchRule.MARKS, MatchRule.ARTICLE},
    )


def test_a_quoted_word_has_no_reason_with_other_letters() -> None:
    assert why('"أحمد مدرسة"', "احمد مدرسه") == ()


def test_a_phrase_as_written_has_the_same_letters() -> None:
    (reason,) = why('"كتاب جديد"', "كتاب جديد")
    assert (reason.level, reason.steps) == (FORM, SAME)


def test_a_phrase_with_other_words_between_is_explained_word_by_word() -> None:
    (reason,) = why('"أحمد كتاب"~2', "أَحمد في كتاب")
    assert reason.steps == (MatchStep(MatchRule.MARKS),) or reason.found == "كتاب"


def test_a_prefix_has_a_rule_and_no_level() -> None:
    assert [(r.found, r.level, r.steps) for r in why("كتا*", "كتابان")] == [
        ("كتابان", None, (MatchStep(MatchRule.PREFIX),))
    ]


def test_a_pattern_has_a_rule_and_no_level() -> None:
    assert [r.steps for r in why("ك?اب", "كتاب")] == [(MatchStep(MatchRule.WILDCARD),)]


def test_a_similar_word_has_a_rule_and_no_level() -> None:
    assert [r.steps for r in why("كتاب~1", "كتاد")] == [(MatchStep(MatchRule.FUZZY),)]

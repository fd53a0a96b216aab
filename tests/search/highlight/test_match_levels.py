"""At which level a document answers: trees, level_counts, filters and each hit's own level."""

from __future__ import annotations

import datetime as dt

import pytest

from index.analysis import Analyzer, Level
from index.engines.protocols import Candidates
from index.model.query import ALL_LEVELS, AnyOf, ColumnFilter, Everything, Node, Nothing
from search.highlight.match_levels import (
    RANKS,
    at_level,
    depends_on_excluded,
    judge,
    level_counts,
    levels_by_engine,
    restricted,
)
from search.highlight.matcher import compile_matcher
from search.model.records import LevelCount
from search.query import describe, parse

FORM, STEM, ROOT = Level
ANALYZER = Analyzer()


def node(text: str) -> Node:
    return parse(text, ANALYZER).node


WORD = node("كتاب")


def level_of(text: str, *ranks: Level | None, date: dt.date | None = None) -> Level | None:
    """Where a document answers whose leaves matched at these levels, one by one."""
    asked = node(text)
    level = judge(asked, compile_matcher(asked))
    found = {leaf: RANKS[level] for leaf, level in enumerate(ranks) if level}
    return level(found, {"date": (date,)} if date else {})


# Trees.


def test_a_word_is_looked_for_at_the_levels_that_are_left() -> None:
    assert describe(restricted(node("كتاب"), (FORM,))) == "كتاب[form]"


def test_a_word_that_has_no_level_left_finds_nothing() -> None:
    assert restricted(node("جذر:كتاب"), (FORM, STEM)) == Nothing()


def test_a_phrase_is_looked_for_at_the_levels_that_are_left() -> None:
    assert describe(restricted(node('"كتاب جديد"'), (FORM,))) == '"كتاب جديد"[form]'


def test_what_is_excluded_stays_excluded_at_all_levels() -> None:
    tree = restricted(node("كتاب -جديد"), (FORM,))
    assert describe(tree) == "without(كتاب[form], جديد)"


def test_what_only_adds_to_the_score_plays_no_part() -> None:
    assert (
        describe(restricted(node("كتاب في المدينة"), (FORM,))) == "all(كتاب[form], المدينة[form])"
    )


def test_patterns_and_dates_have_no_level() -> None:
    assert describe(restricted(node("كتا* تاريخ:2024"), (FORM,))) == describe(
        node("كتا* تاريخ:2024")
    )


def test_the_filter_of_a_level_keeps_the_scores_of_the_whole_query() -> None:
    tree = describe(at_level(node("كتاب"), STEM))
    both = "without(كتاب, without(كتاب, كتاب))"  # the inner one at form and stem, as in a phrase
    assert tree == f"without({both}, كتاب[form])"


# Counts.


def answer(total: int, *, exact: bool = True) -> Candidates:
    return Candidates((), total, exact)


def test_counts_are_differences_of_totals() -> None:
    totals = {(FORM,): 3, (FORM, STEM): 15}
    found = level_counts(WORD, answer(19), lambda tree: answer(totals[tree.levels]))  # type: ignore[union-attr]
    assert found == (LevelCount(FORM, 3), LevelCount(STEM, 12), LevelCount(ROOT, 4))


def test_a_tree_that_no_level_changes_is_not_asked_again() -> None:
    found = level_counts(node("كتا*"), answer(7), lambda tree: pytest.fail(describe(tree)))
    assert found == (LevelCount(FORM, 7), LevelCount(STEM, 0), LevelCount(ROOT, 0))


def test_numbers_that_are_no_numbers_are_not_told() -> None:
    assert level_counts(node("كتاب"), answer(9, exact=False), lambda tree: answer(1)) == ()
    assert level_counts(node("كتاب"), answer(9), lambda tree: answer(1, exact=False)) == ()


# The level of one document.


@pytest.mark.parametrize("level", ALL_LEVELS)
def test_a_word_answers_at_its_closest_level(level: Level) -> None:
    assert level_of("كتاب", level) is level


def test_all_words_answer_at_the_farthest_of_their_levels() -> None:
    assert level_of("كتاب جديد", FORM, ROOT) is ROOT


def test_one_of_several_words_answers_at_the_closest_of_their_levels() -> None:
    assert level_of("كتاب OR جديد", STEM, FORM) is FORM


def test_the_last_of_so_many_words_decides() -> None:
    tree = AnyOf(tuple(map(node, ("كتاب", "جديد", "مدينة"))), 2)
    level = judge(tree, compile_matcher(tree))
    assert level({0: RANKS[ROOT], 1: RANKS[FORM], 2: RANKS[STEM]}, {}) is STEM


def test_a_document_without_the_words_does_not_answer() -> None:
    assert level_of("كتاب جديد", FORM) is None


def test_a_date_answers_closest_of_all() -> None:
    tree = AnyOf((ColumnFilter("date", start=dt.date(2024, 1, 1)), node("كتاب")))
    level = judge(tree, compile_matcher(tree))
    assert level({0: RANKS[ROOT]}, {"date": (dt.date(2024, 5, 5),)}) is FORM
    assert level({0: RANKS[ROOT]}, {"date": (dt.date(2023, 5, 5),)}) is ROOT


def test_everything_answers_closest_of_all() -> None:
    assert judge(Everything(), compile_matcher(Everything()))({}, {}) is FORM


# What is excluded in a choice.


@pytest.mark.parametrize("text", ["كتاب -درس", "كتاب OR درس", "(كتاب OR قلم) -درس"])
def test_what_no_found_document_has_decides_nothing(text: str) -> None:
    assert not depends_on_excluded(node(text))


def test_what_is_excluded_in_a_choice_decides() -> None:
    assert depends_on_excluded(node("(يكتبون OR -كتاب) درس"))


def test_the_first_level_at_which_a_document_is_found_is_its_own() -> None:
    found = {restricted(WORD, ALL_LEVELS[:n]): ids for n, ids in ((1, "a"), (2, "ab"), (3, "abc"))}
    told = levels_by_engine("abc", WORD, lambda tree, ids: {*found[tree]} & {*ids})
    assert told == {"a": FORM, "b": STEM, "c": ROOT}

"""Levels as trees: what is found at each, a filter, and counts."""

from __future__ import annotations

import pytest

from index.analysis import Analyzer, Level
from index.model.levels import at_level, count_levels, level_trees, restricted
from index.model.query import ALL_LEVELS, Node, Nothing
from search.query import describe, parse

FORM, STEM, ROOT = Level
ANALYZER = Analyzer()


def node(text: str) -> Node:
    return parse(text, ANALYZER).node


WORD = node("كتاب")


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


def test_the_tree_of_a_level_finds_what_answers_closer_too() -> None:
    trees = level_trees(WORD)
    assert [getattr(tree, "levels", None) for tree in trees] == [(FORM,), (FORM, STEM), ALL_LEVELS]


# Counts.


def test_counts_are_differences_of_totals() -> None:
    totals = dict(zip(level_trees(WORD), (3, 15, 19), strict=True))
    assert count_levels(WORD, 19, totals.__getitem__) == {FORM: 3, STEM: 12, ROOT: 4}


def test_the_closest_level_is_counted_first() -> None:
    assert tuple(count_levels(WORD, 19, lambda tree: 1)) == ALL_LEVELS


def test_a_tree_that_no_level_changes_is_not_counted_again() -> None:
    found = count_levels(node("كتا*"), 7, lambda tree: pytest.fail(describe(tree)))
    assert found == {FORM: 7, STEM: 0, ROOT: 0}


def test_numbers_that_are_not_known_are_not_told() -> None:
    assert count_levels(WORD, 9, lambda tree: None) == {}

"""At which level a document answers that was found."""

from __future__ import annotations

import datetime as dt

import pytest

from index.analysis import Analyzer, Level
from index.model.query import ALL_LEVELS, AnyOf, ColumnFilter, Everything, Node
from search.highlight.match_levels import RANKS, depends_on_excluded, judge
from search.highlight.matcher import compile_matcher
from search.query import parse

FORM, STEM, ROOT = Level
ANALYZER = Analyzer()


def node(text: str) -> Node:
    return parse(text, ANALYZER).node


def level_of(text: str, *ranks: Level | None, date: dt.date | None = None) -> Level | None:
    """Where a document answers whose leaves matched at these levels, one by one."""
    asked = node(text)
    level = judge(asked, compile_matcher(asked))
    found = {leaf: RANKS[level] for leaf, level in enumerate(ranks) if level}
    return level(found, {"date": (date,)} if date else {})


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

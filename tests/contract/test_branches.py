"""Branches of the query tree: which documents match, and that scores are sums."""

from __future__ import annotations

import pytest

from index.model.query import AllOf, AnyOf, Everything, Node, Nothing, Prefer, Without
from tests.contract.conftest import Shelf, bodies, word

BOOK, LESSON, MINISTER, ABSENT = word("كتاب"), word("درس"), word("وزير"), word("غائب")


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    return shelf.fill(bodies("كتاب", "درس", "كتاب درس", "كتاب درس وزير", ""))


def ids(shelf: Shelf, query: Node) -> set[str]:
    return set(shelf.found(query))


def score(shelf: Shelf, query: Node, identity: str) -> float:
    return {found.id: found.score for found in shelf.ask(query).found}[identity]


def test_all_of_wants_every_part(filled: Shelf) -> None:
    assert ids(filled, AllOf((BOOK, LESSON))) == {"2", "3"}


def test_all_of_nothing_in_particular_is_everything(filled: Shelf) -> None:
    assert ids(filled, AllOf(())) == {"0", "1", "2", "3", "4"}


def test_all_of_with_an_absent_word_is_nothing(filled: Shelf) -> None:
    assert ids(filled, AllOf((BOOK, ABSENT))) == set()


def test_all_of_sums_the_scores_of_its_parts(filled: Shelf) -> None:
    parts = score(filled, BOOK, "3") + score(filled, LESSON, "3")
    assert score(filled, AllOf((BOOK, LESSON)), "3") == pytest.approx(parts)


def test_a_part_that_stands_twice_counts_twice(filled: Shelf) -> None:
    twice = score(filled, AllOf((BOOK, BOOK)), "3")
    assert twice == pytest.approx(2 * score(filled, BOOK, "3"))


def test_any_of_wants_one_part(filled: Shelf) -> None:
    assert ids(filled, AnyOf((BOOK, LESSON))) == {"0", "1", "2", "3"}


def test_any_of_wants_as_many_parts_as_it_says(filled: Shelf) -> None:
    assert ids(filled, AnyOf((BOOK, LESSON, MINISTER), 2)) == {"2", "3"}


def test_any_of_more_parts_than_there_are_is_nothing(filled: Shelf) -> None:
    assert ids(filled, AnyOf((BOOK, LESSON), 3)) == set()


@pytest.mark.parametrize("minimum", [0, -1])
def test_any_of_wants_one_part_at_least(filled: Shelf, minimum: int) -> None:
    assert ids(filled, AnyOf((BOOK,), minimum)) == {"0", "2", "3"}


@pytest.mark.parametrize("minimum", [0, 1])
def test_any_of_no_parts_is_nothing(filled: Shelf, minimum: int) -> None:
    assert ids(filled, AnyOf((), minimum)) == set()


def test_any_of_sums_the_scores_of_the_parts_that_match(filled: Shelf) -> None:
    any_of = AnyOf((BOOK, LESSON, ABSENT))
    assert score(filled, any_of, "0") == pytest.approx(score(filled, BOOK, "0"))
    parts = score(filled, BOOK, "2") + score(filled, LESSON, "2")
    assert score(filled, any_of, "2") == pytest.approx(parts)


def test_without_leaves_out_the_unwanted(filled: Shelf) -> None:
    assert ids(filled, Without(BOOK, LESSON)) == {"0"}


def test_without_scores_as_the_wanted_part(filled: Shelf) -> None:
    assert score(filled, Without(BOOK, MINISTER), "2") == score(filled, BOOK, "2")


def test_everything_without_a_word_is_the_rest(filled: Shelf) -> None:
    assert ids(filled, Without(Everything(), BOOK)) == {"1", "4"}


def test_a_word_without_itself_is_nothing(filled: Shelf) -> None:
    assert ids(filled, Without(BOOK, BOOK)) == set()


def test_a_word_without_nothing_is_the_word(filled: Shelf) -> None:
    assert ids(filled, Without(BOOK, Nothing())) == {"0", "2", "3"}


def test_prefer_matches_what_is_wanted(filled: Shelf) -> None:
    assert ids(filled, Prefer(BOOK, LESSON)) == {"0", "2", "3"}


def test_prefer_adds_the_score_of_what_is_liked(filled: Shelf) -> None:
    prefer = Prefer(BOOK, LESSON)
    assert score(filled, prefer, "0") == score(filled, BOOK, "0")
    parts = score(filled, BOOK, "2") + score(filled, LESSON, "2")
    assert score(filled, prefer, "2") == pytest.approx(parts)


def test_what_is_liked_alone_is_not_found(filled: Shelf) -> None:
    assert ids(filled, Prefer(ABSENT, LESSON)) == set()


def test_branches_may_stand_in_branches(filled: Shelf) -> None:
    tree = AllOf((AnyOf((BOOK, MINISTER)), Without(Everything(), AllOf((LESSON, MINISTER)))))
    assert ids(filled, tree) == {"0", "2"}


def test_a_deep_tree_is_answered(filled: Shelf) -> None:
    tree: Node = BOOK
    for _ in range(60):  # the query language makes far shallower ones
        tree = AllOf((AnyOf((tree, ABSENT)), Everything()))
    assert ids(filled, tree) == {"0", "2", "3"}


def test_a_wide_tree_is_answered(filled: Shelf) -> None:
    assert ids(filled, AnyOf((ABSENT,) * 2_000 + (MINISTER,))) == {"3"}

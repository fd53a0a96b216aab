"""Order, pages and totals."""

from __future__ import annotations

import datetime as dt

import pytest

from index.engines.protocols import Order
from index.model.document import Document
from index.model.query import AnyOf, ColumnFilter, Everything, Node
from tests.contract.conftest import Shelf, bodies, word

BOOK = word("كتاب")
ORDERS = (Order.SCORE, Order.NEWEST, Order.OLDEST)


def ids(
    shelf: Shelf, query: Node, order: Order = Order.SCORE, limit: int = 1000, offset: int = 0
) -> list[str]:
    return [found.id for found in shelf.ask(query, limit=limit, offset=offset, order=order).found]


@pytest.fixture
def dated(shelf: Shelf) -> Shelf:
    days = {"b": 2, "a": 2, "c": 9, "d": 1, "y": None, "x": None}
    return shelf.fill(
        Document(name, "", "كتاب", date=dt.date(2024, 1, day) if day else None)
        for name, day in days.items()
    )


def test_the_best_comes_first(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب في من", "كتاب كتاب كتاب", "كتاب كتاب من"))
    assert ids(shelf, BOOK) == ["1", "2", "0"]


def test_scores_fall(shelf: Shelf) -> None:
    found = shelf.fill(bodies(*("كتاب " * n + "درس" for n in range(1, 9)))).ask(BOOK).found
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_equal_scores_are_ordered_by_id(shelf: Shelf) -> None:
    shelf.fill(Document(name, "", "كتاب") for name in ("b", "ا", "B", "a/b", "a", "é", "10", "9"))
    assert ids(shelf, BOOK) == ["10", "9", "B", "a", "a/b", "b", "é", "ا"]


def test_ids_order_equal_scores_of_several_commits(shelf: Shelf) -> None:
    shelf.fill([Document("b", "", "كتاب")]).change(Document("c", "", "كتاب"))
    shelf.change(Document("a", "", "كتاب"))
    assert ids(shelf, BOOK) == ["a", "b", "c"]


def test_equal_sums_of_different_parts_are_ties(shelf: Shelf) -> None:
    words = [word(text) for text in ("كتاب", "درس", "وزير")]
    shelf.fill(bodies("وزير كتاب", "كتاب درس", "درس وزير"))
    for turned in (words, words[1:] + words[:1], words[2:] + words[:2]):
        assert ids(shelf, AnyOf(tuple(turned))) == ["0", "1", "2"]


def test_the_newest_come_first_and_the_undated_last(dated: Shelf) -> None:
    assert ids(dated, BOOK, Order.NEWEST) == ["c", "a", "b", "d", "x", "y"]


def test_the_oldest_come_first_and_the_undated_last(dated: Shelf) -> None:
    assert ids(dated, BOOK, Order.OLDEST) == ["d", "a", "b", "c", "x", "y"]


@pytest.mark.parametrize("order", ORDERS)
def test_scores_are_the_same_in_every_order(dated: Shelf, order: Order) -> None:
    assert set(dated.ask(BOOK, order=order).found) == set(dated.ask(BOOK).found)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_pages_one_after_the_other_are_the_whole_list(
    dated: Shelf, order: Order, size: int
) -> None:
    pages = [ids(dated, BOOK, order, size, offset) for offset in range(0, 8, size)]
    assert [each for page in pages for each in page] == ids(dated, BOOK, order)


def test_pages_of_equal_scores_do_not_overlap(shelf: Shelf) -> None:
    shelf.fill(Document(f"{number:03}", "", "كتاب") for number in reversed(range(100)))
    pages = [ids(shelf, Everything(), limit=7, offset=offset) for offset in range(0, 100, 7)]
    assert [each for page in pages for each in page] == [f"{number:03}" for number in range(100)]


def test_a_page_beyond_the_end_is_empty(dated: Shelf) -> None:
    answer = dated.ask(BOOK, limit=10, offset=1_000_000)
    assert (answer.found, answer.total) == ((), 6)


def test_a_page_of_none_still_has_a_total(dated: Shelf) -> None:
    answer = dated.ask(BOOK, limit=0)
    assert (answer.found, answer.total) == ((), 6)


def test_the_total_counts_all_pages(dated: Shelf) -> None:
    assert {dated.ask(BOOK, limit=1, offset=n).total for n in range(7)} == {6}


def test_the_total_is_said_to_be_exact(dated: Shelf) -> None:
    assert dated.ask(ColumnFilter("date"), limit=1).exact

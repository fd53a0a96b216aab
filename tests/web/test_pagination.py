"""Which pages a results page links to."""

from __future__ import annotations

import pytest

from search.model.records import QueryInterpretation, SearchResponse, Total
from search.model.request import Sort
from web.pagination import Paging, paging


def of(total: int, page: int, size: int = 10) -> Paging:
    return paging(
        SearchResponse(QueryInterpretation("و"), Total(total), (), page, size, Sort.RELEVANCE),
        max_depth=10_000,
    )


@pytest.mark.parametrize(
    ("total", "page", "numbers"),
    [
        (0, 1, (1,)),
        (10, 1, (1,)),
        (11, 1, (1, 2)),
        (50, 3, (1, 2, 3, 4, 5)),
        (60, 1, (1, 2, 3, None, 6)),
        (60, 5, (1, 2, 3, 4, 5, 6)),
        (200, 10, (1, None, 8, 9, 10, 11, 12, None, 20)),
    ],
)
def test_numbers_around_the_page_and_at_both_ends(
    total: int, page: int, numbers: tuple[int | None, ...]
) -> None:
    assert of(total, page).numbers == numbers


def test_neighbours_end_where_the_hits_do() -> None:
    assert (of(25, 1).previous, of(25, 1).next) == (None, 2)
    assert (of(25, 3).previous, of(25, 3).next) == (2, None)


def test_from_behind_the_last_page_the_way_back_is_to_the_last() -> None:
    assert of(25, 900).previous == 3


def test_no_page_is_linked_to_that_would_be_refused() -> None:
    assert of(10**6, 1, size=100).last == 100
    assert of(10**6, 1, size=30).last == 333

"""The pages that a results page links to."""

from __future__ import annotations

from dataclasses import dataclass

from search.model.records import SearchResponse

AROUND = 2


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages that a page of hits links to.

    Attributes:
        page: this page's number.
        last: number of the last page that can be shown.
        previous, next: the neighbours' numbers, None at the ends.
        numbers: the page numbers to show in order; None for some that are left out.
    """

    page: int
    last: int
    previous: int | None
    next: int | None
    numbers: tuple[int | None, ...]


def paging(response: SearchResponse, max_depth: int) -> Paging:
    """The neighbours of a response's page; at most `max_depth` hits can be paged through."""
    shown = min(response.total.value, max_depth)
    last = max(1, -(-shown // response.size))
    last = min(last, max_depth // response.size)
    page = response.page
    return Paging(
        page=page,
        last=last,
        previous=min(page - 1, last) if page > 1 else None,
        next=page + 1 if page < last else None,
        numbers=_numbers(page, last),
    )


def _numbers(page: int, last: int) -> tuple[int | None, ...]:
    linked = sorted({1, last, *range(max(1, page - AROUND), min(last, page + AROUND) + 1)})
    numbers: list[int | None] = []
    for number in linked:
        gap = number - numbers[-1] if numbers and numbers[-1] else 1
        if gap == 2:  # one page left out takes no more room than the sign for it
            numbers.append(number - 1)
        elif gap > 2:
            numbers.append(None)
        numbers.append(number)
    return tuple(numbers)

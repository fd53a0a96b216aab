"""At which level a document answers a query, from its closest matches (`index.model.levels`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias, assert_never

from index.analysis import Level
from index.model.query import (
    ALL_LEVELS,
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    Node,
    Nothing,
    Part,
    Prefer,
    TextLeaf,
    Without,
    children,
    fold,
)
from search.highlight.matcher import Matcher

Rank: TypeAlias = int
"""A level's place in `ALL_LEVELS`, the closest first; `MISSING` if nothing matched."""
MISSING: Final[Rank] = len(ALL_LEVELS)
RANKS: Final[Mapping[Level | None, Rank]] = {
    None: 0,  # a pattern, which matches forms
    **{level: rank for rank, level in enumerate(ALL_LEVELS)},
}


def depends_on_excluded(node: Node, *, chosen: bool = False) -> bool:
    """Whether a document's level depends on words that it must not have, as in `A OR -B`.

    Elsewhere no document that was found has what is excluded, so nobody needs to look for it. A
    tree is `chosen` if it is an alternative of another tree.
    """
    chosen = chosen or isinstance(node, AnyOf)
    return (chosen and isinstance(node, Without)) or any(
        depends_on_excluded(child, chosen=chosen) for child in children(node, Part.MATCHED)
    )


_RankOf: TypeAlias = Callable[[Mapping[int, Rank], dt.date | None], Rank]
Judge: TypeAlias = Callable[[Mapping[int, Rank], dt.date | None], Level | None]
"""Returns the level at which a document answers, None if it doesn't, from the rank of the closest
match of each leaf that matched in it, by the leaf's number, and from the document's date."""


def judge(node: Node, matcher: Matcher) -> Judge:
    """Judges at which level a document answers a tree, whose leaves `matcher` finds."""
    numbers = {leaf: number for number, leaf in enumerate(matcher.leaves)}
    rank_of = fold(node, partial(_rank_of, numbers))

    def level(closest: Mapping[int, Rank], date: dt.date | None) -> Level | None:
        rank = rank_of(closest, date)
        return None if rank == MISSING else ALL_LEVELS[rank]

    return level


def _rank_of(numbers: Mapping[TextLeaf, int], node: Node, parts: Sequence[_RankOf]) -> _RankOf:
    if isinstance(node, TextLeaf):
        number = numbers.get(node)  # none if no matcher looks for it
        return lambda closest, _: 0 if number is None else closest.get(number, MISSING)
    match node:
        case AllOf():
            return lambda closest, date: max((one(closest, date) for one in parts), default=0)
        case AnyOf():
            return _any_of(parts, max(1, node.minimum_should_match))
        case Without() | Prefer():
            return parts[0]
        case DateRange():
            return lambda _, date: 0 if _within(date, node) else MISSING
        case Nothing():
            return lambda *_: MISSING
        case Everything():
            return lambda *_: 0
        case _:
            assert_never(node)


def _any_of(parts: Sequence[_RankOf], minimum: int) -> _RankOf:
    if len(parts) < minimum:
        return lambda *_: MISSING
    return lambda closest, date: sorted(one(closest, date) for one in parts)[minimum - 1]


def _within(date: dt.date | None, dates: DateRange) -> bool:
    return (
        date is not None
        and (dates.start is None or dates.start <= date)
        and (dates.end is None or date <= dates.end)
    )

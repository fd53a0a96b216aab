"""At which level a document answers a query, from its closest matches (`index.model.levels`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias, assert_never

from index.analysis import Level
from index.model.columns import ColumnValues
from index.model.query import (
    ALL_LEVELS,
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Node,
    Nothing,
    Part,
    Prefer,
    TextLeaf,
    Without,
    accepts,
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


_RankOf: TypeAlias = Callable[[Mapping[int, Rank], ColumnValues], Rank]
Judge: TypeAlias = Callable[[Mapping[int, Rank], ColumnValues], Level | None]
"""Returns the level at which a document answers, None if it doesn't, from the rank of the closest
match of each leaf that matched in it, by the leaf's number, and from the document's columns."""


def judge(node: Node, matcher: Matcher) -> Judge:
    """Judges at which level a document answers a tree, whose leaves `matcher` finds."""
    numbers = {leaf: number for number, leaf in enumerate(matcher.leaves)}
    rank_of = fold(node, partial(_rank_of, numbers))

    def level(closest: Mapping[int, Rank], columns: ColumnValues) -> Level | None:
        rank = rank_of(closest, columns)
        return None if rank == MISSING else ALL_LEVELS[rank]

    return level


def _rank_of(numbers: Mapping[TextLeaf, int], node: Node, parts: Sequence[_RankOf]) -> _RankOf:
    if isinstance(node, TextLeaf):
        number = numbers.get(node)  # none if no matcher looks for it
        return lambda closest, _: 0 if number is None else closest.get(number, MISSING)
    match node:
        case AllOf():
            return lambda closest, columns: max((one(closest, columns) for one in parts), default=0)
        case AnyOf():
            return _any_of(parts, max(1, node.minimum_should_match))
        case Without() | Prefer():
            return parts[0]
        case ColumnFilter():
            return lambda _, columns: 0 if accepts(node, columns) else MISSING
        case Nothing():
            return lambda *_: MISSING
        case Everything():
            return lambda *_: 0
        case _:
            assert_never(node)


def _any_of(parts: Sequence[_RankOf], minimum: int) -> _RankOf:
    if len(parts) < minimum:
        return lambda *_: MISSING
    return lambda closest, columns: sorted(one(closest, columns) for one in parts)[minimum - 1]

"""At which level a document answers a query: counts, filters and the level of each hit.

A document answers at the closest level at which it would be found if words were looked for at
this level and closer ones only: at *form* if the same words match, at *stem* if inflections are
needed, at *root* if relatives are. That is a query tree whose word leaves have fewer levels, so
it means the same to every engine:

    restricted(tree, levels)    what is still found
    at_level(tree, level)       a filter: what is found at that level, with its scores
    level_counts(...)           differences of totals
    judge(tree, matcher)        the level of one document, from its closest matches

What is excluded stays excluded at every level, and what only adds to the score plays no part.
Patterns match forms; filters on documents have no level and count as the closest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias, assert_never

from index.analysis import Level
from index.engines.protocols import Candidates
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
    WordLeaf,
    accepts,
    children,
    fold,
    map_children,
)
from search.highlight.matcher import Matcher
from search.model.records import LevelCount

Rank: TypeAlias = int
"""A level's place in `ALL_LEVELS`, the closest first; `MISSING` if nothing matched."""
MISSING: Final[Rank] = len(ALL_LEVELS)
RANKS: Final[Mapping[Level | None, Rank]] = {
    None: 0,  # a pattern, which matches forms
    **{level: rank for rank, level in enumerate(ALL_LEVELS)},
}


def restricted(node: Node, levels: Collection[Level]) -> Node:
    """The tree with its words looked for at these levels only; its scores mean nothing."""
    if isinstance(node, WordLeaf):
        left = tuple(level for level in node.levels if level in levels)
        return replace(node, levels=left) if left else Nothing()
    if isinstance(node, Prefer):
        return restricted(node.required, levels)
    return map_children(node, lambda child: restricted(child, levels), Part.MATCHED)


def at_level(node: Node, level: Level) -> Node:
    """The documents that answer `node` at `level`, with the scores that they have for `node`."""
    rank = RANKS[level]
    so_far, closer = ALL_LEVELS[: rank + 1], ALL_LEVELS[:rank]
    found = node
    if level is not ALL_LEVELS[-1]:
        found = Without(node, Without(node, restricted(node, so_far)))  # both, with one's scores
    return Without(found, restricted(node, closer)) if closer else found


def level_counts(
    node: Node, answer: Candidates, retrieve: Callable[[Node], Candidates]
) -> tuple[LevelCount, ...]:
    """How many documents answer at each level.

    Args:
        node: a tree.
        answer: its answer.
        retrieve: returns the answer of another tree, of which only the total is used.

    Returns:
        One for each level, the closest first; they add up to the total of `answer`. Empty if the
        numbers are not exact, because the time was over.
    """
    if not answer.exact:
        return ()
    totals = [0]
    for last in range(1, len(ALL_LEVELS)):
        tree = restricted(node, ALL_LEVELS[:last])
        found = answer if tree == restricted(node, ALL_LEVELS) else retrieve(tree)
        totals.append(found.total)
        if not found.exact:
            return ()
    totals.append(answer.total)
    return tuple(
        LevelCount(level, totals[rank + 1] - totals[rank]) for rank, level in enumerate(ALL_LEVELS)
    )


def depends_on_excluded(node: Node, *, chosen: bool = False) -> bool:
    """Whether a document's level depends on words that it must not have, as in `A OR -B`.

    Elsewhere no document that was found has what is excluded, so nobody needs to look for it.

    Args:
        node: the tree.
        chosen: whether it is an alternative of another tree.
    """
    chosen = chosen or isinstance(node, AnyOf)
    return (chosen and isinstance(node, Without)) or any(
        depends_on_excluded(child, chosen=chosen) for child in children(node, Part.MATCHED)
    )


def levels_by_engine(
    ids: Sequence[str], node: Node, matching: Callable[[Node, Sequence[str]], Iterable[str]]
) -> dict[str, Level]:
    """The level at which each document answers, worked out by an engine.

    Args:
        ids: of documents that answer.
        node: the tree.
        matching: returns those of some documents that a tree matches.
    """
    found: dict[str, Level] = {}
    for last, level in enumerate(ALL_LEVELS, 1):
        left = [identity for identity in ids if identity not in found]
        found |= dict.fromkeys(matching(restricted(node, ALL_LEVELS[:last]), left), level)
    return found


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

"""At which level a document answers a query: counts, filters and the level of each hit.

A document answers at the closest level at which it would be found if the words of the query
were looked for at this level and those closer only: at *form* if the same words would do, at
*stem* if inflections are needed, at *root* if relatives are. That is a query tree, the same with
the leaves of what is wanted restricted, so it means the same to every engine:

    restricted(tree, levels)    what is still found
    only(tree, level)           a filter: what is found at that level, with its scores
    counts(...)                 differences of totals
    judge(tree, matcher)        the same of one document, from its closest matches

What is excluded stays excluded whatever the level, and what only adds to the score plays no
part. Patterns match forms; dates have no level and count as the closest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias, assert_never

from index.analysis import Level
from index.engines.protocols import Candidates
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
    WordLeaf,
    children,
    fold,
    map_children,
)
from search.highlight.matcher import Matcher
from search.model.records import LevelCount

Rank: TypeAlias = int
"""A level's place in `ALL_LEVELS`; behind the last: not found."""
MISSING: Final[Rank] = len(ALL_LEVELS)
RANKS: Final[Mapping[Level | None, Rank]] = {
    None: 0,  # a pattern, which matches forms
    **{level: rank for rank, level in enumerate(ALL_LEVELS)},
}


def restricted(node: Node, levels: Collection[Level]) -> Node:
    """What `node` finds with its words looked for at these levels only; scores mean nothing.

    Args:
        node: a tree.
        levels: what is left to the words and phrases that are wanted.
    """
    if isinstance(node, WordLeaf):
        left = tuple(level for level in node.levels if level in levels)
        return replace(node, levels=left) if left else Nothing()
    if isinstance(node, Prefer):
        return restricted(node.required, levels)
    return map_children(node, lambda child: restricted(child, levels), Part.MATCHED)


def only(node: Node, level: Level) -> Node:
    """The documents that answer `node` at `level`, with the scores that they have for `node`."""
    rank = RANKS[level]
    so_far, closer = ALL_LEVELS[: rank + 1], ALL_LEVELS[:rank]
    found = node
    if level is not ALL_LEVELS[-1]:
        found = Without(node, Without(node, restricted(node, so_far)))  # both, with one's scores
    return Without(found, restricted(node, closer)) if closer else found


def counts(
    node: Node, whole: Candidates, retrieve: Callable[[Node], Candidates]
) -> tuple[LevelCount, ...]:
    """How many documents answer at each level.

    Args:
        node: the tree that was asked.
        whole: its answer.
        retrieve: gives the answer of another tree, of which only the total is looked at.

    Returns:
        One for each level, the closest first; they add up to the whole total. Nothing if the
        numbers are not exact, because the time was over.
    """
    if not whole.exact:
        return ()
    totals = [0]
    for last in range(1, len(ALL_LEVELS)):
        tree = restricted(node, ALL_LEVELS[:last])
        answer = whole if tree == restricted(node, ALL_LEVELS) else retrieve(tree)
        totals.append(answer.total)
        if not answer.exact:
            return ()
    totals.append(whole.total)
    return tuple(
        LevelCount(level, totals[rank + 1] - totals[rank]) for rank, level in enumerate(ALL_LEVELS)
    )


def decided_by_others(node: Node, *, chosen: bool = False) -> bool:
    """Whether a document's level hangs on words that it must not have: in `A OR -B`.

    Elsewhere no document that was found has what is excluded, so nobody needs to look for it.

    Args:
        node: the tree.
        chosen: whether it stands in a choice.
    """
    chosen = chosen or isinstance(node, AnyOf)
    return (chosen and isinstance(node, Without)) or any(
        decided_by_others(child, chosen=chosen) for child in children(node, Part.MATCHED)
    )


def asked_for(
    ids: Sequence[str], node: Node, matching: Callable[[Node, Sequence[str]], Iterable[str]]
) -> dict[str, Level]:
    """The level at which each document answers, as an engine says.

    Args:
        ids: of documents that answer.
        node: the tree that was asked.
        matching: says which of some documents a tree finds.
    """
    found: dict[str, Level] = {}
    for last, level in enumerate(ALL_LEVELS, 1):
        left = [identity for identity in ids if identity not in found]
        found |= dict.fromkeys(matching(restricted(node, ALL_LEVELS[:last]), left), level)
    return found


_Judged: TypeAlias = Callable[[Mapping[int, Rank], dt.date | None], Rank]


Judge: TypeAlias = Callable[[Mapping[int, Rank], dt.date | None], Level | None]
"""Gives the level at which a document answers, None if it doesn't, from the rank of the closest
match of each leaf that matched in it, by the leaf's number, and from the document's date."""


def judge(node: Node, matcher: Matcher) -> Judge:
    """Says at which level a document answers a tree, whose leaves `matcher` finds."""
    numbers = {leaf: number for number, leaf in enumerate(matcher.leaves)}
    ranked = fold(node, partial(_judge, numbers))

    def level(closest: Mapping[int, Rank], date: dt.date | None) -> Level | None:
        rank = ranked(closest, date)
        return None if rank == MISSING else ALL_LEVELS[rank]

    return level


def _judge(numbers: Mapping[TextLeaf, int], node: Node, parts: Sequence[_Judged]) -> _Judged:
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


def _any_of(parts: Sequence[_Judged], minimum: int) -> _Judged:
    if len(parts) < minimum:
        return lambda *_: MISSING
    return lambda closest, date: sorted(one(closest, date) for one in parts)[minimum - 1]


def _within(date: dt.date | None, dates: DateRange) -> bool:
    return (
        date is not None
        and (dates.start is None or dates.start <= date)
        and (dates.end is None or date <= dates.end)
    )

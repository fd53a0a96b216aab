"""At which level a document answers a query, as query trees that mean the same to every engine.

A document answers at the closest level at which it would be found if the words of the query
were looked for at this level and those closer only: at *form* if the same words would do, at
*stem* if inflections are needed, at *root* if relatives are. What is excluded stays excluded
whatever the level, and what only adds to the score plays no part. Patterns match forms; dates
have no level and count as the closest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from index.analysis.token import Level
from index.model.query import (
    ALL_LEVELS,
    Node,
    Nothing,
    Part,
    Prefer,
    Without,
    WordLeaf,
    map_children,
)


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
    place = ALL_LEVELS.index(level)
    so_far, closer = ALL_LEVELS[: place + 1], ALL_LEVELS[:place]
    found = node
    if level is not ALL_LEVELS[-1]:
        found = Without(node, Without(node, restricted(node, so_far)))  # both, with one's scores
    return Without(found, restricted(node, closer)) if closer else found


def level_trees(node: Node) -> tuple[Node, ...]:
    """For each level, the closest first, a tree of the documents that answer there or closer."""
    return tuple(restricted(node, ALL_LEVELS[:last]) for last in range(1, len(ALL_LEVELS) + 1))


def count_levels(node: Node, total: int, count: Callable[[Node], int | None]) -> dict[Level, int]:
    """How many documents answer at each level.

    Args:
        node: a tree.
        total: how many documents it matches.
        count: how many documents another tree matches; None if that is not known exactly.

    Returns:
        The closest level first; the numbers add up to the total. Nothing if one is not known.
    """
    trees = level_trees(node)
    counts: dict[Level, int] = {}
    closer = 0
    for level, tree in zip(ALL_LEVELS, trees, strict=True):
        so_far = total if tree == trees[-1] else count(tree)
        if so_far is None:
            return {}
        counts[level] = so_far - closer
        closer = so_far
    return counts

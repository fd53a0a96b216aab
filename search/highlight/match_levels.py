"""At which level a document answers a query: counts, filters and the level of each hit.

A document answers at the closest level at which it would be found if the words of the query
were looked for at this level and those closer only: at *form* if the same words would do, at
*stem* if inflections are needed, at *root* if relatives are. That is a query tree, the same with
the leaves of what is wanted restricted, so it means the same to every engine:

    restricted(tree, levels)    what is still found
    only(tree, level)           a filter: what is found at that level, with its scores
    counts(...)                 differences of totals
    Judge                       the same of one document, from its closest matches

What is excluded stays excluded whatever the level, and what only adds to the score plays no
part. Patterns match forms; dates have no level and count as the closest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from index.analysis import Level
from index.engines.protocols import Candidates
from index.model.columns import ColumnValues
from index.model.query import (
    AllOf,
    AnyOf,
    ColumnFilter,
    Fuzzy,
    Node,
    Nothing,
    Phrase,
    Prefer,
    Prefix,
    Wildcard,
    Without,
    Word,
    accepts,
)
from search.highlight.matcher import Matcher, TextLeaf, bare
from search.model.records import LevelCount

CLOSEST_FIRST: Final = (Level.FORM, Level.STEM, Level.ROOT)
Rank: TypeAlias = int
"""A level's place in `CLOSEST_FIRST`; behind the last: not found."""
MISSING: Final[Rank] = len(CLOSEST_FIRST)
RANKS: Final[Mapping[Level | None, Rank]] = {
    None: 0,  # a pattern, which matches forms
    **{level: rank for rank, level in enumerate(CLOSEST_FIRST)},
}


def restricted(node: Node, levels: Collection[Level]) -> Node:
    """What `node` finds with its words looked for at these levels only; scores mean nothing.

    Args:
        node: a tree.
        levels: what is left to the words and phrases that are wanted.
    """
    match node:
        case Word() | Phrase():
            left = tuple(level for level in node.levels if level in levels)
            return replace(node, levels=left) if left else Nothing()
        case AllOf(parts):
            return AllOf(tuple(restricted(part, levels) for part in parts))
        case AnyOf(parts, minimum):
            return AnyOf(tuple(restricted(part, levels) for part in parts), minimum)
        case Without(wanted, unwanted):
            return Without(restricted(wanted, levels), unwanted)
        case Prefer(wanted, _):
            return restricted(wanted, levels)
        case _:
            return node


def only(node: Node, level: Level) -> Node:
    """The documents that answer `node` at `level`, with the scores that they have for `node`."""
    rank = RANKS[level]
    so_far, closer = CLOSEST_FIRST[: rank + 1], CLOSEST_FIRST[:rank]
    found = node
    if level is not CLOSEST_FIRST[-1]:
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
    for last in range(1, len(CLOSEST_FIRST)):
        tree = restricted(node, CLOSEST_FIRST[:last])
        answer = whole if tree == _liked_apart(node) else retrieve(tree)
        totals.append(answer.total)
        if not answer.exact:
            return ()
    totals.append(whole.total)
    return tuple(
        LevelCount(level, totals[rank + 1] - totals[rank])
        for rank, level in enumerate(CLOSEST_FIRST)
    )


def decided_by_others(node: Node, *, chosen: bool = False) -> bool:
    """Whether a document's level hangs on words that it must not have: in `A OR -B`.

    Elsewhere no document that was found has what is excluded, so nobody needs to look for it.

    Args:
        node: the tree.
        chosen: whether it stands in a choice.
    """
    match node:
        case AnyOf(parts):
            return any(decided_by_others(part, chosen=True) for part in parts)
        case AllOf(parts):
            return any(decided_by_others(part, chosen=chosen) for part in parts)
        case Without(wanted, _):
            return chosen or decided_by_others(wanted)
        case Prefer(wanted, _):
            return decided_by_others(wanted, chosen=chosen)
        case _:
            return False


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
    for last, level in enumerate(CLOSEST_FIRST, 1):
        left = [identity for identity in ids if identity not in found]
        found |= dict.fromkeys(matching(restricted(node, CLOSEST_FIRST[:last]), left), level)
    return found


def _liked_apart(node: Node) -> Node:
    return restricted(node, CLOSEST_FIRST)


_Judged: TypeAlias = Callable[[Mapping[int, Rank], ColumnValues], Rank]


@dataclass(frozen=True, slots=True)
class Judge:
    """Says of a document that was found at which level it answers.

    Attributes:
        judged: gives the rank, from the closest rank of each leaf of a matcher in the document,
            by number, and the document's columns.
    """

    judged: _Judged

    @classmethod
    def of(cls, node: Node, matcher: Matcher) -> Judge:
        """The judge of a tree's documents; `matcher` finds the leaves of that tree."""
        return cls(_judged(node, {leaf: number for number, leaf in enumerate(matcher.leaves)}))

    def __call__(self, closest: Mapping[int, Rank], columns: ColumnValues) -> Level | None:
        """The level at which a document answers; None if it doesn't.

        Args:
            closest: the closest rank at which leaves matched in it; those that didn't are left
                out.
            columns: the document's.
        """
        rank = self.judged(closest, columns)
        return None if rank == MISSING else CLOSEST_FIRST[rank]


def _judged(node: Node, numbers: Mapping[TextLeaf, int]) -> _Judged:
    match node:
        case AllOf(parts):
            all_of = [_judged(part, numbers) for part in parts]
            return lambda closest, columns: max(
                (one(closest, columns) for one in all_of), default=0
            )
        case AnyOf(parts, minimum):
            return _any_of([_judged(part, numbers) for part in parts], max(1, minimum))
        case Without(wanted, _) | Prefer(wanted, _):
            return _judged(wanted, numbers)
        case ColumnFilter():
            return lambda _, columns: 0 if accepts(node, columns) else MISSING
        case Nothing():
            return lambda *_: MISSING
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() if bare(node) in numbers:
            number = numbers[bare(node)]
            return lambda closest, _: closest.get(number, MISSING)
        case _:  # what every document has, and what no matcher looks for
            return lambda *_: 0


def _any_of(parts: Sequence[_Judged], minimum: int) -> _Judged:
    if len(parts) < minimum:
        return lambda *_: MISSING
    return lambda closest, columns: sorted(one(closest, columns) for one in parts)[minimum - 1]

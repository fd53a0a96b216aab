"""At which level a document answers a query, from its closest matches (`index.model.levels`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from index.analysis import Level
from index.model.query import (
    ALL_LEVELS,
    AllOf,
    AnyOf,
    DateRange,
    Fuzzy,
    Node,
    Nothing,
    Phrase,
    Prefer,
    Prefix,
    Wildcard,
    Without,
    Word,
)
from search.highlight.matcher import Matcher, TextLeaf, bare

Rank: TypeAlias = int
"""A level's place in `ALL_LEVELS`; behind the last: not found."""
MISSING: Final[Rank] = len(ALL_LEVELS)
RANKS: Final[Mapping[Level | None, Rank]] = {
    None: 0,  # a pattern, which matches forms
    **{level: rank for rank, level in enumerate(ALL_LEVELS)},
}


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


_Judged: TypeAlias = Callable[[Mapping[int, Rank], dt.date | None], Rank]


@dataclass(frozen=True, slots=True)
class Judge:
    """Says of a document that was found at which level it answers.

    Attributes:
        judged: gives the rank, from the closest rank of each leaf of a matcher in the document,
            by number, and the document's date.
    """

    judged: _Judged

    @classmethod
    def of(cls, node: Node, matcher: Matcher) -> Judge:
        """The judge of a tree's documents; `matcher` finds the leaves of that tree."""
        return cls(_judged(node, {leaf: number for number, leaf in enumerate(matcher.leaves)}))

    def __call__(self, closest: Mapping[int, Rank], date: dt.date | None) -> Level | None:
        """The level at which a document answers; None if it doesn't.

        Args:
            closest: the closest rank at which leaves matched in it; those that didn't are left
                out.
            date: the document's.
        """
        rank = self.judged(closest, date)
        return None if rank == MISSING else ALL_LEVELS[rank]


def _judged(node: Node, numbers: Mapping[TextLeaf, int]) -> _Judged:
    match node:
        case AllOf(parts):
            all_of = [_judged(part, numbers) for part in parts]
            return lambda closest, date: max((one(closest, date) for one in all_of), default=0)
        case AnyOf(parts, minimum):
            return _any_of([_judged(part, numbers) for part in parts], max(1, minimum))
        case Without(wanted, _) | Prefer(wanted, _):
            return _judged(wanted, numbers)
        case DateRange():
            return lambda _, date: 0 if _within(date, node) else MISSING
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
    return lambda closest, date: sorted(one(closest, date) for one in parts)[minimum - 1]


def _within(date: dt.date | None, dates: DateRange) -> bool:
    return (
        date is not None
        and (dates.start is None or dates.start <= date)
        and (dates.end is None or date <= dates.end)
    )

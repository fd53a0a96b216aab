"""Lists with what they count, and the tables of them that the kernels of `scoring` take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np

from index.arrays.types import F64, I64
from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.postings.posting_list import PostingList

# A part is worth leaving out if it has so many times as many entries as the parts before it.
_WORTH_LEAVING: Final = 2


@dataclass(frozen=True, slots=True)
class Scored:
    """A list with what its entries count.

    Attributes:
        listed: the documents.
        factor: multiplies what is said of them.
        others: the same for the counts of stem and root, where three levels are said together.
        field: number of the text field among `measures.FIELDS`.
        bound: no document gets more.
    """

    listed: PostingList
    factor: float = 0.0
    field: int = 0
    bound: float = 0.0
    others: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ScorerTable:
    """A clause as `scoring.rank` takes it; see there.

    Attributes:
        kept: the lists whose addresses stand in `lists`.
        driving: entries of the lists that find documents.
    """

    lists: I64
    factors: F64
    starts: I64
    roles: I64
    lazy: int
    bounds: F64
    kept: tuple[PostingList, ...]
    driving: int


# What counts and frequencies are to a kernel that adds them up as they are.
AS_THEY_ARE: Final = {
    top_k.COUNTS: top_k.TIMES,
    top_k.FREQUENCIES: top_k.SCORES,
}


def arranged(
    required: Sequence[list[Scored]],
    optional: Sequence[list[Scored]],
    liked: list[Scored] | None = None,
    unwanted: Sequence[list[Scored]] = (),
    *,
    lazy: int = 0,
    skipping: bool = False,
    kinds: Mapping[int, int] | None = None,
) -> ScorerTable:
    """Lists as the kernels take them.

    Args:
        required: the lists of each part; so the next ones.
        optional: see `Clause`; where they may be skipped, those of the greatest bounds first.
        liked: see there.
        unwanted: see there.
        lazy: how many of the liked lists, the last ones, need not be gone through.
        skipping: whether optional parts may be left out once they can't change the best.
        kinds: what each kind of list is to be taken for.
    """
    liked = liked or []
    parts = [*required, *optional, liked, *unwanted]
    ones = [one for part in parts for one in part]
    starts = [0, *accumulate(map(len, parts))]
    liking = len(required) + len(optional)
    rows = [(*one.listed.row, one.field) for one in ones]
    if kinds is not None:
        rows = [(*row[:3], kinds[row[3]], *row[4:]) for row in rows]
    driving = required[:1] if required else optional
    unread = liked[len(liked) - lazy :]
    return ScorerTable(
        lists=np.array(rows, np.int64).reshape(-1, top_k.COLUMNS),
        factors=np.array([(one.factor, *one.others) for one in ones], np.float64).reshape(-1, 3),
        starts=np.array(starts, np.int64),
        roles=np.array((len(required), len(optional), 1, len(unwanted)), np.int64),
        lazy=starts[liking + 1] - lazy,
        bounds=_rests(optional, unread) if skipping else np.array([bound_of(unread)]),
        kept=tuple(one.listed for one in ones),
        driving=sum(entries(part) for part in driving),
    )


def entries(part: Sequence[Scored]) -> int:
    """How many entries the lists of a part have together."""
    return sum(len(one.listed) for one in part)


def bound_of(part: Sequence[Scored]) -> float:
    """No document gets more from a part."""
    return sum((one.bound for one in part), 0.0)


def _rests(optional: Sequence[list[Scored]], lazy: list[Scored]) -> F64:
    """For each of the optional parts what it, those behind it and the lazy lists add at most.

    Infinity, so that a part is gone through, where looking into it for the documents of those
    before it takes longer.
    """
    rests = np.array([*accumulate(map(bound_of, [lazy, *reversed(optional)]))][::-1])
    before = np.array([*accumulate(map(entries, optional), initial=0)])
    rests[:-1][np.diff(before) < _WORTH_LEAVING * before[:-1]] = np.inf
    return rests

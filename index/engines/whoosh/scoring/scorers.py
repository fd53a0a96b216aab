"""Posting lists with their weights, and the tables of them that the kernels take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np

from index.arrays.types import F64, I64
from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.postings.posting_list import PostingList

# A part may be left out only if it has so many times as many postings as the parts before it.
_MIN_RATIO: Final = 2


@dataclass(frozen=True, slots=True)
class Scorer:
    """A posting list with its weight.

    Attributes:
        postings: the documents and their values.
        factor: multiplies the score of each value; for `top_k.LEVELS`, that of the form's count.
        field: number of the text field among `norms.FIELDS`.
        max_score: the list adds no more to any document.
        other_factors: for `top_k.LEVELS`, the factors of the counts of stem and root.
    """

    postings: PostingList
    factor: float = 0.0
    field: int = 0
    max_score: float = 0.0
    other_factors: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ScorerTable:
    """A clause as the arguments of `top_k.rank`, which describes them.

    Attributes:
        postings: the posting lists whose addresses are in `lists`.
        max_documents: no more documents match the clause.
    """

    lists: I64
    factors: F64
    starts: I64
    roles: I64
    lazy: int
    bounds: F64
    postings: tuple[PostingList, ...]
    max_documents: int


# The kinds of counts and frequencies if they are added up as they are, without BM25.
UNSCORED: Final = {
    top_k.COUNTS: top_k.ADDED_COUNTS,
    top_k.FREQUENCIES: top_k.SCORES,
}


def make_table(
    required: Sequence[list[Scorer]],
    optional: Sequence[list[Scorer]],
    preferred: list[Scorer] | None = None,
    excluded: Sequence[list[Scorer]] = (),
    *,
    lazy: int = 0,
    skip_optional: bool = False,
    kinds: Mapping[int, int] | None = None,
) -> ScorerTable:
    """The table of a clause.

    Args:
        required: the scorers of each part of which a document must match one.
        optional: those of each optional part; if they may be skipped, the greatest scores first.
        preferred: scorers that only add to scores.
        excluded: those of each part of which a document must match none.
        lazy: how many of the preferred lists, the last ones, need not be read as a whole.
        skip_optional: whether optional parts may be skipped once they can't change the best.
        kinds: replaces kinds of lists.
    """
    preferred = preferred or []
    parts = [*required, *optional, preferred, *excluded]
    scorers = [scorer for part in parts for scorer in part]
    starts = [0, *accumulate(map(len, parts))]
    rows = [(*scorer.postings.row, scorer.field) for scorer in scorers]
    if kinds is not None:
        rows = [(*row[:3], kinds[row[3]], *row[4:]) for row in rows]
    lazy_scorers = preferred[len(preferred) - lazy :]
    factors = [(scorer.factor, *scorer.other_factors) for scorer in scorers]
    return ScorerTable(
        lists=np.array(rows, np.int64).reshape(-1, top_k.COLUMNS),
        factors=np.array(factors, np.float64).reshape(-1, 3),
        starts=np.array(starts, np.int64),
        roles=np.array((len(required), len(optional), 1, len(excluded)), np.int64),
        lazy=starts[len(required) + len(optional) + 1] - lazy,
        bounds=_bounds(optional, lazy_scorers)
        if skip_optional
        else np.array([max_score(lazy_scorers)]),
        postings=tuple(scorer.postings for scorer in scorers),
        max_documents=sum(map(count_postings, required[:1] if required else optional)),
    )


def count_postings(part: Sequence[Scorer]) -> int:
    """How many postings the lists of a part have together."""
    return sum(len(scorer.postings) for scorer in part)


def max_score(part: Sequence[Scorer]) -> float:
    """A part adds no more to any document."""
    return sum((scorer.max_score for scorer in part), 0.0)


def _bounds(optional: Sequence[list[Scorer]], lazy: list[Scorer]) -> F64:
    """For each optional part, what it, those after it and the lazy lists add at most.

    It is infinite if the part must not be skipped: to look it up for each document of the parts
    before it would take longer than to read it.
    """
    bounds = np.array([*accumulate(map(max_score, [lazy, *reversed(optional)]))][::-1])
    before = np.array([*accumulate(map(count_postings, optional), initial=0)])
    bounds[:-1][np.diff(before) < _MIN_RATIO * before[:-1]] = np.inf
    return bounds

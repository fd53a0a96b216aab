"""How scores come about: a tree's parts, looked up one by one in the posting lists of its leaves.

Another way to the numbers that `scoring` adds up: list by list and level by level, each document
alone, by the two formulas of `index.engines.bm25`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.engines import bm25
from index.engines.protocols import Explanation, TermScore
from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.postings.posting_list import PostingList
from index.engines.whoosh.scoring.evaluator import Evaluator
from index.engines.whoosh.scoring.norms import FIELDS
from index.engines.whoosh.segments.schema import NO_DATE
from index.model.query import (
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    Node,
    Nothing,
    Prefer,
    TextField,
    TextLeaf,
    Without,
)


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains the scores of some documents.

    Attributes:
        evaluation: gives the posting lists.
        numbers: of the documents in the whole index.
    """

    evaluation: Evaluator
    numbers: Sequence[int]

    def __call__(self, node: Node) -> list[Explanation]:
        """The explanation of each document."""
        if isinstance(node, TextLeaf):
            return self._leaf(node)
        match node:
            case AllOf(parts):
                return self._branch(node, parts, len(parts))
            case AnyOf(parts, minimum):
                return self._branch(node, parts, max(1, minimum))
            case Without(required, excluded):
                left_out = [each.matches for each in self(excluded)]
                return [
                    _whole(node, (each,), each.matches and not out)
                    for each, out in zip(self(required), left_out, strict=True)
                ]
            case Prefer(required, preferred):
                return [
                    _whole(node, (each, more), each.matches)
                    for each, more in zip(self(required), self(preferred), strict=True)
                ]
            case DateRange():
                days = [int(day) for day in self.evaluation.collection.dates[[*self.numbers]]]
                return [Explanation(node.kind, "", _within(day, node), 0.0) for day in days]
            case Everything() | Nothing():
                everything = isinstance(node, Everything)
                return [Explanation(node.kind, "", everything, 0.0)] * len(self.numbers)
            case _:
                assert_never(node)

    def _branch(self, node: Node, parts: Sequence[Node], minimum: int) -> list[Explanation]:
        explained = [self(part) for part in parts]
        of_each = zip(*explained, strict=True) if parts else ((),) * len(self.numbers)
        return [
            _whole(node, each, sum(part.matches for part in each) >= minimum) for each in of_each
        ]

    def _leaf(self, leaf: TextLeaf) -> list[Explanation]:
        terms: list[list[TermScore]] = [[] for _ in self.numbers]
        for field, level, listed, weight in self.evaluation.lists(leaf):
            documents = listed.documents
            places = np.searchsorted(documents, np.array(self.numbers, np.uint32))
            for own, number, place in zip(terms, self.numbers, places.tolist(), strict=True):
                if place < len(documents) and documents[place] == number:
                    times = _frequency(listed, place)
                    own.append(self._term(field, level, len(listed), weight, times, number))
        return [
            Explanation(
                leaf.kind,
                leaf.surface,
                bool(own),
                sum(term.score for term in own),
                terms=tuple(own),
            )
            for own in terms
        ]

    def _term(
        self,
        field: TextField,
        level: Level,
        holding: int,
        weight: float,
        times: float,
        number: int,
    ) -> TermScore:
        collection, weights = self.evaluation.collection, self.evaluation.weights
        lengths = collection.lengths[FIELDS.index(field)]
        length = int(lengths.of[number])
        idf = bm25.idf(collection.count, holding)
        saturation = bm25.saturated(
            _one(times), _one(length / lengths.mean), k1=weights.k1, b=weights.b[field]
        ).item()
        return TermScore(
            field=field,
            level=level,
            frequency=times,
            length=length,
            mean_length=lengths.mean,
            holding=holding,
            documents=collection.count,
            weight=weight,
            idf=idf,
            saturation=saturation,
            score=weight * idf * saturation,
        )


def _whole(node: Node, parts: tuple[Explanation, ...], matches: bool) -> Explanation:
    """A branch; what doesn't match as a whole adds nothing, whatever its parts are."""
    score = sum(part.score for part in parts) if matches else 0.0
    return Explanation(node.kind, "", matches, score, parts=parts)


def _frequency(listed: PostingList, place: int) -> float:
    """How often the term of a list stands in the document at a place of it."""
    assert listed.kind in (top_k.COUNTS, top_k.FREQUENCIES)
    return float(listed.values[place])


def _one(number: float) -> NDArray[np.float64]:
    return np.array([number])


def _within(day: int, dates: DateRange) -> bool:
    return (
        day != NO_DATE
        and (dates.start is None or dates.start.toordinal() <= day)
        and (dates.end is None or day <= dates.end.toordinal())
    )

"""The retriever: candidates for query trees, stored documents, statistics."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Final

from index.analysis.token import Level
from index.engines.protocols import (
    LEVELS,
    Candidate,
    Candidates,
    Explanation,
    Facet,
    FacetValue,
    FieldWeights,
    IndexStatistics,
    Order,
    Retrieval,
)
from index.engines.whoosh.postings.posting_list import PostingList
from index.engines.whoosh.scoring.boolean_query import Clause, clause_of
from index.engines.whoosh.scoring.evaluator import Collection, Evaluator
from index.engines.whoosh.scoring.explanation import Explainer
from index.engines.whoosh.scoring.facets import FacetCounter
from index.engines.whoosh.scoring.norms import FIELDS
from index.engines.whoosh.scoring.selection import TopDocuments, TopKCollector
from index.engines.whoosh.segments.documents import NO_DATE
from index.engines.whoosh.segments.segment import SegmentReader
from index.model.document import Document
from index.model.levels import at_level, count_levels
from index.model.os_errors import reading
from index.model.query import Node, TextField

_REMEMBERED: Final = 10_000  # ids of documents found lately


class WhooshRetriever:
    """Implements `index.engines.protocols.Retriever`.

    Args:
        folder: where the index is.
        segments: of the index.
        collection: over the same segments.
    """

    def __init__(
        self, folder: Path, segments: Sequence[SegmentReader], collection: Collection
    ) -> None:
        self._folder = folder
        self._segments = segments
        self._collection = collection
        self._postings = collection.postings
        self._dates = collection.dates
        self._lately: dict[str, int] = {}
        self._selector = TopKCollector(self._postings, self._dates)
        self._facets = FacetCounter(self._postings, self._dates)

    def search(self, retrievals: Sequence[Retrieval]) -> tuple[Candidates, ...]:
        """The best candidates of each retrieval."""
        return tuple(map(self._search, retrievals))

    def _search(self, retrieval: Retrieval) -> Candidates:
        lists: dict[Hashable, PostingList] = {}
        totals = retrieval
        if retrieval.level is not None:
            totals = replace(retrieval, limit=0, offset=0, after=None)
        rung, clause, found, evaluator = self._answering(totals, lists)
        node = (retrieval.query, *retrieval.otherwise)[rung]
        total, exact, partial = found.total, found.exact, evaluator.partial
        if retrieval.level is not None:
            clause = clause_of(at_level(node, retrieval.level))
            evaluator = Evaluator(self._collection, retrieval.weights, _until(retrieval), lists)
            (found,) = self._select([clause], evaluator, retrieval)
        levels = {}
        if retrieval.count_levels and exact and not partial:
            until = _until(retrieval)
            levels = count_levels(
                node, total, lambda tree: self._total(tree, retrieval, until, lists)
            )
        facets = self._counted(retrieval.facets, clause, evaluator)
        partial = partial or evaluator.partial
        numbers = found.numbers[retrieval.offset :]
        ids = [self._selector.id_of(number) for number in numbers]
        self._remember(ids, numbers)
        return Candidates(
            found=tuple(map(Candidate, ids, found.scores[retrieval.offset :])),
            total=found.total,
            all_levels=total,
            exact=found.exact and not partial,
            expansions=tuple(evaluator.expansions),
            rung=rung,
            levels=levels,
            facets=facets,
            documents=self._stored(ids, numbers, retrieval),
            partial=partial,
        )

    def _answering(
        self, retrieval: Retrieval, lists: dict[Hashable, PostingList]
    ) -> tuple[int, Clause, TopDocuments, Evaluator]:
        """The tree that answers: its number, clause and documents, and what evaluated it."""
        clauses = [clause_of(query) for query in (retrieval.query, *retrieval.otherwise)]
        until = _until(retrieval)
        rung = 0
        for _, alike in groupby(clauses, key=lambda clause: clause.parts):
            rungs = list(alike)
            evaluator = Evaluator(self._collection, retrieval.weights, until, lists)
            for clause, found in zip(rungs, self._select(rungs, evaluator, retrieval), strict=True):
                answer = rung, clause, found, evaluator
                enough = found.total >= retrieval.enough
                if enough and not (rung == 0 and self._is_wide(found, evaluator, retrieval, lists)):
                    return answer
                rung += 1
        return answer

    def _is_wide(
        self,
        found: TopDocuments,
        evaluator: Evaluator,
        retrieval: Retrieval,
        lists: dict[Hashable, PostingList],
    ) -> bool:
        """Whether the first tree finds few documents, and the narrower one none of them."""
        if retrieval.narrower is None or found.total >= retrieval.few or evaluator.partial:
            return False
        return self._total(retrieval.narrower, retrieval, _until(retrieval), lists) == 0

    def _select(
        self, rungs: Sequence[Clause], evaluator: Evaluator, retrieval: Retrieval
    ) -> list[TopDocuments]:
        counted = retrieval.exact or len(rungs) > 1 or retrieval.order is not Order.SCORE
        return self._selector.select(
            evaluator.prepared(rungs[0], exact=counted),
            [clause.minimum_should_match for clause in rungs],
            self._collection.measures(retrieval.weights),
            order=retrieval.order,
            most=retrieval.offset + retrieval.limit,
            after=retrieval.after,
        )

    def _total(
        self,
        node: Node,
        retrieval: Retrieval,
        until: float | None,
        lists: dict[Hashable, PostingList],
    ) -> int | None:
        """How many documents a tree matches; None if the time was over."""
        unweighted = replace(retrieval.weights, weights={})
        evaluator = Evaluator(self._collection, unweighted, until, lists)
        (found,) = self._select([clause_of(node)], evaluator, Retrieval(node, unweighted, limit=0))
        return None if evaluator.partial else found.total

    def _counted(
        self, facets: Sequence[Facet], clause: Clause, evaluator: Evaluator
    ) -> dict[Facet, tuple[FacetValue, ...]]:
        if not facets:
            return {}
        documents = evaluator.collected(clause, scored=False).documents
        return {facet: self._facets.of(facet, documents) for facet in facets}

    def _stored(
        self, ids: Sequence[str], numbers: Sequence[int], retrieval: Retrieval
    ) -> dict[str, Document]:
        """The stored documents of the best candidates."""
        stored: dict[str, Document] = {}
        left = sys.maxsize if retrieval.characters is None else retrieval.characters
        for identity, number in zip(ids[: retrieval.documents], numbers, strict=False):
            if left <= 0:
                break
            segment, place = self._place_of(number)
            stored[identity] = document = segment.document(place)
            left -= len(document.body)
        return stored

    def explain(
        self, query: Node, weights: FieldWeights, ids: Sequence[str]
    ) -> dict[str, Explanation]:
        """How the scores of documents for a tree come about."""
        places = {identity: place for identity in ids if (place := self._place(identity))}
        numbers = [self._number(*place) for place in places.values()]
        explained = Explainer(Evaluator(self._collection, weights), numbers)(query)
        return dict(zip(places, explained, strict=True))

    def documents(self, ids: Sequence[str]) -> dict[str, Document]:
        """The stored documents of those ids that exist."""
        places = ((identity, self._place(identity)) for identity in ids)
        return {identity: place[0].document(place[1]) for identity, place in places if place}

    def _place(self, identity: str) -> tuple[SegmentReader, int] | None:
        """The segment of a document, and its number there."""
        number = self._lately.get(identity)
        if number is not None:
            return self._place_of(number)
        for segment in self._segments:
            number = segment.ids.find(identity)
            if number >= 0 and segment.live[number]:
                return segment, number
        return None

    def _place_of(self, number: int) -> tuple[SegmentReader, int]:
        """The segment of a document of the whole index, and its number there."""
        part = next(part for part in reversed(self._postings.parts) if number >= part.base)
        return part.segment, number - part.base

    def _number(self, segment: SegmentReader, number: int) -> int:
        """A document's number in the whole index."""
        return number + next(part.base for part in self._postings.parts if part.segment is segment)

    def _remember(self, ids: Sequence[str], numbers: Sequence[int]) -> None:
        """Keep the numbers of documents that were found: they are what is shown next."""
        if len(self._lately) > _REMEMBERED:
            self._lately = {}
        self._lately.update(zip(ids, numbers, strict=True))

    def ids(self) -> Iterable[str]:
        """Every document's id."""
        for segment in self._segments:
            for identity, live in zip(segment.ids, segment.live.tolist(), strict=True):
                if live:
                    yield identity

    def check(self) -> None:
        """Read everything and see that it is as it was written."""
        with reading(self._folder):
            for segment in self._segments:
                segment.check_all()

    def statistics(self) -> IndexStatistics:
        """Numbers about this generation; the first call reads every term."""
        return self._statistics

    @cached_property
    def _statistics(self) -> IndexStatistics:
        dates = self._dates[self._postings.live]
        dated = dates[dates != NO_DATE]
        return IndexStatistics(
            documents=self._collection.count,
            deleted=self._postings.documents - self._collection.count,
            terms={
                f"{field.value}.{level.value}": self._distinct(field, level)
                for field, levels in LEVELS.items()
                for level in levels
            },
            tokens={
                field.value: own.tokens
                for field, own in zip(FIELDS, self._collection.norms, strict=True)
            },
            dated=len(dated),
            earliest=dt.date.fromordinal(int(dated.min())) if len(dated) else None,
            latest=dt.date.fromordinal(int(dated.max())) if len(dated) else None,
            sources=self._facets.sources(),
        )

    def _distinct(self, field: TextField, level: Level) -> int:
        """How many terms stand in a field, in removed documents too."""
        known = [segment.terms(field, level) for segment in self._segments]
        return len(known[0]) if len(known) == 1 else len({term for each in known for term in each})


def _until(retrieval: Retrieval) -> float | None:
    """When to stop reading, by `time.perf_counter`."""
    return None if retrieval.seconds is None else time.perf_counter() + retrieval.seconds

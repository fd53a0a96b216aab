"""The retriever: candidates for query trees, stored documents, statistics."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import groupby, islice
from pathlib import Path

from index.analysis.token import Level
from index.engines.protocols import (
    LEVELS,
    Candidate,
    Candidates,
    Explanation,
    FacetValue,
    FieldWeights,
    IndexStatistics,
    Order,
    Retrieval,
)
from index.engines.whoosh.scoring.boolean_query import Clause, clause_of
from index.engines.whoosh.scoring.evaluator import Collection, Evaluator
from index.engines.whoosh.scoring.explanation import Explainer
from index.engines.whoosh.scoring.norms import FIELDS
from index.engines.whoosh.scoring.selection import TopDocuments, TopKCollector
from index.engines.whoosh.segments.segment import SegmentReader
from index.model.document import Document
from index.model.levels import at_level, count_levels
from index.model.os_errors import reading
from index.model.query import Node, TextField


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
        self._columns = collection.columns
        self._collector = TopKCollector(self._postings, self._columns)

    def search(self, retrievals: Sequence[Retrieval]) -> tuple[Candidates, ...]:
        """The best candidates of each retrieval."""
        return tuple(map(self._search, retrievals))

    def _search(self, retrieval: Retrieval) -> Candidates:
        new = partial(Evaluator, self._collection, read={})  # reads each posting list once
        found_at_all, rung, clause, evaluator = self._answer(retrieval, new)
        found, late = found_at_all, evaluator.partial
        node = (retrieval.query, *retrieval.fallbacks)[rung]
        levels: dict[Level, int] = {}
        if retrieval.count_levels and found_at_all.exact and not late:
            until = _until(retrieval)
            levels = count_levels(
                node,
                found_at_all.total,
                lambda tree: self._total(tree, retrieval, new(_unweighted(retrieval), until)),
            )
        if retrieval.level is not None:
            clause = _clause(at_level(node, retrieval.level), retrieval)
            evaluator = new(retrieval.weights, _until(retrieval))
            (found,) = self._select([clause], evaluator, retrieval)
        facets = self._counted(retrieval.facets, clause, evaluator)
        late = late or evaluator.partial
        numbers = found.numbers[retrieval.offset :]
        ids = [self._collector.id_of(number) for number in numbers]
        return Candidates(
            found=tuple(map(Candidate, ids, found.scores[retrieval.offset :])),
            total=found.total,
            all_levels=found_at_all.total,
            exact=found.exact and not late,
            expansions=tuple(evaluator.expansions),
            rung=rung,
            levels=levels,
            facets=facets,
            documents=self._stored(zip(ids, numbers, strict=True), retrieval),
            partial=late,
        )

    def _answer(
        self, retrieval: Retrieval, new: Callable[[FieldWeights, float | None], Evaluator]
    ) -> tuple[TopDocuments, int, Clause, Evaluator]:
        """The documents of the first tree that finds enough; its number, clause and evaluator."""
        if retrieval.level is not None:  # only the totals matter
            retrieval = replace(retrieval, limit=0, offset=0, after=None)
        clauses = [_clause(query, retrieval) for query in (retrieval.query, *retrieval.fallbacks)]
        until, narrower = _until(retrieval), retrieval.narrower
        rung = 0
        for rungs in _together(clauses):
            evaluator = new(retrieval.weights, until)
            for clause, found in zip(rungs, self._select(rungs, evaluator, retrieval), strict=True):
                answer = found, rung, clause, evaluator
                few = rung == 0 and found.total < retrieval.few and not evaluator.partial
                if found.total >= retrieval.enough:
                    if not few or narrower is None:
                        return answer
                    counting = new(_unweighted(retrieval), _until(retrieval))
                    if self._total(narrower, retrieval, counting) != 0:
                        return answer
                rung += 1
        return answer

    def _select(
        self, rungs: Sequence[Clause], evaluator: Evaluator, retrieval: Retrieval
    ) -> list[TopDocuments]:
        counted = retrieval.exact or len(rungs) > 1 or retrieval.order != Order.SCORE
        return self._collector.select(
            evaluator.table(rungs[0], exact=counted),
            [clause.minimum_should_match for clause in rungs],
            self._collection.norm_tables(retrieval.weights),
            order=retrieval.order,
            limit=retrieval.offset + retrieval.limit,
            after=retrieval.after,
        )

    def _total(self, node: Node, retrieval: Retrieval, evaluator: Evaluator) -> int | None:
        """How many documents a tree and the filters match; None if the time was over."""
        counting = Retrieval(node, evaluator.weights, limit=0)
        (found,) = self._select([_clause(node, retrieval)], evaluator, counting)
        return None if evaluator.partial else found.total

    def _counted(
        self, facets: Sequence[str], clause: Clause, evaluator: Evaluator
    ) -> dict[str, tuple[FacetValue, ...]]:
        if not facets:
            return {}
        documents = evaluator.collect(clause, scored=False).documents
        return {facet: self._columns.facet(facet, documents) for facet in facets}

    def _stored(
        self, found: Iterable[tuple[str, int]], retrieval: Retrieval
    ) -> dict[str, Document]:
        """The stored documents of the best candidates, given by their ids and numbers."""
        stored: dict[str, Document] = {}
        left = sys.maxsize if retrieval.characters is None else retrieval.characters
        for identity, number in islice(found, retrieval.documents):
            if left <= 0:
                break
            stored[identity] = document = self._document(number)
            left -= len(document.body)
        return stored

    def explain(
        self, query: Node, weights: FieldWeights, ids: Sequence[str]
    ) -> dict[str, Explanation]:
        """How the scores of documents for a tree come about."""
        numbers = self._numbers(ids)
        explained = Explainer(Evaluator(self._collection, weights), [*numbers.values()])(query)
        return dict(zip(numbers, explained, strict=True))

    def documents(self, ids: Sequence[str]) -> dict[str, Document]:
        """The stored documents of those ids that exist."""
        return {identity: self._document(n) for identity, n in self._numbers(ids).items()}

    def _numbers(self, ids: Sequence[str]) -> dict[str, int]:
        """The numbers in the whole index of those ids that exist."""
        numbers = {identity: self._number(identity) for identity in ids}
        return {identity: number for identity, number in numbers.items() if number >= 0}

    def _number(self, identity: str) -> int:
        for part in self._postings.parts:
            number = part.segment.stored.ids.find(identity)
            if number >= 0 and part.segment.live[number]:
                return part.base + number
        return -1

    def _document(self, number: int) -> Document:
        part = next(part for part in reversed(self._postings.parts) if number >= part.base)
        return part.segment.stored.document(number - part.base)

    def ids(self) -> Iterable[str]:
        """Every document's id."""
        for segment in self._segments:
            for identity, live in zip(segment.stored.ids, segment.live.tolist(), strict=True):
                if live:
                    yield identity

    def check(self) -> None:
        """Read everything and compare it with what was written."""
        with reading(self._folder):
            for segment in self._segments:
                segment.check_all()

    def statistics(self) -> IndexStatistics:
        """Numbers about this generation; the first call reads every term."""
        return self._statistics

    @cached_property
    def _statistics(self) -> IndexStatistics:
        days = self._columns["date"]
        dated = days.first[self._postings.live & (days.first > 0)]
        everything = self._postings.everything.documents
        sources = self._columns.facet("source", everything, self._postings.documents)
        names = sorted({name for segment in self._segments for name in segment.stored.columns})
        counts = {name: int((self._columns[name].first[everything] > 0).sum()) for name in names}
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
            earliest=days.values[dated.min() - 1] if len(dated) else None,
            latest=days.values[dated.max() - 1] if len(dated) else None,
            sources={each.value: each.documents for each in sources},
            columns={name: count for name, count in counts.items() if count},
        )

    def _distinct(self, field: TextField, level: Level) -> int:
        """How many terms a field has, those of removed documents included."""
        known = [segment.fields[field].terms(level) for segment in self._segments]
        return len(known[0]) if len(known) == 1 else len({term for each in known for term in each})


def _clause(node: Node, retrieval: Retrieval) -> Clause:
    """The clause of a tree with the filters of a retrieval."""
    found = clause_of(node)
    required = (*retrieval.filters, *found.required)  # dataclasses.replace takes 5 microseconds
    return Clause(required, found.optional, found.minimum_should_match, *found.parts[2:])


def _together(clauses: Sequence[Clause]) -> Iterable[Sequence[Clause]]:
    """Successive clauses in groups that are evaluated together."""
    if len(clauses) == 1:
        return [clauses]
    return (list(alike) for _, alike in groupby(clauses, key=lambda clause: clause.parts))


def _until(retrieval: Retrieval) -> float | None:
    """When to stop reading, by `time.perf_counter`."""
    return None if retrieval.seconds is None else time.perf_counter() + retrieval.seconds


def _unweighted(retrieval: Retrieval) -> FieldWeights:
    """Weights for totals alone, which are computed faster without scores."""
    return replace(retrieval.weights, weights={})

"""Reading: candidates for query trees, stored documents, numbers about the index."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from index.analysis.phonetics import phonetic_key
from index.analysis.token import Level
from index.engines.protocols import (
    LEVELS,
    Candidate,
    Candidates,
    Completion,
    Explanation,
    FieldWeights,
    IndexStatistics,
    NearForm,
    Order,
    Retrieval,
    Spelling,
)
from index.engines.whoosh.compat.exceptions import reading
from index.engines.whoosh.compat.toc import read_contents
from index.engines.whoosh.postings.index_postings import PostingSource
from index.engines.whoosh.postings.posting_list import PostingList
from index.engines.whoosh.scoring.boolean_query import Clause, clause_of
from index.engines.whoosh.scoring.columns import IndexColumns
from index.engines.whoosh.scoring.evaluator import Collection, Evaluator
from index.engines.whoosh.scoring.explanation import Explainer
from index.engines.whoosh.scoring.norms import FIELDS, FieldNorms
from index.engines.whoosh.scoring.selection import TopDocuments, TopKCollector
from index.engines.whoosh.scoring.warmup import warming
from index.engines.whoosh.segments.segment import SegmentReader
from index.engines.whoosh.term_expansion import phonetic
from index.model.document import Document
from index.model.query import DEFAULT_FIELDS, Node, TextField

_REMEMBERED: Final = 10_000  # ids of documents found lately


class WhooshReader:
    """Implements `index.engines.protocols.Reader` on one folder.

    Args:
        folder: where the index is.

    Raises:
        DamagedIndexError: a file is missing or broken.
    """

    def __init__(self, folder: Path) -> None:
        """See the class."""
        self._folder = folder
        with reading(folder):
            self._segments = tuple(
                SegmentReader(folder, segment.name, segment.removed)
                for segment in read_contents(folder)
            )
        self._lately: dict[str, int] = {}
        self._postings = PostingSource(self._segments)
        self._columns = IndexColumns(self._postings)
        self._collection = Collection(self._postings, tuple(self._lengths()), self._columns)
        self._selector = TopKCollector(self._postings, self._columns)
        self._warm()

    def _warm(self) -> None:
        """Load the kernels, or compile them, before the first question and its deadline."""
        for segment in self._segments:
            for field in FIELDS:
                forms = segment.terms(field, Level.FORM)
                if len(forms):
                    self.retrieve(warming(field, forms[0], forms[len(forms) - 1]))
                    phonetic_key.near(forms.blob, forms.starts, segment.sounds(field), "سين", 0)
                    return

    def _lengths(self) -> Iterator[FieldNorms]:
        for field in FIELDS:
            of = [segment.lengths(field) for segment in self._segments]
            whole = of[0] if len(of) == 1 else np.concatenate([np.empty(0, np.uint32), *of])
            yield FieldNorms.measured(whole, self._postings.live)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Nothing: files are mapped, and let go of with the last list that is read from them."""

    def count(self) -> int:
        """How many documents can be found."""
        return self._collection.count

    def retrieve(self, retrieval: Retrieval) -> Candidates:
        """The best candidates for a query tree."""
        seconds = retrieval.seconds
        until = None if seconds is None else time.perf_counter() + seconds
        clauses = [
            clause_of(query).filtered(retrieval.filters)
            for query in (retrieval.query, *retrieval.otherwise)
        ]
        first = 0
        asked: dict[Hashable, PostingList] = {}
        for _, alike in groupby(clauses, key=lambda clause: clause.parts):
            rungs = list(alike)
            evaluation = Evaluator(self._collection, retrieval.weights, until, asked)
            found = self._select(rungs, evaluation, retrieval)
            enough = [n for n, each in enumerate(found) if each.total >= retrieval.enough]
            rung = enough[0] if enough else len(found) - 1
            if enough or first + len(rungs) == len(clauses):
                break
            first += len(rungs)
        return self._candidates(rungs[rung], found[rung], first + rung, evaluation, retrieval)

    def _select(
        self, rungs: Sequence[Clause], evaluation: Evaluator, retrieval: Retrieval
    ) -> list[TopDocuments]:
        counted = retrieval.exact or len(rungs) > 1 or retrieval.order != Order.SCORE
        return self._selector.select(
            evaluation.prepared(rungs[0], exact=counted),
            [clause.minimum for clause in rungs],
            self._collection.measures(retrieval.weights),
            order=retrieval.order,
            most=retrieval.offset + retrieval.limit,
            after=retrieval.after,
        )

    def _candidates(
        self,
        clause: Clause,
        found: TopDocuments,
        rung: int,
        evaluation: Evaluator,
        retrieval: Retrieval,
    ) -> Candidates:
        """The answer of a rung."""
        expansions = tuple(evaluation.expansions)
        facets = {}
        if retrieval.facets:
            documents = evaluation.collected(clause, scored=False).documents
            facets = {facet: self._columns.facet(facet, documents) for facet in retrieval.facets}
        numbers = found.numbers[retrieval.offset :]
        ids = [self._selector.id_of(number) for number in numbers]
        self._remember(ids, numbers)
        return Candidates(
            found=tuple(map(Candidate, ids, found.scores[retrieval.offset :])),
            total=found.total,
            exact=found.exact and not evaluation.partial,
            expansions=expansions,
            rung=rung,
            facets=facets,
            partial=evaluation.partial,
        )

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
            part = next(part for part in reversed(self._postings.parts) if number >= part.base)
            return part.segment, number - part.base
        for segment in self._segments:
            number = segment.ids.find(identity)
            if number >= 0 and segment.live[number]:
                return segment, number
        return None

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

    def frequency(self, field: TextField, level: Level, *terms: str) -> int:
        """In how many documents any of the terms stands; told at once of what was searched for."""
        counted = self._collection.counted
        found = counted.get((field, level, terms))
        if found is None:
            found = counted[field, level, terms] = len(self._postings.read(field, level, terms))
        return found

    def near(self, forms: Sequence[str], edits: int = 0) -> tuple[NearForm, ...]:
        """The forms of titles and bodies within so many edits of one of some forms."""
        return self._collection.expander.near(forms, edits)

    def completions(
        self, prefix: str, most: int, fields: Sequence[TextField] = DEFAULT_FIELDS
    ) -> tuple[Completion, ...]:
        """The most frequent of the forms that begin with some letters."""
        return self._collection.expander.completions(prefix, most, fields)

    def sounding(self, form: str, cost: int, most: int) -> tuple[Spelling, ...]:
        """The forms of titles and bodies that sound like a form."""
        return phonetic.sounding(self._segments, form, cost, most)

    def occurrences(self, terms: Sequence[str], level: Level = Level.FORM) -> tuple[int, ...]:
        """In how many documents each term stands, about."""
        return phonetic.occurrences(self._segments, terms, level)

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
        days = self._columns["date"].keys[self._postings.live]
        dated = days[~np.isnan(days)]
        return IndexStatistics(
            documents=self.count(),
            deleted=self._postings.documents - self.count(),
            terms={
                f"{field.value}.{level.value}": self._distinct(field, level)
                for field, levels in LEVELS.items()
                for level in levels
            },
            tokens={
                field.value: lengths.tokens
                for field, lengths in zip(FIELDS, self._collection.lengths, strict=True)
            },
            dated=len(dated),
            earliest=dt.date.fromordinal(int(dated.min())) if len(dated) else None,
            latest=dt.date.fromordinal(int(dated.max())) if len(dated) else None,
            sources=self._columns.sources(),
            columns=self._columns.described(),
        )

    def _distinct(self, field: TextField, level: Level) -> int:
        """How many terms stand in a field, in removed documents too."""
        known = [segment.terms(field, level) for segment in self._segments]
        return len(known[0]) if len(known) == 1 else len({term for each in known for term in each})

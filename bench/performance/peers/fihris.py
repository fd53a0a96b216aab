"""Fihris through its protocols: one level as the peers are asked, and whole searches."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np

from bench.performance.measures import Answer, Kind
from bench.performance.peers.protocol import K1, TOP, Ask, B, Session
from bench.performance.questions import Question
from index.analysis import Level, Reading
from index.engines.protocols import Candidates, FieldWeights, Retrieval, Retriever
from index.engines.whoosh.segments.container import Container
from index.model.query import (
    AllOf,
    AnyOf,
    ColumnFilter,
    Node,
    Phrase,
    Prefix,
    TextField,
    Word,
)
from index.store.generations import IndexDirectory
from search.model.ranking import RANKING, weights
from search.model.request import SearchRequest
from search.query import parse
from search.ranking.candidates import retrieval_of
from search.retrieval.index_handle import IndexHandle
from search.service import SearchService

ONE_LEVEL: Final = FieldWeights(
    weights={(TextField.BODY, Level.STEM): 1.0, (TextField.BODY, Level.FORM): 1.0},
    k1=K1,
    b={**weights(RANKING).b, TextField.BODY: B},
)


class Fihris:
    """Built by its own command line (`running.py`); here it is only asked."""

    version = version("fihris")
    kinds = frozenset(Kind)

    def build(self, corpus: Path, terms: Path, index: Path) -> int:
        """Not here: `fihris rebuild` builds."""
        raise NotImplementedError

    def open(self, index: Path) -> Session:
        """See `Peer.open`."""
        return _Session(index)


class _Session:
    def __init__(self, index: Path) -> None:
        self._library = IndexHandle(index)
        self._service = SearchService(self._library)
        self._plain = SearchService(self._library, plain=True)
        with self._library.snapshot() as snapshot:
            self._retriever: Retriever = snapshot.retriever

    def prepare(self, kind: Kind, question: Question) -> Ask:
        if kind in (Kind.SEARCH, Kind.PLAIN):
            service = self._service if kind is Kind.SEARCH else self._plain
            return lambda: _search(service, question.text)
        if kind is Kind.FULL:
            return self._full(question.text)
        retrieval = Retrieval(
            _tree(kind, question),
            ONE_LEVEL,
            TOP,
            facets=("source",) if kind is Kind.FACETS else (),
            exact=kind is not Kind.TOP,
        )
        return lambda: _answer(self._retriever.search([retrieval])[0], counted=kind is not Kind.TOP)

    def _full(self, text: str) -> Ask:
        """As the service asks: the rungs of the ladder in turn, each with all its levels."""
        with self._library.snapshot() as snapshot, snapshot.analyzer() as analyzer:
            parsed = parse(text, analyzer)
        retrieval = retrieval_of(parsed, RANKING, TOP)
        return lambda: _answer(self._retriever.search([retrieval])[0], counted=True)


def _search(service: SearchService, text: str) -> Answer:
    response = service.search(SearchRequest(text, size=TOP))
    return Answer(
        response.total.value,
        tuple(_own(hit.id) for hit in response.hits),
        tuple(hit.score for hit in response.hits),
    )


def _answer(candidates: Candidates, *, counted: bool) -> Answer:
    return Answer(
        candidates.total if counted else None,
        tuple(_own(candidate.id) for candidate in candidates.found),
        tuple(candidate.score for candidate in candidates.found),
        {each.value: each.documents for values in candidates.facets.values() for each in values},
    )


def _own(identity: str) -> str:
    """The id within the corpus of a document's id (`file#id`)."""
    return identity.partition("#")[2]


def _tree(kind: Kind, question: Question) -> Node:
    if kind is Kind.PHRASE:
        words = tuple(map(_word, question.phrase))
        return Phrase(
            " ".join(question.phrase), words, levels=(Level.STEM,), fields=(TextField.BODY,)
        )
    if kind is Kind.PREFIX:
        return Prefix(question.prefix, question.prefix, fields=(TextField.BODY,))
    any_of = AnyOf(tuple(map(_word, question.terms)))
    if kind is Kind.FILTER:
        return AllOf(
            (any_of, ColumnFilter("date", start=_day(question.first), end=_day(question.last)))
        )
    return any_of


def _day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def _word(stem: str) -> Word:
    reading = Reading(stem, stem, stem)
    return Word(stem, (reading,), levels=(Level.STEM,), fields=(TextField.BODY,))


def stored(index: Path) -> int | None:
    """Bytes of stored text in the live generation's segments, among ids and dates in a file."""
    directory = IndexDirectory(index)
    files = list(directory.folder(directory.live()).rglob("*.documents"))
    if not files:
        return None
    return sum(len(Container(file).in_place("stored", np.uint8)) for file in files)

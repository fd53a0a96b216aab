"""A service in memory, with the methods of SearchService, and clients of applications over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.analysis.token import Reading, Token
from index.model.columns import COLUMNS, ColumnType
from index.model.document import Document
from index.model.errors import DocumentNotFoundError
from search.model.limits import LIMITS
from search.model.records import (
    Hit,
    Notice,
    QueryInterpretation,
    QueryTerm,
    QueryTermKind,
    Recovery,
    SearchResponse,
    SimilarDocument,
    SimilarDocuments,
    Snippet,
    Suggestion,
    SuggestionKind,
    Suggestions,
    Total,
)
from search.model.request import SearchRequest, refuse
from search.query.columns import facets_of, filters_of, order_of
from search.service import ColumnView, DocumentView, SearchService, StatisticsView
from web.app import create_app
from web.settings import Settings

MakeApp: TypeAlias = Callable[..., Flask]

DOCUMENTS = (
    Document(
        "news/treaty.txt",
        "وزير الدفاع يوقّع المعاهدة",
        "قال وزير الدفاع إن المعاهدة دفاعية.\n\nووصل الوزير أمس.",
        source="وكالة الأنباء",
        url="https://example.org/treaty?a=1&b=2",
        date=dt.date(2024, 11, 29),
        path="news/treaty.txt",
        language=("ar",),
    ),
    Document("archive/a b#7/٣%.jsonl#1?x=1", "عنوان", "نص الوزير", path="archive/a b#7"),
)


@dataclass
class FakeService:
    """Finds whole words in `documents` by plain comparison; raises `failure` if there is one."""

    documents: tuple[Document, ...] = DOCUMENTS
    failure: Exception | None = None
    notices: tuple[Notice, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    total: Total | None = None
    asked: list[SearchRequest] = field(default_factory=list)

    def search(self, request: SearchRequest) -> SearchResponse:
        self.ready()
        refuse(request, LIMITS)
        order_of(request.sort, COLUMNS)
        filters_of(request.filters, COLUMNS)
        facets_of(request.facets, COLUMNS)
        self.asked.append(request)
        found = [d for d in self.documents if _marks(d.title + d.body, request.text)]
        size = request.size or LIMITS.page_size
        first = (request.page - 1) * size
        return SearchResponse(
            query=QueryInterpretation(
                request.text,
                (QueryTerm(request.text, QueryTermKind.WORD, True),),
                notices=self.notices,
                recoveries=self.recoveries if request.recover else (),
            ),
            total=self.total or Total(len(found)),
            hits=tuple(_hit(d, request) for d in found[first : first + size]),
            page=request.page,
            size=size,
            sort=request.sort,
            took_ms=12.3456,
        )

    def document(self, document_id: str, query: str = "") -> DocumentView:
        self.ready()
        for document in self.documents:
            if document.id == document_id:
                return DocumentView(
                    document, _marks(document.title, query), _marks(document.body, query)
                )
        raise DocumentNotFoundError(document_id)

    def suggest(self, text: str, size: int = 10) -> Suggestions:
        self.ready()
        words = sorted({word for d in self.documents for word in d.body.split()})
        found = [word for word in words if text.strip() and word.startswith(text)][:size]
        return Suggestions(
            text,
            text,
            tuple(
                Suggestion(word, SuggestionKind.WORD, 1, ((len(text), len(word)),))
                for word in found
            ),
            notices=self.notices,
            took_ms=1.5,
        )

    def similar(self, document_id: str, size: int = 5) -> SimilarDocuments:
        document = self.document(document_id).document
        others = (d for d in self.documents if d is not document and "الوزير" in d.body)
        return SimilarDocuments(
            document_id,
            tuple(
                SimilarDocument(d.id, d.title, d.source, d.url, d.date, d.path, 0.5) for d in others
            )[:size],
            took_ms=1.5,
        )

    def analyze(self, text: str) -> tuple[Token, ...]:
        return tuple(
            Token(word, text.index(word), text.index(word) + len(word), position, (reading,))
            for position, word in enumerate(text.split())
            for reading in (Reading(word, word[:3], word[:2]),)
        )

    def statistics(self) -> StatisticsView:
        self.ready()
        return StatisticsView(
            documents=len(self.documents),
            deleted=0,
            terms={"body.form": 8},
            tokens={"body": 10},
            dated=sum(document.date is not None for document in self.documents),
            earliest=dt.date(2024, 11, 29),
            latest=dt.date(2024, 11, 29),
            sources={"وكالة الأنباء": 1},
            columns=(ColumnView("source", COLUMNS["source"].label.both, ColumnType.KEYWORD, 1),),
            generation="g1",
            fingerprint="f1",
            built_at=dt.datetime(2024, 12, 1, 12, 30, tzinfo=dt.UTC),
            bytes=4096,
        )

    def ready(self) -> None:
        if self.failure:
            raise self.failure


def _marks(text: str, query: str) -> tuple[tuple[int, int], ...]:
    words = query.split()
    spans, start = [], 0
    for word in text.replace("\n", " ").split(" "):
        if any(wanted in word for wanted in words):
            spans.append((start, start + len(word)))
        start += len(word) + 1
    return tuple(spans)


def _hit(document: Document, request: SearchRequest) -> Hit:
    snippet = Snippet(document.body, _marks(document.body, request.text))
    return Hit(
        document.id,
        document.title,
        _marks(document.title, request.text),
        document.source,
        document.url,
        document.date,
        document.path,
        1.5,
        (snippet,)[: request.fragments],
        columns=document.columns,
    )


def many(count: int) -> tuple[Document, ...]:
    """So many documents that hold the word الوزير."""
    return tuple(replace(DOCUMENTS[1], id=f"many/{n}.txt", path="") for n in range(count))


@pytest.fixture
def fake() -> FakeService:
    return FakeService()


@pytest.fixture
def make_app(fake: FakeService) -> MakeApp:
    def make(**changes: object) -> Flask:
        settings = replace(Settings(), **changes)  # type: ignore[arg-type]
        return create_app(settings, cast(SearchService, fake))

    return make


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    return make_app().test_client()

"""The one way through: SearchRequest -> SearchResponse."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from index.analysis import Analyzer, Token
from index.document import Document
from index.durable import size_of
from index.errors import DocumentNotFoundError
from index.query import TextField
from search import cursors, notices
from search.language import Parsed, parse
from search.library import Library, Shelf
from search.matching import Matcher, compile_matcher
from search.model import (
    Hit,
    Notice,
    Recovery,
    Relation,
    SearchRequest,
    SearchResponse,
    Snippet,
    Total,
    Understood,
)
from search.ranked import Ranked, ranked
from search.ranking import RANKING, Ranking, weights
from search.recovery import Evidence, Plain, recover
from search.showing import Analyse, Shown, marked, shown
from search.turns import Turns

# What a search may take of the index; then the best so far is the answer, which says so.
SECONDS: Final = 2.0

# How many characters of documents are analysed for one request, about two and five seconds' worth.
LOOKED_AT_FOR_SNIPPETS: Final = 2_000_000
LOOKED_AT_FOR_A_DOCUMENT: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with the matches of a query.

    Attributes:
        document: as stored.
        title_highlights, body_highlights: [start, end) pairs in characters of its title and
            its body; empty without a query.
        notices: what else should be known.
    """

    document: Document
    title_highlights: tuple[tuple[int, int], ...] = ()
    body_highlights: tuple[tuple[int, int], ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """Numbers about the live generation.

    Attributes:
        documents: documents that can be found.
        deleted: documents removed but still taking space.
        terms: distinct terms by "field.level".
        tokens: tokens by field.
        dated: documents with a known date.
        earliest, latest: first and last known date.
        sources: documents by source, most first.
        generation: the live generation's name.
        fingerprint: of the analysis chain that made it.
        built_at: when it was made.
        bytes: what its files take.
    """

    documents: int
    deleted: int
    terms: Mapping[str, int]
    tokens: Mapping[str, int]
    dated: int
    earliest: dt.date | None
    latest: dt.date | None
    sources: Mapping[str, int]
    generation: str
    fingerprint: str
    built_at: dt.datetime
    bytes: int


class SearchService:
    """Answers every front end: pages, API and command line; safe for several threads.

    Args:
        library: the index that it searches.
        ranking: how hits are ranked.
        seconds: how long a search may read the index; None for as long as it takes.
    """

    def __init__(
        self,
        library: Library,
        ranking: Ranking = RANKING,
        seconds: float | None = SECONDS,
    ) -> None:
        """See the class."""
        self._library = library
        self._ranking = ranking
        self._seconds = seconds
        self._turns = Turns()

    @classmethod
    def over(cls, path: Path) -> Self:
        """A service over an index directory, which may not be built yet."""
        return cls(Library(path))

    def close(self) -> None:
        """Let go of the index."""
        self._library.close()

    def ready(self) -> None:
        """Whether searches can be answered.

        Raises:
            StoreError: they can't, with the reason.
        """
        with self._library.shelf() as shelf:
            shelf.reader.count()

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a search.

        Raises:
            ParameterError: `request.after` is no cursor of such a search.
            StoreError: there is no usable index.
        """
        began = time.perf_counter()
        with self._turns.one(), self._library.shelf() as shelf:
            answer = self._answer(request.text, request, shelf)
            recoveries = self._recoveries(answer, request, shelf)
            if recoveries and recoveries[0].searched:
                answer = self._answer(recoveries[0].text, request, shelf)
            matcher = compile_matcher(answer.parsed.node)
            hits, complete = _hits(answer, matcher, request, shelf)
        candidates = answer.candidates
        return SearchResponse(
            query=_understood(request, answer, recoveries, complete=complete),
            total=Total(
                candidates.total, Relation.EXACT if candidates.exact else Relation.AT_LEAST
            ),
            hits=hits,
            page=request.page,
            size=request.size,
            sort=request.sort,
            next=cursors.after(hits[-1], request.sort, looked=answer.looked)
            if answer.more and hits
            else None,
            facets=candidates.facets,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
        )

    def _answer(self, text: str, request: SearchRequest, shelf: Shelf) -> Ranked:
        """What a text finds."""
        with shelf.analyzer() as analyzer:
            parsed = parse(text, analyzer)
        return ranked(parsed, request, shelf, self._ranking, self._seconds)

    def _recoveries(
        self, answer: Ranked, request: SearchRequest, shelf: Shelf
    ) -> tuple[Recovery, ...]:
        """Other texts that may have been meant, where the request's finds little."""
        candidates, parsed = answer.candidates, answer.parsed
        strictest = answer.rung is parsed.ladder[0]
        plain = Plain(request.text, parsed, candidates.total, candidates.total if strictest else 0)
        if not request.recover or candidates.partial:
            return ()

        def read(text: str) -> Parsed:
            with shelf.analyzer() as analyzer:
                return parse(text, analyzer)

        evidence = Evidence(shelf.reader, read, shelf.tokens, weights(self._ranking), self._seconds)
        return recover(plain, evidence)

    def document(self, document_id: str, query: str = "") -> DocumentView:
        """A document, with the matches of `query` in it.

        Raises:
            DocumentNotFoundError: there is none of that id.
            QueryTooLongError: the query is too long.
            StoreError: there is no usable index.
        """
        asked = SearchRequest(query)
        with self._library.shelf() as shelf:
            document = shelf.reader.documents([document_id]).get(document_id)
            if document is None:
                raise DocumentNotFoundError(document_id)
            if not asked.text.strip():
                return DocumentView(document)
            with shelf.analyzer() as analyzer:
                matcher = compile_matcher(parse(asked.text, analyzer).node)
            return DocumentView(
                document,
                title_highlights=_in_title(document, matcher, shelf.tokens),
                body_highlights=marked(
                    document.body,
                    TextField.BODY,
                    matcher,
                    shelf.tokens,
                    limit=LOOKED_AT_FOR_A_DOCUMENT,
                ),
                notices=(notices.MARKED_IN_PART,)
                if len(document.body) > LOOKED_AT_FOR_A_DOCUMENT
                else (),
            )

    def analyze(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text, as an index sees them; there need not be one."""
        return Analyzer().tokens(text)

    def statistics(self) -> StatisticsView:
        """Numbers about the live generation.

        Raises:
            StoreError: there is no usable index.
        """
        with self._library.shelf() as shelf:
            numbers = shelf.reader.statistics()
            manifest = shelf.generation.manifest
            return StatisticsView(
                documents=numbers.documents,
                deleted=numbers.deleted,
                terms=numbers.terms,
                tokens=numbers.tokens,
                dated=numbers.dated,
                earliest=numbers.earliest,
                latest=numbers.latest,
                sources=numbers.sources,
                generation=shelf.generation.name,
                fingerprint=manifest.fingerprint,
                built_at=dt.datetime.fromisoformat(manifest.created),
                bytes=size_of(shelf.generation.path),
            )


def _hits(
    found: Ranked, matcher: Matcher, request: SearchRequest, shelf: Shelf
) -> tuple[tuple[Hit, ...], bool]:
    """The hits, and whether their snippets are of whole documents."""
    scores = {candidate.id: candidate.score for candidate in found.page}
    documents, tokens = _read(found, request, shelf)
    left = LOOKED_AT_FOR_SNIPPETS
    complete = True
    hits = []
    for number, (identity, score) in enumerate(scores.items()):
        document, excerpt = documents[identity], Shown((), 0, complete=True)
        if request.fragments:
            excerpt = shown(
                document.body,
                matcher,
                tokens,
                most=request.fragments,
                limit=left // (len(scores) - number),  # what short ones leave, long ones have
            )
        left -= excerpt.looked
        complete = complete and excerpt.complete
        hits.append(_hit(document, score, excerpt.snippets, _in_title(document, matcher, tokens)))
    return tuple(hits), complete


def _read(
    found: Ranked, request: SearchRequest, shelf: Shelf
) -> tuple[Mapping[str, Document], Analyse]:
    """The documents of a page, and what analyses their texts: as many as can be at once."""
    ids = [candidate.id for candidate in found.page]
    if found.tokens and found.documents.keys() >= {*ids}:
        return found.documents, found.tokens
    documents = shelf.reader.documents(ids)
    texts = [document.title for document in documents.values()]
    if request.fragments:
        texts += [document.body for document in documents.values()]
    return documents, shelf.tokens_of(texts)


def _hit(
    document: Document,
    score: float,
    found: tuple[Snippet, ...],
    title_highlights: tuple[tuple[int, int], ...],
) -> Hit:
    return Hit(
        id=document.id,
        title=document.title,
        title_highlights=title_highlights,
        source=document.source,
        url=document.url,
        date=document.date,
        path=document.path,
        score=score,
        snippets=found,
    )


def _in_title(
    document: Document, matcher: Matcher, analyse: Analyse
) -> tuple[tuple[int, int], ...]:
    title = document.title
    return marked(title, TextField.TITLE, matcher, analyse, limit=len(title))


def _understood(
    request: SearchRequest,
    answer: Ranked,
    recoveries: tuple[Recovery, ...],
    *,
    complete: bool,
) -> Understood:
    parsed, rung, candidates = answer.parsed, answer.rung, answer.candidates
    said = [*notices.recovered(request.text, recoveries), *parsed.notices]
    if rung is not parsed.ladder[0] and candidates.total:
        said.append(notices.relaxed(rung))
    said += [
        notices.capped(expansion)
        for expansion in candidates.expansions
        if expansion.used < expansion.matched
    ]
    if candidates.partial:
        said.append(notices.PARTIAL)
    if not complete:
        said.append(notices.EXCERPTS_IN_PART)
    return Understood(
        text=request.text,
        words=rung.words or parsed.words,
        wanted=rung.wanted,
        notices=tuple(said),
        recoveries=recoveries,
    )

"""The one way through: SearchRequest -> SearchResponse."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self

from index.analysis import Analyzer, Token
from index.document import Document
from index.durable import size_of
from index.engines.protocols import Candidate, Candidates, FieldWeights, Order, Retrieval
from index.errors import DocumentNotFoundError
from index.query import TextField
from search import cursors, notices
from search.language import Parsed, Rung, parse
from search.library import Library, Shelf
from search.matching import Matcher, compile_matcher
from search.model import (
    Hit,
    Notice,
    Relation,
    SearchRequest,
    SearchResponse,
    Snippet,
    Sort,
    Total,
    Understood,
)
from search.ranking import WEIGHTS
from search.showing import Analyse, Shown, marked, shown
from search.synonyms import Synonyms
from search.turns import Turns
from search.variants import with_variants

# How many documents a rung of the ladder has to find for the search to stop there. A question
# describes what is sought, and the document that answers it often lacks one of its words.
ENOUGH: Final = 1
ENOUGH_FOR_A_QUESTION: Final = 100

# What a search may take of the index; then the best so far is the answer, which says so.
SECONDS: Final = 2.0

# How many characters of documents are analysed for one request, about two and five seconds' worth.
LOOKED_AT_FOR_SNIPPETS: Final = 2_000_000
LOOKED_AT_FOR_A_DOCUMENT: Final = 5_000_000

_ORDERS: Final = {
    Sort.RELEVANCE: Order.SCORE,
    Sort.NEWEST: Order.NEWEST,
    Sort.OLDEST: Order.OLDEST,
}


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
        weights: the ranking.
        seconds: how long a search may read the index; None for as long as it takes.
        synonyms: of the words that are asked for; those that come with Fihris if None.
    """

    def __init__(
        self,
        library: Library,
        weights: FieldWeights = WEIGHTS,
        seconds: float | None = SECONDS,
        synonyms: Synonyms | None = None,
    ) -> None:
        """See the class."""
        self._synonyms = synonyms or Synonyms.built_in()
        self._library = library
        self._weights = weights
        self._seconds = seconds
        self._turns = Turns()

    @classmethod
    def over(cls, path: Path, synonyms: Synonyms | None = None) -> Self:
        """A service over an index directory, which may not be built yet."""
        return cls(Library(path), synonyms=synonyms)

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
            parsed = self._read(request.text, shelf)
            rung, candidates = _climb(parsed, request, shelf, self._weights, self._seconds)
            page = candidates.found[: request.size]
            hits, complete = _hits(page, compile_matcher(parsed.node), request, shelf)
        more = len(candidates.found) > len(hits)
        return SearchResponse(
            query=_understood(request, parsed, rung, candidates, complete=complete),
            total=Total(
                candidates.total, Relation.EXACT if candidates.exact else Relation.AT_LEAST
            ),
            hits=hits,
            page=request.page,
            size=request.size,
            sort=request.sort,
            next=cursors.after(hits[-1], request.sort) if more else None,
            facets=candidates.facets,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
        )

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
            matcher = compile_matcher(self._read(asked.text, shelf).node)
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

    def _read(self, text: str, shelf: Shelf) -> Parsed:
        """A query with the variants of its words."""
        with shelf.analyzer() as analyzer:
            finders = (self._synonyms.variants, shelf.names.variants)
            return with_variants(
                parse(text, analyzer), [partial(find, analyzer=analyzer) for find in finders]
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


def _climb(
    parsed: Parsed,
    request: SearchRequest,
    shelf: Shelf,
    weights: FieldWeights,
    seconds: float | None,
) -> tuple[Rung, Candidates]:
    """Go down the ladder until a rung finds enough.

    What is enough doesn't depend on the page, so that all pages are of the same answer.
    """
    first, *others = parsed.ladder
    candidates = shelf.reader.retrieve(
        Retrieval(
            query=first.node,
            weights=weights,
            limit=request.size + 1,  # whether there is a next page
            offset=(request.page - 1) * request.size,
            order=_ORDERS[request.sort],
            otherwise=tuple(rung.node for rung in others),
            enough=ENOUGH_FOR_A_QUESTION if parsed.question else ENOUGH,
            after=None if request.after is None else cursors.cursor(request.after, request.sort),
            facets=request.facets,
            seconds=seconds,
        )
    )
    return parsed.ladder[candidates.rung], candidates


def _hits(
    candidates: Iterable[Candidate], matcher: Matcher, request: SearchRequest, shelf: Shelf
) -> tuple[tuple[Hit, ...], bool]:
    """The hits, and whether their snippets are of whole documents."""
    scores = {candidate.id: candidate.score for candidate in candidates}
    documents = shelf.reader.documents(list(scores))
    texts = [document.title for document in documents.values()]
    if request.fragments:
        texts += [document.body for document in documents.values()]
    tokens = shelf.tokens_of(texts)
    left = LOOKED_AT_FOR_SNIPPETS
    complete = True
    hits = []
    for number, (identity, score) in enumerate(scores.items()):
        document, found = documents[identity], Shown((), 0, complete=True)
        if request.fragments:
            found = shown(
                document.body,
                matcher,
                tokens,
                most=request.fragments,
                limit=left // (len(scores) - number),  # what short ones leave, long ones have
            )
        left -= found.looked
        complete = complete and found.complete
        hits.append(_hit(document, score, found.snippets, _in_title(document, matcher, tokens)))
    return tuple(hits), complete


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
    request: SearchRequest, parsed: Parsed, rung: Rung, candidates: Candidates, *, complete: bool
) -> Understood:
    said = list(parsed.notices)
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
    )

"""The one way through: SearchRequest -> SearchResponse."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import Any, Final, Self

from index.analysis import Analyzer, Token
from index.model.document import Document
from index.model.errors import DocumentNotFoundError
from index.model.query import ALL_LEVELS, TextField
from search.expansion.synonyms import Synonyms
from search.expansion.variants import VariantSource, with_variants
from search.highlight.excerpts import body_snippets, highlighted
from search.highlight.matcher import compile_matcher
from search.model.limits import LIMITS, Limits
from search.model.ranking import RANKING, Ranking, weights
from search.model.records import (
    Hit,
    LevelCount,
    Notice,
    Recovery,
    Relation,
    SearchResponse,
    SimilarDocuments,
    Suggestions,
    Total,
)
from search.model.request import SearchRequest, refuse
from search.query import Parsed, parse
from search.ranking import cursors, rerank
from search.ranking.candidates import RankedPage, ranked_page
from search.ranking.term_similarity import SoughtTerm
from search.recovery import Evidence, OriginalResult, recover
from search.response import notices
from search.response.hits import hits_of, with_explanations
from search.response.interpretation import interpretation, is_searched
from search.retrieval.fair_lock import FairLock
from search.retrieval.index_handle import IndexHandle, IndexSnapshot
from search.similar import similar
from search.suggest.completer import Completer
from search.text.chunk_cache import ChunkCache

# No word of Arabic: an index that lacks a word looks for what was meant.
_NO_WORD: Final = "فهرسقغ"


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
        limits: what a request may ask for and cost.
        synonyms: of the words that are asked for; those that come with Fihris if None.
        plain: no second look, no other spellings of names, no recovery: half the work.
    """

    def __init__(
        self,
        library: IndexHandle,
        ranking: Ranking = RANKING,
        limits: Limits = LIMITS,
        synonyms: Synonyms | None = None,
        *,
        plain: bool = False,
    ) -> None:
        self._synonyms = synonyms or Synonyms.built_in()
        self._library = library
        self._ranking = replace(ranking, depth=0) if plain else ranking
        self._plain = plain
        self._limits = limits
        self._turns = FairLock()

    @classmethod
    def over(
        cls,
        path: Path,
        synonyms: Synonyms | None = None,
        limits: Limits = LIMITS,
        *,
        plain: bool = False,
    ) -> Self:
        """A service over an index directory, which may not be built yet."""
        return cls(IndexHandle(path), limits=limits, synonyms=synonyms, plain=plain)

    def close(self) -> None:
        """Let go of the index."""
        self._library.close()

    def __enter__(self) -> Self:
        """Itself; the index is let go of at the end of the context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def ready(self) -> None:
        """Whether searches can be answered.

        Raises:
            StoreError: they can't, with the reason.
        """
        with self._library.shelf() as shelf:
            shelf.vocabulary.count()

    def warm(self) -> None:
        """Load what a first search loads, kernels above all, so that no reader waits for it.

        Raises:
            StoreError: there is no usable index.
        """
        self.search(SearchRequest(_NO_WORD, size=1))
        self.suggest(_NO_WORD[0])
        analyzer = Analyzer()  # it knows no stems, and works them out
        readings = analyzer.tokens(_NO_WORD)[0].readings
        wanted = SoughtTerm.of(readings, ALL_LEVELS, 1.0)
        text = f"{_NO_WORD} {_NO_WORD}/"
        (read,) = ChunkCache(analyzer).read([text])
        rerank.compute_features([[read]], [wanted])
        matcher = compile_matcher(parse(_NO_WORD, analyzer).node)
        body_snippets(text, matcher, lambda _: read, most=1, limit=len(text))

    def search(self, request: SearchRequest | str, **parameters: Any) -> SearchResponse:
        """Answer a search.

        Args:
            request: the whole request, or its text alone.
            parameters: other fields of the request.

        Raises:
            ParameterError: `request.after` is no cursor of such a search, or a number is out of
                its range.
            QueryTooLongError: the text is too long.
            StoreError: there is no usable index.
        """
        began = time.perf_counter()
        if isinstance(request, str):
            request = SearchRequest(request, **parameters)
        refuse(request, self._limits)
        with self._turns.one(), self._library.shelf() as shelf:
            answer = self._answer(request.text, request, shelf)
            recoveries = self._recoveries(answer, request, shelf)
            if recoveries and recoveries[0].searched:
                answer = self._answer(recoveries[0].text, request, shelf)
            candidates = answer.candidates
            hits, complete = hits_of(answer, request, shelf, self._limits)
            if request.explain:
                hits = with_explanations(hits, answer, shelf, self._ranking)
        return SearchResponse(
            query=interpretation(request, answer, recoveries, complete=complete),
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
            levels=tuple(starmap(LevelCount, candidates.levels.items())) if request.levels else (),
            level=request.level,
            took_ms=_since(began),
        )

    def hits(self, text: str, **parameters: Any) -> Iterator[Hit]:
        """Every hit of a search, page after page, best first.

        Args:
            text: the query.
            parameters: fields of `SearchRequest` other than `page` and `after`.

        Raises:
            ParameterError, QueryTooLongError, StoreError: as `search`.
        """
        after = None
        while True:
            response = self.search(text, **parameters, after=after)
            yield from response.hits
            after = response.next
            if after is None:
                return

    def _answer(self, text: str, request: SearchRequest, shelf: IndexSnapshot) -> RankedPage:
        """What a text finds."""
        parsed = self._read(text, shelf)
        guessed = shelf.names.unchecked(parsed.node)
        answer = ranked_page(parsed, request, shelf, self._ranking, self._limits)
        if guessed:  # now it is known which of these spellings occur: the answer names no others
            parsed = self._read(text, shelf)
            rung = next(rung for rung in parsed.ladder if rung.share == answer.rung.share)
            answer = replace(answer, parsed=parsed, rung=rung)
        return answer

    def _recoveries(
        self, answer: RankedPage, request: SearchRequest, shelf: IndexSnapshot
    ) -> tuple[Recovery, ...]:
        """Other texts that may have been meant, where the request's finds little."""
        found = answer.candidates
        if self._plain or not request.recover or found.partial:
            return ()

        def read(text: str) -> Parsed:
            with shelf.analyzer() as analyzer:
                return parse(text, analyzer)

        strictest = answer.rung is answer.parsed.ladder[0]
        total = found.all_levels
        plain = OriginalResult(request.text, read(request.text), total, total if strictest else 0)
        evidence = Evidence(
            shelf.vocabulary,
            shelf.retriever,
            read,
            shelf.tokens,
            weights(self._ranking),
            self._limits.max_seconds,
        )
        return tuple(each for each in recover(plain, evidence) if not is_searched(each, answer))

    def document(self, document_id: str, query: str = "") -> DocumentView:
        """A document, with the matches of `query` in it.

        Raises:
            DocumentNotFoundError: there is none of that id.
            QueryTooLongError: the query is too long.
            StoreError: there is no usable index.
        """
        refuse(SearchRequest(query), self._limits)
        most = self._limits.max_document_characters
        with self._library.shelf() as shelf:
            document = _stored(document_id, shelf)
            if not query.strip():
                return DocumentView(document)
            matcher = compile_matcher(self._read(query, shelf).node)
            return DocumentView(
                document,
                title_highlights=highlighted(
                    document.title, TextField.TITLE, matcher, shelf.tokens
                ).spans,
                body_highlights=highlighted(
                    document.body, TextField.BODY, matcher, shelf.tokens, limit=most
                ).spans,
                notices=(notices.MARKED_IN_PART,) if len(document.body) > most else (),
            )

    def _read(self, text: str, shelf: IndexSnapshot) -> Parsed:
        """A query with the variants of its words."""
        with shelf.analyzer() as analyzer:
            parsed = parse(text, analyzer)
            finders: list[VariantSource] = [partial(self._synonyms.variants, analyzer=analyzer)]
            if not self._plain:
                names = partial(shelf.names.variants, analyzer=analyzer, question=parsed.question)
                finders.append(names)
            return with_variants(parsed, finders)

    def suggest(self, text: str, size: int | None = None) -> Suggestions:
        """What a text that is being typed may become.

        Args:
            text: as it was typed so far.
            size: how many suggestions at most; None for what the limits say.

        Raises:
            ParameterError: `size` is out of its range.
            QueryTooLongError: the text is too long.
            StoreError: there is no usable index.
        """
        began = time.perf_counter()
        size = self._limits.suggestions if size is None else size
        refuse(SearchRequest(text, size=size), self._limits)
        with self._turns.one(), self._library.shelf() as shelf:

            def tokens(text: str) -> Sequence[Token]:
                with shelf.analyzer() as analyzer:
                    return analyzer.tokens(text)

            completer = Completer(
                shelf.vocabulary,
                shelf.retriever,
                tokens,
                weights(self._ranking),
                shelf.spelt,
                self._limits.max_seconds,
            )
            completed = completer.complete(text, size)
        read = completed.query.text
        return Suggestions(
            text=text,
            read=read,
            suggestions=completed.suggestions,
            notices=() if read == text else (notices.on_another_layout(text, read),),
            took_ms=_since(began),
        )

    def similar(self, document_id: str, size: int | None = None) -> SimilarDocuments:
        """Documents like another.

        Args:
            document_id: of the other.
            size: how many at most; None for what the limits say.

        Raises:
            DocumentNotFoundError: there is none of that id.
            ParameterError: `size` is out of its range.
            StoreError: there is no usable index.
        """
        began = time.perf_counter()
        limits = self._limits
        size = limits.similar_documents if size is None else size
        refuse(SearchRequest("", size=size), limits)
        with self._turns.one(), self._library.shelf() as shelf:
            document = _stored(document_id, shelf)
            found = similar(
                document,
                shelf.vocabulary,
                shelf.retriever,
                shelf.tokens,
                weights(self._ranking),
                most=size,
                seconds=limits.max_seconds,
            )
        return SimilarDocuments(document_id, found, _since(began))

    def analyze(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text, as an index sees them; there need not be one."""
        return Analyzer().tokens(text)

    def statistics(self) -> StatisticsView:
        """Numbers about the live generation.

        Raises:
            StoreError: there is no usable index.
        """
        with self._library.shelf() as shelf:
            numbers = shelf.retriever.statistics()
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
                bytes=self._library.store.size(shelf.generation),
            )


def _stored(document_id: str, shelf: IndexSnapshot) -> Document:
    """The document of an id, as stored."""
    document = shelf.retriever.documents([document_id]).get(document_id)
    if document is None:
        raise DocumentNotFoundError(document_id)
    return document


def _since(began: float) -> float:
    """Milliseconds since a time of the performance counter."""
    return round((time.perf_counter() - began) * 1000, 3)

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
from index.model.columns import ColumnType
from index.model.document import Document
from index.model.errors import DocumentNotFoundError
from index.model.messages import Language
from index.model.query import ALL_LEVELS, TextField
from search.expansion.compounds import compound_variants
from search.expansion.ordinals import ordinal_variants
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
from search.query.columns import filters_of
from search.ranking import cursors, rerank
from search.ranking.candidates import CandidatePage, candidate_page
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
        notices: remarks for the reader.
    """

    document: Document
    title_highlights: tuple[tuple[int, int], ...] = ()
    body_highlights: tuple[tuple[int, int], ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the live generation.

    Attributes:
        name: its name in requests.
        label: what people call its values, in each language.
        type: "keyword", "date" or "number".
        documents: how many have a value in it.
    """

    name: str
    label: Mapping[Language, str]
    type: ColumnType
    documents: int


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
        sources: documents by source, the most frequent first.
        columns: what documents can be counted, filtered and sorted by, with how many have a value.
        generation: the live generation's name.
        fingerprint: of the analysis chain that made it.
        built_at: when it was made.
        bytes: of its files.
    """

    documents: int
    deleted: int
    terms: Mapping[str, int]
    tokens: Mapping[str, int]
    dated: int
    earliest: dt.date | None
    latest: dt.date | None
    sources: Mapping[str, int]
    columns: tuple[ColumnView, ...]
    generation: str
    fingerprint: str
    built_at: dt.datetime
    bytes: int


class SearchService:
    """Answers every front end: pages, API and command line; safe for several threads.

    Args:
        index: the index that it searches.
        ranking: how hits are ranked.
        limits: what a request may ask for and cost.
        synonyms: of query words; None for those that come with Fihris.
        plain: without reranking, other spellings of names and recovery: half the work.
    """

    def __init__(
        self,
        index: IndexHandle,
        ranking: Ranking = RANKING,
        limits: Limits = LIMITS,
        synonyms: Synonyms | None = None,
        *,
        plain: bool = False,
    ) -> None:
        self._synonyms = synonyms or Synonyms.built_in()
        self._index = index
        self._ranking = ranking.plain() if plain else ranking
        self._plain = plain
        self._limits = limits
        self._searches = FairLock()

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
        """Close the index."""
        self._index.close()

    def __enter__(self) -> Self:
        """Itself; the end of the context closes the index."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def ready(self) -> None:
        """Open the index.

        Raises:
            StoreError: searches can't be answered.
        """
        with self._index.snapshot() as snapshot:
            snapshot.vocabulary.count()

    def warm(self) -> None:
        """Load what a first search would load, kernels above all, so that nobody waits for it.

        Raises:
            StoreError: there is no usable index.
        """
        self.search(SearchRequest(_NO_WORD, size=1))
        self.suggest(_NO_WORD[0])
        analyzer = Analyzer()  # without known stems, so that stemming is loaded too
        readings = analyzer.tokens(_NO_WORD)[0].readings
        term = SoughtTerm.of(readings, ALL_LEVELS, 1.0)
        text = f"{_NO_WORD} {_NO_WORD}/"
        (read,) = ChunkCache(analyzer).read([text])
        rerank.compute_features([[read]], [term])
        matcher = compile_matcher(parse(_NO_WORD, analyzer).node)
        body_snippets(text, matcher, lambda _: read, most=1, limit=len(text))

    def search(self, request: SearchRequest | str, **parameters: Any) -> SearchResponse:
        """Answer a search.

        Args:
            request: the whole request, or its text alone.
            parameters: other fields of the request.

        Raises:
            ParameterError: `request.after` is no cursor of such a search, a number is out of its
                range, or a column or value of a filter is none.
            QueryTooLongError: the text is too long.
            StoreError: there is no usable index.
        """
        began = time.perf_counter()
        if isinstance(request, str):
            request = SearchRequest(request, **parameters)
        refuse(request, self._limits)
        with self._searches.held(), self._index.snapshot() as snapshot:
            answer = self._answer(request.text, request, snapshot)
            recoveries = self._recoveries(answer, request, snapshot)
            if recoveries and recoveries[0].searched:
                answer = self._answer(recoveries[0].text, request, snapshot)
            candidates = answer.candidates
            hits, complete = hits_of(answer, request, snapshot, self._limits)
            if request.explain:
                hits = with_explanations(hits, answer, snapshot, self._ranking)
            after, columns = None, snapshot.columns
            if answer.more and hits:
                after = cursors.text_of(hits[-1], request.sort, columns, reranked=answer.reranked)
        return SearchResponse(
            query=interpretation(request, answer, recoveries, complete=complete),
            total=Total(
                candidates.total, Relation.EXACT if candidates.exact else Relation.AT_LEAST
            ),
            hits=hits,
            page=request.page,
            size=request.size or self._limits.page_size,
            sort=request.sort,
            next=after,
            facets=candidates.facets,
            levels=tuple(starmap(LevelCount, candidates.levels.items())),
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
        response = self.search(text, **parameters)
        yield from response.hits
        while response.next:
            response = self.search(text, **parameters, after=response.next)
            yield from response.hits

    def _answer(self, text: str, request: SearchRequest, snapshot: IndexSnapshot) -> CandidatePage:
        """The page of candidates for a text."""
        parsed = self._read(text, snapshot)
        unchecked = snapshot.names.unchecked(parsed.node)
        answer = candidate_page(parsed, request, snapshot, self._ranking, self._limits)
        if unchecked and answer.parsed is parsed:
            # The search has learned which of these spellings occur.
            parsed = self._read(text, snapshot)
            rung = next(rung for rung in parsed.ladder if rung.share == answer.rung.share)
            answer = replace(answer, parsed=parsed, rung=rung)
        return answer

    def _recoveries(
        self, answer: CandidatePage, request: SearchRequest, snapshot: IndexSnapshot
    ) -> tuple[Recovery, ...]:
        """Other texts that may have been meant, if the request's text finds little."""
        found = answer.candidates
        if self._plain or not request.recover or found.partial:
            return ()

        def read(text: str) -> Parsed:
            with snapshot.analyzer() as analyzer:
                return parse(text, analyzer)

        strictest = answer.rung is answer.parsed.ladder[0]
        total = found.all_levels
        original = OriginalResult(
            request.text, read(request.text), total, total if strictest else 0
        )
        evidence = Evidence(
            snapshot.vocabulary,
            snapshot.retriever,
            read,
            snapshot.tokens,
            weights(self._ranking),
            self._limits.max_seconds,
            filters_of(request.filters, snapshot.columns),
        )
        return tuple(each for each in recover(original, evidence) if not is_searched(each, answer))

    def document(self, document_id: str, query: str = "") -> DocumentView:
        """A document, with the matches of `query` in it.

        Raises:
            DocumentNotFoundError: there is none of that id.
            QueryTooLongError: the query is too long.
            StoreError: there is no usable index.
        """
        refuse(SearchRequest(query), self._limits)
        most = self._limits.max_document_characters
        with self._index.snapshot() as snapshot:
            document = _stored(document_id, snapshot)
            if not query.strip():
                return DocumentView(document)
            matcher = compile_matcher(self._read(query, snapshot).node)
            return DocumentView(
                document,
                title_highlights=highlighted(
                    document.title, TextField.TITLE, matcher, snapshot.tokens
                ).spans,
                body_highlights=highlighted(
                    document.body, TextField.BODY, matcher, snapshot.tokens, limit=most
                ).spans,
                notices=(notices.MARKED_IN_PART,) if len(document.body) > most else (),
            )

    def _read(self, text: str, snapshot: IndexSnapshot) -> Parsed:
        """A query with the variants of its words."""
        with snapshot.analyzer() as analyzer:
            parsed = parse(text, analyzer)
            finders: list[VariantSource] = [
                partial(compound_variants, analyzer=analyzer),
                partial(ordinal_variants, analyzer=analyzer),
                partial(self._synonyms.variants, analyzer=analyzer),
            ]
            if not self._plain:
                names = partial(
                    snapshot.names.variants, analyzer=analyzer, question=parsed.question
                )
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
        refuse(SearchRequest(text, size=size), self._limits)
        with self._searches.held(), self._index.snapshot() as snapshot:

            def tokens(text: str) -> Sequence[Token]:
                with snapshot.analyzer() as analyzer:
                    return analyzer.tokens(text)

            completer = Completer(
                snapshot.vocabulary,
                snapshot.retriever,
                tokens,
                weights(self._ranking),
                snapshot.surfaces,
                self._limits.max_seconds,
            )
            completed = completer.complete(text, size or self._limits.suggestions)
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
        refuse(SearchRequest("", size=size), limits)
        with self._searches.held(), self._index.snapshot() as snapshot:
            document = _stored(document_id, snapshot)
            found = similar(
                document,
                snapshot.vocabulary,
                snapshot.retriever,
                snapshot.tokens,
                weights(self._ranking),
                most=size or limits.similar_documents,
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
        with self._index.snapshot() as snapshot:
            numbers = snapshot.retriever.statistics()
            manifest = snapshot.generation.manifest
            return StatisticsView(
                documents=numbers.documents,
                deleted=numbers.deleted,
                terms=numbers.terms,
                tokens=numbers.tokens,
                dated=numbers.dated,
                earliest=numbers.earliest,
                latest=numbers.latest,
                sources=numbers.sources,
                columns=tuple(
                    ColumnView(name, of.label.both, of.type, numbers.columns.get(of.name, 0))
                    for name, of in snapshot.columns.items()
                ),
                generation=snapshot.generation.name,
                fingerprint=manifest.fingerprint,
                built_at=dt.datetime.fromisoformat(manifest.created),
                bytes=self._index.store.size(snapshot.generation),
            )


def _stored(document_id: str, snapshot: IndexSnapshot) -> Document:
    """The document of an id, as stored."""
    document = snapshot.retriever.documents([document_id]).get(document_id)
    if document is None:
        raise DocumentNotFoundError(document_id)
    return document


def _since(began: float) -> float:
    """Milliseconds since a time of the performance counter."""
    return round((time.perf_counter() - began) * 1000, 3)

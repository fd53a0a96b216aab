"""The one way through: SearchRequest -> SearchResponse."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Self

from index.analysis import Analyzer, Level, Token
from index.analysis.folding import fold
from index.document import Document
from index.durable import size_of
from index.engines.protocols import Candidates, FieldWeights, Retrieval
from index.errors import DocumentNotFoundError
from index.query import ALL_LEVELS, Node, TextField
from search import cursors, levels, notices, rerank
from search.chunks import Chunks
from search.language import Parsed, parse
from search.levels import Judge
from search.library import Library, Shelf
from search.likeness import Wanted
from search.matching import Matcher, compile_matcher
from search.model import (
    Hit,
    LevelCount,
    Notice,
    Recovery,
    Relation,
    SearchRequest,
    SearchResponse,
    Snippet,
    Total,
    Understood,
)
from search.ranked import Ranked, ranked, rungs_of
from search.ranking import RANKING, Ranking, weights
from search.recovery import Evidence, Plain, recover
from search.showing import Analyse, Marked, Shown, marked, shown
from search.synonyms import Synonyms
from search.turns import Turns
from search.variants import with_variants
from search.vowels_wanted import wants_vowels
from search.why import closer, reasons

# What a search may take of the index; then the best so far is the answer, which says so.
SECONDS: Final = 2.0

# No word of Arabic: an index that lacks a word looks for what was meant.
_NO_WORD: Final = "فهرسقغ"

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
        synonyms: of the words that are asked for; those that come with Fihris if None.
    """

    def __init__(
        self,
        library: Library,
        ranking: Ranking = RANKING,
        seconds: float | None = SECONDS,
        synonyms: Synonyms | None = None,
    ) -> None:
        """See the class."""
        self._synonyms = synonyms or Synonyms.built_in()
        self._library = library
        self._ranking = ranking
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

    def warm(self) -> None:
        """Load what a first search loads, kernels above all, so that no reader waits for it.

        Raises:
            StoreError: there is no usable index.
        """
        self.search(SearchRequest(_NO_WORD, size=1))
        analyzer = Analyzer()  # it knows no stems, and works them out
        readings = analyzer.tokens(_NO_WORD)[0].readings
        wanted = Wanted.of(readings, ALL_LEVELS, 1.0)
        rerank.look([Chunks(analyzer).read([f"{_NO_WORD} {_NO_WORD}/"])], [wanted])

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
            candidates = answer.candidates
            hits, complete = _hits(answer, request, shelf)
            if request.explain:
                hits = _with_explanations(hits, answer, shelf, self._ranking)
            counted = self._counted(answer, shelf) if request.levels else ()
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
            levels=counted,
            level=request.level,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
        )

    def _answer(self, text: str, request: SearchRequest, shelf: Shelf) -> Ranked:
        """What a text finds."""
        parsed = self._read(text, shelf)
        return ranked(parsed, request, shelf, self._ranking, self._seconds)

    def _counted(self, answer: Ranked, shelf: Shelf) -> tuple[LevelCount, ...]:
        """How many documents answer at each level; they are counted in the time of a search."""
        if answer.sieve:
            return answer.sieve.counts()
        unweighted = FieldWeights(
            {}, self._ranking.k1, weights(self._ranking).b
        )  # only totals are wanted
        until = None if self._seconds is None else time.perf_counter() + self._seconds

        def total(node: Node) -> Candidates:
            left = None if until is None else max(0.0, until - time.perf_counter())
            return shelf.reader.retrieve(Retrieval(node, unweighted, limit=0, seconds=left))

        return levels.counts(answer.rung.node, answer.whole, total)

    def _recoveries(
        self, answer: Ranked, request: SearchRequest, shelf: Shelf
    ) -> tuple[Recovery, ...]:
        """Other texts that may have been meant, where the request's finds little."""
        whole = answer.whole
        if not request.recover or whole.partial:
            return ()

        def read(text: str) -> Parsed:
            with shelf.analyzer() as analyzer:
                return parse(text, analyzer)

        strictest = answer.rung is answer.parsed.ladder[0]
        plain = Plain(
            request.text, read(request.text), whole.total, whole.total if strictest else 0
        )
        evidence = Evidence(shelf.reader, read, shelf.tokens, weights(self._ranking), self._seconds)
        return tuple(each for each in recover(plain, evidence) if not _is_searched(each, answer))

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
                title_highlights=_in_title(document, matcher, shelf.tokens).highlights,
                body_highlights=marked(
                    document.body,
                    TextField.BODY,
                    matcher,
                    shelf.tokens,
                    limit=LOOKED_AT_FOR_A_DOCUMENT,
                ).highlights,
                notices=(notices.MARKED_IN_PART,)
                if len(document.body) > LOOKED_AT_FOR_A_DOCUMENT
                else (),
            )

    def _read(self, text: str, shelf: Shelf) -> Parsed:
        """A query with the variants of its words."""
        with shelf.analyzer() as analyzer:
            parsed = parse(text, analyzer)
            named = partial(shelf.names.variants, analyzer=analyzer, plainly=parsed.question)
            return with_variants(
                parsed, [partial(self._synonyms.variants, analyzer=analyzer), named]
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


def _is_searched(recovery: Recovery, answer: Ranked) -> bool:
    """Whether an answer is for what a recovery replaces words by, too: as variants of these."""
    variants = {
        (fold(word.text), _folded(variant))
        for word in answer.parsed.words
        for variant in word.variants
    }
    return bool(recovery.replacements) and all(
        (fold(each.written), _folded(each.replacement)) in variants
        for each in recovery.replacements
    )


def _folded(text: str) -> str:
    return " ".join(map(fold, text.split()))


def _with_explanations(
    hits: Iterable[Hit], answer: Ranked, shelf: Shelf, ranking: Ranking
) -> tuple[Hit, ...]:
    """Hits that say how their scores come about."""
    hits = tuple(hits)
    node = answer.rung.node
    found = shelf.reader.explain(node, weights(ranking), [hit.id for hit in hits])
    for identity, seen in answer.seen.items():
        if identity in found:
            found[identity] = rerank.explained(found[identity], seen, ranking)
    return tuple(replace(hit, explanation=found.get(hit.id)) for hit in hits)


def _hits(answer: Ranked, request: SearchRequest, shelf: Shelf) -> tuple[tuple[Hit, ...], bool]:
    """The hits, and whether their snippets are of whole documents."""
    matcher = compile_matcher(answer.parsed.node)
    judge = Judge.of(answer.rung.node, matcher)
    scores = {candidate.id: candidate.score for candidate in answer.page}
    documents, tokens = _read(answer, request, shelf)
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
        title = _in_title(document, matcher, tokens)
        hit = _hit(document, score, found.snippets, title.highlights)
        if request.fragments:
            hit = _explained(hit, document, found, title, matcher, judge, tokens)
        hits.append(hit)
    return tuple(hits), complete


def _read(
    answer: Ranked, request: SearchRequest, shelf: Shelf
) -> tuple[Mapping[str, Document], Analyse]:
    """The documents of a page, and what analyses their texts: as many as can be at once."""
    ids = [candidate.id for candidate in answer.page]
    if answer.tokens and answer.documents.keys() >= {*ids}:
        return answer.documents, answer.tokens
    documents = shelf.reader.documents(ids)
    texts = [document.title for document in documents.values()]
    if request.fragments:
        texts += [document.body for document in documents.values()]
    return documents, shelf.tokens_of(texts)


def _explained(
    hit: Hit,
    document: Document,
    body: Shown,
    title: Marked,
    matcher: Matcher,
    judge: Judge,
    analyse: Analyse,
) -> Hit:
    """A hit with the reasons for it."""
    near = closer(title.closest, body.closest)
    if matcher.looks_in(TextField.SOURCE):
        source = document.source or ""
        found = marked(source, TextField.SOURCE, matcher, analyse, limit=len(source))
        near = closer(near, found.closest)
    level = judge({leaf: each.rank for leaf, each in near.items()}, document.date)
    if body.looked < len(document.body) and level is not Level.FORM:
        level = None
    return replace(hit, level=level, why=reasons(matcher, near))


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


def _in_title(document: Document, matcher: Matcher, analyse: Analyse) -> Marked:
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
        at_once = rungs_of(parsed, request.sort)[0]
        said.append(notices.relaxed(rung, question=rung is at_once))
    said += [
        notices.capped(expansion)
        for expansion in dict.fromkeys(candidates.expansions)
        if expansion.used < expansion.matched
    ]
    if candidates.partial:
        said.append(notices.PARTIAL)
    elif not candidates.exact and wants_vowels(parsed.node):
        said.append(notices.MARKS_COMPARED_IN_PART)
    if not complete:
        said.append(notices.EXCERPTS_IN_PART)
    return Understood(
        text=request.text,
        words=rung.words or parsed.words,
        wanted=rung.wanted,
        notices=tuple(said),
        recoveries=recoveries,
    )

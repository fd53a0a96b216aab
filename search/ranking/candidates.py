"""From a parsed query to a page of candidates in their final order.

    ladder -> engine -> the best candidates -> second look (`search.ranking.rerank`) -> page

The second look orders the first `Ranking.depth` candidates anew among themselves, all of them
whatever page is asked for, so that all pages are of one answer; behind them the engine's order
goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from index.analysis import Level
from index.engines.protocols import Candidate, Candidates, Order, Retrieval
from index.model.document import Document
from index.model.levels import restricted
from index.model.query import TextField
from search.highlight.excerpts import passages
from search.model.limits import Limits
from search.model.ranking import Ranking, weights
from search.model.request import SearchRequest, Sort
from search.query import Parsed, Rung
from search.query.columns import facets_of, filters_of, order_of
from search.ranking import cursors, rerank
from search.ranking.rerank import RerankFeatures
from search.ranking.vocalisation_boost import vowel_scores
from search.ranking.vocalisation_filter import sifted, to_sift
from search.retrieval.index_handle import IndexSnapshot, TextTokens

# How many documents a rung of the ladder has to find for the search to stop there. A question
# describes what is sought, and the document that answers it often lacks one of its words: its best
# documents are those that score best with any of them. In the order of dates, which knows no
# score, those that have few of its words would be in the way.
ENOUGH: Final = 1
ENOUGH_FOR_A_QUESTION: Final = 100

FEW_RELATIVES: Final = 10
"""Fewer documents than this, a page of them, are too few if they have only relatives of a word."""

LOOKED_AT: Final = 10_000
"""How many characters of a body get a second look."""


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of candidates.

    Attributes:
        parsed: the query.
        rung: of its ladder, the one that found them.
        candidates: the engine's answer, with the documents of the page.
        page: the candidates of the page, best first.
        more: whether there are others behind.
        looked: whether the last of the page got a second look.
        seen: what the second look saw of each, by id.
        tokens: what analyses texts: those that got a second look are analysed already.
    """

    parsed: Parsed
    rung: Rung
    candidates: Candidates
    page: tuple[Candidate, ...]
    more: bool
    looked: bool = False
    seen: Mapping[str, RerankFeatures] = field(default_factory=dict)
    tokens: TextTokens | None = None


def ranked_page(
    parsed: Parsed,
    request: SearchRequest,
    shelf: IndexSnapshot,
    ranking: Ranking,
    limits: Limits,
) -> RankedPage:
    """Go down the ladder until a rung finds enough, and order what it found.

    What is enough doesn't depend on the page, nor on the level that is kept to, so that all pages
    and all levels are of the same answer.

    Raises:
        ParameterError: `request.after` is no cursor of such a search, or the request names columns
            or values that are none.
    """
    columns, after = shelf.columns, request.after
    behind = None if after is None else cursors.behind(after, request.sort, columns)
    start = (request.page - 1) * request.size
    retrieval = replace(
        retrieval_of(parsed, ranking, request.size + 1, limits.max_seconds, request.sort),
        offset=start,
        order=order_of(request.sort, columns),
        after=behind.cursor if behind else None,
        level=request.level,
        count_levels=request.levels,
        facets=facets_of(request.facets, columns),
        filters=filters_of(request.filters, columns),
        documents=request.size,
    )
    if parsed.vocalised:
        return _sieved(parsed, request, retrieval, shelf, limits)
    depth = ranking.depth if request.sort == Sort.RELEVANCE else 0
    reranked = start < depth and (not behind or behind.looked)
    if reranked:
        first = depth if behind else max(depth, start + request.size)
        retrieval = replace(
            retrieval,
            limit=first + request.size + 1,
            offset=0,
            after=None,
            documents=first + request.size if behind else first,
        )
    (found,) = _searched([retrieval], parsed, shelf)
    rung = rungs_of(parsed, request.sort)[found.rung]
    if not reranked:
        page, more = found.found[: request.size], len(found.found) > request.size
        return RankedPage(parsed, rung, found, page, more)
    look = _looked_at(rung, found, shelf, ranking)
    if behind:
        start = sum(not cursors.follows(each, {}, behind.cursor, Order.SCORE) for each in look.best)
    page = (*look.best, *found.found[depth:])[start : start + request.size]
    return RankedPage(
        parsed,
        rung,
        found,
        page,
        more=len(found.found) > start + len(page),
        looked=start + len(page) <= len(look.best),
        seen=look.seen,
        tokens=look.tokens,
    )


def rungs_of(parsed: Parsed, sort: str = Sort.RELEVANCE) -> Sequence[Rung]:
    """The rungs of a query's ladder that are tried, strictest first."""
    if parsed.question and sort == Sort.RELEVANCE:
        return parsed.ladder[-1:]
    return parsed.ladder


def retrieval_of(
    parsed: Parsed,
    ranking: Ranking,
    limit: int,
    seconds: float | None = None,
    sort: str = Sort.RELEVANCE,
) -> Retrieval:
    """What an engine is asked for the best candidates of a query."""
    first, *others = (rung.node for rung in rungs_of(parsed, sort))
    return Retrieval(
        query=first,
        weights=weights(ranking),
        limit=limit,
        fallbacks=tuple(others),
        enough=ENOUGH_FOR_A_QUESTION if parsed.question else ENOUGH,
        # By its root a word is like others of another meaning: where few documents have all
        # words, each only a relative of one in its place, one that has most of the words
        # themselves may answer better. In an order by date it would not stand below these.
        narrower=restricted(first, (Level.FORM, Level.STEM))
        if others and sort is Sort.RELEVANCE
        else None,
        few=FEW_RELATIVES,
        seconds=seconds,
    )


def _searched(
    retrievals: Sequence[Retrieval], parsed: Parsed, shelf: IndexSnapshot
) -> tuple[Candidates, ...]:
    """The answers to retrievals; which spellings of names occur at all is asked along with them."""
    phrases = shelf.names.unchecked(parsed.node)
    first = retrievals[0]
    checks = [Retrieval(each, first.weights, limit=0, seconds=first.seconds) for each in phrases]
    found = shelf.retriever.search([*retrievals, *checks])
    shelf.names.learn(phrases, found[len(retrievals) :])
    return found[: len(retrievals)]


def _sieved(
    parsed: Parsed,
    request: SearchRequest,
    retrieval: Retrieval,
    shelf: IndexSnapshot,
    limits: Limits,
) -> RankedPage:
    """The same where vowel marks are required, which are looked for in the texts.

    The other rungs are searched, all at once, where the first one leaves nothing.
    """
    for rungs in (parsed.ladder[:1], parsed.ladder[1:]):
        retrievals = [to_sift(retrieval, rung.node, limits) for rung in rungs]
        answers = _searched(retrievals, parsed, shelf) if rungs else ()
        for rung, answer in zip(rungs, answers, strict=True):
            sieve = sifted(answer, rung.node, parsed.node, shelf.tokens_of, limits)
            if sieve.kept:
                break
        if sieve.kept:
            break
    found = sieve.candidates(retrieval)
    page, more = found.found[: request.size], len(found.found) > request.size
    return RankedPage(parsed, rung, found, page, more)


@dataclass(frozen=True, slots=True)
class _Reranked:
    """The candidates in the order of the second look, and what was seen and read for it."""

    best: tuple[Candidate, ...]
    seen: Mapping[str, RerankFeatures] = field(default_factory=dict)
    tokens: TextTokens | None = None


def _looked_at(rung: Rung, found: Candidates, shelf: IndexSnapshot, ranking: Ranking) -> _Reranked:
    """Look at the best candidates again, unless there is nothing to look for."""
    candidates = found.found[: ranking.depth]
    words = rerank.sought_terms(rung.node, shelf.vocabulary) if candidates else ()
    if not words:
        return _Reranked(candidates)
    texts, tokens = texts_of([found.documents[each.id] for each in candidates], shelf)
    seen = rerank.compute_features(
        [[tokens.read[part] for part in text.values()] for text in texts], words
    )
    weight = partial(rerank.weighted_idf, vocabulary=shelf.vocabulary)
    vowels = vowel_scores(rung.node, texts, tokens, weight)
    if vowels:
        seen = [replace(each, vowels=worth) for each, worth in zip(seen, vowels, strict=True)]
    best = rerank.reordered(candidates, seen, ranking)
    return _Reranked(
        best, {each.id: one for each, one in zip(candidates, seen, strict=True)}, tokens
    )


def texts_of(
    documents: Iterable[Document], shelf: IndexSnapshot
) -> tuple[Sequence[Mapping[TextField, str]], TextTokens]:
    """The texts of documents as the second look takes them, and their tokens."""
    texts = list(map(_parts, documents))
    return texts, shelf.tokens_of([part for text in texts for part in text.values()])


def _parts(document: Document) -> dict[TextField, str]:
    """What of a document gets a second look."""
    body = document.body
    if len(body) > LOOKED_AT:
        _, end = next(passages(body, LOOKED_AT, LOOKED_AT))
        body = body[:end]
    if document.title_borrowed:
        return {TextField.BODY: body}
    return {TextField.TITLE: document.title, TextField.BODY: body}

"""From a parsed query to a page of candidates in their final order.

    ladder -> engine -> the best candidates -> second look (`search.ranking.rerank`) -> page

The second look orders the first `Ranking.depth` candidates anew among themselves, all of them
whatever page is asked for, so that all pages are of one answer; behind them the engine's order
goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from index.analysis import Level
from index.engines.protocols import Candidate, Candidates, Order, Retrieval
from index.model.document import Document
from index.model.query import TextField
from search.highlight import match_levels
from search.highlight.excerpts import passages
from search.model.limits import Limits
from search.model.ranking import Ranking, weights
from search.model.request import SearchRequest, Sort
from search.query import Parsed, Rung
from search.query.columns import facets_of, filters_of, order_of
from search.query.vocalised_terms import wants_vowels
from search.ranking import cursors, rerank
from search.ranking.cursors import CursorPosition
from search.ranking.rerank import RerankFeatures
from search.ranking.vocalisation_boost import vowels_seen
from search.ranking.vocalisation_filter import FilteredCandidates, sifted
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
        candidates: what the engine said of those that are wanted.
        whole: what it said of all, if not all are wanted; for their total alone.
        page: the candidates of the page, best first.
        more: whether there are others behind.
        looked: whether the last of the page got a second look.
        seen: what the second look saw of each, by id,
        documents: those that it read,
        tokens: and what analyses texts: theirs are analysed already.
        sieve: what was left of the candidates, where vowel marks are required.
    """

    parsed: Parsed
    rung: Rung
    candidates: Candidates
    whole: Candidates
    page: tuple[Candidate, ...]
    more: bool
    looked: bool = False
    seen: Mapping[str, RerankFeatures] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    tokens: TextTokens | None = None
    sieve: FilteredCandidates | None = None


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
        facets=facets_of(request.facets, columns),
        filters=filters_of(request.filters, columns),
    )
    if wants_vowels(parsed.node):
        return _sieved(parsed, request, retrieval, shelf, limits)
    depth = ranking.depth if request.sort == Sort.RELEVANCE else 0
    if start >= depth or (behind and not behind.looked):
        rung, found, whole = _found(parsed, request, retrieval, shelf)
        page, more = found.found[: request.size], len(found.found) > request.size
        return RankedPage(parsed, rung, found, whole, page, more)
    most = (depth if behind else max(depth, start + request.size)) + request.size + 1
    rung, found, whole = _found(
        parsed, request, replace(retrieval, limit=most, offset=0, after=None), shelf
    )
    look = _looked_at(rung, found.found[:depth], shelf, ranking)
    if behind:
        start = sum(not _is_behind(each, behind) for each in look.best)
    page = (*look.best, *found.found[depth:])[start : start + request.size]
    return RankedPage(
        parsed,
        rung,
        found,
        whole,
        page,
        more=len(found.found) > start + len(page),
        looked=start + len(page) <= len(look.best),
        seen=look.seen,
        documents=look.documents,
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
    first, *others = rungs_of(parsed, sort)
    return Retrieval(
        query=first.node,
        weights=weights(ranking),
        limit=limit,
        otherwise=tuple(rung.node for rung in others),
        enough=ENOUGH_FOR_A_QUESTION if parsed.question else ENOUGH,
        seconds=seconds,
    )


def _found(
    parsed: Parsed, request: SearchRequest, retrieval: Retrieval, shelf: IndexSnapshot
) -> tuple[Rung, Candidates, Candidates]:
    """The rung that found enough, what is wanted of it, and all of it, for its total alone."""
    rungs = rungs_of(parsed, request.sort)
    if request.level is not None:
        asked = replace(retrieval, limit=0, offset=0, after=None, facets=())
    else:
        asked = retrieval
    whole = shelf.retriever.search([asked])[0]
    if _has_relatives_alone(whole, rungs, asked, shelf):
        _, *rungs = rungs
        first, *others = (rung.node for rung in rungs)
        asked = replace(asked, query=first, otherwise=tuple(others))
        (whole,) = shelf.retriever.search([asked])
    rung = rungs[whole.rung]
    if request.level is None:
        return rung, whole, whole
    kept = replace(retrieval, query=match_levels.at_level(rung.node, request.level), otherwise=())
    return rung, shelf.retriever.search([kept])[0], whole


def _has_relatives_alone(
    found: Candidates, rungs: Sequence[Rung], asked: Retrieval, shelf: IndexSnapshot
) -> bool:
    """Whether few documents have all words, and each only a relative of some word in its place.

    By its root a word is like others of another meaning, so a document that has most of the words
    themselves may be a better answer. In an order by date it would not stand below these.
    """
    if len(rungs) < 2 or found.rung or asked.order != Order.SCORE:
        return False
    if not 0 < found.total < FEW_RELATIVES or found.partial:
        return False
    closer = match_levels.restricted(rungs[0].node, (Level.FORM, Level.STEM))
    left = replace(asked, query=closer, otherwise=(), limit=0, offset=0, after=None, facets=())
    return not shelf.retriever.search([left])[0].total


def _sieved(
    parsed: Parsed,
    request: SearchRequest,
    retrieval: Retrieval,
    shelf: IndexSnapshot,
    limits: Limits,
) -> RankedPage:
    """The same where vowel marks are required, which are looked for in the texts."""
    for rung in parsed.ladder:
        of_rung = replace(retrieval, query=rung.node, otherwise=())
        sieve = sifted(shelf.retriever, of_rung, parsed.node, shelf.tokens_of, limits)
        if sieve.kept:
            break
    behind = None
    if retrieval.after is not None:
        most = limits.max_vocalised_documents
        rest_of = replace(of_rung, limit=most, offset=0, facets=())
        (rest,) = shelf.retriever.search([rest_of])
        behind = [candidate.id for candidate in rest.found]
    wanted = sieve if request.level is None else sieve.at(request.level)
    whole = sieve.candidates(retrieval, behind=None)
    found = wanted.candidates(retrieval, behind)
    page, more = found.found[: request.size], len(found.found) > request.size
    return RankedPage(parsed, rung, found, whole, page, more, sieve=sieve)


@dataclass(frozen=True, slots=True)
class _Reranked:
    """The candidates in the order of the second look, and what was seen and read for it."""

    best: tuple[Candidate, ...]
    seen: Mapping[str, RerankFeatures] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    tokens: TextTokens | None = None


def _looked_at(
    rung: Rung, candidates: Sequence[Candidate], shelf: IndexSnapshot, ranking: Ranking
) -> _Reranked:
    """Look at candidates again, unless there is nothing to look for."""
    words = rerank.words_of(rung.node, shelf.vocabulary) if candidates else ()
    if not words:
        return _Reranked(tuple(candidates))
    texts, documents, tokens = texts_of(candidates, shelf)
    seen = rerank.look([[tokens.read[part] for part in text.values()] for text in texts], words)
    vowels = vowels_seen(
        rung.node, texts, tokens, partial(rerank.worth_of, vocabulary=shelf.vocabulary)
    )
    if vowels:
        seen = [replace(each, vowels=worth) for each, worth in zip(seen, vowels, strict=True)]
    best = rerank.reordered(candidates, seen, ranking)
    ids = [candidate.id for candidate in candidates]
    return _Reranked(best, dict(zip(ids, seen, strict=True)), documents, tokens)


def texts_of(
    candidates: Sequence[Candidate], shelf: IndexSnapshot
) -> tuple[Sequence[Mapping[TextField, str]], Mapping[str, Document], TextTokens]:
    """The texts of candidates as the second look takes them, their documents, and their tokens."""
    documents = shelf.retriever.documents([each.id for each in candidates])
    texts = [_parts(documents[each.id]) for each in candidates]
    return texts, documents, shelf.tokens_of([part for text in texts for part in text.values()])


def _parts(document: Document) -> dict[TextField, str]:
    """What of a document gets a second look."""
    body = document.body
    if len(body) > LOOKED_AT:
        _, end = next(passages(body, LOOKED_AT, LOOKED_AT))
        body = body[:end]
    if document.title_borrowed:
        return {TextField.BODY: body}
    return {TextField.TITLE: document.title, TextField.BODY: body}


def _is_behind(candidate: Candidate, behind: CursorPosition) -> bool:
    """Whether a candidate comes behind a place in the order of the second look."""
    place = behind.cursor
    return (-round(candidate.score, 5), candidate.id) > (-round(place.score, 5), place.id)

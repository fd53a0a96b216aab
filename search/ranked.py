"""From a parsed query to a page of candidates in their final order.

    ladder -> engine -> the best candidates -> second look (`search.rerank`) -> page

The second look orders the first `Ranking.depth` candidates anew among themselves, all of them
whatever page is asked for, so that all pages are of one answer; behind them the engine's order
goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from index.document import Document
from index.engines.protocols import Candidate, Candidates, Order, Retrieval
from search import cursors, rerank
from search.chunks import Read
from search.cursors import Behind
from search.language import Parsed, Rung
from search.library import Analysed, Shelf
from search.model import SearchRequest, Sort
from search.ranking import Ranking, weights
from search.showing import stretches

# How many documents a rung of the ladder has to find for the search to stop there. A question
# describes what is sought, and the document that answers it often lacks one of its words.
ENOUGH: Final = 1
ENOUGH_FOR_A_QUESTION: Final = 100

LOOKED_AT: Final = 10_000
"""How many characters of a body get a second look."""

_ORDERS: Final = {
    Sort.RELEVANCE: Order.SCORE,
    Sort.NEWEST: Order.NEWEST,
    Sort.OLDEST: Order.OLDEST,
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page of candidates.

    Attributes:
        parsed: the query.
        rung: of its ladder, the one that found them.
        candidates: what the engine said.
        page: the candidates of the page, best first.
        looked: whether the last of these got a second look.
        more: whether there are others behind.
        documents: some of them, by id, that were fetched on the way,
        tokens: and what analyses texts: theirs are analysed already.
    """

    parsed: Parsed
    rung: Rung
    candidates: Candidates
    page: tuple[Candidate, ...]
    looked: bool
    more: bool
    documents: Mapping[str, Document] = field(default_factory=dict)
    tokens: Analysed | None = None


def ranked(
    parsed: Parsed, request: SearchRequest, shelf: Shelf, ranking: Ranking, seconds: float | None
) -> Ranked:
    """Go down the ladder until a rung finds enough, and order what it found.

    What is enough doesn't depend on the page, so that all pages are of the same answer.

    Raises:
        ParameterError: `request.after` is no cursor of such a search.
    """
    behind = None if request.after is None else cursors.behind(request.after, request.sort)
    depth = ranking.depth if request.sort is Sort.RELEVANCE else 0
    start = (request.page - 1) * request.size
    if start >= depth or (behind and not behind.looked):
        found = candidates_of(
            parsed, request, shelf, ranking, seconds, request.size + 1, start, behind
        )
        page, more = found.found[: request.size], len(found.found) > request.size
        return Ranked(parsed, parsed.ladder[found.rung], found, page, False, more)
    limit = (depth if behind else max(depth, start + request.size)) + request.size + 1
    found = candidates_of(parsed, request, shelf, ranking, seconds, limit)
    rung = parsed.ladder[found.rung]
    best, documents, tokens = _looked_at(rung, found.found[:depth], shelf, ranking)
    if behind:
        start = sum(not _is_behind(each, behind) for each in best)
    page = (*best, *found.found[depth:])[start : start + request.size]
    more = len(found.found) > start + len(page)
    looked = start + len(page) <= len(best)
    return Ranked(parsed, rung, found, page, looked, more, documents, tokens)


def candidates_of(
    parsed: Parsed,
    request: SearchRequest,
    shelf: Shelf,
    ranking: Ranking,
    seconds: float | None,
    limit: int,
    offset: int = 0,
    behind: Behind | None = None,
) -> Candidates:
    """What the engine finds, in its own order: `limit` candidates behind `offset` or `behind`."""
    first, *others = parsed.ladder
    return shelf.reader.retrieve(
        Retrieval(
            query=first.node,
            weights=weights(ranking),
            limit=limit,
            offset=offset,
            order=_ORDERS[request.sort],
            otherwise=tuple(rung.node for rung in others),
            enough=ENOUGH_FOR_A_QUESTION if parsed.question else ENOUGH,
            after=behind.cursor if behind else None,
            facets=request.facets,
            seconds=seconds,
        )
    )


def _looked_at(
    rung: Rung, candidates: Sequence[Candidate], shelf: Shelf, ranking: Ranking
) -> tuple[tuple[Candidate, ...], Mapping[str, Document], Analysed | None]:
    """The candidates in the order of the second look, and what was read for it."""
    words = rerank.words_of(rung.node, shelf.reader) if len(candidates) > 1 else ()
    if not words:
        return tuple(candidates), {}, None
    texts, documents, tokens = texts_of(candidates, shelf)
    seen = rerank.look(texts, words)
    return rerank.reordered(candidates, seen, ranking), documents, tokens


def texts_of(
    candidates: Sequence[Candidate], shelf: Shelf
) -> tuple[Sequence[Sequence[Read]], Mapping[str, Document], Analysed]:
    """The texts of candidates as the second look takes them, their documents, and their tokens."""
    documents = shelf.reader.documents([each.id for each in candidates])
    parts = [_parts(documents[each.id]) for each in candidates]
    tokens = shelf.tokens_of([part for each in parts for part in each])
    return [[tokens.read[part] for part in each] for each in parts], documents, tokens


def _parts(document: Document) -> tuple[str, ...]:
    """What of a document gets a second look."""
    body = document.body
    if len(body) > LOOKED_AT:
        _, end = next(stretches(body, LOOKED_AT, LOOKED_AT))
        body = body[:end]
    return (body,) if document.title_borrowed else (document.title, body)


def _is_behind(candidate: Candidate, behind: Behind) -> bool:
    """Whether a candidate comes behind a place in the order of the second look."""
    place = behind.cursor
    return (-round(candidate.score, 5), candidate.id) > (-round(place.score, 5), place.id)

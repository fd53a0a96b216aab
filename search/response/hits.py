"""From a page of candidates to hits: snippets, highlights, reasons, explanations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.analysis import Level
from index.engines.protocols import Retriever
from index.model.document import Document
from index.model.query import Node, TextField
from search.highlight import match_levels
from search.highlight.excerpts import Analyse, Marked, Shown, marked, shown
from search.highlight.match_levels import Judge
from search.highlight.match_reasons import closer, reasons
from search.highlight.matcher import Matcher, compile_matcher
from search.model.limits import Limits
from search.model.ranking import RANKING, Ranking, weights
from search.model.records import Hit, Snippet
from search.model.request import SearchRequest
from search.ranking import rerank
from search.ranking.candidates import RankedPage
from search.retrieval.index_handle import IndexSnapshot


def with_explanations(
    hits: Iterable[Hit], answer: RankedPage, shelf: IndexSnapshot, ranking: Ranking
) -> tuple[Hit, ...]:
    """Hits that say how their scores come about."""
    hits = tuple(hits)
    node = answer.rung.node
    found = shelf.retriever.explain(node, weights(ranking), [hit.id for hit in hits])
    for identity, seen in answer.seen.items():
        if identity in found:
            found[identity] = rerank.explained(found[identity], seen, ranking)
    return tuple(replace(hit, explanation=found.get(hit.id)) for hit in hits)


def hits_of(
    answer: RankedPage, request: SearchRequest, shelf: IndexSnapshot, limits: Limits
) -> tuple[tuple[Hit, ...], bool]:
    """The hits, and whether their snippets are of whole documents."""
    matcher = compile_matcher(answer.parsed.node)
    judge = Judge.of(answer.rung.node, matcher)
    scores = {candidate.id: candidate.score for candidate in answer.page}
    documents, tokens = _read(answer, request, shelf)
    left = limits.max_read_characters
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
                length=limits.max_snippet_characters,
                limit=left // (len(scores) - number),  # what short ones leave, long ones have
            )
        left -= found.looked
        complete = complete and found.complete
        title = in_title(document, matcher, tokens)
        hit = _hit(document, score, found.snippets, title.highlights)
        if request.fragments:
            hit = _explained(hit, document, found, title, matcher, judge, tokens)
        hits.append(hit)
    if request.fragments and match_levels.decided_by_others(answer.rung.node):
        hits = _with_levels(hits, answer.rung.node, shelf.retriever)
    return tuple(hits), complete


def _with_levels(hits: Sequence[Hit], node: Node, retriever: Retriever) -> list[Hit]:
    """Hits whose level the engine tells."""

    def matching(part: Node, ids: Sequence[str]) -> Iterator[str]:
        found = retriever.explain(part, weights(RANKING), ids)
        return (identity for identity in ids if found[identity].matches)

    level = match_levels.asked_for([hit.id for hit in hits], node, matching)
    return [replace(hit, level=level.get(hit.id)) for hit in hits]


def _read(
    answer: RankedPage, request: SearchRequest, shelf: IndexSnapshot
) -> tuple[Mapping[str, Document], Analyse]:
    """The documents of a page, and what analyses their texts: as many as can be at once."""
    ids = [candidate.id for candidate in answer.page]
    if answer.tokens and answer.documents.keys() >= {*ids}:
        return answer.documents, answer.tokens
    documents = shelf.retriever.documents(ids)
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
    level = judge({leaf: each.rank for leaf, each in near.items()}, document.columns)
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
        columns=document.columns,
    )


def in_title(document: Document, matcher: Matcher, analyse: Analyse) -> Marked:
    """What matched in a document's title."""
    title = document.title
    return marked(title, TextField.TITLE, matcher, analyse, limit=len(title))

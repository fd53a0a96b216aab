"""From a page of candidates to hits: snippets, highlights, reasons, explanations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.analysis import Level
from index.engines.protocols import Retriever
from index.model.document import Document
from index.model.levels import level_trees
from index.model.query import ALL_LEVELS, AnyOf, Node, TextField
from search.highlight import match_levels
from search.highlight.excerpts import Analyse, BodySnippets, Highlighted, body_snippets, highlighted
from search.highlight.match_levels import Judge, judge
from search.highlight.match_reasons import closer, reasons
from search.highlight.matcher import Matcher, compile_matcher
from search.model.limits import Limits
from search.model.ranking import RANKING, Ranking, weights
from search.model.records import Hit
from search.model.request import SearchRequest
from search.ranking import rerank
from search.ranking.candidates import CandidatePage, ranking_of
from search.ranking.closeness import with_closeness
from search.retrieval.index_handle import IndexSnapshot


def with_explanations(
    hits: Iterable[Hit], answer: CandidatePage, snapshot: IndexSnapshot, ranking: Ranking
) -> tuple[Hit, ...]:
    """Hits that say how their scores come about."""
    hits = tuple(hits)
    ranking = ranking_of(answer.parsed, ranking)
    node = with_closeness(answer.rung.node, answer.parsed, ranking)
    found = snapshot.retriever.explain(node, weights(ranking), [hit.id for hit in hits])
    for identity, features in answer.features.items():
        if identity in found:
            found[identity] = rerank.explained(found[identity], features, ranking)
    return tuple(replace(hit, explanation=found.get(hit.id)) for hit in hits)


def hits_of(
    answer: CandidatePage, request: SearchRequest, snapshot: IndexSnapshot, limits: Limits
) -> tuple[tuple[Hit, ...], bool]:
    """The hits, and whether their snippets are of whole documents."""
    matcher = compile_matcher(answer.parsed.node)
    level_of = judge(answer.rung.node, matcher)
    most = limits.snippets if request.fragments is None else request.fragments
    documents, tokens = _documents(answer, snapshot, bodies=most > 0)
    left, complete = limits.max_read_characters, True
    hits = []
    for number, candidate in enumerate(answer.page):
        document, body = documents[candidate.id], BodySnippets()
        if most:
            body = body_snippets(
                document.body,
                matcher,
                tokens,
                most=most,
                limit=left // (len(answer.page) - number),  # what short ones leave, long ones have
                length=limits.max_snippet_characters,
            )
        left -= body.analysed
        complete = complete and body.complete
        title = highlighted(document.title, TextField.TITLE, matcher, tokens)
        hit = Hit(
            id=document.id,
            title=document.title,
            title_highlights=title.spans,
            source=document.source,
            url=document.url,
            date=document.date,
            path=document.path,
            score=candidate.score,
            snippets=body.snippets,
            columns=document.columns,
        )
        if most:
            hit = _explained(hit, document, body, title, matcher, level_of, tokens)
        hits.append(hit)
    if most and match_levels.depends_on_excluded(answer.rung.node):
        hits = _with_levels(hits, answer.rung.node, snapshot.retriever)
    return tuple(hits), complete


def _with_levels(hits: Sequence[Hit], node: Node, retriever: Retriever) -> list[Hit]:
    """Hits with the level at which the engine says that they answer."""
    trees = AnyOf(level_trees(node))
    found = retriever.explain(trees, weights(RANKING), [hit.id for hit in hits])
    by_id = {
        identity: [
            level for level, tree in zip(ALL_LEVELS, each.parts, strict=True) if tree.matches
        ]
        for identity, each in found.items()
    }
    return [replace(hit, level=next(iter(by_id[hit.id]), None)) for hit in hits]


def _documents(
    answer: CandidatePage, snapshot: IndexSnapshot, *, bodies: bool
) -> tuple[Mapping[str, Document], Analyse]:
    """The documents of a page, and what analyses their texts, as many as possible at once."""
    documents = answer.candidates.documents
    if answer.tokens and answer.features.keys() >= {candidate.id for candidate in answer.page}:
        return documents, answer.tokens
    texts = [documents[candidate.id].title for candidate in answer.page]
    if bodies:
        texts += [documents[candidate.id].body for candidate in answer.page]
    return documents, snapshot.tokens_of(texts)


def _explained(
    hit: Hit,
    document: Document,
    body: BodySnippets,
    title: Highlighted,
    matcher: Matcher,
    level_of: Judge,
    analyse: Analyse,
) -> Hit:
    """A hit with the reasons for it."""
    near = closer(title.closest, body.closest)
    if matcher.looks_in(TextField.SOURCE):
        source = highlighted(document.source or "", TextField.SOURCE, matcher, analyse)
        near = closer(near, source.closest)
    level = level_of({leaf: each.rank for leaf, each in near.items()}, document.columns)
    if body.analysed < len(document.body) and level is not Level.FORM:
        level = None
    return replace(hit, level=level, why=reasons(matcher, near))

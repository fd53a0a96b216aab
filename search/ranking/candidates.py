"""From a parsed query to a page of candidates in their final order.

    ladder -> engine -> the best candidates -> rerank (`search.ranking.rerank`) -> page

The first `Ranking.depth` candidates are reranked among themselves, all of them for every page, so
that all pages are of one answer; after them the engine's order goes on.
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
from index.model.query import Origin, TextField
from search.arabic.typed_letters import is_spelt_with_care
from search.highlight.excerpts import passages
from search.model.limits import Limits
from search.model.ranking import Ranking, weights
from search.model.request import SearchRequest, Sort
from search.query import Parsed, Rung
from search.query.columns import facets_of, filters_of, order_of
from search.query.loosening import loosened
from search.ranking import cursors, rerank
from search.ranking.closeness import with_closeness
from search.ranking.letter_penalty import letter_scores
from search.ranking.rerank import RerankFeatures
from search.ranking.title_match import title_scores
from search.ranking.vocalisation_boost import vowel_scores
from search.ranking.vocalisation_filter import filtered, vocalised_retrieval
from search.retrieval.index_handle import IndexSnapshot, TextTokens

# The documents that a rung of the ladder must find for the search to stop there. The document that
# answers a question often lacks one of its words, so its best documents are those that score best
# with any of them; in the order of dates, documents with few of its words would come first.
ENOUGH: Final = 1
ENOUGH_FOR_A_QUESTION: Final = 100

FEW_RELATIVES: Final = 10
"""Fewer documents than this are too few if they have only relatives of a word by its root."""

# A form that is oftener spelt with other letters fills the first pages of the engine's order, so
# for so few words so many times as many candidates are reranked.
_FEW_WORDS: Final = 2
_TIMES_AS_DEEP: Final = 3

MAX_RERANKED_CHARACTERS: Final = 10_000
"""Characters of a body that reranking reads."""


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """A page of candidates.

    Attributes:
        parsed: the query.
        rung: of its ladder, the one that found them.
        candidates: the engine's answer, with the documents of the page.
        page: the candidates of the page in order.
        more: whether there are others after them.
        reranked: whether the last of the page was reranked.
        features: of the reranked candidates, by id.
        tokens: analyses texts; those that reranking read are analysed already.
    """

    parsed: Parsed
    rung: Rung
    candidates: Candidates
    page: tuple[Candidate, ...]
    more: bool
    reranked: bool = False
    features: Mapping[str, RerankFeatures] = field(default_factory=dict)
    tokens: TextTokens | None = None


def candidate_page(
    parsed: Parsed,
    request: SearchRequest,
    snapshot: IndexSnapshot,
    ranking: Ranking,
    limits: Limits,
) -> CandidatePage:
    """Search for the rungs of the ladder until one finds enough, and rank what it found.

    What is enough does not depend on the page or the level, so that all are of the same answer.

    Raises:
        ParameterError: `request.after` is no cursor of such a search, or the request names columns
            or values that are none.
    """
    given, ranking = ranking, ranking_of(parsed, ranking)
    columns = snapshot.columns
    after = None if request.after is None else cursors.parse(request.after, request.sort, columns)
    size = request.size or limits.page_size
    start = (request.page - 1) * size
    retrieval = replace(
        retrieval_of(parsed, ranking, size + 1, limits.max_seconds, request.sort),
        offset=start,
        order=order_of(request.sort, columns),
        after=after.cursor if after else None,
        level=request.level,
        count_levels=request.levels,
        facets=facets_of(request.facets, columns),
        filters=filters_of(request.filters, columns),
        documents=size,
    )
    depth = ranking.depth if request.sort == Sort.RELEVANCE else 0
    reranking = start < depth and (not after or after.reranked)
    if reranking:
        first = depth if after else max(depth, start + size)
        retrieval = replace(
            retrieval,
            limit=first + size + 1,
            offset=0,
            after=None,
            documents=first + size if after else first,
        )
    if parsed.compared:
        found, rung = _filtered(parsed, retrieval, snapshot, ranking, limits)
    else:
        (found,) = _search([retrieval], parsed, snapshot)
        rung = rungs_of(parsed, request.sort)[found.rung]
    if not found.all_levels and not found.partial and (loose := loosened(parsed)):
        looser = candidate_page(loose, request, snapshot, given, limits)
        if looser.candidates.all_levels:
            return looser
    if not reranking:
        page, more = found.found[:size], len(found.found) > size
        return CandidatePage(parsed, rung, found, page, more)
    best = _reranked(parsed, rung, found, snapshot, ranking)
    if after:
        start = sum(
            not cursors.follows(each, {}, after.cursor, Order.SCORE) for each in best.candidates
        )
    page = (*best.candidates, *found.found[depth:])[start : start + size]
    return CandidatePage(
        parsed,
        rung,
        found,
        page,
        more=len(found.found) > start + len(page),
        reranked=start + len(page) <= len(best.candidates),
        features=best.features,
        tokens=best.tokens,
    )


def ranking_of(parsed: Parsed, ranking: Ranking) -> Ranking:
    """The ranking of a query: of few words, whoever has just these words comes first.

    If their letters are typed with care, they count more and more candidates are reranked; hurried
    writers (الجامعه) say nothing by their letters. In other queries a title says little, because
    they have many words that may be titles.
    """
    sought = {word for word in rerank.words_in(parsed.node) if word.origin is Origin.QUERY}
    if parsed.question or len(sought) > _FEW_WORDS:
        return replace(ranking, whole_title=0.0)
    careful = any(is_spelt_with_care(word.surface) for word in sought)
    depth = min(ranking.depth, ranking.depth_of_few)
    return replace(
        ranking,
        form=ranking.form_of_few,
        root=ranking.root_of_few,
        title=ranking.title_of_few,
        letters=ranking.letters_of_few if careful else ranking.letters,
        depth=depth * _TIMES_AS_DEEP if careful else depth,
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
    """The retrieval of the best candidates of a query."""
    plain, *_ = rungs = [rung.node for rung in rungs_of(parsed, sort)]
    first, *others = (with_closeness(node, parsed, ranking) for node in rungs)
    return Retrieval(
        query=first,
        weights=weights(ranking),
        limit=limit,
        fallbacks=tuple(others),
        enough=ENOUGH_FOR_A_QUESTION if parsed.question else ENOUGH,
        # A word's root has words of other meanings: if few documents have all words, and each of
        # them some word only by its root, documents with most of the words may answer better. In
        # the order of dates these would not come after them.
        narrower=restricted(plain, (Level.FORM, Level.STEM))
        if others and sort == Sort.RELEVANCE
        else None,
        few=FEW_RELATIVES,
        seconds=seconds,
    )


def _search(
    retrievals: Sequence[Retrieval], parsed: Parsed, snapshot: IndexSnapshot
) -> tuple[Candidates, ...]:
    """The answers to retrievals, after learning which names written as two words occur."""
    phrases = snapshot.names.unchecked(parsed.node)
    first = retrievals[0]
    checks = [Retrieval(each, first.weights, limit=0, seconds=first.seconds) for each in phrases]
    found = snapshot.retriever.search([*retrievals, *checks])
    snapshot.names.learn(phrases, found[len(retrievals) :])
    return found[: len(retrievals)]


def _filtered(
    parsed: Parsed,
    retrieval: Retrieval,
    snapshot: IndexSnapshot,
    ranking: Ranking,
    limits: Limits,
) -> tuple[Candidates, Rung]:
    """The answer if vowel marks or letters are required, which are compared in the texts.

    If no document of the first rung has them, the other rungs are searched at once.
    """
    for rungs in (parsed.ladder[:1], parsed.ladder[1:]):
        trees = [with_closeness(rung.node, parsed, ranking) for rung in rungs]
        retrievals = [vocalised_retrieval(retrieval, tree, limits) for tree in trees]
        answers = _search(retrievals, parsed, snapshot) if rungs else ()
        for rung, answer in zip(rungs, answers, strict=True):
            left = filtered(answer, rung.node, parsed.node, snapshot.tokens_of, limits)
            if left.candidates:
                break
        if left.candidates:
            break
    if left.unanimous and not left.exact and not parsed.vocalised:
        # Hardly any other spelling occurs, so the rest follows without being read.
        tree = with_closeness(rung.node, parsed, ranking)
        whole = replace(retrieval, query=tree, fallbacks=(), narrower=None)
        (found,) = _search([whole], parsed, snapshot)
        return replace(found, exact=False), rung
    return left.answer(retrieval), rung


@dataclass(frozen=True, slots=True)
class _Reranked:
    """Candidates in their new order, their features by id, and the analysed texts."""

    candidates: tuple[Candidate, ...]
    features: Mapping[str, RerankFeatures] = field(default_factory=dict)
    tokens: TextTokens | None = None


def _reranked(
    parsed: Parsed, rung: Rung, found: Candidates, snapshot: IndexSnapshot, ranking: Ranking
) -> _Reranked:
    """Rerank the best candidates, unless the query has no words."""
    candidates = found.found[: ranking.depth]
    words = rerank.sought_terms(rung.node, snapshot.vocabulary) if candidates else ()
    if not words:
        return _Reranked(candidates)
    texts, tokens = texts_of([found.documents[each.id] for each in candidates], snapshot)
    read = [[tokens.read[part] for part in text.values()] for text in texts]
    features: Sequence[RerankFeatures] = rerank.compute_features(read, words)
    weight = partial(rerank.weighted_idf, vocabulary=snapshot.vocabulary)
    if ranking.whole_title:
        titles = [
            (title, tokens.read[title]) if (title := text.get(TextField.TITLE)) else None
            for text in texts
        ]
        features = _with(features, "title", title_scores(titles, words))
    if not parsed.question:  # its words describe what is sought, so their spelling says little
        features = _with(features, "letters", letter_scores(rung.node, read, weight))
    features = _with(features, "vowels", vowel_scores(rung.node, texts, tokens, weight))
    best = rerank.reordered(candidates, features, ranking)
    ids = [candidate.id for candidate in candidates]
    return _Reranked(best, dict(zip(ids, features, strict=True)), tokens)


def _with(
    features: Sequence[RerankFeatures], name: str, scores: Sequence[float]
) -> Sequence[RerankFeatures]:
    """Features with the scores of one more, by the text; without scores as they were."""
    if not scores:
        return features
    return [replace(each, **{name: one}) for each, one in zip(features, scores, strict=True)]


def texts_of(
    documents: Iterable[Document], snapshot: IndexSnapshot
) -> tuple[Sequence[Mapping[TextField, str]], TextTokens]:
    """The texts of documents that reranking reads, and their tokens."""
    texts = list(map(_parts, documents))
    return texts, snapshot.tokens_of([part for text in texts for part in text.values()])


def _parts(document: Document) -> dict[TextField, str]:
    """The texts of a document that reranking reads."""
    body = document.body
    if len(body) > MAX_RERANKED_CHARACTERS:
        _, end = next(passages(body, MAX_RERANKED_CHARACTERS, MAX_RERANKED_CHARACTERS))
        body = body[:end]
    if document.title_borrowed:
        return {TextField.BODY: body}
    return {TextField.TITLE: document.title, TextField.BODY: body}

"""Quality and times of the whole search on a judged collection."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

import ir_measures
from ir_measures import RR, R, ScoredDoc, nDCG

from index.model.errors import CollectionError
from index.pipeline.build import BuildOptions, rebuild
from index.pipeline.report import Report
from index.store.generations import IndexDirectory
from search.evaluation.test_collection import CORPUS, JudgedCollection, read_collection
from search.model.limits import LIMITS
from search.model.ranking import RANKING, Ranking
from search.model.request import SearchRequest
from search.retrieval.index_handle import IndexHandle
from search.service import SearchService

TOP_K: Final = 100
"""How many hits of each query are measured."""
MAX_CHARACTERS: Final = LIMITS.max_query_characters

ScoredResults: TypeAlias = Mapping[str, Sequence[tuple[str, float]]]
"""By query id, the ids and scores of the documents found, best first."""

Advance: TypeAlias = Callable[[int, int], None]
"""Called with the number of queries answered so far and the number of all queries."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over all judged queries, each from 0 to 1.

    Attributes:
        mrr_10: reciprocal rank of the first relevant document among ten.
        ndcg_10: normalised discounted cumulative gain of ten (Järvelin and Kekäläinen 2002).
        recall_100: share of the relevant documents among a hundred.
    """

    mrr_10: float
    ndcg_10: float
    recall_100: float


@dataclass(frozen=True, slots=True)
class CollectionResult:
    """The result on one collection.

    Attributes:
        quality: the measures.
        queries: how many judged queries were searched for.
        documents: how many documents were indexed.
        skipped: how many documents were left out, because they can't be read.
        shortened: how many queries were longer than a query may be, and were cut.
        index_seconds: time to build the index.
        p50_ms, p99_ms: median and 99th percentile of the time of one search, milliseconds.
        results: the documents found.
    """

    quality: Quality
    queries: int
    documents: int
    skipped: int
    shortened: int
    index_seconds: float
    p50_ms: float
    p99_ms: float
    results: ScoredResults


def evaluate(
    folder: Path,
    *,
    jobs: int | None = None,
    ranking: Ranking = RANKING,
    advance: Advance | None = None,
) -> CollectionResult:
    """Index a collection in a temporary folder and measure the answers to its queries.

    Args:
        folder: a collection in BEIR's layout.
        jobs: processes to index with; None for one on each core.
        ranking: how hits are ranked.
        advance: called after each query.

    Raises:
        CollectionError: the folder isn't such a collection, or nothing in it can be indexed.
    """
    collection = read_collection(folder)
    with temporary_index(collection, jobs=jobs) as (directory, report):
        return evaluate_index(collection, directory, report, ranking=ranking, advance=advance)


@contextmanager
def temporary_index(
    collection: JudgedCollection, *, jobs: int | None = None
) -> Iterator[tuple[IndexDirectory, Report]]:
    """An index of a collection, removed at the end of the context, and the report of its build.

    Raises:
        CollectionError: nothing in it can be indexed.
    """
    with tempfile.TemporaryDirectory(prefix="fihris-evaluate-") as temporary:
        directory = IndexDirectory(Path(temporary))
        report = rebuild([collection.corpus], directory, BuildOptions(jobs=jobs))
        if not report.documents:
            raise CollectionError(
                "No document of {corpus} can be indexed.", corpus=collection.corpus
            )
        yield directory, report


def evaluate_index(
    collection: JudgedCollection,
    directory: IndexDirectory,
    report: Report,
    *,
    ranking: Ranking = RANKING,
    plain: bool = False,
    advance: Advance | None = None,
) -> CollectionResult:
    """Search an index for a collection's queries and measure the answers.

    Args:
        collection: the queries and judgments.
        directory: the index of the collection.
        report: of the index's build.
        ranking: how hits are ranked.
        plain: whether to rank by the levels alone, without names, recovery and reranking.
        advance: called after each query.
    """
    limits = replace(LIMITS, max_seconds=None)
    service = SearchService(IndexHandle(directory.path), ranking, limits, plain=plain)
    try:
        service.ready()
        results, times = _search_all(service, collection.queries, advance)
    finally:
        service.close()
    return CollectionResult(
        quality=measure(results, collection),
        queries=len(collection.queries),
        documents=report.documents,
        skipped=len(report.skipped),
        shortened=sum(len(text) > MAX_CHARACTERS for text in collection.queries.values()),
        index_seconds=report.seconds,
        p50_ms=_percentile(times, 50),
        p99_ms=_percentile(times, 99),
        results=results,
    )


def measure(results: ScoredResults, collection: JudgedCollection) -> Quality:
    """The measures of some results; a judged query without an answer counts as 0."""
    metrics = {"mrr": RR @ 10, "ndcg": nDCG @ 10, "recall": R @ TOP_K}
    grades = {query: dict(judged) for query, judged in collection.judgments.items()}
    sums = dict.fromkeys(metrics.values(), 0.0)
    for metric in ir_measures.iter_calc(metrics.values(), grades, list(scored_by_rank(results))):
        sums[metric.measure] += metric.value
    means = {name: sums[each] / len(grades) for name, each in metrics.items()}
    return Quality(means["mrr"], means["ndcg"], means["recall"])


def trec_lines(results: ScoredResults) -> Iterable[str]:
    """Results as lines of a TREC run file: query Q0 document rank score tag."""
    for query, found in results.items():
        for rank, (document, score) in enumerate(found, 1):
            yield f"{query} Q0 {document} {rank} {score:.6f} fihris"


def _search_all(
    service: SearchService, queries: Mapping[str, str], advance: Advance | None
) -> tuple[ScoredResults, list[float]]:
    results: dict[str, list[tuple[str, float]]] = {}
    times: list[float] = []
    for number, (query, text) in enumerate(queries.items(), 1):
        request = SearchRequest(text[:MAX_CHARACTERS], size=TOP_K, fragments=0)
        start = time.perf_counter()
        response = service.search(request)
        times.append((time.perf_counter() - start) * 1000)
        results[query] = [(hit.id.removeprefix(f"{CORPUS}#"), hit.score) for hit in response.hits]
        if advance:
            advance(number, len(queries))
    return results, times


def scored_by_rank(results: ScoredResults) -> Iterable[ScoredDoc]:
    """Results with a score for each rank, because ir_measures orders equal scores its own way."""
    for query, found in results.items():
        for rank, (document, _) in enumerate(found):
            yield ScoredDoc(query, document, float(TOP_K - rank))


def _percentile(times: Sequence[float], percent: int) -> float:
    if len(times) < 2:
        return times[0] if times else 0.0
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]

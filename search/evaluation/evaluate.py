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

DEPTH: Final = 100
"""How many hits are asked for each query."""
MAX_CHARACTERS: Final = LIMITS.max_query_characters

Run: TypeAlias = Mapping[str, Sequence[tuple[str, float]]]
"""By query id, the found documents and their scores, best first."""

Advance: TypeAlias = Callable[[int, int], None]
"""Is told how many queries were answered, of how many."""


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
        queries: how many judged queries were asked.
        documents: how many documents were indexed.
        skipped: how many were left out, because they can't be read.
        shortened: how many queries were longer than a query may be, and were cut.
        index_seconds: time to build the index.
        p50_ms, p99_ms: median and 99th percentile of the time of one search, milliseconds.
        run: what was found.
    """

    quality: Quality
    queries: int
    documents: int
    skipped: int
    shortened: int
    index_seconds: float
    p50_ms: float
    p99_ms: float
    run: Run


def evaluate(
    folder: Path,
    *,
    jobs: int | None = None,
    ranking: Ranking = RANKING,
    advance: Advance | None = None,
) -> CollectionResult:
    """Index a collection in a temporary folder and ask its queries of the search service.

    Args:
        folder: a collection in BEIR's layout.
        jobs: processes to index with; None for one on each core.
        ranking: how hits are ranked.
        advance: told of the progress through the queries.

    Raises:
        CollectionError: the folder isn't such a collection, or nothing in it can be indexed.
    """
    collection = read_collection(folder)
    with indexed(collection, jobs=jobs) as (directory, report):
        return asked(collection, directory, report, ranking=ranking, advance=advance)


@contextmanager
def indexed(
    collection: JudgedCollection, *, jobs: int | None = None
) -> Iterator[tuple[IndexDirectory, Report]]:
    """A collection's index while the context lasts, and the report of its building.

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


def asked(
    collection: JudgedCollection,
    directory: IndexDirectory,
    report: Report,
    *,
    ranking: Ranking = RANKING,
    plain: bool = False,
    advance: Advance | None = None,
) -> CollectionResult:
    """Ask a collection's queries of its index, as `indexed` gives it, and measure the answers.

    Args:
        collection: the queries and judgments.
        directory: from `indexed`.
        report: from `indexed` too.
        ranking: how hits are ranked.
        plain: whether by the levels alone, without names, recovery and the second look.
        advance: told of the progress through the queries.
    """
    limits = replace(LIMITS, max_seconds=None)
    service = SearchService(IndexHandle(directory.path), ranking, limits, plain=plain)
    try:
        service.ready()
        run, times = _ask(service, collection.queries, advance)
    finally:
        service.close()
    return CollectionResult(
        quality=measure(run, collection),
        queries=len(collection.queries),
        documents=report.documents,
        skipped=len(report.skipped),
        shortened=sum(len(text) > MAX_CHARACTERS for text in collection.queries.values()),
        index_seconds=report.seconds,
        p50_ms=_percentile(times, 50),
        p99_ms=_percentile(times, 99),
        run=run,
    )


def measure(run: Run, collection: JudgedCollection) -> Quality:
    """The measures of a run; a judged query without an answer counts as 0."""
    measures = {"mrr": RR @ 10, "ndcg": nDCG @ 10, "recall": R @ DEPTH}
    grades = {query: dict(judged) for query, judged in collection.judgments.items()}
    sums = dict.fromkeys(measures.values(), 0.0)
    for metric in ir_measures.iter_calc(measures.values(), grades, list(_scored(run))):
        sums[metric.measure] += metric.value
    means = {name: sums[wanted] / len(grades) for name, wanted in measures.items()}
    return Quality(means["mrr"], means["ndcg"], means["recall"])


def trec_lines(run: Run) -> Iterable[str]:
    """A run as lines of a TREC run file: query Q0 document rank score tag."""
    for query, found in run.items():
        for rank, (document, score) in enumerate(found, 1):
            yield f"{query} Q0 {document} {rank} {score:.6f} fihris"


def _ask(
    service: SearchService, queries: Mapping[str, str], advance: Advance | None
) -> tuple[Run, list[float]]:
    run: dict[str, list[tuple[str, float]]] = {}
    times: list[float] = []
    for number, (query, text) in enumerate(queries.items(), 1):
        request = SearchRequest(text[:MAX_CHARACTERS], size=DEPTH, fragments=0)
        began = time.perf_counter()
        response = service.search(request)
        times.append((time.perf_counter() - began) * 1000)
        run[query] = [(hit.id.removeprefix(f"{CORPUS}#"), hit.score) for hit in response.hits]
        if advance:
            advance(number, len(queries))
    return run, times


def _scored(run: Run) -> Iterable[ScoredDoc]:
    """Scores by rank: equal scores would leave the order to the measuring tool."""
    for query, found in run.items():
        for rank, (document, _) in enumerate(found):
            yield ScoredDoc(query, document, float(DEPTH - rank))


def _percentile(times: Sequence[float], percent: int) -> float:
    if len(times) < 2:
        return times[0] if times else 0.0
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]

"""Weights of the rerank features: for each collection, the best weights of all other collections.

This shows whether the chosen weights only suit some sets of questions: then the weights that are
best on all other sets (leave one out) are worse on these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from statistics import mean
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.evaluation.evaluate import temporary_index
from search.evaluation.test_collection import CORPUS, JudgedCollection, read_collection
from search.model.limits import LIMITS
from search.model.ranking import RANKING
from search.model.request import SearchRequest
from search.query import parse
from search.ranking import rerank
from search.ranking.candidates import retrieval_of, rungs_of, texts_of
from search.retrieval.index_handle import IndexHandle

WINDOWS: Final = (0.0, 0.25, 0.5, 0.7, 0.9, 1.1, 1.4, 1.8)
LEADS: Final = (0.0, 0.1, 0.25, 0.4, 0.5, 0.7)
CHOSEN: Final = (RANKING.window, RANKING.lead)
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QueryFeatures:
    """The candidates of a query: score, window and lead of each, and whether it is relevant."""

    features: F64
    right: NDArray[np.bool_]


def features_of_collection(folder: Path) -> list[QueryFeatures]:
    """The features of the candidates of each query of a collection."""
    collection = read_collection(folder)
    with temporary_index(collection) as (directory, _):
        library = IndexHandle(directory.path)
        try:
            return list(_features_by_query(collection, library))
        finally:
            library.close()


def _features_by_query(
    collection: JudgedCollection, library: IndexHandle
) -> Iterator[QueryFeatures]:
    for query, text in collection.queries.items():
        right = {
            f"{CORPUS}#{each}" for each, grade in collection.judgments[query].items() if grade > 0
        }
        request = SearchRequest(text[: LIMITS.max_query_characters], size=RANKING.depth)
        with library.snapshot() as snapshot:
            with snapshot.analyzer() as analyzer:
                parsed = parse(request.text, analyzer)
            depth = RANKING.depth
            retrieval = replace(retrieval_of(parsed, RANKING, depth), documents=depth)
            (found,) = snapshot.retriever.search([retrieval])
            words = rerank.sought_terms(rungs_of(parsed)[found.rung].node, snapshot.vocabulary)
            texts, tokens = texts_of([found.documents[each.id] for each in found.found], snapshot)
            read = [[tokens.read[part] for part in text.values()] for text in texts]
            features = rerank.compute_features(read, words)
        rows = [
            (each.score + RANKING.pair * one.pair, one.window, one.lead)
            for each, one in zip(found.found, features, strict=True)
        ]
        yield QueryFeatures(
            np.array(rows, np.float64).reshape(-1, 3),
            np.array([each.id in right for each in found.found], np.bool_),
        )


def mrr(queries: Sequence[QueryFeatures], window: float, lead: float) -> float:
    """The mean reciprocal rank of the first right one of ten."""
    total = 0.0
    for each in queries:
        if each.right.any():
            scores = each.features @ np.array([1.0, window, lead])
            rank = 1 + int((scores > scores[each.right].max() + 1e-5).sum())
            total += 1 / rank if rank <= 10 else 0.0
    return total / len(queries)


def table(collections: Mapping[str, Sequence[QueryFeatures]]) -> str:
    """What is best on the other collections, and what it gives on the one left out."""
    grid = {
        (name, pair): mrr(queries, *pair)
        for name, queries in collections.items()
        for pair in product(WINDOWS, LEADS)
    }
    lines = [
        "| left out | window, lead: best on the others | MRR@10 by these | by the chosen |",
        "|---|---|---:|---:|",
    ]
    for name in collections:
        others = [other for other in collections if other != name]
        best = max(
            product(WINDOWS, LEADS),
            key=lambda pair: mean(grid[other, pair] for other in others),
        )
        lines.append(
            f"| {name} | {best[0]:g}, {best[1]:g} | {grid[name, best]:.3f}"
            f" | {mrr(collections[name], *CHOSEN):.3f} |"
        )
    return "\n".join(lines)

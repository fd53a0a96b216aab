"""One collection, asked by each contender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ir_measures
from ir_measures import RR, R, nDCG

from bench.performance.peers.lucene import Java
from bench.relevance.contenders import ABLATED, OURS, PLAIN, lucene, tantivys_name, tantivys_stemmer
from search.evaluation.evaluate import (
    TOP_K,
    CollectionResult,
    ScoredResults,
    evaluate_index,
    scored_by_rank,
    temporary_index,
)
from search.evaluation.test_collection import JudgedCollection, read_collection

MRR: Final = "MRR@10"
MEASURES: Final = {MRR: RR @ 10, "nDCG@10": nDCG @ 10, f"Recall@{TOP_K}": R @ TOP_K}


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found in a collection.

    Attributes:
        name: the collection's.
        ours: how Fihris answered.
        values: by contender, measure and query, from 0 to 1.
    """

    name: str
    ours: CollectionResult
    values: Mapping[str, Mapping[str, Mapping[str, float]]]

    def mean(self, contender: str, measure: str) -> float:
        """The mean over all queries."""
        values = self.values[contender][measure]
        return sum(values.values()) / len(values)


def measured(folder: Path, java: Java | None) -> Measured:
    """Index a collection once, and ask it of each contender."""
    collection = read_collection(folder)
    with temporary_index(collection) as (directory, report):
        ours = evaluate_index(collection, directory, report)
        results: dict[str, ScoredResults] = {OURS: ours.results}
        for name, ranking in ABLATED.items():
            results[name] = evaluate_index(collection, directory, report, ranking=ranking).results
        results[PLAIN] = evaluate_index(collection, directory, report, plain=True).results
    if java:
        results[f"Lucene {java.version}, its ArabicAnalyzer"] = lucene(collection, java)
    results[tantivys_name()] = tantivys_stemmer(collection)
    values = {name: by_query(found, collection) for name, found in results.items()}
    return Measured(folder.name, ours, values)


def by_query(results: ScoredResults, collection: JudgedCollection) -> dict[str, dict[str, float]]:
    """Each measure of each query; one without an answer counts as 0."""
    grades = {query: dict(judged) for query, judged in collection.judgments.items()}
    scored = list(scored_by_rank(results))
    values = {name: dict.fromkeys(grades, 0.0) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(names), grades, scored):
        values[names[metric.measure]][metric.query_id] = metric.value
    return values

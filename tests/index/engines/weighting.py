"""The engine's BM25 as a weighting of Whoosh's.

Whoosh's own BM25F differs on purpose: it counts removed documents in document frequencies and
mean lengths, documents without the field in both, and its logarithm is log(N / (n + 1)) + 1.
Here only documents count that can be found and have the field, and lengths are those of norms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from whoosh import scoring

from index.engines import bm25
from tests.contract.oracle import norm_length


class Bm25(scoring.WeightingModel):
    """Makes scorers for terms.

    Args:
        k1: saturation.
        b: length normalisation by Whoosh's name of a field.
    """

    def __init__(self, k1: float = 1.2, b: Mapping[str, float] | None = None) -> None:
        self.k1 = k1
        self.b = b or {}
        self._known: WeakKeyDictionary[Any, dict[str, list[int]]] = WeakKeyDictionary()

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> scoring.BaseScorer:
        if not searcher.schema[fieldname].scorable:
            return scoring.WeightScorer.for_(searcher, fieldname, text)
        reader = searcher.get_parent().reader()
        holding = sum(1 for _ in reader.postings(fieldname, text).all_ids())
        lengths = [length for length in self._lengths(reader, fieldname) if length]
        b = self.b.get(fieldname, 0.75)
        return _Scorer(searcher, fieldname, text, len(lengths), holding, sum(lengths), self.k1, b)

    def _lengths(self, reader: Any, fieldname: str) -> list[int]:
        known = self._known.setdefault(reader, {})
        if fieldname not in known:
            documents = reader.all_doc_ids()
            known[fieldname] = [reader.doc_field_length(each, fieldname) for each in documents]
        return known[fieldname]


class _Scorer(scoring.WeightLengthScorer):
    def __init__(
        self,
        searcher: Any,
        fieldname: str,
        text: Any,
        documents: int,
        holding: int,
        tokens: int,
        k1: float,
        b: float,
    ) -> None:
        self.idf = bm25.idf(documents, holding)
        self.mean = tokens / documents if tokens else 1.0
        self.k1, self.b = k1, b
        self.setup(searcher, fieldname, text)

    def _score(self, weight: float, length: int) -> float:
        norm = self.k1 * (1 - self.b + self.b * norm_length(length) / self.mean)
        return self.idf * weight / (weight + norm)

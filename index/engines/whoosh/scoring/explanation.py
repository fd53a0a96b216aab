"""How scores come about: the parts of a tree, each computed by itself.

This is independent of the kernels: posting list by posting list, each document alone, by the
formulas of `index.engines.bm25`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np

from index.engines import bm25
from index.engines.protocols import Explanation, ExplanationKind, TermScore
from index.engines.whoosh.scoring.evaluator import Evaluator, LeafPostings
from index.engines.whoosh.scoring.norms import FIELDS
from index.model.query import (
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Node,
    Nothing,
    Prefer,
    TextLeaf,
    Without,
)


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains the scores of some documents.

    Attributes:
        evaluator: gives the posting lists.
        numbers: of the documents in the whole index.
    """

    evaluator: Evaluator
    numbers: Sequence[int]

    def __call__(self, node: Node) -> list[Explanation]:
        """The explanation of each document."""
        if isinstance(node, TextLeaf):
            return self._leaf(node)
        match node:
            case AllOf(parts):
                return self._branch(node, parts, len(parts))
            case AnyOf(parts, minimum):
                return self._branch(node, parts, max(1, minimum))
            case Without(required, excluded):
                left_out = [each.matches for each in self(excluded)]
                return [
                    _whole(node, (each,), each.matches and not out)
                    for each, out in zip(self(required), left_out, strict=True)
                ]
            case Prefer(required, preferred):
                return [
                    _whole(node, (each, more), each.matches)
                    for each, more in zip(self(required), self(preferred), strict=True)
                ]
            case ColumnFilter(column):
                matching = self.evaluator.collection.columns[column].matching(node)
                kind = ExplanationKind(node.kind)
                return [Explanation(kind, "", bool(matching[n]), 0.0) for n in self.numbers]
            case Everything() | Nothing():
                everything = isinstance(node, Everything)
                return [Explanation(ExplanationKind(node.kind), "", everything, 0.0)] * len(
                    self.numbers
                )
            case _:
                assert_never(node)

    def _branch(self, node: Node, parts: Sequence[Node], minimum: int) -> list[Explanation]:
        explained = [self(part) for part in parts]
        of_each = zip(*explained, strict=True) if parts else ((),) * len(self.numbers)
        return [
            _whole(node, each, sum(part.matches for part in each) >= minimum) for each in of_each
        ]

    def _leaf(self, leaf: TextLeaf) -> list[Explanation]:
        terms: list[list[TermScore]] = [[] for _ in self.numbers]
        for postings in self.evaluator.leaf_postings(leaf):
            documents = postings[2].documents
            places = np.searchsorted(documents, np.array(self.numbers, np.uint32))
            for own, number, place in zip(terms, self.numbers, places.tolist(), strict=True):
                if place < len(documents) and documents[place] == number:
                    own.append(self._term(postings, place, number))
        return [
            Explanation(
                ExplanationKind(leaf.kind),
                leaf.surface,
                bool(own),
                sum(term.score for term in own),
                terms=tuple(own),
            )
            for own in terms
        ]

    def _term(self, leaf: LeafPostings, place: int, number: int) -> TermScore:
        """What a leaf adds to a document, which is at a place of its posting list."""
        field, level, postings, weight = leaf
        collection, weights = self.evaluator.collection, self.evaluator.weights
        norms = collection.norms[FIELDS.index(field)]
        frequency = float(postings.values[place])
        length = int(bm25.NORM_LENGTHS[norms.norms[number]])
        half = bm25.half_frequency(length / norms.mean, k1=weights.k1, b=weights.b[field])
        saturation = bm25.saturated(frequency, half)
        idf = sum(bm25.idf(norms.documents, doc_freq) for doc_freq in postings.doc_freqs)
        return TermScore(
            field=field,
            level=level,
            frequency=frequency,
            length=length,
            mean_length=norms.mean,
            doc_freqs=postings.doc_freqs,
            documents=norms.documents,
            weight=weight,
            idf=idf,
            saturation=saturation,
            score=weight * idf * saturation,
        )


def _whole(node: Node, parts: tuple[Explanation, ...], matches: bool) -> Explanation:
    """A branch; what doesn't match as a whole adds nothing, whatever its parts are."""
    score = sum(part.score for part in parts) if matches else 0.0
    return Explanation(ExplanationKind(node.kind), "", matches, score, parts=parts)

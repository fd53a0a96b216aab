"""bm25s over our terms: scores made in advance; no text, no positions, no totals.

It keeps the numbers of documents, so a document is named by its number here.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import bm25s
import numpy as np

from bench.performance.measures import Answer, Kind
from bench.performance.peers.protocol import K1, TOP, Ask, B, Session
from bench.performance.questions import Question


class Bm25s:
    """See the module."""

    version = version("bm25s")
    kinds = frozenset({Kind.TOP})

    def build(self, corpus: Path, terms: Path, index: Path) -> int:
        """See `Peer.build`."""
        numbers: dict[str, int] = {}
        with terms.open(encoding="utf-8") as lines:
            documents = [
                np.array([numbers.setdefault(term, len(numbers)) for term in line.split()], int)
                for line in lines
            ]
        retriever = bm25s.BM25(k1=K1, b=B, method="lucene")
        retriever.index((documents, numbers), show_progress=False)
        retriever.save(index)
        return len(documents)

    def open(self, index: Path) -> Session:
        """See `Peer.open`."""
        return _Session(bm25s.BM25.load(index, mmap=True))


class _Session:
    def __init__(self, retriever: bm25s.BM25) -> None:
        self._retriever = retriever
        self._known = retriever.vocab_dict

    def prepare(self, kind: Kind, question: Question) -> Ask:
        terms = [[term for term in question.terms if term in self._known]]

        def ask() -> Answer:
            found = self._retriever.retrieve(terms, k=TOP, show_progress=False)
            held = found.scores[0] > 0
            return Answer(
                None,
                tuple(str(number) for number in found.documents[0][held]),
                tuple(float(score) for score in found.scores[0][held]),
            )

        return ask

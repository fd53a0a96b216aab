"""Stock whoosh3: its own codec, writer and searcher over our terms, in one process."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from whoosh import index as whoosh_index
from whoosh import scoring
from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.query.compound import Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Query
from whoosh.query.ranges import NumericRange
from whoosh.query.terms import Prefix, Term
from whoosh.sorting import FieldFacet

from bench.performance.measures import Answer, Kind
from bench.performance.peers.protocol import K1, TOP, Ask, B, Session, day, records
from bench.performance.questions import Question

MEMORY_MB: Final = 512
FIELD: Final = "terms"


class StockWhoosh:
    """See the module."""

    version = version("whoosh3")
    kinds = frozenset({Kind.TOP, Kind.TOTAL, Kind.PHRASE, Kind.PREFIX, Kind.FILTER, Kind.FACETS})

    def build(self, corpus: Path, terms: Path, index: Path) -> int:
        """See `Peer.build`."""
        schema = Schema(
            id=ID(stored=True),
            terms=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True),
            title=STORED,
            text=STORED,
            source=ID(stored=True, sortable=True),
            date=NUMERIC(stored=True, sortable=True),
        )
        writer = whoosh_index.create_in(str(index), schema).writer(limitmb=MEMORY_MB)
        documents = 0
        for record, line in records(corpus, terms):
            writer.add_document(
                id=record["_id"],
                terms=line,
                title=record["title"],
                text=record["text"],
                source=record["source"],
                date=day(record["date"]),
            )
            documents += 1
        writer.commit()
        return documents

    def open(self, index: Path) -> Session:
        """See `Peer.open`."""
        weighting = scoring.BM25F(B=B, K1=K1)
        return _Session(whoosh_index.open_dir(str(index)).searcher(weighting=weighting))


class _Session:
    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher

    def prepare(self, kind: Kind, question: Question) -> Ask:
        query = _query(kind, question)
        options: dict[str, Any] = {"limit": TOP}
        if kind is Kind.FILTER:
            options["filter"] = NumericRange("date", day(question.first), day(question.last))
        if kind is Kind.FACETS:
            options["groupedby"] = FieldFacet("source")
            options["maptype"] = None

        def ask() -> Answer:
            found = self._searcher.search(query, **options)
            facets = {}
            if kind is Kind.FACETS:
                facets = {name: len(group) for name, group in found.groups("source").items()}
            return Answer(
                None if kind is Kind.TOP else len(found),
                tuple(hit["id"] for hit in found),
                tuple(found.score(number) for number in range(found.scored_length())),
                facets,
            )

        return ask


def _query(kind: Kind, question: Question) -> Query:
    if kind is Kind.PHRASE:
        return Phrase(FIELD, list(question.phrase))
    if kind is Kind.PREFIX:
        return Prefix(FIELD, question.prefix)
    return Or([Term(FIELD, term) for term in question.terms])

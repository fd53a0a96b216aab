"""Tantivy over our terms, and over the text with its own Arabic stemmer; one indexing thread."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import tantivy

from bench.performance.measures import Answer, Kind
from bench.performance.peers.protocol import TOP, Ask, Session, day, records
from bench.performance.questions import Question

MEMORY: Final = 256 * 1024 * 1024
FIELD: Final = "terms"
STORED: Final = ("_id", "title", "text")


class Tantivy:
    """Over our terms, which it divides at spaces.

    Args:
        own: over the text instead, with the analysis that it has for Arabic.
    """

    version = version("tantivy")
    kinds = frozenset({Kind.TOP, Kind.TOTAL, Kind.PHRASE, Kind.PREFIX, Kind.FILTER, Kind.FACETS})

    def __init__(self, *, own: bool = False) -> None:
        """See the class."""
        self._own = own
        if own:
            self.kinds = self.kinds - {Kind.PREFIX}

    def build(self, corpus: Path, terms: Path, index: Path) -> int:
        """See `Peer.build`."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field(FIELD, tokenizer_name="ours", index_option="position")
        for name in STORED:
            builder.add_bytes_field(name, stored=True)
        builder.add_text_field("source", stored=True, fast=True, tokenizer_name="raw")
        builder.add_unsigned_field("date", stored=True, fast=True, indexed=True)
        builder.add_unsigned_field("number", fast=True)
        opened = tantivy.Index(builder.build(), path=str(index))
        opened.register_tokenizer("ours", self._analyzer())
        writer = opened.writer(heap_size=MEMORY, num_threads=1)
        documents = 0
        for record, line in records(corpus, terms):
            document = tantivy.Document()
            document.add_text(FIELD, record["text"] if self._own else line)
            for name in STORED:
                document.add_bytes(name, record[name].encode())
            document.add_text("source", record["source"])
            document.add_unsigned("date", day(record["date"]))
            document.add_unsigned("number", documents)
            writer.add_document(document)
            documents += 1
        writer.commit()
        writer.wait_merging_threads()
        return documents

    def open(self, index: Path) -> Session:
        """See `Peer.open`."""
        opened = tantivy.Index.open(str(index))
        analyzer = self._analyzer()
        opened.register_tokenizer("ours", analyzer)
        return _Session(opened, analyzer if self._own else None)

    def _analyzer(self) -> Any:
        if not self._own:
            return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        builder = builder.filter(tantivy.Filter.lowercase())
        return builder.filter(tantivy.Filter.stemmer("arabic")).build()


class _Session:
    def __init__(self, index: Any, analyzer: Any) -> None:
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._analyzer = analyzer

    def prepare(self, kind: Kind, question: Question) -> Ask:
        query = self._query(kind, question)
        searcher = self._searcher
        counted = kind is not Kind.TOP
        by_source = {"sources": {"terms": {"field": "source", "size": 100}}}

        def ask() -> Answer:
            found = searcher.search(query, TOP, count=counted)
            facets = {}
            if kind is Kind.FACETS:
                groups = searcher.aggregate(query, by_source)["sources"]["buckets"]
                facets = {group["key"]: group["doc_count"] for group in groups}
            addresses = [address for _, address in found.hits]
            numbers = searcher.fast_field_values("number", addresses)
            return Answer(
                found.count if counted else None,
                tuple(str(number) for number in numbers),
                tuple(score for score, _ in found.hits),
                facets,
            )

        return ask

    def _query(self, kind: Kind, question: Question) -> Any:
        terms, phrase = question.terms, question.phrase
        if self._analyzer is not None:
            terms = tuple(dict.fromkeys(self._analyzer.analyze(question.text)))
            phrase = tuple(self._analyzer.analyze(question.phrase_text))
        if kind is Kind.PHRASE:
            return self._phrase(phrase)
        if kind is Kind.PREFIX:
            return tantivy.Query.regex_query(self._schema, FIELD, f"{question.prefix}.*")
        words = self._any_of(terms)
        if kind is not Kind.FILTER:
            return words
        days = tantivy.Query.range_query(
            self._schema,
            "date",
            tantivy.FieldType.Unsigned,
            day(question.first),
            day(question.last),
        )
        unscored = tantivy.Query.const_score_query(days, 0.0)
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, words), (tantivy.Occur.Must, unscored)]
        )

    def _any_of(self, terms: Sequence[str]) -> Any:
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, FIELD, term))
                for term in terms
            ]
        )

    def _phrase(self, terms: Sequence[str]) -> Any:
        """A phrase; one word where the analysis makes one of two."""
        if len(terms) < 2:
            return self._any_of(terms)
        return tantivy.Query.phrase_query(self._schema, FIELD, list(terms))

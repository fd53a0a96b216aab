"""Who is asked: Fihris with parts of its ranking left out, Lucene and tantivy as they come."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

import tantivy

from bench.performance.peers.lucene import Java
from search.evaluation.evaluate import TOP_K, ScoredResults
from search.evaluation.test_collection import JudgedCollection
from search.model.ranking import RANKING, Ranking

OURS: Final = "Fihris"
ABLATED: Final[Mapping[str, Ranking]] = {
    "without reranking": replace(RANKING, depth=0),
    "without windows": replace(RANKING, window=0.0),
    "without leads": replace(RANKING, lead=0.0),
    "without pairs": replace(RANKING, pair=0.0),
    "forms alone, no stemming": replace(RANKING, form=1.0, stem=0.0, root=0.0, depth=0),
    "stems alone": replace(RANKING, form=0.0, stem=1.0, root=0.0, depth=0),
    "roots alone": replace(RANKING, form=0.0, stem=0.0, root=1.0, depth=0),
}
"""Fihris with parts left out."""

PLAIN: Final = "without reranking, names and recovery"
"""Fihris by the levels alone."""

SOURCE: Final = Path(__file__).parent / "Ranked.java"
_HEAP: Final = 64 * 1024 * 1024


def lucene(collection: JudgedCollection, java: Java) -> ScoredResults:
    """What Lucene finds with its ArabicAnalyzer and BM25, both as they come.

    Args:
        collection: the documents, title before text, and the queries.
        java: the program `Ranked.java`.
    """
    return lucene_run(_documents(collection), collection.queries.items(), java, TOP_K)


def lucene_run(
    texts: Iterable[tuple[str, str]],
    asked: Iterable[tuple[str, str]],
    java: Java,
    count: int,
    phrase: float | None = None,
) -> ScoredResults:
    """What Lucene finds.

    Args:
        texts: ids and texts of the documents.
        asked: ids and texts of the queries.
        java: the program `Ranked.java`.
        count: how many documents for each query, at most.
        phrase: the weight of the query as a phrase beside its words; None for words alone.
    """
    with tempfile.TemporaryDirectory(prefix="fihris-relevance-") as temporary:
        folder = Path(temporary)
        documents, queries, run = folder / "documents", folder / "queries", folder / "run"
        _write(documents, texts)
        _write(queries, asked)
        more = [] if phrase is None else [str(phrase)]
        command = java.command(documents, queries, run, str(count), *more)
        subprocess.run(list(map(str, command)), check=True)
        found: dict[str, list[tuple[str, float]]] = {}
        for line in run.read_text(encoding="utf-8").splitlines():
            query, document, score = line.split("\t")
            found.setdefault(query, []).append((document, float(score)))
        return found


def tantivys_stemmer(collection: JudgedCollection) -> ScoredResults:
    """What tantivy finds with its Arabic stemmer (Snowball's) and BM25."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="arabic")
    index = tantivy.Index(builder.build())
    simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    lowered = simple.filter(tantivy.Filter.lowercase())
    analyzer = lowered.filter(tantivy.Filter.stemmer("arabic")).build()
    index.register_tokenizer("arabic", analyzer)
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for identity, text in _documents(collection):
        document = tantivy.Document()
        document.add_text("id", identity)
        document.add_text("text", text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    found = {}
    for query, text in collection.queries.items():
        terms = dict.fromkeys(analyzer.analyze(text))
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(index.schema, "text", term))
            for term in terms
        ]
        hits = searcher.search(tantivy.Query.boolean_query(wanted), TOP_K).hits if wanted else []
        found[query] = [(searcher.doc(place)["id"][0], score) for score, place in hits]
    return found


def tantivys_name() -> str:
    """What the table calls it."""
    return f"tantivy {version('tantivy')}, its Arabic stemmer"


def _documents(collection: JudgedCollection) -> Iterator[tuple[str, str]]:
    """The id and text of each document, the title before it."""
    with collection.corpus.open(encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            record = json.loads(line)
            yield str(record["_id"]), f"{record.get('title') or ''} {record['text']}"


def _write(path: Path, texts: Iterable[tuple[str, str]]) -> None:
    """Write ids and texts as lines of two columns."""
    lines = (f"{identity}\t{' '.join(text.split())}\n" for identity, text in texts)
    path.write_text("".join(lines), encoding="utf-8")

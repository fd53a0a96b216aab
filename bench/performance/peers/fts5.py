"""SQLite's FTS5 over our terms: a contentless index beside a table of the documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.performance.measures import Answer, Kind
from bench.performance.peers.protocol import TOP, Ask, Session, day, records
from bench.performance.questions import Question

TABLES: Final = """
CREATE TABLE documents
    (number INTEGER PRIMARY KEY, id TEXT, title TEXT, text TEXT, source TEXT, date INTEGER);
CREATE VIRTUAL TABLE words USING fts5
    (terms, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '.,'");
"""
FOUND: Final = """
SELECT documents.id, -words.rank FROM words JOIN documents ON documents.number = words.rowid
WHERE words MATCH ?1 {also} ORDER BY words.rank LIMIT ?2
"""
COUNTED: Final = "SELECT count(*) FROM words WHERE words MATCH ?1"
COUNTED_BETWEEN: Final = """
SELECT count(*) FROM words JOIN documents ON documents.number = words.rowid
WHERE words MATCH ?1 AND documents.date BETWEEN ?2 AND ?3
"""
BETWEEN: Final = "AND documents.date BETWEEN ?3 AND ?4"
BY_SOURCE: Final = """
SELECT documents.source, count(*) FROM words JOIN documents ON documents.number = words.rowid
WHERE words MATCH ?1 GROUP BY documents.source
"""
TEN: Final = "SELECT rowid, -rank FROM words WHERE words MATCH ?1 ORDER BY rank LIMIT ?2"
NAMED: Final = "SELECT id FROM documents WHERE number = ?1"


class Fts5:
    """See the module."""

    version = sqlite3.sqlite_version
    kinds = frozenset({Kind.TOP, Kind.TOTAL, Kind.PHRASE, Kind.PREFIX, Kind.FILTER, Kind.FACETS})

    def build(self, corpus: Path, terms: Path, index: Path) -> int:
        """See `Peer.build`."""
        database = sqlite3.connect(index / "index.sqlite")
        database.executescript(TABLES)

        def rows() -> Iterator[tuple[object, ...]]:
            for number, (record, _) in enumerate(records(corpus, terms), 1):
                yield (
                    number,
                    *(record[name] for name in ("_id", "title", "text", "source")),
                    day(record["date"]),
                )

        def words() -> Iterator[tuple[int, str]]:
            with terms.open(encoding="utf-8") as all_lines:
                yield from enumerate(all_lines, 1)

        with database:
            database.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", rows())
            database.executemany("INSERT INTO words(rowid, terms) VALUES (?, ?)", words())
            database.execute("INSERT INTO words(words) VALUES ('optimize')")
        documents: int = database.execute("SELECT count(*) FROM documents").fetchone()[0]
        database.close()
        return documents

    def open(self, index: Path) -> Session:
        """See `Peer.open`."""
        database = sqlite3.connect(f"file:{index / 'index.sqlite'}?mode=ro", uri=True)
        database.execute("PRAGMA mmap_size = 17179869184")
        return _Session(database)


class _Session:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def prepare(self, kind: Kind, question: Question) -> Ask:
        query = _query(kind, question)
        days = (day(question.first), day(question.last))
        run = self._database.execute

        def ask() -> Answer:
            total, facets = None, {}
            if kind is Kind.FILTER:
                found = run(FOUND.format(also=BETWEEN), (query, TOP, *days)).fetchall()
                (total,) = run(COUNTED_BETWEEN, (query, *days)).fetchone()
            else:
                ten = run(TEN, (query, TOP)).fetchall()
                found = [(run(NAMED, (number,)).fetchone()[0], score) for number, score in ten]
            if kind is Kind.FACETS:
                facets = dict(run(BY_SOURCE, (query,)).fetchall())
                total = sum(facets.values())
            elif kind not in (Kind.TOP, Kind.FILTER):
                (total,) = run(COUNTED, (query,)).fetchone()
            return Answer(
                total,
                tuple(identity for identity, _ in found),
                tuple(score for _, score in found),
                facets,
            )

        return ask


def _query(kind: Kind, question: Question) -> str:
    if kind is Kind.PHRASE:
        return _quoted(" ".join(question.phrase))
    if kind is Kind.PREFIX:
        return f"{_quoted(question.prefix)} *"
    return " OR ".join(map(_quoted, question.terms))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'

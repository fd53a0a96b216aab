"""The engines that the contract holds for, and short ways to fill and ask one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.analysis import Analyzer, Level
from index.engines.protocols import (
    AnalyzedDocument,
    Candidates,
    Engine,
    FieldWeights,
    OpenIndex,
    Order,
    Retrieval,
)
from index.engines.whoosh import WhooshEngine
from index.model.document import Document
from index.model.query import ALL_LEVELS, DEFAULT_FIELDS, Node, Phrase, TextField, Word
from tests.contract.oracle_engine import OracleEngine

# Every engine that exists: another one is accepted by passing with its line here.
ENGINES: Mapping[str, type[Engine]] = {
    "whoosh": WhooshEngine,
    "oracle": OracleEngine,
}

# Weights that differ by level and field, so that taking one for another shows.
WEIGHTS = FieldWeights(
    weights={
        (field, level): by_field * by_level
        for field, by_field in (
            (TextField.TITLE, 1.5),
            (TextField.BODY, 1.0),
            (TextField.SOURCE, 0.7),
        )
        for level, by_level in ((Level.FORM, 0.6), (Level.STEM, 1.0), (Level.ROOT, 0.9))
    },
    k1=1.2,
    b={TextField.TITLE: 0.6, TextField.BODY: 0.75, TextField.SOURCE: 0.0},
)

_analyzer = Analyzer()


def analyzed(document: Document) -> AnalyzedDocument:
    """A document with its tokens, as the program itself hands it to an engine."""
    texts = {
        TextField.TITLE: document.title,
        TextField.BODY: document.body,
        TextField.SOURCE: document.source or "",
    }
    return AnalyzedDocument(
        document,
        {
            field: tuple(token.readings for token in _analyzer.tokens(text))
            for field, text in texts.items()
        },
    )


def word(
    text: str,
    *levels: Level,
    fields: tuple[TextField, ...] = DEFAULT_FIELDS,
    weight: float = 1.0,
) -> Word:
    """The query's leaf for a word, at the given levels or at all."""
    (token,) = _analyzer.tokens(text)
    return Word(text, token.readings, levels or ALL_LEVELS, fields, weight)


def phrase(
    text: str,
    *levels: Level,
    slop: int = 0,
    fields: tuple[TextField, ...] = DEFAULT_FIELDS,
    weight: float = 1.0,
) -> Phrase:
    """The query's leaf for a phrase, at the given levels or at form and stem."""
    words = tuple(Word(t.surface, t.readings) for t in _analyzer.tokens(text))
    return Phrase(text, words, slop, levels or (Level.FORM, Level.STEM), fields, weight)


@dataclass(frozen=True)
class Shelf:
    """A folder with an engine that keeps an index in it."""

    engine: Engine
    folder: Path

    def fill(self, documents: Iterable[Document]) -> Shelf:
        """Begin an index with these documents."""
        writer = self.engine.create(self.folder)
        writer.add(map(analyzed, documents))
        writer.commit()
        return self

    def change(self, *added: Document, removed: Iterable[str] = ()) -> int:
        """Remove, then add, in one session; how many were removed."""
        writer = self.engine.change(self.folder)
        count = writer.remove(removed)
        writer.add(map(analyzed, added))
        writer.commit()
        return count

    @contextmanager
    def open(self) -> Iterator[OpenIndex]:
        """The index, opened for reading."""
        with self.engine.open(self.folder) as index:
            yield index

    def ask(
        self, query: Node, *, limit: int = 1000, offset: int = 0, order: Order = Order.SCORE
    ) -> Candidates:
        """One retrieval."""
        with self.open() as index:
            return index.retriever.search([Retrieval(query, WEIGHTS, limit, offset, order)])[0]

    def found(self, query: Node) -> list[str]:
        """Ids of what a tree matches, best first."""
        answer = self.ask(query)
        assert answer.exact
        assert answer.total == len(answer.found)
        return [candidate.id for candidate in answer.found]


def bodies(*texts: str) -> list[Document]:
    """Documents 0, 1, … without title."""
    return [Document(str(number), "", text) for number, text in enumerate(texts)]


@pytest.fixture(params=ENGINES, scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    return ENGINES[request.param]()


@pytest.fixture
def shelf(engine: Engine, tmp_path: Path) -> Shelf:
    """An engine with a folder that is still empty."""
    return Shelf(engine, tmp_path)

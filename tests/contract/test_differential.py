"""Random collections, random changes, random trees: every engine against the oracle."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Level
from index.engines.protocols import Candidates, Engine, OpenIndex, Order, Retrieval
from index.model.columns import folded_words
from index.model.document import Document
from index.model.query import (
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Fuzzy,
    Node,
    Nothing,
    Phrase,
    Prefer,
    Prefix,
    TextField,
    Wildcard,
    Without,
    Word,
)
from tests.contract.conftest import WEIGHTS, Shelf, analyzed, word
from tests.contract.oracle import Oracle

# Words that share roots, stems and forms in different ways, with and without marks; some have
# two readings (dagger alef), some are one swap or edit apart.
VOCABULARY = (
    "كتاب", "الكتاب", "كِتَابٌ", "كتب", "مكتبة", "كاتب", "يكتبون", "الكتٰب", "كتبا", "تكاب", "تكبا",
    "مدرسة", "المدارس", "درس", "دروس", "رحمن", "الرحمٰن", "وزير", "وزراء", "في", "من", "2024",
)  # fmt: skip
IDS = ("a", "b", "c", "d", "e", "f")
AUTHORS = ("ا", "ب", "طه حسين", "x:y", "A")
NUMBERS = (-2.5, 0, 3, 1e300)
DATES = (None, dt.date(1, 1, 1), dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(9999, 12, 31))

COLUMNS = ("source", "date", "author", "pages", "printed")
ORDERS = [Order(column, descending=down) for column in COLUMNS for down in (False, True)]

texts = st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join)
documents = st.builds(
    Document,
    id=st.sampled_from(IDS),
    title=texts,
    body=texts,
    source=st.none() | texts,
    date=st.sampled_from(DATES),
    columns=st.fixed_dictionaries(
        {},
        optional={
            "author": st.lists(st.sampled_from(AUTHORS), max_size=3, unique=True).map(tuple),
            "pages": st.sampled_from(NUMBERS).map(lambda number: (number,)),
            "printed": st.sampled_from(DATES[1:]).map(lambda day: (day,)),
        },
    ),
)
sessions = st.tuples(st.lists(documents, max_size=6), st.sets(st.sampled_from(IDS), max_size=2))
fields = st.sets(st.sampled_from(TextField), min_size=1).map(lambda of: tuple(sorted(of)))
levels = st.sets(st.sampled_from(Level), min_size=1).map(lambda of: tuple(sorted(of)))
surfaces = st.sampled_from(VOCABULARY)
forms = surfaces.map(lambda surface: word(surface).readings[0].form)


def _word(surface: str, at: tuple[Level, ...], of: tuple[TextField, ...], weight: float) -> Word:
    return word(surface, *at, fields=of, weight=weight)


words = st.builds(_word, surfaces, levels, fields, st.sampled_from((0.0, 0.1, 1.0, 2.5)))
patterns = st.lists(forms.map(lambda form: form[:2]) | st.sampled_from("*?ا"), max_size=4)
proclitics = st.sets(st.sampled_from(("ال", "وال", "ت"))).map(lambda of: tuple(sorted(of)))
no_values: st.SearchStrategy[tuple[str, ...]] = st.just(())
bounds = st.sampled_from(DATES)
column_filters = st.one_of(
    st.builds(ColumnFilter, st.sampled_from(("date", "printed")), no_values, bounds, bounds),
    st.builds(
        ColumnFilter,
        st.just("pages"),
        no_values,
        st.none() | st.sampled_from(NUMBERS),
        st.none() | st.sampled_from(NUMBERS),
    ),
    st.builds(
        ColumnFilter,
        st.sampled_from(("author", "source", "none")),
        st.lists(st.sampled_from((*AUTHORS, "ج", *VOCABULARY[:2])), max_size=3).map(tuple),
    ),
    st.builds(
        ColumnFilter,
        st.sampled_from(("author", "source", "none")),
        words=st.sampled_from(("طه", "حسين", "طه حسين", "حسين طه", "a", *VOCABULARY[:2])).map(
            folded_words
        ),
    ),
)
leaves: st.SearchStrategy[Node] = st.one_of(
    words,
    st.builds(
        Phrase,
        st.just("…"),
        st.lists(words, min_size=2, max_size=3).map(tuple),
        st.integers(0, 3),
        levels,
        fields,
    ),
    st.builds(Prefix, st.just("…"), forms.map(lambda form: form[:2]), fields, proclitics),
    st.builds(Wildcard, st.just("…"), patterns.map("".join), fields, proclitics),
    st.builds(Fuzzy, st.just("…"), forms, st.sampled_from((1, 2)), fields, proclitics),
    column_filters,
    st.just(Everything()),
    st.just(Nothing()),
)


def branches(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, max_size=4).map(tuple)
    return st.one_of(
        st.builds(AllOf, several),
        st.builds(AnyOf, several, st.integers(0, 4)),
        st.builds(Without, parts, parts),
        st.builds(Prefer, parts, parts),
    )


trees = st.recursive(leaves, branches, max_leaves=8)


@dataclass(frozen=True)
class Compared:
    """An open index beside the oracle of what was written to it."""

    index: OpenIndex
    oracle: Oracle

    def ask(self, query: Node, order: Order = Order.SCORE) -> Candidates:
        retrieval = Retrieval(query, WEIGHTS, 1000, 0, order, facets=(*COLUMNS, "none"))
        return self.index.retriever.search([retrieval])[0]

    def check(self, query: Node) -> None:
        answer = self.ask(query)
        expected = self.oracle.scores(query)
        assert {found.id: found.score for found in answer.found} == pytest.approx(
            expected, abs=1e-4
        )
        assert answer.total == len(expected)
        assert [found.id for found in answer.found] == self.oracle.ranked(expected)
        for order in ORDERS:
            ids = [found.id for found in self.ask(query, order).found]
            assert ids == self.oracle.ranked(expected, order)
        for column, values in answer.facets.items():
            counted = {each.value: each.documents for each in values}
            assert counted == self.oracle.facet(expected, column)

    def check_filtered(self, query: Node, filters: tuple[Node, ...]) -> None:
        retrieval = Retrieval(query, WEIGHTS, 1000, filters=filters)
        (answer,) = self.index.retriever.search([retrieval])
        assert [found.id for found in answer.found] == self.oracle.ranked(
            self.oracle.scores(AllOf((query, *filters)))
        )


def written(shelf: Shelf, changes: Sequence[tuple[list[Document], set[str]]]) -> Oracle:
    """Write sessions one after the other; what an oracle then knows."""
    known: dict[str, Document] = {}
    shelf.fill(())
    for added, removed in changes:
        assert shelf.change(*added, removed=sorted(removed)) == len(removed & known.keys())
        for identity in removed:
            known.pop(identity, None)
        known.update({document.id: document for document in added})
    return Oracle.of({i: analyzed(document) for i, document in known.items()}, WEIGHTS)


@settings(max_examples=150)
@given(
    changes=st.lists(sessions, min_size=1, max_size=4),
    queries=st.lists(trees, min_size=8, max_size=24),
    filters=st.lists(column_filters, min_size=1, max_size=2),
)
def test_any_tree_over_any_collection_is_answered_as_by_the_oracle(
    engine: Engine,
    changes: list[tuple[list[Document], set[str]]],
    queries: list[Node],
    filters: list[Node],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(engine, Path(folder))
        oracle = written(shelf, changes)
        with shelf.open() as index:
            compared = Compared(index, oracle)
            for query in queries:
                compared.check(query)
                compared.check_filtered(query, tuple(filters))
            assert index.vocabulary.count() == len(oracle.documents)
            assert set(index.retriever.ids()) == set(oracle.documents)
            stored = {i: each.document for i, each in oracle.documents.items()}
            assert index.retriever.documents(IDS) == stored


@settings(max_examples=50)
@given(changes=st.lists(sessions, min_size=1, max_size=3), surface=surfaces)
def test_frequencies_and_statistics_are_those_of_the_oracle(
    engine: Engine, changes: list[tuple[list[Document], set[str]]], surface: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(engine, Path(folder))
        oracle = written(shelf, changes)
        reading = word(surface).readings[0]
        with shelf.open() as index:
            for field in (TextField.TITLE, TextField.BODY):
                for level in Level:
                    term = reading.at(level)
                    expected = oracle.collection.doc_freqs[field, level][term]
                    assert index.vocabulary.doc_freq(field, level, term) == expected
            told = index.retriever.statistics()
            known = [each.document for each in oracle.documents.values()]
            dates = [document.date for document in known if document.date]
            assert told.documents == len(known)
            assert told.dated == len(dates)
            assert told.earliest == min(dates, default=None)
            assert told.latest == max(dates, default=None)
            held = {name for each in known for name in each.columns}
            assert told.columns == {n: sum(n in each.columns for each in known) for n in held}
            for field in TextField:
                tokens = sum(len(each.tokens[field]) for each in oracle.documents.values())
                assert told.tokens[field.value] == tokens

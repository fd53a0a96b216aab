"""How scores come about: what an engine says of them must add up to them."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Level
from index.engines.protocols import Engine, Explanation, Retrieval
from index.model.document import Document
from index.model.query import (
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Node,
    Nothing,
    Prefer,
    Prefix,
    TextField,
    Without,
)
from tests.contract.conftest import WEIGHTS, Shelf, bodies, phrase, word
from tests.contract.test_differential import sessions, trees, written

BOOK, LESSON, MINISTER = word("كتاب"), word("درس"), word("وزير")


def explained(shelf: Shelf, query: Node, identity: str = "0") -> Explanation:
    with shelf.open() as reader:
        return reader.explain(query, WEIGHTS, [identity])[identity]


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    return shelf.fill(bodies("كتاب كتب درس", "كتاب", "وزير", "درس"))


def test_a_word_adds_at_each_of_its_levels(filled: Shelf) -> None:
    terms = explained(filled, BOOK).terms
    assert [(term.field, term.level) for term in terms] == [
        (TextField.BODY, level) for level in Level
    ]


def test_a_relative_counts_at_the_root_alone(filled: Shelf) -> None:
    assert [term.frequency for term in explained(filled, BOOK).terms] == [1, 1, 2]


def test_the_numbers_of_a_term_are_those_of_the_collection(filled: Shelf) -> None:
    term = explained(filled, BOOK).terms[0]
    assert (term.holding, term.documents, term.length, term.mean_length) == (2, 4, 3, 1.5)


def test_a_score_is_weight_by_idf_by_saturation(filled: Shelf) -> None:
    for term in explained(filled, BOOK).terms:
        assert term.score == term.weight * term.idf * term.saturation


def test_the_weight_of_a_word_multiplies_that_of_its_field_and_level(filled: Shelf) -> None:
    term = explained(filled, word("كتاب", Level.STEM, weight=0.5)).terms[0]
    assert term.weight == 0.5 * WEIGHTS.weights[TextField.BODY, Level.STEM]


def test_a_phrase_weighs_as_many_as_its_words(filled: Shelf) -> None:
    term = explained(filled, phrase("كتب درس", Level.FORM)).terms[0]
    assert term.weight == 2 * WEIGHTS.weights[TextField.BODY, Level.FORM]


def test_the_weight_of_a_phrase_multiplies_that_of_its_words(filled: Shelf) -> None:
    term = explained(filled, phrase("كتب درس", Level.FORM, weight=0.5)).terms[0]
    assert term.weight == WEIGHTS.weights[TextField.BODY, Level.FORM]


def test_a_prefix_counts_all_its_forms_together(filled: Shelf) -> None:
    (term,) = explained(filled, Prefix("كت*", "كت")).terms
    assert (term.level, term.frequency) == (Level.FORM, 2)


def test_a_branch_has_its_parts_in_order(filled: Shelf) -> None:
    told = explained(filled, AnyOf((MINISTER, BOOK)))
    assert [(part.surface, part.matches) for part in told.parts] == [
        ("وزير", False),
        ("كتاب", True),
    ]


def test_what_does_not_match_adds_nothing(filled: Shelf) -> None:
    told = explained(filled, AllOf((MINISTER, BOOK)))
    assert (told.matches, told.score) == (False, 0)


def test_what_is_excluded_is_no_part_of_a_score(filled: Shelf) -> None:
    told = explained(filled, Without(BOOK, MINISTER))
    assert (told.kind, [part.surface for part in told.parts]) == ("without", ["كتاب"])
    assert not explained(filled, Without(BOOK, LESSON)).matches


def test_what_is_liked_adds_where_it_stands(filled: Shelf) -> None:
    wanted, liked = explained(filled, Prefer(BOOK, LESSON)).parts
    assert wanted.score > 0 < liked.score


def test_documents_without_words_are_explained_too(shelf: Shelf) -> None:
    shelf.fill(bodies(""))
    kinds = [explained(shelf, node) for node in (Everything(), Nothing(), ColumnFilter("date"))]
    assert [(each.kind, each.matches) for each in kinds] == [
        ("everything", True),
        ("nothing", False),
        ("date", False),
    ]


def test_a_document_that_is_not_there_has_no_explanation(filled: Shelf) -> None:
    with filled.open() as reader:
        assert reader.explain(BOOK, WEIGHTS, ["none"]) == {}


def test_documents_of_several_sessions_are_told_apart(filled: Shelf) -> None:
    filled.change(Document("new", "", "كتاب كتاب"), removed=["1"])
    with filled.open() as reader:
        told = reader.explain(BOOK, WEIGHTS, ["new", "0", "1"])
    assert {identity: each.terms[0].frequency for identity, each in told.items()} == {
        "new": 2,
        "0": 1,
    }


def nodes(explanation: Explanation) -> Iterator[Explanation]:
    yield explanation
    for part in explanation.parts:
        yield from nodes(part)


@settings(max_examples=100)
@given(
    changes=st.lists(sessions, min_size=1, max_size=3),
    queries=st.lists(trees, min_size=8, max_size=24),
)
def test_parts_add_up_to_the_scores_of_random_queries(
    engine: Engine,
    changes: list[tuple[list[Document], set[str]]],
    queries: list[Node],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(engine, Path(folder))
        oracle = written(shelf, changes)
        with shelf.open() as reader:
            for query in queries:
                answer = reader.retrieve(Retrieval(query, WEIGHTS, 1000))
                scores = {found.id: found.score for found in answer.found}
                told = reader.explain(query, WEIGHTS, [*oracle.documents])
                assert {i for i, each in told.items() if each.matches} == scores.keys()
                for identity, score in scores.items():
                    assert told[identity].score == pytest.approx(score, abs=1e-4)
                    for node in nodes(told[identity]):
                        parts = [part.score for part in node.parts]
                        own = [*parts, *(term.score for term in node.terms)]
                        total = math.fsum(own) if node.matches else 0
                        assert node.score == pytest.approx(total, abs=1e-9)

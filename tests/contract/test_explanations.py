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
    Fuzzy,
    Node,
    Nothing,
    Prefer,
    Prefix,
    TextField,
    Wildcard,
    Without,
)
from tests.contract.conftest import WEIGHTS, Shelf, bodies, phrase, word
from tests.contract.test_differential import sessions, trees, written

BOOK, LESSON, MINISTER = word("كتاب"), word("درس"), word("وزير")


def explained(shelf: Shelf, query: Node, identity: str = "0") -> Explanation:
    with shelf.open() as index:
        return index.retriever.explain(query, WEIGHTS, [identity])[identity]


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    return shelf.fill(bodies("كتاب كتابة درس", "كتاب", "وزير", "درس"))


def test_a_word_adds_at_each_of_its_levels(filled: Shelf) -> None:
    terms = explained(filled, BOOK).terms
    assert [(term.field, term.level) for term in terms] == [
        (TextField.BODY, level) for level in Level
    ]


def test_a_relative_counts_at_the_root_alone(filled: Shelf) -> None:
    assert [term.frequency for term in explained(filled, BOOK).terms] == [1, 1, 2]


def test_the_numbers_of_a_term_are_those_of_the_collection(filled: Shelf) -> None:
    term = explained(filled, BOOK).terms[0]
    assert (term.doc_freqs, term.documents, term.length, term.mean_length) == ((2,), 4, 3, 1.5)


def test_documents_without_the_field_do_not_count(filled: Shelf) -> None:
    filled.change(Document("untitled", "", ""), Document("titled", "كتاب", ""))
    title = explained(filled, BOOK, "titled").terms[0]
    body = explained(filled, BOOK).terms[0]
    assert (title.documents, title.mean_length, body.documents) == (1, 1, 4)


@pytest.mark.parametrize(("tokens", "length"), [(39, 39), (41, 40), (56, 56), (59, 56), (300, 280)])
def test_a_length_is_that_of_its_norm(shelf: Shelf, tokens: int, length: int) -> None:
    (term, *_) = explained(shelf.fill(bodies("كتاب " * tokens)), BOOK).terms
    assert (term.length, term.mean_length) == (length, tokens)


def test_removed_documents_leave_the_mean_length_exact(shelf: Shelf) -> None:
    shelf.fill(bodies(*("كتاب " * tokens for tokens in (45, 59, 1001)))).change(removed=["1"])
    assert explained(shelf, BOOK).terms[0].mean_length == (45 + 1001) / 2


def test_of_several_readings_the_most_frequent_counts(shelf: Shelf) -> None:
    shelf.fill(bodies("الكتب", "الكتاب", "الكتاب"))
    assert [term.doc_freqs for term in explained(shelf, word("الكتٰب", Level.FORM)).terms] == [(2,)]


def test_of_the_forms_of_a_pattern_the_most_frequent_counts(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب", "كتاب كتابا", "كتابه"))
    for leaf in (Prefix("…", "كتا"), Wildcard("…", "كت*"), Fuzzy("…", "كتاب")):
        assert [term.doc_freqs for term in explained(shelf, leaf).terms] == [(2,)]


def test_a_frequency_of_several_terms_is_their_sum(shelf: Shelf) -> None:
    shelf.fill(bodies("الكتب الكتاب الكتاب"))
    assert [term.frequency for term in explained(shelf, word("الكتٰب", Level.FORM)).terms] == [3]


def test_a_score_is_weight_by_idf_by_saturation(filled: Shelf) -> None:
    for term in explained(filled, BOOK).terms:
        assert term.score == term.weight * term.idf * term.saturation


def test_the_weight_of_a_word_multiplies_that_of_its_field_and_level(filled: Shelf) -> None:
    term = explained(filled, word("كتاب", Level.STEM, weight=0.5)).terms[0]
    assert term.weight == 0.5 * WEIGHTS.weights[TextField.BODY, Level.STEM]


def test_the_idf_of_a_phrase_is_the_sum_of_those_of_its_words(filled: Shelf) -> None:
    together = explained(filled, phrase("كتابة درس", Level.FORM)).terms[0]
    apart = [explained(filled, word(text, Level.FORM)).terms[0] for text in ("كتابة", "درس")]
    assert together.doc_freqs == (1, 2)
    assert together.idf == pytest.approx(sum(term.idf for term in apart))


def test_the_weight_of_a_phrase_multiplies_that_of_its_field_and_level(filled: Shelf) -> None:
    term = explained(filled, phrase("كتابة درس", Level.FORM, weight=0.5)).terms[0]
    assert term.weight == 0.5 * WEIGHTS.weights[TextField.BODY, Level.FORM]


def test_a_phrase_with_others_between_counts_a_part_of_a_frequency(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب درس كتاب في درس كتاب في من درس"))
    (term,) = explained(shelf, phrase("كتاب درس", Level.FORM, slop=2)).terms
    assert term.frequency == pytest.approx(1 + 1 / 2 + 1 / 3)


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
    with filled.open() as index:
        assert index.retriever.explain(BOOK, WEIGHTS, ["none"]) == {}


def test_documents_of_several_sessions_are_told_apart(filled: Shelf) -> None:
    filled.change(Document("new", "", "كتاب كتاب"), removed=["1"])
    with filled.open() as index:
        told = index.retriever.explain(BOOK, WEIGHTS, ["new", "0", "1"])
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
        with shelf.open() as index:
            for query in queries:
                answer = index.retriever.search([Retrieval(query, WEIGHTS, 1000)])[0]
                scores = {found.id: found.score for found in answer.found}
                told = index.retriever.explain(query, WEIGHTS, [*oracle.documents])
                assert {i for i, each in told.items() if each.matches} == scores.keys()
                for identity, score in scores.items():
                    assert told[identity].score == pytest.approx(score, abs=1e-4)
                    for node in nodes(told[identity]):
                        parts = [part.score for part in node.parts]
                        own = [*parts, *(term.score for term in node.terms)]
                        total = math.fsum(own) if node.matches else 0
                        assert node.score == pytest.approx(total, abs=1e-9)

"""What an index tells of itself, and that several threads may ask at once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.analysis import Level
from index.engines.protocols import IndexStatistics, Retrieval
from index.model.document import Document
from index.model.query import AnyOf, Fuzzy, Node, Prefix, TextField
from tests.contract.conftest import WEIGHTS, Shelf, bodies, phrase, word
from tests.contract.test_differential import VOCABULARY

TITLE, BODY = TextField.TITLE, TextField.BODY

DOCUMENTS = (
    Document("0", "كتاب", "الكتاب كتاب", "وكالة", date=dt.date(2024, 1, 2)),
    Document("1", "", "درس", "وكالة", date=dt.date(2020, 5, 6)),
    Document("2", "كتاب", "", "صحيفة"),
)


def statistics(shelf: Shelf) -> IndexStatistics:
    with shelf.open() as index:
        return index.retriever.statistics()


def frequency(shelf: Shelf, field: TextField, level: Level, term: str) -> int:
    with shelf.open() as index:
        return index.vocabulary.doc_freq(field, level, term)


def test_documents_are_counted(shelf: Shelf) -> None:
    assert statistics(shelf.fill(DOCUMENTS)).documents == 3


def test_terms_are_counted_once_by_field_and_level(shelf: Shelf) -> None:
    terms = statistics(shelf.fill(DOCUMENTS)).terms
    assert terms == {
        "title.form": 1,
        "title.stem": 1,
        "title.root": 1,
        "body.form": 3,
        "body.stem": 2,
        "body.root": 2,
        "source.form": 2,
        "source.stem": 2,
    }


def test_terms_of_several_commits_are_counted_once(shelf: Shelf) -> None:
    shelf.fill(DOCUMENTS[:1]).change(DOCUMENTS[2])
    assert statistics(shelf).terms["title.form"] == 1


def test_tokens_are_counted_by_field(shelf: Shelf) -> None:
    assert statistics(shelf.fill(DOCUMENTS)).tokens == {"title": 2, "body": 3, "source": 3}


def test_dates_are_counted_and_bounded(shelf: Shelf) -> None:
    told = statistics(shelf.fill(DOCUMENTS))
    assert (told.dated, told.earliest, told.latest) == (2, dt.date(2020, 5, 6), dt.date(2024, 1, 2))


def test_sources_are_counted(shelf: Shelf) -> None:
    assert statistics(shelf.fill(DOCUMENTS)).sources == {"وكالة": 2, "صحيفة": 1}


@pytest.mark.slow
def test_more_sources_than_a_small_number_holds_are_told_apart(shelf: Shelf) -> None:
    written = [Document(str(n), "", "", f"{n}") for n in range(70_000)]
    assert len(statistics(shelf.fill(written)).sources) == 70_000


def test_an_empty_index_has_statistics(shelf: Shelf) -> None:
    told = statistics(shelf.fill([]))
    assert (told.documents, told.deleted, told.dated, told.earliest) == (0, 0, 0, None)
    assert set(told.terms.values()) == set(told.tokens.values()) == {0}


def test_removed_documents_no_longer_count(shelf: Shelf) -> None:
    shelf.fill(DOCUMENTS).change(removed=["0"])
    told = statistics(shelf)
    assert (told.documents, told.tokens, told.dated) == (2, {"title": 1, "body": 1, "source": 2}, 1)
    assert told.sources == {"وكالة": 1, "صحيفة": 1}


def test_a_term_s_frequency_counts_documents(shelf: Shelf) -> None:
    assert frequency(shelf.fill(DOCUMENTS), TITLE, Level.FORM, "كتاب") == 2
    assert frequency(shelf, BODY, Level.STEM, "كتاب") == 1


def test_an_unknown_term_has_no_frequency(shelf: Shelf) -> None:
    assert frequency(shelf.fill(DOCUMENTS), TITLE, Level.FORM, "غائب") == 0


def test_a_removed_document_leaves_the_frequencies(shelf: Shelf) -> None:
    shelf.fill(DOCUMENTS).change(removed=["0"])
    assert frequency(shelf, TITLE, Level.FORM, "كتاب") == 1


@pytest.mark.parametrize("commits", [1, 3])
def test_threads_get_the_answers_that_one_alone_gets(shelf: Shelf, commits: int) -> None:
    documents = bodies(*(" ".join(VOCABULARY[n % 5 : n % 17 + 1]) for n in range(300)))
    shelf.fill(documents[commits - 1 :])
    for document in documents[: commits - 1]:
        shelf.change(document)
    queries: list[Node] = [AnyOf((word(a), word(b))) for a in VOCABULARY for b in VOCABULARY[:4]]
    queries += [phrase(f"{a} {b}", slop=2) for a in VOCABULARY[:9] for b in VOCABULARY[:9]]
    queries += [Prefix("…", text[:2]) for text in VOCABULARY]
    queries += [Fuzzy("…", word(text).readings[0].form, 2) for text in VOCABULARY]
    retrievals = [[Retrieval(query, WEIGHTS, 50)] for query in queries]
    with shelf.open() as index:
        expected = [index.retriever.search(each) for each in retrievals]
    with shelf.open() as index, ThreadPoolExecutor(8) as threads:
        stored = [threads.submit(index.retriever.documents, [str(n)]) for n in range(300)]
        told = threads.submit(index.retriever.statistics)
        assert list(threads.map(index.retriever.search, retrievals)) == expected
        assert [each.result()[str(n)] for n, each in enumerate(stored)] == documents
        assert told.result().documents == 300


def test_a_reader_may_be_closed_twice(shelf: Shelf) -> None:
    with shelf.fill([]).open() as index:
        index.close()

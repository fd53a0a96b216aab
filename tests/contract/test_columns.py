"""Columns: what documents are filtered, counted and ordered by, of every type."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from index.engines.protocols import Candidates, Cursor, FacetValue, Order, Retrieval
from index.model.columns import Value, folded_words
from index.model.document import Document
from index.model.query import AnyOf, ColumnFilter, Everything, Node
from tests.contract.conftest import WEIGHTS, Shelf, word

BOOK = word("كتاب")
DAY = dt.date(2024, 3, 1)


def document(identity: str, body: str = "كتاب", **columns: tuple[Value, ...]) -> Document:
    return Document(identity, "", body, columns=columns)


@pytest.fixture
def library(shelf: Shelf) -> Shelf:
    return shelf.fill(
        [
            document("a", author=("طه حسين",), pages=(300,)),
            document("b", author=("مي زيادة", "طه حسين"), pages=(12.5,)),
            document("c", author=("أمل دنقل",), printed=(DAY,)),
            document("d", "درس", author=("طه حسين",), pages=(-1,)),
            document("e"),
        ]
    )


def ask(shelf: Shelf, query: Node = BOOK, **asked: object) -> Candidates:
    with shelf.open() as index:
        retrieval = replace(Retrieval(query, WEIGHTS, 10), **asked)  # type: ignore[arg-type]
        return index.retriever.search([retrieval])[0]


def found(shelf: Shelf, query: Node = BOOK, **asked: object) -> list[str]:
    return [candidate.id for candidate in ask(shelf, query, **asked).found]


# Filters.


def test_a_filter_keeps_to_documents_with_the_value(library: Shelf) -> None:
    assert found(library, filters=(ColumnFilter("author", ("أمل دنقل",)),)) == ["c"]


def test_any_of_the_values_of_a_document_matches(library: Shelf) -> None:
    assert found(library, filters=(ColumnFilter("author", ("طه حسين",)),)) == ["a", "b"]


def test_values_of_a_filter_are_alternatives(library: Shelf) -> None:
    either = ColumnFilter("author", ("أمل دنقل", "مي زيادة"))
    assert found(library, filters=(either,)) == ["b", "c"]


def test_filters_must_all_match(library: Shelf) -> None:
    filters = (ColumnFilter("author", ("طه حسين",)), ColumnFilter("pages", start=100))
    assert found(library, filters=filters) == ["a"]


def test_a_value_is_compared_whole(library: Shelf) -> None:
    assert found(library, filters=(ColumnFilter("author", ("طه",)),)) == []


def by_words(words: str) -> ColumnFilter:
    return ColumnFilter("author", words=folded_words(words))


def test_words_of_a_value_are_found_in_their_order(library: Shelf) -> None:
    assert found(library, filters=(by_words("طه حسين"),)) == ["a", "b"]
    assert found(library, filters=(by_words("حسين طه"),)) == []


def test_one_word_of_a_value_is_enough_and_must_be_whole(library: Shelf) -> None:
    assert found(library, filters=(by_words("زيادة"),)) == ["b"]
    assert found(library, filters=(by_words("زيا"),)) == []


def test_words_are_compared_with_letters_folded(library: Shelf) -> None:
    assert found(library, filters=(by_words("أَمَل"),)) == found(library, filters=(by_words("امل"),))
    assert found(library, filters=(by_words("امل"),)) == ["c"]


def test_numbers_within_both_bounds_match(library: Shelf) -> None:
    assert found(library, Everything(), filters=(ColumnFilter("pages", start=-1, end=12.5),)) == [
        "b",
        "d",
    ]


def test_a_filter_without_bounds_wants_any_value(library: Shelf) -> None:
    assert found(library, filters=(ColumnFilter("printed"),)) == ["c"]


def test_no_document_has_a_value_in_a_column_that_is_none(library: Shelf) -> None:
    assert found(library, filters=(ColumnFilter("none"),)) == []


def test_filters_do_not_score(library: Shelf) -> None:
    filtered = ask(library, filters=(ColumnFilter("author", ("أمل دنقل",)),)).found
    assert filtered == tuple(each for each in ask(library).found if each.id == "c")


def test_filters_hold_for_every_tree(library: Shelf) -> None:
    filters = (ColumnFilter("printed", start=DAY, end=DAY),)
    answer = ask(library, word("غائب"), fallbacks=(BOOK,), filters=filters)
    assert ([each.id for each in answer.found], answer.rung, answer.total) == (["c"], 1, 1)


def test_a_filter_is_a_leaf_of_a_tree_too(library: Shelf) -> None:
    assert found(library, AnyOf((ColumnFilter("pages", start=300), word("درس")))) == ["d", "a"]


def test_levels_are_counted_of_filtered_documents(library: Shelf) -> None:
    answer = ask(library, filters=(ColumnFilter("printed"),), count_levels=True)
    assert sum(answer.levels.values()) == 1


# Facets.


def test_each_value_of_a_document_is_counted(library: Shelf) -> None:
    assert ask(library, facets=("author",)).facets["author"] == (
        FacetValue("طه حسين", 2),
        FacetValue("أمل دنقل", 1),
        FacetValue("مي زيادة", 1),
    )


def test_numbers_are_counted_by_value_and_dates_by_year(library: Shelf) -> None:
    facets = ask(library, facets=("pages", "printed", "none")).facets
    assert facets["pages"] == (FacetValue("12.5", 1), FacetValue("300", 1))
    assert facets["printed"] == (FacetValue("2024", 1),)
    assert facets["none"] == ()


def test_the_languages_of_a_document_are_its_main_subtags(shelf: Shelf) -> None:
    shelf.fill([Document("a", "", "كتاب", language=("ar-EG", "ar", "en"))])
    assert ask(shelf, facets=("language",)).facets["language"] == (
        FacetValue("ar", 1),
        FacetValue("en", 1),
    )


# Orders.


def test_texts_are_ordered_by_the_first_value(library: Shelf) -> None:
    assert found(library, Everything(), order=Order("author")) == ["c", "a", "d", "b", "e"]


def test_documents_without_a_value_come_last_in_both_orders(library: Shelf) -> None:
    by_pages = Order("pages")
    assert found(library, Everything(), order=by_pages) == ["d", "b", "a", "c", "e"]
    assert found(library, Everything(), order=replace(by_pages, descending=True)) == [
        "a",
        "b",
        "d",
        "c",
        "e",
    ]


@pytest.mark.parametrize("column", ["author", "pages", "printed", "none"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_by_cursor_are_the_whole_list(library: Shelf, column: str, descending: bool) -> None:
    order = Order(column, descending)
    whole = found(library, Everything(), order=order)
    ids: list[str] = []
    after = None
    while len(ids) < len(whole):
        page = ask(library, Everything(), order=order, after=after, limit=2, documents=2)
        ids += [each.id for each in page.found]
        values = page.documents[ids[-1]].columns.get(column, (None,))
        after = Cursor(ids[-1], value=values[0])
    assert ids == whole


def test_a_cursor_holds_when_its_value_is_gone(library: Shelf) -> None:
    library.change(removed=["b"])
    after = Cursor("b", value=12.5)
    assert found(library, Everything(), order=Order("pages"), after=after) == ["a", "c", "e"]


# Changes.


def test_columns_of_several_sessions_are_one(library: Shelf) -> None:
    library.change(document("f", author=("آدم", "مي زيادة"), rating=(5,)), removed=["a"])
    assert found(library, Everything(), order=Order("author")) == ["f", "c", "d", "b", "e"]
    assert found(library, filters=(ColumnFilter("author", ("مي زيادة",)),)) == ["b", "f"]
    assert found(library, filters=(ColumnFilter("rating", start=5),)) == ["f"]


def test_columns_of_removed_documents_are_not_counted(library: Shelf) -> None:
    library.change(removed=["c", "b"])
    with library.open() as index:
        assert index.retriever.statistics().columns == {"author": 2, "pages": 2}


def test_columns_are_stored_with_the_document(library: Shelf) -> None:
    with library.open() as index:
        stored = index.retriever.documents(["c"])["c"]
    assert stored.columns == {"author": ("أمل دنقل",), "printed": (DAY,)}

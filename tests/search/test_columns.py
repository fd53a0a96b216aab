"""Columns in a search: filters, facets and orders, by what is stated and by what is declared."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.model.columns import COLUMNS, ColumnType
from index.model.errors import ParameterError
from index.pipeline.build import BuildOptions, rebuild
from index.readers import ReaderOptions
from index.store.generations import IndexDirectory
from search.model.limits import Limits
from search.model.records import SearchResponse
from search.model.request import SearchRequest
from search.service import SearchService

RECORDS: tuple[dict[str, Any], ...] = (
    {"_id": "a", "author": "طه حسين", "date": "2019-05-01", "pages": 300, "source": "دار"},
    {"_id": "b", "author": ["مي زيادة", "طه حسين"], "date": "2024-02-29", "pages": 12.5},
    {"_id": "c", "author": "أمل دنقل", "collection": "شعر", "pages": -1, "printed": "2020-01-01"},
    {"_id": "d", "language": "en", "printed": "2021-07-15"},
)
DECLARED = {"pages": ColumnType.NUMBER, "printed": ColumnType.DATE, "shelf": ColumnType.KEYWORD}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    lines = [json.dumps({"text": "كتاب قديم"} | record) for record in RECORDS]
    (folder / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    path = tmp_path_factory.mktemp("ix")
    declared = ReaderOptions(declared=DECLARED)
    rebuild([folder], IndexDirectory(path), BuildOptions(reading=declared))
    return path


@pytest.fixture(scope="module")
def service(library: Path) -> Iterator[SearchService]:
    with SearchService.over(library) as opened:
        yield opened


def ids(response: SearchResponse) -> str:
    return "".join(hit.id[-1] for hit in response.hits)


def filtered(service: SearchService, *filters: str, text: str = "كتاب", **asked: Any) -> str:
    return "".join(sorted(ids(service.search(text, filters=filters, **asked))))


# Filters.


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["author:طه حسين"], "ab"),
        (["author=طه حسين"], "ab"),
        (["author:طه"], ""),
        (["author:مي زيادة", "author:أمل دنقل"], "bc"),
        (["author:طه حسين", "source:دار"], "a"),
        (["collection:شعر"], "c"),
        (["format:jsonl"], "abcd"),
        (["language:en"], "d"),
        (["date:2019"], "a"),
        (["date:2019-05..2024"], "ab"),
        (["date:..2019"], "a"),
        (["date:2024-02-29.."], "b"),
        (["year:2024"], "b"),
        (["year:2019..2024"], "ab"),
        (["pages:12.5"], "b"),
        (["pages:١٢٫٥"], "b"),
        (["pages:-1..12.5"], "bc"),
        (["pages:..0"], "c"),
        (["pages:100.."], "a"),
        (["pages:.."], "abc"),
        (["pages:300", "pages:-1"], "ac"),
        (["printed:2020..2021"], "cd"),
        (["shelf:أ"], ""),
    ],
)
def test_filters_keep_to_what_they_name(
    service: SearchService, filters: list[str], found: str
) -> None:
    assert filtered(service, *filters) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("writer:طه", f"filter: must be one of {', '.join([*COLUMNS, *DECLARED])}, not"),
        ("طه", "filter: 'طه' is not COLUMN:VALUE"),
        (":طه", "filter: ':طه' is not COLUMN:VALUE"),
        ("pages:many", "filter: pages: 'many' is no number and no range, which look like 5, 5..10"),
        ("pages:", "pages: '' is no number"),
        ("pages:9..5", "pages: '9..5' is no number"),
        ("pages:nan", "pages: 'nan' is no number"),
        ("date:yesterday", "date: 'yesterday' is no date and no range, which look like 2024"),
        ("date:2024..2023", "date: '2024..2023' is no date"),
        ("printed:", "printed: '' is no date"),
    ],
)
def test_a_filter_that_is_none_is_an_error(service: SearchService, text: str, message: str) -> None:
    with pytest.raises(ParameterError) as raised:
        service.search("كتاب", filters=(text,))
    assert message in raised.value.english
    assert "filter" in raised.value.arabic


def test_a_request_has_so_many_filters_at_most(library: Path) -> None:
    with SearchService.over(library, limits=replace(Limits(), max_filters=1)) as service:
        assert filtered(service, "year:2024") == "b"
        with pytest.raises(ParameterError, match="filter"):
            service.search("كتاب", filters=("year:2024", "year:2019"))


def test_totals_and_facets_are_of_the_filtered(service: SearchService) -> None:
    response = service.search("كتاب", filters=("author:طه حسين",), facets=("author",))
    assert response.total.value == 2
    assert {each.value: each.documents for each in response.facets["author"]} == {
        "طه حسين": 2,
        "مي زيادة": 1,
    }


def test_filters_hold_at_every_level(service: SearchService) -> None:
    response = service.search("مكتوب", filters=("author:أمل دنقل",), levels=True)
    assert (ids(response), sum(each.documents for each in response.levels)) == ("c", 1)
    assert filtered(service, "author:أمل دنقل", text="مكتوب", level="root") == "c"


def test_filters_hold_for_vowel_marks(service: SearchService) -> None:
    assert filtered(service, "author:أمل دنقل", text="'كِتَاب'") == "c"


def test_filters_hold_for_what_is_searched_instead(service: SearchService) -> None:
    response = service.search("كتااب قديم", filters=("author:أمل دنقل",))
    assert ids(response) == "c"


def test_words_of_a_column_are_searched_in_the_query(service: SearchService) -> None:
    assert filtered(service, text="كتاب كاتب:طه") == "ab"
    assert filtered(service, text='author:"مي زيادة"') == "b"
    assert filtered(service, text="كتاب -author:طه") == "cd"


# Facets.


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("source", {"دار": 1}),
        ("date", {"2019": 1, "2024": 1}),
        ("year", {"2019": 1, "2024": 1}),
        ("author", {"طه حسين": 2, "أمل دنقل": 1, "مي زيادة": 1}),
        ("format", {"jsonl": 4}),
        ("pages", {"-1": 1, "12.5": 1, "300": 1}),
        ("printed", {"2020": 1, "2021": 1}),
        ("shelf", {}),
    ],
)
def test_every_column_is_counted(service: SearchService, name: str, counts: dict[str, int]) -> None:
    facets = service.search("كتاب", facets=(name,)).facets
    assert {each.value: each.documents for each in facets[name]} == counts


def test_a_facet_that_is_none_names_those_there_are(service: SearchService) -> None:
    with pytest.raises(ParameterError, match=r"facets: must be one of source.* printed, shelf"):
        service.search("كتاب", facets=("writer",))


# Orders.


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", "bacd"),
        ("-date", "bacd"),
        ("oldest", "abcd"),
        ("date", "abcd"),
        ("author", "cabd"),
        ("-author", "bacd"),
        ("pages", "cbad"),
        ("-pages", "abcd"),
        ("-year", "bacd"),
        ("printed", "cdab"),
        ("-shelf", "abcd"),
    ],
)
def test_every_column_orders_hits_those_without_a_value_last(
    service: SearchService, sort: str, order: str
) -> None:
    assert ids(service.search("كتاب", sort=sort)) == order
    assert "".join(hit.id[-1] for hit in service.hits("كتاب", sort=sort, size=1)) == order


@pytest.mark.parametrize("sort", ["--pages", "-relevance", "-newest", "writer", ""])
def test_an_order_that_is_none_names_those_there_are(service: SearchService, sort: str) -> None:
    with pytest.raises(ParameterError, match=r"sort: must be one of relevance.* printed, shelf"):
        service.search("كتاب", sort=sort)


def test_a_cursor_of_a_column_is_not_one_of_another(service: SearchService) -> None:
    after = service.search("كتاب", sort="pages", size=1).next
    with pytest.raises(ParameterError, match="of the order 'pages', not of '-pages'"):
        service.search("كتاب", sort="-pages", after=after)


# What answers say.


def test_hits_and_documents_have_their_columns(service: SearchService) -> None:
    (hit,) = service.search(SearchRequest("كتاب", filters=("pages:300",))).hits
    assert hit.columns["author"] == ("طه حسين",)
    assert (hit.columns["pages"], hit.columns["year"]) == ((300,), (2019,))
    document = service.document(hit.id).document
    assert document.columns == hit.columns
    assert document.columns["date"] == (dt.date(2019, 5, 1),)


def test_statistics_say_how_many_documents_have_a_value_in_each(service: SearchService) -> None:
    columns = {
        each.name: (each.type.value, each.documents) for each in service.statistics().columns
    }
    assert columns["author"] == ("keyword", 3)
    assert (columns["year"], columns["pages"]) == (("number", 2), ("number", 3))
    assert (columns["printed"], columns["shelf"]) == (("date", 2), ("keyword", 0))

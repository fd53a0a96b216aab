"""The parameters of a search: one table, which the record, the front ends and OpenAPI follow."""

from __future__ import annotations

import pytest

from index.model.errors import ParameterError, QueryTooLongError
from search.model.limits import LIMITS, Limits
from search.model.parameters import parameters
from search.model.request import MAX_CURSOR_CHARACTERS, SearchRequest, SuggestRequest, refuse

PARAMETERS = {each.name: each for each in parameters(SearchRequest)}


def test_a_request_has_the_defaults_of_its_parameters() -> None:
    standard = SearchRequest("")
    for each in PARAMETERS.values():
        assert each.required or getattr(standard, each.argument) in (each.default, None)


def test_a_request_leaves_what_the_settings_say_to_the_service() -> None:
    assert (SearchRequest("").size, SearchRequest("").fragments) == (None, None)


def test_every_parameter_is_described() -> None:
    assert all(each.description.endswith(".") for each in PARAMETERS.values())


def test_a_list_keeps_its_order_and_each_value_once() -> None:
    assert PARAMETERS["facets"].read("year,,source,year") == ("year", "source")


def test_an_empty_level_is_none() -> None:
    assert PARAMETERS["level"].read("") is None


@pytest.mark.parametrize("text", ["5", " 5", "+5", "٥"])
def test_a_number_is_read_in_any_digits(text: str) -> None:
    assert PARAMETERS["size"].read(text) == 5


def test_a_default_keeps_to_the_limits() -> None:
    limits = Limits(max_page_size=3)
    assert {each.name: each.default for each in parameters(SuggestRequest, limits)}["size"] == 3


def test_the_schema_follows_the_limits() -> None:
    known = parameters(SearchRequest, Limits(max_page_size=7))
    (size,) = (each for each in known if each.name == "size")
    assert size.schema() == {"type": "integer", "minimum": 1, "maximum": 7, "default": 7}


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (SearchRequest("و", page=0), "page: must be from 1 to 10000, not 0"),
        (SearchRequest("و", size=101), "size: must be from 1 to 100, not 101"),
        (SearchRequest("و", page=10_000), "page: only the first 10000 hits"),
        (SearchRequest("و", page=2, after="x"), "after: goes on behind a page"),
        (SearchRequest("و", after="x" * (MAX_CURSOR_CHARACTERS + 1)), "after: has 8001 characters"),
    ],
)
def test_what_can_not_be_answered_is_refused_by_name(request_: SearchRequest, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        refuse(request_, LIMITS)


def test_a_query_is_as_long_as_its_setting() -> None:
    with pytest.raises(QueryTooLongError):
        refuse(SearchRequest("كتاب"), Limits(max_query_characters=3))

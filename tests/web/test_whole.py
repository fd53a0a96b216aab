"""The front end over the real service and the sample collection."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import hypothesis.strategies as st
import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from openapi_schema_validator import OAS31Validator

from search.service import SearchService
from web.app import create_app
from web.openapi import description
from web.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SEARCH = "/api/v1/search"


@pytest.fixture(scope="module")
def whole(seeds_index: Path) -> Iterator[FlaskClient]:
    with closing(SearchService.over(seeds_index)) as service:
        yield create_app(Settings(index=seeds_index), service).test_client()


def test_every_example_of_the_home_page_finds_something_and_needs_no_notice(
    whole: FlaskClient,
) -> None:
    for link in lxml.html.document_fromstring(whole.get("/").text).cssselect(".examples a"):
        answer = whole.get(SEARCH + (link.get("href") or "").lstrip("/")).json
        assert answer["hits"], link.text_content()  # type: ignore[index]
        assert answer["query"]["notices"] == []  # type: ignore[index]


def test_the_api_and_the_command_line_give_the_same_object(
    whole: FlaskClient, seeds_index: Path
) -> None:
    query = '"وزير الدفاع" OR مكتب*'
    command = "from web.cli import main; main()"
    printed = subprocess.run(
        [sys.executable, "-c", command, "search", query, "--json", "--index", str(seeds_index)],
        capture_output=True,
        check=True,
    ).stdout
    answers: list[Any] = [json.loads(printed), whole.get(SEARCH, query_string={"q": query}).json]
    assert all(answer.pop("took_ms") > 0 for answer in answers)
    assert answers[0] == answers[1]


def test_every_document_found_can_be_read(whole: FlaskClient) -> None:
    answer = whole.get("/?q=في")
    links = lxml.html.document_fromstring(answer.text).cssselect(".hits h2 a")
    assert links
    assert {whole.get(link.get("href") or "").status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/search", f"{SEARCH}?q=وزير الدفاع"),
        ("/api/v1/search", f"{SEARCH}?q=تاريخ:[2024-01 إلى 2024-12] وزي~"),
        ("/api/v1/documents/{id}", "/api/v1/documents/news/treaty.txt?q=وزير"),
        ("/api/v1/analyze", "/api/v1/analyze?text=ٱلرَّحْمَٰنِ"),
        ("/api/v1/stats", "/api/v1/stats"),
    ],
)
def test_real_answers_are_as_described(whole: FlaskClient, path: str, address: str) -> None:
    described = description()
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    answer = whole.get(address)
    assert answer.status_code == 200
    OAS31Validator({**schema["schema"], "components": described["components"]}).validate(
        answer.json
    )


LANGUAGE = st.text(
    alphabet='وزيردفاعكتاب ةأ"«»“”()[]+-=~*?؟:^\\/|&!.,،0123عنوانتاريخ\x00\u200f', max_size=80
)
QUERIES = st.one_of(LANGUAGE, st.text(max_size=80))


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(query=QUERIES, sort=st.sampled_from(["relevance", "newest", "oldest"]))
def test_no_query_is_answered_with_anything_but_results(
    whole: FlaskClient, query: str, sort: str
) -> None:
    asked = urlencode({"q": query.encode("utf-8", "replace"), "sort": sort})
    for path in ("/", SEARCH):
        assert whole.get(f"{path}?{asked}").status_code == 200
    page = whole.get(f"/documents/news/treaty.txt?{asked}")
    assert page.status_code == 200

"""/openapi.json says what the API does, no more and no less."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from index.model.errors import NoIndexError
from search.model.limits import Limits
from web.openapi import description

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.web.conftest import FakeService, MakeApp


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    return description()


def check(openapi: dict[str, Any], path: str, answer: Any, method: str = "get") -> None:
    """An answer must be as the description says: its status, type and every member."""
    responses = openapi["paths"][path][method]["responses"]
    schema = responses[str(answer.status_code)]["content"][answer.mimetype]["schema"]
    whole = {**schema, "components": openapi["components"]}
    OAS31Validator(whole).validate(answer.json)


def test_it_is_valid_openapi(openapi: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(openapi).validate()


def test_it_is_served(client: FlaskClient, openapi: dict[str, Any]) -> None:
    assert client.get("/openapi.json").json == openapi


def test_it_tells_the_limits_that_are_in_force(make_app: MakeApp) -> None:
    served = make_app(limits=Limits(max_page_size=7)).test_client().get("/openapi.json").json
    assert '"maximum": 7, "default": 7' in json.dumps(served)


def test_every_route_of_the_api_is_described(make_app: MakeApp, openapi: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<\w+:(document_)?(\w+)>", r"{\2}", rule.rule), method.lower())
        for rule in make_app().url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/healthz", "/readyz"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in openapi["paths"].items() for method in methods}
    assert routes == described


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/search", "/api/v1/search?q=وزير"),
        ("/api/v1/search", "/api/v1/search?q=معدوم&fragments=0"),
        ("/api/v1/search", "/api/v1/search?q=و&page=0"),
        ("/api/v1/search", "/api/v1/search?q=وزير&filter=author:طه&filter=year:2024&sort=-year"),
        ("/api/v1/documents/{id}", "/api/v1/documents/news/treaty.txt?q=وزير"),
        ("/api/v1/documents/{id}", "/api/v1/documents/none"),
        ("/api/v1/suggest", "/api/v1/suggest?q=وز"),
        ("/api/v1/suggest", "/api/v1/suggest?q=وز&size=0"),
        ("/api/v1/documents/{id}/similar", "/api/v1/documents/news/treaty.txt/similar"),
        ("/api/v1/documents/{id}/similar", "/api/v1/documents/none/similar"),
        ("/api/v1/analyze", "/api/v1/analyze?text=وزير"),
        ("/api/v1/stats", "/api/v1/stats"),
        ("/healthz", "/healthz"),
        ("/readyz", "/readyz"),
    ],
)
def test_answers_are_as_described(
    client: FlaskClient, openapi: dict[str, Any], path: str, address: str
) -> None:
    check(openapi, path, client.get(address))


def test_posted_analyses_are_as_described(client: FlaskClient, openapi: dict[str, Any]) -> None:
    answer = client.post("/api/v1/analyze", json={"text": "وزير"})
    check(openapi, "/api/v1/analyze", answer, "post")


def test_unreadiness_is_as_described(
    client: FlaskClient, fake: FakeService, openapi: dict[str, Any]
) -> None:
    fake.failure = NoIndexError("x")
    check(openapi, "/readyz", client.get("/readyz"))


def test_no_member_of_an_answer_is_ever_left_out(openapi: dict[str, Any]) -> None:
    for schema in openapi["components"]["schemas"].values():
        if "properties" in schema:
            assert set(schema["required"]) == set(schema["properties"])

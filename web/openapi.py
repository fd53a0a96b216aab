"""The OpenAPI 3.1 description of the API, made from the records that the API returns.

`routes` lists each route once, with its parameters from `search.model.request`; the schemas
are pydantic's JSON Schema of our own dataclasses, as `search.model.serialization.plain` writes
them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Literal

from flask import Blueprint, Response
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from search.model.limits import LIMITS, Limits
from search.model.parameters import Parameter, parameters
from search.model.records import SearchResponse, SimilarDocuments, Suggestions
from search.model.request import (
    AnalyzeRequest,
    DocumentRequest,
    SearchRequest,
    SimilarRequest,
    SuggestRequest,
)
from search.model.serialization import AnalysisView
from search.service import DocumentView, StatisticsView
from web.api import PREFIX
from web.health import Health
from web.problems import PROBLEM_JSON, Problem
from web.responses import limits, revalidated

schema = Blueprint("schema", __name__)


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the API.

    Attributes:
        path: as OpenAPI writes it.
        name: its operationId.
        summary: one sentence.
        answer: the record that it returns.
        parameters: in the order in which they are shown.
        body: the JSON Schema of the request's body, if it has one.
        method: "get" or "post".
        problems: the statuses of its errors besides 500.
    """

    path: str
    name: str
    summary: str
    answer: type
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Any] | None = None
    method: Literal["get", "post"] = "get"
    problems: tuple[int, ...] = (400, 503)


ID = Parameter(
    "id",
    str,
    "The document's id, percent-encoded; its slashes may be left as they are.",
    "document_id",
    required=True,
)


@cache
def routes(limits: Limits = LIMITS) -> tuple[Route, ...]:
    """The routes of the API."""
    (text,) = parameters(AnalyzeRequest, limits)
    body = {
        "type": "object",
        "properties": {"text": text.schema()},
        "required": ["text"],
        "additionalProperties": False,
    }
    return (
        Route(
            f"{PREFIX}/search",
            "search",
            "Search, and get one page of hits with snippets.",
            SearchResponse,
            parameters(SearchRequest, limits),
            problems=(400, 414, 503),
        ),
        Route(
            f"{PREFIX}/suggest",
            "suggest",
            "What a text that is being typed may become: words, phrases and titles.",
            Suggestions,
            parameters(SuggestRequest, limits),
            problems=(400, 414, 503),
        ),
        Route(
            f"{PREFIX}/documents/{{id}}/similar",
            "similar",
            "Documents like one, most like it first, without copies of it.",
            SimilarDocuments,
            (ID, *parameters(SimilarRequest, limits)),
            problems=(400, 404, 503),
        ),
        Route(
            f"{PREFIX}/documents/{{id}}",
            "document",
            "A document whole, with the highlights of a query if one is given.",
            DocumentView,
            (ID, *parameters(DocumentRequest, limits)),
            problems=(400, 404, 414, 503),
        ),
        Route(
            f"{PREFIX}/analyze",
            "analyze",
            "What the analysis says of each word of a text.",
            AnalysisView,
            (text,),
            problems=(400,),
        ),
        Route(
            f"{PREFIX}/analyze",
            "analyzeBody",
            "The same for a text in the request's body.",
            AnalysisView,
            body=body,
            method="post",
            problems=(400, 413, 415),
        ),
        Route(f"{PREFIX}/stats", "stats", "Numbers about the live index.", StatisticsView),
        Route("/healthz", "alive", "Whether the process lives.", Health, problems=()),
        Route("/readyz", "ready", "Whether there is an index to search.", Health, problems=(503,)),
    )


class _OutputSchema(GenerateJsonSchema):
    """JSON Schema of records in answers, which never leave a member out."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True


@schema.get("/openapi.json")
def openapi() -> Response:
    """The description of the API."""
    return revalidated(Response(_description_json(limits()), content_type="application/json"))


def description(limits: Limits = LIMITS) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    kinds = tuple(dict.fromkeys([*(route.answer for route in routes(limits)), Problem]))
    named, definitions = _schemas(kinds)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes(limits):
        paths.setdefault(route.path, {})[route.method] = _operation(route, named)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fihris",
            "summary": "Full-text search for Arabic collections",
            "version": version("fihris"),
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "paths": paths,
        "components": {"schemas": definitions},
    }


@cache
def _description_json(limits: Limits) -> str:
    return json.dumps(description(limits), ensure_ascii=False)


def _schemas(kinds: tuple[type, ...]) -> tuple[dict[type, Any], dict[str, Any]]:
    mode: JsonSchemaMode = "serialization"
    by_kind, shared = TypeAdapter.json_schemas(
        [(kind, mode, TypeAdapter(kind)) for kind in kinds],
        ref_template="#/components/schemas/{model}",
        schema_generator=_OutputSchema,
    )
    return {kind: by_kind[kind, mode] for kind in kinds}, shared.get("$defs", {})


def _operation(route: Route, named: Mapping[type, Any]) -> dict[str, Any]:
    answers = {"200": _answer("The answer.", "application/json", named[route.answer])}
    for status in (*route.problems, 500):
        answers[str(status)] = _answer("A problem.", PROBLEM_JSON, named[Problem])
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "responses": answers,
    }
    if route.parameters:
        operation["parameters"] = [_parameter(parameter) for parameter in route.parameters]
    if route.body is not None:
        content = {"application/json": {"schema": route.body}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _answer(text: str, content_type: str, content: Any) -> dict[str, Any]:
    return {"description": text, "content": {content_type: {"schema": content}}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "path" if parameter is ID else "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": parameter.schema(),
    } | ({"explode": parameter.repeated} if parameter.several else {})

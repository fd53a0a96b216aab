"""The OpenAPI 3.1 description of the API, made from the records that the API returns.

Each route stands once in `ROUTES`; the schemas are pydantic's JSON Schema of our own dataclasses,
as `search.model.serialization.plain` writes them.
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

from index.analysis import Level
from index.model.columns import COLUMNS
from search.model.records import (
    MAX_DEPTH,
    MAX_FILTERS,
    MAX_QUERY_CHARACTERS,
    MAX_SIZE,
    SearchRequest,
    SearchResponse,
    SimilarDocuments,
    Sort,
    Suggestions,
)
from search.model.serialization import AnalysisView
from search.ranking.cursors import MOST_CHARACTERS
from search.service import SIMILAR, SUGGESTIONS, DocumentView, StatisticsView
from web.api import PREFIX
from web.health import Health
from web.parameters import MAX_ANALYZED_CHARACTERS
from web.problems import PROBLEM_JSON, Problem
from web.responses import revalidated

schema = Blueprint("schema", __name__)

STANDARD = SearchRequest("")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a route.

    Attributes:
        name: as the URL writes it.
        description: one sentence.
        schema: its JSON Schema.
        place: "query" or "path".
        required: whether it must be given.
        repeated: whether each of several values is a parameter of its own.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    place: Literal["query", "path"] = "query"
    required: bool = False
    repeated: bool = False


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


QUERY_SCHEMA = {"type": "string", "maxLength": MAX_QUERY_CHARACTERS}
TEXT_SCHEMA = {"type": "string", "maxLength": MAX_ANALYZED_CHARACTERS}
QUERY = Parameter("q", "The query, in the query language.", QUERY_SCHEMA, required=True)
ID = Parameter(
    "id",
    "The document's id, percent-encoded; its slashes may stand as they are.",
    {"type": "string"},
    place="path",
    required=True,
)


def _size(description: str, standard: int) -> Parameter:
    schema = {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": standard}
    return Parameter("size", description, schema)


ROUTES = (
    Route(
        f"{PREFIX}/search",
        "search",
        "Search, and get one page of hits with snippets.",
        SearchResponse,
        (
            QUERY,
            Parameter(
                "page",
                f"The page, from 1; page * size is at most {MAX_DEPTH}.",
                {"type": "integer", "minimum": 1, "maximum": MAX_DEPTH, "default": STANDARD.page},
            ),
            Parameter(
                "size",
                "Hits a page.",
                {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": STANDARD.size},
            ),
            Parameter(
                "sort",
                f"The order of hits: {', '.join(Sort)}, or a column's name; with - before it, its"
                " greatest value first.",
                {"type": "string", "default": str(STANDARD.sort)},
            ),
            Parameter(
                "fragments",
                "The most snippets a hit may have; 0 for none.",
                {"type": "integer", "minimum": 0, "maximum": 10, "default": STANDARD.fragments},
            ),
            Parameter(
                "facets",
                f"The columns to count all matching documents by, with commas between:"
                f" {', '.join(COLUMNS)}, and those that the index declares.",
                {"type": "array", "items": {"type": "string"}},
            ),
            Parameter(
                "filter",
                "Only documents with a value in a column, as COLUMN:VALUE; of a date or number also"
                " a range, as COLUMN:FROM..TO. Repeated for one column, any of its values is"
                " enough.",
                {"type": "array", "items": {"type": "string"}, "maxItems": MAX_FILTERS},
                repeated=True,
            ),
            Parameter(
                "after",
                "The `next` of an answer, to go on behind it as deep as one likes; not with page.",
                {"type": "string", "maxLength": MOST_CHARACTERS},
            ),
            Parameter(
                "levels",
                "Whether to count how many documents answer at each level.",
                {"type": "boolean", "default": STANDARD.levels},
            ),
            Parameter(
                "level",
                "Only documents that answer at this level: with the same words (form), with"
                " inflections (stem), with relatives (root).",
                {"enum": [level.value for level in Level]},
            ),
            Parameter(
                "explain",
                "Whether to say of each hit how its score comes about.",
                {"type": "boolean", "default": STANDARD.explain},
            ),
            Parameter(
                "recover",
                "Whether another text may be searched instead of a query that finds nothing.",
                {"type": "boolean", "default": STANDARD.recover},
            ),
        ),
        problems=(400, 414, 503),
    ),
    Route(
        f"{PREFIX}/suggest",
        "suggest",
        "What a text that is being typed may become: words, phrases and titles.",
        Suggestions,
        (
            Parameter(
                "q",
                "The text so far; behind a space at its end a new word begins.",
                QUERY_SCHEMA,
                required=True,
            ),
            _size("The most suggestions.", SUGGESTIONS),
        ),
        problems=(400, 414, 503),
    ),
    Route(
        f"{PREFIX}/documents/{{id}}/similar",
        "similar",
        "Documents like one, most like it first, without copies of it.",
        SimilarDocuments,
        (ID, _size("The most documents.", SIMILAR)),
        problems=(400, 404, 503),
    ),
    Route(
        f"{PREFIX}/documents/{{id}}",
        "document",
        "A document whole, with the highlights of a query if one is given.",
        DocumentView,
        (
            ID,
            Parameter("q", "A query whose matches are wanted as highlights.", QUERY_SCHEMA),
        ),
        problems=(400, 404, 414, 503),
    ),
    Route(
        f"{PREFIX}/analyze",
        "analyze",
        "What the analysis says of each word of a text.",
        AnalysisView,
        (Parameter("text", "The text.", TEXT_SCHEMA, required=True),),
        problems=(400,),
    ),
    Route(
        f"{PREFIX}/analyze",
        "analyzeBody",
        "The same for a text in the request's body.",
        AnalysisView,
        body={
            "type": "object",
            "properties": {"text": TEXT_SCHEMA},
            "required": ["text"],
            "additionalProperties": False,
        },
        method="post",
        problems=(400, 413, 415),
    ),
    Route(f"{PREFIX}/stats", "stats", "Numbers about the live index.", StatisticsView),
    Route("/healthz", "alive", "Whether the process lives.", Health, problems=()),
    Route("/readyz", "ready", "Whether there is an index to search.", Health, problems=(503,)),
)


class _OutputSchema(GenerateJsonSchema):
    """JSON Schema of records as they are written: no member is ever left out."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True


@schema.get("/openapi.json")
def openapi() -> Response:
    """The description of the API."""
    return revalidated(Response(_description_json(), content_type="application/json"))


def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    kinds = tuple(dict.fromkeys([*(route.answer for route in ROUTES), Problem]))
    named, definitions = _schemas(kinds)
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
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
def _description_json() -> str:
    return json.dumps(description(), ensure_ascii=False)


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
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    } | ({"explode": parameter.repeated} if parameter.schema.get("type") == "array" else {})

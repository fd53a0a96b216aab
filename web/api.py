"""The JSON API, version 1. `web.openapi` describes it; docs/api.md shows it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from index.model.errors import ParameterError
from search.model.serialization import analysis
from search.service import SIMILAR, SUGGESTIONS
from web.parameters import (
    analyzed_text,
    api_request,
    arguments,
    only_known,
    query_text,
    required,
    size_of,
)
from web.request_log import note
from web.responses import json_of, kept_shortly, revalidated, service

PREFIX = "/api/v1"
SEARCH_PARAMETERS = (
    "q",
    "page",
    "size",
    "sort",
    "fragments",
    "facets",
    "filter",
    "after",
    "levels",
    "level",
    "explain",
    "recover",
)

api = Blueprint("api", __name__, url_prefix=PREFIX)


@api.get("/search")
def search() -> Response:
    """One page of hits: the very object that `fihris search --json` prints."""
    values = arguments(request)
    only_known(values, SEARCH_PARAMETERS)
    if "q" not in values:
        raise required("q")
    response = service().search(api_request(values))
    note(total=response.total.value, took_ms=round(response.took_ms, 1))
    return json_of(response)


@api.get("/suggest")
def suggest() -> Response:
    """What a text that is being typed may become."""
    values = arguments(request)
    only_known(values, ("q", "size"))
    if "q" not in values:
        raise required("q")
    found = service().suggest(query_text(values), size_of(values, SUGGESTIONS))
    note(took_ms=round(found.took_ms, 1))
    return kept_shortly(json_of(found))


@api.get("/documents/<document_id:document_id>/similar")
def similar(document_id: str) -> Response:
    """Documents like another."""
    values = arguments(request)
    only_known(values, ("size",))
    found = service().similar(document_id, size_of(values, SIMILAR))
    note(took_ms=round(found.took_ms, 1))
    return json_of(found)


@api.get("/documents/<document_id:document_id>")
def document(document_id: str) -> Response:
    """A document whole, and where a query matches it."""
    values = arguments(request)
    only_known(values, ("q",))
    return revalidated(json_of(service().document(document_id, query_text(values))))


@api.get("/analyze")
def analyze() -> Response:
    """What the analysis says of each word of `text`."""
    values = arguments(request)
    only_known(values, ("text",))
    return _analysis(values.get("text"))


@api.post("/analyze")
def analyze_body() -> Response:
    """The same for a text in the body, `{"text": …}`, that is too long for an address."""
    only_known(arguments(request), ())
    try:
        body = request.get_json()
    except RecursionError as error:
        raise _not_an_object() from error
    if not isinstance(body, dict):
        raise _not_an_object()
    only_known(body, ("text",))
    return _analysis(body.get("text"))


@api.get("/stats")
def statistics() -> Response:
    """Numbers about the live index."""
    only_known(arguments(request), ())
    return revalidated(json_of(service().statistics()))


def _analysis(value: object) -> Response:
    text = analyzed_text(value)
    return json_of(analysis(text, service().analyze(text)))


def _not_an_object() -> ParameterError:
    return ParameterError(
        "body",
        english='must be a JSON object like {"text": "…"}',
        arabic='يجب أن يكون كائن JSON مثل {"text": "…"}',
    )

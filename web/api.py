"""The JSON API, version 1. `web.openapi` describes it; docs/api.md shows it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from index.model.errors import ParameterError
from search.model.request import (
    AnalyzeRequest,
    DocumentRequest,
    SearchRequest,
    SimilarRequest,
    SuggestRequest,
)
from search.model.serialization import analysis
from web.parameters import analyzed_text, api_arguments, arguments, only_known
from web.request_log import note
from web.responses import json_of, revalidated, service, with_short_cache

PREFIX = "/api/v1"

api = Blueprint("api", __name__, url_prefix=PREFIX)


@api.get("/search")
def search() -> Response:
    """One page of hits: the very object that `fihris search --json` prints."""
    response = service().search(SearchRequest(**api_arguments(SearchRequest)))
    note(total=response.total.value, took_ms=round(response.took_ms, 1))
    return json_of(response)


@api.get("/suggest")
def suggest() -> Response:
    """What a text that is being typed may become."""
    found = service().suggest(**api_arguments(SuggestRequest))
    note(took_ms=round(found.took_ms, 1))
    return with_short_cache(json_of(found))


@api.get("/documents/<document_id:document_id>/similar")
def similar(document_id: str) -> Response:
    """Documents like another."""
    found = service().similar(document_id, **api_arguments(SimilarRequest))
    note(took_ms=round(found.took_ms, 1))
    return json_of(found)


@api.get("/documents/<document_id:document_id>")
def document(document_id: str) -> Response:
    """A document whole, and where a query matches it."""
    found = service().document(document_id, **api_arguments(DocumentRequest))
    return revalidated(json_of(found))


@api.get("/analyze")
def analyze() -> Response:
    """What the analysis says of each word of `text`."""
    return _analysis(api_arguments(AnalyzeRequest)["text"])


@api.post("/analyze")
def analyze_body() -> Response:
    """The same for a text in the body, `{"text": …}`, that is too long for an address."""
    only_known(arguments(), ())
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
    only_known(arguments(), ())
    return revalidated(json_of(service().statistics()))


def _analysis(value: object) -> Response:
    text = analyzed_text(value)
    return json_of(analysis(text, service().analyze(text)))


def _not_an_object() -> ParameterError:
    example = '{"text": "…"}'
    return ParameterError("body", "must be a JSON object like {example}", example=example)

"""What views share: the service of this application, and answers of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Response, current_app, request
from werkzeug.routing import PathConverter

from search.model.limits import Limits
from search.model.serialization import to_json
from search.service import SearchService

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

EXTENSION = "fihris"


class DocumentId(PathConverter):
    """A document's id in an address: a file's name may have line ends, which `path` refuses."""

    regex = r"[^/][\s\S]*?"


def service() -> SearchService:
    """The service that this application was created with."""
    return cast(SearchService, current_app.extensions[EXTENSION])


def limits() -> Limits:
    """What requests to this application may ask for."""
    return cast(Limits, current_app.extensions["fihris_limits"])


def json_of(record: DataclassInstance) -> Response:
    """A record as application/json."""
    return Response(to_json(record), content_type="application/json")


def with_short_cache(response: Response) -> Response:
    """Let the asker's browser keep an answer for a minute: who types takes letters back."""
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


def revalidated(response: Response) -> Response:
    """Tag an answer by its content, so that asking again costs nothing while it is the same."""
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response

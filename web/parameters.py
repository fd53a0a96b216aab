"""From the parameters of a request to the arguments of the service."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import request
from werkzeug.datastructures import MultiDict

from index.model.errors import ParameterError
from index.model.messages import CommaList
from index.model.values import shortened
from search.model.parameters import Parameter, parameters
from search.model.request import AnalyzeRequest, DocumentRequest, SearchRequest
from web.responses import limits

SURROGATE = re.compile("[\ud800-\udfff]")


def arguments() -> MultiDict[str, str]:
    """The parameters in this request's URL.

    Raises:
        ParameterError: the URL isn't UTF-8 (RFC 3987, section 3.1); an old windows-1256 link
            would otherwise be searched as nonsense.
    """
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
        return request.args  # which fails where a character is half escaped and half not
    except UnicodeDecodeError as error:
        raise ParameterError("URL", "its parameters are not UTF-8 text") from error


def read(values: MultiDict[str, str], known: Iterable[Parameter]) -> dict[str, Any]:
    """The arguments of the service that the parameters of a request become.

    What has no value is left to the record of the request or to the service.

    Raises:
        ParameterError: one is missing, of the wrong kind or out of its range.
        QueryTooLongError: the query is too long.
    """
    found = {}
    for each in known:
        if each.name in values:
            found[each.argument] = each.read(*values.getlist(each.name))
        elif each.required:
            raise ParameterError(each.name, "is required")
    return found


def api_arguments(kind: Any) -> dict[str, Any]:
    """The service's arguments from this API request; raises as `read` and `only_known` do."""
    values, known = arguments(), parameters(kind, limits())
    only_known(values, [each.name for each in known])
    return read(values, known)


def page_request() -> SearchRequest:
    """The search in this page's address, "" where there is no query; raises as `read` does."""
    known = [each for each in parameters(SearchRequest, limits()) if each.of_pages]
    values = arguments().copy()
    values.setdefault("q", "")
    return SearchRequest(**read(values, known))


def query_text() -> str:
    """The query in this request's address, empty if there is none. Raises as `read` does."""
    text: str = read(arguments(), parameters(DocumentRequest, limits())).get("query", "")
    return text


def analyzed_text(value: object) -> str:
    """The text that is to be analysed.

    Args:
        value: of the parameter `text`, or of that member of a JSON object.

    Raises:
        ParameterError: it is missing, no text, too long or not Unicode.
    """
    if value is None:
        raise ParameterError("text", "is required")
    if not isinstance(value, str):
        raise ParameterError("text", "must be text")
    if SURROGATE.search(value):  # JSON can spell half a pair, which no encoding can write
        raise ParameterError("text", "has a lone surrogate, which is no character")
    text: str = read(MultiDict({"text": value}), parameters(AnalyzeRequest, limits()))["text"]
    return text


def only_known(values: Collection[str], known: Collection[str]) -> None:
    """Refuse parameters that mean nothing, so that a misspelt one isn't silently left out.

    Raises:
        ParameterError: a name in `values` isn't in `known`.
    """
    for name in values:
        if name not in known:
            raise ParameterError(
                shortened(name),
                "there is no such parameter; known are {known}",
                known=CommaList(known),
            )

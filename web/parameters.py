"""From the parameters of a request to what the service is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Request
from werkzeug.datastructures import MultiDict

from index.model.errors import ParameterError
from index.model.messages import Listed
from index.model.values import shortened
from search.model.request import (
    Parameter,
    SearchRequest,
    analyze_parameters,
    document_parameters,
    search_parameters,
)
from web.responses import limits

SURROGATE = re.compile("[\ud800-\udfff]")


def arguments(request: Request) -> MultiDict[str, str]:
    """The parameters in the URL.

    Raises:
        ParameterError: the URL isn't UTF-8 (RFC 3987, section 3.1); an old windows-1256 link
            would otherwise be searched as nonsense.
    """
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParameterError("URL", "its parameters are not UTF-8 text") from error
    return request.args


def read(values: MultiDict[str, str], parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The arguments of the service that the parameters of a request become.

    A parameter without a value has its default, or is left to the service's own.

    Raises:
        ParameterError: one is missing, of the wrong kind or out of its range.
        QueryTooLongError: the query is too long.
    """
    found = {}
    for each in parameters:
        if each.name in values:
            found[each.argument] = each.read(*values.getlist(each.name))
        elif each.required:
            raise required(each.name)
        elif each.default is not None:
            found[each.argument] = each.default
    return found


def api_arguments(request: Request, parameters: Collection[Parameter] = ()) -> dict[str, Any]:
    """What a request to the API asks; it may have these parameters and no others.

    Raises:
        ParameterError: one is unknown, missing, of the wrong kind or out of its range.
        QueryTooLongError: the query is too long.
    """
    values = arguments(request)
    only_known(values, [each.name for each in parameters])
    return read(values, parameters)


def page_request(request: Request) -> SearchRequest:
    """The search that a page's address asks for, of an empty query if it has none.

    Raises:
        ParameterError: a parameter is of the wrong kind or out of its range.
        QueryTooLongError: the query is too long.
    """
    values = _with_query(request)
    return SearchRequest(
        **read(values, [each for each in search_parameters(limits()) if each.of_pages])
    )


def query_text(request: Request) -> str:
    """The query in an address, empty if there is none.

    Raises:
        QueryTooLongError: it is too long.
    """
    return str(read(_with_query(request), document_parameters(limits()))["query"])


def _with_query(request: Request) -> MultiDict[str, str]:
    """The parameters in the URL, an empty query among them if it has none."""
    values = arguments(request).copy()
    values.setdefault("q", "")
    return values


def analyzed_text(value: object) -> str:
    """The text that is to be analysed.

    Args:
        value: of the parameter `text`, or of that member of a JSON object.

    Raises:
        ParameterError: it is missing, no text, too long or not Unicode.
    """
    if value is None:
        raise required("text")
    if not isinstance(value, str):
        raise ParameterError("text", "must be text")
    if SURROGATE.search(value):  # JSON can spell half a pair, which no encoding can write
        raise ParameterError("text", "has a lone surrogate, which is no character")
    text: str = read(MultiDict({"text": value}), analyze_parameters(limits()))["text"]
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
                known=Listed(known),
            )


def required(parameter: str) -> ParameterError:
    """The error that `parameter` is missing."""
    return ParameterError(parameter, "is required")

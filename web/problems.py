"""Every error as an answer: problem+json (RFC 9457) for programs, a page for people.

A problem has its texts in both languages, so no answer depends on the client's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from index.model.errors import (
    DamagedIndexError,
    DocumentNotFoundError,
    FihrisError,
    FingerprintError,
    ForbiddenIndexError,
    NoIndexError,
    ParameterError,
    QueryTooLongError,
    RequestError,
    StoreError,
)
from index.model.messages import Message
from search.model.serialization import to_json
from web.request_log import note, record_failure, request_id

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 10


class ProblemCode(StrEnum):
    """The kinds of problems.

    Attributes:
        status: of the HTTP response.
        label: what it is, for people.
    """

    status: int
    label: Message

    def __new__(cls, code: str, status: int, label: Message) -> Self:
        """A kind with its stable name."""
        member = str.__new__(cls, code)
        member._value_, member.status, member.label = code, status, label
        return member

    PARAMETER = ParameterError.code, 400, Message("A parameter is wrong")
    QUERY_TOO_LONG = QueryTooLongError.code, 414, Message("The query is too long")
    DOCUMENT_NOT_FOUND = DocumentNotFoundError.code, 404, Message("No such document")
    NO_INDEX = NoIndexError.code, 503, Message("There is no index yet")
    FINGERPRINT = FingerprintError.code, 503, Message("The index must be rebuilt")
    DAMAGED_INDEX = DamagedIndexError.code, 503, Message("The index is damaged")
    INDEX_FORBIDDEN = ForbiddenIndexError.code, 503, Message("The index may not be read")
    STORE = StoreError.code, 503, Message("The index can't be used")
    REQUEST = RequestError.code, 400, Message("The request can't be answered")
    BAD_REQUEST = "bad-request", 400, Message("The request can't be read")
    NOT_FOUND = "not-found", 404, Message("No such page")
    METHOD_NOT_ALLOWED = "method-not-allowed", 405, Message("Wrong method")
    TOO_LARGE = "too-large", 413, Message("The request is too large")
    ADDRESS_TOO_LONG = "address-too-long", 414, Message("The address is too long")
    NOT_JSON = "not-json", 415, Message("The body isn't JSON")
    INTERNAL = "internal", 500, Message("Something went wrong here")


HTTP_DETAILS: Final[Mapping[ProblemCode, Message]] = {
    ProblemCode.BAD_REQUEST: Message("It isn't a well-formed request."),
    ProblemCode.NOT_FOUND: Message("Nothing is at this address."),
    ProblemCode.METHOD_NOT_ALLOWED: Message(
        "This address doesn't take that method; the Allow header lists those it takes."
    ),
    ProblemCode.TOO_LARGE: Message("It has more than this server accepts."),
    ProblemCode.ADDRESS_TOO_LONG: Message("Shorten the query."),
    ProblemCode.NOT_JSON: Message("Send the header Content-Type: application/json."),
    ProblemCode.INTERNAL: Message("The server's log says what, under this request's id."),
}
"""What HTTP's own errors say."""

PROBLEMS: Final = {code.value: code for code in ProblemCode}


@dataclass(frozen=True, slots=True)
class ProblemTexts:
    """What a problem says in one language: of its kind, and of this occurrence."""

    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem detail, RFC 9457 section 3.1, with members of our own.

    Attributes:
        type: the kind's own page, a path on this server; about:blank for one without.
        title: the kind, in English.
        status: of the HTTP response.
        detail: what happened this time, in English.
        instance: the path of the request.
        code: the kind's stable name, the last part of `type`; "http-" and the status for one
            without a page.
        request_id: as in the log and the X-Request-ID header.
        ar, en: title and detail in Arabic and in English.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: ProblemCode | str
    request_id: str
    ar: ProblemTexts
    en: ProblemTexts


PROGRAM_PATHS = ("/api/", "/suggestions", "/healthz", "/readyz", "/openapi.json")


def install(app: Flask) -> None:
    """Answer every error of a view, and every one of Flask's, with its problem."""
    app.register_error_handler(FihrisError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unexpected)


def code_of(error: FihrisError) -> ProblemCode:
    """The kind of an error: that of the nearest class whose code is one."""
    named = (kind.code for kind in type(error).__mro__ if issubclass(kind, FihrisError))
    return next((PROBLEMS[code] for code in named if code in PROBLEMS), ProblemCode.INTERNAL)


def http_problem(status: int, *, instance: str, request_id: str) -> Problem:
    """The problem of an HTTP status, where no error of ours was raised."""
    for code, detail in HTTP_DETAILS.items():
        if code.status == status:
            return _problem(code, status, code.label, detail, instance, request_id)
    name = HTTP_STATUS_CODES.get(status, "?")
    what = Message("HTTP error {status}: {name}", status=status, name=name)
    return _problem(f"http-{status}", status, what, what, instance, request_id)


def to_bytes(problem: Problem) -> bytes:
    """The body of an application/problem+json response."""
    return to_json(problem).encode("utf-8", "replace")


def _problem(
    code: ProblemCode | str,
    status: int,
    title: Message,
    detail: Message,
    instance: str,
    request_id: str,
) -> Problem:
    return Problem(
        type=f"/problems/{code}" if isinstance(code, ProblemCode) else "about:blank",
        title=title.english,
        status=status,
        detail=detail.english,
        instance=instance,
        code=code,
        request_id=request_id,
        ar=ProblemTexts(title.arabic, detail.arabic),
        en=ProblemTexts(title.english, detail.english),
    )


def _of_ours(error: FihrisError) -> Response:
    code = code_of(error)
    if code.status == 500:
        record_failure(error)
    elif code.status > 500:  # the operator's to mend, and the sentence says how
        note(reason=error.english)
    problem = _problem(code, code.status, code.label, error.message, request.path, request_id())
    return _answer(problem)


def _of_http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:  # a redirect, say
        answer = error.get_response()
        assert isinstance(answer, Response)
        return answer
    problem = http_problem(error.code or 500, instance=request.path, request_id=request_id())
    response = _answer(problem)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    record_failure(error)
    return _answer(http_problem(500, instance=request.path, request_id=request_id()))


def _answer(problem: Problem) -> Response:
    g.problem = problem.code
    if request.path.startswith(PROGRAM_PATHS):
        response = Response(to_bytes(problem), content_type=PROBLEM_JSON)
    else:
        response = Response(render_template("error.html", problem=problem), mimetype="text/html")
    response.status_code = problem.status
    response.headers["Cache-Control"] = "no-store"
    if problem.status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response

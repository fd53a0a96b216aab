"""Every error as an answer: problem+json (RFC 9457) for programs, a page for people.

One table says which status each error of Fihris has, another what Flask's own are called. The
texts of a problem stand in both languages, so no answer depends on the client's language.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

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
from search.model.serialization import plain
from web.request_log import note, record_failure, request_id

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 10


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
        instance: the path that was asked for.
        code: the kind's stable name, the last part of `type`.
        request_id: as in the log and the X-Request-ID header.
        ar, en: title and detail in Arabic and in English.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    ar: ProblemTexts
    en: ProblemTexts


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status and its name in both languages."""

    status: int
    english: str
    arabic: str


STATUSES: dict[type[FihrisError], int] = {
    ParameterError: 400,
    QueryTooLongError: 414,
    DocumentNotFoundError: 404,
    RequestError: 400,
    StoreError: 503,
    FihrisError: 500,
}

KINDS: dict[str, Kind] = {
    ParameterError.code: Kind(400, "A parameter is wrong", "معامل غير صحيح"),
    QueryTooLongError.code: Kind(414, "The query is too long", "الاستعلام أطول من المسموح"),
    DocumentNotFoundError.code: Kind(404, "No such document", "لا توجد وثيقة كهذه"),
    NoIndexError.code: Kind(503, "There is no index yet", "لم يُبنَ الفهرس بعد"),
    FingerprintError.code: Kind(503, "The index must be rebuilt", "يلزم إعادة بناء الفهرس"),
    DamagedIndexError.code: Kind(503, "The index is damaged", "الفهرس تالف"),
    ForbiddenIndexError.code: Kind(503, "The index may not be read", "لا إذن للخادم بقراءة الفهرس"),
    StoreError.code: Kind(503, "The index can't be used", "تعذّر استعمال الفهرس"),
    RequestError.code: Kind(400, "The request can't be answered", "تعذّرت الإجابة عن الطلب"),
    "bad-request": Kind(400, "The request can't be read", "تعذّرت قراءة الطلب"),
    "not-found": Kind(404, "No such page", "لا توجد صفحة كهذه"),
    "method-not-allowed": Kind(405, "Wrong method", "طريقة الطلب غير مقبولة"),
    "too-large": Kind(413, "The request is too large", "الطلب أكبر من المسموح"),
    "address-too-long": Kind(414, "The address is too long", "العنوان أطول من المسموح"),
    "not-json": Kind(415, "The body isn't JSON", "محتوى الطلب ليس JSON"),
    "internal": Kind(500, "Something went wrong here", "حدث خطأ في الخادم"),
}

HTTP_CODES = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    414: "address-too-long",
    415: "not-json",
    500: "internal",
}

HTTP_DETAILS: dict[int, tuple[str, str]] = {
    400: ("It isn't a well-formed request.", "الطلب ليس مصوغًا صياغة سليمة."),
    404: ("Nothing is at this address.", "لا شيء في هذا العنوان."),
    405: (
        "This address doesn't take that method; the Allow header lists those it takes.",
        "لا يقبل هذا العنوان تلك الطريقة، وترويسة Allow تعدّد ما يقبله.",
    ),
    413: ("It has more than this server accepts.", "فيه أكثر مما يقبله هذا الخادم."),
    414: ("Shorten the query.", "اختصر الاستعلام."),
    415: (
        "Send the header Content-Type: application/json.",
        "أرسل الترويسة Content-Type: application/json.",
    ),
    500: (
        "The server's log says what, under this request's id.",
        "يبيّن سجلّ الخادم السبب تحت معرّف هذا الطلب.",
    ),
}

PROGRAM_PATHS = ("/api/", "/suggestions", "/healthz", "/readyz", "/openapi.json")


def install(app: Flask) -> None:
    """Answer every error of a view, and every one of Flask's, with its problem."""
    app.register_error_handler(FihrisError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: FihrisError) -> int:
    """The status of an error: that of the nearest class in `STATUSES`."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def problem_of(error: FihrisError, *, instance: str, request_id: str) -> Problem:
    """The problem that tells `error`: of the nearest class whose code is in `KINDS`."""
    status = status_of(error)
    named = (kind.code for kind in type(error).__mro__ if issubclass(kind, FihrisError))
    code = next((code for code in named if code in KINDS), "internal")
    details = (error.english, error.arabic)
    return _problem(code, status, KINDS[code], details, instance, request_id)


def http_problem(status: int, *, instance: str, request_id: str) -> Problem:
    """The problem that tells an HTTP status without an error of ours behind it."""
    code = HTTP_CODES.get(status, f"http-{status}")
    name = HTTP_STATUS_CODES.get(status, "Error")
    kind = KINDS.get(code, Kind(status, name, f"خطأ HTTP {status}"))
    details = HTTP_DETAILS.get(status, (f"{name}.", f"خطأ HTTP {status}."))
    return _problem(code, status, kind, details, instance, request_id)


def to_bytes(problem: Problem) -> bytes:
    """The body of an application/problem+json response."""
    return json.dumps(plain(problem), ensure_ascii=False).encode("utf-8", "replace")


def _problem(
    code: str,
    status: int,
    kind: Kind,
    details: tuple[str, str],
    instance: str,
    request_id: str,
) -> Problem:
    return Problem(
        type=f"/problems/{code}" if code in KINDS else "about:blank",
        title=kind.english,
        status=status,
        detail=details[0],
        instance=instance,
        code=code,
        request_id=request_id,
        ar=ProblemTexts(kind.arabic, details[1]),
        en=ProblemTexts(kind.english, details[0]),
    )


def _of_ours(error: FihrisError) -> Response:
    status = status_of(error)
    if status == 500:
        record_failure(error)
    elif status > 500:  # the operator's to mend, and the sentence says how
        note(reason=error.english)
    return _answer(problem_of(error, instance=request.path, request_id=request_id()))


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

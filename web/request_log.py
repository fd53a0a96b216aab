"""One structured line of JSON for each request, and the id that ties a request to its line.

The line has the request's id, method, path, status and milliseconds, and of a search its total
and time. It has no query text unless FIHRIS_LOG_QUERIES says so: what people search for is
theirs.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from typing import cast

import structlog
from flask import Flask, Response, current_app, g, request
from structlog.typing import FilteringBoundLogger, Processor

from web.settings import Settings

HEADER = "X-Request-ID"
SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LOGGED_QUERY_CHARACTERS = 500
QUIET_PATHS = ("/healthz", "/readyz", "/static/")


PROCESSORS: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
RENDERER = structlog.processors.JSONRenderer(ensure_ascii=False)


def logger() -> FilteringBoundLogger:
    """A logger that writes JSON lines to standard error, Arabic as itself."""
    return cast(
        FilteringBoundLogger,
        structlog.wrap_logger(
            structlog.PrintLogger(sys.stderr),
            processors=[*PROCESSORS, RENDERER],
            wrapper_class=structlog.make_filtering_bound_logger("info"),
        ),
    )


def foreign_formatter() -> logging.Formatter:
    """What writes the standard library's log records (gunicorn's) as the same lines of JSON."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=PROCESSORS,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, RENDERER],
    )


def install(app: Flask, settings: Settings) -> None:
    """Give each request its id and its line."""
    app.extensions["fihris_log"] = logger()
    app.config["FIHRIS_LOG_QUERIES"] = settings.log_queries
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of this request: the client's X-Request-ID if it is a sane one, else a new one."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if SANE_ID.fullmatch(given) else uuid.uuid4().hex
    return str(g.request_id)


def note(**facts: object) -> None:
    """Add facts to this request's line."""
    g.setdefault("logged", {}).update(facts)


def record_failure(error: BaseException) -> None:
    """Log why this request failed, with the traceback, on a line of its own."""
    _log().error("failure", request_id=request_id(), path=request.path, exc_info=error)


def _begin() -> None:
    g.began = time.perf_counter()
    request_id()


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    facts: dict[str, object] = {
        "request_id": request_id(),
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
    }
    if "problem" in g:
        facts["problem"] = g.problem
    if current_app.config["FIHRIS_LOG_QUERIES"] and request.query_string:
        facts["query_string"] = request.query_string[:LOGGED_QUERY_CHARACTERS].decode(
            "ascii", "backslashreplace"
        )
    facts |= g.get("logged", {})
    quiet = request.path.startswith(QUIET_PATHS) and response.status_code < 400
    (_log().debug if quiet else _log().info)("request", **facts)
    return response


def _log() -> FilteringBoundLogger:
    return cast(FilteringBoundLogger, current_app.extensions["fihris_log"])

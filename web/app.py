"""create_app: the one place where the front end is put together."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from search.expansion.synonyms import read_synonyms
from search.service import SearchService
from web import i18n, problems, request_log, security
from web.api import api
from web.bidi import text_direction
from web.health import health
from web.highlighting import pieces, running, web_address
from web.openapi import schema
from web.pages import pages
from web.responses import EXTENSION, DocumentId
from web.settings import Settings

YEAR_SECONDS = 365 * 24 * 3600
STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings, service: SearchService | None = None) -> Flask:
    """The front end as a WSGI application.

    Args:
        settings: what the environment decides.
        service: answers the searches; by default the one over `settings.index`, which may
            still be empty: the application starts, and answers once an index is built.
    """
    app = Flask("web")
    app.extensions[EXTENSION] = service or SearchService.over(
        settings.index, read_synonyms(settings.synonyms), settings.limits, plain=settings.plain
    )
    app.extensions["fihris_limits"] = settings.limits
    # A text of which each character is two JSON escapes, and more.
    app.config["MAX_CONTENT_LENGTH"] = 12 * settings.limits.max_analyzed_characters + 16 * 1024
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR_SECONDS  # addresses change with the content
    app.url_map.merge_slashes = False  # an id is taken as it is
    app.url_map.converters["document_id"] = DocumentId
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        pieces=pieces, running=running, text_direction=text_direction, web_address=web_address
    )
    app.jinja_env.globals |= {"asset": _asset, "limits": settings.limits}
    i18n.install(app, settings)
    security.install(app)
    request_log.install(app, settings)
    problems.install(app)
    for blueprint in (pages, api, health, schema):
        app.register_blueprint(blueprint)
    if settings.proxies:
        trusted = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted, x_prefix=trusted
        )
    return app


def _asset(name: str) -> str:
    """The address of a static file, with a hash of its content so that it may be cached long."""
    return url_for("static", filename=name, v=_hash(name))


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]

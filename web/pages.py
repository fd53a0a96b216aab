"""The pages: search and results, one document, and what each kind of problem means."""

from __future__ import annotations

import json
from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    abort,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from search.model.request import Sort
from web.highlighting import paragraphs, pieces
from web.i18n import interface
from web.pagination import paging
from web.parameters import page_request, query_text
from web.problems import PROBLEMS
from web.request_log import note
from web.responses import limits, revalidated, service, with_short_cache

pages = Blueprint("pages", __name__)


@pages.url_defaults
def keep_filters(_: str, values: dict[str, object]) -> None:
    """Have all links of a filtered search keep its filters."""
    if "q" in values and has_request_context() and "filter" in request.args:
        values.setdefault("filter", request.args.getlist("filter"))


@pages.get("/")
def results() -> str:
    """The home page without a query, one page of hits with one."""
    search = page_request()
    if not search.text.strip():
        return render_template("home.html", statistics=service().statistics())
    response = service().search(replace(search, levels=True))
    note(total=response.total.value, took_ms=round(response.took_ms, 1))
    can_be_sorted = search.sort != Sort.RELEVANCE or service().statistics().dated
    return render_template(
        "results.html",
        search=search,
        response=response,
        paging=paging(response, limits().max_depth),
        sorts=tuple(Sort) if can_be_sorted else (),
    )


@pages.get("/documents/<document_id:document_id>")
def document(document_id: str) -> Response:
    """A document whole, with the matches of the query that led to it."""
    search = page_request()
    view = service().document(document_id, search.text)
    return revalidated(
        Response(
            render_template(
                "document.html",
                search=search,
                document=view.document,
                title=pieces(view.document.title, view.title_highlights),
                paragraphs=paragraphs(view.document.body, view.body_highlights),
                matches=len(view.body_highlights),
                notices=view.notices,
                similar=service().similar(document_id).documents,
            )
        )
    )


@pages.get("/suggestions")
def suggestions() -> Response:
    """Suggestions for a browser's own search box (OpenSearch Suggestions 1.1)."""
    text = query_text()
    found = service().suggest(text)
    note(took_ms=round(found.took_ms, 1))
    texts = [each.text for each in found.suggestions]
    answer = [
        text,
        texts,
        [each.kind.label.text(interface()) for each in found.suggestions],
        [url_for("pages.results", q=each, _external=True) for each in texts],
    ]
    return with_short_cache(
        Response(json.dumps(answer, ensure_ascii=False), mimetype="application/x-suggestions+json")
    )


@pages.get("/problems/<code>")
def problem(code: str) -> str:
    """A kind of problem: the page that a problem's `type` names."""
    if code not in PROBLEMS:
        abort(404)
    return render_template("problem.html", kind=PROBLEMS[code])


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """The description with which a browser adds this search to its own (OpenSearch 1.1)."""
    return Response(
        render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml"
    )


@pages.get("/favicon.ico")
def favicon() -> AnyResponse:
    """The icon, for browsers that request it where it usually is."""
    return redirect(url_for("static", filename="favicon.svg"), code=301)


@pages.get("/robots.txt")
def robots() -> Response:
    """Documents may be crawled; endless pages of results and the API may not."""
    lines = ("User-agent: *", "Disallow: /api/", "Disallow: /*?q=", "Disallow: /*&q=", "")
    return Response("\n".join(lines), mimetype="text/plain")

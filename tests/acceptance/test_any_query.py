"""Any query over documents that are hostile: no status 500, no markup of theirs, whole snippets."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import hypothesis.strategies as st
import lxml.html
import pytest
import regex
from hypothesis import HealthCheck, example, given, settings

from search.service import SearchService
from tests.acceptance.conftest import report, write
from web.app import create_app
from web.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BODIES = {
    "script": "<script>alert('كتاب')</script> كتاب <img src=x onerror=alert(1)> قديم\" onclick=\"x",
    "entities": "كتاب &lt;b&gt; &amp;amp; <b>كِتَابٌ</b> </mark></p><style>*{}</style> ]]> <!-- كتاب",
    "marks": "كِتَابٌ مُّبِينٌ " * 60 + "ٱلۡكِتَٰبُ لَا رَيۡبَۛ فِيهِۛ هُدٗى لِّلۡمُتَّقِينَ",
    "stacked": "ك" + "\u0651\u064e\u0670\u0610" * 200 + "تاب والكتاب",
    "endless": "كتاب" * 3000 + " كتاب",
    "directions": "\u202eكتاب\u202c \u2067book\u2069 \u200fكتاب\u200e \u061cكتب 123 كتاب",
    "astral": "👨‍👩‍👧‍👦 كتاب 🇸🇦🇪🇬 𞸊𞺪 كتاب 👍🏽",
    "surrogate": "كتاب \ud83d كتاب \udc00",
    "controls": "كتاب\x00\x07\x1b[31m كتاب\x85\u2028كتاب",
    "forms": "ﻛﺘﺎﺏ ﷲ ﷺ ﻻ كتـــاب کتاب كتاب١٢٣",
    "template": "{{ config }} {% for x in y %} ${كتاب} %s كتاب",
}
RECORDS = "".join(
    f"{json.dumps({'id': name, 'title': f'{name} <i>كتاب</i>', 'text': body})}\n"
    for name, body in BODIES.items()
)
FOREIGN = {"script", "img", "style", "i", "b", "iframe", "svg", "object"}

QUERY_LETTERS = (
    "كتابقديمولأ ةىئbook\"«»“”()[]{}+-=~^*?؟:<>&;'\\/|!.,،٠1\x00\u200f\u064e\u0651عنوانتاريخ"
)
QUERIES = st.one_of(
    st.text(QUERY_LETTERS, max_size=60),
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "كتاب",
                "كِتَابٌ",
                "<script>",
                '"',
                "عنوان:",
                "تاريخ:[2024 إلى",
                "OR",
                "ليس",
                "(",
                "*",
                "~9",
            ]
        ),
        max_size=12,
    ).map(" ".join),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("hostile")
    index = folder / "index"
    found = report(write(folder / "source", {"x.jsonl": RECORDS}), index=index)
    assert found["documents"] + len(found["skipped"]) == len(BODIES)
    with closing(SearchService.over(index)) as service:
        yield create_app(Settings(index=index), service).test_client()


@pytest.mark.slow
@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    max_examples=300,
)
@given(query=QUERIES, sort=st.sampled_from(["relevance", "newest", "oldest"]))
@example(query="كتاب", sort="relevance")
@example(query='"كتاب قديم" OR ك* OR <script>', sort="relevance")
@example(query="&quot;><svg onload=alert(1)>", sort="relevance")
def test_any_query(whole: FlaskClient, query: str, sort: str) -> None:
    asked = urlencode({"q": query.encode("utf-8", "replace"), "sort": sort, "size": 50})
    answer = whole.get(f"/api/v1/search?{asked}")
    assert answer.status_code == 200, answer.text
    hits: list[dict[str, Any]] = json.loads(answer.text)["hits"]
    for hit in hits:
        for snippet in hit["snippets"]:
            is_whole(whole, hit["id"], snippet)
    page = whole.get(f"/?{asked}")
    assert page.status_code == 200
    has_no_foreign_markup(page.text)
    for hit in hits[:2]:
        document = whole.get(f"/documents/{quote(hit['id'])}?{asked}")
        assert document.status_code == 200
        has_no_foreign_markup(document.text)


def test_every_document_can_be_read(whole: FlaskClient) -> None:
    hits = json.loads(whole.get("/api/v1/search?q=كتاب&size=50").text)["hits"]
    assert len(hits) >= len(BODIES) - 2  # what cannot be text at all is left out, and said so
    for hit in hits:
        answer = whole.get(f"/documents/{quote(hit['id'])}?q=كتاب")
        assert answer.status_code == 200
        has_no_foreign_markup(answer.text)


def is_whole(client: FlaskClient, document_id: str, snippet: dict[str, Any]) -> None:
    """See that a snippet is cut from the original, between its grapheme clusters."""
    text, start = snippet["text"], snippet["start"]
    body = body_of(client, document_id)
    end = start + len(text)
    assert body[start:end] == text
    edges = boundaries(body, max(0, start - 100), end + 100)
    assert {start, end} <= edges
    behind = 0
    for first, last in snippet["highlights"]:
        assert behind <= first < last <= len(text)
        assert {start + first, start + last} <= edges
        behind = last


BODIES_READ: dict[str, str] = {}


def body_of(client: FlaskClient, document_id: str) -> str:
    """The original text of a document, asked for once."""
    if document_id not in BODIES_READ:
        answer = client.get(f"/api/v1/documents/{quote(document_id)}")
        BODIES_READ[document_id] = json.loads(answer.text)["document"]["body"]
    return BODIES_READ[document_id]


def boundaries(text: str, low: int, high: int) -> set[int]:
    """The edges of the grapheme clusters of `text` around a stretch of it."""
    while 0 < low < len(text) and unicodedata.combining(text[low]):
        low -= 1
    found = regex.finditer(r"\X", text, pos=low, endpos=min(high, len(text)))
    return {edge for match in found for edge in match.span()}


def is_our_script(element: lxml.html.HtmlElement) -> bool:
    """Whether an element is the pages' one script, which is a file."""
    address = element.get("src") or ""
    return element.tag == "script" and not element.text and address.startswith("/static/")


def has_no_foreign_markup(page: str) -> None:
    """See that no document's markup is the page's."""
    tree = lxml.html.document_fromstring(page)
    elements = [
        each for each in tree.iter() if isinstance(each.tag, str) and not is_our_script(each)
    ]
    assert not {str(each.tag) for each in elements} & FOREIGN
    handlers = [name for each in elements for name in each.attrib if str(name).startswith("on")]
    assert handlers == []
    assert not any(isinstance(each, lxml.html.HtmlComment) for each in tree.iter())

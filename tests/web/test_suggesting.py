"""Completion and similar documents: in the API, on the pages, for a browser's own box."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import lxml.etree
import pytest

from index.model.errors import NoIndexError
from search.model.limits import LIMITS
from search.model.records import Notice, NoticeCode
from search.model.serialization import plain
from tests.web.test_api import problem
from tests.web.test_pages import page, reference, words

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.web.conftest import FakeService

SUGGEST = "/api/v1/suggest"
TREATY = "/api/v1/documents/news/treaty.txt"


# In the API.


def test_suggestions_are_those_of_the_service(client: FlaskClient, fake: FakeService) -> None:
    answer = client.get(SUGGEST, query_string={"q": "الم", "size": "1"})
    assert answer.json == plain(fake.suggest("الم", 1))


def test_an_empty_text_has_no_suggestions(client: FlaskClient) -> None:
    answer = client.get(SUGGEST, query_string={"q": " "}).json
    assert answer is not None
    assert answer["suggestions"] == []


def test_suggestions_may_be_kept_for_a_minute(client: FlaskClient) -> None:
    assert client.get(f"{SUGGEST}?q=الم").headers["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize(
    ("parameters", "code", "status"),
    [
        ({}, "parameter", 400),
        ({"q": "ا", "size": "0"}, "parameter", 400),
        ({"q": "ا", "size": "many"}, "parameter", 400),
        ({"q": "ا", "page": "1"}, "parameter", 400),
        ({"q": "ا" * (LIMITS.max_query_characters + 1)}, "query-too-long", 414),
    ],
)
def test_a_wrong_question_for_suggestions_is_a_problem(
    client: FlaskClient, parameters: dict[str, str], code: str, status: int
) -> None:
    answer = client.get(SUGGEST, query_string=parameters)
    assert (problem(answer)["code"], answer.status_code) == (code, status)


def test_without_an_index_there_is_a_problem(client: FlaskClient, fake: FakeService) -> None:
    fake.failure = NoIndexError("x")
    assert problem(client.get(f"{SUGGEST}?q=ا"))["code"] == "no-index"


def test_similar_documents_are_those_of_the_service(client: FlaskClient, fake: FakeService) -> None:
    assert client.get(f"{TREATY}/similar").json == plain(fake.similar("news/treaty.txt"))


def test_an_id_may_have_any_sign_before_similar(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/documents/{quote('archive/a b#7/٣%.jsonl#1?x=1')}/similar").json
    assert answer is not None
    assert [each["id"] for each in answer["documents"]] == ["news/treaty.txt"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/documents/none/similar", 404),
        (f"{TREATY}/similar?size=0", 400),
        (f"{TREATY}/similar?q=x", 400),
    ],
)
def test_a_wrong_question_for_similar_documents_is_a_problem(
    client: FlaskClient, address: str, status: int
) -> None:
    answer = client.get(address)
    assert (problem(answer)["status"], answer.status_code) == (status, status)


# For a browser's own search box.


def test_browsers_learn_where_to_ask_for_suggestions(client: FlaskClient) -> None:
    description = lxml.etree.fromstring(client.get("/opensearch.xml").data)
    templates = {each.get("type"): each.get("template") for each in description.iter("{*}Url")}
    assert templates["application/x-suggestions+json"] == (
        "http://localhost/suggestions?q={searchTerms}"
    )


def test_browsers_get_texts_kinds_and_addresses(client: FlaskClient) -> None:
    answer = client.get("/suggestions", query_string={"q": "المعاهدة"})
    assert answer.mimetype == "application/x-suggestions+json"
    text = quote("المعاهدة")
    assert json.loads(answer.data) == [
        "المعاهدة",
        ["المعاهدة"],
        ["كلمة"],
        [f"http://localhost/?q={text}"],
    ]


def test_browsers_get_the_language_that_they_asked_in(client: FlaskClient) -> None:
    answer = json.loads(client.get("/suggestions?q=المعاهدة&lang=en").data)
    assert answer[2] == ["word"]
    assert "lang=en" in answer[3][0]


def test_browsers_get_a_problem_as_programs_do(client: FlaskClient, fake: FakeService) -> None:
    fake.failure = NoIndexError("x")
    assert problem(client.get("/suggestions?q=ا"))["status"] == 503


# On the pages.


def test_the_search_box_says_where_to_ask_and_what_kinds_are_called(client: FlaskClient) -> None:
    (form,) = page(client, "/").cssselect("form.search")
    assert form.get("data-suggest") == SUGGEST
    assert [form.get(f"data-{kind}") for kind in ("word", "phrase", "title")] == [
        "كلمة",
        "عبارة",
        "عنوان",
    ]


def test_the_only_script_is_a_file_of_this_server(client: FlaskClient) -> None:
    (script,) = page(client, "/?q=وزير").cssselect("script")
    assert script.text is None
    with client.get(script.get("src") or "") as answer:
        assert answer.mimetype == "text/javascript"


def test_a_document_s_page_ends_with_documents_like_it(client: FlaskClient) -> None:
    html = page(client, "/documents/news/treaty.txt?q=وزير")
    assert words(html, ".similar h2") == ["وثائق مشابهة"]
    (link,) = html.cssselect(".similar a")
    assert reference(link).startswith("/documents/archive/")


def test_a_document_that_none_is_like_has_no_such_list(
    client: FlaskClient, fake: FakeService
) -> None:
    fake.documents = fake.documents[:1]
    assert not page(client, "/documents/news/treaty.txt").cssselect(".similar")


def test_a_notice_of_suggestions_is_in_both_languages(
    client: FlaskClient, fake: FakeService
) -> None:
    fake.notices = (Notice(NoticeCode.OTHER_LAYOUT, "English.", "عربي."),)
    answer = client.get(f"{SUGGEST}?q=ا").json
    assert answer is not None
    assert answer["notices"] == [{"code": "other-layout", "english": "English.", "arabic": "عربي."}]

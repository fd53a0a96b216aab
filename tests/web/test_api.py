"""The JSON API: the same records as the service returns, and problems in two languages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from index.model.errors import (
    DamagedIndexError,
    FihrisError,
    FingerprintError,
    NoIndexError,
    StorageError,
)
from search.model.limits import Limits
from search.model.request import SearchRequest, Sort
from search.model.serialization import plain

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.web.conftest import FakeService, MakeApp

SEARCH = "/api/v1/search"


def problem(answer: TestResponse) -> dict[str, Any]:
    """The problem in an answer, which must be a whole one."""
    assert answer.mimetype == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.data)
    assert found["status"] == answer.status_code
    assert found["type"] == f"/problems/{found['code']}"
    assert found["request_id"] == answer.headers["X-Request-ID"]
    assert all(found[language][text] for language in ("ar", "en") for text in ("title", "detail"))
    return found


def test_search_returns_the_response_of_the_service(client: FlaskClient, fake: FakeService) -> None:
    answer = client.get(SEARCH, query_string={"q": "وزير"})
    assert answer.mimetype == "application/json"
    assert answer.json == plain(fake.search(SearchRequest("وزير")))


def test_arabic_is_written_as_itself(client: FlaskClient) -> None:
    assert "المعاهدة" in client.get(SEARCH, query_string={"q": "وزير"}).text


def test_a_hit_has_the_promised_members(client: FlaskClient) -> None:
    hit = client.get(SEARCH, query_string={"q": "وزير"}).json["hits"][0]  # type: ignore[index]
    assert {"id", "title", "source", "date", "path", "score", "snippets"} <= hit.keys()
    assert hit["date"] == "2024-11-29"


def test_search_takes_its_parameters(client: FlaskClient, fake: FakeService) -> None:
    client.get(f"{SEARCH}?q=و&page=2&size=5&sort=oldest&fragments=0&facets=year,source,year")
    assert fake.asked[-1] == SearchRequest(
        "و", page=2, size=5, sort=Sort.OLDEST, fragments=0, facets=("year", "source")
    )
    client.get(f"{SEARCH}?q=و&after=abc")
    assert fake.asked[-1] == SearchRequest("و", after="abc")


def test_a_search_may_have_several_filters(client: FlaskClient, fake: FakeService) -> None:
    client.get(f"{SEARCH}?q=و&filter=author:طه, حسين&filter=year:2024&sort=-author")
    assert fake.asked[-1] == SearchRequest(
        "و", sort="-author", filters=("author:طه, حسين", "year:2024")
    )


def test_a_hit_and_a_document_have_columns(client: FlaskClient) -> None:
    hit = client.get(SEARCH, query_string={"q": "وزير"}).json["hits"][0]  # type: ignore[index]
    document = client.get(f"/api/v1/documents/{hit['id']}").json["document"]  # type: ignore[index]
    assert (
        hit["columns"]
        == document["columns"]
        == {
            "source": ["وكالة الأنباء"],
            "date": ["2024-11-29"],
            "year": [2024],
            "language": ["ar"],
        }
    )


@pytest.mark.parametrize("safe", ["/", ""])
def test_a_document_is_found_by_its_encoded_id(
    client: FlaskClient, fake: FakeService, safe: str
) -> None:
    odd = fake.documents[1]
    answer = client.get(f"/api/v1/documents/{quote(odd.id, safe=safe)}?q=الوزير")
    assert answer.json == plain(fake.document(odd.id, "الوزير"))


def test_analyze_gives_each_word_its_terms_and_offsets(client: FlaskClient) -> None:
    answer = client.get("/api/v1/analyze", query_string={"text": "كتب وزير"}).json
    assert answer["text"] == "كتب وزير"  # type: ignore[index]
    second = answer["tokens"][1]  # type: ignore[index]
    assert [second[key] for key in ("surface", "start", "end", "form")] == ["وزير", 4, 8, "وزير"]


def test_analyze_takes_a_text_in_the_body_too(client: FlaskClient) -> None:
    posted = client.post("/api/v1/analyze", json={"text": "كتب وزير"})
    assert posted.json == client.get("/api/v1/analyze?text=كتب وزير").json


def test_stats_are_the_services(client: FlaskClient, fake: FakeService) -> None:
    assert client.get("/api/v1/stats").json == plain(fake.statistics())


@pytest.mark.parametrize(
    ("address", "status", "code", "said"),
    [
        (f"{SEARCH}?q=و&page=0", 400, "parameter", "page: must be from 1"),
        (f"{SEARCH}?q=و&page=abc", 400, "parameter", "page: must be a whole number, not 'abc'"),
        (f"{SEARCH}?q=و&page=", 400, "parameter", "page: must be a whole number"),
        (f"{SEARCH}?q=و&page=10000", 400, "parameter", "page: only the first 10000"),
        (f"{SEARCH}?q=و&size=10000", 400, "parameter", "size: must be from 1 to 100"),
        (f"{SEARCH}?q=و&size=-1", 400, "parameter", "size: must be from 1"),
        (f"{SEARCH}?q=و&page={'9' * 5000}", 400, "parameter", "page: must be a whole number"),
        (f"{SEARCH}?q=و&fragments=11", 400, "parameter", "fragments: must be from 0"),
        (f"{SEARCH}?q=و&facets=source,month", 400, "parameter", "facets: must be one of source"),
        (f"{SEARCH}?q=و&filter=طه", 400, "parameter", "filter: 'طه' is not COLUMN:VALUE"),
        (f"{SEARCH}?q=و&filter=writer:طه", 400, "parameter", "filter: must be one of source"),
        (f"{SEARCH}?q=و&filter=year:x", 400, "parameter", "filter: year: 'x' is no number"),
        (f"{SEARCH}?q=و{'&filter=year:1' * 200}", 400, "parameter", "filter: "),
        (f"{SEARCH}?q=و&page=2&after=abc", 400, "parameter", "after: goes on behind a page"),
        (f"{SEARCH}?q=و&sort=best", 400, "parameter", "sort: must be one of relevance, newest"),
        (f"{SEARCH}?q=و&pages=2", 400, "parameter", "pages: there is no such parameter"),
        (SEARCH, 400, "parameter", "q: is required"),
        (f"{SEARCH}?q=%FF", 400, "parameter", "not UTF-8"),
        (f"{SEARCH}?q=%ED%A0%80", 400, "parameter", "not UTF-8"),
        (f"{SEARCH}?q={'و' * 100_000}", 414, "query-too-long", "100000 characters"),
        ("/api/v1/documents/none.txt", 404, "document-not-found", "none.txt"),
        (f"/api/v1/documents/news/treaty.txt?q={'و' * 5000}", 414, "query-too-long", "5000"),
        ("/api/v1/analyze", 400, "parameter", "text: is required"),
        (f"/api/v1/analyze?text={'و' * 20_001}", 400, "parameter", "20001 characters"),
        ("/api/v1/nowhere", 404, "not-found", "Nothing is at this address"),
        ("/api/v1/documents/", 404, "not-found", "Nothing is at this address"),
    ],
)
def test_bad_input_has_a_clear_problem(
    client: FlaskClient, address: str, status: int, code: str, said: str
) -> None:
    found = problem(client.get(address))
    assert (found["status"], found["code"]) == (status, code)
    assert said in found["detail"]


def test_the_settings_bound_what_may_be_asked(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(max_page_size=7, max_analyzed_characters=3)).test_client()
    assert "from 1 to 7" in problem(client.get(f"{SEARCH}?q=و&size=8"))["detail"]
    assert "at most 3" in problem(client.get("/api/v1/analyze?text=كتاب"))["detail"]


def test_nul_is_no_error(client: FlaskClient) -> None:
    assert client.get(f"{SEARCH}?q=%00وزير").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b'{"text": 5}', "application/json", 400),
        (b'{"texts": ""}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"text=x", "application/x-www-form-urlencoded", 415),
        (b" " * 300_000, "application/json", 413),
    ],
)
def test_a_bad_body_has_a_clear_problem(
    client: FlaskClient, body: bytes, kind: str, status: int
) -> None:
    answer = client.post("/api/v1/analyze", data=body, content_type=kind)
    assert problem(answer)["status"] == status


def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/analyze")
    assert problem(answer)["code"] == "method-not-allowed"
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoIndexError("x"), 503),
        (FingerprintError("x", found="a", expected="b"), 503),
        (DamagedIndexError("x", "y"), 503),
        (StorageError("x", "y"), 503),
        (FihrisError("e"), 500),
    ],
)
def test_an_index_that_cannot_answer_says_why(
    client: FlaskClient, fake: FakeService, error: FihrisError, status: int
) -> None:
    fake.failure = error
    answer = client.get(f"{SEARCH}?q=وزير")
    assert problem(answer)["ar"]["detail"] == error.arabic
    assert answer.status_code == status


def test_an_unforeseen_error_is_a_problem_that_tells_nothing_of_the_inside(
    client: FlaskClient, fake: FakeService
) -> None:
    fake.failure = ZeroDivisionError("secret")
    answer = client.get(f"{SEARCH}?q=وزير")
    assert problem(answer)["code"] == "internal"
    assert "secret" not in answer.text


def test_the_process_lives_even_without_an_index(client: FlaskClient, fake: FakeService) -> None:
    fake.failure = NoIndexError("x")
    assert client.get("/healthz").status_code == 200


def test_it_is_ready_once_there_is_an_index(client: FlaskClient, fake: FakeService) -> None:
    assert client.get("/readyz").status_code == 200
    fake.failure = NoIndexError("x")
    answer = client.get("/readyz")
    assert problem(answer)["code"] == "no-index"
    assert "Retry-After" in answer.headers


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    for address in ("/api/v1/documents/news/treaty.txt", "/api/v1/stats", "/openapi.json"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("address", ["/", "/?q=وزير", "/healthz", SEARCH, "/nowhere"])
def test_every_answer_keeps_the_browser_on_a_short_lead(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


NAMES = st.sampled_from(
    ["q", "page", "size", "sort", "fragments", "facets", "after", "lang", "text", "x"]
)
VALUES = st.one_of(
    st.text(max_size=60),
    st.integers().map(str),
    st.sampled_from(
        ["relevance", "\x00", "\ufdfa" * 300, "٣", "1e3", " 1", '"وزير', "((((", "^~*"]
    ),
)
IDS = st.text(max_size=30).map(lambda name: quote(name.encode("utf-8", "replace")))
PATHS = st.one_of(
    st.sampled_from(
        [
            "/",
            SEARCH,
            "/api/v1/analyze",
            "/api/v1/suggest",
            "/suggestions",
            "/documents/news/treaty.txt",
            "/api/v1/documents/news/treaty.txt/similar",
        ]
    ),
    IDS.map(lambda name: f"/documents/{name}"),
    IDS.map(lambda name: f"/api/v1/documents/{name}"),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(path=PATHS, values=st.lists(st.tuples(NAMES, VALUES), max_size=4))
def test_no_query_string_is_answered_with_500(
    client: FlaskClient, path: str, values: list[tuple[str, str]]
) -> None:
    query = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in values])
    assert client.get(f"{path}?{query}").status_code in {200, 308, 400, 404, 414}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(raw=st.binary(max_size=60))
def test_no_bytes_behind_the_question_mark_are_answered_with_500(
    client: FlaskClient, raw: bytes
) -> None:
    environment = {"QUERY_STRING": raw.decode("latin-1")}
    for path in ("/", SEARCH):
        assert client.get(path, environ_overrides=environment).status_code in {200, 400, 414}


@pytest.mark.parametrize("path", ["/", SEARCH])
def test_a_character_that_is_half_escaped_is_not_utf_8(client: FlaskClient, path: str) -> None:
    environment = {"QUERY_STRING": b"q=%C2\x80".decode("latin-1")}
    assert client.get(path, environ_overrides=environment).status_code == 400


def test_a_client_may_name_its_request(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": "trace-7.a"})
    assert answer.headers["X-Request-ID"] == "trace-7.a"


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, 'a"b', "-a"])
def test_a_request_is_not_named_what_would_spoil_a_log(client: FlaskClient, name: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": name})
    assert len(answer.headers["X-Request-ID"]) == 32


def logged(make_app: MakeApp, capsys: pytest.CaptureFixture[str], **settings: object) -> Any:
    """The line that a search leaves in the log."""
    make_app(**settings).test_client().get(SEARCH, query_string={"q": "وزير"})
    (line,) = capsys.readouterr().err.splitlines()
    return json.loads(line)


def test_each_request_is_one_line_of_json(
    make_app: MakeApp, capsys: pytest.CaptureFixture[str]
) -> None:
    line = logged(make_app, capsys)
    assert (line["event"], line["level"], line["method"], line["path"], line["status"]) == (
        ("request", "info", "GET", SEARCH, 200)
    )
    assert (line["total"], line["took_ms"]) == (2, 12.3)
    assert line["ms"] >= 0


def test_what_people_search_for_is_not_logged_unless_asked(
    make_app: MakeApp, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "query_string" not in logged(make_app, capsys)
    assert logged(make_app, capsys, log_queries=True)["query_string"] == f"q={quote('وزير')}"


def test_the_log_says_why_a_request_failed(
    make_app: MakeApp, fake: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.failure = ZeroDivisionError("inside")
    make_app().test_client().get(f"{SEARCH}?q=x", headers={"X-Request-ID": "r1"})
    failure, request = map(json.loads, capsys.readouterr().err.splitlines())
    assert (failure["request_id"], request["request_id"]) == ("r1", "r1")
    assert "ZeroDivisionError: inside" in failure["exception"]
    assert request["problem"] == "internal"

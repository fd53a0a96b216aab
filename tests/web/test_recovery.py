"""What was searched instead of a query, or is offered: shown, and undone, in pages and API."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from search.model.records import Notice, NoticeCode, Recovery, RecoveryKind, Replacement
from tests.web.test_pages import page, reference, words

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.web.conftest import FakeService

MISTYPED = "hgsghl"
MEANT = "السلام"
SAID = Notice(NoticeCode.SEARCHED_INSTEAD, "It was searched instead.", "بحثنا عنه.")


def recovery(*, searched: bool) -> Recovery:
    replaced = Replacement(MISTYPED, MEANT, RecoveryKind.LAYOUT, 0, 1234)
    return Recovery(MEANT, searched, 1234, (replaced,))


@pytest.fixture
def replacing(fake: FakeService) -> FakeService:
    fake.recoveries, fake.notices = (recovery(searched=True),), (SAID,)
    return fake


@pytest.fixture
def offering(fake: FakeService) -> FakeService:
    fake.recoveries = (recovery(searched=False),)
    return fake


@pytest.mark.usefixtures("replacing")
def test_a_page_says_what_was_searched_instead(client: FlaskClient) -> None:
    (said,) = words(page(client, f"/?q={MISTYPED}"), ".recovered")
    assert said == "بحثنا عن السلام بدل hgsghl. ابحث عنه كما كُتب"


@pytest.mark.usefixtures("replacing")
def test_a_page_says_it_once(client: FlaskClient) -> None:
    assert words(page(client, f"/?q={MISTYPED}"), ".notices li") == []


@pytest.mark.usefixtures("replacing")
def test_a_page_has_a_link_that_undoes_it(client: FlaskClient) -> None:
    (undo,) = page(client, f"/?q={MISTYPED}&sort=newest").cssselect(".recovered .undo")
    assert reference(undo) == f"/?q={MISTYPED}&sort=newest&recover=false"


def test_undone_the_page_asks_for_the_query_as_written(
    client: FlaskClient, replacing: FakeService
) -> None:
    html = page(client, f"/?q={MISTYPED}&recover=false")
    assert not replacing.asked[-1].recover
    assert words(html, ".recovered") == []


def test_undone_it_stays_undone_on_other_pages(client: FlaskClient, replacing: FakeService) -> None:
    html = page(client, "/?q=وزير&page=1&size=1&recover=false")
    links = html.cssselect(".pages a, .sort a, .language, .hits h2 a")
    assert links
    assert all("recover=false" in reference(link) for link in links)


@pytest.mark.usefixtures("replacing")
def test_the_query_stays_in_the_box(client: FlaskClient) -> None:
    (box,) = page(client, f"/?q={MISTYPED}").cssselect("input#q")
    assert box.get("value") == MISTYPED


def test_hits_lead_to_documents_with_the_matches_of_what_was_searched(
    client: FlaskClient, fake: FakeService
) -> None:
    fake.recoveries = (Recovery("الوزير", True, 1, ()),)
    (hit, *_) = page(client, "/?q=وزير").cssselect(".hits h2 a")
    assert f"q={quote('الوزير')}" in reference(hit)


@pytest.mark.usefixtures("offering")
def test_a_page_offers_what_may_have_been_meant(client: FlaskClient) -> None:
    html = page(client, f"/?q={MISTYPED}")
    (offered,) = words(html, ".offered")
    assert offered == "هل تقصد السلام (1,234)"
    assert reference(html.cssselect(".offered a")[0]) == f"/?q={quote(MEANT)}"


@pytest.mark.usefixtures("offering")
def test_an_offer_is_english_on_an_english_page(client: FlaskClient) -> None:
    (offered,) = words(page(client, f"/?q={MISTYPED}&lang=en"), ".offered")
    assert offered.startswith("Did you mean")


def test_what_was_searched_is_escaped(client: FlaskClient, fake: FakeService) -> None:
    fake.recoveries = (Recovery("<b>x</b>", True, 1, ()),)
    answer = client.get("/?q=<i>y</i>").text
    assert "<b>x" not in answer
    assert "<i>y" not in answer


@pytest.mark.usefixtures("replacing")
def test_the_api_tells_it(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/search?q={MISTYPED}").json
    assert answer is not None
    assert answer["query"]["recoveries"] == [
        {
            "text": MEANT,
            "searched": True,
            "total": 1234,
            "replacements": [
                {
                    "written": MISTYPED,
                    "replacement": MEANT,
                    "kind": "layout",
                    "written_documents": 0,
                    "replacement_documents": 1234,
                }
            ],
        }
    ]


@pytest.mark.parametrize(("value", "recover"), [("true", True), ("false", False)])
def test_the_api_undoes_it(
    client: FlaskClient, replacing: FakeService, value: str, recover: bool
) -> None:
    client.get(f"/api/v1/search?q={MISTYPED}&recover={value}")
    assert replacing.asked[-1].recover is recover


def test_neither_true_nor_false_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=x&recover=perhaps")
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "parameter")

"""The pages as a browser without JavaScript gets them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import lxml.html
import pytest
from lxml.html import HtmlElement

from index.model.errors import NoIndexError
from search.model.records import Notice, NoticeCode, Relation, Total
from tests.web.conftest import many

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.web.conftest import FakeService, MakeApp


def page(client: FlaskClient, address: str, status: int = 200) -> HtmlElement:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    return lxml.html.document_fromstring(answer.text)


def reference(element: HtmlElement) -> str:
    """Where a link leads."""
    return element.get("href") or ""


def words(element: HtmlElement, selector: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in element.cssselect(selector)]


def test_the_home_page_is_arabic_and_right_to_left(client: FlaskClient) -> None:
    html = page(client, "/")
    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl")


def test_the_home_page_says_how_many_documents_there_are(client: FlaskClient) -> None:
    assert words(page(client, "/"), ".size") == ["وثيقتان يُبحث فيهما"]


def test_the_home_page_offers_examples_that_are_searches(client: FlaskClient) -> None:
    examples = page(client, "/").cssselect(".examples a")
    assert len(examples) > 3
    assert all("/?q=" in reference(example) for example in examples)


def test_the_search_box_is_a_labelled_form(client: FlaskClient) -> None:
    html = page(client, "/")
    assert html.cssselect("form[role=search] label[for=q] ~ input#q[name=q]")


def test_a_hit_has_title_source_date_path_and_marked_snippet(client: FlaskClient) -> None:
    html = page(client, "/?q=وزير")
    assert words(html, ".hits h2 a")[0] == "وزير الدفاع يوقّع المعاهدة"
    assert words(html, ".about .source") == ["وكالة الأنباء"]
    assert words(html, ".about time")[0] == "29 نوفمبر 2024"
    assert html.cssselect("time[datetime='2024-11-29']")
    assert words(html, ".about .path")[0] == "news/treaty.txt"
    assert words(html, ".snippet mark")[0] == "وزير"
    assert words(html, ".hits h2 mark") == ["وزير"]


def test_a_filter_is_kept_in_the_form_and_in_links(client: FlaskClient, fake: FakeService) -> None:
    fake.documents = many(30)
    html = page(client, "/?q=الوزير&filter=author:طه حسين&filter=year:2024")
    assert fake.asked[-1].filters == ("author:طه حسين", "year:2024")
    kept = [found.get("value") for found in html.cssselect("form.search input[name=filter]")]
    assert kept == ["author:طه حسين", "year:2024"]
    links = html.cssselect(".pages a, .sort a, .hits h2 a")
    for link in links:
        query = parse_qs(urlsplit(reference(link)).query)
        assert query["filter"] == kept
    assert len(links) > 3


def test_a_filter_that_is_none_is_said_on_a_page(client: FlaskClient) -> None:
    assert "filter" in words(page(client, "/?q=و&filter=طه", 400), "main")[0]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "لا نتائج"),
        (1, "نتيجة واحدة"),
        (2, "نتيجتان"),
        (3, "3 نتائج"),
        (11, "11 نتيجة"),
        (100, "100 نتيجة"),
        (1103, "1,103 نتائج"),
    ],
)
def test_totals_are_counted_as_arabic_counts(
    client: FlaskClient, fake: FakeService, count: int, said: str
) -> None:
    fake.total = Total(count)
    assert words(page(client, "/?q=وزير"), ".total")[0].startswith(said + " خلال 0.012 ثانية")


def test_a_lower_bound_is_called_one(client: FlaskClient, fake: FakeService) -> None:
    fake.total = Total(1000, Relation.AT_LEAST)
    assert words(page(client, "/?q=وزير"), ".total")[0].startswith("1,000 نتيجة على الأقل")


def test_notices_are_told_in_the_language_of_the_page(
    client: FlaskClient, fake: FakeService
) -> None:
    fake.notices = (Notice(NoticeCode.RELAXED, "Most words were enough.", "اكتُفي بأكثر الكلمات."),)
    assert words(page(client, "/?q=وزير"), ".notices li") == ["اكتُفي بأكثر الكلمات."]
    assert words(page(client, "/?q=وزير&lang=en"), ".notices li") == ["Most words were enough."]


def test_pages_of_results_link_to_their_neighbours(client: FlaskClient, fake: FakeService) -> None:
    fake.total = Total(200)
    html = page(client, "/?q=الوزير&page=2&sort=newest")
    previous, following = html.cssselect(".pages a[rel]")
    assert reference(previous) == f"/?q={quote('الوزير')}&sort=newest"
    assert reference(following) == f"/?q={quote('الوزير')}&page=3&sort=newest"
    assert words(html, ".pages > *") == ["السابق", "1", "2", "3", "4", "…", "20", "التالي"]


def test_a_page_behind_the_last_one_says_so(client: FlaskClient) -> None:
    assert words(page(client, "/?q=وزير&page=9"), ".advice p")[0].startswith("لا نتائج في هذه")


def test_no_results_come_with_advice(client: FlaskClient) -> None:
    assert len(words(page(client, "/?q=معدوم"), ".advice li")) == 3


def test_without_dates_there_is_no_order_to_choose(client: FlaskClient, fake: FakeService) -> None:
    fake.documents = tuple(replace(document, date=None) for document in fake.documents)
    assert not page(client, "/?q=الوزير").cssselect(".sort")


def test_the_order_can_be_chosen(client: FlaskClient, fake: FakeService) -> None:
    html = page(client, "/?q=الوزير&sort=oldest")
    assert fake.asked[-1].sort == "oldest"
    assert words(html, ".sort [aria-current]") == ["الأقدم"]
    assert words(html, ".sort a") == ["الأقرب", "الأحدث"]


def test_every_hit_links_to_its_document(client: FlaskClient) -> None:
    for link in page(client, "/?q=الوزير").cssselect(".hits h2 a"):
        assert page(client, reference(link)).cssselect(".text mark")


def test_an_id_may_hold_what_addresses_reserve(client: FlaskClient, fake: FakeService) -> None:
    odd = fake.documents[1].id
    assert words(page(client, f"/documents/{quote(odd)}"), ".text h1") == ["عنوان"]


def test_a_document_page_has_its_paragraphs_and_a_link_to_the_first_match(
    client: FlaskClient,
) -> None:
    html = page(client, "/documents/news/treaty.txt?q=وزير&page=1")
    assert words(html, ".text > p") == ["قال وزير الدفاع إن المعاهدة دفاعية.", "ووصل الوزير أمس."]
    assert words(html, "mark#match") == ["وزير"]
    assert words(html, ".back a") == ["العودة إلى النتائج", "انتقل إلى أول الموضعين"]


def test_the_way_back_leads_to_the_same_results(client: FlaskClient, fake: FakeService) -> None:
    fake.total = Total(100)
    link = reference(page(client, "/?q=الوزير&sort=newest").cssselect(".hits h2 a")[0])
    back = reference(page(client, link).cssselect(".back a")[0])
    assert back == f"/?q={quote('الوزير')}&sort=newest"


def test_an_address_is_a_link_only_if_it_is_of_the_web(
    client: FlaskClient, fake: FakeService
) -> None:
    fake.documents = (replace(fake.documents[0], url="javascript:alert(1)"),)
    html = page(client, "/documents/news/treaty.txt")
    assert words(html, ".address bdi") == ["javascript:alert(1)"]
    assert not html.cssselect(".address a")


HOSTILE = "</title></textarea>\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("address", ["/?q={}", "/documents/{}?q={}", "/documents/none{}", "/{}"])
def test_hostile_text_stays_text(client: FlaskClient, fake: FakeService, address: str) -> None:
    hostile = replace(fake.documents[0], id=HOSTILE, title=HOSTILE, body=HOSTILE * 2)
    fake.documents = (replace(hostile, source=HOSTILE, path=HOSTILE, language=(HOSTILE,)),)
    fake.notices = (Notice(NoticeCode.SYNTAX, HOSTILE, HOSTILE),)
    html = lxml.html.document_fromstring(client.get(address.replace("{}", quote(HOSTILE))).text)
    assert not html.cssselect("script:not([src^='/static/']), img, textarea, [onerror], [style]")


def test_the_english_interface_runs_from_left_to_right(client: FlaskClient) -> None:
    html = page(client, "/?q=وزير&lang=en")
    assert (html.get("lang"), html.get("dir")) == ("en", "ltr")
    assert words(html, ".total")[0] == "2 results in 0.012 s"
    assert words(html, ".about time") == ["November 29, 2024"]


def test_a_language_once_asked_for_is_kept(client: FlaskClient) -> None:
    html = page(client, "/?q=الوزير&lang=en")
    links = [reference(a) for a in html.cssselect("header a.name, .hits a, .sort a")]
    assert all("lang=en" in link for link in links)
    assert html.cssselect("form input[name=lang][value=en]")


def test_a_browsers_language_counts_only_where_the_settings_say_so(make_app: MakeApp) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert 'lang="ar"' in make_app().test_client().get("/", headers=english).text
    automatic = make_app(language="auto").test_client().get("/", headers=english)
    assert 'lang="en"' in automatic.text
    assert automatic.vary.as_set() == {"accept-language"}


def test_without_an_index_the_page_says_how_to_build_one(
    client: FlaskClient, fake: FakeService
) -> None:
    fake.failure = NoIndexError(".fihris")
    html = page(client, "/", 503)
    assert "fihris rebuild" in words(html, ".advice p")[0]
    assert html.cssselect("form[role=search]")


@pytest.mark.parametrize(
    ("address", "status"),
    [("/?q=و&page=0", 400), ("/?q=و&page=abc", 400), ("/?q=و&size=10000", 400),
     ("/?q=و&sort=best", 400), ("/documents/none", 404), ("/nowhere", 404),
     ("/?q=" + "x" * 100_000, 414), ("/?q=%FF%FE", 400), ("/problems/none", 404)],
)  # fmt: skip
def test_a_wrong_address_gets_a_page_that_says_what_is_wrong(
    client: FlaskClient, address: str, status: int
) -> None:
    assert words(page(client, address, status), "[role=alert] h1 + p")[0]


def test_every_kind_of_problem_has_its_page(client: FlaskClient) -> None:
    assert words(page(client, "/problems/no-index"), "h1") == ["لم يُبنَ الفهرس بعد"]


def test_browsers_learn_of_the_search_from_an_opensearch_description(client: FlaskClient) -> None:
    html = page(client, "/")
    answer = client.get(reference(html.cssselect("link[rel=search]")[0]))
    assert answer.mimetype == "application/opensearchdescription+xml"
    assert 'template="http://localhost/?q={searchTerms}"' in answer.text


def test_static_files_can_be_kept_because_their_address_names_their_content(
    client: FlaskClient,
) -> None:
    style = reference(page(client, "/").cssselect("link[rel=stylesheet]")[0])
    assert "v=" in style
    with client.get(style) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000"


def test_documents_are_not_sent_again_while_they_are_the_same(client: FlaskClient) -> None:
    tag = client.get("/documents/news/treaty.txt").headers["ETag"]
    again = client.get("/documents/news/treaty.txt", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(("proxies", "scheme"), [(0, "http"), (1, "https")])
def test_a_proxy_is_believed_only_if_the_settings_know_of_it(
    make_app: MakeApp, proxies: int, scheme: str
) -> None:
    client = make_app(proxies=proxies).test_client()
    answer = client.get("/opensearch.xml", headers={"X-Forwarded-Proto": "https"})
    assert f'template="{scheme}://localhost/?q=' in answer.text

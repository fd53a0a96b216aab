"""Why a result is one, and at which level: on the page, and what the API takes for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from index.analysis import Level
from index.engines.protocols import Explanation, ExplanationKind, TermScore
from index.model.query import TextField
from search.arabic.match_rules import SAME, MatchRule, MatchStep
from search.model.records import Hit, LevelCount, Reason, SearchResponse
from search.model.request import SearchRequest
from tests.web.conftest import FakeService
from tests.web.test_openapi import check
from tests.web.test_pages import page, reference, words
from web.openapi import description

if TYPE_CHECKING:
    from flask.testing import FlaskClient

STEPS = (MatchStep(MatchRule.PROCLITIC, found="و"), MatchStep(MatchRule.HAMZA, "ا", "أ"))
REASONS = (
    Reason("احمد", "وأحمد", TextField.BODY, Level.STEM, STEPS),
    Reason("<b>", "<b>", TextField.TITLE, Level.FORM, SAME),
    Reason("كتا*", "كتاب", TextField.SOURCE, None, (MatchStep(MatchRule.PREFIX),)),
)
COUNTS = (LevelCount(Level.FORM, 3), LevelCount(Level.STEM, 1200), LevelCount(Level.ROOT, 0))
TERM = TermScore(TextField.BODY, Level.FORM, 1.0, 3, 2.5, (1,), 2, 0.5, 0.7, 1.1, 0.385)
WORD = Explanation(ExplanationKind.WORD, "وزير", True, 0.385, terms=(TERM,))
TREE = Explanation(ExplanationKind.ALL, "", True, 0.385, parts=(WORD,))


class Explaining(FakeService):
    """A service that explains each hit."""

    reasons: tuple[Reason, ...] = REASONS
    counts: tuple[LevelCount, ...] = COUNTS

    def search(self, request: SearchRequest) -> SearchResponse:
        response = super().search(request)
        return replace(
            response,
            hits=tuple(self._explained(hit, request) for hit in response.hits),
            levels=self.counts if request.levels else (),
            level=request.level,
        )

    def _explained(self, hit: Hit, request: SearchRequest) -> Hit:
        tree = TREE if request.explain else None
        return replace(hit, level=Level.STEM, why=self.reasons, explanation=tree)


@pytest.fixture
def fake() -> Explaining:
    return Explaining()


# The reasons for a hit.


def test_the_reasons_are_folded_away(client: FlaskClient) -> None:
    html = page(client, "/?q=وزير")
    assert words(html, ".hits details.why summary")[0] == "لماذا هذه النتيجة؟ بالجذع"
    assert html.cssselect("details.why")[0].get("open") is None


def test_each_word_has_its_match_its_level_and_its_rules(client: FlaskClient) -> None:
    html = page(client, "/?q=وزير")
    assert words(html, ".why dt")[:3] == ["احمد", "<b>", "كتا*"]
    assert words(html, ".why dd")[:3] == [
        "وأحمد، بالجذع، حرف متصل بأول الكلمة «و»، الهمزة ا = أ",
        "<b> في العنوان، مطابق، الحروف نفسها",
        "كتاب في المصدر، كلمات تبدأ هكذا",
    ]


def test_the_reasons_speak_english_too(client: FlaskClient) -> None:
    html = page(client, "/?q=وزير&lang=en")
    assert words(html, ".why summary")[0] == "Why this result? by stem"
    told = "وأحمد, by stem, a particle written in one word «و», hamza ا = أ"
    assert words(html, ".why dd")[0] == told


def test_words_of_documents_keep_their_own_direction(client: FlaskClient) -> None:
    html = page(client, "/?q=وزير&lang=en")
    assert all(each.cssselect("bdi") for each in html.cssselect(".why dt, .why dd"))


def test_a_hit_without_reasons_explains_nothing(client: FlaskClient, fake: Explaining) -> None:
    fake.reasons = ()
    assert not page(client, "/?q=وزير").cssselect(".why")


# The levels of a result set.


def test_levels_that_bring_hits_are_counted(client: FlaskClient, fake: Explaining) -> None:
    assert words(page(client, "/?q=وزير"), ".levels > *") == ["الكل", "3 مطابق", "1,200 بالجذع"]
    assert fake.asked[-1].levels


def test_each_level_is_a_filter(client: FlaskClient, fake: Explaining) -> None:
    links = page(client, "/?q=وزير&sort=newest").cssselect(".levels a")
    html = page(client, reference(links[1]))
    assert (fake.asked[-1].level, fake.asked[-1].sort) == (Level.STEM, "newest")
    assert words(html, ".levels [aria-current]") == ["1,200 بالجذع"]
    assert "level" not in reference(html.cssselect(".levels a")[0])


def test_a_filter_is_kept_on_the_way(client: FlaskClient) -> None:
    html = page(client, "/?q=وزير&level=stem")
    (hit,) = html.cssselect(".hits h2 a")[:1]
    back = page(client, reference(hit)).cssselect(".back a")[0]
    assert "level=stem" in reference(back)
    assert all("level=stem" in reference(each) for each in html.cssselect(".sort a"))


def test_one_level_alone_is_no_choice(client: FlaskClient, fake: Explaining) -> None:
    fake.counts = (*COUNTS[:1], LevelCount(Level.STEM, 0), COUNTS[2])
    assert not page(client, "/?q=وزير").cssselect(".levels")


def test_a_level_that_does_not_exist_is_refused(client: FlaskClient) -> None:
    assert client.get("/?q=وزير&level=letter").status_code == 400


# The API.


@pytest.mark.parametrize(
    "asked", ["", "&levels=true", "&levels=true&level=root", "&explain=true", "&explain=yes"]
)
def test_answers_are_as_the_description_says(client: FlaskClient, asked: str) -> None:
    answer: Any = client.get(f"/api/v1/search?q=وزير{asked}")
    check(description(), "/api/v1/search", answer)


def test_the_api_names_level_and_rules(client: FlaskClient) -> None:
    hit = client.get("/api/v1/search?q=وزير").json["hits"][0]  # type: ignore[index]
    assert hit["level"] == "stem"
    assert hit["why"][0] == {
        "word": "احمد",
        "found": "وأحمد",
        "field": "body",
        "level": "stem",
        "steps": [
            {"rule": "proclitic", "asked": "", "found": "و"},
            {"rule": "hamza", "asked": "ا", "found": "أ"},
        ],
    }


def test_scores_are_explained_where_asked_for(client: FlaskClient) -> None:
    hits = [
        client.get(f"/api/v1/search?q=وزير&explain={asked}").json["hits"][0]  # type: ignore[index]
        for asked in ("false", "true")
    ]
    assert [bool(hit["explanation"]) for hit in hits] == [False, True]
    assert hits[1]["explanation"]["parts"][0]["terms"][0]["idf"] == 0.7


def test_what_is_neither_true_nor_false_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=وزير&levels=maybe")
    assert (answer.status_code, answer.json["code"]) == (400, "parameter")  # type: ignore[index]

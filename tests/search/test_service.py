"""The service over the sample collection: what one request may cost, and that it is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.model.errors import ParameterError
from index.pipeline.build import BuildOptions, rebuild
from index.store.generations import IndexDirectory
from search.model.limits import Limits
from search.model.records import Relation
from search.model.request import SearchRequest, Sort
from search.ranking import candidates
from search.response import notices
from search.service import SearchService


@pytest.fixture
def service(seeds_index: Path) -> Iterator[SearchService]:
    with SearchService.over(seeds_index) as opened:
        yield opened


def limited(index: Path, **limits: Any) -> SearchService:
    """A service with other limits."""
    return SearchService.over(index, limits=replace(Limits(), **limits))


def test_excerpts_from_the_beginning_alone_are_said_to_be(seeds_index: Path) -> None:
    with limited(seeds_index, max_read_characters=100) as service:
        said = service.search(SearchRequest("وزير الدفاع")).query.notices
    assert "long-documents" in [notice.code for notice in said]


def test_whole_documents_are_not_said_to_be_parts(service: SearchService) -> None:
    said = service.search(SearchRequest("وزير الدفاع")).query.notices
    assert "long-documents" not in [notice.code for notice in said]


def test_marks_in_the_beginning_alone_are_said_to_be(seeds_index: Path) -> None:
    with limited(seeds_index, max_document_characters=100) as service:
        hit, *_ = service.search(SearchRequest("وزير الدفاع")).hits
        view = service.document(hit.id, "وزير الدفاع")
    assert [notice.code for notice in view.notices] == ["long-documents"]
    assert all(end <= 100 for _, end in view.body_highlights)


def test_all_pages_are_of_one_answer(service: SearchService) -> None:
    pages = [service.search(SearchRequest("من هو الوزير؟", page=n, size=3)) for n in (1, 2, 3)]
    assert len({(page.total, page.query.wanted) for page in pages}) == 1
    found = [hit.id for page in pages for hit in page.hits]
    assert len(found) == len(set(found))


def test_a_search_that_takes_too_long_says_that_it_is_partial(seeds_index: Path) -> None:
    with limited(seeds_index, max_seconds=0.0) as hurried:
        response = hurried.search(SearchRequest("كتاب"))
    assert "partial" in [notice.code for notice in response.query.notices]
    assert response.total.relation is Relation.AT_LEAST


def test_a_snippet_is_as_long_as_its_setting(seeds_index: Path) -> None:
    with limited(seeds_index, max_snippet_characters=50) as service:
        hits = service.search(SearchRequest("وزير الدفاع")).hits
    assert 30 < max(len(snippet.text) for hit in hits for snippet in hit.snippets) <= 50


def test_a_request_keeps_to_the_settings(seeds_index: Path) -> None:
    with limited(seeds_index, max_page_size=5) as service, pytest.raises(ParameterError):
        service.search(SearchRequest("وزير", size=6))


@pytest.mark.parametrize(
    ("limits", "size", "snippets"),
    [
        ({"max_snippets": 1}, 10, 1),
        ({"max_snippets": 0}, 10, 0),
        ({"max_page_size": 5}, 5, 2),
        ({"max_depth": 5}, 5, 2),
    ],
)
def test_what_a_request_does_not_state_keeps_to_the_settings(
    seeds_index: Path, limits: dict[str, int], size: int, snippets: int
) -> None:
    with limited(seeds_index, **limits) as service:
        service.warm()
        response = service.search("كتاب")
        assert service.search(SearchRequest("كتاب")).hits == response.hits
        assert service.document(response.hits[0].id, "كتاب").body_highlights
        assert len(service.similar(response.hits[0].id).documents) <= 5
    assert response.size == len(response.hits) == size
    assert max(len(hit.snippets) for hit in response.hits) == snippets


def test_the_settings_say_what_a_request_does_not(seeds_index: Path) -> None:
    with limited(seeds_index, page_size=3, snippets=1) as service:
        response = service.search("كتاب")
        assert len(service.search("كتاب", size=4, fragments=2).hits) == 4
    assert (response.size, len(response.hits)) == (3, 3)
    assert {len(hit.snippets) for hit in response.hits} == {1}


def test_the_settings_say_how_many_are_suggested(seeds_index: Path) -> None:
    with limited(seeds_index, suggestions=2) as service:
        assert len(service.suggest("ال").suggestions) == 2


def test_a_search_in_time_is_not_partial(service: SearchService) -> None:
    response = service.search(SearchRequest("كتاب"))
    assert "partial" not in [notice.code for notice in response.query.notices]


def test_a_plain_service_looks_once_and_changes_nothing(seeds_index: Path) -> None:
    with SearchService.over(seeds_index, plain=True) as plain:
        (first, *_) = plain.search(SearchRequest("وزير الدفاع", explain=True)).hits
        misspelt = plain.search(SearchRequest("المحادثت")).query
    assert first.explanation
    assert first.explanation.kind != "look"
    assert (misspelt.recoveries, misspelt.notices) == ((), ())


# What a question wants.


def test_a_question_by_relevance_wants_any_of_its_words(service: SearchService) -> None:
    response = service.search(SearchRequest("من هو وزير الدفاع؟"))
    assert response.query.wanted == "any"


def test_a_question_says_that_it_is_taken_for_one(service: SearchService) -> None:
    response = service.search(SearchRequest("من هو وزير الدفاع؟"))
    assert notices.ANY_OF_A_QUESTION in response.query.notices


def test_a_question_by_date_wants_all_of_its_words_if_a_hundred_have_them(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "ENOUGH_FOR_A_QUESTION", 1)
    response = service.search(SearchRequest("من هو وزير الدفاع؟", sort=Sort.NEWEST))
    assert response.query.wanted == "all"


def test_the_answer_of_a_question_may_lack_what_others_have(tmp_path: Path) -> None:
    others = "".join(f"تقع المدينة رقم {n} على النهر وفيها انتخاب\n\f" for n in range(150))
    folder = tmp_path / "texts"
    folder.mkdir()
    for number, text in enumerate(others.split("\f")):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "answer.txt").write_text("نخبيت معبودة قديمة", encoding="utf-8")
    rebuild([folder], IndexDirectory(tmp_path / "index"), BuildOptions(jobs=1))
    with SearchService.over(tmp_path / "index") as opened:
        hits = opened.search(SearchRequest("أين تقع نخبيت؟")).hits
    assert hits[0].id == "answer.txt"


# Deep pages and facets.


@pytest.mark.parametrize("sort", Sort)
def test_cursors_lead_through_all_hits(service: SearchService, sort: Sort) -> None:
    whole = service.search(SearchRequest("كوريا", size=100, sort=sort))
    request = SearchRequest("كوريا", size=2, sort=sort)
    pages = [service.search(request)]
    while pages[-1].next:
        pages.append(service.search(replace(request, after=pages[-1].next)))
    assert [hit.id for page in pages for hit in page.hits] == [hit.id for hit in whole.hits]
    assert {page.total for page in pages} == {whole.total}
    assert len(pages) == (len(whole.hits) + 1) // 2


def test_the_last_page_has_no_next(service: SearchService) -> None:
    total = service.search(SearchRequest("كوريا", size=1)).total.value
    assert service.search(SearchRequest("كوريا", size=total)).next is None
    assert service.search(SearchRequest("كوريا", size=total - 1)).next is not None


def test_facets_count_all_matching_documents(service: SearchService) -> None:
    response = service.search(SearchRequest("كوريا", size=1, facets=("year",)))
    dated = service.search(SearchRequest("كوريا", size=100)).hits
    years = Counter(f"{hit.date.year}" for hit in dated if hit.date)
    assert {one.value: one.documents for one in response.facets["year"]} == years


def test_no_facets_are_counted_that_nobody_asked_for(service: SearchService) -> None:
    assert service.search(SearchRequest("كوريا")).facets == {}


def test_a_text_alone_is_a_request(service: SearchService) -> None:
    found = service.search("وزير الدفاع", size=3).hits
    assert found == service.search(SearchRequest("وزير الدفاع", size=3)).hits


def test_hits_go_on_after_the_first_page(service: SearchService) -> None:
    total = service.search("الوزير").total.value
    ids = [hit.id for hit in service.hits("الوزير", size=2)]
    assert len(ids) == len(set(ids)) == total > 2


def test_hits_refuse_what_search_refuses(service: SearchService) -> None:
    with pytest.raises(ParameterError):
        next(service.hits("الوزير", size=0))

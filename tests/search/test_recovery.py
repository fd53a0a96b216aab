"""A query that finds little: what is searched instead or offered, and how to undo it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.model.records import Recovery, RecoveryKind, SearchResponse
from search.model.request import SearchRequest
from search.service import SearchService

TEXTS = (
    *("حظر التجول في المدينة القديمة" for _ in range(8)),
    *("وزير الدفاع يصل إلى بيونغ يانغ" for _ in range(8)),
    *("السلام عليكم ورحمة الله" for _ in range(8)),
    *("كتاب عن بيونجيانج كتبه عبد الله" for _ in range(4)),
    "حضر الوزير حفلة",
    "google and Facebook",
    "مستشفى الأطفال في شارع النخيل",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp("texts")
    for number, text in enumerate(TEXTS):
        (folder / f"{number:02}.txt").write_text(f"عنوان {number}\n\n{text}\n", encoding="utf-8")
    path = tmp_path_factory.mktemp("index")
    rebuild([folder], IndexDirectory(path))
    with closing(SearchService.over(path)) as opened:
        yield opened


def asked(service: SearchService, text: str, **changes: object) -> SearchResponse:
    return service.search(replace(SearchRequest(text), **changes))  # type: ignore[arg-type]


def instead(service: SearchService, text: str) -> tuple[str, RecoveryKind | None]:
    """What was searched, and why if it is another text."""
    query = asked(service, text).query
    kinds = [each.replacements[0].kind for each in query.recoveries if each.searched]
    return query.searched, kinds[0] if kinds else None


def offered(service: SearchService, text: str) -> list[str]:
    query = asked(service, text).query
    return [each.text for each in query.recoveries if not each.searched]


# What is recovered.


@pytest.mark.parametrize(
    ("text", "meant", "kind"),
    [
        ("شارغ", "شارع", RecoveryKind.SPELLING),
        ("hgsghl", "السلام", RecoveryKind.LAYOUT),
        ("HGSGHL", "السلام", RecoveryKind.LAYOUT),
        (";jhf", "كتاب", RecoveryKind.LAYOUT),
        ("لخخلمث", "google", RecoveryKind.LAYOUT),
        ("7aflah", "حفلة", RecoveryKind.LATIN),
        ("salam", "السلام", RecoveryKind.LATIN),
        ("مستش فى", "مستشفى", RecoveryKind.JOINED),
        ("مصتشفى", "مستشفى", RecoveryKind.SPELLING),
        ("المدينت", "المدينة", RecoveryKind.SPELLING),
        ("التجوول", "التجول", RecoveryKind.SPELLING),
    ],
)
def test_a_query_that_finds_nothing_is_replaced(
    service: SearchService, text: str, meant: str, kind: RecoveryKind
) -> None:
    assert instead(service, text) == (meant, kind)
    assert asked(service, text).total.value


@pytest.mark.parametrize("text", ["عبدالله", "بيونغيانغ"])
def test_what_another_spelling_finds_needs_no_recovery(service: SearchService, text: str) -> None:
    response = asked(service, text)
    assert (bool(response.hits), response.query.recoveries) == (True, ())
    assert [notice.code for notice in response.query.notices] == ["spellings"]


def test_only_the_wrong_word_is_replaced(service: SearchService) -> None:
    assert instead(service, "وزير الدفاغ") == ("وزير الدفاع", RecoveryKind.SPELLING)


def test_signs_of_the_query_language_stay(service: SearchService) -> None:
    assert instead(service, 'body:"وزير الدفاغ"')[0] == 'body:"وزير الدفاع"'


def test_words_are_shown_as_the_documents_write_them(service: SearchService) -> None:
    (recovery, *_) = asked(service, 'body:"مصتشفي"').query.recoveries
    assert recovery.replacements[0].replacement == "مستشفى"


def test_what_is_told_of_a_replacement_is_so(service: SearchService) -> None:
    query = asked(service, "hgsghl").query
    (told,) = query.recoveries[0].replacements
    assert (told.written, told.replacement, told.written_documents) == ("hgsghl", "السلام", 0)
    assert told.replacement_documents == query.recoveries[0].total == 8


def test_a_word_of_the_index_is_only_offered_another(service: SearchService) -> None:
    assert instead(service, "حضر التجول") == ("حضر التجول", None)
    assert offered(service, "حضر التجول") == ["حظر التجول"]


def test_what_finds_enough_is_left_alone(service: SearchService) -> None:
    assert asked(service, "السلام").query.recoveries == ()


def test_what_resembles_nothing_is_left_alone(service: SearchService) -> None:
    assert asked(service, "زرافة").query.recoveries == ()
    assert asked(service, "zzzz").query.recoveries == ()


def test_a_number_is_left_alone(service: SearchService) -> None:
    assert asked(service, "12345").query.recoveries == ()


def test_what_is_excluded_is_left_alone(service: SearchService) -> None:
    assert asked(service, "السلام -المدينت").query.recoveries == ()


# How it is said, and undone.


def codes(response: SearchResponse) -> list[str]:
    return [notice.code for notice in response.query.notices]


def test_it_is_said_in_both_languages(service: SearchService) -> None:
    (notice,) = asked(service, "hgsghl").query.notices
    assert "بحثنا عن «السلام» بدل «hgsghl»" in notice.arabic
    assert "“السلام” was searched instead" in notice.english


def test_an_offer_is_said_too(service: SearchService) -> None:
    assert "did-you-mean" in codes(asked(service, "حضر التجول"))


def test_the_query_is_told_as_it_was_asked(service: SearchService) -> None:
    assert asked(service, "hgsghl").query.text == "hgsghl"


def test_undone_the_query_finds_what_it_says(service: SearchService) -> None:
    response = asked(service, "hgsghl", recover=False)
    assert (response.total.value, response.query.recoveries, codes(response)) == (0, (), [])


def test_the_answer_is_that_of_the_other_text(service: SearchService) -> None:
    recovered, plain = asked(service, "hgsghl"), asked(service, "السلام")
    assert (recovered.hits, recovered.total, recovered.query.words) == (
        plain.hits,
        plain.total,
        plain.query.words,
    )


# Pages, cursors and facets are of one answer.


def test_all_pages_are_of_one_answer(service: SearchService) -> None:
    pages = [asked(service, "hgsghl", page=page, size=3) for page in (1, 2, 3)]
    assert {page.query.searched for page in pages} == {"السلام"}
    assert {page.total.value for page in pages} == {8}
    assert len({hit.id for page in pages for hit in page.hits}) == 8


def test_cursors_lead_through_all_hits(service: SearchService) -> None:
    request = SearchRequest("hgsghl", size=3)
    pages = [service.search(request)]
    while pages[-1].next:
        pages.append(service.search(replace(request, after=pages[-1].next)))
    found = [hit.id for page in pages for hit in page.hits]
    assert found == [hit.id for hit in asked(service, "السلام").hits]


def test_facets_count_the_answer(service: SearchService) -> None:
    facets = ("source", "year")
    assert (
        asked(service, "hgsghl", facets=facets).facets
        == asked(service, "السلام", facets=facets).facets
    )


def test_a_page_behind_the_last_is_of_the_same_answer(service: SearchService) -> None:
    response = asked(service, "hgsghl", page=99)
    assert (response.query.searched, response.total.value, response.hits) == ("السلام", 8, ())


def test_at_most_three_are_told(service: SearchService) -> None:
    recoveries: tuple[Recovery, ...] = asked(service, "كتاي").query.recoveries
    assert len(recoveries) <= 3
    assert not any(each.searched for each in recoveries[1:])


# Whatever is asked.


@settings(max_examples=150)
@given(text=st.text("حظضرالتجولمدينةكبيونغ hgsl;[.'7aAfت\"-=*~", max_size=25))
def test_an_answer_is_that_of_the_text_that_it_says_it_is_of(
    service: SearchService, text: str
) -> None:
    recovered = asked(service, text)
    plain = asked(service, recovered.query.searched, recover=False)
    assert (recovered.hits, recovered.total) == (plain.hits, plain.total)


@settings(max_examples=150)
@given(text=st.text("حظضرالتجولمدينةكبيونغ hgsl;[.'7aAfت", max_size=25))
def test_what_is_told_finds_what_it_says(service: SearchService, text: str) -> None:
    for recovery in asked(service, text).query.recoveries:
        assert recovery.total > 0
        assert recovery.text != text
        assert all(each.written in text for each in recovery.replacements)
        assert all(each.replacement_documents > 0 for each in recovery.replacements)


def test_a_query_of_very_many_words_takes_no_long_time(service: SearchService) -> None:
    assert asked(service, "qwrtp " * 600).query.recoveries == ()
    assert asked(service, "a" * 4000).query.recoveries == ()
    assert asked(service, "ضظ" * 2000).query.recoveries == ()

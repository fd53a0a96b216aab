"""The five articles of ../shared/seeds and the questions that everyone would ask of them.

000  Russia's minister of defence arrives in Pyongyang (بيونج يانج, كيم جونج أون)
001  Kim's train to Russia, with what the world's press made of it (بيونج يانج, mostly جونج)
002  Russia's upper house ratifies the treaty of mutual defence (بيونغ يانغ; dated 2024-11-06)
003  Kim receives that minister (بيونغ يانغ, كيم جونغ أون; dated 2024-11-29)
004  Kim receives a delegation under a deputy minister (كيم جونغ أون; without a title)
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.analysis import Analyzer
from search.model.records import Hit, RecoveryKind
from search.model.request import SearchRequest
from search.service import SearchService
from tests.conftest import fihris

pytestmark = pytest.mark.shared

QUESTIONS = (
    "بيونج يانج",
    "كوريا الشماليه",
    '"معاهدة دفاع مشترك"',
    "المُحادثات",
    "وزراء",
    "کوریا",  # with ARABIC LETTER KEHEH and ARABIC LETTER FARSI YEH
    "كيم جونغ أون",
)


@pytest.fixture(scope="module")
def service(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    index = tmp_path_factory.mktemp("shared") / "index"
    command = fihris("rebuild", shared_dir / "seeds", "--index", index, "--quiet", "--strict")
    subprocess.run(command, check=True)
    service = SearchService.over(index)
    yield service
    service.close()


def found(service: SearchService, text: str) -> list[Hit]:
    return list(service.search(SearchRequest(text)).hits)


def numbers(service: SearchService, text: str) -> list[str]:
    return [hit.id[:3] for hit in found(service, text)]


# What stands first


def test_the_spelling_of_pyongyang_that_was_asked_for_comes_first(service: SearchService) -> None:
    assert set(numbers(service, "بيونج يانج")[:2]) == {"000", "001"}  # the two that write it so


@pytest.mark.parametrize("spelling", ["بيونغ يانغ", "بيونج يانج", "بيونجيانج"])
def test_every_spelling_of_pyongyang_finds_all_articles(
    service: SearchService, spelling: str
) -> None:
    assert sorted(numbers(service, spelling)) == ["000", "001", "002", "003", "004"]


@pytest.mark.parametrize("spelling", ["بيونغ يانغ", "بيونج يانج", "بيونجيانج"])
def test_another_spelling_that_was_searched_for_is_said(
    service: SearchService, spelling: str
) -> None:
    notices = service.search(SearchRequest(spelling)).query.notices
    assert [notice.code for notice in notices] == ["spellings"]


def test_a_quotation_finds_the_spelling_as_it_is(service: SearchService) -> None:
    assert sorted(numbers(service, '"بيونج يانج"')) == ["000", "001"]


def test_north_korea_with_heh_for_teh_marbuta_finds_all_five(service: SearchService) -> None:
    assert sorted(numbers(service, "كوريا الشماليه")) == ["000", "001", "002", "003", "004"]


def test_articles_named_for_north_korea_come_before_the_one_without_a_title(
    service: SearchService,
) -> None:
    assert numbers(service, "كوريا الشماليه")[-1] == "004"


def test_the_treaty_of_mutual_defence_is_the_article_on_its_ratification(
    service: SearchService,
) -> None:
    assert numbers(service, '"معاهدة دفاع مشترك"') == ["002"]  # 004 has «اتفاقية دفاع متبادل»


def test_the_talks_are_first_where_they_are_called_so(service: SearchService) -> None:
    assert numbers(service, "المُحادثات")[0] == "000"  # المحادثات twice; 001 and 003: محادثاته


def test_ministers_are_first_where_the_plural_stands(service: SearchService) -> None:
    assert numbers(service, "وزراء")[0] == "001"  # رئيس الوزراء; the others have وزير


def test_korea_with_persian_letters_is_korea(service: SearchService) -> None:
    assert numbers(service, "کوریا") == numbers(service, "كوريا")


def test_kim_jong_un_is_first_where_he_acts_and_is_spelt_so(service: SearchService) -> None:
    assert set(numbers(service, "كيم جونغ أون")[:2]) == {"003", "004"}  # he receives a visitor


# What is said of them


def test_titles_and_dates_are_those_of_the_articles(service: SearchService) -> None:
    shown = {hit.id[:3]: (hit.title, hit.date and str(hit.date)) for hit in found(service, "كوريا")}
    title_004, date_004 = shown.pop("004")
    assert shown == {
        "000": ("وزير الدفاع الروسي يزور كوريا الشمالية: تعاوننا العسكري يتوسع بسرعة", None),
        "001": ("زيارة بقطار مصفح وعنوان غير معلن.. زعيم كوريا الشمالية في روسيا", None),
        "002": ("الاتحاد الروسي يصادق على معاهدة دفاع مشترك مع كوريا الشمالية", "2024-11-06"),
        "003": ("تفاصيل لقاء زعيم كوريا الشمالية وزير الدفاع الروسي في بيونغ يانغ", "2024-11-29"),
    }
    assert title_004.startswith("استقبل الزعيم الكوري الشمالي كيم جونغ أون")
    assert date_004 is None


# What is shown of them


@pytest.mark.parametrize("question", QUESTIONS)
def test_snippets_are_cut_from_the_body(service: SearchService, question: str) -> None:
    for hit in found(service, question):
        body = service.document(hit.id).document.body
        for snippet in hit.snippets:
            assert body[snippet.start : snippet.start + len(snippet.text)] == snippet.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_highlights_are_whole_words_of_the_question(service: SearchService, question: str) -> None:
    analyzer = Analyzer()
    understood = service.search(SearchRequest(question)).query.words
    words_of = [question, *(variant for word in understood for variant in word.variants)]
    asked = {
        term
        for text in words_of
        for token in analyzer.tokens(text)
        for term in terms(token.surface)
    }
    for hit in found(service, question):
        texts = [(snippet.text, snippet.highlights) for snippet in hit.snippets]
        for text, highlights in ((hit.title, hit.title_highlights), *texts):
            words = {(token.start, token.end) for token in analyzer.tokens(text)}
            starts, ends = {start for start, _ in words}, {end for _, end in words}
            for start, end in highlights:
                assert start in starts
                assert end in ends
                for word in analyzer.tokens(text[start:end]):
                    assert asked & terms(word.surface), word.surface


def terms(surface: str) -> set[str]:
    """The form, stem and root of a word's readings."""
    return {
        term
        for token in Analyzer().tokens(surface)
        for reading in token.readings
        for term in (reading.form, reading.stem, reading.root)
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_hit_shows_where_the_question_stands(service: SearchService, question: str) -> None:
    for hit in found(service, question):
        assert hit.snippets
        assert all(snippet.highlights for snippet in hit.snippets)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_snippet_begins_with_the_page_s_furniture(service: SearchService, question: str) -> None:
    for hit in found(service, question):
        for snippet in hit.snippets:
            assert not snippet.text.startswith(("تاريخ النشر", "متابعة:", "+ الخط", "المصدر"))
            assert not snippet.text.startswith(("استمع", "إقرأ أيضاً", "29 نوفمبر"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_snippet_is_cut_from_the_list_of_keywords(service: SearchService, question: str) -> None:
    for hit in found(service, question):
        for snippet in hit.snippets:
            assert "سياسة دولية سياسة دولية" not in snippet.text


# What is recovered


@pytest.mark.parametrize(
    "typed",
    ["hgsghl", "ugn", "hg]thu", ",.dv hg]thu", "hgHlk", "v,sdh"],
)
def test_words_typed_on_the_wrong_keyboard_find_what_they_mean(
    service: SearchService, typed: str
) -> None:
    response = service.search(SearchRequest(typed))
    assert response.hits
    (recovery, *_) = response.query.recoveries
    assert recovery.searched
    assert {each.kind for each in recovery.replacements} == {RecoveryKind.LAYOUT}
    assert response.total == service.search(SearchRequest(recovery.text)).total


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Moscow", "موسكو"),
        ("korea", "كوريا"),
        ("wazeer aldefa3", "وزير الدفاع"),
        ("ra2ees", "رئيس"),
        ("Kim Jong Un", "كيم جونغ أون"),
        ("Pyongyang", "بيونغ يانغ"),
    ],
)
def test_latin_letters_find_the_arabic_that_they_spell(
    service: SearchService, written: str, meant: str
) -> None:
    response = service.search(SearchRequest(written))
    assert response.query.searched == meant
    assert response.hits
    assert response.query.recoveries[0].replacements[0].kind is RecoveryKind.LATIN


@pytest.mark.parametrize("typed", ["hgsghl", "Moscow"])
def test_what_was_recovered_is_shown_and_undone(service: SearchService, typed: str) -> None:
    codes = [n.code for n in service.search(SearchRequest(typed)).query.notices]
    assert codes[0] == "searched-instead"
    undone = service.search(SearchRequest(typed, recover=False))
    assert (undone.total.value, undone.query.recoveries, undone.hits) == (0, (), ())


# What is completed


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("كور", "كوريا الشمالية"),
        ("بيون", "بيونغ يانغ"),
        ("بيون", "بيونج يانج"),
        ("hgsgh", "السلام"),
        ("وزير الدفاع الرو", "وزير الدفاع الروسي"),
        ("معاهده دفا", "الاتحاد الروسي يصادق على معاهدة دفاع مشترك مع كوريا الشمالية"),
    ],
)
def test_what_is_typed_is_completed(service: SearchService, typed: str, suggested: str) -> None:
    assert suggested in [each.text for each in service.suggest(typed).suggestions]


@pytest.mark.parametrize(("of", "like"), [("002", "003"), ("003", "002"), ("001", "000")])
def test_an_article_is_like_the_one_on_the_same_event(
    service: SearchService, of: str, like: str
) -> None:
    (identity,) = (hit.id for hit in found(service, "كوريا") if hit.id.startswith(of))
    assert service.similar(identity).documents[0].id.startswith(like)

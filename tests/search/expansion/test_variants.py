"""What the words of a query are searched as: the tree, the score, the response, the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.model.query import AnyOf, Node, Origin, Phrase, Word
from index.pipeline.build import BuildOptions, rebuild
from index.store.generations import IndexDirectory
from search.arabic.match_rules import MatchRule
from search.expansion.synonyms import Synonyms, parse_synonyms
from search.expansion.variants import VARIANT_WEIGHT, Variant, alternative, with_variants
from search.model.request import SearchRequest
from search.query import Parsed, parse
from search.service import SearchService

ANALYZER = Analyzer()
TEXTS = {
    "g": "وصل الوفد إلى بيونغ يانغ مساء أمس",
    "j": "وصل الوفد إلى بيونج يانج مساء أمس",
    "one": "وصل الوفد إلى بيونجيانج مساء أمس",
    "month": "عقد الاجتماع في تشرين الثاني الماضي",
    "phone": "باع التاجر هاتفا محمولا",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp("variants")
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / f"{name}.txt").write_text(text, "utf-8")
    rebuild([folder / "texts"], IndexDirectory(folder / "index"), BuildOptions(jobs=1))
    rules = parse_synonyms("جوال => هاتف محمول", "")
    service = SearchService.over(folder / "index", Synonyms((*rules, *BUILT_IN)))
    yield service
    service.close()


BUILT_IN = parse_synonyms("نوفمبر, تشرين الثاني", "")


def found(service: SearchService, text: str) -> list[str]:
    return [Path(hit.id).stem for hit in service.search(SearchRequest(text)).hits]


@pytest.mark.parametrize("text", ["بيونغ يانغ", "بيونج يانج", "بيونجيانج", "بيونغيانج"])
def test_each_spelling_finds_all(service: SearchService, text: str) -> None:
    assert set(found(service, text)) == {"g", "j", "one"}


def test_the_spelling_that_was_asked_for_comes_first(service: SearchService) -> None:
    assert found(service, "بيونج يانج")[0] == "j"
    assert found(service, "بيونغ يانغ")[0] == "g"


def test_quotation_marks_ask_for_a_name_as_it_is_written(service: SearchService) -> None:
    assert found(service, '"بيونج" "يانج"') == ["j"]


def test_the_response_says_what_was_searched_for(service: SearchService) -> None:
    query = service.search(SearchRequest("بيونج")).query
    assert query.words[0].variants == ("بيونغ",)
    (notice,) = query.notices
    assert notice.code == "spellings"
    assert "“بيونغ”" in notice.english
    assert "«بيونغ»" in notice.arabic


def test_a_word_with_a_letter_repeated_is_not_called_a_name(service: SearchService) -> None:
    response = service.search(SearchRequest("مساااااء"))
    assert response.hits
    assert response.query.words[0].variants == ()
    assert response.query.notices == ()
    assert {hit.why[0].steps[0].rule for hit in response.hits} == {MatchRule.SPELLING}


def test_nothing_is_said_where_nothing_was_widened(service: SearchService) -> None:
    query = service.search(SearchRequest("التاجر")).query
    assert query.notices == ()
    assert query.words[0].variants == ()


def test_other_spellings_are_marked(service: SearchService) -> None:
    hits = service.search(SearchRequest("بيونج")).hits
    marked = {
        snippet.text[start:end]
        for hit in hits
        for snippet in hit.snippets
        for start, end in snippet.highlights
    }
    assert marked == {"بيونج", "بيونغ"}


def test_the_page_of_a_document_marks_them_too(service: SearchService) -> None:
    (hit,) = [hit for hit in service.search(SearchRequest("بيونج")).hits if "g." in hit.id]
    view = service.document(hit.id, "بيونج")
    ((start, end),) = view.body_highlights
    assert view.document.body[start:end] == "بيونغ"


def test_a_month_is_found_by_its_other_name(service: SearchService) -> None:
    assert found(service, "نوفمبر") == ["month"]
    assert [notice.code for notice in service.search(SearchRequest("نوفمبر")).query.notices] == [
        "synonyms"
    ]


def test_an_arrow_searches_for_the_other_side(service: SearchService) -> None:
    assert found(service, "جوال") == ["phone"]


def test_an_excluded_word_is_excluded_as_it_is_written(service: SearchService) -> None:
    assert set(found(service, "الوفد -بيونج")) == {"g", "one"}


def test_a_word_at_one_level_stays_as_it_is(service: SearchService) -> None:
    assert found(service, "stem:بيونج") == ["j"]


def leaves(node: Node) -> list[Word]:
    assert isinstance(node, AnyOf)
    return [part for part in node.parts if isinstance(part, Word)]


def doubled(words: Sequence[Word]) -> list[Variant]:
    """A finder that has a variant for every word."""
    readings = ANALYZER.tokens("غوتنبرغ")[0].readings
    return [
        Variant(number, number, Origin.NAME, ("غوتنبرغ",), readings) for number in range(len(words))
    ]


def test_all_spellings_are_one_term_beside_the_word_itself() -> None:
    own, union = leaves(with_variants(parse("جوتنبرج", ANALYZER), [doubled]).node)
    assert own.origin is Origin.QUERY
    assert union.origin is Origin.NAME
    assert set(own.readings) < set(union.readings)


def nothing(words: Sequence[Word]) -> list[Variant]:
    return []


@given(st.text(max_size=40) | st.sampled_from(["وزير الدفاع -الروسي", "أ أو ب", "+أ (ب ج) د*"]))
def test_a_query_without_variants_is_as_it_was(text: str) -> None:
    parsed = parse(text, ANALYZER)
    assert with_variants(parsed, [nothing]) == parsed


@given(st.text(max_size=40) | st.sampled_from(["وزير الدفاع -الروسي", "أ أو ب", "+أ (ب ج) د*"]))
def test_every_rung_keeps_its_minimum(text: str) -> None:
    parsed = parse(text, ANALYZER)
    widened: Parsed = with_variants(parsed, [doubled])
    assert [(rung.share, rung.minimum_should_match, rung.of) for rung in widened.ladder] == [
        (rung.share, rung.minimum_should_match, rung.of) for rung in parsed.ladder
    ]


def test_several_words_that_stand_for_one_count_less_than_it() -> None:
    spelt = [(word, ANALYZER.tokens(word)[0].readings) for word in ("تشرين", "الثاني")]
    leaf = alternative("تشرين الثاني", spelt, Origin.SYNONYM)
    assert isinstance(leaf, Phrase)
    assert leaf.weight * len(leaf.words) == pytest.approx(VARIANT_WEIGHT)

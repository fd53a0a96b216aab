"""Vowel marks between apostrophes are required: as the language reads them, and in texts."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer, Level, Reading, Token
from index.engines.protocols import FacetValue
from index.engines.whoosh import WhooshEngine
from index.model.document import Document
from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.arabic.clitics import counterpart
from search.arabic.vocalisation import is_compatible, is_vocalised
from search.highlight.matcher import compile_matcher
from search.model.limits import LIMITS, Limits
from search.model.records import Relation
from search.model.request import SearchRequest
from search.query import describe, parse
from search.retrieval.index_handle import IndexHandle
from search.service import SearchService
from tests.contract.conftest import Shelf as Folder
from tests.search.test_agreement import Held

ANALYZER = Analyzer()


def read(query: str) -> str:
    return describe(parse(query, ANALYZER).node)


# The language.


def test_apostrophes_around_marks_require_them() -> None:
    assert read("'عَلَم'") == "'عَلَم'"


def test_curly_apostrophes_do_too() -> None:
    assert read("‘عَلَم’") == "'عَلَم'"


def test_apostrophes_without_marks_mean_nothing() -> None:
    assert read("'علم'") == "علم"


def test_an_apostrophe_inside_a_name_means_nothing() -> None:
    assert read("O'Neil كِتاب d'Or") == "all(O, Neil, كِتاب, d, Or)"


def test_an_apostrophe_that_is_never_closed_means_nothing() -> None:
    assert read("'عَلَم كبير") == "all(عَلَم, كبير)"


def test_several_words_between_apostrophes_are_a_phrase() -> None:
    assert read("'عَلَم الدولة'") == "'عَلَم الدولة'"


def test_signs_and_fields_go_before_apostrophes() -> None:
    assert read("عنوان:'عَلَم' ='كَتَب' +'قَلَم'") == "all(title:'عَلَم', 'كَتَب'[form], 'قَلَم')"


def test_what_is_required_stays_so_on_every_rung() -> None:
    ladder = parse("'عَلَم' كبير جديد", ANALYZER).ladder
    assert describe(ladder[-1].node) == "all('عَلَم', any(كبير, جديد))"


def test_the_same_word_with_other_marks_is_another_question() -> None:
    assert read("'عَلَم' OR 'عِلم'") == "any('عَلَم', 'عِلم')"


def test_what_is_excluded_is_compared_without_marks_and_that_is_said() -> None:
    parsed = parse("كتاب -'عَلَم'", ANALYZER)
    assert describe(parsed.node) == "without(كتاب, عَلَم)"
    assert [notice.code for notice in parsed.notices] == ["syntax"]


def test_the_answer_says_that_marks_are_required() -> None:
    assert [word.kind for word in parse("'عَلَم'", ANALYZER).words] == ["vocalised"]


# Matches.


def found(query: str, text: str) -> list[str]:
    tokens = ANALYZER.tokens(text)
    matches = compile_matcher(parse(query, ANALYZER).node).matches(tokens, "body")  # type: ignore[arg-type]
    return [" ".join(t.surface for t in tokens[m.first : m.last + 1]) for m in matches]


def test_only_words_that_can_be_read_so_match() -> None:
    assert found("'عَلَم'", "عِلْمٌ وعَلَمٌ وعلم") == ["وعَلَمٌ", "وعلم"]


def test_relatives_do_not_match() -> None:
    assert found("'عَلَم'", "معلوم") == []


def test_each_word_of_a_phrase_is_compared() -> None:
    assert found("'عَلَم الدُّوَل'", "عَلَم الدَّوْل، عَلَم الدُّوَل، علم الدول") == [
        "عَلَم الدُّوَل",
        "علم الدول",
    ]


# Answers.

TEXTS = {
    "flag": ("عَلَمٌ", "رُفِعَ العَلَمُ فوق المبنى", "2023-05-01", "أ"),
    "science": ("عِلْم", "طلبُ العِلْمِ فريضة", "2023-06-01", "أ"),
    "knew": ("عَلِمَ", "عَلِمَ الرجل بالأمر", "2024-01-01", "ب"),
    "unmarked": ("علم", "هذا علم من الأعلام", "2024-02-01", "ب"),
    "other": ("كتاب", "كتاب جديد", "2024-03-01", "ب"),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with opened(tmp_path_factory, TEXTS) as made:
        yield made


def opened(
    factory: pytest.TempPathFactory,
    texts: dict[str, tuple[str, str, str, str]],
    limits: Limits = LIMITS,
) -> closing[SearchService]:
    folder, index = factory.mktemp("marks"), factory.mktemp("index")
    lines = (
        {"id": name, "title": title, "text": text, "date": date, "source": source}
        for name, (title, text, date, source) in texts.items()
    )
    (folder / "x.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    rebuild([folder], IndexDirectory(index))
    return closing(SearchService.over(index, limits=limits))


def ids(service: SearchService, request: SearchRequest) -> list[str]:
    return [hit.id.partition("#")[2] for hit in service.search(request).hits]


def test_texts_that_contradict_the_marks_are_left_out(service: SearchService) -> None:
    assert set(ids(service, SearchRequest("'عَلَم'"))) == {"flag", "unmarked"}


def test_without_apostrophes_all_are_found(service: SearchService) -> None:
    assert len(ids(service, SearchRequest("عَلَم"))) == 4


def test_the_total_is_that_of_what_is_left(service: SearchService) -> None:
    total = service.search(SearchRequest("'عِلْم'")).total
    assert (total.value, total.relation) == (2, Relation.EXACT)


def test_other_words_are_wanted_beside_them(service: SearchService) -> None:
    assert ids(service, SearchRequest("'عَلَم' المبنى")) == ["flag"]


def test_other_words_are_let_go_before_the_marks_are(service: SearchService) -> None:
    response = service.search(SearchRequest("'عَلِم' المبنى الرجل"))
    assert response.query.wanted == "any"
    assert [hit.id for hit in response.hits] == ["x.jsonl#knew"]


def test_either_of_two_readings_may_be_wanted(service: SearchService) -> None:
    found = ids(service, SearchRequest("'عِلْم' OR 'عَلِم'"))
    assert set(found) == {"science", "knew", "unmarked"}


def test_levels_are_those_of_the_words_that_can_be_read_so(service: SearchService) -> None:
    response = service.search(SearchRequest("'عَلَم'", levels=True))
    assert {one.level: one.documents for one in response.levels} == {
        Level.FORM: 2,
        Level.STEM: 0,
        Level.ROOT: 0,
    }
    assert ids(service, SearchRequest("'عَلَم'", level=Level.STEM)) == []


def test_facets_count_what_is_left(service: SearchService) -> None:
    response = service.search(SearchRequest("'عَلَم'", facets=("year", "source")))
    assert response.facets == {
        "year": (FacetValue("2023", 1), FacetValue("2024", 1)),
        "source": (FacetValue("أ", 1), FacetValue("ب", 1)),
    }


def test_pages_and_cursors_lead_through_what_is_left(service: SearchService) -> None:
    asked = SearchRequest("'عَلَم'", size=1)
    whole = ids(service, replace(asked, size=10))
    first = service.search(asked)
    assert ids(service, replace(asked, page=2)) == whole[1:]
    second = service.search(replace(asked, after=first.next))
    assert [hit.id.partition("#")[2] for hit in (*first.hits, *second.hits)] == whole
    assert (first.total, second.next) == (second.total, None)


def test_what_is_highlighted_can_be_read_so(service: SearchService) -> None:
    for hit in service.search(SearchRequest("'عَلَم'")).hits:
        for snippet in hit.snippets:
            for start, end in snippet.highlights:
                assert is_compatible("عَلَم", snippet.text[start:end])


def test_it_is_said_when_only_the_best_were_compared(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with opened(tmp_path_factory, TEXTS, Limits(max_vocalised_documents=2)) as service:
        response = service.search(SearchRequest("'عَلَم'", levels=True))
    assert response.total.relation is Relation.AT_LEAST
    assert "vowel-marks" in [notice.code for notice in response.query.notices]
    assert response.levels == ()


# Random texts.

READINGS = ("عَلَم", "عِلْم", "عَلِمَ", "علم", "العَلَمُ", "وَالعِلْمِ", "عَلَّم", "كِتاب", "معلوم")
texts = st.lists(st.sampled_from(READINGS), max_size=5).map(" ".join)


@settings(max_examples=40)
@given(
    bodies=st.lists(texts, min_size=1, max_size=6),
    titles=st.lists(texts, min_size=6, max_size=6),
    words=st.lists(st.sampled_from(READINGS), min_size=1, max_size=4),
)
def test_what_is_left_has_a_word_that_can_be_read_so(
    bodies: list[str], titles: list[str], words: list[str]
) -> None:
    pairs = zip(titles, bodies, strict=False)
    documents = [Document(str(n), title, body) for n, (title, body) in enumerate(pairs)]
    with (
        tempfile.TemporaryDirectory() as path,
        Folder(WhooshEngine(), Path(path)).fill(documents).open() as index,
    ):
        service = SearchService(cast(IndexHandle, Held(index)))
        for word in words:
            response = service.search(SearchRequest(f"'{word}'", levels=True, size=100))
            assert {hit.id for hit in response.hits} == {
                each.id for each in documents if has(each, word)
            }
            assert response.total.value == len(response.hits)
            assert sum(one.documents for one in response.levels) == len(response.hits)
            for one in response.levels:
                at_level = [hit for hit in response.hits if hit.level is one.level]
                assert len(at_level) == one.documents


def has(document: Document, word: str) -> bool:
    """Whether a document has the word, read so; without marks, apostrophes ask for the word."""
    (asked,) = ANALYZER.tokens(word)
    levels = (Level.FORM, Level.STEM) if is_vocalised(word) else tuple(Level)
    return any(
        any(one.at(level) in token.terms(level) for level in levels for one in readings(asked))
        and (not is_vocalised(word) or is_compatible(word, token.surface))
        for text in (document.title, document.body)
        for token in ANALYZER.tokens(text)
    )


def readings(asked: Token) -> tuple[Reading, ...]:
    """Those of a word with and without the article."""
    other = counterpart(asked.surface)
    assert other
    return (*asked.readings, *ANALYZER.tokens(other)[0].readings)


# Verses.


def without_marks(text: str) -> str:
    return "".join(sign for sign in text if not is_vocalised(sign))


@pytest.fixture(scope="module")
def verses(seeds_dir: Path) -> list[str]:
    text = (seeds_dir / "literature" / "poem.txt").read_text("utf-8")
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if is_vocalised(line) and len(line.split()) > 2]


@pytest.fixture
def seeds(seeds_index: Path) -> Iterator[SearchService]:
    with closing(SearchService.over(seeds_index)) as opened:
        yield opened


WAYS: Sequence[Callable[[str], str]] = (
    lambda verse: verse,
    without_marks,
    lambda verse: f'"{verse}"',
    lambda verse: f"'{verse}'",
)


@pytest.mark.parametrize("way", WAYS, ids=("marked", "unmarked", "quoted", "required"))
def test_a_verse_finds_itself(
    seeds: SearchService, verses: list[str], way: Callable[[str], str]
) -> None:
    assert verses
    for verse in verses:
        assert seeds.search(SearchRequest(way(verse))).hits[0].id == "literature/poem.txt"


@pytest.mark.shared
def test_a_vocalised_passage_finds_itself_with_its_marks_and_without(
    shared_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with (shared_dir / "corpora" / "vocalised.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for _, line in zip(range(500), lines, strict=False)]
    texts = {record["id"]: ("", record["text"], "2024-01-01", "") for record in records}
    with opened(tmp_path_factory, texts) as service:
        for record in random.Random(4).sample(records, 40):
            words = record["text"].split("\n")[0].split()[:8]
            passage = " ".join(words).replace("'", "").replace('"', "")
            if len(passage.split()) < 4 or not is_vocalised(passage):
                continue
            for way in WAYS:
                response = service.search(SearchRequest(way(passage)))
                assert f"x.jsonl#{record['id']}" in [hit.id for hit in response.hits], way(passage)


# Any query.


@given(st.text("'’عَلِمكتب =+-()OR~2عنوان:\u064e\u0651", max_size=40))
def test_no_text_breaks_the_language(text: str) -> None:
    assert parse(text, ANALYZER).ladder

"""Reranking: the features of texts, and the order that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.engines.protocols import Candidate
from index.model.query import ALL_LEVELS, AnyOf, Origin, Phrase, Word
from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.model.ranking import Ranking
from search.model.records import Hit
from search.model.request import SearchRequest
from search.ranking.rerank import (
    LEAD,
    WINDOW,
    RerankFeatures,
    compute_features,
    reordered,
    sought_terms,
)
from search.ranking.term_similarity import SoughtTerm
from search.retrieval.index_handle import IndexHandle
from search.service import SearchService
from search.text.chunk_cache import ChunkCache

ANALYZER = Analyzer()
CHUNKS = ChunkCache(ANALYZER)
NOTHING = RerankFeatures(0.0, 0.0, 0.0)


def words(*weighed: tuple[str, float]) -> tuple[SoughtTerm, ...]:
    return tuple(
        SoughtTerm.of(ANALYZER.tokens(word)[0].readings, ALL_LEVELS, weight)
        for word, weight in weighed
    )


def word(text: str) -> Word:
    return Word(text, ANALYZER.tokens(text)[0].readings)


NOVEMBER = word("نوفمبر")
TISHRIN = Phrase("تشرين الثاني", (word("تشرين"), word("الثاني")), origin=Origin.SYNONYM)
BY_BOTH_NAMES = AnyOf((NOVEMBER, TISHRIN))

MINISTER, DEFENCE = ("وزير", 2.0), ("الدفاع", 3.0)


def seen(text: str, *weighed: tuple[str, float]) -> RerankFeatures:
    return compute_features([CHUNKS.read([text])], words(*weighed))[0]


def test_words_side_by_side_count_together() -> None:
    assert seen("قال وزير الدفاع", MINISTER, DEFENCE).window == pytest.approx(5.0)


def test_words_far_from_each_other_count_alone() -> None:
    assert seen("وزير " + "ثم " * WINDOW + "الدفاع", MINISTER, DEFENCE).window == pytest.approx(3.0)


def test_a_word_that_stands_twice_counts_once() -> None:
    assert seen("وزير وزير وزير", MINISTER).window == pytest.approx(2.0)


def test_what_stands_first_counts_as_lead() -> None:
    assert seen("ثم " * (LEAD - 1) + "وزير ثم", MINISTER).lead == pytest.approx(2.0)


def test_what_stands_later_is_no_lead() -> None:
    assert seen("ثم " * LEAD + "وزير", MINISTER) == RerankFeatures(2.0, 0.0, 0.0)


def test_words_in_the_order_of_the_query_are_a_pair() -> None:
    assert seen("قال وزير الدفاع", MINISTER, DEFENCE).pair == pytest.approx(2.0)


def test_words_in_another_order_are_no_pair() -> None:
    assert seen("الدفاع قال وزير", MINISTER, DEFENCE).pair == 0.0


def test_a_pair_may_have_a_word_between() -> None:
    assert seen("وزير شؤون الدفاع", MINISTER, DEFENCE).pair == pytest.approx(2.0)


def test_a_pair_has_no_two_words_between() -> None:
    assert seen("وزير شؤون دولة الدفاع", MINISTER, DEFENCE).pair == 0.0


def test_a_pair_that_stands_twice_counts_once() -> None:
    assert seen("وزير الدفاع وزير الدفاع", MINISTER, DEFENCE).pair == pytest.approx(2.0)


def test_words_of_two_texts_are_no_pair() -> None:
    texts = [CHUNKS.read([text]) for text in ("قال وزير", "الدفاع مهم")]
    assert [each.pair for each in compute_features(texts, words(MINISTER, DEFENCE))] == [0.0, 0.0]


def test_a_text_without_the_words_shows_nothing() -> None:
    assert seen("سيارات كثيرة", MINISTER, DEFENCE) == NOTHING


def test_without_words_nothing_is_seen() -> None:
    assert compute_features([CHUNKS.read(["وزير"])], ()) == [NOTHING]


def test_without_texts_nothing_is_seen() -> None:
    assert compute_features([], words(MINISTER)) == []


@given(st.lists(st.sampled_from(("وزير", "الدفاع", "ثم")), max_size=100))
def test_a_window_is_the_best_of_all(tokens: list[str]) -> None:
    weights = dict((MINISTER, DEFENCE))

    def counted(part: Sequence[str]) -> float:
        return sum(weights.get(word, 0.0) for word in {*part})

    best = max((counted(tokens[at : at + WINDOW]) for at in range(len(tokens))), default=0.0)
    found = seen(" ".join(tokens), MINISTER, DEFENCE)
    assert (found.window, found.lead) == pytest.approx((best, counted(tokens[:LEAD])))


def test_several_words_that_stand_for_one_are_not_counted_beside_it(seeds_index: Path) -> None:
    with closing(IndexHandle(seeds_index)) as library, library.snapshot() as snapshot:
        alone, both = (
            sought_terms(node, snapshot.vocabulary) for node in (NOVEMBER, BY_BOTH_NAMES)
        )
    assert alone == both


def test_what_was_seen_is_added_to_the_score() -> None:
    ranking = Ranking(window=2.0, lead=0.5, pair=0.25)
    (one,) = reordered([Candidate("a", 1.0)], [RerankFeatures(3.0, 5.0, 7.0)], ranking)
    assert one == Candidate("a", 1.0 + 2.0 * 3.0 + 0.5 * 5.0 + 0.25 * 7.0)


def test_equal_scores_are_in_the_order_of_ids() -> None:
    ordered = reordered([Candidate("b", 1.0), Candidate("a", 1.0)], [NOTHING] * 2, Ranking())
    assert [each.id for each in ordered] == ["a", "b"]


@pytest.mark.parametrize("query", ["وزير الدفاع", "كوريا الشمالية", "من هو الوزير؟", "مدن~1 وزير"])
@pytest.mark.parametrize("depth", [0, 2, 5, 100])
def test_pages_and_cursors_go_through_the_same_order(
    seeds_index: Path, query: str, depth: int
) -> None:
    with closing(SearchService(IndexHandle(seeds_index), Ranking(depth=depth))) as service:
        whole = service.search(SearchRequest(query, size=20))
        paged: list[Hit] = []
        cursor: str | None = None
        for number in range(1, 11):
            page = service.search(SearchRequest(query, page=number, size=2))
            if number == 1 or cursor:
                followed = service.search(SearchRequest(query, size=2, after=cursor))
                cursor = followed.next
                assert followed.hits == page.hits
            paged += page.hits
        assert [hit.id for hit in paged] == [hit.id for hit in whole.hits]
        assert [hit.score for hit in whole.hits] == sorted(
            (hit.score for hit in whole.hits), reverse=True
        )


def test_the_second_look_loses_no_candidate(seeds_index: Path) -> None:
    orders = []
    for depth in (0, 30):
        with closing(SearchService(IndexHandle(seeds_index), Ranking(depth=depth))) as service:
            response = service.search(SearchRequest("الوزير في المدينة", size=30))
            orders.append({hit.id for hit in response.hits})
    assert orders[0] == orders[1]


FLAG, KNOWLEDGE, PLAIN = (
    "رفع الجندي العَلَم عاليا",
    "طلب الجندي العِلْم بعيدا",
    "رأى الجندي العلم قريبا",
)
VERSE = "أَلَا لَيْتَ الشَّبَابَ يَعُودُ يَوْمًا"


def answers(folder: Path, query: str, *bodies: str) -> tuple[Hit, ...]:
    for number, body in enumerate(bodies):
        (folder / f"{number}.txt").write_text(body, encoding="utf-8")
    rebuild([folder], IndexDirectory(folder / "index"))
    with closing(SearchService.over(folder / "index")) as service:
        return service.search(SearchRequest(query, explain=True)).hits


def found(folder: Path, query: str, *bodies: str) -> list[str]:
    return [hit.id for hit in answers(folder, query, *bodies)]


def test_vowel_marks_of_the_query_are_preferred(tmp_path: Path) -> None:
    assert found(tmp_path, "عَلَم", KNOWLEDGE, PLAIN, FLAG) == ["2.txt", "1.txt", "0.txt"]


def test_a_query_without_marks_prefers_none(tmp_path: Path) -> None:
    assert found(tmp_path, "علم", KNOWLEDGE, PLAIN, FLAG) == ["0.txt", "1.txt", "2.txt"]


@pytest.mark.parametrize("query", [VERSE, "ألا ليت الشباب يعود يوما"])
def test_a_verse_finds_itself_with_marks_or_without(tmp_path: Path, query: str) -> None:
    assert found(tmp_path, query, "عاد الشباب يوما", FLAG, VERSE)[0] == "2.txt"


def test_what_marks_count_is_explained(tmp_path: Path) -> None:
    (hit,) = answers(tmp_path, "عَلَم", FLAG)
    assert hit.explanation
    (vowels,) = [part for part in hit.explanation.parts if part.kind == "vowels"]
    assert vowels.score > 0
    assert sum(part.score for part in hit.explanation.parts) == pytest.approx(hit.score)

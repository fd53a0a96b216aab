"""Which rung of a query's ladder answers: one fact a test."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from index.analysis import Analyzer
from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.model.ranking import Ranking
from search.model.request import SearchRequest, Sort
from search.query import parse
from search.ranking.candidates import ranking_of
from search.service import SearchService


def answer(folder: Path, query: str, *bodies: str, sort: str = Sort.RELEVANCE) -> tuple[str, str]:
    """What was wanted of the words, and the documents that were found, in order of numbers."""
    for number, body in enumerate(bodies):
        (folder / f"{number}.txt").write_text(body, encoding="utf-8")
    rebuild([folder], IndexDirectory(folder / "index"))
    with closing(SearchService.over(folder / "index")) as service:
        response = service.search(SearchRequest(query, sort=sort, recover=False))
    return response.query.wanted, " ".join(
        sorted(hit.id.removesuffix(".txt") for hit in response.hits)
    )


RELATIVES = "جلس الكاتب والدارس"
ONE_WORD = "هذه المدرسة كبيرة"


def test_documents_with_all_words_are_enough(tmp_path: Path) -> None:
    assert answer(tmp_path, "كتاب مدرسة", "كتاب المدرسة", ONE_WORD) == ("all", "0")


def test_relatives_of_the_words_alone_are_not_enough(tmp_path: Path) -> None:
    assert answer(tmp_path, "كتاب مدرسة", RELATIVES, ONE_WORD) == ("any", "0 1")


def test_an_order_by_relevance_is_one_however_it_is_given(tmp_path: Path) -> None:
    found = answer(tmp_path, "كتاب مدرسة", RELATIVES, ONE_WORD, sort="relevance")
    assert found == ("any", "0 1")


def test_in_the_order_of_dates_relatives_are_enough(tmp_path: Path) -> None:
    found = answer(tmp_path, "كتاب مدرسة", RELATIVES, ONE_WORD, sort=Sort.NEWEST)
    assert found == ("all", "0")


@pytest.mark.parametrize("body", ["كتابها ومدرستها", "الكتاب في المدارس كتاب المدرسة"])
def test_inflections_of_the_words_are_enough(tmp_path: Path, body: str) -> None:
    assert answer(tmp_path, "كتاب مدرسة", body, ONE_WORD) == ("all", "0")


@pytest.mark.parametrize(("query", "letters"), [("الجامعة", 3.0), ("الجامعه", 1.0)])
def test_letters_count_more_where_they_are_typed_with_care(query: str, letters: float) -> None:
    given = Ranking(letters=1.0, letters_of_few=3.0)
    assert ranking_of(parse(query, Analyzer()), given).letters == letters

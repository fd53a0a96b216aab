"""The feature of titles that a query has whole."""

from __future__ import annotations

import pytest

from index.analysis import Analyzer
from index.model.query import ALL_LEVELS
from search.ranking.term_similarity import SoughtTerm
from search.ranking.title_match import MAX_TITLE_WORDS, title_scores
from search.text.chunk_cache import ChunkCache

ANALYZER = Analyzer()
CHUNKS = ChunkCache(ANALYZER)
CAPITAL_OF_SUDAN = (("عاصمة", 1.0), ("السودان", 2.0))


def score(title: str, *sought: tuple[str, float]) -> float:
    words = [
        SoughtTerm.of(ANALYZER.tokens(word)[0].readings, ALL_LEVELS, weight)
        for word, weight in sought
    ]
    (read,) = CHUNKS.read([title])
    return title_scores([(title, read)], words)[0]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("السودان", 2.0),
        ("عاصمة السودان", 3.0),
        ("عواصم السودان", 3.0),
        ("السودان (دولة)", 2.0),
        ("عاصمة في السودان", 3.0),
        ("جنوب السودان", 0.0),
        ("السودان (1956) في الحرب", 0.0),
        ("في", 0.0),
        ("", 0.0),
        ("السودان " * (MAX_TITLE_WORDS + 1), 0.0),
    ],
)
def test_a_title_counts_if_every_word_of_it_is_in_the_query(title: str, expected: float) -> None:
    assert score(title, *CAPITAL_OF_SUDAN) == expected


def test_a_text_without_title_has_none_to_count() -> None:
    assert title_scores([None], []) == [0.0]

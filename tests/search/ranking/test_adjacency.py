"""Words side by side as parts of the engine's score: which phrases a query gets."""

from __future__ import annotations

import pytest

from index.analysis import Analyzer
from index.model.query import PHRASE_LEVELS, AnyOf, Phrase, Prefer
from search.model.ranking import Ranking
from search.query import parse
from search.ranking.adjacency import with_adjacency

ANALYZER = Analyzer()
RANKING = Ranking(adjacent=3.0)


def phrases(text: str) -> list[Phrase]:
    parsed = parse(text, ANALYZER)
    node = with_adjacency(parsed.node, parsed, RANKING)
    if node == parsed.node:
        return []
    assert isinstance(node, Prefer)
    parts = node.preferred.parts if isinstance(node.preferred, AnyOf) else (node.preferred,)
    return [part for part in parts if isinstance(part, Phrase)]


def test_two_words_are_a_phrase_too() -> None:
    (phrase,) = phrases("محمود درويش")
    assert (phrase.surface, phrase.weight, phrase.levels) == ("محمود درويش", 3.0, PHRASE_LEVELS)


def test_more_phrases_weigh_less_each() -> None:
    assert [each.weight for each in phrases("جائزة نوبل للسلام")] == [1.5, 1.5]


def test_a_stop_word_between_two_words_may_be_between_them_in_a_text() -> None:
    assert [each.slop for each in phrases("وزير في القاهرة")] == [1]


@pytest.mark.parametrize(
    "text", ["وزير", "أين ولد محمود درويش؟", '"محمود درويش"', "محمود -درويش", "جذر:كتب جذر:درس"]
)
def test_other_queries_have_no_phrase(text: str) -> None:
    assert phrases(text) == []


def test_a_long_query_has_no_phrase() -> None:
    assert phrases("كتاب AND قلم AND دفتر AND مدرسة AND نهر") == []


def test_a_weight_of_nothing_leaves_the_tree() -> None:
    parsed = parse("محمود درويش", ANALYZER)
    assert with_adjacency(parsed.node, parsed, Ranking(adjacent=0.0)) == parsed.node

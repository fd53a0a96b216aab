"""What documents are preferred for a short query: phrases and forms as typed."""

from __future__ import annotations

import pytest

from index.analysis import Analyzer, Level
from index.model.query import PHRASE_LEVELS, AnyOf, Node, Phrase, Prefer, Word
from search.model.ranking import Ranking
from search.query import parse
from search.ranking.closeness import with_closeness

ANALYZER = Analyzer()
RANKING = Ranking(adjacent=3.0, typed_form=0.5)


def phrases(text: str) -> list[Phrase]:
    return [part for part in preferred(text) if isinstance(part, Phrase)]


def typed(text: str) -> list[str]:
    words = [part for part in preferred(text) if isinstance(part, Word)]
    assert all(word.levels == (Level.FORM,) for word in words)
    return [reading.form for word in words for reading in word.readings]


def preferred(text: str) -> list[Node]:
    parsed = parse(text, ANALYZER)
    node = with_closeness(parsed.node, parsed, RANKING)
    if node == parsed.node:
        return []
    assert isinstance(node, Prefer)
    return [*(node.preferred.parts if isinstance(node.preferred, AnyOf) else (node.preferred,))]


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
    assert with_closeness(parsed.node, parsed, Ranking(adjacent=0.0, typed_form=0.0)) == parsed.node


def test_a_word_is_preferred_as_typed_to_that_with_another_article() -> None:
    assert typed("الخليل") == ["الخليل"]


def test_among_more_words_the_article_makes_no_difference() -> None:
    assert typed("مدينة الخليل") == []

"""What the vowel marks of a query speak for, in whole texts."""

from __future__ import annotations

from index.analysis import Analyzer
from index.model.query import TextField
from search.highlight.matcher import compile_matcher
from search.query import parse
from search.ranking.vocalisation_boost import marked_words, vowel_preferences

ANALYZER = Analyzer()


def preferred(query: str, text: str) -> float:
    matcher = compile_matcher(parse(query, ANALYZER).node)
    tokens = ANALYZER.tokens(text)
    matches = matcher.matches(tokens, TextField.BODY)
    return sum(vowel_preferences(marked_words(matcher), matches, tokens).values())


def test_a_query_without_marks_has_no_marked_words() -> None:
    assert marked_words(compile_matcher(parse("علم كبير", ANALYZER).node)) == {}


def test_the_same_marks_come_first_and_others_last() -> None:
    same, none, other = "رفع العَلَم", "رفع العلم", "طلب العِلْم"
    assert preferred("عَلَم", same) > preferred("عَلَم", none) > preferred("عَلَم", other)


def test_one_word_that_agrees_is_enough() -> None:
    assert preferred("عَلَم", "العِلْم والعَلَم") == 1


def test_relatives_say_nothing() -> None:
    assert preferred("عَلَم", "مَعْلُوم") == 0


def test_words_that_have_no_marks_in_the_query_say_nothing() -> None:
    assert preferred("عَلَم كبير", "عَلَم كُبَيِّر") == 1


def test_each_word_counts_by_itself() -> None:
    assert preferred("عَلَم قَلَم", "عَلَم قُلِم") == 0


def test_a_phrase_is_compared_word_by_word() -> None:
    assert preferred('"عَلَم الدَّولة"', "عَلَم الدُّولة وعلم الدولة") == 0
    assert preferred('"عَلَم الدَّولة"', "عَلَم الدَّولة") == 1

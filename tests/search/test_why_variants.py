"""Reasons of words that the user did not write: other spellings of names, synonyms."""

from __future__ import annotations

from dataclasses import replace

from index.analysis import Analyzer
from index.model.query import AnyOf, Node, Origin, TextField, Word
from search.arabic.match_rules import MatchRule
from search.highlight.match_reasons import closest, reasons
from search.highlight.matcher import compile_matcher
from search.query import parse

ANALYZER = Analyzer()


def word(surface: str) -> Word:
    node = parse(surface, ANALYZER).node
    assert isinstance(node, Word)
    return node


def union(surface: str, other: str, origin: Origin) -> Node:
    """A word beside all of its spellings, as `search.expansion.variants` sets them."""
    own = word(surface)
    readings = (*own.readings, *word(other).readings)
    return AnyOf((own, replace(own, readings=readings, weight=0.7, origin=origin)))


def told(node: Node, text: str) -> list[tuple[str, str, MatchRule]]:
    matcher = compile_matcher(node)
    tokens = ANALYZER.tokens(text)
    found = closest(matcher.matches(tokens, TextField.BODY), tokens, TextField.BODY)
    return [(one.word, one.found, one.steps[0].rule) for one in reasons(matcher, found)]


def test_another_spelling_of_a_name_is_called_that() -> None:
    tree = union("بيونغ", "بيونج", Origin.NAME)
    assert told(tree, "بيونج") == [("بيونغ", "بيونج", MatchRule.NAME)]


def test_the_word_as_written_needs_no_name() -> None:
    assert told(union("بيونغ", "بيونج", Origin.NAME), "بيونغ وبيونج") == [
        ("بيونغ", "بيونغ", MatchRule.SAME)
    ]


def test_a_synonym_is_called_that() -> None:
    alternative = replace(word("عربة"), weight=0.7, origin=Origin.SYNONYM)
    tree = AnyOf((word("سيارة"), alternative))
    assert told(tree, "عربة") == [("عربة", "عربة", MatchRule.SYNONYM)]

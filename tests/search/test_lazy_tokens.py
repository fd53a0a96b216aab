"""Tokens made when they are looked at are the analyser's tokens, and show the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.query import TextField
from search.language import parse
from search.lazy_tokens import LazyTokens, forms, number_from
from search.matching import Matcher, compile_matcher
from search.showing import Analyse, marked, shown

ANALYZER = Analyzer()
QUERIES = Path(__file__).parent.parent / "relevance" / "queries.jsonl"
SIGNED = ("كت*", "*اب", "ك?اب", "كتاب~1", '"كتاب مصر"~3', '"في كتاب"', "كتاب -مصر", "=كتابه", "من")
WORDS = ("كتاب", "كِتَابُهُ", "والكتب", "مصر", "من", "في", "3.5", "12م", "ﷺ", "هٰذا", "A-b", "الكتاب،")
BETWEEN = (" ", "\n", ". ", "،", "-", "«", "»", "\N{RIGHT-TO-LEFT MARK}", "\N{ARABIC FATHA}", "؟ ")
PIECES = st.sampled_from((*WORDS, *BETWEEN))
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=40).map("".join))


def lazy(text: str) -> LazyTokens:
    return LazyTokens(text, *ANALYZER.chunks(text))


def matcher(query: str) -> Matcher:
    return compile_matcher(parse(query, ANALYZER).node)


@given(TEXTS)
def test_they_are_the_tokens_of_the_text(text: str) -> None:
    assert (tuple(lazy(text)), len(lazy(text))) == ((t := ANALYZER.tokens(text)), len(t))


@given(TEXTS, st.integers(-50, 50), st.integers(-50, 50))
def test_a_slice_of_them_is_one_of_the_tokens(text: str, low: int, high: int) -> None:
    assert lazy(text)[low:high] == ANALYZER.tokens(text)[low:high]


def test_behind_the_last_there_is_none() -> None:
    with pytest.raises(IndexError):
        lazy("كتاب")[1]


@given(TEXTS, st.integers(0, 200))
def test_the_first_one_behind_an_offset(text: str, offset: int) -> None:
    assert number_from(lazy(text), offset) == number_from(ANALYZER.tokens(text), offset)


@given(TEXTS, st.integers(0, 50), st.integers(0, 60))
def test_forms_are_those_of_the_tokens(text: str, low: int, high: int) -> None:
    assert forms(lazy(text), low, high) == forms(ANALYZER.tokens(text), low, high)


@given(TEXTS, st.sampled_from(("كتاب", "من مصر", *SIGNED)))
def test_what_is_shown_of_any_text_is_the_same(text: str, query: str) -> None:
    assert everything_shown(text, query, lazy) == everything_shown(text, query, ANALYZER.tokens)


def test_what_is_shown_of_the_seeds_is_the_same(seeds_dir: Path) -> None:
    queries = [json.loads(line)["text"] for line in QUERIES.read_text("utf-8").splitlines()]
    texts = [path.read_text("utf-8", "replace") for path in sorted(seeds_dir.rglob("*.txt"))]
    for number, query in enumerate((*queries, *SIGNED)):
        for text in texts[number % 5 :: 5]:  # every text meets every fifth query
            slow = everything_shown(text, query, ANALYZER.tokens)
            assert everything_shown(text, query, lazy) == slow, query


def everything_shown(text: str, query: str, analyse: Analyse) -> tuple[object, ...]:
    asked = matcher(query)
    return (
        shown(text, asked, analyse, most=2, limit=10**6),
        marked(text, TextField.TITLE, asked, analyse, limit=10**6),
    )

"""Tokens made when they are looked at are the analyser's tokens, and show the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.model.query import TextField
from search.highlight.excerpts import Analyse, body_snippets, highlighted
from search.highlight.match_reasons import closer, reasons
from search.highlight.matcher import Matcher, compile_matcher
from search.query import parse
from search.text.chunk_cache import ChunkCache
from search.text.lazy_tokens import LazyTokens, extent, number_from, surface, variety

ANALYZER = Analyzer()
CHUNKS = ChunkCache(ANALYZER)
QUERIES = Path(__file__).parents[2] / "relevance" / "queries.jsonl"
SIGNED = ("كت*", "*اب", "ك?اب", "كتاب~1", '"كتاب مصر"~3', '"في كتاب"', "كتاب -مصر", "=كتابه", "من")
WORDS = ("كتاب", "كِتَابُهُ", "والكتب", "مصر", "من", "في", "3.5", "12م", "ﷺ", "هٰذا", "A-b", "الكتاب،")
BETWEEN = (" ", "\n", ". ", "،", "-", "«", "»", "\N{RIGHT-TO-LEFT MARK}", "\N{ARABIC FATHA}", "؟ ")
PIECES = st.sampled_from((*WORDS, *BETWEEN))
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=40).map("".join))


def lazy(text: str) -> LazyTokens:
    return CHUNKS.read([text])[0]


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


@given(TEXTS)
def test_the_surface_of_each_of_them(text: str) -> None:
    words = [surface(lazy(text), number) for number in range(len(lazy(text)))]
    assert words == [token.surface for token in ANALYZER.tokens(text)]


@given(TEXTS, st.integers(0, 50), st.integers(0, 60))
def test_their_variety_is_that_of_the_tokens(text: str, low: int, high: int) -> None:
    assert variety(lazy(text), low, high) == variety(ANALYZER.tokens(text), low, high)


@given(TEXTS.filter(ANALYZER.tokens), st.integers(0, 50), st.integers(0, 3))
def test_the_extent_of_some_of_them(text: str, first: int, more: int) -> None:
    tokens = ANALYZER.tokens(text)
    first %= len(tokens)
    last = min(first + more, len(tokens) - 1)
    assert extent(lazy(text), first, last) == extent(tokens, first, last)


@given(TEXTS, st.sampled_from(("كتاب", "من مصر", *SIGNED)))
def test_what_is_shown_of_any_text_is_the_same(text: str, query: str) -> None:
    assert everything_shown(text, query, lazy) == everything_shown(text, query, ANALYZER.tokens)


@pytest.mark.parametrize("room", [1, 3, 8])
def test_it_stays_the_same_when_an_analyser_forgets(room: int) -> None:
    forgetful, asked = ChunkCache(ANALYZER, max_chunks=room), matcher("كتاب مصر")
    texts = [" ".join(WORDS[at : at + 4]) + f" كتاب رقم {at}" for at in range(9)] * 2
    made = [forgetful.read([text])[0] for text in texts]
    for text, tokens in zip(texts, made, strict=True):
        whole = ANALYZER.tokens(text)
        assert tuple(tokens) == whole
        assert asked.matches(tokens, TextField.BODY) == asked.matches(whole, TextField.BODY)


def test_a_run_without_end_is_read_like_any_other() -> None:
    text = "كتاب " + "س" * 300 + " مصر " + "-" * 300 + " كتاب"
    assert tuple(lazy(text)) == ANALYZER.tokens(text)
    assert everything_shown(text, "كتاب", lazy) == everything_shown(text, "كتاب", ANALYZER.tokens)


def test_words_that_another_text_brings_are_matched_in_it() -> None:
    chunks, asked = ChunkCache(ANALYZER), matcher("كتاب")
    (one,) = chunks.read(["كتاب ومدرسة"])
    assert len(asked.matches(one, TextField.BODY)) == 1
    (other,) = chunks.read(["مدرسة وكتابها والكتاب"])
    assert len(asked.matches(other, TextField.BODY)) == 2
    assert len(asked.matches(one, TextField.BODY)) == 1


def test_what_is_shown_of_the_seeds_is_the_same(seeds_dir: Path) -> None:
    queries = [json.loads(line)["text"] for line in QUERIES.read_text("utf-8").splitlines()]
    texts = [path.read_text("utf-8", "replace") for path in sorted(seeds_dir.rglob("*.txt"))]
    for number, query in enumerate((*queries, *SIGNED)):
        for text in texts[number % 5 :: 5]:  # every text meets every fifth query
            slow = everything_shown(text, query, ANALYZER.tokens)
            assert everything_shown(text, query, lazy) == slow, query


def everything_shown(text: str, query: str, analyse: Analyse) -> tuple[object, ...]:
    asked = matcher(query)
    body = body_snippets(text, asked, analyse, most=2, limit=10**6)
    title = highlighted(text, TextField.TITLE, asked, analyse, limit=10**6)
    return body, title, reasons(asked, closer(title.closest, body.closest))

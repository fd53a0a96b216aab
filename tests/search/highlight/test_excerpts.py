"""What is shown of a long document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, Token
from index.model.query import TextField
from search.highlight.excerpts import MAX_PASSAGE, body_snippets, highlighted, passages
from search.highlight.matcher import Match, Matcher, compile_matcher
from search.highlight.snippets import highlights
from search.query import parse
from search.text.graphemes import cluster, is_boundary

ANALYZER = Analyzer()
TEXTS = st.text("كتاب \n\r\u064e\u0651\u200d🇪🇬👨", max_size=60)
LONG = "سطر من الكلام المعاد.\n" * (MAX_PASSAGE // 10)


def matcher(query: str) -> Matcher:
    return compile_matcher(parse(query, ANALYZER).node)


@given(TEXTS, st.integers(1, 12))
def test_passages_are_the_whole_text(text: str, most: int) -> None:
    assert "".join(text[a:b] for a, b in passages(text, len(text), most)) == text


@given(TEXTS, st.integers(0, 70), st.integers(1, 12))
def test_no_stretch_parts_a_cluster(text: str, end: int, most: int) -> None:
    cuts = list(passages(text, min(end, len(text)), most))
    assert all(is_boundary(text, stop) for _, stop in cuts)
    assert all(b - a <= most or cluster(text, a)[1] >= b for a, b in cuts)


def test_a_word_deep_in_a_long_text_is_shown() -> None:
    found = body_snippets(LONG + "كتاب", matcher("كتاب"), ANALYZER.tokens, most=1, limit=10**9)
    (snippet,) = found.snippets
    assert (snippet.start + snippet.highlights[0][0], found.complete) == (len(LONG), True)


def test_no_more_is_looked_at_than_allowed() -> None:
    found = body_snippets(
        LONG + "كتاب", matcher("كتاب"), ANALYZER.tokens, most=1, limit=MAX_PASSAGE
    )
    assert found.analysed <= MAX_PASSAGE
    assert not found.complete


def test_nothing_is_looked_at_once_all_words_are_found() -> None:
    found = body_snippets("كتاب\n" + LONG, matcher("كتاب"), ANALYZER.tokens, most=1, limit=10**9)
    assert (found.analysed <= MAX_PASSAGE, found.complete) == (True, True)


@pytest.mark.parametrize(
    "text", ["", "كتابٌ وكتابان", LONG[:MAX_PASSAGE] + " كتاب\n" + LONG + "كتاب"]
)
def test_marks_are_the_highlights_of_the_whole_text(text: str) -> None:
    tokens = ANALYZER.tokens(text)
    whole = highlights(text, tokens, matcher("كتاب").matches(tokens, TextField.BODY))
    body = highlighted(text, TextField.BODY, matcher("كتاب"), ANALYZER.tokens, limit=len(text))
    found = body.spans
    assert found == whole


def test_the_matcher_is_told_where_each_passage_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = matcher("كتاب")
    told: list[tuple[int, int]] = []

    def matches(tokens: Sequence[Token], field: TextField, start: int = 0) -> tuple[Match, ...]:
        told.append((start, len(tokens)))
        return ()

    monkeypatch.setattr(asked, "matches", matches)
    highlighted(LONG, TextField.BODY, asked, ANALYZER.tokens)
    ends = accumulate(count for _, count in told)
    assert [start for start, _ in told] == [0, *ends][:-1]
    assert len(told) > 1

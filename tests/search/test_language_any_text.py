"""The query language on any text: it answers, with a tree that an engine can use, and soon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.model.query import (
    ColumnFilter,
    Everything,
    Fuzzy,
    Node,
    Nothing,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    leaves,
    words,
)
from search.model.limits import LIMITS
from search.query import MAX_WORDS, grammar, parse

ANALYZER = Analyzer()

SIGNS = " \"“”„«»‹›()[]{}<>*?؟~+-!=:&|.,،؛/\\_'@#٪%^\n\t\0"
OPERATORS = ("AND ", " OR ", " NOT ", " و ", " أو ", " ليس ", "&&", "||", "~2")
FIELDS = ("title:", "عنوان:", "date:", "تاريخ:", "root:", "foo:", "[2024 TO 2025]", " إلى ")
WORDS = ("كتاب", "وزير", "في", "هل", "كتا", "21", "٢٠٢٤", "M3", "ﷺ", "لـ", "ا" * 40)
ODDITIES = ("\u064e", "\u0670", "\u200f", "\u200d", "\ud800", "😀")
PIECES = st.sampled_from([*SIGNS, *OPERATORS, *FIELDS, *WORDS, *ODDITIES])
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))


def leaves_and_words(node: Node) -> Iterator[Node]:
    for leaf in leaves(node):
        assert not isinstance(leaf, Phrase) or len(leaf.words) > 1
        yield from words(leaf) or (leaf,)


def usable(leaf: Node) -> bool:
    match leaf:
        case Word():
            terms = [reading.at(level) for reading in leaf.readings for level in leaf.levels]
            return bool(terms) and all(terms) and bool(leaf.fields)
        case Prefix() | Fuzzy():
            return len(leaf.text) > 1
        case Wildcard():
            return len(leaf.pattern.strip("*?")) > 0
        case ColumnFilter():
            ends: list[Any] = [end for end in (leaf.start, leaf.end) if end is not None]
            return ends == sorted(ends)
    return isinstance(leaf, (Everything, Nothing))


@given(TEXTS)
def test_any_text_gives_trees_with_terms_in_every_leaf(text: str) -> None:
    for rung in parse(text, ANALYZER).ladder:
        assert all(map(usable, leaves_and_words(rung.node)))


@given(TEXTS)
def test_any_text_gives_a_ladder_that_only_loosens(text: str) -> None:
    ladder = parse(text, ANALYZER).ladder
    minima = [rung.minimum_should_match for rung in ladder]
    assert minima == sorted(minima, reverse=True)
    assert [rung.share for rung in ladder] in (["all"], ["all", "any"], ["all", "most", "any"])


@given(TEXTS)
def test_nothing_is_wanted_only_with_notice(text: str) -> None:
    result = parse(text, ANALYZER)
    assert isinstance(result.node, Nothing) == any(n.code == "empty" for n in result.notices)


@given(TEXTS)
def test_what_is_said_can_be_written_as_utf_8(text: str) -> None:
    result = parse(text, ANALYZER)
    said = [word.text for word in result.words] + [n.english + n.arabic for n in result.notices]
    assert "".join(said).encode()


@given(TEXTS)
def test_a_text_is_read_the_same_way_twice(text: str) -> None:
    assert parse(text, ANALYZER) == parse(text, Analyzer())


HOSTILE = {
    "open parentheses": "(",
    "parentheses": "()",
    "groups": "(ا ",
    "excluded groups": "-(",
    "fields of groups": "title:(",
    "fields": "title:",
    "unknown fields": "ab:",
    "dates": "date:[",
    "date words": "تاريخ:ا ",
    "quotation marks": '"',
    "quoted": '"ا ',
    "curly": " “ا",
    "nots": "NOT ",
    "ands": "ا AND ",
    "ors": "ا OR ",
    "particles": "ا أو ",
    "hyphens": "-",
    "stars": "ا*",
    "question marks": "ا؟",
    "tildes": "ا~",
    "ampersands": "&",
    "marks": "\u064e",
    "joiners": "ا\u200d",
    "ligatures": "ﷺ ",
    "one word": "ا",
    "one number": "1,",
    "surrogates": "\ud800",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_longest_query_of_one_piece_is_read(piece: str) -> None:
    text = (piece * LIMITS.max_query_characters)[: LIMITS.max_query_characters]
    assert parse(text, ANALYZER).ladder


def test_the_longest_query_of_different_words_is_read() -> None:
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    words = (f"{a}{b}{c}ين" for a in letters for b in letters for c in letters)
    text = " ".join(next(words) for _ in range(700))[: LIMITS.max_query_characters]
    assert len(parse(text, ANALYZER).words) == MAX_WORDS


@pytest.mark.shared
def test_real_questions_are_plain(shared_dir: Path) -> None:
    questions = [
        json.loads(line)["text"]
        for path in sorted((shared_dir / "eval").glob("*/queries.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    plain = sum(is_plain(question) for question in questions)
    assert plain > 0.99 * len(questions)


def is_plain(question: str) -> bool:
    """Whether all words of a question may relax and nothing has to be said of it."""
    result = parse(question, ANALYZER)
    kinds = {word.kind for word in result.words}
    every = sum(word.required for word in result.words)
    return not result.notices and "excluded" not in kinds and result.ladder[0].of == every


@given(TEXTS)
def test_the_shortcut_for_words_without_signs_changes_nothing(text: str) -> None:
    with patch.object(grammar, "_TAGGERS", grammar._taggers()):
        slow = parse(text, Analyzer())
    assert parse(text, Analyzer()) == slow

"""The engine and Whoosh's own searcher, asked the same of the same directory.

They agree on documents and, with the same BM25 (`weighting`), on scores to 1e-4. What they mean
to do differently stays out of the questions:

    - a word of several readings is one list to the engine, several terms to Whoosh;
    - phrases, prefixes, patterns and near forms are scored as one list by the engine, as the sum
      of terms or as a constant by Whoosh: of these, documents are compared;
    - an edit may swap two letters for the engine, which Whoosh's automaton doesn't know: the
      swapped forms are asked for besides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as whoosh_query

from index.analysis.token import Level, Reading
from index.engines.protocols import LEVELS, FieldWeights, Order, Retrieval
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.compat.schema import terms_field
from index.model.query import (
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Fuzzy,
    Node,
    Nothing,
    Phrase,
    Prefer,
    Prefix,
    TextField,
    Wildcard,
    Without,
    Word,
)
from tests.index.engines.histories import (
    Session,
    empty_folder,
    histories,
    many,
    plain,
    small,
    stock,
    terms,
    tried,
    write,
)
from tests.index.engines.weighting import Bm25

q: Any = whoosh_query  # its classes have no types

WEIGHTS = FieldWeights(
    {
        (field, level): by_field * by_level
        for field, by_field in zip(TextField, (1.5, 1.0, 0.7), strict=True)
        for level, by_level in zip(Level, (0.6, 1.0, 0.9), strict=True)
    },
    k1=1.2,
    b={TextField.TITLE: 0.6, TextField.BODY: 0.75, TextField.SOURCE: 0.0},
)
NONE = q.Term("id", "no such id")
NOTHING_MUCH = 1e-9  # Whoosh takes a score of 0 for none, and gives 1

fields = st.lists(st.sampled_from(TextField), min_size=1, max_size=3, unique=True).map(tuple)
levels = st.lists(st.sampled_from(Level), min_size=1, max_size=3, unique=True).map(tuple)
days = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9)) | st.dates()
words = st.builds(
    Word,
    st.just("…"),
    st.builds(Reading, terms, terms, terms).map(lambda reading: (reading,)),
    levels,
    fields,
    st.sampled_from((0.5, 1.0, 2.0)),
)
two_words = st.lists(words, min_size=2, max_size=2).map(tuple)
three_words = st.lists(words, min_size=3, max_size=3).map(tuple)
letters = st.text("ابت𐤀", min_size=1, max_size=3)
patterns = st.text("ابت*?", min_size=1, max_size=4).filter(lambda text: text.strip("*"))
proclitics = st.sampled_from(((), ("ا",), ("ب", "𐤀")))
others = st.one_of(
    st.builds(Phrase, st.just("…"), two_words, st.integers(0, 2), levels, fields),
    st.builds(Phrase, st.just("…"), three_words, st.just(0), levels, fields),
    st.builds(Prefix, st.just("…"), letters, fields, proclitics),
    st.builds(Wildcard, st.just("…"), patterns, fields, proclitics),
    st.builds(Fuzzy, st.just("…"), letters, st.just(1), fields, proclitics),
    st.builds(ColumnFilter, st.just("date"), st.just(()), days, days),
    st.builds(Everything),
    st.builds(Nothing),
)


def branches(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(AllOf, several),
        st.builds(AnyOf, several, st.integers(1, 3)),
        st.builds(Without, parts, parts),
        st.builds(Prefer, parts, parts),
    )


scored: st.SearchStrategy[Node] = st.recursive(words, branches, max_leaves=6)
trees: st.SearchStrategy[Node] = st.recursive(words | others, branches, max_leaves=6)


def as_whoosh(node: Node, days: Mapping[str, int]) -> Any:
    """A tree as a query of Whoosh's; `days` are the documents' dates as its column has them."""
    match node:
        case Word():
            return q.Or(
                [
                    q.Term(
                        terms_field(field, level),
                        node.readings[0].at(level),
                        boost=node.weight * WEIGHTS.weights[field, level],
                    )
                    for field in node.fields
                    for level in LEVELS[field]
                    if level in node.levels
                ]
            )
        case AllOf():
            return q.And([as_whoosh(part, days) for part in node.parts])
        case AnyOf():
            parts = [as_whoosh(part, days) for part in node.parts]
            return q.And([q.Or(parts), _at_least(max(1, node.minimum_should_match), parts)])
        case Without():
            rest = q.AndNot(q.Every(), as_whoosh(node.excluded, days))
            return q.And([as_whoosh(node.required, days), _constant(rest)])
        case Prefer():
            # Whoosh's AndMaybe, skipped to a document, may leave its second part before it.
            wanted = as_whoosh(node.required, days)
            return q.And([_constant(wanted), q.Or([wanted, as_whoosh(node.preferred, days)])])
        case Phrase():
            return q.Or(
                [
                    q.Phrase(
                        terms_field(field, level),
                        [word.readings[0].at(level) for word in node.words],
                        slop=node.slop + 1,
                    )
                    for field in node.fields
                    for level in LEVELS[field]
                    if level in node.levels
                ]
            )
        case ColumnFilter():
            # A ColumnQuery of Whoosh's can't stand in a tree: it gives no estimate of its size.
            first, last = node.start or dt.date.min, node.end or dt.date.max
            assert isinstance(first, dt.date)
            assert isinstance(last, dt.date)
            dated = [
                q.Term("id", i)
                for i, day in days.items()
                if first.toordinal() <= day <= last.toordinal()
            ]
            return q.Or([NONE, *dated])
        case Everything():
            return _constant(q.Every())
        case Nothing():
            return NONE
        case Prefix() | Wildcard() | Fuzzy():
            return q.Or(
                [
                    each
                    for field in node.fields
                    for before in ("", *node.proclitics)
                    for each in _forms(terms_field(field, Level.FORM), before, node)
                ]
            )
        case _:
            assert_never(node)


def _forms(name: str, before: str, leaf: Prefix | Wildcard | Fuzzy) -> list[Any]:
    match leaf:
        case Prefix():
            return [q.Prefix(name, before + leaf.text)]
        case Wildcard():
            return [q.Wildcard(name, before + leaf.pattern)]
        case Fuzzy():
            text = before + leaf.text
            swapped = [
                text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)
            ]
            near = q.FuzzyTerm(name, text, maxdist=leaf.distance, prefixlength=0)
            return [near, *(q.Term(name, each) for each in swapped)]


def _constant(query: Any) -> Any:
    return q.ConstantScoreQuery(query, NOTHING_MUCH)


def _at_least(minimum: int, parts: list[Any]) -> Any:
    """As many of the parts, whatever they score."""
    if minimum > len(parts):
        return NONE
    return _constant(q.Or([q.And(list(some)) for some in combinations(parts, minimum)]))


WEIGHTING = Bm25(
    WEIGHTS.k1,
    {terms_field(field, level): WEIGHTS.b[field] for field in LEVELS for level in LEVELS[field]},
)


def compare(history: list[Session], nodes: list[Node], *, scores: bool) -> None:
    """Ask both."""
    with empty_folder() as folder:
        write(folder, history)
        with (
            WhooshEngine().open(folder) as index,
            stock(folder).searcher(weighting=WEIGHTING) as searcher,
        ):
            days = {hit["id"]: _day(hit) for hit in searcher.search(q.Every(), limit=None)}
            for node in nodes:
                hits = searcher.search(as_whoosh(node, days), limit=None)
                theirs = {hit["id"]: hit.score for hit in hits}
                answer = index.retriever.search([Retrieval(node, WEIGHTS, 10_000)])[0]
                ours = {each.id: each.score for each in answer.found}
                assert ours.keys() == theirs.keys(), node
                assert answer.total == len(theirs)
                if scores:
                    assert ours == pytest.approx(theirs, abs=1e-4), node
                    best = index.retriever.search([Retrieval(node, WEIGHTS, 5)])[0]
                    assert [each.score for each in best.found] == pytest.approx(
                        sorted(theirs.values(), reverse=True)[:5], abs=1e-4
                    )


def _day(hit: Any) -> int:
    date: dt.date | None = hit["document"].date
    return date.toordinal() if date else 0


many_times = pytest.mark.parametrize(
    "times", [10, pytest.param(100, marks=pytest.mark.slow)], ids=["some", "many"]
)


@many_times
def test_words_have_the_same_documents_and_scores(times: int) -> None:
    @tried(times)
    @given(history=histories, nodes=st.lists(scored, min_size=5, max_size=10))
    def check(history: list[Session], nodes: list[Node]) -> None:
        compare(history, nodes, scores=True)

    check()


@many_times
def test_any_tree_has_the_same_documents(times: int) -> None:
    @tried(times)
    @given(history=histories, nodes=st.lists(trees, min_size=5, max_size=10))
    def check(history: list[Session], nodes: list[Node]) -> None:
        compare(history, nodes, scores=False)

    check()


@many_times
def test_long_lists_too(times: int) -> None:
    @tried(times // 4)
    @given(
        count=st.sampled_from((127, 128, 129, 1024, 1100, 4095, 4097, 9000)),
        seed=st.integers(1, 100),
        removed=st.sampled_from((0, 3, 120)),
        nodes=st.lists(scored, min_size=1, max_size=3),
    )
    def check(count: int, seed: int, removed: int, nodes: list[Node]) -> None:
        compare(many(count, seed, removed), nodes, scores=True)

    check()


def test_what_a_branch_adds_decides_which_is_best(tmp_path: Path) -> None:
    """A liked branch is looked into only for documents that could be best with it."""
    rain, coast = (Word(text, (Reading(text, text, text),)) for text in "اب")
    write(
        tmp_path,
        [
            Session(
                added=(
                    small("a", body=[plain("ا")]),
                    small("b", body=[*map(plain, "ابتت")]),
                    small("c", body=[*map(plain, "ابتت")]),
                )
            )
        ],
    )
    tree = Prefer(rain, AllOf((rain, coast)))
    with WhooshEngine().open(tmp_path) as index:
        assert [
            each.id for each in index.retriever.search([Retrieval(tree, WEIGHTS, 1)])[0].found
        ] == ["b"]


@given(history=histories)
@tried(20)
def test_the_order_of_dates_is_that_of_the_column(history: list[Session]) -> None:
    with empty_folder() as folder:
        write(folder, history)
        with WhooshEngine().open(folder) as index, stock(folder).searcher() as searcher:
            found = index.retriever.search(
                [Retrieval(Everything(), WEIGHTS, 100, order=Order.OLDEST)]
            )[0].found
            hits = searcher.search(q.Every(), limit=None, sortedby="date")
            days = {hit["id"]: hit["document"].date for hit in hits}
            dated = [days[each.id] for each in found if days[each.id]]
            assert dated == [hit["document"].date for hit in hits if hit["document"].date]

"""Whoosh's own searcher on our files finds what a plain model says, and what the engine finds."""

from __future__ import annotations

import fnmatch
import math
import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh import sorting
from whoosh.query.qcolumns import ColumnQuery
from whoosh.writing import IndexingError

from index.analysis.token import Level
from index.engines.protocols import LEVELS
from index.engines.whoosh.compat.codec import OpenSegment
from index.engines.whoosh.compat.schema import terms_field
from index.model.query import TextField
from tests.contract.oracle import norm_length
from tests.index.engines.histories import (
    IDS,
    TERMS,
    Model,
    Session,
    Small,
    empty_folder,
    histories,
    many,
    segments,
    smalls,
    stock,
    terms,
    tried,
    write,
)
from tests.index.engines.weighting import Bm25

q: Any = whoosh_query  # its classes have no types

NAMES = {
    terms_field(text_field, level): (text_field, level)
    for text_field, levels in LEVELS.items()
    for level in levels
}

names = st.sampled_from(sorted(NAMES))
patterns = st.text("ابت𐤀*?", min_size=1, max_size=4).filter(lambda text: text.strip("*"))
term_queries = st.builds(q.Term, names, terms)
leaves = st.one_of(
    term_queries,
    term_queries,
    st.builds(q.Phrase, names, st.lists(terms, min_size=2, max_size=3)),
    st.builds(q.Prefix, names, st.text("ابت𐤀", min_size=1, max_size=2)),
    st.builds(q.Wildcard, names, patterns),
    st.builds(q.FuzzyTerm, names, terms, maxdist=st.integers(1, 2), prefixlength=st.integers(0, 1)),
    st.builds(
        q.TermRange, names, terms, terms, startexcl=st.booleans(), endexcl=st.booleans()
    ).filter(lambda each: each.start <= each.end),
    st.builds(q.Term, st.just("id"), st.sampled_from(IDS)),
    st.builds(q.Every),
    st.builds(q.Every, names),
)


def without(wanted: Any, unwanted: Any) -> Any:
    """Whoosh's AndNotMatcher forgets to catch up with what it excludes before its first document.

    Behind `Every` there is nothing to catch up with. Its InverseMatcher, that of a `Not` by
    itself, ends with a removed document if there is one behind the last that it excludes.
    """
    return q.And([wanted, q.AndNot(q.Every(), unwanted)])


def branches(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        st.builds(q.And, several),
        st.builds(q.Or, several),
        st.builds(q.AndMaybe, parts, parts),
        st.builds(without, parts, parts),
    )


queries = st.recursive(leaves, branches, max_leaves=5)
scored_queries = st.recursive(
    term_queries, lambda parts: st.builds(q.Or, st.lists(parts, min_size=2, max_size=4))
)


def matches(model: Model, query: Any) -> set[str]:
    """The ids that a query of Whoosh must find."""
    match query:
        case q.And():
            return set.intersection(*(matches(model, part) for part in query.subqueries))
        case q.Or():
            return set.union(*(matches(model, part) for part in query.subqueries))
        case q.AndNot():
            return matches(model, query.a) - matches(model, query.b)
        case q.AndMaybe():
            return matches(model, query.a)
        case q.Not():
            return set(model.held) - matches(model, query.query)
        case q.Every():
            return set(model.held) if query.fieldname is None else _having(model, query.fieldname)
        case q.Term() if query.fieldname == "id":
            return {query.text} & set(model.held)
        case q.Phrase():
            return _phrase(model, query)
        case _:
            positions = model.positions[NAMES[query.fieldname]]
            return {i for term in positions if _means(query, term) for i in positions[term]}


def _having(model: Model, name: str) -> set[str]:
    text_field, _ = NAMES[name]
    return {identity for identity in model.held if model.length(identity, text_field)}


def _phrase(model: Model, query: Any) -> set[str]:
    positions = model.positions[NAMES[query.fieldname]]
    lists = [positions.get(term, {}) for term in query.words]
    return {
        identity
        for identity, first in lists[0].items()
        if any(
            all(place + step in each.get(identity, ()) for step, each in enumerate(lists))
            for place in first
        )
    }


def _means(leaf: Any, term: str) -> bool:
    """Whether a leaf stands for a term."""
    match leaf:
        case q.Prefix():
            return term.startswith(leaf.text)
        case q.Wildcard():
            return re.fullmatch(fnmatch.translate(leaf.text), term) is not None
        case q.FuzzyTerm():
            begin = leaf.text[: leaf.prefixlength]
            return term.startswith(begin) and distance(leaf.text, term) <= leaf.maxdist
        case q.TermRange():
            above = leaf.start < term if leaf.startexcl else leaf.start <= term
            return bool(above and (term < leaf.end if leaf.endexcl else term <= leaf.end))
        case _:
            return bool(leaf.text == term)


@lru_cache(None)
def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        distance(one[1:], other) + 1,
        distance(one, other[1:]) + 1,
        distance(one[1:], other[1:]) + (one[0] != other[0]),
    )


def found(searcher: Any, query: Any, **options: Any) -> list[str]:
    """The ids that Whoosh finds."""
    return [hit["id"] for hit in searcher.search(query, limit=None, **options)]


@pytest.fixture(params=[12, pytest.param(100, marks=pytest.mark.slow)], ids=["some", "many"])
def examples(request: pytest.FixtureRequest) -> int:
    """How many indexes to try; each is asked some twenty queries."""
    times: int = request.param
    return times


def asked(
    times: int, **strategies: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorates a property that is tried on so many examples."""
    return lambda check: tried(times)(given(**strategies)(check))


def test_whoosh_finds_what_the_model_holds(examples: int) -> None:
    @asked(examples, history=histories, asking=st.lists(queries, min_size=10, max_size=20))
    def check(history: list[Session], asking: list[Any]) -> None:
        with empty_folder() as folder:
            model = write(folder, history)
            with stock(folder).searcher() as searcher:
                for query in asking:
                    assert sorted(found(searcher, query)) == sorted(matches(model, query)), query

    check()


def test_whoosh_scores_as_worked_out_by_hand(examples: int) -> None:

    @asked(examples, history=histories, asking=st.lists(scored_queries, min_size=5, max_size=10))
    def check(history: list[Session], asking: list[Any]) -> None:
        with empty_folder() as folder:
            model = write(folder, history)
            with stock(folder).searcher(weighting=Bm25()) as searcher:
                for query in asking:
                    hits = searcher.search(query, limit=None)
                    got = {hit["id"]: hit.score for hit in hits}
                    assert got == pytest.approx(expected(model, query), abs=1e-4)

    check()


def expected(model: Model, query: Any) -> dict[str, float]:
    """BM25 by hand, over the documents that can be found."""
    if isinstance(query, q.And):
        parts = [expected(model, part) for part in query.subqueries]
        return {i: sum(part[i] for part in parts) for i in set.intersection(*map(set, parts))}
    if isinstance(query, q.Or):
        parts = [expected(model, part) for part in query.subqueries]
        return {i: sum(part.get(i, 0.0) for part in parts) for part in parts for i in part}
    text_field, level = NAMES[query.fieldname]
    places = model.positions[text_field, level].get(query.text, {})
    lengths = {i: length for i in model.held if (length := model.length(i, text_field))}
    mean = sum(lengths.values()) / (len(lengths) or 1)
    idf = math.log1p((len(lengths) - len(places) + 0.5) / (len(places) + 0.5))
    return {
        i: idf * len(at) / (len(at) + 1.2 * (0.25 + 0.75 * norm_length(lengths[i]) / mean))
        for i, at in places.items()
    }


def test_the_best_are_the_best_of_all(examples: int) -> None:
    """With a limit Whoosh skips blocks by what they say of their best score.

    Its unions don't add up the best scores of their parts (`ArrayUnionMatcher.max_quality`), and
    lose documents so: they are asked without a limit only.
    """

    @asked(
        examples // 2,
        count=st.sampled_from((127, 128, 129, 300, 1024, 1100, 5000)),
        seed=st.integers(1, 100),
        removed=st.sampled_from((0, 3, 120)),
        query=term_queries | st.builds(q.And, st.lists(term_queries, min_size=2, max_size=3)),
        limit=st.integers(1, 20),
    )
    def check(count: int, seed: int, removed: int, query: Any, limit: int) -> None:
        with empty_folder() as folder:
            model = write(folder, many(count, seed, removed))
            wanted = sorted(expected(model, query).values(), reverse=True)[:limit]
            with stock(folder).searcher(weighting=Bm25()) as searcher:
                hits = searcher.search(query, limit=limit)
                assert [hit.score for hit in hits] == pytest.approx(wanted, abs=1e-4)
                assert not {hit["id"] for hit in hits} - set(model.held)

    check()


def test_long_lists_have_every_document(tmp_path: Path) -> None:
    model = write(tmp_path, many(2000, 3, 40))
    asking = [q.Term("body_stem", term) for term in TERMS]
    asking += [q.Phrase("body_form", [one, other]) for one, other in pairwise(TERMS)]
    asking += [q.And([q.Term("body_form", one), q.Term("body_root", "ب")]) for one in TERMS]
    with stock(tmp_path).searcher() as searcher:
        for query in asking:
            assert sorted(found(searcher, query)) == sorted(matches(model, query)), query


@given(asking=st.lists(leaves, min_size=10, max_size=20), texts=st.lists(smalls, max_size=12))
@tried(25)
def test_what_a_query_does_not_find_is_found(asking: list[Any], texts: list[Small]) -> None:
    with empty_folder() as folder:
        model = write(folder, [Session(added=tuple(texts))])
        with stock(folder).searcher() as searcher:
            for query in asking:
                wanted = sorted(matches(model, q.Not(query)))
                assert sorted(found(searcher, q.Not(query))) == wanted, query


@given(history=histories)
@tried(25)
def test_columns_sort_and_filter(history: list[Session]) -> None:
    with empty_folder() as folder:
        model = write(folder, history)
        days = {
            identity: each.document.date.toordinal() if each.document.date else 0
            for identity, each in model.held.items()
        }
        with stock(folder).searcher() as searcher:
            by_date = [days[i] for i in found(searcher, q.Every(), sortedby="date")]
            newest = sorting.FieldFacet("date", reverse=True)
            by_newest = [days[i] for i in found(searcher, q.Every(), sortedby=newest)]
            assert by_date == sorted(days.values())
            assert by_newest == sorted(days.values(), reverse=True)
            # By itself a ColumnQuery of Whoosh's has no score; as a filter it needs none.
            dated = ColumnQuery("date", lambda day: day > 0)
            assert sorted(found(searcher, q.Every(), filter=dated)) == sorted(
                identity for identity, day in days.items() if day
            )
            by_id = found(searcher, q.Every(), sortedby="id")
            assert by_id == sorted(model.held)
            sources = {
                i.decode(): len(held)
                for i, held in searcher.search(q.Every(), limit=None, groupedby="source_name")
                .groups("source_name")
                .items()
            }
            known = [each.document.source or "" for each in model.held.values()]
            assert sources == {name: known.count(name) for name in known}


@given(history=histories)
@tried(40)
def test_the_reader_says_what_the_model_holds(history: list[Session]) -> None:
    with empty_folder() as folder:
        model = write(folder, history)
        with stock(folder).reader() as reader:
            assert reader.doc_count() == len(model.held)
            numbers = {fields["id"]: number for number, fields in reader.iter_docs()}
            for identity, each in model.held.items():
                number = numbers[identity]
                assert reader.stored_fields(number)["document"] == each.document
                for name, (text_field, _) in NAMES.items():
                    length = model.length(identity, text_field)
                    assert reader.doc_field_length(number, name) == length
            assert list(reader.all_terms()) == sorted(reader.all_terms())
            for name, (text_field, level) in NAMES.items():
                positions = model.positions[text_field, level]
                assert set(map(bytes.decode, reader.lexicon(name))) >= set(positions)
                for term, places in positions.items():
                    matcher = reader.postings(name, term)
                    got = dict(matcher.items_as("positions"))
                    assert got == {numbers[i]: at for i, at in places.items()}


@given(history=histories, wanted=terms)
@tried(25)
def test_without_removals_a_term_s_numbers_are_exact(history: list[Session], wanted: str) -> None:
    with empty_folder() as folder:
        one = [Session(taken=tuple(write(folder, history).held.values()))]
    with empty_folder() as folder:
        model = write(folder, one)
        places = model.positions[TextField.BODY, Level.STEM].get(wanted, {})
        with stock(folder).reader() as reader:
            if not places:
                assert ("body_stem", wanted.encode()) not in reader
                assert reader.doc_frequency("body_stem", wanted) == 0
                return
            about = reader.term_info("body_stem", wanted)
            lengths = [model.length(identity, TextField.BODY) for identity in places]
            assert (about.doc_frequency(), about.weight()) == (
                len(places),
                sum(map(len, places.values())),
            )
            assert about.max_weight() == max(map(len, places.values()))
            assert (about.min_length(), about.max_length()) == (min(lengths), max(lengths))
            assert reader.frequency("body_stem", wanted) == about.weight()


class TestWritingWithWhoosh:
    """Its own writer would put segments of another format beside ours."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        write(tmp_path, many(10, 1, 0))
        return tmp_path

    def test_a_writer_is_refused(self, folder: Path) -> None:
        with pytest.raises(IndexingError, match="fihris rebuild"):
            stock(folder).writer()

    def test_removing_is_refused_and_changes_nothing(self, folder: Path) -> None:
        with pytest.raises(IndexingError, match="fihris rebuild"):
            stock(folder).delete_by_query(q.Every())
        with stock(folder).searcher() as searcher:
            assert len(found(searcher, q.Every())) == 10
        assert sum(int(each.live.sum()) for each in segments(folder)) == 10

    @pytest.mark.parametrize(
        "part", ["new_segment", "per_document_writer", "field_writer", "postings_writer"]
    )
    def test_the_codec_writes_nothing(self, part: str) -> None:
        assert not hasattr(OpenSegment, part)


def test_an_index_without_documents_answers(tmp_path: Path) -> None:
    write(tmp_path, [Session()])
    with stock(tmp_path).searcher() as searcher:
        assert found(searcher, q.Every()) == []

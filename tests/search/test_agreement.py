"""Counts, filters, reasons and scores of any query agree with each other, and with the oracle."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer, Level
from index.bounded_cache import BoundedCache
from index.engines.protocols import Explanation, OpenIndex
from index.engines.whoosh import WhooshEngine
from index.model.columns import COLUMNS
from index.model.document import Document
from index.model.levels import restricted
from index.model.query import ALL_LEVELS, AllOf, Node, Word
from search.arabic.match_rules import SAME
from search.expansion.name_spellings import Names
from search.expansion.variants import with_variants
from search.model.limits import Limits
from search.model.ranking import RANKING, weights
from search.model.records import Hit, SearchResponse
from search.model.request import SearchRequest
from search.query import parse
from search.query.loosening import loosened
from search.retrieval.index_handle import IndexHandle, IndexSnapshot
from search.service import SearchService
from search.text.chunk_cache import ChunkCache
from tests.contract.conftest import Shelf as Folder
from tests.contract.conftest import analyzed
from tests.contract.oracle import Oracle
from tests.contract.test_differential import documents

ANALYZER = Analyzer()
WORDS = (
    "كتاب", "الكتاب", "كِتَابٌ", "كتب", "مكتبة", "يكتبون", "الكتٰب", "مدرسة", "المدارس", "دروس",
    "الرحمٰن", "وزير", "وزراء", "في", "من", "2024", "غائب",
)  # fmt: skip

words = st.sampled_from(WORDS)
phrases = st.builds(
    lambda inside, slop: f'"{" ".join(inside)}"{slop}',
    st.lists(words, min_size=1, max_size=3),
    st.sampled_from(("", "~1", "~3")),
)
patterns = words.map(lambda word: word[:3] + "*") | words.map(lambda word: word + "~1")
dates = st.sampled_from(("تاريخ:2024", "date:[2024-03 TO 2025]", "تاريخ:[TO 2024-02-29]"))
leaves = words | words | phrases | patterns | dates
signed = st.builds(
    lambda sign, leaf: sign + leaf,
    st.sampled_from(("", "", "+", "-", "=", "عنوان:", "مصدر:", "جذع:", "جذر:")),
    words | phrases,
)
pieces = leaves | signed
groups = st.lists(pieces, min_size=1, max_size=3).map(lambda of: f"({' OR '.join(of)})")
queries = st.lists(pieces | pieces | groups, min_size=1, max_size=5).map(" ".join)


class Held:
    """A library of one open index."""

    def __init__(self, index: OpenIndex) -> None:
        self.names = Names(index.vocabulary)
        self._opened = SimpleNamespace(
            generation=None,
            index=index,
            columns=COLUMNS,
            names=self.names,
            surfaces=BoundedCache(1000),
            chunks=ChunkCache(ANALYZER),
        )

    @contextmanager
    def snapshot(self) -> Iterator[IndexSnapshot]:
        yield IndexSnapshot(cast(Any, self._opened), threading.Lock())


@settings(max_examples=60)
@given(
    collection=st.lists(documents, max_size=6, unique_by=lambda document: document.id),
    texts=st.lists(queries, min_size=8, max_size=16),
)
def test_any_query(collection: list[Document], texts: list[str]) -> None:
    agree(collection, texts)


def agree(collection: list[Document], texts: list[str]) -> None:
    oracle = Oracle.of({each.id: analyzed(each) for each in collection}, weights(RANKING))
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(WhooshEngine(), Path(path)).fill(collection)
        with folder.open() as index:
            held = Held(index)
            service = SearchService(cast(IndexHandle, held))
            for text in texts:
                request = SearchRequest(text, size=100, levels=True, explain=True, recover=False)
                check(service, request, oracle, held.names)


def check(service: SearchService, request: SearchRequest, oracle: Oracle, names: Names) -> None:
    whole = service.search(request)
    found = {hit.id: hit for hit in whole.hits}
    node, compared = rung(whole, names)
    if compared:  # with the texts, of which the oracle knows only terms
        assert found.keys() <= oracle.scores(node).keys()
        assert whole.total.value == len(found)
        return
    assert found.keys() == oracle.scores(node).keys()
    assert sum(one.documents for one in whole.levels) == whole.total.value == len(found)
    closer: set[str] = set()
    for level, counted in zip(ALL_LEVELS, whole.levels, strict=True):
        so_far = oracle.scores(restricted(node, ALL_LEVELS[: ALL_LEVELS.index(level) + 1]))
        at_level = {i for i, hit in found.items() if hit.level is level}
        assert counted.level is level
        assert at_level == so_far.keys() - closer
        assert counted.documents == len(at_level)
        closer |= at_level
        part = service.search(replace(request, level=level))
        assert (part.total.value, part.levels, part.level) == (len(at_level), whole.levels, level)
        assert places(part) == [place for place in places(whole) if place[0] in at_level]
    for hit in whole.hits:
        explained(hit, node)


def rung(response: SearchResponse, names: Names) -> tuple[Node, bool]:
    """The tree that answered, with other spellings of names, and whether texts are compared."""
    parsed = parse(response.query.text, ANALYZER)
    while (loose := loosened(parsed)) and {*loose.notices} <= {*response.query.notices}:
        parsed = loose
    spellings = partial(names.variants, analyzer=ANALYZER, question=parsed.question)
    ladder = with_variants(parsed, [spellings]).ladder
    node = next(one.node for one in ladder if one.share == response.query.wanted)
    return node, parsed.compared


def places(response: SearchResponse) -> list[tuple[str, float]]:
    """The hits in their order, with scores as far as they count."""
    return [(hit.id, round(hit.score, 4)) for hit in response.hits]


def explained(hit: Hit, node: Node) -> None:
    """See that a hit's reasons say its level and its parts its score."""
    for reason in hit.why:
        assert reason.steps == SAME or SAME[0] not in reason.steps
    if isinstance(node, Word) or (
        isinstance(node, AllOf) and all(isinstance(part, Word) for part in node.parts)
    ):
        ranks = [ALL_LEVELS.index(reason.level) for reason in hit.why if reason.level]
        assert hit.level is ALL_LEVELS[max(ranks)]
    assert hit.explanation
    assert hit.explanation.score == pytest.approx(hit.score, abs=1e-4)
    assert leaves_of(hit.explanation) == pytest.approx(hit.score, abs=1e-4)


def leaves_of(explanation: Explanation) -> float:
    """What all terms under a node that matches add up to."""
    if not explanation.matches:
        return 0.0
    if explanation.kind in ("window", "lead", "pair", "title", "letters", "vowels"):
        return explanation.score
    own = sum(term.weight * term.idf * term.saturation for term in explanation.terms)
    return own + sum(map(leaves_of, explanation.parts))


@pytest.mark.parametrize("text", ["كتاب جذع:كتاب", "جذر:كتاب كتاب", "=كتاب جذع:كتاب"])
def test_a_word_at_two_levels(text: str) -> None:
    agree([Document("a", "", "كتاب")], [text])


def test_a_page_without_snippets_has_no_reasons(seeds_index: Path) -> None:
    service = SearchService.over(seeds_index)
    hits = service.search(SearchRequest("كتاب", fragments=0)).hits
    assert {(hit.level, hit.why) for hit in hits} == {(None, ())}


def test_levels_are_counted_only_where_asked_for(seeds_index: Path) -> None:
    assert SearchService.over(seeds_index).search(SearchRequest("كتاب")).levels == ()


def test_nothing_is_explained_that_nobody_asked_for(seeds_index: Path) -> None:
    hits = SearchService.over(seeds_index).search(SearchRequest("كتاب")).hits
    assert {hit.explanation for hit in hits} == {None}


def test_cursors_lead_through_a_level(seeds_index: Path) -> None:
    service = SearchService.over(seeds_index)
    asked = SearchRequest("كتاب", size=100, level=Level.ROOT)
    whole = service.search(asked)
    page, ids = service.search(replace(asked, size=2)), []
    while True:
        ids += [hit.id for hit in page.hits]
        if page.next is None:
            break
        page = service.search(replace(asked, size=2, after=page.next))
    assert ids == [hit.id for hit in whole.hits]


def test_a_part_of_a_long_document_does_not_tell_its_level(seeds_index: Path) -> None:
    hurried = SearchService.over(seeds_index, limits=Limits(max_read_characters=10))
    hits = hurried.search(SearchRequest("كتاب")).hits
    assert {hit.level for hit in hits} <= {None, Level.FORM}

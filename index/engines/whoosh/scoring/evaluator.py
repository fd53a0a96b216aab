"""Query trees over posting lists: which documents match, with which BM25 score."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final, TypeAlias, assert_never

import numpy as np

from index.analysis.token import Level
from index.bounded_cache import BoundedCache
from index.engines import bm25
from index.engines.protocols import LEVELS, Expansion, FieldWeights
from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.postings.index_postings import PostingSource
from index.engines.whoosh.postings.phrases import phrase_postings
from index.engines.whoosh.postings.posting_list import NO_POSTINGS, PostingList
from index.engines.whoosh.scoring.boolean_query import Clause, clause_of
from index.engines.whoosh.scoring.columns import IndexColumns
from index.engines.whoosh.scoring.norms import FIELDS, FieldNorms, NormTables
from index.engines.whoosh.scoring.scorers import (
    UNSCORED,
    Scorer,
    ScorerTable,
    count_postings,
    make_table,
    max_score,
)
from index.engines.whoosh.term_expansion.expansion import Expander, by_weight
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
    TextLeaf,
    Wildcard,
    Without,
    Word,
    WordLeaf,
)

LeafPostings: TypeAlias = tuple[TextField, Level, PostingList, float]
"""The postings of a leaf in a field at a level, and their weight."""

# A preferred list with more than this share of the documents is lazy: it is a stop word's, whose
# scores are small, so that they can bring only few documents among the best.
_LAZY_SHARE: Final = 1 / 64

_MAX_DOC_FREQS: Final = 50_000


@dataclass(frozen=True)
class Collection:
    """What is scored: an open index.

    Attributes:
        postings: its posting lists.
        norms: of each field, in the order of `norms.FIELDS`.
        columns: its columns.
    """

    postings: PostingSource
    norms: tuple[FieldNorms, ...]
    columns: IndexColumns

    @cached_property
    def count(self) -> int:
        """Documents that can be found."""
        return len(self.postings.everything)

    @cached_property
    def expander(self) -> Expander:
        """The forms of patterns."""
        return Expander(self.postings)

    @cached_property
    def separate(self) -> set[Hashable]:
        """Keys of the few words whose levels don't fit into one posting list."""
        return set()

    @cached_property
    def doc_freqs(self) -> BoundedCache[tuple[TextField, Level, tuple[str, ...]], int]:
        """The document frequencies of terms of earlier queries."""
        return BoundedCache(_MAX_DOC_FREQS)

    def doc_freq(self, text_field: TextField, level: Level, terms: tuple[str, ...]) -> int:
        """In how many of the documents that can be found the most frequent of some terms occurs."""
        return self.doc_freqs.get_or_make(
            (text_field, level, terms),
            lambda: sum(self.postings.read(text_field, level, terms).doc_freqs),
        )

    @cached_property
    def _norm_tables(self) -> dict[Hashable, NormTables]:
        return {}

    def norm_tables(self, weights: FieldWeights) -> NormTables:
        """The norms as a ranking weighs them; a program has few rankings."""
        key = weights.k1, tuple(weights.b.items())
        if key not in self._norm_tables:
            self._norm_tables[key] = NormTables.of(self.norms, weights)
        return self._norm_tables[key]


@dataclass(slots=True)
class Evaluator:
    """Evaluates the trees of one retrieval.

    Attributes:
        collection: the open index.
        weights: the ranking.
        until: when to stop reading, by `time.perf_counter`; None for never. What was not read
            by then matches nothing.
        read: the posting lists that this retrieval used. The cache is asked for each of them once,
            for it keeps lists longer that it is asked for again.
        expansions: of the patterns that were evaluated.
        partial: whether something was not read.
    """

    collection: Collection
    weights: FieldWeights
    until: float | None = None
    read: dict[Hashable, PostingList] = field(default_factory=dict)
    expansions: list[Expansion] = field(default_factory=list)
    partial: bool = False

    def table(self, clause: Clause, *, scored: bool = True, exact: bool = True) -> ScorerTable:
        """The scorers of a clause.

        Args:
            clause: the clause.
            scored: whether scores matter.
            exact: whether the total must be exact, so that no part may be skipped.
        """
        excluded = [self._scorers(node) for node in clause.excluded]
        if self.partial and excluded:
            return make_table([[]], [])  # some documents may have to be excluded
        required = [self._scorers(node) for node in clause.required]
        optional = [self._scorers(node) for node in clause.optional]
        preferred = clause.preferred if scored else ()
        added = [scorer for node in preferred for scorer in self._scorers(node)]
        required.sort(key=count_postings)
        if required and not required[0]:
            required = [[]]
        skip_optional = not exact and not required and clause.minimum_should_match <= 1
        if skip_optional:
            optional.sort(key=max_score, reverse=True)
        most = -1 if skip_optional else self.collection.count * _LAZY_SHARE
        added.sort(key=lambda scorer: len(scorer.postings) > most)
        lazy = sum(len(scorer.postings) > most for scorer in added)
        return make_table(
            required, optional, added, excluded, lazy=lazy, skip_optional=skip_optional
        )

    def collect(self, clause: Clause, *, scored: bool = True) -> PostingList:
        """All documents of a clause with their scores."""
        table = self.table(clause, scored=scored)
        most = min(table.max_documents, self.collection.postings.documents)
        documents, scores = np.empty(most, np.uint32), np.empty(most)
        norms = self.collection.norm_tables(self.weights)
        size = top_k.collect(
            table.lists, table.factors, table.starts, table.roles,
            norms.norms, norms.tables, clause.minimum_should_match, documents, scores,
        )  # fmt: skip
        return PostingList.of(documents[:size], scores[:size], top_k.SCORES)

    def leaf_postings(self, leaf: TextLeaf) -> Iterator[LeafPostings]:
        """The postings of a leaf, field by field and level by level."""
        match leaf:
            case Word():
                for text_field, level in _places(leaf):
                    postings = self._term_postings(text_field, level, _terms_of(leaf, level))
                    yield text_field, level, postings, self._weight(text_field, level, leaf.weight)
            case Phrase():
                for text_field, level in _places(leaf):
                    postings = self._phrase_postings(leaf, text_field, level)
                    yield text_field, level, postings, self._weight(text_field, level, leaf.weight)
            case Prefix() | Wildcard() | Fuzzy() if not self._in_time():
                self.partial = True
            case Prefix() | Wildcard() | Fuzzy():
                expanded, level = self.collection.expander(leaf), Level.FORM
                self.expansions.append(expanded.expansion)
                for text_field in leaf.fields:
                    make = partial(self._form_postings, expanded.forms, text_field)
                    postings = self._cached((leaf, text_field), make)
                    yield text_field, level, postings, self._weight(text_field, level, 1.0)
            case _:
                assert_never(leaf)

    def _scorers(self, node: Node) -> list[Scorer]:
        """The scorers of a part of a clause, of which a document matches any."""
        match node:
            case Word() if node.readings:
                return self._word_scorers(node)
            case Word() | Nothing():
                return []
            case Phrase() | Prefix() | Wildcard() | Fuzzy():
                return [self._scorer(*each) for each in self.leaf_postings(node) if len(each[2])]
            case ColumnFilter():
                return self._filter_scorers(node)
            case Everything():
                return [Scorer(self.collection.postings.everything)]
            case AllOf((part,)):
                return self._scorers(part)
            case AnyOf(parts, minimum) if minimum <= 1:
                return [scorer for part in parts for scorer in self._scorers(part)]
            case AllOf() | AnyOf() | Without() | Prefer():
                found = self.collect(clause_of(node))
                best = float(found.values.max(initial=0.0))
                return [Scorer(found, 1.0, max_score=best)] if len(found) else []
            case _:
                assert_never(node)

    def _word_scorers(self, word: Word) -> list[Scorer]:
        found = []
        for text_field in word.fields:
            terms = {
                level: _terms_of(word, level)
                for level in LEVELS[text_field]
                if level in word.levels
            }
            together = self._levels_postings(text_field, terms) if len(terms) > 1 else None
            if together is not None:
                found.append(self._levels_scorer(together, text_field, terms, word.weight))
                continue
            for level, each in terms.items():
                postings = self._term_postings(text_field, level, each)
                weight = self._weight(text_field, level, word.weight)
                found.append(self._scorer(text_field, level, postings, weight))
        return [scorer for scorer in found if len(scorer.postings)]

    def _levels_postings(
        self, text_field: TextField, terms: Mapping[Level, tuple[str, ...]]
    ) -> PostingList | None:
        """One posting list for all levels of a word; None if its levels don't fit into one."""
        key = (text_field, *terms.items())
        if key in self.collection.separate:
            return None
        postings = self._cached(key, partial(self._read_levels, text_field, terms))
        if postings is _SEPARATE:
            self.collection.separate.add(key)
            return None
        return postings

    def _read_levels(
        self, text_field: TextField, terms: Mapping[Level, tuple[str, ...]]
    ) -> PostingList:
        found = self.collection.postings.read_levels(text_field, terms)
        return _SEPARATE if found is None else found

    def _levels_scorer(
        self,
        postings: PostingList,
        text_field: TextField,
        terms: Mapping[Level, tuple[str, ...]],
        weight: float,
    ) -> Scorer:
        factors, number = [0.0] * len(Level), FIELDS.index(text_field)
        documents = self.collection.norms[number].documents
        for place, (level, doc_freq) in enumerate(zip(Level, postings.doc_freqs, strict=False)):
            if level in terms:
                self.collection.doc_freqs.put((text_field, level, terms[level]), doc_freq)
                idf = bm25.idf(documents, doc_freq)
                factors[place] = self._weight(text_field, level, weight) * idf
        first, *others = factors
        return Scorer(postings, first, number, sum(factors), (others[0], others[1]))

    def _scorer(
        self, text_field: TextField, level: Level, postings: PostingList, weight: float
    ) -> Scorer:
        if not weight:
            return Scorer(postings.without_values())
        number = FIELDS.index(text_field)
        documents, idf = self.collection.norms[number].documents, 0.0
        for doc_freq in postings.doc_freqs:
            idf += bm25.idf(documents, doc_freq)
        return Scorer(postings, weight * idf, number, max_score=weight * idf)

    def _filter_scorers(self, leaf: ColumnFilter) -> list[Scorer]:
        def matching() -> PostingList:
            mask = self.collection.columns[leaf.column].matching(leaf)
            return PostingList.of_documents(np.flatnonzero(mask & self.collection.postings.live))

        postings = self._cached(leaf, matching)
        return [Scorer(postings)] if len(postings) else []

    def _term_postings(
        self, text_field: TextField, level: Level, terms: tuple[str, ...]
    ) -> PostingList:
        read = self.collection.postings.read
        return self._cached((text_field, level, terms), lambda: read(text_field, level, terms))

    def _phrase_postings(self, phrase: Phrase, text_field: TextField, level: Level) -> PostingList:
        return self._cached(
            (phrase, text_field, level),
            lambda: phrase_postings(
                phrase,
                text_field,
                level,
                self.collection.postings,
                postings=lambda terms: self._term_postings(text_field, level, terms),
                in_time=self._in_time,
            ),
        )

    def _form_postings(
        self, forms: Iterable[tuple[str, float]], text_field: TextField
    ) -> PostingList:
        """The postings of forms as those of one term; their weights multiply frequencies."""
        read = self.collection.postings.read
        scorers = [
            Scorer(postings, weight)
            for weight, alike in by_weight(forms).items()
            if len(postings := read(text_field, Level.FORM, alike))
        ]
        if len(scorers) == 1 and scorers[0].factor == 1.0:
            return scorers[0].postings
        table = make_table([], [scorers], kinds=UNSCORED)
        most = min(table.max_documents, self.collection.postings.documents)
        documents, frequencies = np.empty(most, np.uint32), np.empty(most)
        no_norms = np.zeros(len(FIELDS), np.int64)
        size = top_k.collect(
            table.lists, table.factors, table.starts, table.roles,
            no_norms, no_norms, 1, documents, frequencies,
        )  # fmt: skip
        doc_freqs = (max((max(scorer.postings.doc_freqs) for scorer in scorers), default=0),)
        found = frequencies[:size].copy()
        return PostingList.of(documents[:size], found, top_k.FREQUENCIES, doc_freqs)

    def _cached(self, key: Hashable, make: Callable[[], PostingList | None]) -> PostingList:
        """A posting list that is known, or is made if there is time."""
        found = self.read.get(key)
        if found is not None:
            return found
        found = self.collection.postings.cache.get(key)
        if found is None and self._in_time():
            found = make()
            if found is not None and not self.partial:
                self.collection.postings.cache.put(key, found)
        if found is None:
            self.partial = True
            return NO_POSTINGS
        if not self.partial:
            self.read[key] = found
        return found

    def _in_time(self) -> bool:
        return self.until is None or time.perf_counter() < self.until

    def _weight(self, text_field: TextField, level: Level, weight: float) -> float:
        return weight * self.weights.weights.get((text_field, level), 0.0)


def _places(leaf: WordLeaf) -> Iterator[tuple[TextField, Level]]:
    """The fields and levels at which a leaf may match, of those that are indexed."""
    for text_field in leaf.fields:
        for level in LEVELS[text_field]:
            if level in leaf.levels:
                yield text_field, level


def _terms_of(word: Word, level: Level) -> tuple[str, ...]:
    """The different terms of a word's readings."""
    return tuple(dict.fromkeys(reading.at(level) for reading in word.readings))


# In the place of a list for all levels of a word whose levels don't fit into one.
_SEPARATE: Final = PostingList.of_documents(np.empty(0, np.uint32))

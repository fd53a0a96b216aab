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
from index.engines.whoosh.postings.posting_list import NOTHING_LISTED, PostingList
from index.engines.whoosh.scoring.boolean_query import Clause, clause_of
from index.engines.whoosh.scoring.columns import IndexColumns
from index.engines.whoosh.scoring.norms import FIELDS, FieldNorms, NormTables
from index.engines.whoosh.scoring.scorers import (
    AS_THEY_ARE,
    Scored,
    ScorerTable,
    arranged,
    bound_of,
    entries,
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

# Liked lists are not gone through if they hold more than this share of the documents: they are
# stop words, whose scores are small, and a few documents could be among the best with them.
_LAZY_SHARE: Final = 1 / 64

_MAX_DOC_FREQS: Final = 50_000


@dataclass(frozen=True)
class Collection:
    """What evaluation needs of an open index.

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
        """What leaves stand for."""
        return Expander(self.postings)

    @cached_property
    def apart(self) -> set[Hashable]:
        """Keys of the few lists that have more than bytes hold."""
        return set()

    @cached_property
    def doc_freqs(self) -> BoundedCache[tuple[TextField, Level, tuple[str, ...]], int]:
        """The document frequencies of terms that were looked for."""
        return BoundedCache(_MAX_DOC_FREQS)

    def doc_freq(self, text_field: TextField, level: Level, terms: tuple[str, ...]) -> int:
        """In how many of the documents that can be found the most frequent of some terms occurs."""
        return self.doc_freqs.get_or_make(
            (text_field, level, terms),
            lambda: sum(self.postings.read(text_field, level, terms).doc_freqs),
        )

    @cached_property
    def _measures(self) -> dict[Hashable, NormTables]:
        return {}

    def measures(self, weights: FieldWeights) -> NormTables:
        """The measures of a ranking; there are as many as rankings in a program."""
        key = weights.k1, tuple(weights.b.items())
        if key not in self._measures:
            self._measures[key] = NormTables.of(self.norms, weights)
        return self._measures[key]


@dataclass(slots=True)
class Evaluator:
    """One evaluation of trees.

    Attributes:
        collection: the open index.
        weights: the ranking.
        until: when to stop reading, by `time.perf_counter`; None for never. What was not read
            by then matches nothing.
        asked: the lists that this retrieval asked for before; the memory is asked for each once,
            or it would take all for lists that are asked for again and again.
        expansions: filled on the way with what leaves were expanded to.
        partial: whether something was not read.
    """

    collection: Collection
    weights: FieldWeights
    until: float | None = None
    asked: dict[Hashable, PostingList] = field(default_factory=dict)
    expansions: list[Expansion] = field(default_factory=list)
    partial: bool = False

    def prepared(self, clause: Clause, *, scored: bool = True, exact: bool = True) -> ScorerTable:
        """The lists of a clause; unless the total has to be exact, so that some may be left out."""
        unwanted = [self._part(node) for node in clause.excluded]
        if self.partial and unwanted:
            return arranged([[]], [])  # nobody knows what to leave out
        required = [self._part(node) for node in clause.required]
        optional = [self._part(node) for node in clause.optional]
        liked = [one for node in clause.preferred for one in self._part(node)] if scored else []
        required.sort(key=entries)
        if required and not required[0]:
            required = [[]]
        skipping = not exact and not required and clause.minimum_should_match <= 1
        if skipping:
            optional.sort(key=bound_of, reverse=True)
        most = -1 if skipping else self.collection.count * _LAZY_SHARE
        eager = [one for one in liked if len(one.listed) <= most]
        lazy = [one for one in liked if len(one.listed) > most]
        return arranged(
            required, optional, [*eager, *lazy], unwanted, lazy=len(lazy), skipping=skipping
        )

    def collected(self, clause: Clause, *, scored: bool = True) -> PostingList:
        """All documents of a clause and their scores."""
        prepared = self.prepared(clause, scored=scored)
        most = min(prepared.driving, self.collection.postings.documents)
        documents, scores = np.empty(most, np.uint32), np.empty(most)
        measures = self.collection.measures(self.weights)
        size = top_k.collect(
            prepared.lists, prepared.factors, prepared.starts, prepared.roles,
            measures.norms, measures.tables, clause.minimum_should_match, documents, scores,
        )  # fmt: skip
        return PostingList.of(documents[:size], scores[:size], top_k.SCORES)

    def lists(self, leaf: TextLeaf) -> Iterator[LeafPostings]:
        """The postings of a leaf, each field and level apart, with their weights."""
        match leaf:
            case Word():
                for text_field, level in _places(leaf):
                    listed = self._terms(text_field, level, _terms_of(leaf, level))
                    yield text_field, level, listed, self._weight(text_field, level, leaf.weight)
            case Phrase():
                for text_field, level in _places(leaf):
                    listed = self._followed(leaf, text_field, level)
                    yield text_field, level, listed, self._weight(text_field, level, leaf.weight)
            case Prefix() | Wildcard() | Fuzzy() if not self._allowed():
                self.partial = True
            case Prefix() | Wildcard() | Fuzzy():
                expanded = self.collection.expander(leaf)
                self.expansions.append(expanded.expansion)
                for text_field in leaf.fields:
                    make = partial(self._united, expanded.forms, text_field)
                    listed = self._remembered((leaf, text_field), make)
                    yield text_field, Level.FORM, listed, self._weight(text_field, Level.FORM, 1.0)
            case _:
                assert_never(leaf)

    def _part(self, node: Node) -> list[Scored]:
        """The lists of one part; a document that stands in several of them counts once."""
        match node:
            case Word() if node.readings:
                return self._word(node)
            case Word() | Nothing():
                return []
            case Phrase() | Prefix() | Wildcard() | Fuzzy():
                return [self._scored(*each) for each in self.lists(node) if len(each[2])]
            case ColumnFilter():
                return self._filtered(node)
            case Everything():
                return [Scored(self.collection.postings.everything)]
            case AllOf((part,)):
                return self._part(part)
            case AnyOf(parts, minimum) if minimum <= 1:
                return [one for part in parts for one in self._part(part)]
            case AllOf() | AnyOf() | Without() | Prefer():
                found = self.collected(clause_of(node))
                best = float(found.values.max(initial=0.0))
                return [Scored(found, 1.0, bound=best)] if len(found) else []
            case _:
                assert_never(node)

    def _word(self, word: Word) -> list[Scored]:
        found = []
        for text_field in word.fields:
            terms = {
                level: _terms_of(word, level)
                for level in LEVELS[text_field]
                if level in word.levels
            }
            together = self._levelled(text_field, terms) if len(terms) > 1 else None
            if together is not None:
                found.append(self._at_levels(together, text_field, terms, word.weight))
                continue
            for level, each in terms.items():
                listed = self._terms(text_field, level, each)
                weight = self._weight(text_field, level, word.weight)
                found.append(self._scored(text_field, level, listed, weight))
        return [one for one in found if len(one.listed)]

    def _levelled(
        self, text_field: TextField, terms: Mapping[Level, tuple[str, ...]]
    ) -> PostingList | None:
        """The postings of a word's terms together, or None where they have to stand apart."""
        key = (text_field, *terms.items())
        if key in self.collection.apart:
            return None
        listed = self._remembered(key, partial(self._united_levels, text_field, terms))
        if listed is _APART:
            self.collection.apart.add(key)
            return None
        return listed

    def _united_levels(
        self, text_field: TextField, terms: Mapping[Level, tuple[str, ...]]
    ) -> PostingList:
        found = self.collection.postings.read_levels(text_field, terms)
        return _APART if found is None else found

    def _at_levels(
        self,
        listed: PostingList,
        text_field: TextField,
        terms: Mapping[Level, tuple[str, ...]],
        weight: float,
    ) -> Scored:
        factors, number = [0.0] * len(Level), FIELDS.index(text_field)
        documents = self.collection.norms[number].documents
        for place, (level, doc_freq) in enumerate(zip(Level, listed.doc_freqs, strict=False)):
            if level in terms:
                self.collection.doc_freqs.put((text_field, level, terms[level]), doc_freq)
                idf = bm25.idf(documents, doc_freq)
                factors[place] = self._weight(text_field, level, weight) * idf
        first, *others = factors
        return Scored(listed, first, number, sum(factors), (others[0], others[1]))

    def _followed(self, phrase: Phrase, text_field: TextField, level: Level) -> PostingList:
        return self._remembered(
            (phrase, text_field, level),
            lambda: phrase_postings(
                phrase,
                text_field,
                level,
                self.collection.postings,
                postings=lambda terms: self._terms(text_field, level, terms),
                allowed=self._allowed,
            ),
        )

    def _united(self, forms: Iterable[tuple[str, float]], text_field: TextField) -> PostingList:
        """The postings of several forms as those of one term, their frequencies weighed."""
        read = self.collection.postings.read
        lists = [
            Scored(listed, weight)
            for weight, alike in by_weight(forms).items()
            if len(listed := read(text_field, Level.FORM, alike))
        ]
        if len(lists) == 1 and lists[0].factor == 1.0:
            return lists[0].listed
        prepared = arranged([], [lists], kinds=AS_THEY_ARE)
        most = min(prepared.driving, self.collection.postings.documents)
        documents, times = np.empty(most, np.uint32), np.empty(most)
        none = np.zeros(len(FIELDS), np.int64)
        size = top_k.collect(
            prepared.lists, prepared.factors, prepared.starts, prepared.roles,
            none, none, 1, documents, times,
        )  # fmt: skip
        doc_freq = max((max(one.listed.doc_freqs) for one in lists), default=0)
        return PostingList.of(documents[:size], times[:size].copy(), top_k.FREQUENCIES, (doc_freq,))

    def _filtered(self, leaf: ColumnFilter) -> list[Scored]:
        def matching() -> PostingList:
            mask = self.collection.columns[leaf.column].matching(leaf)
            return PostingList.marked(np.flatnonzero(mask & self.collection.postings.live))

        listed = self._remembered(leaf, matching)
        return [Scored(listed)] if len(listed) else []

    def _terms(self, text_field: TextField, level: Level, terms: tuple[str, ...]) -> PostingList:
        read = self.collection.postings.read
        return self._remembered((text_field, level, terms), lambda: read(text_field, level, terms))

    def _remembered(self, key: Hashable, make: Callable[[], PostingList | None]) -> PostingList:
        """What was asked before, or is made in time."""
        found = self.asked.get(key)
        if found is not None:
            return found
        found = self.collection.postings.cache.get(key)
        if found is None and self._allowed():
            found = make()
            if found is not None and not self.partial:
                self.collection.postings.cache.put(key, found)
        if found is None:
            self.partial = True
            return NOTHING_LISTED
        if not self.partial:
            self.asked[key] = found
        return found

    def _allowed(self) -> bool:
        return self.until is None or time.perf_counter() < self.until

    def _scored(
        self, text_field: TextField, level: Level, listed: PostingList, weight: float
    ) -> Scored:
        if not weight:
            return Scored(listed.marks())
        number = FIELDS.index(text_field)
        documents, idf = self.collection.norms[number].documents, 0.0
        for doc_freq in listed.doc_freqs:
            idf += bm25.idf(documents, doc_freq)
        return Scored(listed, weight * idf, number, bound=weight * idf)

    def _weight(self, text_field: TextField, level: Level, weight: float) -> float:
        return weight * self.weights.weights.get((text_field, level), 0.0)


def _places(leaf: WordLeaf) -> Iterator[tuple[TextField, Level]]:
    """The fields and levels at which a leaf is looked for, of those that are indexed."""
    for text_field in leaf.fields:
        for level in LEVELS[text_field]:
            if level in leaf.levels:
                yield text_field, level


def _terms_of(word: Word, level: Level) -> tuple[str, ...]:
    """The different terms of a word's readings."""
    return tuple(dict.fromkeys(reading.at(level) for reading in word.readings))


# Said of lists that can't be kept in bytes.
_APART: Final = PostingList.marked(np.empty(0, np.uint32))

"""Query trees over whole posting lists: which documents match, with which BM25 score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.engines import bm25
from index.engines.protocols import LEVELS, Expansion, FieldWeights
from index.engines.whoosh.expansion import Expanded, Expanding, expand
from index.engines.whoosh.phrases import phrase_postings
from index.engines.whoosh.postings import Mask, Postings, PostingSource, union
from index.engines.whoosh.schema import NO_DATE, terms_field
from index.query import (
    AllOf,
    AnyOf,
    DateRange,
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

# Double precision: equal parts summed in another order must stay equal to the fifth decimal.
Scores: TypeAlias = NDArray[np.float64]

_REMEMBERED_EXPANSIONS: Final = 64  # of at most `MAX_FORMS` forms: a few megabytes


@dataclass(frozen=True, slots=True)
class Matched:
    """What a tree matches among all documents of an index.

    Attributes:
        mask: for each document number, whether it matches.
        scores: for each document number, its score (0 where it doesn't match).
    """

    mask: Mask
    scores: Scores


@dataclass(frozen=True)
class Collection:
    """What evaluation needs of an open index.

    Attributes:
        postings: its posting lists.
        live: for each document number, whether the document can be found.
        lengths: by text field, each document's length divided by the mean.
        dates: each document's date as a proleptic ordinal, or `NO_DATE`.
    """

    postings: PostingSource
    live: Mask
    lengths: Mapping[TextField, Scores]
    dates: NDArray[np.int32]

    @cached_property
    def count(self) -> int:
        """Documents that can be found."""
        return int(self.live.sum())

    @cached_property
    def expand(self) -> Callable[[Expanding], Expanded]:
        """What a leaf stands for; the rungs of one search and its pages ask the same again."""
        return lru_cache(_REMEMBERED_EXPANSIONS)(partial(expand, source=self.postings))


@dataclass(slots=True)
class Evaluation:
    """One evaluation of a tree.

    Attributes:
        collection: the open index.
        weights: the ranking.
        expansions: filled on the way with what leaves were expanded to.
    """

    collection: Collection
    weights: FieldWeights
    expansions: list[Expansion] = field(default_factory=list)

    def evaluate(self, node: Node) -> Matched:
        """Which documents match a tree, and their scores."""
        match node:
            case AllOf(parts):
                return self._at_least(len(parts), parts) if parts else self._everything()
            case AnyOf(parts, minimum):
                return self._at_least(max(1, minimum), parts)
            case Without(wanted, unwanted):
                found = self.evaluate(wanted)
                return _limited(found, found.mask & ~self.evaluate(unwanted).mask)
            case Prefer(wanted, liked):
                found = self.evaluate(wanted)
                scores = found.scores + self.evaluate(liked).scores
                return _limited(Matched(found.mask, scores), found.mask)
            case _:
                return self._leaf(node)

    def _leaf(self, node: Node) -> Matched:
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._phrase(node)
            case Prefix() | Wildcard() | Fuzzy():
                return self._expanded(node)
            case DateRange():
                return self._dated(node)
            case Everything():
                return self._everything()
            case _:
                assert isinstance(node, Nothing)
                return Matched(np.zeros_like(self.collection.live), self._zeros())

    def _everything(self) -> Matched:
        return Matched(self.collection.live, self._zeros())

    def _at_least(self, minimum: int, parts: Iterable[Node]) -> Matched:
        """Documents that match `minimum` of the parts, one part at a time to spare memory."""
        scores = self._zeros()
        counts = np.zeros(len(scores), np.int32)
        for part in parts:
            found = self.evaluate(part)
            scores += found.scores
            counts += found.mask
        mask = counts >= minimum
        return _limited(Matched(mask, scores), mask)

    def _word(self, word: Word) -> Matched:
        found = []
        for text_field in word.fields:
            for level in LEVELS[text_field]:
                if level in word.levels:
                    terms = dict.fromkeys(reading.at(level) for reading in word.readings)
                    name = terms_field(text_field, level)
                    postings = union(self.collection.postings.read(name, term) for term in terms)
                    found.append((text_field, level, postings))
        return self._scored(found, word.weight)

    def _phrase(self, phrase: Phrase) -> Matched:
        found = [
            (
                text_field,
                level,
                phrase_postings(phrase, text_field, level, self.collection.postings),
            )
            for text_field in phrase.fields
            for level in LEVELS[text_field]
            if level in phrase.levels
        ]
        return self._scored(found, float(len(phrase.words)))

    def _expanded(self, leaf: Expanding) -> Matched:
        expanded = self.collection.expand(leaf)
        self.expansions.append(expanded.expansion)
        found = []
        for text_field in leaf.fields:
            name = terms_field(text_field, Level.FORM)
            lists = [
                Postings(postings.documents, postings.frequencies * np.float64(weight))
                for form, weight in expanded.forms
                for postings in (self.collection.postings.read(name, form),)
            ]
            found.append((text_field, Level.FORM, union(lists)))
        return self._scored(found, 1.0)

    def _dated(self, dates: DateRange) -> Matched:
        known = self.collection.dates
        mask = self.collection.live & (known != NO_DATE)
        if dates.start is not None:
            mask = mask & (known >= dates.start.toordinal())
        if dates.end is not None:
            mask = mask & (known <= dates.end.toordinal())
        return Matched(mask, self._zeros())

    def _scored(self, found: Iterable[tuple[TextField, Level, Postings]], weight: float) -> Matched:
        """Sum the weighted BM25 of one leaf's postings over its fields and levels."""
        scores = self._zeros()
        mask = np.zeros_like(self.collection.live)
        for text_field, level, postings in found:
            documents = postings.documents
            if not len(documents):
                continue
            mask[documents] = True
            factor = weight * self.weights.weights.get((text_field, level), 0.0)
            if factor:
                factor *= bm25.idf(self.collection.count, len(documents))
                scores[documents] += factor * bm25.saturated(
                    postings.frequencies,
                    self.collection.lengths[text_field][documents],
                    k1=self.weights.k1,
                    b=self.weights.b[text_field],
                )
        return Matched(mask, scores)

    def _zeros(self) -> Scores:
        return np.zeros(len(self.collection.live))


def _limited(found: Matched, mask: Mask) -> Matched:
    return Matched(mask, np.where(mask, found.scores, 0.0))

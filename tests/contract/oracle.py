"""An oracle: what any engine must answer, worked out word by word in plain Python.

It looks at every token of every document for every leaf, knows no postings and no arrays, and
shares nothing with the engines but the tokens, the tree and the two formulas in the docstrings
of `index.engines.bm25`. Slow, and simple enough to be believed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from index.analysis.token import Level, Token
from index.engines.protocols import AnalyzedDocument, FieldWeights, Order
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

# What a title, a body and a source are indexed by, said again: the oracle shares no table.
LEVELS = {
    TextField.TITLE: (Level.FORM, Level.STEM, Level.ROOT),
    TextField.BODY: (Level.FORM, Level.STEM, Level.ROOT),
    TextField.SOURCE: (Level.FORM, Level.STEM),
}

Scores = dict[str, float]


@dataclass(frozen=True)
class Oracle:
    """A collection as a dictionary, with the answers that an engine must give.

    Attributes:
        documents: by id; only those that can be found.
        weights: the ranking.
    """

    documents: Mapping[str, AnalyzedDocument]
    weights: FieldWeights

    def scores(self, node: Node) -> Scores:
        """Score by id of every document that a tree matches."""
        match node:
            case AllOf(parts):
                found = [self.scores(part) for part in parts]
                return self._those(lambda i: all(i in part for part in found), found)
            case AnyOf(parts, minimum):
                found = [self.scores(part) for part in parts]
                enough = max(1, minimum)
                return self._those(lambda i: sum(i in part for part in found) >= enough, found)
            case Without(wanted, unwanted):
                left_out = self.scores(unwanted)
                return {i: s for i, s in self.scores(wanted).items() if i not in left_out}
            case Prefer(wanted, liked):
                extra = self.scores(liked)
                return {i: s + extra.get(i, 0) for i, s in self.scores(wanted).items()}
            case Everything():
                return dict.fromkeys(self.documents, 0.0)
            case Nothing():
                return {}
            case ColumnFilter():
                return {i: 0.0 for i in self.documents if self._is_filtered(i, node)}
            case Word():
                return self._leaf(node.fields, node.levels, _word_counter(node), node.weight)
            case Phrase():
                weight = node.weight * len(node.words)
                return self._leaf(node.fields, node.levels, _phrase_counter(node), weight)
            case _:
                return self._leaf(node.fields, (Level.FORM,), _expanded_counter(node), 1.0)

    def ranked(self, node: Node, order: Order = Order.SCORE) -> list[str]:
        """Ids in the wanted order, ties by id; scores closer than 1e-9 are ties."""
        found = self.scores(node)
        if order.column is None:
            return sorted(found, key=lambda i: (-round(found[i], 9), i))
        values = {i: self._values(i, order.column) for i in found}
        ordered = sorted(i for i in found if values[i])
        ordered.sort(key=lambda i: values[i][0], reverse=order.descending)
        return ordered + sorted(i for i in found if not values[i])

    def facet(self, node: Node, column: str) -> dict[str, int]:
        """How many of the documents that a tree matches have each value of a column."""
        return Counter(
            text for i in self.scores(node) for text in set(map(_counted, self._values(i, column)))
        )

    def forms(self, leaf: Prefix | Wildcard | Fuzzy) -> set[str]:
        """The forms of the collection that a leaf stands for."""
        return {
            form
            for field in leaf.fields
            for analyzed in self.documents.values()
            for token in analyzed.tokens.get(field, ())
            for form in token.terms(Level.FORM)
            if nearness(leaf, form)
        }

    def frequency(self, field: TextField, level: Level, term: str) -> int:
        """In how many documents a term stands."""
        return sum(
            any(term in token.terms(level) for token in analyzed.tokens.get(field, ()))
            for analyzed in self.documents.values()
        )

    def _values(self, identity: str, column: str) -> tuple[Any, ...]:
        return self.documents[identity].document.columns.get(column, ())

    def _those(self, wanted: Callable[[str], bool], parts: list[Scores]) -> Scores:
        return {
            i: math.fsum(part.get(i, 0.0) for part in parts) for i in self.documents if wanted(i)
        }

    def _is_filtered(self, identity: str, leaf: ColumnFilter) -> bool:
        values = self._values(identity, leaf.column)
        if leaf.values:
            return not set(values).isdisjoint(leaf.values)
        return any(
            (leaf.start is None or leaf.start <= value) and (leaf.end is None or value <= leaf.end)
            for value in values
        )

    def _leaf(
        self,
        fields: Iterable[TextField],
        levels: Iterable[Level],
        count: Callable[[tuple[Token, ...], Level], float],
        weight: float,
    ) -> Scores:
        total: Scores = {}
        for field in fields:
            for level in LEVELS[field]:
                if level in levels:
                    for i, score in self._one(field, level, count).items():
                        factor = weight * self.weights.weights.get((field, level), 0.0)
                        total[i] = total.get(i, 0.0) + factor * score
        return total

    def _one(
        self, field: TextField, level: Level, count: Callable[[tuple[Token, ...], Level], float]
    ) -> Scores:
        """BM25 of one leaf at one level of one field, before its weights."""
        tokens = {i: each.tokens.get(field, ()) for i, each in self.documents.items()}
        times = {i: n for i, of in tokens.items() if (n := count(of, level))}
        mean = sum(map(len, tokens.values())) / (len(tokens) or 1) or 1.0
        idf = math.log(1 + (len(tokens) - len(times) + 0.5) / (len(times) + 0.5))
        k1, b = self.weights.k1, self.weights.b[field]
        return {
            i: idf * n * (k1 + 1) / (n + k1 * (1 - b + b * len(tokens[i]) / mean))
            for i, n in times.items()
        }


def _counted(value: object) -> str:
    if isinstance(value, dt.date):
        return f"{value.year:04}"
    return str(value).removesuffix(".0")


def _word_counter(word: Word) -> Callable[[tuple[Token, ...], Level], float]:
    def count(tokens: tuple[Token, ...], level: Level) -> float:
        wanted = {reading.at(level) for reading in word.readings}
        return sum(term in wanted for token in tokens for term in token.terms(level))

    return count


def _phrase_counter(phrase: Phrase) -> Callable[[tuple[Token, ...], Level], float]:
    """Counts the tokens from which the phrase's words follow within its length and slop."""

    def count(tokens: tuple[Token, ...], level: Level) -> float:
        wanted = [{reading.at(level) for reading in word.readings} for word in phrase.words]
        rest = len(wanted) - 1
        return sum(
            any(
                all(_stands(tokens[at], terms, level) for at, terms in _paired(places, wanted))
                for others in combinations(
                    range(first + 1, min(first + rest + phrase.slop + 1, len(tokens))), rest
                )
                for places in ((first, *others),)
            )
            for first in range(len(tokens))
        )

    return count


def _paired(places: tuple[int, ...], wanted: list[set[str]]) -> Iterable[tuple[int, set[str]]]:
    return zip(places, wanted, strict=True)


def _stands(token: Token, terms: set[str], level: Level) -> bool:
    return not terms.isdisjoint(token.terms(level))


def _expanded_counter(
    leaf: Prefix | Wildcard | Fuzzy,
) -> Callable[[tuple[Token, ...], Level], float]:
    def count(tokens: tuple[Token, ...], level: Level) -> float:
        return sum(nearness(leaf, form) for token in tokens for form in token.terms(level))

    return count


def nearness(leaf: Prefix | Wildcard | Fuzzy, form: str) -> float:
    """How much one occurrence of a form counts for a leaf: 1, less for edits, 0 if no match."""
    return max(_nearness(leaf, proclitic, form) for proclitic in ("", *leaf.proclitics))


def _nearness(leaf: Prefix | Wildcard | Fuzzy, proclitic: str, form: str) -> float:
    if isinstance(leaf, Prefix):
        return float(form.startswith(proclitic + leaf.text))
    if isinstance(leaf, Wildcard):
        signs = {"*": ".*", "?": "."}
        pattern = "".join(signs.get(sign) or re.escape(sign) for sign in leaf.pattern)
        return float(bool(re.fullmatch(re.escape(proclitic) + pattern, form, re.DOTALL)))
    edits = distance(proclitic + leaf.text, form)
    return 1 / (1 + edits) if edits <= leaf.distance else 0.0


@lru_cache(maxsize=100_000)
def distance(one: str, other: str) -> int:
    """Edits between two words, swaps of neighbours too, by the recursive definition."""
    if not one or not other:
        return len(one) + len(other)
    costs = [
        distance(one[1:], other) + 1,
        distance(one, other[1:]) + 1,
        distance(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        costs.append(distance(one[2:], other[2:]) + 1)
    return min(costs)

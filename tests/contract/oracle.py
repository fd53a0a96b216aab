"""An oracle: what any engine must answer, worked out word by word in plain Python.

It looks at every token of every document for every leaf, knows no postings and no arrays, and
shares nothing with the engines but the tokens, the tree and the records of an answer: lengths and
BM25 are defined here again. Slow, and simple enough to be believed.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from statistics import fmean
from typing import Any, assert_never

from index.analysis.token import Level, Reading
from index.engines.protocols import (
    AnalyzedDocument,
    Explanation,
    ExplanationKind,
    FieldWeights,
    Order,
    TermScore,
)
from index.model.columns import Value, folded_words
from index.model.query import (
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Fuzzy,
    Node,
    Nothing,
    Pattern,
    Phrase,
    Prefer,
    Prefix,
    TextField,
    TextLeaf,
    Wildcard,
    Without,
    Word,
)

# What a title, a body and a source are indexed by, and how many forms of a leaf count: said again.
LEVELS = {
    TextField.TITLE: (Level.FORM, Level.STEM, Level.ROOT),
    TextField.BODY: (Level.FORM, Level.STEM, Level.ROOT),
    TextField.SOURCE: (Level.FORM, Level.STEM),
}
MAX_FORMS = 512

Scores = dict[str, float]


@dataclass(frozen=True)
class Forms:
    """The forms that a leaf stands for.

    Attributes:
        matched: how many there are.
        used: those that are searched for, and what one occurrence of each counts.
    """

    matched: int
    used: Mapping[str, float]


Readings = tuple[Reading, ...]


def terms(readings: Readings, level: Level) -> set[str]:
    """What a token is found by at a level."""
    return {reading.at(level) for reading in readings}


@dataclass(frozen=True)
class Found:
    """What a leaf finds in one field at one level.

    Attributes:
        frequencies: how often what it looks for occurs, of each document that has it.
        doc_freqs: for each of its words, in how many documents the most frequent term occurs.
    """

    frequencies: Scores
    doc_freqs: tuple[int, ...]


@dataclass(frozen=True)
class Collection:
    """Documents, and what is counted over them.

    Attributes:
        documents: by id; only those that can be found.
        remembered: what leaves that were looked for before find.
        expanded: what patterns that were looked for before stand for.
    """

    documents: Mapping[str, AnalyzedDocument]
    remembered: dict[tuple[TextLeaf, TextField, Level], Found] = field(default_factory=dict)
    expanded: dict[Pattern, Forms] = field(default_factory=dict)

    def tokens(self, of: TextField) -> dict[str, tuple[Readings, ...]]:
        """The tokens of each document that has a field."""
        tokens = {i: each.tokens.get(of, ()) for i, each in self.documents.items()}
        return {i: own for i, own in tokens.items() if own}

    @cached_property
    def lengths(self) -> Mapping[TextField, Mapping[str, int]]:
        """By field, how many tokens each document has that has the field."""
        return {of: {i: len(own) for i, own in self.tokens(of).items()} for of in TextField}

    @cached_property
    def mean_lengths(self) -> Mapping[TextField, float]:
        """By field, the mean of these numbers."""
        return {of: fmean(own.values()) for of, own in self.lengths.items() if own}

    @cached_property
    def doc_freqs(self) -> Mapping[tuple[TextField, Level], Counter[str]]:
        """By field and level, in how many documents each term occurs."""
        return {
            (of, level): Counter(
                term
                for tokens in self.tokens(of).values()
                for term in {term for token in tokens for term in terms(token, level)}
            )
            for of, levels in LEVELS.items()
            for level in levels
        }

    def form_freqs(self, fields: Iterable[TextField]) -> Counter[str]:
        """In how many documents each form occurs; a document counts once for each field."""
        total: Counter[str] = Counter()
        for of in fields:
            total.update(self.doc_freqs[of, Level.FORM])
        return total

    def forms(self, leaf: Pattern) -> Forms:
        """The forms of its fields that a leaf stands for; of too many, the most frequent count."""
        if leaf not in self.expanded:
            freqs = self.form_freqs(leaf.fields)
            near = {form: n for form in sorted(freqs) if (n := nearness(leaf, form))}
            used = sorted(near, key=lambda form: -freqs[form])[:MAX_FORMS]
            self.expanded[leaf] = Forms(len(near), {form: near[form] for form in used})
        return self.expanded[leaf]

    def find(self, leaf: TextLeaf, of: TextField, level: Level) -> Found:
        """What a leaf finds in a field at a level."""
        key = leaf, of, level
        if key not in self.remembered:
            if isinstance(leaf, Phrase):
                words = [tuple(_counts(word, level)) for word in leaf.words]
                found = {
                    i: _phrase_frequency(words, tokens, leaf.slop, level)
                    for i, tokens in self.tokens(of).items()
                }
            else:
                counts = _counts(leaf, level) if isinstance(leaf, Word) else self.forms(leaf).used
                words = [tuple(counts)]
                found = {
                    i: math.fsum(
                        counts.get(term, 0.0) for token in tokens for term in terms(token, level)
                    )
                    for i, tokens in self.tokens(of).items()
                }
            known = self.doc_freqs[of, level]
            doc_freqs = tuple(max((known[term] for term in each), default=0) for each in words)
            self.remembered[key] = Found({i: n for i, n in found.items() if n}, doc_freqs)
        return self.remembered[key]


@dataclass(frozen=True)
class Oracle:
    """The answers that an engine must give.

    Attributes:
        collection: of which documents.
        weights: the ranking.
        levels: words and phrases match at no others.
    """

    collection: Collection
    weights: FieldWeights
    levels: tuple[Level, ...] = tuple(Level)

    @classmethod
    def of(cls, documents: Mapping[str, AnalyzedDocument], weights: FieldWeights) -> Oracle:
        """The oracle of some documents."""
        return cls(Collection(documents), weights)

    @property
    def documents(self) -> Mapping[str, AnalyzedDocument]:
        """The documents by id."""
        return self.collection.documents

    def scores(self, node: Node) -> Scores:
        """Score by id of every document that a tree matches."""
        explained = {i: self.explain(node, i) for i in self.documents}
        return {i: each.score for i, each in explained.items() if each.matches}

    def ranked(self, scores: Scores, order: Order = Order.SCORE) -> list[str]:
        """Documents in an order."""
        return sorted(scores, key=lambda i: (self.key(i, scores[i], order), i))

    def level_of(self, node: Node, identity: str) -> Level:
        """The closest level at which a document matches a tree that it matches."""
        levels = tuple(Level)
        return next(
            level
            for last, level in enumerate(levels, 1)
            if replace(self, levels=levels[:last]).explain(node, identity).matches
        )

    def key(self, identity: str, score: float, order: Order) -> float:
        """What a document is ordered by, the least first."""
        if order.column is None:
            return -round(score, 5)
        values = self._values(identity, order.column)
        return self.place(values[0], order) if values else math.inf

    def place(self, value: Value, order: Order) -> float:
        """Where a value comes among the first values of all documents, in an order by a column."""
        assert order.column
        held = (self._values(identity, order.column)[:1] for identity in self.documents)
        known: list[Any] = sorted({values[0] for values in held if values})
        place = bisect_left(known, value) - (0.0 if value in known else 0.5)
        return -place if order.descending else place

    def facet(self, ids: Iterable[str], column: str) -> dict[str, int]:
        """How many of some documents have each value of a column."""
        return Counter(text for i in ids for text in set(map(_counted, self._values(i, column))))

    def _values(self, identity: str, column: str) -> tuple[Any, ...]:
        return self.documents[identity].document.columns.get(column, ())

    def explain(self, node: Node, identity: str) -> Explanation:
        """Whether a document matches a tree, and how its score comes about."""
        match node:
            case AllOf(parts):
                return self._branch("all", parts, len(parts), identity)
            case AnyOf(parts, minimum):
                return self._branch("any", parts, max(1, minimum), identity)
            case Without(wanted, unwanted):
                own = self.explain(wanted, identity)
                at_all_levels = replace(self, levels=tuple(Level))
                excluded = at_all_levels.explain(unwanted, identity).matches
                return _sum("without", [own], matches=own.matches and not excluded)
            case Prefer(wanted, liked):
                both = [self.explain(wanted, identity), self.explain(liked, identity)]
                return _sum("prefer", both, matches=both[0].matches)
            case Everything():
                return Explanation(ExplanationKind.EVERYTHING, "", matches=True, score=0.0)
            case Nothing():
                return Explanation(ExplanationKind.NOTHING, "", matches=False, score=0.0)
            case ColumnFilter(column):
                kind = ExplanationKind("date" if column == "date" else "column")
                return Explanation(kind, "", self._accepts(node, identity), 0.0)
            case Word() | Phrase():
                levels = [level for level in node.levels if level in self.levels]
                return self._leaf(node, levels, node.weight, identity)
            case Prefix() | Wildcard() | Fuzzy():
                return self._leaf(node, (Level.FORM,), 1.0, identity)
            case _:
                assert_never(node)

    def _branch(self, kind: str, parts: Sequence[Node], minimum: int, identity: str) -> Explanation:
        found = [self.explain(part, identity) for part in parts]
        return _sum(kind, found, matches=sum(part.matches for part in found) >= minimum)

    def _accepts(self, leaf: ColumnFilter, identity: str) -> bool:
        values = self._values(identity, leaf.column)
        if leaf.values:
            return not set(values).isdisjoint(leaf.values)
        if leaf.words:
            return any(leaf.words in folded_words(str(value)) for value in values)
        return any(
            (leaf.start is None or leaf.start <= value) and (leaf.end is None or value <= leaf.end)
            for value in values
        )

    def _leaf(
        self, leaf: TextLeaf, levels: Sequence[Level], weight: float, identity: str
    ) -> Explanation:
        terms = tuple(
            self._term(leaf, of, level, weight, identity)
            for of in leaf.fields
            for level in LEVELS[of]
            if level in levels and identity in self.collection.find(leaf, of, level).frequencies
        )
        score = math.fsum(term.score for term in terms)
        kind = type(leaf).__name__.lower()
        return Explanation(ExplanationKind(kind), leaf.surface, bool(terms), score, terms=terms)

    def _term(
        self, leaf: TextLeaf, of: TextField, level: Level, weight: float, identity: str
    ) -> TermScore:
        """BM25 of a leaf at one level of one field."""
        found = self.collection.find(leaf, of, level)
        frequency, doc_freqs = found.frequencies[identity], found.doc_freqs
        lengths, mean = self.collection.lengths[of], self.collection.mean_lengths[of]
        length = norm_length(lengths[identity])
        idf = math.fsum(math.log(1 + (len(lengths) - n + 0.5) / (n + 0.5)) for n in doc_freqs)
        k1, b = self.weights.k1, self.weights.b[of]
        saturation = frequency / (frequency + k1 * (1 - b + b * length / mean))
        whole = weight * self.weights.weights.get((of, level), 0.0)
        return TermScore(
            of, level, frequency, length, mean, doc_freqs, len(lengths), whole, idf, saturation,
            whole * idf * saturation,
        )  # fmt: skip


def _counted(value: object) -> str:
    """What a value is counted under: a day under its year."""
    if isinstance(value, dt.date):
        return f"{value.year:04}"
    return str(value).removesuffix(".0")


def _sum(kind: str, parts: Sequence[Explanation], *, matches: bool) -> Explanation:
    score = math.fsum(part.score for part in parts) if matches else 0.0
    return Explanation(ExplanationKind(kind), "", matches, score, parts=tuple(parts))


def norm_length(tokens: int) -> int:
    """The length that Lucene keeps in one byte: above 24, the rest with four significant bits."""
    rest = max(0, tokens - 24)
    dropped = max(0, rest.bit_length() - 4)
    return tokens - rest + (rest >> dropped << dropped)


def _counts(word: Word, level: Level) -> dict[str, float]:
    """The different terms of a word's readings, and that each counts once."""
    return {reading.at(level): 1.0 for reading in word.readings}


def _phrase_frequency(
    words: Sequence[Sequence[str]], tokens: tuple[Readings, ...], slop: int, level: Level
) -> float:
    """Each token from which the words follow counts 1 / (1 + the fewest others between)."""
    held = [[not terms(token, level).isdisjoint(word) for token in tokens] for word in words]
    rest = len(words) - 1
    frequency = 0.0
    for first in range(len(tokens)):
        if not held[0][first]:
            continue
        end = min(first + rest + slop + 1, len(tokens))
        lasts = [
            others[-1]
            for others in combinations(range(first + 1, end), rest)
            if all(held[word][at] for word, at in enumerate(others, 1))
        ]
        if lasts:
            frequency += 1 / (1 + min(lasts) - first - rest)
    return frequency


def nearness(leaf: Pattern, form: str) -> float:
    """How much one occurrence of a form counts for a leaf: 1, less for edits, 0 if no match."""
    return max(_nearness(leaf, proclitic, form) for proclitic in ("", *leaf.proclitics))


def _nearness(leaf: Pattern, proclitic: str, form: str) -> float:
    if isinstance(leaf, Prefix):
        return float(form.startswith(proclitic + leaf.text))
    if isinstance(leaf, Wildcard):
        return float(form.startswith(proclitic) and _fits(leaf.pattern, form[len(proclitic) :]))
    edits = distance(proclitic + leaf.text, form)
    return 1 / (1 + edits) if edits <= leaf.distance else 0.0


def _fits(pattern: str, text: str) -> bool:
    """Whether a pattern fits a text: letter by letter, which parts of the pattern may be left."""
    left = _beyond_stars({pattern})
    for letter in text:
        rests = [
            rest if rest[0] == "*" else rest[1:] for rest in left if rest[:1] in (*"*?", letter)
        ]
        left = _beyond_stars(rests)
    return "" in left


def _beyond_stars(patterns: Iterable[str]) -> set[str]:
    """Patterns, and what is left of them where stars stand for nothing."""
    return {
        pattern[skipped:]
        for pattern in patterns
        for skipped in range(len(pattern) - len(pattern.lstrip("*")) + 1)
    }


def distance(one: str, other: str) -> int:
    """Edits between two words, swaps of neighbours too, none of which meets another."""
    costs = {(-1, at): at + 1 for at in range(-1, len(other))}
    for row, letter in enumerate(one):
        costs[row, -1] = row + 1
        for at, opposite in enumerate(other):
            least = min(costs[row - 1, at] + 1, costs[row, at - 1] + 1)
            least = min(least, costs[row - 1, at - 1] + (letter != opposite))
            if row and at and (letter, one[row - 1]) == (other[at - 1], opposite):
                least = min(least, costs[row - 2, at - 2] + 1)
            costs[row, at] = least
    return costs[len(one) - 1, len(other) - 1]

"""The second look: the best candidates, ordered anew by what stands in their texts.

The engine adds up what each word of a query counts, wherever it stands. The second look adds

    window    what the words count that stand nearest to each other: the best stretch of
              `WINDOW` tokens, each word of the query once, by the word there that is likest to it;
    lead      the same of a text's first `LEAD` tokens, where titles stand and first sentences
              say what a text is about;
    pair      for every two words that follow each other in the query, the less of the two where
              they follow each other in the text too, with at most one word between: names and
              quotations are words in an order;
    vowels    what words count that have vowel marks in the query: once where a text can be read
              so, up to twice where it has the same marks (`search.ranking.vocalisation_boost`).

What a word counts is its inverse document frequency (that of BM25, Robertson and Zaragoza 2009,
equation 3.8) times its own weight; `search.ranking.term_similarity` says what is like it. A
passage in which words are near each other is likelier to be about them (Tao and Zhai 2007). The
measurement is in docs/relevance.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis import Level
from index.arrays.kernels import briefly_compiled
from index.engines import bm25
from index.engines.protocols import Candidate, Explanation, Vocabulary
from index.model.query import (
    DEFAULT_FIELDS,
    AllOf,
    AnyOf,
    Leaf,
    Node,
    Origin,
    Part,
    Phrase,
    TextField,
    Word,
    children,
    words,
)
from search.model.ranking import Ranking
from search.ranking.term_similarity import SoughtTerm, gathered, likeness
from search.text.chunk_cache import TextChunks

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

WINDOW: Final = 30
LEAD: Final = 40
PAIR: Final = 2
"""How many tokens the second word of a pair may stand behind the first."""
PAIRED: Final = 0.9
"""How like a word of the text must be to the first of a pair: that word, hardly another."""
MOST_WORDS: Final = 64
"""The most words of a query that are looked for: those that count most."""


@dataclass(frozen=True, slots=True)
class RerankFeatures:
    """What a second look found in a candidate's text.

    Attributes:
        window: what the best stretch counts.
        lead: what the beginning counts.
        pair: what words count that follow each other as in the query.
        vowels: what the vowel marks count.
    """

    window: float
    lead: float
    pair: float
    vowels: float = 0.0

    def worth(self, ranking: Ranking) -> float:
        """What it adds to a score."""
        return sum(worth for _, worth in self.parts(ranking))

    def parts(self, ranking: Ranking) -> tuple[tuple[str, float], ...]:
        """By name, what adds up to that; vowels where there is something to say of them."""
        always = (
            ("window", ranking.window * self.window),
            ("lead", ranking.lead * self.lead),
            ("pair", ranking.pair * self.pair),
        )
        return (*always, ("vowels", ranking.vowels * self.vowels)) if self.vowels else always


def words_of(query: Node, vocabulary: Vocabulary) -> tuple[SoughtTerm, ...]:
    """The words of a query that its candidates are looked at for, in its order."""
    found = {
        (word.readings, word.levels): SoughtTerm.of(
            word.readings, word.levels, worth_of(word, vocabulary)
        )
        for word in words_in(query)
    }
    if len(found) <= MOST_WORDS:
        return tuple(found.values())
    most = sorted(found.values(), key=lambda wanted: -wanted.weight)[:MOST_WORDS]
    return tuple(wanted for wanted in found.values() if wanted in most)


def look(
    texts: Sequence[Sequence[TextChunks]], words: Sequence[SoughtTerm]
) -> list[RerankFeatures]:
    """What stands in texts.

    Args:
        texts: the parts of each, in the order in which they are read.
        words: what to look for, in the order of the query.
    """
    if not texts or not words:
        return [RerankFeatures(0.0, 0.0, 0.0)] * len(texts)
    found = gathered(texts)
    like = likeness(found, words)
    weights = np.array([word.weight for word in words])
    seen = np.zeros((len(texts), 3))
    tokens, ends = found.tokens, found.ends
    starts, wanted, likenesses = like.starts, like.wanted, like.likeness
    _look(tokens, ends, starts, wanted, likenesses, weights, WINDOW, LEAD, seen)
    _pair(tokens, ends, starts, wanted, likenesses, weights, PAIR, PAIRED, seen)
    return [RerankFeatures(*row) for row in seen.tolist()]


def reordered(
    candidates: Sequence[Candidate], seen: Iterable[RerankFeatures], ranking: Ranking
) -> tuple[Candidate, ...]:
    """Candidates with the scores of the second look added, best first; ties by id."""
    scored = [
        Candidate(each.id, each.score + found.worth(ranking))
        for each, found in zip(candidates, seen, strict=True)
    ]
    return tuple(sorted(scored, key=lambda each: (-round(each.score, 5), each.id)))


def explained(engine: Explanation, seen: RerankFeatures, ranking: Ranking) -> Explanation:
    """How a score comes about that a second look was added to."""
    parts = (
        engine,
        *(
            Explanation(name, "", matches=worth != 0, score=worth)
            for name, worth in seen.parts(ranking)
        ),
    )
    whole = sum(part.score for part in parts)
    return Explanation("look", "", matches=True, score=whole, parts=parts)


def words_in(node: Node) -> Iterator[Word]:
    """The words that a tree looks for in titles and bodies, not those that it excludes."""
    if isinstance(node, Leaf):
        yield from (word for word in words(node) if not {*DEFAULT_FIELDS}.isdisjoint(word.fields))
        return
    parts = children(node, Part.SCORED)
    if isinstance(node, AllOf | AnyOf):
        # Several words that stand for one beside it would count several times.
        own = (
            each for each in parts if not isinstance(each, Phrase) or each.origin is Origin.QUERY
        )
        parts = tuple(own) or parts
    for part in parts:
        yield from words_in(part)


def worth_of(word: Word, vocabulary: Vocabulary) -> float:
    """What a word of a query counts: its weight times its inverse document frequency."""
    level = Level.STEM if Level.STEM in word.levels else word.levels[0]
    terms = dict.fromkeys(reading.at(level) for reading in word.readings)
    holding = vocabulary.doc_freq(TextField.BODY, level, *terms)
    return word.weight * max(0.0, bm25.idf(vocabulary.count(), holding))


@briefly_compiled
def _look(
    tokens: I64,
    ends: I64,
    starts: I64,
    wanted: I64,
    likenesses: F32,
    weights: F64,
    window: int,
    lead: int,
    seen: F64,
) -> None:
    """Write the best window and the lead of each text, as `look` describes them."""
    best = np.zeros(len(weights))
    places = np.empty(len(tokens), np.int64)
    for text in range(len(ends) - 1):
        begin = ends[text]
        size = 0
        for at in range(begin, ends[text + 1]):
            if starts[tokens[at]] < starts[tokens[at] + 1]:
                places[size] = at
                size += 1
        for first in range(-1, size):
            # The first round, from the text's beginning, is the lead.
            start = begin if first < 0 else places[first]
            end = start + (lead if first < 0 else window)
            best[:] = 0.0
            total = 0.0
            place = max(first, 0)
            while place < size and places[place] < end:
                word = tokens[places[place]]
                for entry in range(starts[word], starts[word + 1]):
                    counts = weights[wanted[entry]] * likenesses[entry]
                    if counts > best[wanted[entry]]:
                        total += counts - best[wanted[entry]]
                        best[wanted[entry]] = counts
                place += 1
            if first < 0:
                seen[text, 1] = total
            elif total > seen[text, 0]:
                seen[text, 0] = total


@briefly_compiled
def _pair(
    tokens: I64,
    ends: I64,
    starts: I64,
    wanted: I64,
    likenesses: F32,
    weights: F64,
    reach: int,
    least: float,
    seen: F64,
) -> None:
    """Write what the pairs of each text count; see `look` and `search.ranking.term_similarity`."""
    best = np.zeros(len(weights))
    last = np.zeros(len(weights), np.int64)
    for text in range(len(ends) - 1):
        best[:] = 0.0
        last[:] = ends[text] - reach - 1
        total = 0.0
        for at in range(ends[text], ends[text + 1]):
            word = tokens[at]
            for entry in range(starts[word], starts[word + 1]):
                second = wanted[entry]
                if second > 0 and last[second - 1] < at <= last[second - 1] + reach:
                    counts = min(weights[second - 1], weights[second] * likenesses[entry])
                    if counts > best[second]:
                        total += counts - best[second]
                        best[second] = counts
            for entry in range(starts[word], starts[word + 1]):
                if likenesses[entry] >= least:
                    last[wanted[entry]] = at
        seen[text, 2] = total

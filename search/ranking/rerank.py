"""Reranking: the best candidates, ordered again by features of their texts.

The engine adds up the scores of a query's words wherever they occur. Reranking adds

    window    the best window of `WINDOW` tokens: the sum over the query's words of the score of the
              most similar word in it;
    lead      the same for the text's first `LEAD` tokens, which have the title and the first
              sentences, and so say what the text is about;
    pair      for every two adjacent words of the query that follow each other in the text too, with
              at most one word between them, the lower score of the two: names and quotations are
              words in an order;
    title     the scores of the words of a title that the query has whole
              (`search.ranking.title_match`);
    letters   minus the scores of the query's words that the text spells with other letters, which
              are one in a form (`search.ranking.letter_penalty`);
    vowels    the scores of the query's words with vowel marks: once if a text can be read with
              these, up to twice if it has the same marks (`search.ranking.vocalisation_boost`).

The score of a word is its weight times its inverse document frequency (that of BM25, Robertson and
Zaragoza 2009, equation 3.8) times the similarity (`search.ranking.term_similarity`). A passage in
which words are near each other is likelier to be about them (Tao and Zhai 2007). docs/relevance.md
has the measurement.
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
from index.engines.protocols import Candidate, Explanation, ExplanationKind, Vocabulary
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
from search.ranking.term_similarity import SoughtTerm, TermSimilarities, gather_words, similarities
from search.text.lazy_tokens import LazyTokens

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

WINDOW: Final = 30
LEAD: Final = 40
MAX_PAIR_DISTANCE: Final = 2
"""Tokens from the first word of a pair to the second."""
MIN_PAIR_SIMILARITY: Final = 0.9
"""Similarity of a word to the first word of a pair, so that hardly any other word matches."""
MAX_TERMS: Final = 64
"""Words of a query that are looked for in texts: those with the highest weights."""


@dataclass(frozen=True, slots=True)
class RerankFeatures:
    """The features of one candidate's text, before they are weighted.

    Attributes:
        window: the score of the best window.
        lead: the score of the beginning.
        pair: the score of the pairs.
        title: the score of a title that the query has whole.
        letters: minus the score of words spelt with other letters.
        vowels: the score of the vowel marks.
    """

    window: float
    lead: float
    pair: float
    title: float = 0.0
    letters: float = 0.0
    vowels: float = 0.0

    def score(self, ranking: Ranking) -> float:
        """The sum of the weighted features."""
        return sum(score for _, score in self.parts(ranking))

    def parts(self, ranking: Ranking) -> tuple[tuple[str, float], ...]:
        """Name and weighted value of each feature; title, letters, vowels only if not 0."""
        always = (
            ("window", ranking.window * self.window),
            ("lead", ranking.lead * self.lead),
            ("pair", ranking.pair * self.pair),
        )
        more = (
            ("title", ranking.whole_title * self.title),
            ("letters", ranking.letters * self.letters),
            ("vowels", ranking.vowels * self.vowels),
        )
        return (*always, *(each for each in more if each[1]))


def sought_terms(query: Node, vocabulary: Vocabulary) -> tuple[SoughtTerm, ...]:
    """The terms to look for in candidates' texts, at most `MAX_TERMS`, in the query's order."""
    found = {
        (word.readings, word.levels): SoughtTerm.of(
            word.readings, word.levels, weighted_idf(word, vocabulary)
        )
        for word in words_in(query)
    }
    terms = tuple(found.values())
    heaviest = sorted(terms, key=lambda term: -term.weight)[:MAX_TERMS]
    return tuple(term for term in terms if term in heaviest) if len(terms) > MAX_TERMS else terms


def compute_features(
    texts: Sequence[Sequence[LazyTokens]], terms: Sequence[SoughtTerm]
) -> list[RerankFeatures]:
    """The features of texts, without those of letters and vowels.

    Args:
        texts: the parts of each text, in the order in which they are read.
        terms: of the query, in its order.
    """
    if not texts or not terms:
        return [RerankFeatures(0.0, 0.0, 0.0)] * len(texts)
    found = gather_words(texts)
    like = similarities(found, terms)
    weights = np.array([term.weight for term in terms])
    features = np.zeros((len(texts), 3))
    _window_and_lead(found.tokens, found.ends, like, weights, features)
    _pairs(found.tokens, found.ends, like, weights, features)
    return [RerankFeatures(*row) for row in features.tolist()]


def reordered(
    candidates: Sequence[Candidate], features: Iterable[RerankFeatures], ranking: Ranking
) -> tuple[Candidate, ...]:
    """Candidates with the scores of their features added, best first; equal scores by id."""
    scored = [
        Candidate(each.id, each.score + of_text.score(ranking))
        for each, of_text in zip(candidates, features, strict=True)
    ]
    return tuple(sorted(scored, key=lambda each: (-round(each.score, 5), each.id)))


def explained(engine: Explanation, features: RerankFeatures, ranking: Ranking) -> Explanation:
    """The explanation of a score after reranking.

    Args:
        engine: the explanation of the engine's score.
        features: of the text.
        ranking: has the features' weights.
    """
    parts = (
        engine,
        *(
            Explanation(ExplanationKind(name), "", matches=score != 0, score=score)
            for name, score in features.parts(ranking)
        ),
    )
    total = sum(part.score for part in parts)
    return Explanation(ExplanationKind.LOOK, "", matches=True, score=total, parts=parts)


def words_in(node: Node) -> Iterator[Word]:
    """The words that a tree looks for in titles and bodies, without those that it excludes."""
    if isinstance(node, Leaf):
        yield from (word for word in words(node) if not {*DEFAULT_FIELDS}.isdisjoint(word.fields))
        return
    parts = children(node, Part.SCORED)
    if isinstance(node, AllOf | AnyOf):
        # Phrases that replace a word would count it several times.
        own = (
            each for each in parts if not isinstance(each, Phrase) or each.origin is Origin.QUERY
        )
        parts = tuple(own) or parts
    for part in parts:
        yield from words_in(part)


def weighted_idf(word: Word, vocabulary: Vocabulary) -> float:
    """The weight of a word of a query times its inverse document frequency."""
    level = Level.STEM if Level.STEM in word.levels else word.levels[0]
    terms = dict.fromkeys(reading.at(level) for reading in word.readings)
    doc_freq = vocabulary.doc_freq(TextField.BODY, level, *terms)
    return word.weight * max(0.0, bm25.idf(vocabulary.count(), doc_freq))


@briefly_compiled
def _window_and_lead(
    tokens: I64, ends: I64, like: TermSimilarities, weights: F64, features: F64
) -> None:
    """Write the features window and lead of each text into the columns 0 and 1."""
    starts, terms, values = like
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
            end = start + (LEAD if first < 0 else WINDOW)
            best[:] = 0.0
            total = 0.0
            place = max(first, 0)
            while place < size and places[place] < end:
                word = tokens[places[place]]
                for entry in range(starts[word], starts[word + 1]):
                    score = weights[terms[entry]] * values[entry]
                    if score > best[terms[entry]]:
                        total += score - best[terms[entry]]
                        best[terms[entry]] = score
                place += 1
            if first < 0:
                features[text, 1] = total
            elif total > features[text, 0]:
                features[text, 0] = total


@briefly_compiled
def _pairs(tokens: I64, ends: I64, like: TermSimilarities, weights: F64, features: F64) -> None:
    """Write the feature pair of each text into the column 2."""
    starts, terms, values = like
    best = np.zeros(len(weights))
    last = np.zeros(len(weights), np.int64)
    for text in range(len(ends) - 1):
        best[:] = 0.0
        last[:] = ends[text] - MAX_PAIR_DISTANCE - 1
        total = 0.0
        for at in range(ends[text], ends[text + 1]):
            word = tokens[at]
            for entry in range(starts[word], starts[word + 1]):
                second = terms[entry]
                if second > 0 and last[second - 1] < at <= last[second - 1] + MAX_PAIR_DISTANCE:
                    score = min(weights[second - 1], weights[second] * values[entry])
                    if score > best[second]:
                        total += score - best[second]
                        best[second] = score
            for entry in range(starts[word], starts[word + 1]):
                if values[entry] >= MIN_PAIR_SIMILARITY:
                    last[terms[entry]] = at
        features[text, 2] = total

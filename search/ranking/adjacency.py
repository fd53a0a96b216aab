"""Words of a query that follow each other, as parts of the engine's own score.

The sequential dependence model (Metzler and Croft 2005) adds to the scores of a query's words
those of every two adjacent ones as a phrase. So documents that have them side by side are among
the candidates, whatever their words alone are worth. The weight falls with the number of words: two
words are a name or a term, many describe what is sought in words that no text has in that order.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from index.model.query import (
    DEFAULT_FIELDS,
    PHRASE_LEVELS,
    AnyOf,
    Node,
    Origin,
    Phrase,
    Prefer,
    Word,
    branch_of,
)
from search.model.parsed_query import Parsed
from search.model.ranking import Ranking
from search.model.records import QueryTermKind
from search.ranking.rerank import words_in

MAX_WORDS: Final = 4
"""Words of the longest query that gets phrases; those of longer ones are left to reranking."""


def with_adjacency(node: Node, parsed: Parsed, ranking: Ranking) -> Node:
    """A tree that prefers documents which have adjacent words of the query side by side.

    Args:
        node: of one of the query's rungs.
        parsed: the query.
        ranking: has the weight.

    Returns:
        The tree; `node` itself if the query is a question or has no two such words.
    """
    phrases = () if parsed.question else _phrases(node, parsed, ranking)
    return Prefer(node, branch_of(AnyOf, phrases)) if phrases else node


def _phrases(node: Node, parsed: Parsed, ranking: Ranking) -> tuple[Phrase, ...]:
    found = {each.surface: each for each in words_in(node) if each.origin is Origin.QUERY}
    words: list[tuple[int, Word]] = []
    for place, term in enumerate(parsed.words):
        word = found.get(term.text)
        if word and term.kind is QueryTermKind.WORD and {*PHRASE_LEVELS} <= {*word.levels}:
            words.append((place, word))
    if not 1 < len(words) <= MAX_WORDS or not ranking.adjacent:
        return ()
    weight = ranking.adjacent / (len(words) - 1)
    return tuple(
        Phrase(
            f"{one.surface} {other.surface}",
            (one, other),
            slop=second - first - 1,
            fields=tuple(each for each in DEFAULT_FIELDS if each in one.fields),
            weight=weight,
        )
        for (first, one), (second, other) in pairwise(words)
        if one.fields == other.fields
    )

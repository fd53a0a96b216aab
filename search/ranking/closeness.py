"""What a short query prefers besides its words, as parts of the engine's own score.

Words side by side: the sequential dependence model (Metzler and Croft 2005) adds to the scores of a
query's words those of every two adjacent ones as a phrase. So documents that have them side by side
are among the candidates, whatever their words alone are worth. The weight falls with the number of
words: two are a name or a term, many describe what is sought. Operators between them are ignored:
a preference takes no document away.

The form as typed: a word is found with the article and without it; if it is the whole query, the
form that was typed counts more (الخليل is a city, خليل a name).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from index.analysis import Level
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
from search.arabic.clitics import ARTICLE
from search.model.parsed_query import Parsed
from search.model.ranking import Ranking
from search.model.records import QueryTermKind
from search.ranking.rerank import words_in

MAX_WORDS: Final = 4
"""Words of the longest query that gets phrases; those of longer ones are left to reranking."""

_Placed: TypeAlias = tuple[int, Word]


def with_closeness(node: Node, parsed: Parsed, ranking: Ranking) -> Node:
    """A tree that prefers documents which have words side by side, and forms as they were typed.

    Args:
        node: of one of the query's rungs.
        parsed: the query.
        ranking: has the weights.

    Returns:
        The tree; `node` itself if the query is a question or has nothing to prefer.
    """
    if parsed.question:
        return node
    words = _plain_words(node, parsed)
    preferred: tuple[Node, ...] = (*_phrases(words, ranking), *_typed_forms(words, ranking))
    return Prefer(node, branch_of(AnyOf, preferred)) if preferred else node


def _plain_words(node: Node, parsed: Parsed) -> Sequence[_Placed]:
    """The words that a query looks for at all levels, with their places among its terms."""
    found = {each.surface: each for each in words_in(node) if each.origin is Origin.QUERY}
    return [
        (place, word)
        for place, term in enumerate(parsed.words)
        if (word := found.get(term.text))
        and term.kind is QueryTermKind.WORD
        and {*PHRASE_LEVELS} <= {*word.levels}
    ]


def _phrases(words: Sequence[_Placed], ranking: Ranking) -> Iterator[Phrase]:
    if not 1 < len(words) <= MAX_WORDS or not ranking.adjacent:
        return
    weight = ranking.adjacent / (len(words) - 1)
    for (first, one), (second, other) in pairwise(words):
        if one.fields == other.fields and one.surface != other.surface:
            yield Phrase(
                f"{one.surface} {other.surface}",
                (one, other),
                slop=second - first - 1,
                fields=tuple(each for each in DEFAULT_FIELDS if each in one.fields),
                weight=weight,
            )


def _typed_forms(words: Sequence[_Placed], ranking: Ranking) -> Iterator[Word]:
    if len(words) != 1 or not ranking.typed_form:
        return
    ((_, word),) = words
    definite = word.readings[0].form.startswith(ARTICLE)
    typed = tuple(each for each in word.readings if each.form.startswith(ARTICLE) == definite)
    if len(typed) < len(word.readings):
        yield Word(word.surface, typed, (Level.FORM,), word.fields, weight=ranking.typed_form)

"""The rerank feature of letters as typed: الغاز is farther from ألغاز than ألغاز is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from index.model.query import Node, Origin, Word
from search.arabic.typed_letters import is_as_typed, may_be_exchanged
from search.ranking.rerank import words_in
from search.text.lazy_tokens import LazyTokens

_MAX_COMPARED: Final = 200
"""Words of a text that are compared, the first ones."""


def letter_scores(
    node: Node, texts: Sequence[Sequence[LazyTokens]], weight: Callable[[Word], float]
) -> list[float]:
    """The score of each text for words that are spelt as those of a query.

    Args:
        node: the query's tree.
        texts: the parts of each text, all read with one table of words.
        weight: the score of a word of the query.

    Returns:
        For each text minus the sum of the weights of those words of the query that it has with
        other letters only: a text with none of their forms says nothing about letters. An empty
        list if no word of the query has letters that can be exchanged.
    """
    sought = {
        word.surface: word
        for word in words_in(node)
        if word.origin is Origin.QUERY and may_be_exchanged(word.surface)
    }
    if not sought or not texts:
        return []
    terms = texts[0][0].terms
    by_form: dict[int, list[str]] = {}
    for surface, word in sought.items():
        for form in {reading.form for reading in word.readings}:
            if number := terms.numbers.get(form):
                by_form.setdefault(number, []).append(surface)
    is_sought = np.zeros(len(terms.terms), np.bool_)
    is_sought[[*by_form]] = True
    weights = {surface: weight(word) for surface, word in sought.items()}
    scores = []
    for text in texts:
        found: dict[str, bool] = {}
        for part in text:
            forms = terms.of_word[part.words, 0]
            for at in np.flatnonzero(is_sought[forms])[:_MAX_COMPARED].tolist():
                for surface in by_form[int(forms[at])]:
                    if not found.get(surface):
                        found[surface] = is_as_typed(surface, part.surface(at))
        scores.append(-sum(weights[surface] for surface, same in found.items() if not same))
    return scores

"""The rerank feature of titles that a query has whole: دولة السودان is of the page السودان."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.analysis.stop_words import STOP_WORDS
from search.ranking.term_similarity import SoughtTerm
from search.text.lazy_tokens import LazyTokens

MAX_TITLE_WORDS: Final = 12
"""Words of the longest title that is compared."""

_OPENING, _CLOSING = "()"
_FORM, _STEM, _ = range(3)  # columns of the table of words


def title_scores(
    titles: Sequence[tuple[str, LazyTokens] | None], sought: Sequence[SoughtTerm]
) -> list[float]:
    """The sum of the weights of the words that a title and a query have in common.

    Args:
        titles: the title of each text, as written and read; None for a text without one. Words in
            parentheses at the end (جدة (مدينة)) don't count, nor do function words.
        sought: the words of the query.

    Returns:
        For each title that sum if every word of it is in the query as it is or inflected, else 0.
    """
    read = [tokens for title in titles if title for tokens in title[1:]]
    if not read:
        return [0.0] * len(titles)
    terms = read[0].terms
    owners: dict[tuple[int, int], int] = {}
    for owner, each in enumerate(sought):
        for level in (_FORM, _STEM):
            owners |= {(level, terms.numbers.get(term, 0)): owner for term in each.terms[level]}

    def score(text: str, tokens: LazyTokens) -> float:
        end = text.rfind(_OPENING) if text.rstrip().endswith(_CLOSING) else 0
        words = tokens.words[: tokens.number_from(end) if end > 0 else len(tokens)]
        if len(words) > MAX_TITLE_WORDS:
            return 0.0
        found = set()
        for numbers in terms.of_word[words].tolist():
            number = numbers[_FORM]
            owner = owners.get((_FORM, number), owners.get((_STEM, numbers[_STEM])))
            if owner is not None:
                found.add(owner)
            elif terms.terms[number] not in STOP_WORDS:
                return 0.0
        return sum(sought[owner].weight for owner in found)

    return [score(*title) if title else 0.0 for title in titles]

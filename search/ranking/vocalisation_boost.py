"""Which documents the vowel marks of a query speak for: for a second look at the candidates.

A mark that a user types without asking for it by apostrophes is a preference: a text that can't be
read so goes behind one that can, and one that has the very marks before one that has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

from index.analysis import Level, Token
from index.model.query import Node, TextField, Word, words
from search.arabic.vocalisation import is_vocalised, preference
from search.highlight.matcher import Match, Matcher, compile_matcher
from search.ranking.rerank import words_in
from search.text.lazy_tokens import surface


def vowels_seen(
    node: Node,
    texts: Sequence[Mapping[TextField, str]],
    analyse: Callable[[str], Sequence[Token]],
    weight: Callable[[Word], float],
) -> list[float]:
    """What the vowel marks of texts count for a query.

    Args:
        node: the query's tree.
        texts: by field, what is looked at of each document.
        analyse: gives the tokens of a text.
        weight: what a word of the query counts where it is found.

    Returns:
        For each document the sum over the marked words of the query of what each counts: nothing
        where the text contradicts it, once where the text has no marks, twice where it has the
        same. Nothing at all for nearly all queries, which have no marks.
    """
    if not any(is_vocalised(word.surface) for word in words_in(node)):
        return []
    matcher = compile_matcher(node)
    asked = marked_words(matcher)
    weights = {number: sum(map(weight, words_in(matcher.leaves[number]))) for number in asked}
    seen = []
    for fields in texts:
        best: dict[int, float] = {}
        for field, text in fields.items():
            tokens = analyse(text)
            found = vowel_preferences(asked, matcher.matches(tokens, field), tokens)
            best |= {leaf: max(worth, best.get(leaf, -1.0)) for leaf, worth in found.items()}
        seen.append(sum(weights[leaf] * (1 + worth) for leaf, worth in best.items()))
    return seen


def marked_words(matcher: Matcher) -> dict[int, tuple[str, ...]]:
    """The words of each leaf that has vowel marks, by its number; nothing for nearly all queries.

    Args:
        matcher: of the query.
    """
    surfaces = [tuple(word.surface for word in words(leaf)) for leaf in matcher.leaves]
    return {number: each for number, each in enumerate(surfaces) if any(map(is_vocalised, each))}


def vowel_preferences(
    asked: Mapping[int, Sequence[str]], matches: Iterable[Match], tokens: Sequence[Token]
) -> dict[int, float]:
    """How much a text's vowel marks speak for it: from -1 to 1, 0 where they say nothing.

    Args:
        asked: from `marked_words`.
        matches: what matched in the text, from `search.highlight.matcher`; relatives, which are
            other words, are not looked at.
        tokens: the tokens of the text.

    Returns:
        By number of each leaf that has marks and matched: what the match says that agrees best.
    """
    best: dict[int, float] = {}
    for first, last, leaf, level, _ in matches:
        marked = asked.get(leaf)
        if marked and level is not Level.ROOT and last - first + 1 == len(marked):
            found = [surface(tokens, number) for number in range(first, last + 1)]
            pairs = zip(marked, found, strict=True)
            worth = fmean(preference(word, text) for word, text in pairs if is_vocalised(word))
            best[leaf] = max(worth, best.get(leaf, -1.0))
    return best

"""The rerank feature of a query's vowel marks.

Marks outside apostrophes are a preference: a text that contradicts them ranks after one that can be
read with them, and a text that has the same marks ranks before one that has none.
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


def vowel_scores(
    node: Node,
    texts: Sequence[Mapping[TextField, str]],
    analyse: Callable[[str], Sequence[Token]],
    weight: Callable[[Word], float],
) -> list[float]:
    """The score of each text for the vowel marks of a query.

    Args:
        node: the query's tree.
        texts: of each document, by field.
        analyse: gives the tokens of a text.
        weight: the score of a word of the query.

    Returns:
        For each text the sum over the query's leaves with marks of their weight times 0 (the text
        contradicts the marks), 1 (it has no marks) to 2 (it has the same marks). An empty list if
        the query has no marks.
    """
    if not any(is_vocalised(word.surface) for word in words_in(node)):
        return []
    matcher = compile_matcher(node)
    marked = marked_words(matcher)
    weights = {number: sum(map(weight, words_in(matcher.leaves[number]))) for number in marked}
    scores = []
    for fields in texts:
        best: dict[int, float] = {}
        for field, text in fields.items():
            tokens = analyse(text)
            found = vowel_preferences(marked, matcher.matches(tokens, field), tokens)
            best |= {leaf: max(value, best.get(leaf, -1.0)) for leaf, value in found.items()}
        scores.append(sum(weights[leaf] * (1 + value) for leaf, value in best.items()))
    return scores


def marked_words(matcher: Matcher) -> dict[int, tuple[str, ...]]:
    """By number of each leaf of a query that has vowel marks, the surfaces of its words."""
    surfaces = [tuple(word.surface for word in words(leaf)) for leaf in matcher.leaves]
    return {number: each for number, each in enumerate(surfaces) if any(map(is_vocalised, each))}


def vowel_preferences(
    marked: Mapping[int, Sequence[str]], matches: Iterable[Match], tokens: Sequence[Token]
) -> dict[int, float]:
    """How well a text's vowel marks agree with a query's: from -1 to 1, 0 if it has none.

    Args:
        marked: the leaves with marks, from `marked_words`.
        matches: in the text; those by the root are ignored, because they are other words.
        tokens: of the text.

    Returns:
        By number of each leaf with marks that matched, the value of its best match.
    """
    best: dict[int, float] = {}
    for first, last, leaf, level, _ in matches:
        surfaces = marked.get(leaf)
        if surfaces and level is not Level.ROOT and last - first + 1 == len(surfaces):
            found = [surface(tokens, number) for number in range(first, last + 1)]
            pairs = zip(surfaces, found, strict=True)
            value = fmean(preference(word, text) for word, text in pairs if is_vocalised(word))
            best[leaf] = max(value, best.get(leaf, -1.0))
    return best

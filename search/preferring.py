"""Which documents the vowel marks of a query speak for: for a second look at the candidates.

A mark that a user types without asking for it by apostrophes is a preference: a text that can't be
read so goes behind one that can, and one that has the very marks before one that has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

from index.analysis import Level, Token
from index.query import Phrase, Word
from search.lazy_tokens import surface
from search.matching import Match, Matcher
from search.vocalisation import is_vocalised, preference


def marked_words(matcher: Matcher) -> dict[int, tuple[str, ...]]:
    """The words of each leaf that has vowel marks, by its number; nothing for nearly all queries.

    Args:
        matcher: of the query.
    """
    return {number: words for number, words in _words(matcher) if any(map(is_vocalised, words))}


def vowel_preference(
    asked: Mapping[int, Sequence[str]], matches: Sequence[Match], tokens: Sequence[Token]
) -> float:
    """How much a text's vowel marks speak for it: from -1 to 1, 0 where they say nothing.

    Args:
        asked: from `marked_words`.
        matches: what matched in the text, from `search.matching`; relatives, which are other
            words, are not looked at.
        tokens: the tokens of the text.

    Returns:
        The mean over the leaves that have marks and matched; of each the match that agrees best.
    """
    best: defaultdict[int, list[float]] = defaultdict(list)
    for first, last, leaf, level, _ in matches:
        words = asked.get(leaf)
        if words and level is not Level.ROOT and last - first + 1 == len(words):
            found = [surface(tokens, number) for number in range(first, last + 1)]
            pairs = zip(words, found, strict=True)
            best[leaf].append(
                fmean(preference(word, [text]) for word, text in pairs if is_vocalised(word))
            )
    return fmean(map(max, best.values())) if best else 0.0


def _words(matcher: Matcher) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, leaf in enumerate(matcher.written):
        if isinstance(leaf, Word):
            yield number, (leaf.surface,)
        elif isinstance(leaf, Phrase):
            yield number, tuple(word.surface for word in leaf.words)

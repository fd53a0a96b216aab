"""Match reasons: for each word of the query, its closest match in a document and the rules.

    matches, tokens -> closest(...) -> Closest   of each leaf, in one text
    Closest of all texts of a hit -> reasons(...) -> Reason, Reason, ...

Only the words that a reason names become tokens, and the rules of pairs of words are cached, so
the reasons of a page of hits cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from index.analysis import Level, Token
from index.model.query import Origin, TextField, TextLeaf, Word, WordLeaf, words
from search.arabic.match_rules import SAME, MatchRule, MatchStep, rules_of
from search.highlight.match_levels import RANKS, Rank
from search.highlight.matcher import Match, Matcher
from search.model.records import Reason
from search.text.graphemes import cluster
from search.text.lazy_tokens import surface

_OF_ORIGIN: Final = {
    Origin.NAME: MatchRule.NAME,
    Origin.SYNONYM: MatchRule.SYNONYM,
    Origin.SPELLING: MatchRule.SPELLING,
}
# What is said of two words where no other rule explains them.
_UNEXPLAINED: Final = ((MatchStep(MatchRule.SPELLING),), (MatchStep(MatchRule.STEM),))
# Of the closest matches of a leaf in a text so many are compared, for the one with fewest rules.
_MAX_COMPARED: Final = 3
MAX_FOUND_CHARACTERS: Final = 120
"""Characters of a match that a reason quotes; a phrase may be a page long, and a word too."""


class Closest(NamedTuple):
    """The closest matches of a leaf in one text.

    Attributes:
        rank: of their level.
        level: of all of them.
        field: of the document, to which the text belongs.
        tokens: of the text.
        ranges: the first few of the matches, as numbers of their first and their last token.
    """

    rank: Rank
    level: Level | None
    field: TextField
    tokens: Sequence[Token]
    ranges: list[tuple[int, int]]


def closest(
    matches: Sequence[Match], tokens: Sequence[Token], field: TextField
) -> dict[int, Closest]:
    """The closest matches of each leaf, by its number.

    Args:
        matches: what `search.highlight.matcher` found in a text.
        tokens: the tokens of the text.
        field: of the document, to which the text belongs.
    """
    best: dict[int, Closest] = {}
    for first, last, leaf, level, _ in matches:
        rank = RANKS[level]
        known = best.get(leaf)
        if known is None or rank < known.rank:
            best[leaf] = Closest(rank, level, field, tokens, [(first, last)])
        elif rank == known.rank and len(known.ranges) < _MAX_COMPARED:
            known.ranges.append((first, last))
    return best


def closer(one: Mapping[int, Closest], other: Mapping[int, Closest]) -> dict[int, Closest]:
    """Of each leaf the closer matches of two texts; of equals those of the first text."""
    best = dict(one)
    for leaf, found in other.items():
        if leaf not in best or found.rank < best[leaf].rank:
            best[leaf] = found
    return best


def reasons(matcher: Matcher, found: Mapping[int, Closest]) -> tuple[Reason, ...]:
    """Why a document was found: one reason for each word, in the order of the query.

    A word of the query may have several leaves; the reason is that of the closest one.

    Args:
        matcher: found the matches.
        found: the closest matches of each leaf in the whole document.
    """
    best: dict[Hashable, Reason] = {}
    own = {leaf.surface for leaf in matcher.leaves if _origin(leaf) is None}
    for number, leaf in enumerate(matcher.leaves):
        if number in found:
            reason = _reason(leaf, found[number], another=leaf.surface not in own)
            asked = _asked(leaf)
            if asked not in best or _distance(reason) < _distance(best[asked]):
                best[asked] = reason
    return tuple(best.values())


def _asked(leaf: TextLeaf) -> Hashable:
    """What was asked for by a leaf, and so by its variants: text, fields, closest level, marks."""
    of_words = [(word.levels[0], word.vocalised) for word in words(leaf)]
    return (leaf.surface, leaf.fields, *of_words)


def _distance(reason: Reason) -> tuple[Rank, int]:
    return RANKS[reason.level], len(reason.steps)


def _origin(leaf: TextLeaf) -> MatchRule | None:
    """The rule by which a leaf is in the query, if the user did not write it."""
    return _OF_ORIGIN.get(leaf.origin) if isinstance(leaf, WordLeaf) else None


def _reason(leaf: TextLeaf, closest: Closest, *, another: bool) -> Reason:
    """The reason with the fewest rules; `another` says that the user did not write the leaf."""
    best: tuple[tuple[MatchStep, ...], tuple[int, int]] | None = None
    for first, last in closest.ranges:
        steps = _steps(leaf, closest, first, last)
        origin = _origin(leaf)
        if origin and steps in _UNEXPLAINED:
            steps = (MatchStep(origin),)
        elif origin and another:
            steps = (MatchStep(origin), *(step for step in steps if step not in SAME))
        if best is None or steps == SAME or len(steps) < len(best[0]):
            best = steps, (first, last)
        if len(steps) == 1 and (steps == SAME or closest.level is None):
            break
    assert best
    steps, (first, last) = best
    return Reason(
        word=leaf.surface,
        found=_quoted(closest.tokens, first, last),
        field=closest.field,
        level=closest.level,
        steps=steps,
    )


def _quoted(tokens: Sequence[Token], first: int, last: int) -> str:
    """The words of a match, those of one ligature once; cut if they are too long."""
    if first == last:
        found = surface(tokens, first)
    else:
        found = " ".join({each.start: each.surface for each in tokens[first : last + 1]}.values())
    if len(found) <= MAX_FOUND_CHARACTERS:
        return found
    return found[: cluster(found, MAX_FOUND_CHARACTERS)[0]] + "…"


def _steps(leaf: TextLeaf, closest: Closest, first: int, last: int) -> tuple[MatchStep, ...]:
    level = closest.level
    if level is None:
        return (MatchStep(MatchRule[leaf.kind.upper()]),)
    if isinstance(leaf, Word):
        return rules_of(leaf.surface, surface(closest.tokens, first), level)
    return _of_words(words(leaf), closest.tokens[first : last + 1], level)


def _of_words(
    words: Sequence[Word], tokens: Iterable[Token], level: Level
) -> tuple[MatchStep, ...]:
    """The rules of all words of a leaf, each once; the tokens may match only some, in order."""
    steps: dict[MatchStep, None] = {}
    waiting = iter(words)
    for token in tokens:
        terms = token.terms(level)
        for word in waiting:
            if any(reading.at(level) in terms for reading in word.readings):
                steps |= dict.fromkeys(rules_of(word.surface, token.surface, level))
                break
    return tuple(step for step in steps if step not in SAME) or SAME

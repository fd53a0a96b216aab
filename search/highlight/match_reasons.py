"""Why a document was found: for each word of the query, its closest match and the rules.

    matches, tokens -> closest(...) -> Closest   of each leaf, in one text
    Closest of all texts of a hit -> reasons(...) -> Reason, Reason, ...

Only the words that are named become tokens, and rules are remembered by pairs of words, so a
page of hits costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from index.analysis import Level, Token
from index.model.query import Fuzzy, Origin, Phrase, Prefix, TextField, Word
from search.arabic.match_rules import SAME, MatchRule, MatchStep, rules_of
from search.highlight.match_levels import RANKS, Rank
from search.highlight.matcher import Match, Matcher, TextLeaf
from search.model.records import Reason
from search.text.graphemes import cluster
from search.text.lazy_tokens import surface

# Of a leaf's closest matches in a text so many are compared, for one that needs least rules.
_OF_ORIGIN: Final = {Origin.NAME: MatchRule.NAME, Origin.SYNONYM: MatchRule.SYNONYM}
# What is said of two words of which nothing else can be.
_UNEXPLAINED: Final = ((MatchStep(MatchRule.SPELLING),), (MatchStep(MatchRule.STEM),))
_COMPARED: Final = 3
LONGEST: Final = 120
"""Characters of a match that are told; a phrase may be a page long, and a word too."""


class Closest(NamedTuple):
    """The closest matches of a leaf in one text.

    Attributes:
        rank: of their level.
        level: of all of them.
        field: where the text stands in the document.
        tokens: of the text.
        runs: the first few of the matches, as numbers of their first and their last token.
    """

    rank: Rank
    level: Level | None
    field: TextField
    tokens: Sequence[Token]
    runs: list[tuple[int, int]]


def closest(
    matches: Sequence[Match], tokens: Sequence[Token], field: TextField
) -> dict[int, Closest]:
    """The closest matches of each leaf, by its number.

    Args:
        matches: what matched in a text, from `search.highlight.matcher`.
        tokens: the tokens of the text.
        field: where it stands.
    """
    best: dict[int, Closest] = {}
    for first, last, leaf, level, _ in matches:
        rank = RANKS[level]
        known = best.get(leaf)
        if known is None or rank < known.rank:
            best[leaf] = Closest(rank, level, field, tokens, [(first, last)])
        elif rank == known.rank and len(known.runs) < _COMPARED:
            known.runs.append((first, last))
    return best


def closer(one: Mapping[int, Closest], other: Mapping[int, Closest]) -> dict[int, Closest]:
    """Of each leaf what is closer in one of two texts; of equals the first."""
    kept = dict(one)
    for leaf, found in other.items():
        if leaf not in kept or found.rank < kept[leaf].rank:
            kept[leaf] = found
    return kept


def reasons(matcher: Matcher, found: Mapping[int, Closest]) -> tuple[Reason, ...]:
    """Why a document was found, in the order of the query; one reason for each word.

    Several leaves may stand for one word of the query; of these the closest one speaks.

    Args:
        matcher: found the matches.
        found: the closest ones of each leaf in the whole document.
    """
    told: dict[Hashable, Reason] = {}
    own = {leaf.surface for leaf in matcher.written if _origin(leaf) is None}
    for number, leaf in enumerate(matcher.written):
        if number in found:
            reason = _reason(leaf, found[number], another=leaf.surface not in own)
            asked = leaf.surface, leaf.fields
            known = told.get(asked)
            if known is None or _distance(reason) < _distance(known):
                told[asked] = reason
    return tuple(told.values())


def _distance(reason: Reason) -> tuple[Rank, int]:
    return RANKS[reason.level], len(reason.steps)


def _origin(leaf: TextLeaf) -> MatchRule | None:
    """Why a leaf stands in the query, if the user did not write it."""
    return _OF_ORIGIN.get(leaf.origin) if isinstance(leaf, Word | Phrase) else None


def _reason(leaf: TextLeaf, closest: Closest, *, another: bool) -> Reason:
    """The reason that needs least of its closest matches.

    Args:
        leaf: what matched.
        closest: the matches.
        another: whether it is a word that the user did not write.
    """
    best: tuple[tuple[MatchStep, ...], tuple[int, int]] | None = None
    for first, last in closest.runs:
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
        found=_text(closest.tokens, first, last),
        field=closest.field,
        level=closest.level,
        steps=steps,
    )


def _text(tokens: Sequence[Token], first: int, last: int) -> str:
    """The words of a run; those of one ligature once."""
    if first == last:
        return _shortened(surface(tokens, first))
    run = {token.start: token.surface for token in tokens[first : last + 1]}
    return _shortened(" ".join(run.values()))


def _shortened(found: str) -> str:
    if len(found) <= LONGEST:
        return found
    return found[: cluster(found, LONGEST)[0]] + "…"


def _steps(leaf: TextLeaf, closest: Closest, first: int, last: int) -> tuple[MatchStep, ...]:
    level = closest.level
    match leaf:
        case Word(asked) if level:
            return rules_of(asked, surface(closest.tokens, first), level)
        case Phrase(words=words) if level:
            return _of_phrase(words, closest.tokens[first : last + 1], level)
        case Prefix():
            return (MatchStep(MatchRule.PREFIX),)
        case Fuzzy():
            return (MatchStep(MatchRule.FUZZY),)
        case _:
            return (MatchStep(MatchRule.WILDCARD),)


def _of_phrase(
    words: Sequence[Word], tokens: Iterable[Token], level: Level
) -> tuple[MatchStep, ...]:
    """The rules of all words of a phrase, each once; tokens may be a part of them, in order."""
    steps: dict[MatchStep, None] = {}
    waiting = iter(words)
    for token in tokens:
        terms = token.terms(level)
        for word in waiting:
            if any(reading.at(level) in terms for reading in word.readings):
                steps |= dict.fromkeys(rules_of(word.surface, token.surface, level))
                break
    told = tuple(step for step in steps if step not in SAME)
    return told or SAME

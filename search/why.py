"""Why a document was found: for each word of the query, its closest match and the rules.

    matches, tokens -> closest(...) -> Closest   of each leaf, in one text
    Closest of all texts of a hit -> reasons(...) -> Reason, Reason, ...

Only the words that are named become tokens, and rules are remembered by pairs of words, so a
page of hits costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from index.analysis import Level, Token
from index.query import Fuzzy, Phrase, Prefix, TextField, Word
from search.graphemes import cluster
from search.levels import RANKS, Rank
from search.matching import Match, Matcher, TextLeaf
from search.model import Reason
from search.rules import SAME, Rule, Step, rules_of

# Of a leaf's closest matches in a text so many are compared, for one that needs least rules.
_COMPARED: Final = 4
LONGEST: Final = 120
"""Characters of a match that are told; a phrase may be a page long, and a word too."""


@dataclass(frozen=True, slots=True)
class Closest:
    """The closest matches of a leaf in one text.

    Attributes:
        level: the level of all of them.
        field: where the text stands in the document.
        found: the tokens of the first few, in the order of the text.
    """

    level: Level | None
    field: TextField
    found: tuple[Sequence[Token], ...]

    @property
    def rank(self) -> Rank:
        """The level's."""
        return RANKS[self.level]


def closest(
    matches: Sequence[Match], tokens: Sequence[Token], field: TextField
) -> dict[int, Closest]:
    """The closest matches of each leaf, by its number.

    Args:
        matches: what matched in a text, from `search.matching`.
        tokens: the tokens of the text.
        field: where it stands.
    """
    best: dict[int, list[Match]] = {}
    for match in matches:
        known = best.get(match.leaf)
        if known is None or RANKS[match.level] < RANKS[known[0].level]:
            best[match.leaf] = [match]
        elif match.level == known[0].level and len(known) < _COMPARED:
            known.append(match)
    return {
        leaf: Closest(
            known[0].level, field, tuple(tokens[one.first : one.last + 1] for one in known)
        )
        for leaf, known in best.items()
    }


def closer(one: Mapping[int, Closest], other: Mapping[int, Closest]) -> dict[int, Closest]:
    """Of each leaf what is closer in one of two texts; of equals the first."""
    kept = dict(one)
    for leaf, found in other.items():
        if leaf not in kept or found.rank < kept[leaf].rank:
            kept[leaf] = found
    return kept


def reasons(matcher: Matcher, found: Mapping[int, Closest]) -> tuple[Reason, ...]:
    """Why a document was found, in the order of the query.

    Args:
        matcher: found the matches.
        found: the closest ones of each leaf in the whole document.
    """
    return tuple(
        _reason(leaf, found[number])
        for number, leaf in enumerate(matcher.written)
        if number in found
    )


def _reason(leaf: TextLeaf, closest: Closest) -> Reason:
    steps, tokens = min(
        ((_steps(leaf, tokens, closest.level), tokens) for tokens in closest.found),
        key=lambda each: (each[0] != SAME, len(each[0])),
    )
    return Reason(
        word=leaf.surface,
        found=_shortened(" ".join({token.start: token.surface for token in tokens}.values())),
        field=closest.field.value,
        level=closest.level,
        steps=steps,
    )


def _shortened(found: str) -> str:
    if len(found) <= LONGEST:
        return found
    return found[: cluster(found, LONGEST)[0]] + "…"


def _steps(leaf: TextLeaf, tokens: Sequence[Token], level: Level | None) -> tuple[Step, ...]:
    match leaf:
        case Word(surface) if level:
            return rules_of(surface, tokens[0].surface, level)
        case Phrase(words=words) if level:
            return _of_phrase(words, tokens, level)
        case Prefix():
            return (Step(Rule.PREFIX),)
        case Fuzzy():
            return (Step(Rule.FUZZY),)
        case _:
            return (Step(Rule.WILDCARD),)


def _of_phrase(words: Sequence[Word], tokens: Iterable[Token], level: Level) -> tuple[Step, ...]:
    """The rules of all words of a phrase, each once; tokens may be a part of them, in order."""
    steps: dict[Step, None] = {}
    waiting = iter(words)
    for token in tokens:
        terms = token.terms(level)
        for word in waiting:
            if any(reading.at(level) in terms for reading in word.readings):
                steps |= dict.fromkeys(rules_of(word.surface, token.surface, level))
                break
    told = tuple(step for step in steps if step not in SAME)
    return told or SAME

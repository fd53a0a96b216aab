"""Where the words of a query stand in a document: query tree + tokens -> matches.

    compile_matcher(node) -> Matcher;  matcher.matches(tokens, field) -> Match, Match, ...

It finds what the engines found, in the tokens of the original text, so that snippets, highlights
and the second look at the candidates know which words matched, and how closely. A leaf becomes
*slots*: sets of terms at one level (or a rule on forms), and one pass over the tokens notes
where each slot occurs (`search.highlight.occurrences`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias, assert_never

from index.analysis.token import Level, Token
from index.model.query import (
    ALL_LEVELS,
    Fuzzy,
    Node,
    Part,
    Phrase,
    Prefix,
    TextField,
    TextLeaf,
    Wildcard,
    Word,
    leaves,
    with_proclitics,
)
from search.arabic.vocalisation import is_compatible
from search.highlight.occurrences import Slots, either, fuzzy_rule, wildcard_rule
from search.text.lazy_tokens import surface

TELLING: Final = 0.5
"""What a word weighs at least that says what a document is about."""


class Match(NamedTuple):
    """A run of neighbouring tokens that a leaf of the query matched.

    Attributes:
        first: index of its first token.
        last: index of its last token, included.
        leaf: number of the leaf in `Matcher.leaves`.
        level: the closest level at which it matched; None for prefixes, wildcards and fuzzy
            words, which match on forms without being them.
        weight: the leaf's weight; a phrase's is the sum of its words'.
    """

    first: int
    last: int
    leaf: int
    level: Level | None
    weight: float


class Matcher:
    """Finds a query's leaves in tokens; made by `compile_matcher`, for one query.

    Remembers what it decided about a form, so one matcher should see all hits of a response.

    Attributes:
        leaves: what is looked for, in the order of the query, each once, as it was first written.
    """

    def __init__(self, leaves: tuple[TextLeaf, ...]) -> None:
        self.leaves: Final = leaves
        self._slots: Final = Slots()
        plans = [_plan(number, leaf, self._slots) for number, leaf in enumerate(leaves)]
        self._plans: Final = {
            field: [plan for plan, leaf in zip(plans, leaves, strict=True) if field in leaf.fields]
            for field in TextField
        }

    def looks_in(self, field: TextField) -> bool:
        """Whether a leaf may match in `field`."""
        return bool(self._plans[field])

    def matches(self, tokens: Sequence[Token], field: TextField) -> tuple[Match, ...]:
        """Every match of the leaves that may match in `field`.

        Args:
            tokens: the tokens of the whole field.
            field: which field they are of.

        Returns:
            Matches by first token, then last, then leaf. A phrase as written is one match; one
            with other words in between (slop) is a match for each run of its own words.
        """
        plans = self._plans[field]
        if not plans:
            return ()
        occurrences = self._slots.occurrences(tokens)
        found = [match for plan in plans for match in plan(tokens, occurrences)]
        return tuple(sorted(found, key=attrgetter("first", "last", "leaf")))


def compile_matcher(node: Node) -> Matcher:
    """What to look for in tokens, from a query tree.

    What the query excludes is left out, and so is a pattern that every form would match. Words
    that weigh less than `TELLING` (stop words) are looked for by themselves only if there is
    nothing else to look for; inside a phrase they always are.

    Args:
        node: the tree; leaves that differ only in their surface count as one.
    """
    found = tuple(
        dict.fromkeys(
            leaf
            for leaf in leaves(node, Part.SCORED)
            if isinstance(leaf, TextLeaf) and _says_something(leaf)
        )
    )
    telling = tuple(
        leaf for leaf in found if not (isinstance(leaf, Word) and leaf.weight < TELLING)
    )
    return Matcher(telling or found)


def _says_something(leaf: TextLeaf) -> bool:
    match leaf:
        case Prefix():
            return bool(leaf.text)
        case Wildcard():
            return bool(leaf.pattern.strip("*"))
        case Word() | Phrase() | Fuzzy():
            return True
        case _:
            assert_never(leaf)


# Plans: how the matches of one leaf follow from the occurrences of its slots

_Plan: TypeAlias = Callable[[Sequence[Token], list[list[int]]], Iterator[Match]]


def _plan(number: int, leaf: TextLeaf, slots: Slots) -> _Plan:
    match leaf:
        case Word():
            levels = [level for level in ALL_LEVELS if level in leaf.levels]
            return _WordPlan(
                number,
                leaf.weight,
                [(lv, slots.of_terms(lv, leaf.readings)) for lv in levels],
                leaf.vocalised,
            )
        case Phrase():
            levels = [level for level in ALL_LEVELS if level in leaf.levels]
            return _PhrasePlan(
                number,
                sum(word.weight for word in leaf.words),
                leaf.slop,
                [(lv, [slots.of_terms(lv, word.readings) for word in leaf.words]) for lv in levels],
                [word.vocalised for word in leaf.words],
            )
        case Prefix():
            starts = with_proclitics(leaf)
            return _RulePlan(number, slots.of_rule(lambda form: form.startswith(starts)))
        case Wildcard():
            wild = map(wildcard_rule, with_proclitics(leaf))
            return _RulePlan(number, slots.of_rule(either(wild)))
        case Fuzzy(distance=distance):
            near = (fuzzy_rule(text, distance) for text in with_proclitics(leaf))
            return _RulePlan(number, slots.of_rule(either(near)))
        case _:
            assert_never(leaf)


def _read_so(marks: str, indexes: Iterable[int], tokens: Sequence[Token]) -> Iterable[int]:
    """The numbers of the tokens that can be read with these marks."""
    if not marks:
        return indexes
    return [index for index in indexes if is_compatible(marks, surface(tokens, index))]


@dataclass(frozen=True, slots=True)
class _WordPlan:
    number: int
    weight: float
    levels: Sequence[tuple[Level, int]]
    marks: str

    def __call__(self, tokens: Sequence[Token], occurrences: list[list[int]]) -> Iterator[Match]:
        seen: set[int] = set()
        for level, slot in self.levels:
            for index in _read_so(self.marks, occurrences[slot], tokens):
                if index not in seen:
                    seen.add(index)
                    yield Match(index, index, self.number, level, self.weight)


@dataclass(frozen=True, slots=True)
class _RulePlan:
    number: int
    slot: int

    def __call__(self, tokens: Sequence[Token], occurrences: list[list[int]]) -> Iterator[Match]:
        for index in occurrences[self.slot]:
            yield Match(index, index, self.number, None, 1.0)


@dataclass(frozen=True, slots=True)
class _PhrasePlan:
    number: int
    weight: float
    slop: int
    levels: Sequence[tuple[Level, Sequence[int]]]
    marks: Sequence[str]

    def __call__(self, tokens: Sequence[Token], occurrences: list[list[int]]) -> Iterator[Match]:
        seen: set[tuple[int, int]] = set()
        for level, slots in self.levels:
            words = [
                [*_read_so(marks, occurrences[slot], tokens)]
                for slot, marks in zip(slots, self.marks, strict=True)
            ]
            for first in words[0]:
                for run in _runs(self._chain(first, words, tokens)):
                    if run not in seen:
                        seen.add(run)
                        yield Match(*run, self.number, level, self.weight)

    def _chain(
        self, first: int, words: Sequence[Sequence[int]], tokens: Sequence[Token]
    ) -> list[int]:
        """The indexes of the phrase's words from `first` on, each as early as it can be."""
        chain = [first]
        for number, indexes in enumerate(words[1:], 1):
            at = bisect_right(indexes, chain[-1])
            if at == len(indexes):
                return []
            others = tokens[indexes[at]].position - tokens[first].position - number
            if others > self.slop:
                return []
            chain.append(indexes[at])
        return chain


def _runs(chain: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(first, last) of the runs of neighbours in ascending indexes."""
    start = 0
    for at in range(1, len(chain) + 1):
        if at == len(chain) or chain[at] != chain[at - 1] + 1:
            yield chain[start], chain[at - 1]
            start = at

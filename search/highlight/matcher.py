"""Where the leaves of a query match in a document: query tree + tokens -> matches.

    compile_matcher(node) -> Matcher;  matcher.matches(tokens, field) -> Match, Match, ...

It finds what the engines found, in the tokens of the original text, for snippets, highlights,
match reasons and the features of the rerank. A leaf becomes *slots*: sets of terms at one level,
or a rule on forms. One pass over the tokens finds where each slot occurs
(`search.highlight.occurrences`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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
    WordLeaf,
    leaves,
    with_proclitics,
    words,
)
from search.arabic.typed_letters import keeps_letters
from search.arabic.vocalisation import is_compatible
from search.highlight.occurrences import FormRule, Slots, either, fuzzy_rule, wildcard_rule
from search.text.lazy_tokens import surface

MIN_CONTENT_WEIGHT: Final = 0.5
"""The least weight of a content word; stop words weigh less."""


class Match(NamedTuple):
    """Adjacent tokens that a leaf of the query matched.

    Attributes:
        first: index of its first token.
        last: index of its last token, included.
        leaf: number of the leaf in `Matcher.leaves`.
        level: the closest level at which it matched; None for prefixes, wildcards and fuzzy
            words, which match other forms.
        weight: the leaf's weight; a phrase's is the sum of its words'.
    """

    first: int
    last: int
    leaf: int
    level: Level | None
    weight: float


class Matcher:
    """Finds the leaves of one query in tokens; made by `compile_matcher`.

    It caches which rules accept a form, so one matcher should match all hits of a response.

    Attributes:
        leaves: the leaves in the order of the query, each once, as it was first written.
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

    def matches(
        self, tokens: Sequence[Token], field: TextField, start: int = 0
    ) -> tuple[Match, ...]:
        """Every match in the tokens of a field, or of a passage of it.

        Args:
            tokens: of the field or the passage.
            field: which field they are of.
            start: how many tokens the field has before them, for leaves that ask where in a field
                a word stands.

        Returns:
            Matches by first token, then last, then leaf. A phrase is one match; if there are
            other words in it (slop), each group of its own adjacent words is a match.
        """
        plans = self._plans[field]
        if not plans:
            return ()
        occurrences = self._slots.occurrences(tokens)
        found = [match for plan in plans for match in plan(tokens, occurrences, start)]
        return tuple(sorted(found, key=attrgetter("first", "last", "leaf")))


def compile_matcher(node: Node) -> Matcher:
    """The matcher of a query tree.

    It does not look for what the query excludes, nor for a pattern that every form would match,
    nor for words that weigh less than `MIN_CONTENT_WEIGHT`, unless there is nothing else.
    """
    found = tuple(
        dict.fromkeys(
            leaf
            for leaf in leaves(node, Part.SCORED)
            if isinstance(leaf, TextLeaf) and _is_specific(leaf)
        )
    )
    content = tuple(
        leaf for leaf in found if not (isinstance(leaf, Word) and leaf.weight < MIN_CONTENT_WEIGHT)
    )
    return Matcher(content or found)


def _is_specific(leaf: TextLeaf) -> bool:
    """Whether a leaf does not match every form."""
    match leaf:
        case Prefix():
            return bool(leaf.text)
        case Wildcard():
            return bool(leaf.pattern.strip("*"))
        case Word() | Phrase() | Fuzzy():
            return True
        case _:
            assert_never(leaf)


_Fits: TypeAlias = Callable[[str], bool]
_Plan: TypeAlias = Callable[[Sequence[Token], list[list[int]], int], Iterator[Match]]
"""Makes the matches of one leaf from tokens, the occurrences of its slots, and how many tokens the
field has before them."""


def _plan(number: int, leaf: TextLeaf, slots: Slots) -> _Plan:
    match leaf:
        case Word():
            return _WordsPlan.of(number, leaf, slots)
        case Phrase():
            return _WordsPlan.of(number, leaf, slots, leaf.slop, leaf.numbers)
        case Prefix():
            starts = with_proclitics(leaf)
            return _rule_plan(number, slots, lambda form: form.startswith(starts))
        case Wildcard():
            return _rule_plan(number, slots, either(map(wildcard_rule, with_proclitics(leaf))))
        case Fuzzy(distance=distance):
            near = (fuzzy_rule(text, distance) for text in with_proclitics(leaf))
            return _rule_plan(number, slots, either(near))
        case _:
            assert_never(leaf)


def _rule_plan(number: int, slots: Slots, rule: FormRule) -> _Plan:
    slot = slots.of_rule(rule)
    return lambda _, found, __: (Match(at, at, number, None, 1.0) for at in found[slot])


@dataclass(frozen=True, slots=True)
class _WordsPlan:
    """For a leaf of words that follow each other.

    At most `slop` other words may be between them, and of these `numbers` must be numbers.
    """

    number: int
    weight: float
    slop: int
    levels: Sequence[tuple[Level, Sequence[int]]]  # the slot of each word
    fits: Sequence[_Fits | None]
    numbers: int

    @classmethod
    def of(
        cls, number: int, leaf: WordLeaf, slots: Slots, slop: int = 0, numbers: int = 0
    ) -> _WordsPlan:
        own = words(leaf)
        levels = [
            (level, [slots.of_terms(level, word.readings) for word in own])
            for level in ALL_LEVELS
            if level in leaf.levels
        ]
        weight = sum(word.weight for word in own)
        return cls(number, weight, slop, levels, [*map(_fits, own)], numbers)

    def __call__(
        self, tokens: Sequence[Token], occurrences: list[list[int]], _: int
    ) -> Iterator[Match]:
        found: set[tuple[int, int]] = set()
        for level, slots in self.levels:
            words = [
                [at for at in occurrences[slot] if fits(surface(tokens, at))]
                if fits
                else occurrences[slot]
                for slot, fits in zip(slots, self.fits, strict=True)
            ]
            one = len(words) == 1
            groups: Iterable[tuple[int, int]] = (
                zip(words[0], words[0], strict=True) if one else self._groups(words, tokens)
            )
            for group in groups:
                if group not in found:
                    found.add(group)
                    yield Match(*group, self.number, level, self.weight)

    def _groups(
        self, words: Sequence[Sequence[int]], tokens: Sequence[Token]
    ) -> Iterator[tuple[int, int]]:
        for first in words[0]:
            yield from _adjacent(self._chain(first, words, tokens))

    def _chain(
        self, first: int, words: Sequence[Sequence[int]], tokens: Sequence[Token]
    ) -> list[int]:
        """The earliest indexes of the words from `first` on; none if one is missing."""
        chain = [first]
        for number, indexes in enumerate(words[1:], 1):
            at = bisect_right(indexes, chain[-1])
            if at == len(indexes):
                return []
            others = tokens[indexes[at]].position - tokens[first].position - number
            if others > self.slop:
                return []
            chain.append(indexes[at])
        if self.numbers and chain[-1] - first >= len(chain):
            between = (tokens[at] for at in range(first, chain[-1]) if at not in chain)
            if sum(not each.form.isdigit() for each in between) > self.slop - self.numbers:
                return []
        return chain


def _fits(word: Word) -> _Fits | None:
    """Whether a word of a text can have the vowel marks and letters of a query's; None if any."""
    if word.vocalised:
        return partial(is_compatible, word.vocalised)
    return partial(keeps_letters, word.typed) if word.typed else None


def _adjacent(chain: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each group of adjacent numbers in ascending ones."""
    start = 0
    for at in range(1, len(chain) + 1):
        if at == len(chain) or chain[at] != chain[at - 1] + 1:
            yield chain[start], chain[at - 1]
            start = at

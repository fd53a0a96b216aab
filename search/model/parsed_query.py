"""A parsed query: its trees, from the strictest to the loosest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.model.query import Node, Part, Phrase, Word, leaves, words
from search.model.records import MinimumShouldMatch, Notice, QueryTerm


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the relaxation of a query.

    What the user fixed (`+`, fields, dates, operators, exclusions) holds on every rung; only of
    the plain words and phrases some may be missing.

    Attributes:
        node: the tree to search for; every word that matches adds to the score, on any rung.
        share: how many of the plain words and phrases must match, as a name.
        minimum_should_match: that share as a number.
        of: how many plain words and phrases there are; 0 if the user fixed everything.
        words: the query terms, with those that are still required on this rung.
    """

    node: Node
    share: MinimumShouldMatch
    minimum_should_match: int
    of: int
    words: tuple[QueryTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query.

    Attributes:
        ladder: at least one rung, strictest first; each is searched if the one before it finds
            too little.
        question: whether it is a question or a long query, whose words describe what is sought,
            so that few documents have all of them.
        notices: how it was understood where that is not obvious, each code at most once.
    """

    ladder: tuple[Rung, ...]
    notices: tuple[Notice, ...]
    question: bool = False

    @property
    def node(self) -> Node:
        """The tree of the first rung, which requires all words."""
        return self.ladder[0].node

    @property
    def words(self) -> tuple[QueryTerm, ...]:
        """The query terms of the first rung, in the order of the text."""
        return self.ladder[0].words

    @property
    def vocalised(self) -> bool:
        """Whether a document must have words that agree with vowel marks of the query."""
        return any(word.vocalised for word in self._required)

    @property
    def compared(self) -> bool:
        """Whether texts must be compared with the query, because terms do not say all of it."""
        return any(word.vocalised or word.typed for word in self._required) or any(
            isinstance(leaf, Phrase) and leaf.numbers for leaf in leaves(self.node, Part.MATCHED)
        )

    @property
    def _required(self) -> Iterator[Word]:
        return (word for leaf in leaves(self.node, Part.MATCHED) for word in words(leaf))

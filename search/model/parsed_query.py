"""Parsed: what the query language makes of a text."""

from __future__ import annotations

from dataclasses import dataclass

from index.model.query import Node
from search.model.records import Notice, QueryTerm


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder from strict to lenient.

    What the user fixed (`+`, fields, dates, operators, exclusions) holds on every rung; only the
    plain words and phrases are let go.

    Attributes:
        node: the tree to search for. Its score counts every word that matches, whatever the rung.
        wanted: "all", "most" or "any" of the plain words.
        minimum: how many of them a document must match.
        of: how many plain words and phrases there are; 0 if the user fixed everything.
        words: the words as understood on this rung: which are still required.
    """

    node: Node
    wanted: str
    minimum: int
    of: int
    words: tuple[QueryTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query, read.

    Attributes:
        ladder: at least one rung, strictest first; the next is for when one finds nothing
            (or, for "most", too little).
        question: it is a question or a long query: its words describe what is sought, and few
            documents have all of them.
        notices: what the user should know of how it was read, each code at most once.
    """

    ladder: tuple[Rung, ...]
    notices: tuple[Notice, ...]
    question: bool = False

    @property
    def node(self) -> Node:
        """The tree of the first rung: all words."""
        return self.ladder[0].node

    @property
    def words(self) -> tuple[QueryTerm, ...]:
        """The words in the order of the text, as the first rung takes them."""
        return self.ladder[0].words

"""The nodes of the syntax tree that Whoosh's qparser does not have itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from whoosh.qparser import syntax
from whoosh.qparser.syntax import AndGroup, NotGroup, OrGroup

from search.query.dates import Period
from search.query.fields import Narrowing
from search.query.leaves import LeafParser
from search.query.messages import Remark
from search.query.query_clauses import QueryClause, Scope

ReadQuoted: TypeAlias = Callable[[LeafParser, str, int, Scope], tuple[QueryClause, ...]]
"""The clauses of a text between marks and the number after them: a method of `LeafParser`."""


class Chunk(syntax.SyntaxNode):
    """A run of characters without spaces."""

    def __init__(self, text: str, remark: Remark | None = None) -> None:
        self.text = text
        self.remark = remark


class Particle(Chunk):
    """و or أو or ليس; `search.query.operators` decides whether it is an operator."""


class Quoted(syntax.SyntaxNode):
    """The text between marks, the number after them (0 without one), and what reads both."""

    def __init__(self, text: str, number: int, read: ReadQuoted) -> None:
        self.text = text
        self.number = number
        self.read = read


class Dated(syntax.SyntaxNode):
    """A date field with its value."""

    def __init__(self, text: str, days: Period) -> None:
        self.text = text
        self.days = days


class MessageNode(syntax.SyntaxNode):
    """A remark on the query, with its subject; nothing to search for."""

    def __init__(self, remark: Remark, subject: str) -> None:
        self.remark = remark
        self.subject = subject


class Implicit(syntax.GroupNode):
    """Nodes side by side without an operator."""

    def __init__(self, nodes: Sequence[syntax.SyntaxNode] = ()) -> None:
        self.nodes: list[Any] = list(nodes)  # any, as in the groups of Whoosh
        self.boost = 1.0
        self.kwargs: dict[str, object] = {}


class Required(syntax.Wrapper):
    """What follows a `+`."""


class Hyphened(NotGroup):
    """What follows a `-`."""


class Narrowed(Implicit):
    """What follows the name of a field or level."""

    def __init__(self, nodes: Sequence[syntax.SyntaxNode], to: Narrowing, name: str) -> None:
        super().__init__(nodes)
        self.to = to
        self.name = name


QuerySyntax: TypeAlias = (
    Chunk | Quoted | Dated | MessageNode | Implicit | Required | NotGroup | AndGroup | OrGroup
)
"""What the syntax tree of a query is made of."""

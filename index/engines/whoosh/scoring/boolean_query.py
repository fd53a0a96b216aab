"""Clauses: query trees in the one shape that the kernels answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.model.query import AllOf, AnyOf, Everything, Node, Prefer, Without


@dataclass(frozen=True, slots=True)
class Clause:
    """What a tree asks for, its branches taken together.

    Attributes:
        required: all of these.
        optional: at least `minimum` of these.
        minimum: 0 where nothing is optional.
        liked: these only add to the score.
        unwanted: none of these.
    """

    required: tuple[Node, ...] = ()
    optional: tuple[Node, ...] = ()
    minimum: int = 0
    liked: tuple[Node, ...] = ()
    unwanted: tuple[Node, ...] = ()

    @property
    def parts(self) -> tuple[tuple[Node, ...], ...]:
        """All but the minimum: rungs of a ladder that have these in common go together."""
        return self.required, self.optional, self.liked, self.unwanted

    def filtered(self, filters: tuple[Node, ...]) -> Clause:
        """The same for documents that match some filters."""
        return replace(self, required=(*filters, *self.required)) if filters else self


def clause_of(node: Node) -> Clause:
    """The clause of a tree; what doesn't fit into one shape stays a tree among its parts."""
    match node:
        case Without(wanted, unwanted):
            clause = clause_of(wanted)
            return replace(clause, unwanted=(*clause.unwanted, unwanted))
        case Prefer(wanted, liked):
            clause = clause_of(wanted)
            return replace(clause, liked=(*clause.liked, liked))
        case AnyOf(parts, minimum):
            return Clause(optional=parts, minimum=max(1, minimum))
        case AllOf():
            return _all_of(node)
        case _:
            return Clause(required=(node,))


def _all_of(node: AllOf) -> Clause:
    """The last choice among the parts is the clause's; that is where ladders have theirs."""
    liked: list[Node] = []
    parts = [*_flat(node, liked)]
    choices = [place for place, part in enumerate(parts) if isinstance(part, AnyOf)]
    if not choices:
        return Clause(required=tuple(parts) or (Everything(),), liked=tuple(liked))
    last = parts.pop(choices[-1])
    assert isinstance(last, AnyOf)
    return Clause(tuple(parts), last.parts, max(1, last.minimum), tuple(liked))


def _flat(node: AllOf, liked: list[Node]) -> Iterator[Node]:
    """All that is required; what some part of it likes goes to `liked`, for it adds as much there.

    So a part that finds much is not gathered for its likings alone.
    """
    for part in node.parts:
        inner = part
        while isinstance(inner, Prefer):
            liked.append(inner.liked)
            inner = inner.wanted
        if isinstance(inner, AllOf) and inner.parts:
            yield from _flat(inner, liked)
        else:
            yield inner

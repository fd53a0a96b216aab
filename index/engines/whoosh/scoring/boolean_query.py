"""Clauses: query trees in the one form that the kernels evaluate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from index.model.query import AllOf, AnyOf, Everything, Leaf, Node, Prefer, Without


@dataclass(frozen=True, slots=True)
class Clause:
    """What a tree matches, its branches taken together.

    Attributes:
        required: a document must match all of these.
        optional: it must match at least `minimum_should_match` of these.
        minimum_should_match: 0 if nothing is optional.
        preferred: these only add to its score.
        excluded: it must match none of these.
    """

    required: tuple[Node, ...] = ()
    optional: tuple[Node, ...] = ()
    minimum_should_match: int = 0
    preferred: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()

    @property
    def parts(self) -> tuple[tuple[Node, ...], ...]:
        """All but the minimum: clauses that differ in it alone are evaluated together."""
        return self.required, self.optional, self.preferred, self.excluded


def clause_of(node: Node) -> Clause:
    """The clause of a tree; subtrees that are no clause by themselves stay among its parts."""
    if isinstance(node, Leaf):
        return Clause(required=(node,))
    match node:
        case Without(required, excluded):
            clause = clause_of(required)
            return replace(clause, excluded=(*clause.excluded, excluded))
        case Prefer(required, preferred):
            clause = clause_of(required)
            return replace(clause, preferred=(*clause.preferred, preferred))
        case AnyOf(parts, minimum):
            return Clause(optional=parts, minimum_should_match=max(1, minimum))
        case AllOf():
            return _all_of(node)
        case _:
            assert_never(node)


def _all_of(node: AllOf) -> Clause:
    """The last `AnyOf` among the parts gives the optional parts, as in the trees of fallbacks."""
    preferred: list[Node] = []
    parts = [*_flat(node, preferred)]
    choices = [place for place, part in enumerate(parts) if isinstance(part, AnyOf)]
    if not choices:
        return Clause(required=tuple(parts) or (Everything(),), preferred=tuple(preferred))
    last = parts.pop(choices[-1])
    assert isinstance(last, AnyOf)
    return Clause(tuple(parts), last.parts, max(1, last.minimum_should_match), tuple(preferred))


def _flat(node: AllOf, preferred: list[Node]) -> Iterator[Node]:
    """The required parts; what they prefer goes to `preferred`, where it adds the same.

    So a part that matches many documents need not be collected for what it prefers.
    """
    for part in node.parts:
        inner = part
        while isinstance(inner, Prefer):
            preferred.append(inner.preferred)
            inner = inner.required
        if isinstance(inner, AllOf) and inner.parts:
            yield from _flat(inner, preferred)
        else:
            yield inner

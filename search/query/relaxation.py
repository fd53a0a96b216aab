"""Relaxation: from the syntax tree to query trees that require ever fewer of the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final, assert_never

from whoosh.qparser.syntax import AndGroup, NotGroup, OrGroup

from index.model.query import (
    ALL_LEVELS,
    PHRASE_LEVELS,
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Node,
    Nothing,
    Prefer,
    Without,
    Word,
    branch_of,
    map_words,
)
from search.model.parsed_query import Rung
from search.model.records import MinimumShouldMatch, QueryTerm, QueryTermKind
from search.query import messages
from search.query.leaves import LeafParser
from search.query.query_clauses import QueryClause, Role, Scope
from search.query.questions import is_of_frame
from search.query.syntax_nodes import (
    Chunk,
    Dated,
    Hyphened,
    Implicit,
    MessageNode,
    Narrowed,
    QuerySyntax,
    Quoted,
    Required,
)

MIN_WORDS_FOR_MOST: Final = 4
"""From so many plain words on, a rung requires most of them ..."""
SHARE_FOR_MOST: Final = 0.6
"""... which is this share, rounded up."""
MIN_DESCRIPTION: Final = 5
"""So many words, stop words included, describe what is sought."""
STOP_WORD_WEIGHT: Final = 0.1
"""The weight of a stop word beside other words."""
FRAME_WEIGHT: Final = 0.5
"""The weight of a verb of a question's frame."""


def clauses(node: QuerySyntax, scope: Scope, parser: LeafParser) -> tuple[QueryClause, ...]:
    """The clauses of a node of the syntax tree, in the order of the text."""
    match node:
        case Chunk():
            found = parser.chunk(node.text, scope)
            if node.remark and found:
                parser.remark(node.remark, node.text)
            return found
        case Quoted():
            return node.read(parser, node.text, node.number, scope)
        case Dated():
            term = QueryTerm(node.text, QueryTermKind.DATE, required=True, field="date")
            days = ColumnFilter("date", start=node.days.start, end=node.days.end)
            return (QueryClause(days, (term,), Role.FIXED),)
        case MessageNode():
            parser.remark(node.remark, node.subject)
            return ()
        case Narrowed():
            return _narrowed(node, scope, parser)
        case Implicit():
            return _of_all(node.nodes, scope, parser)
        case Required():
            return _fixed(_operand(node, scope, parser))
        case NotGroup():
            return _excluded(node, scope, parser)
        case AndGroup() | OrGroup():
            return _operated(node, scope, parser)
        case _:
            assert_never(node)


def _of_all(
    nodes: Iterable[QuerySyntax], scope: Scope, parser: LeafParser
) -> tuple[QueryClause, ...]:
    return tuple(clause for node in nodes for clause in clauses(node, scope, parser))


def ladder(found: Sequence[QueryClause]) -> tuple[Rung, ...]:
    """The rungs for the clauses of a whole query; the first one requires all of its words."""
    if not found:
        return (Rung(Nothing(), MinimumShouldMatch.ALL, 0, 0),)
    group = _Group.of(found)
    count = len(group.plain)
    minima = {MinimumShouldMatch.ALL: count}
    if count >= MIN_WORDS_FOR_MOST:
        minima[MinimumShouldMatch.MOST] = ceil(count * SHARE_FOR_MOST)
    if count > 1:
        minima[MinimumShouldMatch.ANY] = 1
    whole, relaxed = group.words(), group.words(relaxed=True)
    return tuple(
        Rung(group.node(minimum), share, minimum, count, whole if minimum == count else relaxed)
        for share, minimum in minima.items()
    )


def with_frame_weights(found: Sequence[QueryClause]) -> tuple[QueryClause, ...]:
    """The clauses of a question, the verbs of its frame with less weight if there are others."""
    frame = {id(clause) for clause in found if _is_of_frame(clause)}
    if not any(clause.role is Role.PLAIN and id(clause) not in frame for clause in found):
        return tuple(found)
    return tuple(
        _weighted(clause, FRAME_WEIGHT) if id(clause) in frame else clause for clause in found
    )


def _is_of_frame(clause: QueryClause) -> bool:
    node = clause.node
    return (
        clause.role is Role.PLAIN
        and isinstance(node, Word)
        and node.levels == ALL_LEVELS
        and bool(node.readings)
        and is_of_frame(node.readings[0].form)
    )


def is_description(rung: Rung) -> bool:
    """Whether the first rung of a query has so many words that they describe what is sought."""
    count = sum(word.kind in (QueryTermKind.WORD, QueryTermKind.STOP_WORD) for word in rung.words)
    return rung.of >= MIN_WORDS_FOR_MOST or (rung.of > 0 and count >= MIN_DESCRIPTION)


def _narrowed(node: Narrowed, scope: Scope, parser: LeafParser) -> tuple[QueryClause, ...]:
    to = node.to
    inner = Scope(
        fields=(to.field,) if to.field else scope.fields,
        levels=(to.level,) if to.level else scope.levels,
        column=to.column or (None if to.field else scope.column),
    )
    found = _operand(node, inner, parser)
    return _fixed(found) if to.field else found


def _fixed(found: Iterable[QueryClause]) -> tuple[QueryClause, ...]:
    return tuple(replace(clause, role=Role.FIXED) for clause in found)


def _operand(
    node: Narrowed | Required, scope: Scope, parser: LeafParser
) -> tuple[QueryClause, ...]:
    """The clauses of a sign's one operand; those of a group are made one."""
    (child,) = node.nodes
    found = clauses(child, scope, parser)
    return found if isinstance(child, Chunk) else _as_one(found)


def _as_one(found: Sequence[QueryClause]) -> tuple[QueryClause, ...]:
    """Adjacent clauses as one clause that requires all of them."""
    if len(found) < 2 and all(clause.role in (Role.PLAIN, Role.FIXED) for clause in found):
        return tuple(found)
    if not found:
        return ()
    group = _Group.of(found)
    return (QueryClause(group.node(len(group.plain)), group.words(), Role.FIXED),)


def _excluded(node: NotGroup, scope: Scope, parser: LeafParser) -> tuple[QueryClause, ...]:
    found = _of_all(node.nodes, scope, parser)
    if isinstance(node, Hyphened) and found and all(each.role is Role.STOP for each in found):
        return found  # "-من هو ...": the hyphen of a list, for nobody excludes a function word
    for word in (
        word for clause in found for word in clause.words if word.kind is QueryTermKind.VOCALISED
    ):
        parser.remark(messages.MARKS_EXCLUDED, word.text)
    return tuple(
        replace(
            clause,
            node=map_words(clause.node, _excluded_word),
            role=Role.EXCLUDED,
            words=tuple(map(_excluded_term, clause.words)),
        )
        for clause in _as_one(found)
    )


def _excluded_word(word: Word) -> Word:
    """A word as it is excluded: its inflections too, but not its relatives by root."""
    levels = PHRASE_LEVELS if word.levels == ALL_LEVELS else word.levels
    return replace(word, levels=levels, vocalised="", typed="")


def _excluded_term(term: QueryTerm) -> QueryTerm:
    root = None if term.form else term.root
    return replace(term, kind=QueryTermKind.EXCLUDED, required=False, root=root)


def _operated(
    node: AndGroup | OrGroup, scope: Scope, parser: LeafParser
) -> tuple[QueryClause, ...]:
    found = [clauses(child, scope, parser) for child in node.nodes]
    operands = [clause for each in found for clause in _one_operand(each)]
    if len(operands) < 2:
        return tuple(operands)
    if isinstance(node, AndGroup):
        return _as_one(
            [
                clause if clause.role is Role.EXCLUDED else replace(clause, role=Role.FIXED)
                for clause in operands
            ]
        )
    options: dict[Node, QueryClause] = {}
    for clause in (clause for operand in operands for clause in _as_one([operand])):
        options.setdefault(clause.node, clause)
    words = (word for clause in options.values() for word in clause.words)
    terms = tuple(replace(word, required=False) for word in words)
    return (QueryClause(branch_of(AnyOf, options), terms, Role.FIXED),)


def _one_operand(found: Sequence[QueryClause]) -> tuple[QueryClause, ...]:
    """Clauses as one operand of an operator, where a single stop word is a plain word."""
    if len(found) == 1:
        (clause,) = found
        return (replace(clause, role=Role.PLAIN),) if clause.role is Role.STOP else (clause,)
    return _as_one(found)


@dataclass(frozen=True, slots=True)
class _Group:
    """Adjacent clauses by role; `every` has all of them in order."""

    plain: tuple[QueryClause, ...]
    preferred: tuple[QueryClause, ...]
    fixed: tuple[QueryClause, ...]
    excluded: tuple[QueryClause, ...]
    every: tuple[QueryClause, ...]

    @classmethod
    def of(cls, found: Sequence[QueryClause]) -> _Group:
        """Sort clauses; each counts once. Stop words are preferred, or plain if nothing else is."""
        fixed_nodes = {clause.node for clause in found if clause.role is Role.FIXED}
        first: dict[object, QueryClause] = {}
        for clause in found:
            if clause.role is not Role.PLAIN or clause.node not in fixed_nodes:
                first.setdefault((clause.role, clause.node), clause)
        every = tuple(first.values())
        plain, stops, fixed, excluded = (
            tuple(clause for clause in every if clause.role is role)
            for role in (Role.PLAIN, Role.STOP, Role.FIXED, Role.EXCLUDED)
        )
        if not plain and all(isinstance(clause.node, ColumnFilter) for clause in fixed):
            plain, stops = stops, ()
        return cls(plain, stops, fixed, excluded, every)

    def node(self, minimum: int) -> Node:
        """The tree that requires `minimum` of the plain clauses."""
        plain, fixed = _nodes(self.plain), _nodes(self.fixed)
        node: Node = Everything()
        if minimum < len(plain):
            node = branch_of(AllOf, (*fixed, AnyOf(plain, minimum)))
        elif plain or fixed:
            required = (*self.fixed, *self.plain)
            node = branch_of(AllOf, _nodes(each for each in self.every if each in required))
        if self.preferred:
            preferred = _nodes(_weighted(each, STOP_WORD_WEIGHT) for each in self.preferred)
            node = Prefer(node, branch_of(AnyOf, preferred))
        if self.excluded:
            node = Without(node, branch_of(AnyOf, _nodes(self.excluded)))
        return node

    def words(self, *, relaxed: bool = False) -> tuple[QueryTerm, ...]:
        """The query terms if all plain clauses are required, or if `relaxed` only some."""
        optional = (*self.preferred, *self.plain) if relaxed else self.preferred
        optional_ids = {id(clause) for clause in optional}
        return tuple(
            replace(word, required=False) if word.required and id(clause) in optional_ids else word
            for clause in self.every
            for word in clause.words
        )


def _weighted(clause: QueryClause, weight: float) -> QueryClause:
    assert isinstance(clause.node, Word)
    return replace(clause, node=replace(clause.node, weight=weight))


def _nodes(found: Iterable[QueryClause]) -> tuple[Node, ...]:
    return tuple(clause.node for clause in found)

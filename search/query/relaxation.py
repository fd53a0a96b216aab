"""From the syntax tree to the query tree, and the ladder that loosens it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final, assert_never

from whoosh.qparser.syntax import AndGroup, NotGroup, OrGroup

from index.model.query import (
    ALL_LEVELS,
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
)
from search.model.parsed_query import Rung
from search.model.records import QueryTerm
from search.query import messages
from search.query.leaves import LeafParser, QueryClause, Role, Scope
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
    Vocalised,
)
from search.query.vocalised_terms import unvocalised

# A question of at least so many words may be answered by most of them ...
MOST_FROM: Final = 4
# ... which is this share, rounded up.
MOST_SHARE: Final = 0.6
# Function words are typed in sentences and quotations: with them, so many words are one.
SENTENCE_FROM: Final = 5
# What a stop word beside other words counts, and a verb of a question's frame.
STOP_WORD_WEIGHT: Final = 0.1
FRAME_WEIGHT: Final = 0.5


def parts(node: QuerySyntax, scope: Scope, reader: LeafParser) -> tuple[QueryClause, ...]:
    """The parts that a node of the syntax tree asks for, in the order of the text."""
    match node:
        case Chunk():
            found = reader.chunk(node.text, scope)
            if node.remark and found:
                reader.remark(node.remark, node.text)
            return found
        case Vocalised():
            return reader.vocalised(node.text, node.slop, scope)
        case Quoted():
            return reader.quotation(node.text, node.slop, scope)
        case Dated():
            shown = QueryTerm(node.text, "date", required=True, field="date")
            days = ColumnFilter("date", start=node.days.start, end=node.days.end)
            return (QueryClause(days, (shown,), Role.FIXED),)
        case MessageNode():
            reader.remark(node.remark, node.subject)
            return ()
        case Narrowed():
            return _narrowed(node, scope, reader)
        case Implicit():
            return tuple(part for child in node.nodes for part in parts(child, scope, reader))
        case Required():
            found = _children(node, scope, reader)
            return tuple(replace(part, role=Role.FIXED) for part in found)
        case NotGroup():
            return _excluded(node, scope, reader)
        case AndGroup() | OrGroup():
            return _operated(node, scope, reader)
        case _:
            assert_never(node)


def ladder(found: Sequence[QueryClause]) -> tuple[Rung, ...]:
    """The rungs for the parts of a whole query, all of its words first."""
    if not found:
        return (Rung(Nothing(), "all", 0, 0),)
    group = _Group.of(found)
    count = len(group.plain)
    minima = {"all": count}
    if count >= MOST_FROM:
        minima["most"] = ceil(count * MOST_SHARE)
    if count > 1:
        minima["any"] = 1
    whole, loosened = group.words(), group.words(loosened=True)
    return tuple(
        Rung(group.node(minimum), wanted, minimum, count, whole if minimum == count else loosened)
        for wanted, minimum in minima.items()
    )


def framed(found: Sequence[QueryClause]) -> tuple[QueryClause, ...]:
    """The parts of a question: the verbs of its frame count less, unless there is nothing else."""
    frame = {id(part) for part in found if _is_of_frame(part)}
    if not any(part.role is Role.PLAIN and id(part) not in frame for part in found):
        return tuple(found)
    return tuple(_weighed(part, FRAME_WEIGHT) if id(part) in frame else part for part in found)


def _is_of_frame(part: QueryClause) -> bool:
    node = part.node
    return (
        part.role is Role.PLAIN
        and isinstance(node, Word)
        and node.levels == ALL_LEVELS
        and bool(node.readings)
        and is_of_frame(node.readings[0].form)
    )


def describes(rung: Rung) -> bool:
    """Whether the words of a query, on its first rung, are so many that they describe something."""
    typed = sum(word.kind in ("word", "stop-word") for word in rung.words)
    return rung.of >= MOST_FROM or (rung.of > 0 and typed >= SENTENCE_FROM)


def _narrowed(node: Narrowed, scope: Scope, reader: LeafParser) -> tuple[QueryClause, ...]:
    to = node.to
    inner = Scope(
        fields=(to.field,) if to.field else scope.fields,
        levels=(to.level,) if to.level else scope.levels,
    )
    found = _children(node, inner, reader)
    if to.field:
        return tuple(replace(part, role=Role.FIXED) for part in found)
    return found


def _children(
    node: Narrowed | Required, scope: Scope, reader: LeafParser
) -> tuple[QueryClause, ...]:
    """The parts of a sign's one operand; those of a group are one."""
    (child,) = node.nodes
    found = parts(child, scope, reader)
    return found if isinstance(child, Chunk) else _as_one(found)


def _as_one(found: Sequence[QueryClause]) -> tuple[QueryClause, ...]:
    """Parts side by side, as one part that has all of them."""
    if len(found) < 2 and all(part.role in (Role.PLAIN, Role.FIXED) for part in found):
        return tuple(found)
    if not found:
        return ()
    group = _Group.of(found)
    return (QueryClause(group.node(len(group.plain)), group.words(), Role.FIXED),)


def _excluded(node: NotGroup, scope: Scope, reader: LeafParser) -> tuple[QueryClause, ...]:
    found = tuple(part for child in node.nodes for part in parts(child, scope, reader))
    if isinstance(node, Hyphened) and found and all(part.role is Role.STOP for part in found):
        return found  # "-من هو ...": the hyphen of a list; nobody excludes a function word so
    for word in (word for part in found for word in part.words if word.kind == "vocalised"):
        reader.remark(messages.MARKS_EXCLUDED, word.text)
    return tuple(
        replace(
            part,
            node=unvocalised(part.node),
            role=Role.EXCLUDED,
            words=tuple(replace(word, kind="excluded", required=False) for word in part.words),
        )
        for part in _as_one(found)
    )


def _operated(
    node: AndGroup | OrGroup, scope: Scope, reader: LeafParser
) -> tuple[QueryClause, ...]:
    operands = [part for child in node.nodes for part in _operand(parts(child, scope, reader))]
    if len(operands) < 2:
        return tuple(operands)
    if isinstance(node, AndGroup):
        fixed = [
            part if part.role is Role.EXCLUDED else replace(part, role=Role.FIXED)
            for part in operands
        ]
        return _as_one(fixed)
    options = _different(part for operand in operands for part in _as_one([operand]))
    words = tuple(replace(word, required=False) for part in options for word in part.words)
    return (QueryClause(_of(AnyOf, options), words, Role.FIXED),)


def _operand(found: Sequence[QueryClause]) -> tuple[QueryClause, ...]:
    """What an operator takes as one of its operands; a lone stop word is meant there."""
    if len(found) == 1:
        (part,) = found
        return (replace(part, role=Role.PLAIN),) if part.role is Role.STOP else (part,)
    return _as_one(found)


@dataclass(frozen=True, slots=True)
class _Group:
    """Parts side by side, sorted by role; `shown` are all of them in order."""

    plain: tuple[QueryClause, ...]
    preferred: tuple[QueryClause, ...]
    fixed: tuple[QueryClause, ...]
    excluded: tuple[QueryClause, ...]
    shown: tuple[QueryClause, ...]

    @classmethod
    def of(cls, found: Sequence[QueryClause]) -> _Group:
        """Sort parts; each is counted once; stop words alone are what is wanted."""
        required = {part.node for part in found if part.role is Role.FIXED}
        first: dict[object, QueryClause] = {}
        for part in found:
            if part.role is not Role.PLAIN or part.node not in required:
                first.setdefault((part.role, part.node), part)
        shown = tuple(first.values())
        plain, stops, fixed, excluded = (
            tuple(part for part in shown if part.role is role)
            for role in (Role.PLAIN, Role.STOP, Role.FIXED, Role.EXCLUDED)
        )
        if not plain and all(isinstance(part.node, ColumnFilter) for part in fixed):
            plain, stops = stops, ()
        return cls(plain, stops, fixed, excluded, shown)

    def node(self, minimum: int) -> Node:
        """The tree that wants `minimum` of the plain parts."""
        wanted: Node = Everything()
        if minimum == len(self.plain):
            everything = [part for part in self.shown if part in (*self.fixed, *self.plain)]
            if everything:
                wanted = _of(AllOf, everything)
        else:
            options = AnyOf(tuple(part.node for part in self.plain), minimum)
            wanted = branch_of(AllOf, (*(part.node for part in self.fixed), options))
        if self.preferred:
            preferred = [_weighed(part, STOP_WORD_WEIGHT) for part in self.preferred]
            wanted = Prefer(wanted, _of(AnyOf, preferred))
        if self.excluded:
            wanted = Without(wanted, _of(AnyOf, self.excluded))
        return wanted

    def words(self, *, loosened: bool = False) -> tuple[QueryTerm, ...]:
        """The words as they stand when all of the plain parts are wanted, or only some."""
        optional = (*self.preferred, *self.plain) if loosened else self.preferred
        free = {id(part) for part in optional}
        return tuple(
            replace(word, required=False) if word.required and id(part) in free else word
            for part in self.shown
            for word in part.words
        )


def _weighed(part: QueryClause, weight: float) -> QueryClause:
    assert isinstance(part.node, Word)
    return replace(part, node=replace(part.node, weight=weight))


def _of(branch: type[AllOf | AnyOf], found: Iterable[QueryClause]) -> Node:
    return branch_of(branch, (part.node for part in found))


def _different(found: Iterable[QueryClause]) -> tuple[QueryClause, ...]:
    """The first of each of the parts that ask the same."""
    first: dict[object, QueryClause] = {}
    for part in found:
        first.setdefault(part.node, part)
    return tuple(first.values())

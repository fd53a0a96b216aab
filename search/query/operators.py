"""Which signs and words of a query are operators, and what their operands are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from whoosh.qparser import syntax
from whoosh.qparser.default import QueryParser
from whoosh.qparser.plugins import OperatorsPlugin
from whoosh.qparser.syntax import AndGroup, NotGroup, OrGroup
from whoosh.qparser.taggers import Tagger

from index.analysis.normalization.normalizer import fold
from search.arabic.homographs import is_content_word
from search.query import messages
from search.query.questions import is_question
from search.query.syntax_nodes import (
    Chunk,
    Dated,
    Hyphened,
    Implicit,
    MessageNode,
    Particle,
    Quoted,
)

MAX_TERSE: Final = 4
"""Words of the longest query in which أو and ليس are operators without another operator."""

_AND, _OR, _NOT = fold("و"), fold("أو"), fold("ليس")
_PARTICLES: Final[dict[str, Callable[[str], syntax.Operator]]] = {
    _AND: lambda text: syntax.InfixOperator(text, AndGroup),
    _OR: lambda text: syntax.InfixOperator(text, OrGroup),
    _NOT: lambda text: syntax.PrefixOperator(text, NotGroup),
}


@dataclass(frozen=True, slots=True)
class _Binding:
    """How operators of one kind take their operands, as Whoosh's filter is_question for it."""

    optype: type[syntax.Operator]
    grouptype: type[syntax.GroupNode] | None
    leftassoc: bool


class Operators(OperatorsPlugin):
    """Whoosh's operators: signs bind first, from the right; then AND; then OR.

    Args:
        is_stop_word: whether a form is that of a function word.
    """

    def __init__(self, is_stop_word: Callable[[str], bool]) -> None:
        self.is_stop_word = is_stop_word
        self.ops = [
            (_Binding(syntax.PrefixOperator, None, leftassoc=False), 0),
            (_Binding(syntax.InfixOperator, AndGroup, leftassoc=True), 0),
            (_Binding(syntax.InfixOperator, OrGroup, leftassoc=True), 0),
        ]

    def taggers(self, parser: QueryParser) -> list[tuple[Tagger, int]]:
        """None, because `search.query.grammar` tags the operators too."""
        return []

    def filters(self, parser: QueryParser) -> list[tuple[Callable[..., object], int]]:
        """The filter `decide`, and then Whoosh's."""
        return [(self.decide, 550), (self.do_operators, 600)]

    def decide(self, parser: QueryParser, tree: Implicit) -> Implicit:
        """Decide what و أو ليس are, and turn operators that lack an operand into words."""
        return _decided(tree, _style(list(_walk(tree)), self.is_stop_word))


@dataclass(frozen=True, slots=True)
class _Style:
    """What of a whole query says whether و أو ليس are operators in it."""

    operators: bool  # it has an operator that can't be a word
    terse: bool  # it is short and no question, so أو and ليس are probably operators
    is_stop_word: Callable[[str], bool]


def _style(nodes: Sequence[syntax.SyntaxNode], is_stop_word: Callable[[str], bool]) -> _Style:
    chunks = [node for node in nodes if isinstance(node, Chunk)]
    words = [
        node
        for node in nodes
        if isinstance(node, (Chunk, Quoted, Dated)) and not isinstance(node, Particle)
    ]
    operators = any(
        isinstance(node, syntax.Operator) and node.grouptype in (AndGroup, OrGroup, NotGroup)
        for node in nodes
    )
    terse = len(words) <= MAX_TERSE and not is_question([chunk.text for chunk in chunks])
    return _Style(operators, terse, is_stop_word)


def _walk(group: Implicit) -> Iterator[syntax.SyntaxNode]:
    for node in group.nodes:
        yield node
        if isinstance(node, Implicit):
            yield from _walk(node)


def _decided(group: Implicit, style: _Style) -> Implicit:
    remarks = [node for node in group.nodes if isinstance(node, MessageNode)]
    nodes = [
        _decided(node, style) if isinstance(node, Implicit) else node
        for node in group.nodes
        if not isinstance(node, MessageNode)
    ]
    taken = _particles_taken(nodes, style)
    remarks += [MessageNode(messages.OPERATOR, _text(nodes[place])) for place in sorted(taken)]
    decided = [
        _PARTICLES[fold(_text(node))](_text(node)) if place in taken else node
        for place, node in enumerate(nodes)
    ]
    return Implicit([*_operands_checked(decided), *remarks])


def _particles_taken(nodes: Sequence[syntax.SyntaxNode], style: _Style) -> set[int]:
    """The places of و أو ليس in `nodes` at which they are operators."""
    particles = {
        place: fold(node.text) for place, node in enumerate(nodes) if isinstance(node, Particle)
    }
    taken: set[int] = set()
    if style.operators or style.terse:
        taken = {
            place
            for place, particle in particles.items()
            if particle != _AND
            and _is_operand(nodes, place + 1, style)
            and (
                _is_operand(nodes, place - 1, style)
                or (particle == _NOT and particles.get(place - 1) == _AND and place > 1)
            )
        }
    if style.operators or taken:
        taken |= {
            place
            for place, particle in particles.items()
            if particle == _AND
            and _is_operand(nodes, place - 1, style)
            and (_is_operand(nodes, place + 1, style) or place + 1 in taken)
        }
    return taken


def _is_operand(nodes: Sequence[syntax.SyntaxNode], place: int, style: _Style) -> bool:
    """Whether one would join or exclude what is at a place; signs may precede it."""
    if not 0 <= place < len(nodes):
        return False
    node = nodes[place]
    if isinstance(node, Chunk):
        function_word = style.is_stop_word(fold(node.text)) and not is_content_word(node.text)
        return not isinstance(node, Particle) and not function_word
    return not isinstance(node, syntax.InfixOperator)


def _text(node: syntax.SyntaxNode) -> str:
    return node.text if isinstance(node, Chunk) else ""


def _operands_checked(nodes: Sequence[syntax.SyntaxNode]) -> Iterator[syntax.SyntaxNode]:
    """`nodes` in which every operator has its operands; the others become words again."""
    signs: list[syntax.PrefixOperator] = []
    last_is_operand = False
    for place, node in enumerate(nodes):
        if isinstance(node, syntax.PrefixOperator):
            signs.append(node)
        elif isinstance(node, syntax.InfixOperator):
            yield from map(_word_again, signs)
            last_is_operand = last_is_operand or bool(signs)
            signs = []
            if last_is_operand and place + 1 < len(nodes) and _begins_operand(nodes, place + 1):
                yield node
                last_is_operand = False
            else:
                yield _word_again(node)
                last_is_operand = True
        else:
            yield from _one_of_each(signs)
            yield node
            signs, last_is_operand = [], True
    yield from map(_word_again, signs)


def _begins_operand(nodes: Sequence[syntax.SyntaxNode], place: int) -> bool:
    following = (node for node in nodes[place : place + 8])
    return not isinstance(
        next((node for node in following if not isinstance(node, syntax.PrefixOperator)), None),
        (syntax.InfixOperator, type(None)),
    )


def _one_of_each(signs: Sequence[syntax.PrefixOperator]) -> Iterator[syntax.PrefixOperator]:
    """Of several signs before one word: one NOT if their number is odd, one +, field and level."""
    nots = [sign for sign in signs if sign.grouptype in (NotGroup, Hyphened)]
    if len(nots) % 2:
        yield nots[-1]
    last: dict[str, syntax.PrefixOperator] = {}
    for sign in signs:
        if sign not in nots:
            last[_kind(sign)] = sign
    yield from last.values()


def _kind(sign: syntax.PrefixOperator) -> str:
    to = sign.grouptype.keywords["to"] if isinstance(sign.grouptype, partial) else None
    if to is None:
        return "required"
    return "field" if to.field else "level"


def _word_again(operator: syntax.Operator) -> Chunk:
    return Chunk(operator.text, messages.DANGLING)

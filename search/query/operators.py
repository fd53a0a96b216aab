"""Which signs and words of a query are operators, and what they work on."""

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
from search.query.questions import asks
from search.query.syntax_nodes import (
    Chunk,
    Dated,
    Hyphened,
    Implicit,
    MessageNode,
    Particle,
    Quoted,
)

# The Arabic operators are taken as such in queries of at most so many words.
OPERATOR_WORDS: Final = 4

_AND, _OR, _NOT = fold("و"), fold("أو"), fold("ليس")
_PARTICLES: Final[dict[str, Callable[[str], syntax.Operator]]] = {
    _AND: lambda text: syntax.InfixOperator(text, AndGroup),
    _OR: lambda text: syntax.InfixOperator(text, OrGroup),
    _NOT: lambda text: syntax.PrefixOperator(text, NotGroup),
}


@dataclass(frozen=True, slots=True)
class _Binding:
    """How operators of one kind take their operands, as Whoosh's filter asks for it."""

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
        """None: `search.query.grammar` finds the operators among all else."""
        return []

    def filters(self, parser: QueryParser) -> list[tuple[Callable[..., object], int]]:
        """Ours before Whoosh's."""
        return [(self.settle, 550), (self.do_operators, 600)]

    def settle(self, parser: QueryParser, tree: Implicit) -> Implicit:
        """Decide what و أو ليس are, and turn operators that lack an operand into words."""
        return _settled(tree, _tone(list(_walk(tree)), self.is_stop_word))


@dataclass(frozen=True, slots=True)
class _Tone:
    """How a query as a whole speaks.

    Attributes:
        operators: it has an operator that can't be mistaken for a word.
        terse: it is short and no question, so أو and ليس in it are more likely operators.
        is_stop_word: whether a form is that of a function word.
    """

    operators: bool
    terse: bool
    is_stop_word: Callable[[str], bool]


def _tone(nodes: Sequence[syntax.SyntaxNode], is_stop_word: Callable[[str], bool]) -> _Tone:
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
    terse = len(words) <= OPERATOR_WORDS and not asks([chunk.text for chunk in chunks])
    return _Tone(operators, terse, is_stop_word)


def _walk(group: Implicit) -> Iterator[syntax.SyntaxNode]:
    for node in group.nodes:
        yield node
        if isinstance(node, Implicit):
            yield from _walk(node)


def _settled(group: Implicit, tone: _Tone) -> Implicit:
    said = [node for node in group.nodes if isinstance(node, MessageNode)]
    nodes = [
        _settled(node, tone) if isinstance(node, Implicit) else node
        for node in group.nodes
        if not isinstance(node, MessageNode)
    ]
    taken = _particles_taken(nodes, tone)
    said += [MessageNode(messages.OPERATOR, _text(nodes[place])) for place in sorted(taken)]
    decided = [
        _PARTICLES[fold(_text(node))](_text(node)) if place in taken else node
        for place, node in enumerate(nodes)
    ]
    return Implicit([*_operands_checked(decided), *said])


def _particles_taken(nodes: Sequence[syntax.SyntaxNode], tone: _Tone) -> set[int]:
    """The places of those of و أو ليس in `nodes` that are operators."""
    particles = {
        place: fold(node.text) for place, node in enumerate(nodes) if isinstance(node, Particle)
    }
    taken: set[int] = set()
    if tone.operators or tone.terse:
        taken = {
            place
            for place, particle in particles.items()
            if particle != _AND
            and _is_operand(nodes, place + 1, tone)
            and (
                _is_operand(nodes, place - 1, tone)
                or (particle == _NOT and particles.get(place - 1) == _AND and place > 1)
            )
        }
    if tone.operators or taken:
        taken |= {
            place
            for place, particle in particles.items()
            if particle == _AND
            and _is_operand(nodes, place - 1, tone)
            and (_is_operand(nodes, place + 1, tone) or place + 1 in taken)
        }
    return taken


def _is_operand(nodes: Sequence[syntax.SyntaxNode], place: int, tone: _Tone) -> bool:
    """Whether something stands there that one would join or exclude; signs may precede it."""
    if not 0 <= place < len(nodes):
        return False
    node = nodes[place]
    if isinstance(node, Chunk):
        function_word = tone.is_stop_word(fold(node.text)) and not is_content_word(node.text)
        return not isinstance(node, Particle) and not function_word
    return not isinstance(node, syntax.InfixOperator)


def _text(node: syntax.SyntaxNode) -> str:
    return node.text if isinstance(node, Chunk) else ""


def _operands_checked(nodes: Sequence[syntax.SyntaxNode]) -> Iterator[syntax.SyntaxNode]:
    """`nodes` in which every operator has what it needs; the others are words again."""
    run: list[syntax.PrefixOperator] = []
    last_is_operand = False
    for place, node in enumerate(nodes):
        if isinstance(node, syntax.PrefixOperator):
            run.append(node)
        elif isinstance(node, syntax.InfixOperator):
            yield from map(_word_again, run)
            last_is_operand = last_is_operand or bool(run)
            run = []
            if last_is_operand and place + 1 < len(nodes) and _begins_operand(nodes, place + 1):
                yield node
                last_is_operand = False
            else:
                yield _word_again(node)
                last_is_operand = True
        else:
            yield from _one_of_each(run)
            yield node
            run, last_is_operand = [], True
    yield from map(_word_again, run)


def _begins_operand(nodes: Sequence[syntax.SyntaxNode], place: int) -> bool:
    following = (node for node in nodes[place : place + 8])
    return not isinstance(
        next((node for node in following if not isinstance(node, syntax.PrefixOperator)), None),
        (syntax.InfixOperator, type(None)),
    )


def _one_of_each(run: Sequence[syntax.PrefixOperator]) -> Iterator[syntax.PrefixOperator]:
    """Of several signs before one word: NOT if their number is odd, one +, one field, one level."""
    nots = [sign for sign in run if sign.grouptype in (NotGroup, Hyphened)]
    if len(nots) % 2:
        yield nots[-1]
    last: dict[str, syntax.PrefixOperator] = {}
    for sign in run:
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

"""The query language as plug-ins of Whoosh's qparser: from text to a syntax tree.

Whoosh tags the text from left to right and then filters the nodes:

    taggers     dates, fields, quotations, parentheses, operators, chunks; the rest is space
    0           parentheses become groups
    500         space is dropped (Whoosh's own filter)
    550         settled: which و أو ليس are operators, and that each operator has its operands
    600         operators take their operands (Whoosh's own filter)

A chunk is a run without spaces; what it means (word, pattern, several words) is decided in
`search.language.leaves`, which knows the analysis. Nothing here raises on any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from whoosh.qparser import syntax
from whoosh.qparser.default import QueryParser
from whoosh.qparser.plugins import OperatorsPlugin, Plugin
from whoosh.qparser.syntax import AndGroup, NotGroup, OrGroup
from whoosh.qparser.taggers import RegexTagger

from index.analysis.folding import fold
from index.query import DateRange
from search.language import remarks
from search.language.dates import date_range
from search.language.fields import FORM_ONLY, Narrowing, is_date, narrowing
from search.language.remarks import Remark

# The Arabic operators are taken as such in queries of at most so many words.
OPERATOR_WORDS: Final = 4
MAX_DEPTH: Final = 10

_QUESTION_WORDS: Final = frozenset(
    fold(word)
    for words in (
        "هل أليس ألا من لمن ما ماهو ماهي ماذا لماذا بماذا مم عم",
        "متى أين كيف كم أي أية لم",
    )
    for word in words.split()
)
# Opening and closing marks are one class: direction and hand mix them up.
_QUOTES: Final = ('"', "“”„‟", "«»", "‹›")
_ALL_QUOTES: Final = "".join(_QUOTES)
_PUNCTUATION: Final = r"\[\]{}<>|،؛,;…–—!﴿﴾"
_BEGIN: Final = r"(?<![^\s(])"  # at the start, behind a space or a parenthesis
_BEGIN_VALUE: Final = r"(?<![^\s(+\-!:=])"  # or behind a sign or a field
_APART: Final = (r"(?<![^\s()])", r"(?![^\s()])")
_OPERAND: Final = rf"(?=[\w(=*{_ALL_QUOTES}])"
_NAME: Final = r"(?P<name>[^\W\d_][\w\u064b-\u065f\u0670]*)"
_MARKUP: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Marks of direction say how a text is shown, not what it says (Unicode, UAX 9).
_DIRECTION: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Chunk(syntax.SyntaxNode):
    """A run of characters without spaces."""

    def __init__(self, text: str, remark: Remark | None = None) -> None:
        self.text = text
        self.remark = remark


class Particle(Chunk):
    """One of و أو ليس standing alone: an operator or a word, as `_Settled` decides."""


class Quoted(syntax.SyntaxNode):
    """What stands between quotation marks; `slop` as written behind them, 0 without."""

    def __init__(self, text: str, slop: int) -> None:
        self.text = text
        self.slop = slop


class Dated(syntax.SyntaxNode):
    """A date field with its value."""

    def __init__(self, text: str, days: DateRange) -> None:
        self.text = text
        self.days = days


class Remarked(syntax.SyntaxNode):
    """Nothing to search for, but something to say."""

    def __init__(self, remark: Remark, subject: str) -> None:
        self.remark = remark
        self.subject = subject


class Implicit(syntax.GroupNode):
    """Nodes side by side without an operator."""

    def __init__(self, nodes: Sequence[syntax.SyntaxNode] = ()) -> None:
        self.nodes: list[syntax.SyntaxNode] = list(nodes)
        self.boost = 1.0
        self.kwargs: dict[str, object] = {}


class Required(syntax.Wrapper):
    """What stands behind a `+`."""


class Hyphened(NotGroup):
    """What stands behind a `-`."""


class Narrowed(Implicit):
    """What stands behind the name of a field or level."""

    def __init__(self, nodes: Sequence[syntax.SyntaxNode], to: Narrowing, name: str) -> None:
        super().__init__(nodes)
        self.to = to
        self.name = name


def read(text: str) -> Implicit:
    """The syntax tree of a query.

    Args:
        text: any text.

    Returns:
        Groups (Implicit, AndGroup, OrGroup, NotGroup, Hyphened, Required, Narrowed) over Chunk,
        Quoted, Dated and Remarked; at most `MAX_DEPTH` parentheses deep.
    """
    plain = _DIRECTION.sub("", _MARKUP.sub(" ", text))
    parser = QueryParser(None, None, plugins=[_Words(), _Groups(), _Operators()], group=Implicit)
    tree = parser.process(plain)
    assert isinstance(tree, Implicit)
    return tree


class _Tagger(RegexTagger):
    """Makes a node of what a pattern matches; None lets the next tagger try."""

    def __init__(
        self, pattern: str, make: Callable[[re.Match[str]], syntax.SyntaxNode | None]
    ) -> None:
        self.expr = re.compile(pattern)
        self.make = make

    def create(self, parser: QueryParser, match: re.Match[str]) -> syntax.SyntaxNode | None:
        return self.make(match)


def _operator(
    kind: type[syntax.Operator], group: object
) -> Callable[[re.Match[str]], syntax.Operator]:
    return lambda match: kind(match[0], group)


def _quoted(match: re.Match[str]) -> syntax.SyntaxNode:
    slop = match["slop"]
    return Quoted(match["text"].strip(), int(slop[:4]) if slop else 0)


def _named(match: re.Match[str]) -> syntax.SyntaxNode | None:
    name = match["name"]
    to = narrowing(name)
    if to is not None:
        return syntax.PrefixOperator(match[0], partial(Narrowed, to=to, name=match[0]))
    if len(name) > 1 and not is_date(name):
        return Chunk(name, remarks.UNKNOWN_FIELD)
    return None


def _dated(match: re.Match[str]) -> syntax.SyntaxNode | None:
    """The longest of the values that is a date; else its words."""
    if not is_date(match["name"]):
        return None
    days = date_range(match["value"])
    if days is not None:
        return Dated(match[0].strip(), days)
    return None


def _misdated(match: re.Match[str]) -> syntax.SyntaxNode | None:
    if not is_date(match["name"]):
        return None
    words = re.split(r"[\s\[\]<>=]+|(?<!\S)(?:TO|إلى|الى|حتى)(?!\S)", match["value"])
    if not re.search(r"\d", match["value"]):
        words.insert(0, match["name"])  # "تاريخ:الجزائر": running text rather than a date
    remark = Remarked(remarks.BAD_DATE, match[0].strip())
    return Implicit([remark, *(Chunk(word) for word in words if word)])


def _particle(match: re.Match[str]) -> syntax.SyntaxNode:
    return Particle(match[0])


_COMPARED: Final = r"(?:(?:>=|<=|=>|=<|>|<)\s*)?"
_SIMPLE_VALUE: Final = rf"{_COMPARED}[^\s()،؛؟?!{_ALL_QUOTES}\[\]<>=]+"
_MONTH_VALUE: Final = (
    rf"{_COMPARED}(?:\d{{1,2}}\s+)?[^\W\d_]+(?:[\s/]+[^\W\d_]+){{0,3}},?"
    r"\s+(?:\d{1,2},?\s+)?\d{4}(?!\w)"
)
_CLOSED_VALUE: Final = rf"\[[^\[\]]*\]?|\([^()]*\)|[{_ALL_QUOTES}][^{_ALL_QUOTES}]*[{_ALL_QUOTES}]"


def _date_pattern(value: str) -> str:
    return rf"{_BEGIN_VALUE}{_NAME}:(?P<value>{value})"


def _quote_patterns() -> Iterator[str]:
    """A quotation opens before a word or behind a space, and closes at the next mark."""
    for marks in _QUOTES:
        opening = rf"(?:[{marks}]+(?=[^\s{marks}])|{_BEGIN}[{marks}]+|(?<=:)[{marks}]+)"
        yield rf"{opening}(?P<text>[^{marks}]*)[{marks}]+(?:~(?P<slop>\d+))?"


def _taggers() -> tuple[_Tagger, ...]:
    infix, prefix = syntax.InfixOperator, syntax.PrefixOperator
    before, behind = _APART
    return (
        *(_Tagger(pattern, _quoted) for pattern in _quote_patterns()),
        _Tagger(
            rf"{_BEGIN_VALUE}[{_ALL_QUOTES}](?=(?P<word>\w+))",
            lambda match: Remarked(remarks.UNCLOSED_QUOTE, match["word"]),
        ),
        _Tagger(_date_pattern(_MONTH_VALUE), _dated),
        _Tagger(_date_pattern(f"{_CLOSED_VALUE}|{_SIMPLE_VALUE}"), _dated),
        _Tagger(_date_pattern(f"{_CLOSED_VALUE}|{_SIMPLE_VALUE}"), _misdated),
        _Tagger(rf"{_BEGIN_VALUE}{_NAME}:{_OPERAND}", _named),
        _Tagger(
            rf"{_BEGIN_VALUE}={_OPERAND}",
            _operator(prefix, partial(Narrowed, to=FORM_ONLY, name="=")),
        ),
        _Tagger(rf"{_BEGIN}\+{_OPERAND}", _operator(prefix, Required)),
        _Tagger(rf"{_BEGIN}-{_OPERAND}", _operator(prefix, Hyphened)),
        _Tagger(rf"{_BEGIN}!{_OPERAND}", _operator(prefix, NotGroup)),
        _Tagger(rf"{before}NOT{behind}", _operator(prefix, NotGroup)),
        _Tagger(rf"&&|{before}AND{behind}", _operator(infix, AndGroup)),
        _Tagger(rf"\|\||{before}OR{behind}", _operator(infix, OrGroup)),
        _Tagger(rf"{before}(?:و|أو|او|ليس){behind}", _particle),
        _Tagger(
            rf"(?:[^\s(){_ALL_QUOTES}{_PUNCTUATION}&]|&(?!&)|(?<=\d),(?=\d))+",
            lambda match: Chunk(match[0]),
        ),
        _Tagger(rf"[{_ALL_QUOTES}{_PUNCTUATION}]+", lambda match: syntax.Whitespace()),
    )


_TAGGERS: Final = _taggers()


class _Words(Plugin):
    """Everything but parentheses and space."""

    def taggers(self, parser: QueryParser) -> list[tuple[_Tagger, int]]:
        return [(tagger, place) for place, tagger in enumerate(_TAGGERS, start=1)]


class _Bracket(syntax.SyntaxNode):
    """A parenthesis before it has found its group."""

    def __init__(self, *, opens: bool) -> None:
        self.opens = opens


class _Groups(Plugin):
    """Parentheses, with a limit to their depth; open ones close at the end."""

    def taggers(self, parser: QueryParser) -> list[tuple[_Tagger, int]]:
        return [(_Tagger(r"[()]", lambda match: _Bracket(opens=match[0] == "(")), 0)]

    def filters(self, parser: QueryParser) -> list[tuple[Callable[..., Implicit], int]]:
        return [(_grouped, 0)]


def _grouped(parser: QueryParser, group: Implicit) -> Implicit:
    stack = [Implicit()]
    ignored = 0
    for node in group.nodes:
        if not isinstance(node, _Bracket):
            stack[-1].nodes.append(node)
        elif node.opens and len(stack) > MAX_DEPTH:
            ignored += 1
            stack[-1].nodes.append(Remarked(remarks.TOO_DEEP, ""))
        elif node.opens:
            stack.append(Implicit())
        elif ignored:
            ignored -= 1
        elif len(stack) > 1:
            _close(stack)
    while len(stack) > 1:
        _close(stack)
    return stack[0]


def _close(stack: list[Implicit]) -> None:
    closed = stack.pop()
    if closed.nodes:
        stack[-1].nodes.append(closed)


@dataclass(frozen=True, slots=True)
class _Binding:
    """How operators of one kind take their operands, as Whoosh's filter asks for it."""

    optype: type[syntax.Operator]
    grouptype: type[syntax.GroupNode] | None
    leftassoc: bool


class _Operators(OperatorsPlugin):
    """Whoosh's operators: signs bind first, from the right; then AND; then OR."""

    def __init__(self) -> None:
        self.ops = [
            (_Binding(syntax.PrefixOperator, None, leftassoc=False), 0),
            (_Binding(syntax.InfixOperator, AndGroup, leftassoc=True), 0),
            (_Binding(syntax.InfixOperator, OrGroup, leftassoc=True), 0),
        ]

    def taggers(self, parser: QueryParser) -> list[tuple[_Tagger, int]]:
        return []  # those of `_Words` find the operators

    def filters(self, parser: QueryParser) -> list[tuple[Callable[..., object], int]]:
        return [(_settle, 550), (self.do_operators, 600)]


@dataclass(frozen=True, slots=True)
class _Tone:
    """How a query as a whole speaks.

    Attributes:
        operators: it has an operator that can't be mistaken for a word.
        terse: it is short and no question, so أو and ليس in it are more likely operators.
    """

    operators: bool
    terse: bool


def _settle(parser: QueryParser, tree: Implicit) -> Implicit:
    """Decide what و أو ليس are, and turn operators that lack an operand into words."""
    nodes = list(_walk(tree))
    chunks = [node for node in nodes if isinstance(node, Chunk)]
    words = [node for node in nodes if isinstance(node, (Chunk, Quoted, Dated))]
    plain = [node for node in words if not isinstance(node, Particle)]
    asks = any(chunk.text.endswith(("?", "؟")) for chunk in chunks) or (
        bool(chunks) and fold(chunks[0].text) in _QUESTION_WORDS
    )
    tone = _Tone(
        operators=any(
            isinstance(node, syntax.Operator) and node.grouptype in (AndGroup, OrGroup, NotGroup)
            for node in nodes
        ),
        terse=len(plain) <= OPERATOR_WORDS and not asks,
    )
    return _settled(tree, tone)


def _walk(group: Implicit) -> Iterator[syntax.SyntaxNode]:
    for node in group.nodes:
        yield node
        if isinstance(node, Implicit):
            yield from _walk(node)


def _settled(group: Implicit, tone: _Tone) -> Implicit:
    nodes = [
        _settled(node, tone) if isinstance(node, Implicit) else node
        for node in group.nodes
        if not isinstance(node, Remarked)
    ]
    said: list[syntax.SyntaxNode] = [node for node in group.nodes if isinstance(node, Remarked)]
    nodes = _particles_decided(nodes, tone, said)
    return Implicit([*_operands_checked(nodes), *said])


def _particles_decided(
    nodes: list[syntax.SyntaxNode], tone: _Tone, said: list[syntax.SyntaxNode]
) -> list[syntax.SyntaxNode]:
    """`nodes` with those of و أو ليس that are operators as operators."""
    taken = {
        place
        for place, node in enumerate(nodes)
        if isinstance(node, Particle)
        and fold(node.text) != "و"
        and (tone.operators or tone.terse)
        and _stands_between(nodes, place)
    }
    if tone.operators or taken:
        taken |= {
            place
            for place, node in enumerate(nodes)
            if isinstance(node, Particle)
            and fold(node.text) == "و"
            and (_stands_between(nodes, place) or (place + 1 in taken and place > 0))
        }
    decided: list[syntax.SyntaxNode] = []
    for place, node in enumerate(nodes):
        if place in taken and isinstance(node, Particle):
            decided.append(_PARTICLES[fold(node.text)](node.text))
            said.append(Remarked(remarks.OPERATOR, node.text))
        else:
            decided.append(node)
    return decided


_PARTICLES: Final[dict[str, Callable[[str], syntax.Operator]]] = {
    fold("و"): lambda text: syntax.InfixOperator(text, AndGroup),
    fold("أو"): lambda text: syntax.InfixOperator(text, OrGroup),
    fold("ليس"): lambda text: syntax.PrefixOperator(text, NotGroup),
}


def _stands_between(nodes: Sequence[syntax.SyntaxNode], place: int) -> bool:
    """Whether words, or for ليس also و, stand on both sides of the particle at `place`."""
    if not 0 < place < len(nodes) - 1:
        return False
    left, right = nodes[place - 1], nodes[place + 1]
    if isinstance(left, Particle):
        return (
            fold(_text(nodes[place])) == fold("ليس")
            and fold(left.text) == fold("و")
            and place > 1
            and not isinstance(right, (Particle, syntax.InfixOperator))
        )
    return not isinstance(left, syntax.Operator) and not isinstance(
        right, (Particle, syntax.InfixOperator)
    )


def _text(node: syntax.SyntaxNode) -> str:
    return node.text if isinstance(node, (Chunk, syntax.Operator)) else ""


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
    return Chunk(operator.text, remarks.DANGLING)

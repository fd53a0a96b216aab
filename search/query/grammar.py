"""The query language as plug-ins of Whoosh's qparser: from text to a syntax tree.

Whoosh tags the text from left to right and then filters the nodes:

    taggers     words without signs, space; dates, fields, quotations, operators, chunks
    0           parentheses become groups
    500         space is dropped (Whoosh's own filter)
    550         `search.query.operators` decides which و أو ليس are operators
    600         operators take their operands (Whoosh's own filter)

A chunk is text without spaces; `search.query.leaves`, which knows the analysis, decides whether
it is a word, a pattern or several words. Nothing here raises, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeAlias

from whoosh.qparser import syntax
from whoosh.qparser.default import QueryParser
from whoosh.qparser.plugins import Plugin
from whoosh.qparser.syntax import AndGroup, NotGroup, OrGroup
from whoosh.qparser.taggers import RegexTagger

from search.arabic.vocalisation import MARKS
from search.query import messages
from search.query.dates import date_range
from search.query.fields import FORM_ONLY, is_date, narrowing
from search.query.leaves import LeafParser
from search.query.operators import Operators
from search.query.syntax_nodes import (
    Chunk,
    Dated,
    Hyphened,
    Implicit,
    MessageNode,
    Narrowed,
    Particle,
    QuerySyntax,
    Quoted,
    ReadQuoted,
    Required,
)

MAX_DEPTH: Final = 10

# Opening and closing marks are one class, because writers mix them up.
_QUOTES: Final = ('"', "“”„‟", "«»", "‹›")
_ALL_QUOTES: Final = "".join(_QUOTES)
_PUNCTUATION: Final = r"\[\]{}<>|،؛,;…–—!﴿﴾"
_BEGIN: Final = r"(?<![^\s(])"  # at the start, after a space or a parenthesis
_BEGIN_VALUE: Final = r"(?<![^\s(+\-!:=])"  # or after a sign or a field
_APART: Final = (r"(?<![^\s()])", r"(?![^\s()])")
# Only apostrophes with vowel marks between them; others belong to words, as in O'Neil.
_APOSTROPHES: Final = "'‘’‛"
_VOCALISED: Final = (
    rf"[{_APOSTROPHES}](?P<text>[^{_APOSTROPHES}]*[{''.join(sorted(MARKS))}][^{_APOSTROPHES}]*)"
    rf"[{_APOSTROPHES}](?![\w{_APOSTROPHES}])"
)
_OPERAND: Final = rf"(?=[\w(=*{_ALL_QUOTES}]|{_VOCALISED.replace('?P<text>', '?:')})"
_NAME: Final = r"(?P<name>[^\W\d_][\w\u064b-\u065f\u0670]*)"
_PARTICLES: Final = "و|أو|او|ليس"
_OPERATOR_WORDS: Final = f"NOT|AND|OR|{_PARTICLES}"
_MARKUP: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Marks of direction change how a text is displayed, not its words (Unicode, UAX 9).
_DIRECTION: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def read(text: str, is_stop_word: Callable[[str], bool]) -> Implicit:
    """The syntax tree of a query.

    Args:
        text: any text.
        is_stop_word: whether a form is that of a function word.

    Returns:
        A group of `QuerySyntax`, at most `MAX_DEPTH` parentheses deep.
    """
    plain = _DIRECTION.sub("", _MARKUP.sub(" ", text))
    plugins: list[Plugin] = [_Words(), _Groups(), Operators(is_stop_word)]
    parser = QueryParser(None, None, plugins=plugins, group=Implicit)
    tree = parser.process(plain)
    assert isinstance(tree, Implicit)
    return tree


class _Bracket(syntax.SyntaxNode):
    """A parenthesis, before groups are made."""

    def __init__(self, *, opens: bool) -> None:
        self.opens = opens


_Tagged: TypeAlias = QuerySyntax | syntax.Operator | syntax.Whitespace | _Bracket


class _Tagger(RegexTagger):
    """Makes a node of what a pattern matches; the next tagger tries if `make` returns None."""

    def __init__(self, pattern: str, make: Callable[[re.Match[str]], _Tagged | None]) -> None:
        self.expr = re.compile(pattern)
        self.make = make

    def create(self, parser: QueryParser, match: re.Match[str]) -> syntax.SyntaxNode | None:
        return self.make(match)


def _operator(
    kind: type[syntax.Operator], group: object
) -> Callable[[re.Match[str]], syntax.Operator]:
    return lambda match: kind(match[0], group)


def _quoted(read: ReadQuoted) -> Callable[[re.Match[str]], Quoted]:
    return lambda match: Quoted(match["text"].strip(), int((match["number"] or "0")[:4]), read)


def _named(match: re.Match[str]) -> _Tagged | None:
    name = match["name"]
    to = narrowing(name)
    if to is not None:
        return syntax.PrefixOperator(match[0], partial(Narrowed, to=to, name=match[0]))
    if len(name) > 1 and not is_date(name):
        return Chunk(name, messages.UNKNOWN_FIELD)
    return None


def _dated(match: re.Match[str]) -> QuerySyntax | None:
    if not is_date(match["name"]):
        return None
    days = date_range(match["value"])
    if days is not None:
        return Dated(match[0].strip(), days)
    return None


def _misdated(match: re.Match[str]) -> QuerySyntax | None:
    if not is_date(match["name"]):
        return None
    words = re.split(r"[\s\[\]<>=]+|(?<!\S)(?:TO|إلى|الى|حتى)(?!\S)", match["value"])
    if not re.search(r"\d", match["value"]):
        words.insert(0, match["name"])  # "تاريخ:الجزائر": running text rather than a date
    remark = MessageNode(messages.BAD_DATE, match[0].strip())
    return Implicit([remark, *(Chunk(word) for word in words if word)])


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
    """A quotation opens before a word or after a space, and closes at the next mark."""
    for marks in _QUOTES:
        opening = rf"(?:[{marks}]+(?=[^\s{marks}])|{_BEGIN}[{marks}]+|(?<=:)[{marks}]+)"
        yield rf"{opening}(?P<text>[^{marks}]*)[{marks}]+(?:~(?P<number>\d+))?"


def _taggers() -> tuple[_Tagger, ...]:
    infix, prefix = syntax.InfixOperator, syntax.PrefixOperator
    before, after = _APART
    return (
        *(_Tagger(pattern, _quoted(LeafParser.quotation)) for pattern in _quote_patterns()),
        _Tagger(rf"{_BEGIN_VALUE}{_VOCALISED}(?:~(?P<number>\d+))?", _quoted(LeafParser.vocalised)),
        _Tagger(
            rf"{_BEGIN_VALUE}[{_ALL_QUOTES}](?=(?P<word>\w+))",
            lambda match: MessageNode(messages.UNCLOSED_QUOTE, match["word"]),
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
        _Tagger(rf"{before}NOT{after}", _operator(prefix, NotGroup)),
        _Tagger(rf"&&|{before}AND{after}", _operator(infix, AndGroup)),
        _Tagger(rf"\|\||{before}OR{after}", _operator(infix, OrGroup)),
        _Tagger(rf"{before}(?:{_PARTICLES}){after}", lambda match: Particle(match[0])),
        _Tagger(
            rf"(?:[^\s(){_ALL_QUOTES}{_PUNCTUATION}&]|&(?!&)|(?<=\d),(?=\d))+",
            lambda match: Chunk(match[0]),
        ),
        _Tagger(rf"[{_ALL_QUOTES}{_PUNCTUATION}]+", lambda match: syntax.Whitespace()),
    )


def _shortcuts() -> tuple[_Tagger, ...]:
    """Words without a sign, and the space between them: the most of nearly all queries.

    Of the patterns of `_taggers` only that of a chunk would match there.
    """
    return (
        _Tagger(
            rf"(?<!\S)(?!(?:{_OPERATOR_WORDS})(?!\S))[\w\u064b-\u065f\u0670]+[?؟.]?(?!\S)",
            lambda match: Chunk(match[0]),
        ),
        _Tagger(r"\s+", lambda match: syntax.Whitespace()),
    )


_TAGGERS: Final = (*_shortcuts(), *_taggers())


class _Words(Plugin):
    """Everything but parentheses."""

    def taggers(self, parser: QueryParser) -> list[tuple[_Tagger, int]]:
        return [(tagger, place) for place, tagger in enumerate(_TAGGERS, start=1)]


class _Groups(Plugin):
    """Parentheses, up to `MAX_DEPTH`; open ones are closed at the end."""

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
            stack[-1].nodes.append(MessageNode(messages.TOO_DEEP, ""))
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

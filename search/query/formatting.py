"""A query tree as one line of text, for logs, documentation and tests."""

from __future__ import annotations

from typing import assert_never

from index.model.columns import Value
from index.model.query import (
    ALL_LEVELS,
    DEFAULT_FIELDS,
    PHRASE_LEVELS,
    AnyOf,
    ColumnFilter,
    Everything,
    Fuzzy,
    Leaf,
    Node,
    Nothing,
    Pattern,
    Phrase,
    Prefix,
    TextField,
    Wildcard,
    Word,
    WordLeaf,
    fold,
)


def describe(node: Node) -> str:
    """`node` in a notation that has everything but readings.

    `all(...)`, `any(...)`, `3 of (...)`, `without(required, excluded)`, `prefer(required,
    preferred)`;
    `field:` before and `[levels]` after a leaf where they are not the default ones; `(ال)` before
    a pattern that may follow the article.
    """
    return fold(node, _described)


def _described(node: Node, parts: list[str]) -> str:
    if isinstance(node, Leaf):
        return _leaf(node)
    name = node.kind
    if isinstance(node, AnyOf) and node.minimum_should_match != 1:
        name = f"{node.minimum_should_match} of "
    return f"{name}({', '.join(parts)})"


def _leaf(node: Leaf) -> str:
    match node:
        case Word():
            levels = "" if node.levels in (ALL_LEVELS, PHRASE_LEVELS) else _levels(node)
            weight = "" if node.weight == 1 else f"^{node.weight:g}"
            surface = f"'{node.surface}'" if node.vocalised else node.surface
            return f"{_fields(node.fields)}{surface}{levels}{weight}"
        case Phrase():
            levels = "" if node.levels == PHRASE_LEVELS else _levels(node)
            words = " ".join(word.surface for word in node.words)
            quote = "'" if any(word.vocalised for word in node.words) else '"'
            slop = f"~{node.slop}" if node.slop else ""
            return f"{_fields(node.fields)}{quote}{words}{quote}{slop}{levels}"
        case Prefix():
            return f"{_fields(node.fields)}{_article(node)}{node.text}*"
        case Wildcard():
            return f"{_fields(node.fields)}{_article(node)}{node.pattern}"
        case Fuzzy():
            return f"{_fields(node.fields)}{_article(node)}{node.text}~{node.distance}"
        case ColumnFilter():
            if node.words:
                return f"{node.column}:{node.words.strip()}"
            name = "" if node.column == "date" else f"{node.column}="
            return name + ("|".join(node.values) or f"{_bound(node.start)}..{_bound(node.end)}")
        case Everything() | Nothing():
            return node.kind
        case _:
            assert_never(node)


def _bound(value: Value | None) -> str:
    return "" if value is None else str(value)


def _levels(node: WordLeaf) -> str:
    return f"[{'+'.join(node.levels)}]"


def _article(node: Pattern) -> str:
    return "(ال)" if node.proclitics else ""


def _fields(fields: tuple[TextField, ...]) -> str:
    return "" if fields == DEFAULT_FIELDS else f"{'+'.join(fields)}:"

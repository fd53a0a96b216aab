"""The query tree, neutral to engines: frozen nodes and the functions that walk and rebuild them.

    Word  Phrase                        leaves of words, which match at levels
    Prefix  Wildcard  Fuzzy             leaves that match forms
    ColumnFilter  Everything  Nothing   leaves on documents
    AllOf  AnyOf  Without  Prefer       branches

`search.query` makes trees from the user's text; engines evaluate them; `search.highlight.matcher`
finds in a document's original text what they matched. A score of a branch is the sum of the
scores of those of its children that match, so a tree means the same to every engine. Leaves that
differ only in their surfaces are equal.

A node is taken apart by `children`, `words` and the functions made of them. Whoever tells single
kinds of nodes apart ends with `assert_never`, so that mypy finds each place that lacks a new kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum, auto
from typing import Any, ClassVar, TypeAlias, TypeVar, assert_never

from index.analysis.token import Level, Reading
from index.model.columns import ColumnValues, folded_words


class TextField(StrEnum):
    """The analysed fields of a document."""

    TITLE = "title"
    BODY = "body"
    SOURCE = "source"


DEFAULT_FIELDS = (TextField.TITLE, TextField.BODY)
ALL_LEVELS = tuple(Level)
"""The closest first."""
PHRASE_LEVELS = (Level.FORM, Level.STEM)


class Origin(StrEnum):
    """Why a word or phrase is in a tree; engines treat all alike."""

    QUERY = "query"  # the user wrote it
    NAME = "name"  # it is another spelling of a name that the user wrote
    SYNONYM = "synonym"  # it means what the user wrote
    SPELLING = "spelling"  # it is what the user wrote, with a space more or less


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query; matches where any of its readings does at any of its levels.

    Attributes:
        surface: as the user wrote it.
        readings: the analyser's readings of it (several for a dagger alef).
        levels: the levels at which it may match.
        fields: the fields in which it may match.
        weight: multiplies its score; below 1 for stop words, 0 for one that only has to match.
        vocalised: the word with vowel marks that words of texts must agree with; "" if any will
            do. Engines, whose terms have no marks, find all: the search compares the texts.
        typed: the word whose letters words of texts must have, hamzas and all; "" if those of its
            form will do. The search compares the texts, as for `vocalised`.
        origin: why it is in the tree; the readings may include those of what the user wrote.
    """

    kind: ClassVar[str] = "word"
    surface: str = field(compare=False)
    readings: tuple[Reading, ...]
    levels: tuple[Level, ...] = ALL_LEVELS
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    weight: float = 1.0
    vocalised: str = ""
    typed: str = ""
    origin: Origin = Origin.QUERY


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other in one field, all at one level.

    Attributes:
        surface: as the user wrote it, without its quotation marks.
        words: at least two words, in order.
        slop: how many other words may be between its words, in all.
        numbers: how many of these must be numbers (of verses, of notes). Engines, which do not know
            what is between words, find all: the search compares the texts.
        levels: the levels tried; each is a phrase of its own (all its words at that level).
        fields: the fields in which it may match.
        weight: multiplies its score, whose inverse document frequency is the sum of its words'.
        origin: why it is in the tree.
    """

    kind: ClassVar[str] = "phrase"
    surface: str = field(compare=False)
    words: tuple[Word, ...]
    slop: int = 0
    levels: tuple[Level, ...] = PHRASE_LEVELS
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    weight: float = 1.0
    origin: Origin = Origin.QUERY
    numbers: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Forms that begin with `text` (already folded to a form), or with a proclitic and `text`."""

    kind: ClassVar[str] = "prefix"
    surface: str = field(compare=False)
    text: str
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    proclitics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Forms that match `pattern`: folded letters, `*` for any run, `?` for one letter.

    One of the proclitics may precede what the pattern matches.
    """

    kind: ClassVar[str] = "wildcard"
    surface: str = field(compare=False)
    pattern: str
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    proclitics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Forms within `distance` (1 or 2) edits of `text` (Damerau-Levenshtein on forms).

    One of the proclitics may precede `text`.
    """

    kind: ClassVar[str] = "fuzzy"
    surface: str = field(compare=False)
    text: str
    distance: int = 1
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    proclitics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """Documents by what stands in a column, score 0; without bounds, all that have a value there.

    Attributes:
        column: its name.
        values: for a keyword column: documents that have any of these, exactly as they stand.
        start: for dates and numbers: the least value, None for any.
        end: the greatest value, None for any.
        words: for a keyword column instead of values: words in a value, as `folded_words`.
    """

    column: str
    values: tuple[str, ...] = ()
    start: dt.date | float | None = None
    end: dt.date | float | None = None
    words: str = ""

    @property
    def kind(self) -> str:
        """Its kind in explanations."""
        return "date" if self.column == "date" else "column"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document, score 0."""

    kind: ClassVar[str] = "everything"


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""

    kind: ClassVar[str] = "nothing"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that match every part."""

    kind: ClassVar[str] = "all"
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that match at least `minimum_should_match` of the parts, and at least one."""

    kind: ClassVar[str] = "any"
    parts: tuple[Node, ...]
    minimum_should_match: int = 1


@dataclass(frozen=True, slots=True)
class Without:
    """Documents that match `required` and not `excluded`; the score is that of `required`."""

    kind: ClassVar[str] = "without"
    required: Node
    excluded: Node


@dataclass(frozen=True, slots=True)
class Prefer:
    """Documents that match `required`; those that match `preferred` too also get its score."""

    kind: ClassVar[str] = "prefer"
    required: Node
    preferred: Node


# A new kind of node joins one of these four.
WordLeaf: TypeAlias = Word | Phrase
Pattern: TypeAlias = Prefix | Wildcard | Fuzzy
DocumentLeaf: TypeAlias = ColumnFilter | Everything | Nothing
Branch: TypeAlias = AllOf | AnyOf | Without | Prefer

TextLeaf: TypeAlias = WordLeaf | Pattern
Leaf: TypeAlias = TextLeaf | DocumentLeaf
Node: TypeAlias = Leaf | Branch

_Result = TypeVar("_Result")


class Part(IntEnum):
    """A part of a tree; each includes those before it."""

    MATCHED = auto()  # what a document must match
    SCORED = auto()  # and what only adds to its score
    ALL = auto()  # and what it must not match


def branch_of(branch: type[AllOf | AnyOf], parts: Iterable[Node]) -> Node:
    """A branch of these parts; a single part needs none."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else branch(found)


def children(node: Node, part: Part = Part.ALL) -> tuple[Node, ...]:
    """The nodes that a branch is made of, in order; none for a leaf."""
    if isinstance(node, Leaf):
        return ()
    match node:
        case AllOf() | AnyOf():
            return node.parts
        case Without(required, excluded):
            return (required, excluded) if part >= Part.ALL else (required,)
        case Prefer(required, preferred):
            return (required, preferred) if part >= Part.SCORED else (required,)
        case _:
            assert_never(node)


def map_children(node: Node, change: Callable[[Node], Node], part: Part = Part.ALL) -> Node:
    """The node with its children changed; those that `part` leaves out stay as they are."""
    if isinstance(node, Leaf):
        return node
    match node:
        case AllOf() | AnyOf():
            return replace(node, parts=tuple(map(change, node.parts)))
        case Without(required, excluded):
            return Without(change(required), change(excluded) if part >= Part.ALL else excluded)
        case Prefer(required, other):
            return Prefer(change(required), change(other) if part >= Part.SCORED else other)
        case _:
            assert_never(node)


def leaves(node: Node, part: Part = Part.ALL) -> Iterator[Leaf]:
    """The leaves of a tree from left to right; without recursion, for trees may be deep."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Leaf):
            yield node
        else:
            waiting.extend(reversed(children(node, part)))


def fold(node: Node, combine: Callable[[Node, list[_Result]], _Result]) -> _Result:
    """What `combine` makes of a node, given what it made of each of the node's children."""
    return combine(node, [fold(child, combine) for child in children(node)])


def words(leaf: Leaf) -> tuple[Word, ...]:
    """The words of a leaf, in order; a leaf that is not made of words has none."""
    match leaf:
        case Word():
            return (leaf,)
        case Phrase():
            return leaf.words
        case Prefix() | Wildcard() | Fuzzy() | ColumnFilter() | Everything() | Nothing():
            return ()
        case _:
            assert_never(leaf)


def map_words(node: Node, change: Callable[[Word], Word]) -> Node:
    """The tree with each of its words changed."""
    match node:
        case Word():
            return change(node)
        case Phrase():
            return replace(node, words=tuple(map(change, node.words)))
        case AllOf() | AnyOf() | Without() | Prefer():
            return map_children(node, lambda child: map_words(child, change))
        case Prefix() | Wildcard() | Fuzzy() | ColumnFilter() | Everything() | Nothing():
            return node
        case _:
            assert_never(node)


def accepts(leaf: ColumnFilter, columns: ColumnValues) -> bool:
    """Whether a document with these columns matches a filter."""
    values: tuple[Any, ...] = columns.get(leaf.column, ())
    return any(
        (not leaf.values or value in leaf.values)
        and (not leaf.words or leaf.words in folded_words(value))
        and (leaf.start is None or value >= leaf.start)
        and (leaf.end is None or value <= leaf.end)
        for value in values
    )


def with_proclitics(leaf: Pattern) -> tuple[str, ...]:
    """What forms are compared with: the leaf's own letters, alone and after each proclitic."""
    own = leaf.pattern if isinstance(leaf, Wildcard) else leaf.text
    return (own, *(proclitic + own for proclitic in leaf.proclitics))

"""The query tree: frozen nodes, neutral to engines.

    Word  Phrase  Prefix  Wildcard  Fuzzy          leaves on analysed text
    ColumnFilter  Everything  Nothing              leaves on documents
    AllOf  AnyOf  Without  Prefer                  branches

`search.query` makes trees from the user's text; engines evaluate them; `search.highlight.matcher`
finds in a document's original text what they matched. A score of a branch is the sum of the
scores of those of its parts that match, so a tree means the same to every engine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from index.analysis.token import Level, Reading
from index.model.columns import ColumnValues, as_number


class TextField(StrEnum):
    """The analysed fields of a document."""

    TITLE = "title"
    BODY = "body"
    SOURCE = "source"


DEFAULT_FIELDS = (TextField.TITLE, TextField.BODY)
ALL_LEVELS = (Level.FORM, Level.STEM, Level.ROOT)


class Origin(StrEnum):
    """Why a word or phrase stands in a tree; engines treat all alike."""

    QUERY = "query"  # the user wrote it
    NAME = "name"  # it is another spelling of a name that the user wrote
    SYNONYM = "synonym"  # it means what the user wrote


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query; matches where any of its readings does at any of its levels.

    Attributes:
        surface: as the user wrote it.
        readings: the analyser's readings of it (several for a dagger alef).
        levels: the levels at which it may match.
        fields: the fields in which it may match.
        weight: multiplies its score; below 1 for stop words, 0 for one that only has to match.
        vocalised: whether only words count that can be read with the vowel marks of `surface`.
            Engines, whose terms have no marks, find all; who asks them looks at the texts.
        origin: why it stands there; what the user wrote may be among the readings of any.
    """

    surface: str
    readings: tuple[Reading, ...]
    levels: tuple[Level, ...] = ALL_LEVELS
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    weight: float = 1.0
    vocalised: bool = False
    origin: Origin = Origin.QUERY


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other in one field, all at one level.

    Attributes:
        surface: as the user wrote it, without its quotation marks.
        words: at least two words, in order.
        slop: how many other words may stand between the first and the last beyond the
            phrase's own length (0: exactly as written).
        levels: the levels tried; each is a phrase of its own (all its words at that level).
        fields: the fields in which it may match.
        weight: multiplies its score, whose inverse document frequency is the sum of its words'.
        origin: why it stands there.
    """

    surface: str
    words: tuple[Word, ...]
    slop: int = 0
    levels: tuple[Level, ...] = (Level.FORM, Level.STEM)
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    weight: float = 1.0
    origin: Origin = Origin.QUERY


@dataclass(frozen=True, slots=True)
class Prefix:
    """Forms that begin with `text` (already folded to a form), or with a proclitic and `text`."""

    surface: str
    text: str
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    proclitics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Forms that match `pattern`: folded letters, `*` for any run, `?` for one letter.

    One of the proclitics may stand before what the pattern matches.
    """

    surface: str
    pattern: str
    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    proclitics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Forms within `distance` (1 or 2) edits of `text` (Damerau-Levenshtein on forms).

    Or of `text` behind one of the proclitics.
    """

    surface: str
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
    """

    column: str
    values: tuple[str, ...] = ()
    start: dt.date | float | None = None
    end: dt.date | float | None = None


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document, score 0."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that match every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that match at least `minimum` of the parts."""

    parts: tuple[Node, ...]
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Without:
    """Documents that match `wanted` and not `unwanted`; the score is that of `wanted`."""

    wanted: Node
    unwanted: Node


@dataclass(frozen=True, slots=True)
class Prefer:
    """Documents that match `wanted`; those that match `liked` too also get its score."""

    wanted: Node
    liked: Node


def accepts(leaf: ColumnFilter, columns: ColumnValues) -> bool:
    """Whether a document with these columns matches a filter."""
    return any(
        value in leaf.values or not leaf.values
        if isinstance(value, str)
        else (leaf.start is None or as_number(leaf.start) <= as_number(value))
        and (leaf.end is None or as_number(value) <= as_number(leaf.end))
        for value in columns.get(leaf.column, ())
    )


def with_proclitics(leaf: Prefix | Wildcard | Fuzzy) -> tuple[str, ...]:
    """What the forms are compared with: the leaf's own letters, then behind each proclitic."""
    own = leaf.pattern if isinstance(leaf, Wildcard) else leaf.text
    return (own, *(proclitic + own for proclitic in leaf.proclitics))


Leaf = Word | Phrase | Prefix | Wildcard | Fuzzy | ColumnFilter | Everything | Nothing
Node = Leaf | AllOf | AnyOf | Without | Prefer

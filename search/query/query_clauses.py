"""Clauses of a query: their records, and how tokens become words and leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from index.analysis import Level, Reading, Token
from index.model.query import DEFAULT_FIELDS, Node, Phrase, TextField, Word, WordLeaf
from search.arabic.typed_letters import may_be_exchanged
from search.model.records import QueryTerm, QueryTermKind


class Role(Enum):
    """What a clause of a query requires."""

    PLAIN = auto()  # required on the first rung
    STOP = auto()  # a stop word: preferred, unless there is nothing else
    FIXED = auto()  # required on every rung
    EXCLUDED = auto()


@dataclass(frozen=True, slots=True)
class QueryClause:
    """A clause of a query: its tree, its terms for the response, and its role."""

    node: Node
    words: tuple[QueryTerm, ...]
    role: Role = Role.PLAIN


@dataclass(frozen=True, slots=True)
class Scope:
    """The fields and levels, or the column, to which the query narrows its words."""

    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    levels: tuple[Level, ...] | None = None  # None: the default ones
    column: str | None = None

    @property
    def plain(self) -> bool:
        """Whether it narrows nothing."""
        return self.levels is None and self.fields == DEFAULT_FIELDS

    @property
    def field_name(self) -> str | None:
        """The field for the response, None for the default ones."""
        return None if self.fields == DEFAULT_FIELDS else self.fields[0].value


def query_term(
    text: str, kind: QueryTermKind, scope: Scope, words: Sequence[Word] = ()
) -> QueryTerm:
    """The query term of a leaf, with what its words are looked for at each of their levels."""

    def terms(level: Level) -> str | None:
        readings = [word.readings[0] for word in words if level in word.levels]
        found = [each.known_root if level is Level.ROOT else each.at(level) for each in readings]
        return " ".join(filter(None, found)) or None

    return QueryTerm(
        text,
        kind,
        required=True,
        form=terms(Level.FORM),
        stem=terms(Level.STEM),
        root=terms(Level.ROOT),
        field=scope.field_name,
    )


def word_of(
    surface: str,
    readings: tuple[Reading, ...],
    levels: tuple[Level, ...],
    scope: Scope,
    *,
    as_typed: bool = False,
) -> Word:
    """A word of a query; `as_typed` if words of texts must have its letters."""
    typed = surface if as_typed and may_be_exchanged(surface) else ""
    return Word(surface, readings, levels, scope.fields, typed=typed)


def vocalised_word(word: Word) -> Word:
    """The word, with whose vowel marks words of texts must agree."""
    return replace(word, vocalised=word.surface, typed="")


def leaf_of(text: str, words: Sequence[Word], slop: int) -> WordLeaf:
    """The leaf of words that follow each other, or of a single one."""
    if len(words) == 1:
        return words[0]
    return Phrase(text, tuple(words), slop, words[0].levels, words[0].fields)


def readings_at(token: Token, levels: tuple[Level, ...]) -> tuple[Reading, ...]:
    """The token's readings; at the level of stems or roots the word itself is one of them."""
    if Level.FORM in levels:
        return token.readings
    given = tuple(Reading(reading.form, reading.form, reading.form) for reading in token.readings)
    by_term = {reading.at(levels[0]): reading for reading in reversed((*given, *token.readings))}
    return tuple(reversed(by_term.values()))


def clitics_apart(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Tokens without the single letter written before a number (و40, بـ11), and that letter."""
    if len(tokens) == 2 and len(tokens[0].form) == 1:
        letter, number = tokens
        if letter.form.isalpha() and letter.end == number.start and number.form[:1].isdigit():
            return tokens[1:], tokens[:1]
    return tokens, ()


def adjacent(tokens: Sequence[Token]) -> list[list[Token]]:
    """Tokens in groups with nothing between them: of two scripts, or of one ligature."""
    groups: list[list[Token]] = []
    for token in tokens:
        if groups and token.start <= groups[-1][-1].end:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups

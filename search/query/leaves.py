"""The clauses of one chunk or quotation of a query: words, phrases, patterns."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import islice
from typing import Final

from index.analysis import Analyzer, Level, Reading, Token
from index.analysis.normalization.normalizer import fold
from index.analysis.tokenizer import spans
from index.model.columns import folded_words
from index.model.query import (
    ALL_LEVELS,
    DEFAULT_FIELDS,
    PHRASE_LEVELS,
    ColumnFilter,
    Fuzzy,
    Leaf,
    Node,
    Pattern,
    Phrase,
    Prefix,
    TextField,
    Wildcard,
    Word,
    map_words,
)
from search.arabic.clitics import ARTICLE, ARTICLES, counterpart, may_follow_article
from search.arabic.homographs import is_content_word
from search.model.records import QueryTerm, QueryTermKind
from search.query import messages
from search.query.messages import Remark

MAX_WORDS: Final = 64
"""Different words of a query; others are left out, with a notice."""
MAX_PATTERNS: Final = 8
"""Patterns of a query. Each is compared with the whole vocabulary: eight take seconds."""
MAX_SLOP: Final = 50
MAX_DISTANCE: Final = 2
MIN_PATTERN_LETTERS: Final = 2
MIN_LETTERS_FOR_TWO: Final = 4
"""Letters of a form that may differ in two of them; of a shorter one every short word would."""

_TRIMMED: Final = "?؟.:'’‘_/\\@#$%^&=+-‐‑"
_SEPARATORS: Final = re.compile(r"[\s\-‐‑./\\:'’‘_@&+=^%#$,]+")
_WILD: Final = re.compile(r"[*?؟]+")
_FUZZY: Final = re.compile(r"(?P<body>.*[^~])~(?P<distance>\d*)")
_TATWEEL: Final = "\N{ARABIC TATWEEL}"


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


@dataclass(slots=True)
class LeafParser:
    """Parses the chunks and quotations of one query, and counts its words.

    Attributes:
        analyzer: analyses the words.
        remarks: what the user should know of the query, in order, each with its subject.
    """

    analyzer: Analyzer
    remarks: list[tuple[Remark, str]] = field(default_factory=list)
    _used: set[Hashable] = field(default_factory=set)
    _parsed: dict[tuple[str, Scope], tuple[QueryClause, ...]] = field(default_factory=dict)

    def remark(self, remark: Remark, subject: str = "") -> None:
        """Add a remark on the query."""
        self.remarks.append((remark, subject))

    def chunk(self, text: str, scope: Scope) -> tuple[QueryClause, ...]:
        """The clauses of a chunk without spaces; none if it has no letters."""
        text = text.strip(_TRIMMED)
        if scope.column:
            return self._in_column(text, scope.column)
        known = self._parsed.get((text, scope))
        if known is None:
            known = self._parsed[text, scope] = self._chunk(text, scope)
        return known

    def _chunk(self, text: str, scope: Scope) -> tuple[QueryClause, ...]:
        fuzzy = _FUZZY.fullmatch(text)
        if fuzzy:
            return self._fuzzy(text, fuzzy["body"], fuzzy["distance"], scope)
        if not _WILD.search(text):
            return self._plain(self._tokens(text), text, scope)
        found: list[QueryClause] = []
        for piece in _SEPARATORS.split(text):
            piece = piece.strip("?؟")
            if _WILD.search(piece):
                found += self._pattern(piece, scope)
            else:
                found += self._plain(self._tokens(piece), piece, scope)
        return tuple(found)

    def quotation(self, text: str, slop: int, scope: Scope) -> tuple[QueryClause, ...]:
        """The clause of a phrase between quotation marks, or of its only word."""
        if scope.column:
            return self._in_column(text, scope.column)
        if slop > MAX_SLOP:
            self.remark(messages.CAPPED, str(MAX_SLOP))
        return self._phrase(self._tokens(text), text, scope, min(slop, MAX_SLOP))

    def _in_column(self, text: str, column: str) -> tuple[QueryClause, ...]:
        """The clause of words that follow each other in a value of a column."""
        words = folded_words(text)
        if not words or not self._admitted((column, words)):
            return ()
        term = QueryTerm(text, QueryTermKind.COLUMN, True, words.strip(), field=column)
        return (QueryClause(ColumnFilter(column, words=words), (term,), Role.FIXED),)

    def vocalised(self, text: str, slop: int, scope: Scope) -> tuple[QueryClause, ...]:
        """The phrase between apostrophes; matching words must agree with its vowel marks."""
        return tuple(
            replace(
                clause,
                node=map_words(clause.node, lambda word: replace(word, vocalised=word.surface)),
                words=tuple(replace(word, kind=QueryTermKind.VOCALISED) for word in clause.words),
                role=Role.FIXED,
            )
            for clause in self.quotation(text, slop, scope)
        )

    def _tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of `text`, but no more than a query may have, because analysis takes time."""
        ends = [end for _, end in islice(spans(text), MAX_WORDS + 1)]
        room = MAX_WORDS if len(self._used) < MAX_WORDS else 0
        if len(ends) > room:
            self.remark(messages.TOO_MANY_WORDS, str(MAX_WORDS))
            ends = ends[:room]
        return self.analyzer.tokens(text[: ends[-1]]) if ends else ()

    def _admitted(self, word: Hashable) -> bool:
        """Whether a query may have one more word; a word that it has already counts once."""
        if word not in self._used and len(self._used) >= MAX_WORDS:
            self.remark(messages.TOO_MANY_WORDS, str(MAX_WORDS))
            return False
        self._used.add(word)
        return True

    def _expandable(self, pattern: Hashable) -> bool:
        """Whether a query may have one more pattern."""
        used = sum(isinstance(each, Pattern) for each in self._used)
        if pattern not in self._used and used >= MAX_PATTERNS:
            self.remark(messages.TOO_MANY_PATTERNS, str(MAX_PATTERNS))
            return False
        return self._admitted(pattern)

    def _plain(self, tokens: Sequence[Token], text: str, scope: Scope) -> tuple[QueryClause, ...]:
        """Words with a mark between them are single clauses; adjacent ones and numbers a phrase."""
        tokens, clitics = _clitics_apart(tokens)
        found = [self._word(token, scope, clitic=True) for token in clitics]
        if len(tokens) > 1 and any(token.form[:1].isdigit() for token in tokens):
            return (*filter(None, found), *self._phrase(tokens, text, scope))
        for group in _adjacent(tokens):
            if len(group) == 1:
                found.append(self._word(group[0], scope))
            else:
                found += self._phrase(group, text, scope)
        return tuple(clause for clause in found if clause)

    def _word(self, token: Token, scope: Scope, *, clitic: bool = False) -> QueryClause | None:
        readings = self._readings(token, scope.levels)
        if not self._admitted(readings):
            return None
        levels = scope.levels or ALL_LEVELS
        stop = scope.plain and (clitic or self._is_stop_word(token))
        word = Word(token.surface, readings, levels, scope.fields)
        kind = QueryTermKind.STOP_WORD if stop else QueryTermKind.WORD
        term = _term(token.surface, kind, scope, [word])
        return QueryClause(word, (term,), Role.STOP if stop else Role.PLAIN)

    def _readings(self, token: Token, levels: tuple[Level, ...] | None) -> tuple[Reading, ...]:
        """The token's readings, and those of the word with or without the article."""
        if levels is not None:
            return _at_levels(token, levels)
        other = None if self._is_stop_word(token) else counterpart(token.surface)
        if other is None:
            return token.readings
        found = self.analyzer.tokens(other)
        return (*token.readings, *found[0].readings) if len(found) == 1 else token.readings

    def _is_stop_word(self, token: Token) -> bool:
        """A function word, or a particle apart from its word (لـ before a quotation, الـ 100)."""
        particle = len(token.form) == 1 or token.form in ARTICLES
        if particle and token.surface.endswith(_TATWEEL):
            return True
        return self.analyzer.is_stop_word(token.form) and not is_content_word(token.surface)

    def _phrase(
        self, tokens: Sequence[Token], text: str, scope: Scope, slop: int = 0
    ) -> tuple[QueryClause, ...]:
        levels = scope.levels or PHRASE_LEVELS
        words = tuple(
            Word(token.surface, readings, levels, scope.fields)
            for token in tokens
            if self._admitted(readings := self._readings(token, scope.levels))
        )
        if not words:
            return ()
        kind = QueryTermKind.WORD if len(words) == 1 else QueryTermKind.PHRASE
        term = _term(text if len(words) > 1 else words[0].surface, kind, scope, words)
        node: Leaf = words[0]
        if len(words) > 1:
            node = Phrase(text, words, slop, levels, scope.fields)
        return (QueryClause(node, (term,)),)

    def _pattern(self, text: str, scope: Scope) -> tuple[QueryClause, ...]:
        """The clause of `كتا*` or `ك?اب`: its letters folded, each wildcard as one sign."""
        pieces = [fold(piece) for piece in _WILD.split(text)]
        letters = sum(map(len, pieces))
        if not letters:
            return ()
        if letters < MIN_PATTERN_LETTERS or any(
            len(self._tokens(piece)) > 1 for piece in _WILD.split(text)
        ):
            self.remark(messages.SHORT_PATTERN, text)
            return self._plain(self._tokens(text), text, scope)
        pattern = pieces[0]
        for signs, piece in zip(_WILD.findall(text), pieces[1:], strict=True):
            pattern += "?" * len(signs.replace("*", "")) + "*" * ("*" in signs) + piece
        if pattern.endswith("*") and pieces[0] + "*" == pattern:
            return self._expanding(Prefix(text, pieces[0], scope.fields), pieces[0], scope)
        return self._expanding(Wildcard(text, pattern, scope.fields), pattern, scope)

    def _fuzzy(self, text: str, body: str, distance: str, scope: Scope) -> tuple[QueryClause, ...]:
        tokens = self._tokens(body)
        if len(tokens) != 1 or distance == "0" or _WILD.search(body):
            return self.chunk(body, scope)
        form = tokens[0].form
        if len(form) < MIN_PATTERN_LETTERS:
            self.remark(messages.SHORT_PATTERN, text)
            return self._plain(tokens, body, scope)
        edits = int(distance[:4] or 1)
        allowed = MAX_DISTANCE if len(form) >= MIN_LETTERS_FOR_TWO else 1
        if edits > allowed:
            self.remark(messages.CAPPED, str(allowed))
        return self._expanding(Fuzzy(text, form, min(edits, allowed), scope.fields), form, scope)

    def _expanding(self, node: Pattern, form: str, scope: Scope) -> tuple[QueryClause, ...]:
        if scope.levels is None and may_follow_article(form):
            # Fuzzy words take a search for each proclitic, so they have only one.
            proclitics = (ARTICLE,) if isinstance(node, Fuzzy) else ARTICLES
            node = replace(node, proclitics=proclitics)
        if not self._expandable(node):
            return ()
        if scope.levels not in (None, (Level.FORM,)):
            self.remark(messages.FORMS_ONLY, node.surface)
        term = _term(node.surface, QueryTermKind(node.kind), scope)
        return (QueryClause(node, (replace(term, form=form),)),)


def _term(text: str, kind: QueryTermKind, scope: Scope, words: Sequence[Word] = ()) -> QueryTerm:
    """The query term of a leaf, with what its words are looked for at each of their levels."""

    def terms(level: Level) -> str | None:
        found = [word.readings[0].at(level) for word in words if level in word.levels]
        return " ".join(found) or None

    return QueryTerm(
        text,
        kind,
        required=True,
        form=terms(Level.FORM),
        stem=terms(Level.STEM),
        root=terms(Level.ROOT),
        field=scope.field_name,
    )


def _at_levels(token: Token, levels: tuple[Level, ...]) -> tuple[Reading, ...]:
    """The token's readings; at the level of stems or roots the word itself is one of them."""
    if Level.FORM in levels:
        return token.readings
    given = tuple(Reading(reading.form, reading.form, reading.form) for reading in token.readings)
    by_term = {reading.at(levels[0]): reading for reading in reversed((*given, *token.readings))}
    return tuple(reversed(by_term.values()))


def _clitics_apart(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Tokens without the single letter written before a number (و40, بـ11), and that letter."""
    if len(tokens) == 2 and len(tokens[0].form) == 1:
        letter, number = tokens
        if letter.form.isalpha() and letter.end == number.start and number.form[:1].isdigit():
            return tokens[1:], tokens[:1]
    return tokens, ()


def _adjacent(tokens: Sequence[Token]) -> list[list[Token]]:
    """Tokens in groups with nothing between them: of two scripts, or of one ligature."""
    groups: list[list[Token]] = []
    for token in tokens:
        if groups and token.start <= groups[-1][-1].end:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups

"""What one chunk or quotation of a query asks for: words, a phrase, a pattern."""

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
from index.model.query import (
    ALL_LEVELS,
    DEFAULT_FIELDS,
    PHRASE_LEVELS,
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
from search.model.records import QueryTerm
from search.query import messages
from search.query.messages import Remark

# A query asks for at most so many different words; the others are left out, which is said.
MAX_WORDS: Final = 64
# Each pattern is compared with the whole vocabulary: so many take seconds, all 64 took a minute.
MAX_PATTERNS: Final = 8
MAX_SLOP: Final = 50
MAX_DISTANCE: Final = 2
MIN_PATTERN_LETTERS: Final = 2
# A form shorter than this may differ in one letter only: with two, it is every short word.
MIN_LETTERS_FOR_TWO: Final = 4

_TRIMMED: Final = "?؟.:'’‘_/\\@#$%^&=+-‐‑"
_JOINTS: Final = re.compile(r"[\s\-‐‑./\\:'’‘_@&+=^%#$,]+")
_WILD: Final = re.compile(r"[*?؟]+")
_FUZZY: Final = re.compile(r"(?P<body>.*[^~])~(?P<distance>\d*)")
_TATWEEL: Final = "\N{ARABIC TATWEEL}"


class Role(Enum):
    """What a part of a query does beside its neighbours."""

    PLAIN = auto()  # wanted; may be let go when nothing has all
    STOP = auto()  # a stop word: liked, unless there is nothing else
    FIXED = auto()  # wanted on every rung
    EXCLUDED = auto()


@dataclass(frozen=True, slots=True)
class QueryClause:
    """A part of a query: its tree, its words for the response, and its role."""

    node: Node
    words: tuple[QueryTerm, ...]
    role: Role = Role.PLAIN


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the words under a field or level are looked for.

    Attributes:
        fields: the fields.
        levels: the levels asked for by hand, None for the usual ones.
    """

    fields: tuple[TextField, ...] = DEFAULT_FIELDS
    levels: tuple[Level, ...] | None = None

    @property
    def plain(self) -> bool:
        """Whether nothing was asked for by hand."""
        return self.levels is None and self.fields == DEFAULT_FIELDS

    @property
    def field_name(self) -> str | None:
        """The field for the response, None for the usual ones."""
        return None if self.fields == DEFAULT_FIELDS else self.fields[0].value


@dataclass(slots=True)
class LeafParser:
    """Reads the leaves of one query and keeps account of them.

    Attributes:
        analyzer: reads words.
        remarked: what is to be said of the query, in order.
    """

    analyzer: Analyzer
    remarked: list[tuple[Remark, str]] = field(default_factory=list)
    _used: set[Hashable] = field(default_factory=set)
    _read: dict[tuple[str, Scope], tuple[QueryClause, ...]] = field(default_factory=dict)

    def remark(self, remark: Remark, subject: str = "") -> None:
        """Note something to be said."""
        self.remarked.append((remark, subject))

    def chunk(self, text: str, scope: Scope) -> tuple[QueryClause, ...]:
        """The parts that a run without spaces asks for; none if it has no letters."""
        text = text.strip(_TRIMMED)
        known = self._read.get((text, scope))
        if known is None:
            known = self._read[text, scope] = self._chunk(text, scope)
        return known

    def _chunk(self, text: str, scope: Scope) -> tuple[QueryClause, ...]:
        fuzzy = _FUZZY.fullmatch(text)
        if fuzzy:
            return self._fuzzy(text, fuzzy["body"], fuzzy["distance"], scope)
        if not _WILD.search(text):
            return self._plain(self._tokens(text), text, scope)
        found: list[QueryClause] = []
        for piece in _JOINTS.split(text):
            piece = piece.strip("?؟")
            if _WILD.search(piece):
                found += self._pattern(piece, scope)
            else:
                found += self._plain(self._tokens(piece), piece, scope)
        return tuple(found)

    def quotation(self, text: str, slop: int, scope: Scope) -> tuple[QueryClause, ...]:
        """The phrase between quotation marks; a single word stands for itself."""
        if slop > MAX_SLOP:
            self.remark(messages.CAPPED, str(MAX_SLOP))
        return self._phrase(self._tokens(text), text, scope, min(slop, MAX_SLOP))

    def vocalised(self, text: str, slop: int, scope: Scope) -> tuple[QueryClause, ...]:
        """The phrase between apostrophes: only words that can be read with its vowel marks."""
        return tuple(
            replace(
                part,
                node=map_words(part.node, lambda word: replace(word, vocalised=word.surface)),
                words=tuple(replace(word, kind="vocalised") for word in part.words),
                role=Role.FIXED,
            )
            for part in self.quotation(text, slop, scope)
        )

    def _tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of `text`, no more than a query may have: analysis has its price."""
        ends = [end for _, end in islice(spans(text), MAX_WORDS + 1)]
        room = MAX_WORDS if len(self._used) < MAX_WORDS else 0
        if len(ends) > room:
            self.remark(messages.TOO_MANY_WORDS, str(MAX_WORDS))
            ends = ends[:room]
        return self.analyzer.tokens(text[: ends[-1]]) if ends else ()

    def _admitted(self, question: Hashable) -> bool:
        """Whether there is room for a word; one used before takes none."""
        if question not in self._used and len(self._used) >= MAX_WORDS:
            self.remark(messages.TOO_MANY_WORDS, str(MAX_WORDS))
            return False
        self._used.add(question)
        return True

    def _expandable(self, pattern: Hashable) -> bool:
        """Whether there is room for a pattern: fewer than for words, each has its price."""
        used = sum(isinstance(question, Pattern) for question in self._used)
        if pattern not in self._used and used >= MAX_PATTERNS:
            self.remark(messages.TOO_MANY_PATTERNS, str(MAX_PATTERNS))
            return False
        return self._admitted(pattern)

    def _plain(self, tokens: Sequence[Token], text: str, scope: Scope) -> tuple[QueryClause, ...]:
        """Words joined by a mark are words side by side; glued ones and numbers a phrase."""
        tokens, clitics = _clitics_apart(tokens)
        found = [self._word(token, scope, clitic=True) for token in clitics]
        if len(tokens) > 1 and any(token.form[:1].isdigit() for token in tokens):
            return (*filter(None, found), *self._phrase(tokens, text, scope))
        for run in _glued(tokens):
            if len(run) == 1:
                found.append(self._word(run[0], scope))
            else:
                found += self._phrase(run, text, scope)
        return tuple(part for part in found if part)

    def _word(self, token: Token, scope: Scope, *, clitic: bool = False) -> QueryClause | None:
        readings = self._readings(token, scope.levels)
        if not self._admitted(readings):
            return None
        levels = scope.levels or ALL_LEVELS
        stop = scope.plain and (clitic or self._is_stop_word(token))
        word = Word(token.surface, readings, levels, scope.fields)
        shown = _shown(token.surface, "stop-word" if stop else "word", scope, [word])
        return QueryClause(word, (shown,), Role.STOP if stop else Role.PLAIN)

    def _readings(self, token: Token, levels: tuple[Level, ...] | None) -> tuple[Reading, ...]:
        """The token's readings, and those of the word with or without the article."""
        if levels is not None:
            return _by_hand(token, levels)
        other = None if self._is_stop_word(token) else counterpart(token.surface)
        if other is None:
            return token.readings
        found = self.analyzer.tokens(other)
        return (*token.readings, *found[0].readings) if len(found) == 1 else token.readings

    def _is_stop_word(self, token: Token) -> bool:
        """A function word, or what is cut off from its word (لـ before a quotation, الـ 100)."""
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
        kind = "word" if len(words) == 1 else "phrase"
        shown = _shown(text if len(words) > 1 else words[0].surface, kind, scope, words)
        node: Leaf = words[0]
        if len(words) > 1:
            node = Phrase(text, words, slop, levels, scope.fields)
        return (QueryClause(node, (shown,)),)

    def _pattern(self, text: str, scope: Scope) -> tuple[QueryClause, ...]:
        """`كتا*`, `ك?اب`: letters folded, one sign for each of the two wildcards."""
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
        asked = int(distance[:4] or 1)
        allowed = MAX_DISTANCE if len(form) >= MIN_LETTERS_FOR_TWO else 1
        if asked > allowed:
            self.remark(messages.CAPPED, str(allowed))
        return self._expanding(Fuzzy(text, form, min(asked, allowed), scope.fields), form, scope)

    def _expanding(self, node: Pattern, form: str, scope: Scope) -> tuple[QueryClause, ...]:
        if scope.levels is None and may_follow_article(form):
            # Near spellings take their time: one search for each proclitic.
            proclitics = (ARTICLE,) if isinstance(node, Fuzzy) else ARTICLES
            node = replace(node, proclitics=proclitics)
        if not self._expandable(node):
            return ()
        if scope.levels not in (None, (Level.FORM,)):
            self.remark(messages.FORMS_ONLY, node.surface)
        shown = _shown(node.surface, node.kind, scope)
        return (QueryClause(node, (replace(shown, form=form),)),)


def _shown(text: str, kind: str, scope: Scope, words: Sequence[Word] = ()) -> QueryTerm:
    """What is said of a leaf: the terms that `words` are looked for by, at the levels they use."""

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


def _by_hand(token: Token, levels: tuple[Level, ...]) -> tuple[Reading, ...]:
    """The token's readings; with a stem or root given by hand, that very term first."""
    if Level.FORM in levels:
        return token.readings
    given = tuple(Reading(reading.form, reading.form, reading.form) for reading in token.readings)
    by_term = {reading.at(levels[0]): reading for reading in reversed((*given, *token.readings))}
    return tuple(reversed(by_term.values()))


def _clitics_apart(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Tokens without the single letter glued before a number (و40, بـ11), and that letter."""
    if len(tokens) == 2 and len(tokens[0].form) == 1:
        letter, number = tokens
        if letter.form.isalpha() and letter.end == number.start and number.form[:1].isdigit():
            return tokens[1:], tokens[:1]
    return tokens, ()


def _glued(tokens: Sequence[Token]) -> list[list[Token]]:
    """Runs of tokens with nothing between them: scripts that meet, words of one ligature."""
    runs: list[list[Token]] = []
    for token in tokens:
        if runs and token.start <= runs[-1][-1].end:
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs

"""The clauses of one chunk or quotation of a query: words, phrases, patterns."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from index.analysis import Analyzer, Level, Reading, Token
from index.analysis.normalization.normalizer import fold
from index.analysis.tokenizer import spans
from index.model.columns import folded_words
from index.model.query import (
    ALL_LEVELS,
    PHRASE_LEVELS,
    AnyOf,
    ColumnFilter,
    Fuzzy,
    Node,
    Origin,
    Pattern,
    Prefix,
    Wildcard,
    Word,
    WordLeaf,
    branch_of,
    map_words,
)
from search.arabic.clitics import (
    ARTICLE,
    ARTICLES,
    PARTICLES_BEFORE_WORDS,
    counterpart,
    may_follow_article,
)
from search.arabic.compounds import Writing, writings
from search.arabic.families import other_seats, relatives
from search.arabic.homographs import is_content_word
from search.model.records import QueryTerm, QueryTermKind
from search.query import messages
from search.query.messages import Remark
from search.query.query_clauses import (
    QueryClause,
    Role,
    Scope,
    adjacent,
    clitics_apart,
    leaf_of,
    query_term,
    readings_at,
    vocalised_word,
    word_of,
)

MAX_WORDS: Final = 64
"""Different words of a query; others are left out, with a notice."""
MAX_PATTERNS: Final = 8
"""Patterns of a query. Each is compared with the whole vocabulary: eight take seconds."""
MAX_SLOP: Final = 50
MAX_DISTANCE: Final = 2
MIN_PATTERN_LETTERS: Final = 2
MIN_LETTERS_AFTER_PARTICLE: Final = 4
"""Letters of a prefix that is looked for after particles too: بحر is no حر* after a particle."""
MIN_LETTERS_FOR_TWO: Final = 4
"""Letters of a form that may differ in two of them; of a shorter one every short word would."""

_OTHER_WEIGHT: Final = 0.9  # of a phrase with other spaces than those of the query

_FORMS: Final = (Level.FORM,)
_TRIMMED: Final = "?؟.:'’‘_/\\@#$%^&=+-‐‑"
_SEPARATORS: Final = re.compile(r"[\s\-‐‑./\\:'’‘_@&+=^%#$,]+")
_WILD: Final = re.compile(r"[*?؟]+")
_FUZZY: Final = re.compile(r"(?P<body>.*[^~])~(?P<distance>\d*)")
_TATWEEL: Final = "\N{ARABIC TATWEEL}"


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
        return self._phrase(self._tokens(text), text, scope, min(slop, MAX_SLOP), quoted=True)

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
                node=map_words(clause.node, vocalised_word),
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
        tokens, clitics = clitics_apart(tokens)
        found = [self._word(token, scope, clitic=True) for token in clitics]
        if len(tokens) > 1 and any(token.form[:1].isdigit() for token in tokens):
            return (*filter(None, found), *self._phrase(tokens, text, scope))
        for group in adjacent(tokens):
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
        as_typed = levels == _FORMS
        word = word_of(token.surface, readings, levels, scope, as_typed=as_typed)
        kind = QueryTermKind.STOP_WORD if stop else QueryTermKind.WORD
        term = query_term(token.surface, kind, scope, [word])
        return QueryClause(word, (term,), Role.STOP if stop else Role.PLAIN)

    def _readings(self, token: Token, levels: tuple[Level, ...] | None) -> tuple[Reading, ...]:
        """The token's readings, those with or without the article, and those of its family."""
        if levels is not None:
            return readings_at(token, levels)
        family = (replace(token.readings[0], form=each) for each in relatives(token.surface))
        readings = (*token.readings, *family)
        other = None if self._is_stop_word(token) else counterpart(token.surface)
        found = self.analyzer.tokens(other) if other else ()
        if len(found) != 1:
            return readings
        if len(other or "") < len(token.surface):  # النحل is a noun, نحل may be a verb too
            return (*readings, replace(token.readings[0], form=found[0].form))
        return (*readings, *found[0].readings)

    def _is_stop_word(self, token: Token) -> bool:
        """A function word, or a particle apart from its word (لـ before a quotation, الـ 100)."""
        particle = len(token.form) == 1 or token.form in ARTICLES
        if particle and token.surface.endswith(_TATWEEL):
            return True
        return self.analyzer.is_stop_word(token.form) and not is_content_word(token.surface)

    def _phrase(
        self,
        tokens: Sequence[Token],
        text: str,
        scope: Scope,
        slop: int = 0,
        *,
        quoted: bool = False,
    ) -> tuple[QueryClause, ...]:
        levels = scope.levels or PHRASE_LEVELS
        as_typed = (quoted and not scope.levels) or levels == _FORMS
        words = tuple(
            word_of(token.surface, readings, levels, scope, as_typed=as_typed)
            for token in tokens
            if self._admitted(readings := self._readings(token, scope.levels))
        )
        if not words:
            return ()
        kind = QueryTermKind.WORD if len(words) == 1 else QueryTermKind.PHRASE
        term = query_term(text if len(words) > 1 else words[0].surface, kind, scope, words)
        node: Node = leaf_of(text, words, slop)
        is_ligature = len(tokens) > 1 and tokens[0].end == tokens[-1].end
        if scope.levels is None and not is_ligature:
            forms = [word.readings[0].form for word in words]
            others = (self._written(each, words, text, slop, scope) for each in writings(forms))
            node = branch_of(AnyOf, (node, *others))
        return (QueryClause(node, (term,)),)

    def _written(
        self, writing: Writing, words: Sequence[Word], text: str, slop: int, scope: Scope
    ) -> WordLeaf:
        """The words of a phrase with other spaces."""
        found = [
            word
            for each in writing
            for word in (
                [words[each]]
                if isinstance(each, int)
                else [
                    word_of(token.surface, self._readings(token, None), PHRASE_LEVELS, scope)
                    for token in self.analyzer.tokens(each)
                ]
            )
        ]
        return replace(leaf_of(text, found, slop), weight=_OTHER_WEIGHT, origin=Origin.SPELLING)

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
            seats = [Prefix(text, each, scope.fields) for each in other_seats(text.rstrip("*"))]
            return self._expanding(Prefix(text, pieces[0], scope.fields), pieces[0], scope, seats)
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

    def _expanding(
        self, node: Pattern, form: str, scope: Scope, others: Sequence[Pattern] = ()
    ) -> tuple[QueryClause, ...]:
        if scope.levels is None and may_follow_article(form):
            # Fuzzy words take a search for each proclitic, so they have only one.
            proclitics = (ARTICLE,) if isinstance(node, Fuzzy) else ARTICLES
            if isinstance(node, Prefix) and len(form) >= MIN_LETTERS_AFTER_PARTICLE:
                proclitics += PARTICLES_BEFORE_WORDS
            node, *others = (replace(each, proclitics=proclitics) for each in (node, *others))
        if not self._expandable(node):
            return ()
        if scope.levels not in (None, (Level.FORM,)):
            self.remark(messages.FORMS_ONLY, node.surface)
        term = query_term(node.surface, QueryTermKind(node.kind), scope)
        return (QueryClause(branch_of(AnyOf, (node, *others)), (replace(term, form=form),)),)

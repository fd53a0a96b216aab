"""The records of answers, as the API returns them.

`SearchResponse` is what `fihris search --json` prints, what the API returns and what the
results page shows; `web.openapi` makes the OpenAPI document from these classes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from index.analysis import Level
from index.engines.protocols import Explanation, FacetValue
from index.model.columns import ColumnValues
from index.model.messages import Labelled, Message
from index.model.query import TextField
from search.arabic.match_rules import MatchStep

LEVEL_NAMES: Final[Mapping[Level, Message]] = {
    Level.FORM: Message("exact"),
    Level.STEM: Message("by stem"),
    Level.ROOT: Message("by root"),
}
"""Each level for people."""


class Relation(StrEnum):
    """Whether a total is the true number of matching documents or a lower bound."""

    EXACT = "eq"
    AT_LEAST = "gte"


@dataclass(frozen=True, slots=True)
class Total:
    """How many documents match."""

    value: int
    relation: Relation = Relation.EXACT


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fragment of the original text.

    Attributes:
        text: cut from the original, marks and all.
        highlights: [start, end) pairs in characters of `text`, ascending, never overlapping.
        field: the title or the body, where it was cut from.
        start: offset of `text` in that field.
    """

    text: str
    highlights: tuple[tuple[int, int], ...]
    field: TextField = TextField.BODY
    start: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a word of the query counts as found in a document: its closest match there.

    Attributes:
        word: the word, phrase or pattern as the user wrote it.
        found: the words that matched, as the document has them, marks and all; cut, with "…" at
            its end, where it is very long.
        field: the field that has them.
        level: "form" if the words are the same, "stem" if one is an inflection of the other,
            "root" if they are relatives; None for a prefix, a pattern or a similar word.
        steps: the rules by which they are the same, at least one.
    """

    word: str
    found: str
    field: TextField
    level: Level | None
    steps: tuple[MatchStep, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document.

    Attributes:
        id: the document's id.
        title: its title.
        title_highlights: [start, end) pairs in characters of `title`.
        source, url, date, path: as in Document.
        score: comparable within one response only.
        snippets: best first.
        level: the closest level at which it answers the query: it would be found if words were
            looked for at this level and those closer only. None without snippets, or if only
            a part of the document was analysed.
        why: of each word of the query that was found in what was analysed, the closest match;
            empty without snippets.
        explanation: how the score comes about, if the request wants it.
        columns: the values that it has in each of its columns, by name.
    """

    id: str
    title: str
    title_highlights: tuple[tuple[int, int], ...]
    source: str | None
    url: str | None
    date: dt.date | None
    path: str
    score: float
    snippets: tuple[Snippet, ...]
    level: Level | None = None
    why: tuple[Reason, ...] = ()
    explanation: Explanation | None = None
    columns: ColumnValues = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many documents answer a query at a level.

    Attributes:
        level: the level.
        documents: those that are found at this level and not at a closer one.
    """

    level: Level
    documents: int


class NoticeCode(StrEnum):
    """What a notice is about."""

    RELAXED = "relaxed"
    EXPANSIONS_CAPPED = "expansions-capped"
    SYNTAX = "syntax"
    OPERATOR = "operator"
    UNKNOWN_FIELD = "unknown-field"
    BAD_DATE = "bad-date"
    SHORT_PATTERN = "short-pattern"
    TOO_MANY_WORDS = "too-many-words"
    TOO_MANY_PATTERNS = "too-many-patterns"
    LONG_DOCUMENTS = "long-documents"
    VOWEL_MARKS = "vowel-marks"
    LETTERS = "letters"
    PARTIAL = "partial"
    EMPTY = "empty"
    SEARCHED_INSTEAD = "searched-instead"
    DID_YOU_MEAN = "did-you-mean"
    SPELLINGS = "spellings"
    SYNONYMS = "synonyms"
    OTHER_LAYOUT = "other-layout"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know of how the query was answered.

    Attributes:
        code: its kind, for programs.
        english: a sentence.
        arabic: the same.
    """

    code: NoticeCode
    english: str
    arabic: str


def notice(code: NoticeCode, text: str | Message, /, **fields: object) -> Notice:
    """A notice that says a message, given as `Message` takes it."""
    message = text if isinstance(text, Message) else Message(text, **fields)
    return Notice(code, message.english, message.arabic)


class QueryTermKind(StrEnum):
    """What a word or an expression of a query was read as."""

    WORD = "word"
    STOP_WORD = "stop-word"
    PHRASE = "phrase"
    VOCALISED = "vocalised"
    PREFIX = "prefix"
    WILDCARD = "wildcard"
    FUZZY = "fuzzy"
    DATE = "date"
    COLUMN = "column"
    EXCLUDED = "excluded"


class MinimumShouldMatch(StrEnum):
    """How many of a query's plain words a document must match."""

    ALL = "all"
    MOST = "most"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """How one word of the query was read.

    Attributes:
        text: as the user wrote it.
        kind: what it was read as.
        required: whether every hit has it (after any relaxation).
        form, stem, root: the terms looked for, None where that level was not used.
        field: "title", "body", "source", "date", another column, or None for title and body.
        variants: what else the word was searched as: other spellings of a name, synonyms.
    """

    text: str
    kind: QueryTermKind
    required: bool
    form: str | None = None
    stem: str | None = None
    root: str | None = None
    field: str | None = None
    variants: tuple[str, ...] = ()


class RecoveryKind(Labelled):
    """What may be wrong with a word of a query that finds little; the label says what was done."""

    LAYOUT = "layout", Message("which is what the same keys type on another keyboard layout")
    """Typed on another keyboard layout."""
    LATIN = "latin", Message("which it may spell in Latin letters")
    """Arabic in Latin letters, perhaps with digits for letters."""
    SPLIT = "split", Message("with a space that may be missing")
    """Two words written as one."""
    JOINED = "joined", Message("without a space that may be too much")
    """One word written as two."""
    PARTICLE = "particle", Message("with another article or particle")
    """An article or another particle too many or missing before it."""
    SPELLING = "spelling", Message("which is spelt nearly alike")
    """Misspelt."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """One word of a query, and what may have been meant.

    Attributes:
        written: as the user wrote it.
        replacement: what takes its place, as documents write it.
        kind: what may be wrong.
        written_documents, replacement_documents: about how many documents have each in their
            titles and bodies; of several words, the rarest.
    """

    written: str
    replacement: str
    kind: RecoveryKind
    written_documents: int
    replacement_documents: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """Another text for a query that finds little.

    Attributes:
        text: the other text.
        searched: whether the hits are its hits; else it is only offered.
        total: how many documents have all of its words, or for a question the replaced ones
            and most of the others.
        replacements: what differs, in order.
    """

    text: str
    searched: bool
    total: int
    replacements: tuple[Replacement, ...]


@dataclass(frozen=True, slots=True)
class QueryInterpretation:
    """How the query was read.

    Attributes:
        text: the query.
        words: its words, phrases and ranges, in order; those of the text that was searched.
        wanted: how many of the words, after relaxation.
        notices: what else should be known.
        recoveries: other texts that may have been meant, likeliest first; only where this one
            finds little. The first may have been searched instead.
    """

    text: str
    words: tuple[QueryTerm, ...] = ()
    wanted: MinimumShouldMatch = MinimumShouldMatch.ALL
    notices: tuple[Notice, ...] = ()
    recoveries: tuple[Recovery, ...] = ()

    @property
    def searched(self) -> str:
        """The text whose hits the response has: `text`, or what was searched instead."""
        return next((each.text for each in self.recoveries if each.searched), self.text)


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer to a SearchRequest.

    Attributes:
        query: how the query was read.
        total: how many documents match.
        hits: one page of them, best first.
        page, size, sort, level: of the request.
        next: the cursor of the next page, which holds whatever is added or removed by then; None
            after the last hit.
        facets: for each facet of the request, how many of all matching documents have each value,
            dates by year; the most frequent values first, at most 20 of each.
        levels: how many documents answer at each level, if the request wants it and whichever
            level it keeps to; they add up to the total without that. Empty if the search was
            stopped.
        took_ms: time in the service, milliseconds.
    """

    query: QueryInterpretation
    total: Total
    hits: tuple[Hit, ...]
    page: int
    size: int
    sort: str
    next: str | None = None
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    levels: tuple[LevelCount, ...] = ()
    level: Level | None = None
    took_ms: float = field(compare=False, default=0.0)


class SuggestionKind(Labelled):
    """What a suggestion is."""

    TITLE = "title", Message("title")
    """The title of a document."""
    PHRASE = "phrase", Message("phrase")
    """Words that follow each other in several documents."""
    WORD = "word", Message("word")
    """A word of the index."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion of a text.

    Attributes:
        text: all of it, as documents write it.
        kind: what it is.
        documents: about how many documents have the word; of a phrase or a title, how many of the
            few documents that were read have it.
        new: [start, end) pairs in characters of `text` that the completion adds, ascending.
    """

    text: str
    kind: SuggestionKind
    documents: int
    new: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The completions of a text.

    Attributes:
        text: the text of the request.
        read: what was completed: that text, or what the same keys type on another layout.
        suggestions: most useful first. Phrases and words begin as `read` does, once folded; titles
            hold its words.
        notices: what else should be known.
        took_ms: time in the service, milliseconds.
    """

    text: str
    read: str
    suggestions: tuple[Suggestion, ...] = ()
    notices: tuple[Notice, ...] = ()
    took_ms: float = field(compare=False, default=0.0)


@dataclass(frozen=True, slots=True)
class SimilarDocument:
    """A document like another.

    Attributes:
        id, title, source, url, date, path: as in Document.
        likeness: how similar, from 0 to 1; that of the document itself would be 1.
    """

    id: str
    title: str
    source: str | None
    url: str | None
    date: dt.date | None
    path: str
    likeness: float


@dataclass(frozen=True, slots=True)
class SimilarDocuments:
    """Documents like another.

    Attributes:
        id: of the other.
        documents: most like it first; without copies of it and of each other.
        took_ms: time in the service, milliseconds.
    """

    id: str
    documents: tuple[SimilarDocument, ...]
    took_ms: float = field(compare=False, default=0.0)

"""What a search is asked and what it answers: frozen records, the API's very shapes.

`SearchResponse` is what `fihris search --json` prints, what the API returns and what the
results page shows; `web.openapi` makes the OpenAPI document from these classes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from index.analysis import Level
from index.engines.protocols import Explanation, FacetValue
from index.model.columns import ColumnValues
from index.model.errors import ParameterError, QueryTooLongError
from search.arabic.match_rules import MatchStep

MAX_SIZE = 100
MAX_DEPTH = 10_000
MAX_FILTERS = 100
MAX_QUERY_CHARACTERS = 4_000


class Sort(StrEnum):
    """The orders of hits that have names of their own; ties are broken by document id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Relation(StrEnum):
    """How a total stands to the true number of matching documents."""

    EXACT = "eq"
    AT_LEAST = "gte"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search.

    Attributes:
        text: the query as the user wrote it; at most `MAX_QUERY_CHARACTERS` characters.
        page: from 1; `page * size` at most `MAX_DEPTH`.
        size: hits a page, 1 to `MAX_SIZE`.
        sort: the order of hits: a `Sort`, or the name of a column, the least value first; with "-"
            before it, the greatest value first.
        fragments: the most snippets a hit may have, 0 to 10 (0 skips them).
        facets: the names of columns by whose values all matching documents are counted.
        filters: names of columns, each with a value: of each column that is named, documents must
            have one of its values. A value is a text, a date or number, or a range `from..to`.
        after: go on behind the page whose response has this cursor as `next`, as deep as one
            likes; instead of `page`.
        levels: whether to count how many documents answer at each level.
        level: only documents that answer at this level; None for all.
        explain: whether to say of each hit how its score comes about.
        recover: whether another text may be searched instead, or offered, where this one finds
            little; the response says so.

    Raises:
        ParameterError: a number is out of its range, or both a page and a cursor are given.
        QueryTooLongError: the text is too long.
    """

    text: str
    page: int = 1
    size: int = 10
    sort: str = Sort.RELEVANCE
    fragments: int = 2
    facets: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    after: str | None = None
    levels: bool = False
    level: Level | None = None
    explain: bool = False
    recover: bool = True

    def __post_init__(self) -> None:
        """Refuse what can't be answered, before any work is done."""
        if len(self.text) > MAX_QUERY_CHARACTERS:
            raise QueryTooLongError(len(self.text), MAX_QUERY_CHARACTERS)
        _within("page", self.page, 1, MAX_DEPTH)
        _within("size", self.size, 1, MAX_SIZE)
        _within("fragments", self.fragments, 0, 10)
        _within("filter", len(self.filters), 0, MAX_FILTERS)
        if self.page * self.size > MAX_DEPTH:
            raise ParameterError(
                "page",
                english=f"only the first {MAX_DEPTH} hits can be paged through",
                arabic=f"لا يمكن تصفح ما بعد أول {MAX_DEPTH} نتيجة",
            )
        if self.after is not None and self.page != 1:
            raise ParameterError(
                "after",
                english="goes on behind a page, so there can be no `page` beside it",
                arabic="المؤشر يتابع من حيث انتهت صفحة، فلا يجتمع مع رقم صفحة",
            )


def _within(parameter: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ParameterError(
            parameter,
            english=f"must be from {low} to {high}, not {value}",
            arabic=f"القيمة {value} خارج المدى المسموح من {low} إلى {high}",
        )


@dataclass(frozen=True, slots=True)
class Total:
    """How many documents match.

    Attributes:
        value: the number.
        relation: whether it is exact ("eq") or a lower bound ("gte").
    """

    value: int
    relation: Relation = Relation.EXACT


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fragment of the original text.

    Attributes:
        text: cut from the original, marks and all.
        highlights: [start, end) pairs in characters of `text`, ascending, never overlapping.
        field: "title" or "body": where it was cut from.
        start: offset of `text` in that field.
    """

    text: str
    highlights: tuple[tuple[int, int], ...]
    field: str = "body"
    start: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a word of the query counts as found in a document: its closest match there.

    Attributes:
        word: the word, phrase or pattern as the user wrote it.
        found: the words that matched, as they stand in the document, marks and all; cut, with
            "…" at its end, where it is very long.
        field: "title", "body" or "source": where.
        level: "form" if the words are the same, "stem" if one is an inflection of the other,
            "root" if they are relatives; None for a prefix, a pattern or a similar word.
        steps: the rules by which they are the same, at least one.
    """

    word: str
    found: str
    field: str
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
        snippets: best first, at most as many as asked for.
        level: the closest level at which it answers the query: it would be found if words were
            looked for at this level and those closer only. None if no snippets were asked for,
            or if the document is too long to tell.
        why: of each word of the query that was found in what was looked at, the closest match;
            empty if no snippets were asked for.
        explanation: how the score comes about, if that was asked for.
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
        level: "form", "stem" or "root".
        documents: those that are found at this level and not at a closer one.
    """

    level: Level
    documents: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know of how the query was taken; nothing is silent.

    Attributes:
        code: stable name: "relaxed", "expansions-capped", "syntax", "operator",
            "unknown-field", "bad-date", "short-pattern", "too-many-words",
            "too-many-patterns", "long-documents", "vowel-marks", "partial", "empty",
            "searched-instead", "did-you-mean", "spellings", "synonyms".
        english: a sentence.
        arabic: the same.
    """

    code: str
    english: str
    arabic: str


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """How one word of the query was read.

    Attributes:
        text: as the user wrote it.
        kind: "word", "stop-word", "phrase", "vocalised", "prefix", "wildcard", "fuzzy", "date",
            "excluded".
        required: whether every hit has it (after any relaxation).
        form, stem, root: the terms looked for, None where that level was not used.
        field: "title", "body", "source", "date" or None for title and body.
        variants: what else the word was searched as: other spellings of a name, synonyms.
    """

    text: str
    kind: str
    required: bool
    form: str | None = None
    stem: str | None = None
    root: str | None = None
    field: str | None = None
    variants: tuple[str, ...] = ()


class RecoveryKind(StrEnum):
    """What may be wrong with a word of a query that finds little."""

    LAYOUT = "layout"
    """Typed on another keyboard layout."""
    LATIN = "latin"
    """Arabic in Latin letters, perhaps with digits for letters."""
    SPLIT = "split"
    """Two words written as one."""
    JOINED = "joined"
    """One word written as two."""
    PARTICLE = "particle"
    """An article or another particle too many or missing before it."""
    SPELLING = "spelling"
    """Misspelt."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """One word of a query, and what may have been meant.

    Attributes:
        written: as the user wrote it.
        replacement: what stands in its place, as documents write it.
        kind: what may be wrong.
        written_documents, replacement_documents: in about how many documents each stands, in
            titles and bodies; the rarest word counts if it is several.
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
    """What was understood of the query.

    Attributes:
        text: the query as asked.
        words: its words, phrases and ranges, in order; those of the text that was searched.
        wanted: "all", "most" or "any" of the words, after relaxation.
        notices: what else should be known.
        recoveries: other texts that may have been meant, likeliest first; only where this one
            finds little. The first may have been searched instead.
    """

    text: str
    words: tuple[QueryTerm, ...] = ()
    wanted: str = "all"
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
        query: what was understood.
        total: how many documents match.
        hits: one page of them, best first.
        page, size, sort: as asked.
        next: the cursor with which the next page can be asked for, whatever is added or removed
            by then; None behind the last hit.
        facets: by name that was asked for, how many of all matching documents have each value of
            the column, dates by year; the most frequent values first, at most 20 of each.
        levels: if asked for, how many documents answer at each level, whichever level the request
            keeps to; they add up to the total without that. Empty if the search was stopped.
        level: as asked.
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


class SuggestionKind(StrEnum):
    """What a suggestion is."""

    TITLE = "title"
    """The title of a document."""
    PHRASE = "phrase"
    """Words that follow each other in several documents."""
    WORD = "word"
    """A word of the index."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text that is being typed may become.

    Attributes:
        text: all of it, as documents write it.
        kind: "title", "phrase" or "word".
        documents: of a word, in about how many documents it stands; of a phrase or a title, how
            many of the few documents that were looked at have it.
        new: [start, end) pairs in characters of `text`: what was not typed, ascending.
    """

    text: str
    kind: SuggestionKind
    documents: int
    new: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a text that is being typed may become.

    Attributes:
        text: as it was typed.
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
        likeness: how like, from 0 to 1; that of the document itself would be 1.
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

"""What a search is asked and what it answers: frozen records, the API's very shapes.

`SearchResponse` is what `fihris search --json` prints, what the API returns and what the
results page shows; `web.schema` makes the OpenAPI document from these classes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from index.engines.protocols import Facet, FacetValue
from index.errors import ParameterError, QueryTooLongError

MAX_SIZE = 100
MAX_DEPTH = 10_000
MAX_QUERY_CHARACTERS = 4_000


class Sort(StrEnum):
    """The order of hits; ties are broken by document id."""

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
        sort: order of the hits.
        fragments: the most snippets a hit may have, 0 to 10 (0 skips them).
        facets: what all matching documents are to be counted by.
        after: go on behind the page whose response has this cursor as `next`, as deep as one
            likes; instead of `page`.

    Raises:
        ParameterError: a number is out of its range, or both a page and a cursor are given.
        QueryTooLongError: the text is too long.
    """

    text: str
    page: int = 1
    size: int = 10
    sort: Sort = Sort.RELEVANCE
    fragments: int = 2
    facets: tuple[Facet, ...] = ()
    after: str | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be answered, before any work is done."""
        if len(self.text) > MAX_QUERY_CHARACTERS:
            raise QueryTooLongError(len(self.text), MAX_QUERY_CHARACTERS)
        _within("page", self.page, 1, MAX_DEPTH)
        _within("size", self.size, 1, MAX_SIZE)
        _within("fragments", self.fragments, 0, 10)
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
class Hit:
    """One found document.

    Attributes:
        id: the document's id.
        title: its title.
        title_highlights: [start, end) pairs in characters of `title`.
        source, url, date, path: as in Document.
        score: comparable within one response only.
        snippets: best first, at most as many as asked for.
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


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know of how the query was taken; nothing is silent.

    Attributes:
        code: stable name: "relaxed", "expansions-capped", "syntax", "operator",
            "unknown-field", "bad-date", "short-pattern", "too-many-words",
            "too-many-patterns", "long-documents", "partial", "empty", "spellings", "synonyms".
        english: a sentence.
        arabic: the same.
    """

    code: str
    english: str
    arabic: str


@dataclass(frozen=True, slots=True)
class UnderstoodWord:
    """How one word of the query was read.

    Attributes:
        text: as the user wrote it.
        kind: "word", "stop-word", "phrase", "prefix", "wildcard", "fuzzy", "date",
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


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of the query.

    Attributes:
        text: the query as asked.
        words: its words, phrases and ranges, in order.
        wanted: "all", "most" or "any" of the words, after relaxation.
        notices: what else should be known.
    """

    text: str
    words: tuple[UnderstoodWord, ...] = ()
    wanted: str = "all"
    notices: tuple[Notice, ...] = ()


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
        facets: by facet that was asked for, how many of all matching documents have each value;
            the most frequent values first, at most 20 of each.
        took_ms: time in the service, milliseconds.
    """

    query: Understood
    total: Total
    hits: tuple[Hit, ...]
    page: int
    size: int
    sort: Sort
    next: str | None = None
    facets: Mapping[Facet, tuple[FacetValue, ...]] = field(default_factory=dict)
    took_ms: float = field(compare=False, default=0.0)

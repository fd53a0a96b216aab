"""The requests to a service: each parameter once, for every front end.

A new parameter of a search is a field of `SearchRequest`; the command line, the API, the pages,
OpenAPI and the documentation follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from index.analysis import Level
from index.model.columns import COLUMNS
from index.model.errors import ParameterError
from index.model.messages import Labelled, Message
from index.model.values import in_range
from search.model.limits import Limits
from search.model.parameters import parameter, parameters

MAX_CURSOR_CHARACTERS: Final = 8_000
"""A cursor has a document's id, which may be a path of 4,096 bytes."""


_COLUMNS: Final = f"{', '.join(COLUMNS)}, or one that was declared"


class Sort(Labelled):
    """The orders of hits that have names of their own; ties are broken by document id."""

    RELEVANCE = "relevance", Message("Closest")
    NEWEST = "newest", Message("Newest")
    OLDEST = "oldest", Message("Oldest")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search; `refuse` says whether a service's limits allow it, and give what is None."""

    text: str = parameter(
        "The query, in the query language.", name="q", most="max_query_characters", of_pages=True
    )
    page: int = parameter(
        "The page, from 1; page * size is at most {most}.",
        1,
        "--page",
        most="max_depth",
        of_pages=True,
    )
    size: int | None = parameter(
        "Hits a page.",
        None,
        "--size",
        usual="page_size",
        most="max_page_size",
        of_pages=True,
    )
    sort: str = parameter(
        f"The order of hits: {', '.join(Sort)}, or a column, by its least value; with - before it,"
        " by its greatest.",
        Sort.RELEVANCE.value,
        "--sort",
        of_pages=True,
    )
    fragments: int | None = parameter(
        "The most snippets a hit may have; 0 for none.",
        None,
        "--fragments",
        usual="snippets",
        least=0,
        most="max_snippets",
        of_pages=True,
    )
    facets: tuple[str, ...] = parameter(
        f"The columns to count all matching documents by, with commas between: {_COLUMNS}.",
        (),
        "--facet",
        help=f"Count all matching documents by a column: {_COLUMNS}; may be repeated.",
    )
    filters: tuple[str, ...] = parameter(
        "Only documents with a value in a column, as author:VALUE or date:FROM..TO; of several for"
        " one column, one is enough.",
        (),
        "--filter",
        name="filter",
        repeated=True,
        of_pages=True,
    )
    after: str | None = parameter(
        "The `next` of an answer, to go on after it as deep as one likes; not with page.",
        None,
        "--after",
        most=MAX_CURSOR_CHARACTERS,
    )
    levels: bool = parameter("Count how many documents answer at each level.", False, "--levels")
    level: Level | None = parameter(
        "Only documents that answer at this level: with the same words (form), with inflections"
        " (stem), with relatives (root).",
        None,
        "--level",
        of_pages=True,
    )
    explain: bool = parameter("Say of each hit how its score comes about.", False, "--explain")
    recover: bool = parameter(
        "Whether another text may be searched instead of a query that finds nothing.",
        True,
        "--as-written",
        help="Search for nothing else instead, and offer nothing, where QUERY finds little.",
        of_pages=True,
    )


@dataclass(frozen=True, slots=True)
class SuggestRequest:
    """Completions of a text that is being typed."""

    text: str = parameter(
        "The text so far; after a space at its end a new word begins.",
        name="q",
        most="max_query_characters",
    )
    size: int | None = parameter(
        "The most suggestions.", None, "--size", usual="suggestions", most="max_page_size"
    )


@dataclass(frozen=True, slots=True)
class SimilarRequest:
    """Documents like one."""

    size: int | None = parameter(
        "The most documents.", None, "--size", usual="similar_documents", most="max_page_size"
    )


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A document whole, and where a query matches it."""

    query: str = parameter(
        "A query whose matches are highlighted.", "", name="q", most="max_query_characters"
    )


@dataclass(frozen=True, slots=True)
class AnalyzeRequest:
    """What the analysis says of a text."""

    text: str = parameter("The text.", most="max_analyzed_characters")


def refuse(request: SearchRequest, limits: Limits) -> None:
    """Refuse what can't be answered, before any work is done.

    Raises:
        ParameterError: a number is out of its range, or both a page and a cursor are given.
        QueryTooLongError: the text is too long.
    """
    for each in parameters(SearchRequest, limits):
        each.refuse(getattr(request, each.argument))
    in_range("filter", len(request.filters), 0, limits.max_filters)
    if request.page * (request.size or limits.page_size) > limits.max_depth:
        raise ParameterError(
            "page", "only the first {most} hits can be paged through", most=limits.max_depth
        )
    if request.after is not None and request.page != 1:
        raise ParameterError("after", "goes on behind a page, so there can be no `page` beside it")

"""What may be asked: each parameter once, for the command line, the API, its pages and OpenAPI.

A parameter of a search is a field of `SearchRequest` and a line of `search_parameters`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Final

from index.analysis import Level
from index.model.columns import COLUMNS
from index.model.errors import ParameterError, QueryTooLongError
from index.model.messages import Labelled, Message
from index.model.values import in_range, one_of, whole_number
from search.model.limits import LIMITS, Limits

MAX_CURSOR_CHARACTERS: Final = 8_000
"""A cursor has a document's id, which may be a path of 4,096 bytes."""

_COLUMNS: Final = f"{', '.join(COLUMNS)}, and those that the index declares"
_TRUTHS: Final = {"true": True, "false": False}


class Sort(Labelled):
    """The orders of hits that have names of their own; ties are broken by document id."""

    RELEVANCE = "relevance", Message("Closest")
    NEWEST = "newest", Message("Newest")
    OLDEST = "oldest", Message("Oldest")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search; `refuse` says whether a service's limits allow it.

    Attributes:
        text: the query as the user wrote it.
        page: from 1.
        size: hits a page.
        sort: the order of hits: a `Sort`, or the name of a column, for its least value first, with
            "-" before it for its greatest.
        fragments: the most snippets a hit may have; 0 skips them.
        facets: the names of columns by whose values all matching documents are counted.
        filters: texts like "author:طه حسين" or "date:2020..2024": of each column that is named,
            documents must have one of its values; a date or number may be any of a range, either
            side of which may be missing.
        after: go on after the page whose response has this cursor as `next`, as deep as one
            likes; instead of `page`.
        levels: whether to count how many documents answer at each level.
        level: only documents that answer at this level; None for all.
        explain: whether to say of each hit how its score comes about.
        recover: whether another text may be searched instead, or offered, where this one finds
            little; the response says so.
    """

    text: str
    page: int = 1
    size: int = LIMITS.page_size
    sort: str = Sort.RELEVANCE
    fragments: int = LIMITS.snippets
    facets: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    after: str | None = None
    levels: bool = False
    level: Level | None = None
    explain: bool = False
    recover: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a caller may say.

    Attributes:
        name: as addresses write it.
        kind: of its value: a text, a whole number, a truth value, or an enumeration.
        description: one sentence, for OpenAPI.
        default: its value where a caller says nothing; None for no value.
        least, most: the range of a number; the most characters of a text.
        several: whether it is a list of such values, with commas between.
        repeated: whether each of several values is a parameter of its own instead.
        required: whether it must be said.
        field: the argument of the service that it becomes, if that has another name.
        option: as the command line writes it, if that has it; the option of a truth value takes
            no value, and says the contrary of the default.
        help: one sentence for the command line, if it has another than OpenAPI.
        of_pages: whether the addresses of pages have it.
        in_path: whether it is a part of the path.
    """

    name: str
    kind: type[str | int | Enum]
    description: str
    default: object = None
    least: int | None = None
    most: int | None = None
    several: bool = False
    repeated: bool = False
    required: bool = False
    field: str = ""
    option: str = ""
    help: str = ""
    of_pages: bool = False
    in_path: bool = False

    @property
    def argument(self) -> str:
        """The argument of the service that it becomes."""
        return self.field or self.name

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that it may be, if these can be listed."""
        if issubclass(self.kind, Enum):
            return tuple(each.value for each in self.kind)
        return tuple(_TRUTHS) if self.kind is bool else ()

    def read(self, text: str, *others: str) -> object:
        """The value that a text stands for, or that several do if it is repeated.

        Raises:
            ParameterError: it is of the wrong kind or out of its range.
            QueryTooLongError: it is a query and too long.
        """
        if self.several:
            parts = (text, *others) if self.repeated else text.split(",")
            return tuple(self._value(part) for part in dict.fromkeys(parts) if part)
        return None if self.choices and not text and self.default is None else self._value(text)

    def _value(self, text: str) -> object:
        if self.kind is bool:
            return _TRUTHS[one_of(self.name, text, self.choices)]
        if self.kind is int:
            return whole_number(self.name, text, self.least, self.most)
        if self.choices:
            return self.kind(one_of(self.name, text, self.choices))
        self.refuse(text)
        return text

    def refuse(self, value: object) -> None:
        """Refuse a value that is out of its range.

        Raises:
            ParameterError: it is.
            QueryTooLongError: it is a query and too long.
        """
        if self.kind is int and isinstance(value, int):
            in_range(self.name, value, self.least, self.most)
        elif isinstance(value, str) and self.most is not None and len(value) > self.most:
            if self.name == "q":
                raise QueryTooLongError(len(value), self.most)
            raise ParameterError(
                self.name,
                "has {length} characters; at most {most} are accepted",
                length=len(value),
                most=self.most,
            )

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        if self.kind is bool:
            schema: dict[str, Any] = {"type": "boolean"}
        elif self.kind is int:
            schema = {"type": "integer", "minimum": self.least, "maximum": self.most}
        elif self.choices:
            schema = {"enum": list(self.choices)}
        else:
            schema = {"type": "string"} | ({"maxLength": self.most} if self.most else {})
        if self.several:
            schema = {"type": "array", "items": schema}
        return schema | ({} if self.default is None else {"default": self.default})


@cache
def search_parameters(limits: Limits = LIMITS) -> tuple[Parameter, ...]:
    """The parameters of a search."""
    return (
        _query("The query, in the query language.", limits, required=True),
        Parameter(
            "page",
            int,
            f"The page, from 1; page * size is at most {limits.max_depth}.",
            default=1,
            least=1,
            most=limits.max_depth,
            option="--page",
            help="Which page.",
            of_pages=True,
        ),
        _size("Hits a page.", limits.page_size, limits, of_pages=True),
        Parameter(
            "sort",
            str,
            f"The order of hits: {', '.join(Sort)}, or the name of a column, for its least value"
            " first, with - before it for its greatest.",
            default=Sort.RELEVANCE.value,
            option="--sort",
            of_pages=True,
        ),
        Parameter(
            "fragments",
            int,
            "The most snippets a hit may have; 0 for none.",
            default=min(limits.snippets, limits.max_snippets),
            least=0,
            most=limits.max_snippets,
            of_pages=True,
        ),
        Parameter(
            "facets",
            str,
            f"The columns to count all matching documents by, with commas between: {_COLUMNS}.",
            several=True,
            option="--facet",
            help=f"Count all matching documents by a column: {_COLUMNS}; may be repeated.",
        ),
        Parameter(
            "filter",
            str,
            "Only documents with a value in a column, as COLUMN:VALUE, or with a date or number of"
            " a range, as COLUMN:FROM..TO; repeated for one column, any of its values is enough.",
            several=True,
            repeated=True,
            field="filters",
            option="--filter",
            of_pages=True,
        ),
        Parameter(
            "after",
            str,
            "The `next` of an answer, to go on behind it as deep as one likes; not with page.",
            most=MAX_CURSOR_CHARACTERS,
            option="--after",
            help="Go on behind the answer whose JSON has this as `next`.",
        ),
        Parameter(
            "levels",
            bool,
            "Whether to count how many documents answer at each level.",
            default=False,
            option="--levels",
            help="Count the documents that answer at each level.",
        ),
        Parameter(
            "level",
            Level,
            "Only documents that answer at this level: with the same words (form), with"
            " inflections (stem), with relatives (root).",
            option="--level",
            help="Only documents that answer at this level: with the same words, inflections,"
            " relatives.",
            of_pages=True,
        ),
        Parameter(
            "explain",
            bool,
            "Whether to say of each hit how its score comes about.",
            default=False,
            option="--explain",
            help="Say of each hit how its score comes about.",
        ),
        Parameter(
            "recover",
            bool,
            "Whether another text may be searched instead of a query that finds nothing.",
            default=True,
            option="--as-written",
            help="Search for nothing else instead, and offer nothing, where QUERY finds little.",
            of_pages=True,
        ),
    )


def suggest_parameters(limits: Limits = LIMITS) -> tuple[Parameter, ...]:
    """The parameters of completion."""
    about = "The text so far; behind a space at its end a new word begins."
    return (
        _query(about, limits, required=True),
        _size("The most suggestions.", limits.suggestions, limits),
    )


def similar_parameters(limits: Limits = LIMITS) -> tuple[Parameter, ...]:
    """The parameters of documents like one, behind its id."""
    return (_size("The most documents.", limits.similar_documents, limits),)


def document_parameters(limits: Limits = LIMITS) -> tuple[Parameter, ...]:
    """The parameters of one document, behind its id."""
    return (_query("A query whose matches are wanted as highlights.", limits, field="query"),)


def analyze_parameters(limits: Limits = LIMITS) -> tuple[Parameter, ...]:
    """The parameters of an analysis."""
    most = limits.max_analyzed_characters
    return (Parameter("text", str, "The text.", most=most, required=True),)


def refuse(request: SearchRequest, limits: Limits) -> None:
    """Refuse what can't be answered, before any work is done.

    Raises:
        ParameterError: a number is out of its range, or both a page and a cursor are given.
        QueryTooLongError: the text is too long.
    """
    for parameter in search_parameters(limits):
        parameter.refuse(getattr(request, parameter.argument))
    in_range("filter", len(request.filters), 0, limits.max_filters)
    if request.page * request.size > limits.max_depth:
        raise ParameterError(
            "page", "only the first {most} hits can be paged through", most=limits.max_depth
        )
    if request.after is not None and request.page != 1:
        raise ParameterError("after", "goes on behind a page, so there can be no `page` beside it")


def _query(about: str, limits: Limits, *, required: bool = False, field: str = "text") -> Parameter:
    most = limits.max_query_characters
    return Parameter("q", str, about, most=most, required=required, field=field, of_pages=True)


def _size(about: str, default: int, limits: Limits, *, of_pages: bool = False) -> Parameter:
    most = limits.max_page_size
    return Parameter(
        "size",
        int,
        about,
        default=min(default, most),
        least=1,
        most=most,
        option="--size",
        of_pages=of_pages,
    )

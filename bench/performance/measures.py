"""What is measured: the kinds of question, an answer, and what one run of a peer found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """A kind of question; all but the last three are asked of one level, the stems of the body."""

    TOP = "top"  # the ten best for any of the words, no total needed
    TOTAL = "total"  # the same, and exactly how many documents match
    PHRASE = "phrase"  # two words of the question that follow each other
    PREFIX = "prefix"  # words that begin with three letters
    FILTER = "filter"  # TOTAL among the documents of three years
    FACETS = "facets"  # TOTAL, and how many of them each source has
    FULL = "full"  # three levels of title and body, as a search ranks them
    SEARCH = "search"  # a whole search: text in, hits with snippets out
    PLAIN = "plain"  # the same by the levels alone: no reranking, other spellings, recovery


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answered.

    Attributes:
        total: matching documents; None where it was not asked for.
        ids: the ten best, best first.
        scores: theirs.
        facets: matching documents by source, for `Kind.FACETS`.
    """

    total: int | None
    ids: tuple[str, ...]
    scores: tuple[float, ...]
    facets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """All questions of one kind.

    Attributes:
        answers: one for each question.
        seconds: the time of each question, round by round.
    """

    answers: tuple[Answer, ...]
    seconds: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Built:
    """One building of an index.

    Attributes:
        documents: how many.
        seconds: from the start of the process to its end.
        peak: the most memory of the process and its children at one moment, in bytes, every
            shared page counted once.
        own: the same without the pages of files, which the system can take back.
        bytes: of all files of the index.
        stored: of these, bytes of stored text; None where files don't tell.
    """

    documents: int
    seconds: float
    peak: int
    own: int
    bytes: int
    stored: int | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """The HTTP API under one load.

    Attributes:
        connections: open at once.
        requests: answered.
        seconds: how long it ran.
        p50, p99: seconds of an answer.
        errors: answers other than 200, time-outs and broken connections.
    """

    connections: int
    requests: int
    seconds: float
    p50: float
    p99: float
    errors: int


@dataclass(frozen=True, slots=True)
class Served:
    """A server with two workers.

    Attributes:
        first: seconds from the start of the process to the first answer, start by start.
        loads: load by load.
        resident: bytes of the largest worker after the queries, without the pages of files.
        queries: how many had been answered then.
        plain: loads of a server that answers plain searches (FIHRIS_PLAIN).
    """

    first: tuple[float, ...]
    loads: tuple[Load, ...]
    resident: int
    queries: int
    plain: tuple[Load, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured of one peer at one size.

    Attributes:
        peer: its name.
        version: its own version.
        documents: the size.
        characters: of all titles and texts.
        text_bytes: the same as UTF-8.
        built: by name of the build ("cold", "known"), round by round.
        first: seconds from process start to first answer, start by start.
        asked: by kind.
        served: the HTTP API, where there is one.
        when: day and time, ISO 8601.
    """

    peer: str
    version: str
    documents: int
    characters: int
    text_bytes: int
    built: Mapping[str, Sequence[Built]]
    first: Sequence[float]
    asked: Mapping[Kind, Asked]
    served: Served | None
    when: str

"""What a peer must do; each runs in a process of its own (`python -m bench.performance.peers`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from bench.performance.measures import Answer, Kind
from bench.performance.questions import Question

TOP: Final = 10
K1: Final = 1.2
B: Final = 0.75

Ask = Callable[[], Answer]
"""A question made ready: what is called is what is timed."""


class Session(Protocol):
    """An index opened for reading."""

    def prepare(self, kind: Kind, question: Question) -> Ask:
        """Everything that comes before the engine's own work."""


class Peer(Protocol):
    """An engine beside Fihris.

    Attributes:
        version: of its library.
        kinds: the kinds of question that it can answer.
    """

    version: str
    kinds: frozenset[Kind]

    def build(self, corpus: Path, terms: Path, index: Path) -> int:
        """Index every document, durably, and say how many.

        Args:
            corpus: documents, as JSON Lines.
            terms: their terms, line by line.
            index: an empty folder.
        """

    def open(self, index: Path) -> Session:
        """Open what `build` built."""


def records(corpus: Path, terms: Path) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each document and its terms."""
    with corpus.open(encoding="utf-8") as documents, terms.open(encoding="utf-8") as lines:
        for document, line in zip(documents, lines, strict=True):
            yield json.loads(document), line.rstrip("\n")


def day(date: str) -> int:
    """A day as a number: 2006-06-01 is 20060601."""
    return int(date.replace("-", ""))

"""Where the benchmark keeps what it makes, and how each peer is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.performance.measures import Kind
from bench.performance.peers.lucene import Java
from index.analysis import fingerprint

Command = Sequence[str | Path]
ONE_LEVEL: Final = (Kind.TOP, Kind.TOTAL, Kind.PHRASE, Kind.PREFIX, Kind.FILTER, Kind.FACETS)
JOBS: Final = 2
"""Processes of a rebuild, and workers of the server."""

STORED_FILES: Final = {
    "lucene": ("*.fdt", "*.fdx", "*.fdm"),
    "tantivy": ("*.store",),
    "tantivy-arabic": ("*.store",),
    "fihris": ("*.stored",),
}
"""The files of stored text, where it has files of its own."""


@dataclass(frozen=True, slots=True)
class Work:
    """The folder of a run."""

    folder: Path

    def corpus(self, documents: int) -> Path:
        """The documents."""
        return self.folder / f"{documents}.jsonl"

    def terms(self, documents: int) -> Path:
        """Their terms, by the analysis as it is."""
        return self.folder / f"{documents}-{fingerprint()}.terms"

    def questions(self) -> Path:
        """The questions; the same as columns beside."""
        return self.folder / f"questions-{fingerprint()}.jsonl"

    def index(self, peer: str, documents: int) -> Path:
        """A peer's index."""
        return self.folder / "indexes" / f"{peer}-{documents}"

    def result(self, peer: str, documents: int) -> Path:
        """What was measured of a peer."""
        return self.folder / "results" / f"{peer}-{documents}.json"


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine of the comparison and what it is asked.

    Attributes:
        name: of the peer.
        kinds: what it can answer.
        largest: the largest size at which it is measured.
        questions: how many it is asked at the most in a round; all are the first of the same list.
        rounds: of its figures at the most; with none its answers count and not its times.
    """

    name: str
    kinds: tuple[Kind, ...] = ONE_LEVEL
    largest: int = 1_000_000
    questions: int = 1_000
    rounds: int = 1_000


CONTENDERS: Final = (
    Contender("fihris", tuple(Kind)),
    Contender("lucene"),
    Contender("tantivy"),
    Contender("tantivy-arabic", tuple(kind for kind in ONE_LEVEL if kind is not Kind.PREFIX)),
    Contender("bm25s", (Kind.TOP,)),
    Contender("fts5", questions=50),
    Contender("whoosh", largest=110_000, questions=50),
)
ORACLE: Final = Contender(
    "plain", tuple(kind for kind in ONE_LEVEL if kind is not Kind.TOP), 10_000, 50, 0
)
"""Looks through every document: right, slow, and no engine to be compared with."""


def build_command(name: str, work: Work, documents: int, java: Java | None) -> Command:
    """What builds a peer's index."""
    corpus, terms = work.corpus(documents), work.terms(documents)
    index = work.index(name, documents)
    if name == "fihris":
        jobs = ("--jobs", str(JOBS), "--keep", "1")
        return (_fihris(), "rebuild", corpus, "--index", index, *jobs, "--json")
    if java is not None and name == "lucene":
        return java.command("build", corpus, index)
    return _python(name, "build", corpus, terms, index)


def first_command(
    name: str, work: Work, documents: int, question: str, java: Java | None
) -> Command:
    """What opens a peer's index and asks one question."""
    index = work.index(name, documents)
    if name == "fihris":
        return (_fihris(), "search", "--index", index, "--json", "--", question)
    if java is not None and name == "lucene":
        return java.command("first", index, work.questions().with_suffix(".tsv"))
    return _python(name, "first", index, work.questions())


def ask_command(
    contender: Contender, work: Work, documents: int, rounds: int, java: Java | None
) -> Command:
    """What asks a peer all its questions."""
    index = work.index(contender.name, documents)
    rounds = min(rounds, contender.rounds)
    counts = (str(contender.questions), str(rounds), ",".join(contender.kinds))
    if java is not None and contender.name == "lucene":
        return java.command("ask", index, work.questions().with_suffix(".tsv"), *counts)
    return _python(contender.name, "ask", index, work.questions(), *counts)


def _fihris() -> Path:
    return Path(sys.executable).with_name("fihris")


def _python(name: str, *arguments: str | Path) -> Command:
    return (sys.executable, "-m", "bench.performance.peers", name, *arguments)

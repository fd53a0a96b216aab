"""Measuring one engine at one size, and keeping what was found."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from bench.performance import http, processes
from bench.performance.measures import Answer, Asked, Built, Kind, Result, Served
from bench.performance.peers.lucene import Java
from bench.performance.places import (
    STORED_FILES,
    Contender,
    Work,
    ask_command,
    build_command,
    first_command,
)
from bench.performance.questions import Question

RESULT: Final = TypeAdapter(Result)
MOST_SECONDS: Final = 3_600
BY_NUMBER: Final = frozenset({"tantivy", "tantivy-arabic", "bm25s"})
"""These name a document by its place in the corpus."""


class Stage(StrEnum):
    """The parts of measuring an engine, each of which can be done again by itself."""

    BUILD = "build"
    START = "start"
    ASK = "ask"
    HTTP = "http"


class WrongCountError(Exception):
    """An index doesn't hold what it was given."""


class Bench:
    """One run: its folder, its questions, how often to measure.

    Args:
        work: the folder.
        questions: all of them.
        rounds: of each figure.
        java: Lucene's program, None if it can't be run here.
        say: is told what is being done.
    """

    def __init__(
        self, work: Work, questions: Sequence[Question], rounds: int, java: Java | None, say: Any
    ) -> None:
        """See the class."""
        self._work = work
        self._questions = questions
        self._rounds = rounds
        self._java = java
        self._say = say

    def measure(
        self, contender: Contender, documents: int, *, builds: int, stages: Collection[Stage]
    ) -> None:
        """Go through the stages for one engine; what was found is kept after each.

        Args:
            contender: the engine.
            documents: the size.
            builds: how many times its index is built.
            stages: what to measure; the rest stays as it was kept.
        """
        result = self._kept(contender, documents)
        if Stage.BUILD in stages:
            result = self._keep(result, built=self._built(contender, documents, builds))
        if Stage.START in stages and contender.rounds:
            result = self._keep(result, first=self._first(contender, documents))
        if Stage.ASK in stages:
            result = self._keep(result, asked=self._asked(contender, documents))
        if Stage.HTTP in stages and contender.name == "fihris":
            self._keep(result, served=self._served(documents))

    def _kept(self, contender: Contender, documents: int) -> Result:
        """What was measured before, or nothing yet."""
        path = self._work.result(contender.name, documents)
        if path.exists():
            return RESULT.validate_json(path.read_bytes())
        characters, text_bytes = measured_text(self._work.corpus(documents))
        return Result(contender.name, "", documents, characters, text_bytes, {}, (), {}, None, "")

    def _keep(self, result: Result, **found: Any) -> Result:
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        kept = replace(result, **found, version=self._version(result.peer), when=now)
        path = self._work.result(kept.peer, kept.documents)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(RESULT.dump_json(kept))
        return kept

    def _served(self, documents: int) -> Served | None:
        self._say(f"fihris, {documents:,} documents: the HTTP API")
        index = self._work.index("fihris", documents)
        served = http.measure(index, self._questions, self._work.folder, self._rounds)
        if served is None:
            self._say("The HTTP API is left out: there is no wrk on PATH.")
        return served

    def _built(
        self, contender: Contender, documents: int, builds: int
    ) -> Mapping[str, Sequence[Built]]:
        """Every build of an empty folder, and for Fihris one more with what it then knows."""
        index = self._work.index(contender.name, documents)
        names = ("cold", "known") if contender.name == "fihris" else ("cold",)
        built: dict[str, list[Built]] = {name: [] for name in names}
        for _ in range(max(1, min(builds, contender.rounds))):
            shutil.rmtree(index, ignore_errors=True)
            index.mkdir(parents=True)
            for name in names:
                self._say(f"{contender.name}, {documents:,} documents: build ({name})")
                built[name].append(self._build(contender.name, documents))
        return built

    def _build(self, name: str, documents: int) -> Built:
        command = build_command(name, self._work, documents, self._java)
        ran = processes.run(command, most=MOST_SECONDS)
        said = json.loads(ran.output)
        counted = said["documents"]
        if counted != documents:
            raise WrongCountError(f"{name}: {counted:,} of {documents:,} documents")
        index = self._work.index(name, documents)
        return Built(
            documents=counted,
            seconds=ran.seconds,
            peak=ran.peak.all,
            own=ran.peak.own,
            bytes=processes.size(live(index)),
            stored=stored_bytes(name, index),
        )

    def _first(self, contender: Contender, documents: int) -> tuple[float, ...]:
        """Seconds from process start to first answer; the first start is left out."""
        self._say(f"{contender.name}, {documents:,} documents: starts")
        text = self._questions[0].text
        command = first_command(contender.name, self._work, documents, text, self._java)
        return tuple(
            processes.run(command, most=MOST_SECONDS).answered
            for _ in range(min(self._rounds, contender.rounds) + 1)
        )[1:]

    def _asked(self, contender: Contender, documents: int) -> Mapping[Kind, Asked]:
        self._say(f"{contender.name}, {documents:,} documents: questions")
        command = ask_command(contender, self._work, documents, self._rounds, self._java)
        printed = json.loads(processes.run(command, most=MOST_SECONDS).output)
        ids: Sequence[str] = ()
        if contender.name in BY_NUMBER:
            ids = corpus_ids(self._work.corpus(documents))
        return {Kind(kind): asked(found, ids) for kind, found in printed.items()}

    def _version(self, name: str) -> str:
        if name == "lucene" and self._java is not None:
            return self._java.version
        if name == "fihris":
            return version("fihris")
        from bench.performance.peers.__main__ import peer

        return peer(name).version


def asked(printed: Mapping[str, Any], ids: Sequence[str]) -> Asked:
    """What a peer printed of one kind.

    Args:
        printed: answers, and nanoseconds round by round.
        ids: the ids of the corpus, if the peer named documents by their place in it.
    """
    answers = []
    for each in printed["answers"]:
        found = each["ids"]
        answers.append(
            Answer(
                total=each["total"],
                ids=tuple(ids[int(number)] for number in found) if ids else tuple(found),
                scores=tuple(each["scores"]),
                facets=each["facets"],
            )
        )
    seconds = tuple(tuple(time / 1e9 for time in times) for times in printed["nanoseconds"])
    return Asked(tuple(answers), seconds)


def live(index: Path) -> Path:
    """The folder whose files answer: Fihris keeps the vocabulary beside its generations."""
    generations = index / "generations"
    return generations if generations.is_dir() else index


def stored_bytes(name: str, index: Path) -> int | None:
    """Bytes of stored text, where they can be told from the rest."""
    if name == "fihris":
        from bench.performance.peers.fihris import stored

        return stored(index)
    patterns = STORED_FILES.get(name, ())
    found = [path.stat().st_size for pattern in patterns for path in index.rglob(pattern)]
    return sum(found) if found else None


def corpus_ids(corpus: Path) -> list[str]:
    """The id of every document, in order."""
    with corpus.open(encoding="utf-8") as lines:
        return [json.loads(line)["_id"] for line in lines]


def measured_text(corpus: Path) -> tuple[int, int]:
    """How many characters, and bytes of UTF-8, the titles and texts of a corpus hold."""
    characters = octets = 0
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record["title"] + record["text"]
            characters += len(text)
            octets += len(text.encode())
    return characters, octets


def results(work: Work) -> dict[tuple[str, int], Result]:
    """Everything that was measured and kept, by peer and size."""
    found = [RESULT.validate_json(path.read_bytes()) for path in work.folder.glob("results/*.json")]
    return {(each.peer, each.documents): each for each in found}

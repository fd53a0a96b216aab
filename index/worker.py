"""A worker: reads files and analyses documents, one task after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from index.analysis import Analyzer
from index.document import Document
from index.errors import UnreadableError
from index.packing import Additions, Packed, Packer
from index.placing import Placed, placed
from index.readers import Outcome, ReaderOptions, read
from index.vocabulary import MOST_WORDS, Stems


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked to do: read and analyse files, or only analyse.

    Attributes:
        files: to read.
        outcomes: already read.
        finished: how many files are done with when this task is.
        bytes: how many of the source's bytes this task stands for.
    """

    files: tuple[Placed, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    finished: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a task.

    Attributes:
        worker: whose table of readings the documents are packed with.
        outcomes: documents in the order of the source, and what could not be read.
        additions: to that table.
        learned: stems that were not known before.
    """

    worker: int
    outcomes: tuple[Packed | UnreadableError, ...]
    additions: Additions
    learned: dict[str, tuple[str, str]]


@dataclass(slots=True)
class Worker:
    """Does tasks; one for each process.

    Attributes:
        options: for the readers.
        known: stems by spelling.
    """

    options: ReaderOptions
    known: Stems
    _analyzer: Analyzer = field(init=False)
    _packer: Packer = field(init=False)
    _told: int = 0

    def __post_init__(self) -> None:
        """Begin with what is known."""
        self._begin()

    def _begin(self) -> None:
        self._analyzer = Analyzer(self.known)
        self._packer = Packer(os.getpid(), self._analyzer)
        self._told = 0

    def do(self, task: Task) -> Answer:
        """Read and analyse."""
        read_now = chain.from_iterable(outcomes_of(each, self.options) for each in task.files)
        outcomes = tuple(
            self._packer.pack(outcome) if isinstance(outcome, Document) else outcome
            for outcome in chain(task.outcomes, read_now)
        )
        additions = self._packer.additions()
        answer = Answer(os.getpid(), outcomes, additions, self._learned())
        if self._told > MOST_WORDS:  # memory: what is forgotten is worked out again
            self._begin()
        return answer

    def _learned(self) -> dict[str, tuple[str, str]]:
        learned = self._analyzer.learned
        if len(learned) == self._told:
            return {}
        new = islice(learned.items(), self._told, None)
        self._told = len(learned)
        return {spelling: (stems[0], stems[1]) for spelling, stems in new}


def outcomes_of(file: Placed, options: ReaderOptions) -> Iterator[Outcome]:
    """What its reader gives of a file, with placed ids; a reader that fails is an outcome too."""
    try:
        for outcome in read(file.file, options):
            yield placed(outcome, file.prefix)
    except Exception as error:  # a reader's mistake costs its file, not the build; it is reported
        said = f"{type(error).__name__}: {error}"
        yield UnreadableError(
            file.id,
            "broken",
            english=f"its reader failed ({said})",
            arabic=f"أخفق قارئه ({said})",
        )

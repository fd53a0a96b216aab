"""Work: reading and analysing, in this process or on all cores, in a fixed order.

    files -> tasks -> workers -> batches, in the order of the tasks

However many processes there are, the same batches of documents come in the same order. Only a
few tasks are under way at a time, so memory doesn't grow with the collection. A large file of
records is read by a process of its own and analysed by the others.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final, TypeAlias

from index.crew import crew
from index.engines.protocols import AnalyzedDocument
from index.errors import UnreadableError
from index.packing import Packed, Unpacker
from index.placing import Placed
from index.readers import ReaderOptions
from index.tasks import chunks, number_of_tasks, record_tasks, tasks
from index.vocabulary import Stems
from index.worker import Answer, Task, Worker, outcomes_of

Analyzed: TypeAlias = tuple[AnalyzedDocument, Packed]

_WORTH_STARTING: Final = 4  # tasks; processes take about a second to start


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a task.

    Attributes:
        outcomes: documents in the order of the source, and what could not be read.
        learned: stems that were not known before.
        finished, bytes: as in Task.
    """

    outcomes: Iterable[Analyzed | UnreadableError]
    learned: Stems
    finished: int
    bytes: int


def work(
    files: Sequence[Placed], options: ReaderOptions, known: Stems, jobs: int
) -> Generator[Batch, None, None]:
    """Read and analyse files; use each batch up before the next.

    Args:
        files: in the order in which their documents are wanted.
        options: for the readers.
        known: stems from an earlier build.
        jobs: how many processes; with 1 this process does it all.

    Raises:
        WorkerLostError: a process was killed.
    """
    answers = _alone(files, options, known) if jobs == 1 else _together(files, options, known, jobs)
    unpacker = Unpacker()
    with closing(answers):
        for task, answer in answers:
            unpacker.learn(answer.additions)
            outcomes = (_unpacked(unpacker, answer.worker, each) for each in answer.outcomes)
            yield Batch(outcomes, answer.learned, task.finished, task.bytes)


def fitting_jobs(files: Sequence[Placed], most: int | None) -> int:
    """How many processes are worth starting for these files.

    Args:
        files: to read.
        most: the result is at most this; None for one on each core that may be used.
    """
    number = number_of_tasks(files)
    return 1 if number < _WORTH_STARTING else min(most or _cores(), number)


def _cores() -> int:
    """Cores that this process may run on: in a container often fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _unpacked(
    unpacker: Unpacker, worker: int, outcome: Packed | UnreadableError
) -> Analyzed | UnreadableError:
    if isinstance(outcome, UnreadableError):
        return outcome
    return unpacker.unpack(worker, outcome), outcome


def _alone(
    files: Sequence[Placed], options: ReaderOptions, known: Stems
) -> Generator[tuple[Task, Answer], None, None]:
    worker = Worker(options, known)
    for file in files:
        for task in record_tasks(file, chunks(outcomes_of(file, options))):
            yield task, worker.do(task)


def _together(
    files: Sequence[Placed], options: ReaderOptions, known: Stems, jobs: int
) -> Generator[tuple[Task, Answer], None, None]:
    with (
        crew(options, known, jobs) as processes,
        # Closed here, it ends the process that reads a large file, whoever still holds an error.
        closing(tasks(files, processes.stream)) as given,
    ):
        numbered = enumerate(given)
        begun: dict[int, Task] = {}
        answers: dict[int, Answer] = {}
        wanted = 0
        while True:
            while processes.idle and len(begun) < 2 * jobs and (one := next(numbered, None)):
                begun[one[0]] = one[1]
                processes.begin(*one)
            if wanted in answers:
                yield begun.pop(wanted), answers.pop(wanted)
                wanted += 1
            elif begun:
                answers.update(processes.finished())
            else:
                return

"""Work: reading and analysing, in this process or on all cores, in a fixed order.

    files -> tasks -> workers -> batches, in the order of the tasks

However many processes there are, the same batches of documents come in the same order. Only a
few tasks are under way at a time, so memory doesn't grow with the collection. A large file of
records is divided by a process of its own, and read and analysed by the others.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

from index.batch_analysis.stem_cache import Learning
from index.model.errors import UnreadableError
from index.pipeline.batch import AnalyzedBatch
from index.pipeline.document_ids import Placed
from index.pipeline.tasks import number_of_tasks, parts, tasks
from index.pipeline.worker import Answer, SharedStems, Task, Worker, pieces_of
from index.pipeline.worker_pool import worker_pool
from index.readers import ReaderOptions

_WORTH_STARTING: Final = 2  # tasks; processes take about half a second to start

# Tasks under way for each process, those among them that wait for an earlier one's answer.
_UNDER_WAY: Final = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a task.

    Attributes:
        parcel: documents in the order of the source, None if there are none.
        unread: what could not be read.
        finished, bytes: as in Task.
    """

    parcel: AnalyzedBatch | None
    unread: tuple[UnreadableError, ...]
    finished: int
    bytes: int


def work(
    files: Sequence[Placed], options: ReaderOptions, learning: Learning, jobs: int
) -> Generator[Batch, None, None]:
    """Read and analyse files; use each batch up before the next.

    Args:
        files: in the order in which their documents are wanted.
        options: for the readers.
        learning: takes the stems that were not known before.
        jobs: how many processes; with 1 this process does it all.

    Raises:
        WorkerLostError: a process was killed.
    """
    make = _alone if jobs == 1 else _together
    with closing(make(files, options, learning, jobs)) as answers:
        for task, answer in answers:
            yield Batch(answer.parcel, answer.unread, task.finished, task.bytes)


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


def _alone(
    files: Sequence[Placed], options: ReaderOptions, learning: Learning, jobs: int
) -> Generator[tuple[Task, Answer], None, None]:
    worker = Worker(options, learning.directory)
    news = SharedStems()
    for task in tasks(files, lambda file: parts(pieces_of(file, options))):
        answer = worker.do(replace(task, news=news))
        news = SharedStems(kept=learning.take(answer.learned))
        yield task, answer


def _together(
    files: Sequence[Placed], options: ReaderOptions, learning: Learning, jobs: int
) -> Generator[tuple[Task, Answer], None, None]:
    with (
        worker_pool(options, learning, jobs) as processes,
        # Closed here, it ends the process that reads a large file, whoever still holds an error.
        closing(tasks(files, processes.stream)) as given,
    ):
        numbered = enumerate(given)
        begun: dict[int, Task] = {}
        answers: dict[int, Answer] = {}
        wanted = 0
        while True:
            answers.update(processes.finished(patient=False))
            one = None
            if processes.free and len(begun) < _UNDER_WAY * jobs and (one := next(numbered, None)):
                number, task = one
                processes.begin(number, task)
                begun[number] = replace(task, pieces=(), pickled=b"")
            if wanted in answers:
                yield begun.pop(wanted), answers.pop(wanted)
                wanted += 1
            elif one is None and processes.busy:
                answers.update(processes.finished(patient=True))
            elif one is None:
                return

"""Reading and analysing files, in this process or on all cores, in a fixed order.

    files -> tasks -> workers -> batches, in the order of the tasks

The batches are the same and in the same order for any number of processes. Only a few tasks are in
progress at a time, so memory doesn't grow with the collection. A large file of records is divided
by a process of its own; the workers read and analyse the parts.
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
from index.pipeline.document_ids import InputFile
from index.pipeline.tasks import divided, number_of_tasks, tasks
from index.pipeline.worker import Answer, SharedStems, Task, Worker, pieces_of
from index.pipeline.worker_pool import worker_pool
from index.readers import ReaderOptions

# With fewer tasks no processes are started, which takes about half a second.
_MIN_TASKS: Final = 2

# Tasks begun for each process, with those whose answers wait for an earlier task's.
_MAX_TASKS_PER_JOB: Final = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """The result of a task.

    Attributes:
        analyzed: documents in the order of the source, None if there are none.
        unread: errors for what could not be read.
        finished, bytes: as in Task.
    """

    analyzed: AnalyzedBatch | None
    unread: tuple[UnreadableError, ...]
    finished: int
    bytes: int


def analyzed_batches(
    files: Sequence[InputFile], options: ReaderOptions, learning: Learning, jobs: int
) -> Generator[Batch, None, None]:
    """Read and analyse files; each batch must be used before the next one is requested.

    Args:
        files: in the order in which their documents are indexed.
        options: for the readers.
        learning: collects the stems that were not known before.
        jobs: how many processes; 1 for this process alone.

    Raises:
        WorkerLostError: a process was killed.
    """
    make = _in_this_process if jobs == 1 else _in_pool
    with closing(make(files, options, learning, jobs)) as answers:
        for task, answer in answers:
            yield Batch(answer.analyzed, answer.unread, task.finished, task.bytes)


def jobs_for(files: Sequence[InputFile], max_jobs: int | None) -> int:
    """The number of processes for some files: at most one for each task.

    Args:
        files: to read.
        max_jobs: the limit; None for the number of cores that this process may use.
    """
    number = number_of_tasks(files)
    return 1 if number < _MIN_TASKS else min(max_jobs or _cores(), number)


def _cores() -> int:
    """The number of cores that this process may use: in a container often not all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_this_process(
    files: Sequence[InputFile], options: ReaderOptions, learning: Learning, jobs: int
) -> Generator[tuple[Task, Answer], None, None]:
    worker = Worker(options, learning.directory)
    stems = SharedStems()
    for task in tasks(files, lambda file: divided(pieces_of(file, options))):
        answer = worker.do(replace(task, shared_stems=stems))
        stems = SharedStems(rewritten=learning.add(answer.learned))
        yield task, answer


def _in_pool(
    files: Sequence[InputFile], options: ReaderOptions, learning: Learning, jobs: int
) -> Generator[tuple[Task, Answer], None, None]:
    with (
        worker_pool(options, learning, jobs) as pool,
        # Closed here, it ends the process that reads a large file, whoever still holds an error.
        closing(tasks(files, pool.stream)) as all_tasks,
    ):
        numbered = enumerate(all_tasks)
        begun: dict[int, Task] = {}
        answers: dict[int, Answer] = {}
        next_answer = 0
        while True:
            answers.update(pool.finished(block=False))
            one = None
            room = pool.free and len(begun) < _MAX_TASKS_PER_JOB * jobs
            if room and (one := next(numbered, None)):
                number, task = one
                pool.begin(number, task)
                begun[number] = replace(task, pieces=(), pickled=b"")
            if next_answer in answers:
                yield begun.pop(next_answer), answers.pop(next_answer)
                next_answer += 1
            elif one is None and pool.busy:
                answers.update(pool.finished(block=True))
            elif one is None:
                return

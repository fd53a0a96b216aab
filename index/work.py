"""Work: reading and analysing, in this process or on all cores, in a fixed order.

    files -> tasks -> workers -> batches, in the order of the tasks

However many processes there are, the same batches of documents come in the same order. Only a
few tasks are under way at a time, so memory doesn't grow with the collection. A large file of
records is read by a process of its own and analysed by the others.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Final, TypeAlias

from index.analysis import Analyzer
from index.document import Document
from index.engines.protocols import AnalyzedDocument
from index.errors import UnreadableError, WorkerLostError
from index.packing import Additions, Packed, Packer, Unpacker
from index.placing import Placed, placed
from index.readers import Outcome, ReaderOptions, read
from index.vocabulary import MOST_WORDS, Stems

Analyzed: TypeAlias = tuple[AnalyzedDocument, Packed]

_TASK_FILES: Final = 32
_TASK_BYTES: Final = 512 * 2**10
_TASK_DOCUMENTS: Final = 64
_STREAMED_BYTES: Final = 2 * 2**20
_RECORDS: Final = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".zip", ".gz"})


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
class _Answer:
    worker: int
    outcomes: tuple[Packed | UnreadableError, ...]
    additions: Additions
    learned: dict[str, tuple[str, str]]


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

    def do(self, task: Task) -> _Answer:
        """Read and analyse."""
        read_now = chain.from_iterable(_read(each, self.options) for each in task.files)
        outcomes = tuple(
            self._packer.pack(outcome) if isinstance(outcome, Document) else outcome
            for outcome in chain(task.outcomes, read_now)
        )
        additions = self._packer.additions()
        answer = _Answer(os.getpid(), outcomes, additions, self._learned())
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


def fitting_jobs(files: Sequence[Placed], wanted: int) -> int:
    """How many processes are worth starting for these files; at least 1, at most `wanted`."""
    streamed = sum(map(_is_streamed, files))
    tasks = sum(each.size for each in files) / _TASK_BYTES + len(files) / _TASK_FILES
    return max(1, min(wanted, int(tasks) + 2 * streamed))


def _unpacked(
    unpacker: Unpacker, worker: int, outcome: Packed | UnreadableError
) -> Analyzed | UnreadableError:
    if isinstance(outcome, UnreadableError):
        return outcome
    return unpacker.unpack(worker, outcome), outcome


def _alone(
    files: Sequence[Placed], options: ReaderOptions, known: Stems
) -> Generator[tuple[Task, _Answer], None, None]:
    worker = Worker(options, known)
    for file in files:
        for task in _record_tasks(file, _chunks(_read(file, options))):
            yield task, worker.do(task)


def _together(
    files: Sequence[Placed], options: ReaderOptions, known: Stems, jobs: int
) -> Generator[tuple[Task, _Answer], None, None]:
    under_way: deque[tuple[Task, Future[_Answer]]] = deque()
    with _crew(options, known, jobs) as crew:
        for task in crew.tasks(files):
            under_way.append((task, crew.submit(task)))
            if len(under_way) > 2 * jobs:
                yield _result(under_way)
        while under_way:
            yield _result(under_way)


def _result(under_way: deque[tuple[Task, Future[_Answer]]]) -> tuple[Task, _Answer]:
    task, future = under_way.popleft()
    with _losses():
        return task, future.result()


@contextmanager
def _losses() -> Iterator[None]:
    """Turn what is raised where the other process has gone into WorkerLostError."""
    try:
        yield
    except (BrokenProcessPool, EOFError, ConnectionError) as error:
        raise WorkerLostError from error


@dataclass(frozen=True, slots=True)
class _Crew:
    """The processes of one build.

    Attributes:
        pool: does tasks.
        context: starts processes.
        lifeline: every process ends when its other end is closed.
        options: for the readers.
    """

    pool: ProcessPoolExecutor
    context: BaseContext
    lifeline: Connection
    options: ReaderOptions

    def submit(self, task: Task) -> Future[_Answer]:
        with _losses():
            return self.pool.submit(_do, task)

    def tasks(self, files: Sequence[Placed]) -> Iterator[Task]:
        """Small files together, large files of records in pieces."""
        gathered: list[Placed] = []
        for file in files:
            if _is_streamed(file):
                if gathered:
                    yield _file_task(gathered)
                    gathered = []
                yield from _record_tasks(file, self._stream(file))
                continue
            gathered.append(file)
            if len(gathered) == _TASK_FILES or sum(f.size for f in gathered) >= _TASK_BYTES:
                yield _file_task(gathered)
                gathered = []
        if gathered:
            yield _file_task(gathered)

    def _stream(self, file: Placed) -> Iterator[tuple[Outcome, ...]]:
        """A file's outcomes, read by a process of its own that runs a little ahead."""
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(  # type: ignore[attr-defined]
            target=_send, args=(theirs, self.lifeline, file, self.options), daemon=True
        )
        with _losses():
            process.start()
        theirs.close()
        try:
            while outcomes := _received(ours):
                yield outcomes
        finally:
            ours.close()
            process.kill()
            process.join()


def _received(connection: Connection) -> tuple[Outcome, ...]:
    with _losses():
        outcomes: tuple[Outcome, ...] = connection.recv()
    return outcomes


@contextmanager
def _crew(options: ReaderOptions, known: Stems, jobs: int) -> Iterator[_Crew]:
    """Processes that end with this one, and at once when the build is given up."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload(["__main__", __name__])
    lifeline, held = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_start, initargs=(lifeline, options, known)
    )
    try:
        yield _Crew(pool, context, lifeline, options)
        pool.shutdown()
    finally:
        held.close()
        lifeline.close()
        pool.shutdown(cancel_futures=True)


_worker: Worker | None = None  # this process's, where it is one of a crew


def _start(lifeline: Connection, options: ReaderOptions, known: Stems) -> None:
    global _worker
    _follow(lifeline)
    _worker = Worker(options, known)


def _do(task: Task) -> _Answer:
    assert _worker is not None
    return _worker.do(task)


def _send(out: Connection, lifeline: Connection, file: Placed, options: ReaderOptions) -> None:
    _follow(lifeline)
    for outcomes in _chunks(_read(file, options)):
        out.send(outcomes)
    out.send(())


def _follow(lifeline: Connection) -> None:
    """End when the parent does or lets go; a key pressed in the terminal is the parent's matter."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)

    def wait() -> None:
        lifeline.poll(None)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _read(file: Placed, options: ReaderOptions) -> Iterator[Outcome]:
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


def _is_streamed(file: Placed) -> bool:
    return file.size >= _STREAMED_BYTES and file.file.path.suffix.lower() in _RECORDS


def _file_task(files: Sequence[Placed]) -> Task:
    return Task(tuple(files), (), len(files), sum(each.size for each in files))


def _record_tasks(file: Placed, chunks: Iterable[tuple[Outcome, ...]]) -> Iterator[Task]:
    """Tasks that analyse a file's documents; together they stand for its bytes."""
    left = file.size
    for outcomes in chunks:
        part = min(left, sum(map(_length, outcomes)))
        left -= part
        yield Task((), outcomes, 0, part)
    yield Task((), (), 1, left)


def _chunks(outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, ...]]:
    chunk: list[Outcome] = []
    length = 0
    for outcome in outcomes:
        chunk.append(outcome)
        length += _length(outcome)
        if len(chunk) == _TASK_DOCUMENTS or length >= _TASK_BYTES:
            yield tuple(chunk)
            chunk, length = [], 0
    if chunk:
        yield tuple(chunk)


def _length(outcome: Outcome) -> int:
    """About the bytes of a document's text: an Arabic letter has two in UTF-8."""
    return 2 * len(outcome.body) if isinstance(outcome, Document) else 0

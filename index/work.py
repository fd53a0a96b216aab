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
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
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
_WORTH_STARTING: Final = 4  # tasks; processes take about a second to start
_STREAMED_BYTES: Final = 2 * 2**20
_FOR_PARENT: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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
class _Mistake:
    trace: str


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
    tasks = sum(each.size for each in files) // _TASK_BYTES + len(files) // _TASK_FILES
    return 1 if tasks < _WORTH_STARTING else min(wanted, tasks)


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
    with _crew(options, known, jobs) as crew:
        tasks = enumerate(crew.tasks(files))
        begun: dict[int, Task] = {}
        answers: dict[int, _Answer] = {}
        wanted = 0
        while True:
            while crew.idle and len(begun) < 2 * jobs and (numbered := next(tasks, None)):
                begun[numbered[0]] = numbered[1]
                crew.begin(*numbered)
            if wanted in answers:
                yield begun.pop(wanted), answers.pop(wanted)
                wanted += 1
            elif begun:
                answers.update(crew.finished())
            else:
                return


@dataclass(frozen=True, slots=True)
class _Crew:
    """The processes of one build, each at the end of a pipe of its own.

    One pipe for all would do no good: a process that is killed while it writes leaves half an
    answer, and whoever shares its pipe waits for the other half for ever.

    Attributes:
        context: starts processes.
        options: for the readers.
        idle: pipes of those that have nothing to do.
        busy: number of the task by the pipe of who does it.
    """

    context: ForkServerContext | SpawnContext
    options: ReaderOptions
    idle: list[Connection]
    busy: dict[Connection, int] = field(default_factory=dict)

    def begin(self, number: int, task: Task) -> None:
        """Give a task to an idle worker."""
        pipe = self.idle.pop()
        with _losses():
            pipe.send(task)
        self.busy[pipe] = number

    def finished(self) -> Iterator[tuple[int, _Answer]]:
        """Answers by number of their tasks, at least one; waits for it."""
        for pipe in wait(list(self.busy)):
            assert isinstance(pipe, Connection)
            with _losses():
                answer: _Answer | _Mistake = pipe.recv()
            if isinstance(answer, _Mistake):
                raise RuntimeError(answer.trace)
            self.idle.append(pipe)
            yield self.busy.pop(pipe), answer

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
        with _process(self.context, _send, file, self.options) as pipe:
            while outcomes := _received(pipe):
                yield outcomes


@contextmanager
def _crew(options: ReaderOptions, known: Stems, jobs: int) -> Iterator[_Crew]:
    """Processes that end with this one, and at once when the build is given up."""
    context: ForkServerContext | SpawnContext = multiprocessing.get_context("spawn")
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", __name__])
    with ExitStack() as processes:
        pipes = [
            processes.enter_context(_process(context, _serve, options, known)) for _ in range(jobs)
        ]
        yield _Crew(context, options, pipes)


@contextmanager
def _process(
    context: ForkServerContext | SpawnContext, target: Callable[..., None], *arguments: object
) -> Iterator[Connection]:
    """A process with a pipe to it; it is killed at the end."""
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
    with _losses(), _deaf():
        process.start()
    theirs.close()  # else its end would not be the end of the pipe
    try:
        yield ours
    finally:
        process.kill()
        process.join()
        ours.close()


@contextmanager
def _deaf() -> Iterator[None]:
    """Have what is started here ignore the terminal's keys and polite ends: the parent decides."""
    resource_tracker.ensure_running()  # its start would undo the next line
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _FOR_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _received(pipe: Connection) -> tuple[Outcome, ...]:
    with _losses():
        outcomes: tuple[Outcome, ...] = pipe.recv()
    return outcomes


@contextmanager
def _losses() -> Iterator[None]:
    """Turn what is raised where the other process has gone into WorkerLostError."""
    try:
        yield
    except (EOFError, OSError) as error:
        raise WorkerLostError from error


def _serve(pipe: Connection, options: ReaderOptions, known: Stems) -> None:
    """A worker's life: a task in, an answer out."""
    _follow_parent()
    worker = Worker(options, known)
    with suppress(EOFError, OSError):  # the parent has gone
        while True:
            task = pipe.recv()
            pipe.send(_answered(worker, task))


def _answered(worker: Worker, task: Task) -> _Answer | _Mistake:
    try:
        return worker.do(task)
    except Exception:  # the parent raises it
        return _Mistake(traceback.format_exc())


def _send(pipe: Connection, file: Placed, options: ReaderOptions) -> None:
    """The life of a process that reads one file."""
    _follow_parent()
    with suppress(OSError):  # the parent has gone; what reading raises, `_read` gives
        for outcomes in _chunks(_read(file, options)):
            pipe.send(outcomes)
        pipe.send(())


def _follow_parent() -> None:
    """End when the parent does, and only then."""
    for number in _FOR_PARENT:
        signal.signal(number, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    sentinel = parent.sentinel

    def follow() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


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

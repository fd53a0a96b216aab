"""The crew: the processes of one build, each at the end of a pipe of its own.

One pipe for all would do no good: a process that is killed while it writes leaves half an
answer, and whoever shares its pipe waits for the other half for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkServerContext, SpawnContext
from pathlib import Path
from queue import Queue, SimpleQueue
from typing import Final, TypeAlias

from index.batch_analysis.stem_cache import Learning
from index.engines.word_book import BatchWords
from index.model.errors import WorkerLostError
from index.pipeline.document_ids import Placed
from index.pipeline.tasks import Parts, RecordsTask, parts
from index.pipeline.word_transfer import SentWords, WordReceiver, WordSender
from index.pipeline.worker import Answer, SharedStems, Task, Worker, pieces_of
from index.readers import ReaderOptions

# Tasks that a worker has at once: one to do and one to go on with.
_TASKS_EACH: Final = 2
_SENT_AHEAD: Final = 2
_PROTOCOL: Final = pickle.HIGHEST_PROTOCOL
Context: TypeAlias = ForkContext | ForkServerContext | SpawnContext
_NO_WORDS: Final = BatchWords.of(())
_FOR_PARENT: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class _Mistake:
    """The trace of an error that is a mistake in the program."""

    trace: str


@dataclass(frozen=True, slots=True)
class _Sent:
    """An answer on its way: its words are told apart."""

    answer: Answer
    words: SentWords | None


class _Member:
    """A worker as the parent sees it.

    Args:
        pipe: to it.
    """

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.hearer = WordReceiver()
        self.tasks: deque[int] = deque()
        self.news = SharedStems()


class WorkerPool:
    """The processes of one build.

    Args:
        context: starts processes.
        options: for the readers.
        learning: takes what they learn.
        pipes: to the workers.
    """

    def __init__(
        self,
        context: Context,
        options: ReaderOptions,
        learning: Learning,
        pipes: Sequence[Connection],
    ) -> None:
        """Made by `crew`."""
        self._context = context
        self._options = options
        self._learning = learning
        self._members = {pipe: _Member(pipe) for pipe in pipes}

    @property
    def busy(self) -> bool:
        """Whether any worker has a task."""
        return any(member.tasks for member in self._members.values())

    @property
    def free(self) -> bool:
        """Whether a worker has room for a task."""
        return any(len(member.tasks) < _TASKS_EACH for member in self._members.values())

    def begin(self, number: int, task: Task) -> None:
        """Give a task to the worker that has the fewest."""
        member = min(self._members.values(), key=lambda each: len(each.tasks))
        with _losses():
            member.pipe.send(replace(task, news=member.news))
        member.news = SharedStems()
        member.tasks.append(number)

    def finished(self, *, patient: bool) -> Iterator[tuple[int, Answer]]:
        """Answers by number of their tasks; waits for one if `patient` and any is to come."""
        pipes = [pipe for pipe, member in self._members.items() if member.tasks]
        for pipe in wait(pipes, None if patient else 0) if pipes else ():
            assert isinstance(pipe, Connection)
            with _losses():
                sent: _Sent | _Mistake = pipe.recv()
            if isinstance(sent, _Mistake):
                raise RuntimeError(sent.trace)
            member = self._members[pipe]
            self._spread(pipe, sent.answer.learned)
            words = member.hearer.hear(sent.words) if sent.words else _NO_WORDS
            yield member.tasks.popleft(), _with_words(sent.answer, words)

    def stream(self, file: Placed) -> Parts:
        """A file's pieces, from a process of its own that runs a little ahead."""
        with _process(self._context, _send, file, self._options) as pipe:
            while (part := _received(pipe)).pickled:
                yield part

    def _spread(self, source: Connection, learned: str) -> None:
        """Tell the other workers what one has learned, so that no other works it out."""
        if not learned:
            return
        kept = self._learning.take(learned)
        for pipe, member in self._members.items():
            if kept:
                member.news = SharedStems(kept=True)
            elif pipe is not source:
                member.news = replace(member.news, learned=(*member.news.learned, learned))


@contextmanager
def worker_pool(options: ReaderOptions, learning: Learning, jobs: int) -> Iterator[WorkerPool]:
    """Processes that end with this one, and at once when the build is given up."""
    context = _context()
    with ExitStack() as processes:
        pipes = [
            processes.enter_context(_process(context, _serve, options, learning.directory))
            for _ in range(jobs)
        ]
        yield WorkerPool(context, options, learning, pipes)


def _context() -> Context:
    """How processes are started: with all that is loaded already, where that is safe.

    A copy of a process that has other threads may find a lock held for ever, and macOS's own
    libraries have some.
    """
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    return context


@contextmanager
def _process(
    context: Context, target: Callable[..., None], *arguments: object
) -> Iterator[Connection]:
    """A process with a pipe to it; it is killed at the end."""
    ours, theirs = context.Pipe()
    with ours:
        process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
        try:  # a signal that came during the start is heeded behind it: the process is there then
            with theirs, _losses(), _deaf():
                process.start()
            # `theirs` left open here, its end would not be the end of the pipe.
            yield ours
        finally:
            if process.pid is not None:
                process.kill()
                process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Have what is started here ignore the terminal's keys and polite ends: the parent decides."""
    resource_tracker.ensure_running()  # its start would undo the next line
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _FOR_PARENT)
    try:
        with warnings.catch_warnings():
            # Python 3.12 minds the threads of numpy's libraries too, which are ready for a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _received(pipe: Connection) -> RecordsTask:
    with _losses():
        part: RecordsTask = pipe.recv()
    return part


@contextmanager
def _losses() -> Iterator[None]:
    """Turn what is raised where the other process has gone into WorkerLostError."""
    try:
        yield
    except (EOFError, OSError) as error:
        raise WorkerLostError from error


def _serve(pipe: Connection, options: ReaderOptions, directory: Path) -> None:
    """A worker's life: a task in, an answer out.

    Threads receive and send meanwhile, so that the parent waits for no worker, and no worker
    for the parent.
    """
    _follow_parent()
    tasks: SimpleQueue[Task | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, tasks), daemon=True).start()
    worker, teller = Worker(options, directory), WordSender()
    with _sending(pipe) as send:
        while task := tasks.get():
            send(_answered(worker, teller, task))


def _receive(pipe: Connection, tasks: SimpleQueue[Task | None]) -> None:
    with suppress(EOFError, OSError):  # the parent has gone
        while True:
            tasks.put(pipe.recv())
    tasks.put(None)


def _answered(worker: Worker, teller: WordSender, task: Task) -> _Sent | _Mistake:
    try:
        answer = worker.do(task)
        told = teller.tell(answer.parcel.batch.words) if answer.parcel else None
        return _Sent(_with_words(answer, _NO_WORDS), told)
    except Exception:  # the parent raises it
        return _Mistake(traceback.format_exc())


def _with_words(answer: Answer, words: BatchWords) -> Answer:
    parcel = answer.parcel
    return (
        replace(answer, parcel=replace(parcel, batch=replace(parcel.batch, words=words)))
        if parcel
        else answer
    )


def _send(pipe: Connection, file: Placed, options: ReaderOptions) -> None:
    """The life of a process that divides one file."""
    _follow_parent()
    with _sending(pipe) as send:  # what reading raises, `pieces_of` gives
        for part in parts(pieces_of(file, options)):
            send(RecordsTask(pickled=pickle.dumps(part.pieces, _PROTOCOL), bytes=part.bytes))
        send(RecordsTask())


@contextmanager
def _sending(pipe: Connection) -> Iterator[Callable[[object], None]]:
    """Sends through a pipe while this process goes on, a little ahead of who receives."""
    waiting: Queue[bytes] = Queue(_SENT_AHEAD)

    def send() -> None:
        with suppress(OSError):  # the parent has gone
            while content := waiting.get():
                pipe.send_bytes(content)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    yield lambda message: waiting.put(pickle.dumps(message, _PROTOCOL))
    waiting.put(b"")
    thread.join()


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

"""The worker pool: the processes of one build, each with a pipe of its own.

A shared pipe would not do: a process that is killed while it writes leaves half an answer, and
whoever reads from the pipe waits for the other half for ever.
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
from index.engines.words import BatchWords
from index.model.errors import WorkerLostError
from index.pipeline.document_ids import InputFile
from index.pipeline.tasks import RecordsTask, RecordsTasks, divided
from index.pipeline.word_transfer import SentWords, WordReceiver, WordSender
from index.pipeline.worker import Answer, SharedStems, Task, Worker, pieces_of
from index.readers import ReaderOptions

# Tasks that a worker has at once: the current one and the next.
_MAX_TASKS_PER_WORKER: Final = 2
_MAX_QUEUED: Final = 2
_PROTOCOL: Final = pickle.HIGHEST_PROTOCOL
Context: TypeAlias = ForkContext | ForkServerContext | SpawnContext
_NO_WORDS: Final = BatchWords.of(())
_PARENTS_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class _WorkerError:
    """The traceback of an unexpected error in a worker."""

    trace: str


@dataclass(frozen=True, slots=True)
class _SentAnswer:
    """An answer, with its words apart from it."""

    answer: Answer
    words: SentWords | None


class _Member:
    """The parent's view of a worker: its pipe, its tasks and the stems to send it next."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.receiver = WordReceiver()
        self.tasks: deque[int] = deque()
        self.shared_stems = SharedStems()


class WorkerPool:
    """The workers of one build, made by `worker_pool`.

    Args:
        context: starts processes.
        options: for the readers.
        learning: collects the stems that the workers learn.
        pipes: to the workers.
    """

    def __init__(
        self,
        context: Context,
        options: ReaderOptions,
        learning: Learning,
        pipes: Sequence[Connection],
    ) -> None:
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
        return any(len(member.tasks) < _MAX_TASKS_PER_WORKER for member in self._members.values())

    def begin(self, number: int, task: Task) -> None:
        """Give a task to the worker that has the fewest tasks."""
        member = min(self._members.values(), key=lambda each: len(each.tasks))
        with _worker_lost():
            member.pipe.send(replace(task, shared_stems=member.shared_stems))
        member.shared_stems = SharedStems()
        member.tasks.append(number)

    def finished(self, *, block: bool) -> Iterator[tuple[int, Answer]]:
        """Numbers and answers of finished tasks; if `block`, waits for one while any is begun."""
        pipes = [pipe for pipe, member in self._members.items() if member.tasks]
        for pipe in wait(pipes, None if block else 0) if pipes else ():
            assert isinstance(pipe, Connection)
            with _worker_lost():
                sent: _SentAnswer | _WorkerError = pipe.recv()
            if isinstance(sent, _WorkerError):
                raise RuntimeError(sent.trace)
            member = self._members[pipe]
            self._share_stems(pipe, sent.answer.learned)
            words = member.receiver.receive(sent.words) if sent.words else _NO_WORDS
            yield member.tasks.popleft(), _with_words(sent.answer, words)

    def stream(self, file: InputFile) -> RecordsTasks:
        """The parts of a large file, from a process of its own that reads a little ahead."""
        with _process(self._context, _reader_main, file, self._options) as pipe:
            while (part := _received(pipe)).pickled:
                yield part

    def _share_stems(self, source: Connection, learned: str) -> None:
        """Have the other workers get the stems that one has learned with their next tasks."""
        if not learned:
            return
        rewritten = self._learning.add(learned)
        for pipe, member in self._members.items():
            if rewritten:
                member.shared_stems = SharedStems(rewritten=True)
            elif pipe is not source:
                member.shared_stems = replace(
                    member.shared_stems, learned=(*member.shared_stems.learned, learned)
                )


@contextmanager
def worker_pool(options: ReaderOptions, learning: Learning, jobs: int) -> Iterator[WorkerPool]:
    """A pool whose processes end with this one, and at the end of the context."""
    context = _context()
    with ExitStack() as stack:
        pipes = [
            stack.enter_context(_process(context, _worker_main, options, learning.directory))
            for _ in range(jobs)
        ]
        yield WorkerPool(context, options, learning, pipes)


def _context() -> Context:
    """How processes are started: by fork, with all modules loaded, where that is safe.

    A fork of a process with other threads may wait for ever for a lock that one of them held;
    macOS's own libraries start threads.
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
    """The pipe to a new process that runs `target`; the process is killed at the end."""
    ours, theirs = context.Pipe()
    with ours:
        process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
        try:  # a signal during the start is handled after it, when the process can be killed
            with theirs, _worker_lost(), _signals_ignored():
                process.start()
            # `theirs` left open here, its end would not be the end of the pipe.
            yield ours
        finally:
            if process.pid is not None:
                process.kill()
                process.join()


@contextmanager
def _signals_ignored() -> Iterator[None]:
    """Block the signals that end a program in processes started here: their parent ends them."""
    resource_tracker.ensure_running()  # its start would unblock them
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _PARENTS_SIGNALS)
    try:
        with warnings.catch_warnings():
            # Python 3.12 also warns of the threads of numpy's libraries, which support a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _received(pipe: Connection) -> RecordsTask:
    with _worker_lost():
        part: RecordsTask = pipe.recv()
    return part


@contextmanager
def _worker_lost() -> Iterator[None]:
    """Raise WorkerLostError if the process at the other end of a pipe has ended."""
    try:
        yield
    except (EOFError, OSError) as error:
        raise WorkerLostError from error


def _worker_main(pipe: Connection, options: ReaderOptions, directory: Path) -> None:
    """The main function of a worker: receives tasks and sends their answers.

    Threads receive and send, so that neither the parent nor the worker waits for the other.
    """
    _end_with_parent()
    tasks: SimpleQueue[Task | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, tasks), daemon=True).start()
    worker, sender = Worker(options, directory), WordSender()
    with _sending(pipe) as send:
        while task := tasks.get():
            send(_answer(worker, sender, task))


def _receive(pipe: Connection, tasks: SimpleQueue[Task | None]) -> None:
    with suppress(EOFError, OSError):  # the parent has ended
        while True:
            tasks.put(pipe.recv())
    tasks.put(None)


def _answer(worker: Worker, sender: WordSender, task: Task) -> _SentAnswer | _WorkerError:
    try:
        answer = worker.do(task)
        sent = sender.send(answer.analyzed.batch.words) if answer.analyzed else None
        return _SentAnswer(_with_words(answer, _NO_WORDS), sent)
    except Exception:  # the parent raises it
        return _WorkerError(traceback.format_exc())


def _with_words(answer: Answer, words: BatchWords) -> Answer:
    analyzed = answer.analyzed
    return (
        replace(answer, analyzed=replace(analyzed, batch=replace(analyzed.batch, words=words)))
        if analyzed
        else answer
    )


def _reader_main(pipe: Connection, file: InputFile, options: ReaderOptions) -> None:
    """The main function of a process that divides one file."""
    _end_with_parent()
    with _sending(pipe) as send:  # what reading raises, `pieces_of` gives
        for part in divided(pieces_of(file, options)):
            send(RecordsTask(pickled=pickle.dumps(part.pieces, _PROTOCOL), bytes=part.bytes))
        send(RecordsTask())


@contextmanager
def _sending(pipe: Connection) -> Iterator[Callable[[object], None]]:
    """A function that sends messages through a pipe, by a thread with a short queue."""
    waiting: Queue[bytes] = Queue(_MAX_QUEUED)

    def send() -> None:
        with suppress(OSError):  # the parent has ended
            while content := waiting.get():
                pipe.send_bytes(content)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    yield lambda message: waiting.put(pickle.dumps(message, _PROTOCOL))
    waiting.put(b"")
    thread.join()


def _end_with_parent() -> None:
    """Have this process end when its parent does, and not by signals."""
    for number in _PARENTS_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    sentinel = parent.sentinel

    def follow() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()

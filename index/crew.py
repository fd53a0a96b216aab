"""The crew: the processes of one build, each at the end of a pipe of its own.

One pipe for all would do no good: a process that is killed while it writes leaves half an
answer, and whoever shares its pipe waits for the other half for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from typing import Final

from index.errors import WorkerLostError
from index.placing import Placed
from index.readers import Outcome, ReaderOptions
from index.tasks import Chunks, chunks
from index.vocabulary import Stems
from index.worker import Answer, Task, Worker, outcomes_of

_FOR_PARENT: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class _Mistake:
    """The trace of an error that is a mistake in the program."""

    trace: str


@dataclass(frozen=True, slots=True)
class Crew:
    """The processes of one build.

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

    def finished(self) -> Iterator[tuple[int, Answer]]:
        """Answers by number of their tasks, at least one; waits for it."""
        for pipe in wait(list(self.busy)):
            assert isinstance(pipe, Connection)
            with _losses():
                answer: Answer | _Mistake = pipe.recv()
            if isinstance(answer, _Mistake):
                raise RuntimeError(answer.trace)
            self.idle.append(pipe)
            yield self.busy.pop(pipe), answer

    def stream(self, file: Placed) -> Chunks:
        """A file's outcomes, read by a process of its own that runs a little ahead."""
        with _process(self.context, _send, file, self.options) as pipe:
            while outcomes := _received(pipe):
                yield outcomes


@contextmanager
def crew(options: ReaderOptions, known: Stems, jobs: int) -> Iterator[Crew]:
    """Processes that end with this one, and at once when the build is given up."""
    context: ForkServerContext | SpawnContext = multiprocessing.get_context("spawn")
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", __name__])
    with ExitStack() as processes:
        pipes = [
            processes.enter_context(_process(context, _serve, options, known)) for _ in range(jobs)
        ]
        yield Crew(context, options, pipes)


@contextmanager
def _process(
    context: ForkServerContext | SpawnContext, target: Callable[..., None], *arguments: object
) -> Iterator[Connection]:
    """A process with a pipe to it; it is killed at the end."""
    ours, theirs = context.Pipe()
    with ours:
        with theirs:  # left open here, its end would not be the end of the pipe
            process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
            with _losses(), _deaf():
                process.start()
        try:
            yield ours
        finally:
            process.kill()
            process.join()


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


def _answered(worker: Worker, task: Task) -> Answer | _Mistake:
    try:
        return worker.do(task)
    except Exception:  # the parent raises it
        return _Mistake(traceback.format_exc())


def _send(pipe: Connection, file: Placed, options: ReaderOptions) -> None:
    """The life of a process that reads one file."""
    _follow_parent()
    with suppress(OSError):  # the parent has gone; what reading raises, `outcomes_of` gives
        for outcomes in chunks(outcomes_of(file, options)):
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

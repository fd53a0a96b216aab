"""Running a peer in a process of its own, with its memory watched."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_EVERY: Final = 0.1
_REST: Final = 50
"""The system counts pages while the process waits: so many times as long it is left alone."""


class FailedError(Exception):
    """A process ended with an error; it said why on its standard error."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of a process and its children.

    Attributes:
        all: with every shared page counted once (proportional set size).
        own: of these, not pages of files.
    """

    all: int = 0
    own: int = 0

    def highest(self, other: Memory) -> Memory:
        """The larger of each."""
        return Memory(max(self.all, other.all), max(self.own, other.own))


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that ended well.

    Attributes:
        seconds: from its start to its end.
        answered: from its start to the end of the first line that it printed.
        peak: of its memory.
        output: what it printed.
    """

    seconds: float
    answered: float
    peak: Memory
    output: str


def family(pid: int) -> list[int]:
    """A process, its children and theirs."""
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, children.read_text().split())
    return found


def memory(pid: int) -> Memory:
    """The memory of a process and its children now; none if it has ended."""
    found = Memory()
    for each in family(pid):
        pages = _rollup(each)
        own = pages.get("Pss_Anon", 0) + pages.get("Pss_Shmem", 0)
        found = Memory(found.all + pages.get("Pss", 0), found.own + own)
    return found


def _rollup(pid: int) -> Mapping[str, int]:
    """/proc/PID/smaps_rollup in bytes (Linux, Documentation/filesystems/proc.rst)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}


def run(command: Sequence[str | Path], *, most: float) -> Ran:
    """Run a command to its end.

    Args:
        command: program and arguments.
        most: seconds after which it is killed.

    Raises:
        FailedError: it failed or took longer.
    """
    began = time.perf_counter()
    with _started(command) as process, _watched(process.pid) as seen:
        killer = threading.Timer(most, process.kill)
        killer.start()
        assert process.stdout is not None
        first = process.stdout.readline()
        answered = time.perf_counter() - began
        rest = process.stdout.read()
        code = process.wait()
        seconds = time.perf_counter() - began
        killer.cancel()
    if code:
        raise FailedError(f"{' '.join(map(str, command))}: exit {code}")
    return Ran(seconds, answered, seen[-1], first + rest)


@contextlib.contextmanager
def _started(command: Sequence[str | Path]) -> Iterator[subprocess.Popen[str]]:
    """The command, whose messages go to ours."""
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    with process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[list[Memory]]:
    """The peak so far is always the last of the list."""
    peaks = [Memory()]
    over = threading.Event()

    def watch() -> None:
        pause = _EVERY
        while not over.wait(pause):
            began = time.perf_counter()
            peaks[:] = [peaks[-1].highest(memory(pid))]
            pause = max(_EVERY, _REST * (time.perf_counter() - began))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def size(folder: Path) -> int:
    """Bytes of all files below a folder, those of several names counted once."""
    files = (path.stat() for path in folder.rglob("*") if path.is_file())
    return sum({status.st_ino: status.st_size for status in files}.values())

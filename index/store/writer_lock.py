"""One writer at a time: a lock on the index directory, and a file that describes the holder."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.model.errors import WriterBusyError
from index.model.os_errors import storing
from index.store.atomic_files import write_whole

LOCK = "writer.lock"
HOLDER = "writer.json"


@contextmanager
def only_writer(directory: Path, command: str) -> Iterator[None]:
    """Hold the right to change the index in `directory`, which is made if it isn't there.

    The lock belongs to the process: the system frees it when the process ends, however it ends.

    Args:
        directory: the index directory.
        command: what the holder does, for the message that a second writer gets.

    Raises:
        WriterBusyError: another writer is at work; names it.
        StorageError: the directory can't be written.
    """
    with storing(directory):
        directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(directory / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as busy:
            raise WriterBusyError(str(directory), _holder(directory)) from busy
    try:
        with storing(directory):
            write_whole(directory / HOLDER, json.dumps(_myself(command), ensure_ascii=False))
        yield
    finally:
        with suppress(OSError):  # the lock decides; an old description of its holder does no harm
            (directory / HOLDER).unlink()
        lock.release()


def _myself(command: str) -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "command": command,
        "started": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "host": socket.gethostname(),
    }


def _holder(directory: Path) -> str:
    """The holder as it described itself: `fihris rebuild (pid 71, since 2024-11-06T…, on host)`."""
    try:
        holder = json.loads((directory / HOLDER).read_text(encoding="utf-8"))
        return (
            f"{holder['command']} (pid {holder['pid']}, since {holder['started']},"
            f" on {holder['host']})"
        )
    except (OSError, ValueError, LookupError, TypeError):  # it begins or ends just now
        return "a process that has only just begun or is about to end"

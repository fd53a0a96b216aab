"""Whoosh's and the system's exceptions as Fihris's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.index import LockError

from index.model.errors import (
    DamagedIndexError,
    FihrisError,
    StorageError,
    WriterBusyError,
)
from index.model.os_errors import unreadable, words


@contextmanager
def parsing(folder: Path) -> Iterator[None]:
    """Turn what a file with a wrong content raises into a DamagedIndexError for the folder.

    Whoosh unpickles and unpacks what it finds, which can raise any exception at all. So only
    calls of Whoosh stand inside, and no rule of ours whose mistakes would look like damage.
    """
    try:
        yield
    except (FihrisError, OSError, LockError):
        raise
    except Exception as error:
        raise DamagedIndexError(str(folder), f"{type(error).__name__}: {error}") from error


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """The same, and a DamagedIndexError for a file that is missing or refuses to be read."""
    try:
        with parsing(folder):
            yield
    except OSError as error:
        raise unreadable(str(error.filename or folder), error) from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn a full disk and other refusals into a StorageError, a lock into WriterBusyError."""
    try:
        yield
    except LockError as error:
        raise WriterBusyError(str(folder), "Whoosh's own lock") from error
    except OSError as error:
        raise StorageError(str(folder), words(error)) from error

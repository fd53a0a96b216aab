"""Whoosh's and the system's exceptions as Fihris's own."""

from __future__ import annotations

import errno
import os
import pickle
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.index import IndexError as WhooshIndexError
from whoosh.index import LockError

from index.errors import DamagedIndexError, StorageError, WriterBusyError

# What reading a broken file can raise inside Whoosh: it unpickles and unpacks what it finds.
_BROKEN = (
    WhooshIndexError,
    pickle.PickleError,
    struct.error,
    zlib.error,
    EOFError,
    UnicodeError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    ImportError,
    MemoryError,
)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turn what a damaged file raises into a DamagedIndexError that names the folder."""
    try:
        yield
    except _BROKEN as error:
        raise DamagedIndexError(str(folder), f"{type(error).__name__}: {error}") from error
    except OSError as error:
        named = error.filename or folder
        raise DamagedIndexError(str(named), error.strerror or str(error)) from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn a full disk and other refusals into a StorageError, a lock into WriterBusyError."""
    try:
        yield
    except LockError as error:
        raise WriterBusyError(str(folder), "Whoosh's own lock") from error
    except OSError as error:
        detail = os.strerror(error.errno) if error.errno else str(error)
        if error.errno == errno.ENOSPC:
            detail = "the disk is full"
        raise StorageError(str(folder), detail) from error

"""What the operating system refuses, in words of both languages."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from index.model.errors import DamagedIndexError, ForbiddenIndexError, StorageError, StoreError
from index.model.messages import Message

_FULL: Final = Message("the disk is full")
_FORBIDDEN: Final = Message("this user may not do that")
_WORDS: Final[Mapping[int, Message]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: Message("this user's share of the disk is full"),
    errno.EFBIG: Message("the file grew too large"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: Message("it can only be read"),
    errno.ENOENT: Message("there is no such file or folder"),
    errno.EEXIST: Message("a file of that name is in the way"),
    errno.ENOTDIR: Message("a file stands where a folder should"),
    errno.EISDIR: Message("a folder stands where a file should"),
    errno.ENAMETOOLONG: Message("the name is too long"),
    errno.EIO: Message("the disk failed"),
    errno.EMFILE: Message("too many files are open"),
    errno.ENFILE: Message("too many files are open"),
    errno.ENOMEM: Message("the memory is full"),
    errno.ELOOP: Message("a link leads to itself"),
}


def words(error: OSError) -> Message | str:
    """Why the system refused, as part of a sentence; its own English words where we have none."""
    number = error.errno or 0
    own = os.strerror(number) if number > 0 else error.strerror or str(error)
    return _WORDS.get(number, own)


def unreadable(file: str, error: Exception) -> StoreError:
    """The error for a file of the index of which reading raised `error`."""
    if isinstance(error, PermissionError):
        return ForbiddenIndexError(file)
    if isinstance(error, OSError):
        return DamagedIndexError(file, words(error))
    said = f"{type(error).__name__}: {error}"
    return DamagedIndexError(file, Message("it can't be understood ({said})", said=said))


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turn the system's refusals to read a file of an index in `folder` into our own errors."""
    try:
        yield
    except OSError as error:
        raise unreadable(str(error.filename or folder), error) from error


@contextmanager
def storing(folder: Path) -> Iterator[None]:
    """Turn the system's refusals to write into a StorageError that names `folder`."""
    try:
        yield
    except OSError as error:
        raise StorageError(str(folder), words(error)) from error

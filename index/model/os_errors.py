"""What the operating system refuses, in words of both languages."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.model.errors import DamagedIndexError, ForbiddenIndexError, StorageError, StoreError


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same few words in two languages, as part of a sentence."""

    english: str
    arabic: str


_FULL: Final = Bilingual("the disk is full", "القرص ممتلئ")
_FORBIDDEN: Final = Bilingual("this user may not do that", "لا إذن لهذا المستخدم بذلك")
_WORDS: Final[Mapping[int, Bilingual]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: Bilingual(
        "this user's share of the disk is full", "حصة هذا المستخدم من القرص ممتلئة"
    ),
    errno.EFBIG: Bilingual("the file grew too large", "صار الملف أكبر من المسموح"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: Bilingual("it can only be read", "هو للقراءة فقط"),
    errno.ENOENT: Bilingual("there is no such file or folder", "لا يوجد ملف أو مجلد كهذا"),
    errno.EEXIST: Bilingual("a file of that name is in the way", "هناك ملف بهذا الاسم"),
    errno.ENOTDIR: Bilingual("a file stands where a folder should", "هناك ملف مكان المجلد"),
    errno.EISDIR: Bilingual("a folder stands where a file should", "هناك مجلد مكان الملف"),
    errno.ENAMETOOLONG: Bilingual("the name is too long", "الاسم أطول من المسموح"),
    errno.EIO: Bilingual("the disk failed", "أخفق القرص"),
    errno.EMFILE: Bilingual("too many files are open", "الملفات المفتوحة أكثر من المسموح"),
    errno.ENFILE: Bilingual("too many files are open", "الملفات المفتوحة أكثر من المسموح"),
    errno.ENOMEM: Bilingual("the memory is full", "الذاكرة ممتلئة"),
    errno.ELOOP: Bilingual("a link leads to itself", "هناك رابط يقود إلى نفسه"),
}


def words(error: OSError) -> Bilingual:
    """Why the system refused; its own English words where we have none."""
    number = error.errno or 0
    own = os.strerror(number) if number > 0 else error.strerror or str(error)
    return _WORDS.get(number, Bilingual(own, own))


def unreadable(file: str, error: Exception) -> StoreError:
    """The error for a file of the index of which reading raised `error`."""
    if isinstance(error, PermissionError):
        return ForbiddenIndexError(file)
    if isinstance(error, OSError):
        why = words(error)
        return DamagedIndexError(file, why.english, why.arabic)
    said = f"{type(error).__name__}: {error}"
    return DamagedIndexError(file, f"it can't be understood ({said})", f"لا يُفهم ما فيه ({said})")


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
        why = words(error)
        raise StorageError(str(folder), why.english, why.arabic) from error

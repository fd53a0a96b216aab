"""Checksums of a generation's files, so that a damaged index is an error and no wrong answer.

CRC-32 (ISO 3309) finds every flipped bit and every run of up to 32 of them, and misses other
damage once in four thousand million times. It protects from failing disks and interrupted
copies, not from somebody who changes files on purpose.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from index.model.errors import DamagedIndexError
from index.model.messages import Message
from index.model.os_errors import unreadable

MAX_CHECKED_BYTES: Final = 2**20
"""Bytes of a generation's smallest files that are compared with their checksums as it is opened.

Of larger files the size is compared: their pages have checksums, which are compared when a page is
first read, so that a million documents open as fast as ten. `fihris verify` compares everything.
"""

_CHUNK: Final = 2**20


@dataclass(frozen=True, slots=True)
class Sum:
    """The size of a file in bytes when it was written, and the CRC-32 of its content."""

    bytes: int
    crc: int


Sums: TypeAlias = Mapping[str, Sum]
"""By path relative to the generation's folder, with slashes."""


def sums(folder: Path, *, known: Sums, shared: Path | None) -> Sums:
    """The sums of all files under `folder` but empty ones, which can't be damaged.

    Args:
        folder: a generation that is complete.
        known: sums of another generation.
        shared: that generation's folder; a file that is the same one in both isn't read again.

    Raises:
        OSError: a file can't be read.
    """
    found = {}
    for name, file in _files(folder):
        size = file.stat().st_size
        if shared and name in known and (shared / name).exists() and file.samefile(shared / name):
            found[name] = known[name]
        elif size:
            found[name] = Sum(size, _crc(file))
    return found


def check(folder: Path, expected: Sums, max_bytes: int = MAX_CHECKED_BYTES) -> None:
    """Compare the sizes of all files, and the checksums of the smallest ones.

    Args:
        folder: the generation.
        expected: what was written.
        max_bytes: how many bytes to read at most.

    Raises:
        DamagedIndexError: a file is missing or not what was written.
        ForbiddenIndexError: this user may not read it.
    """
    left = max_bytes
    for name, sum_ in sorted(expected.items(), key=lambda each: (each[1].bytes, each[0])):
        file = folder / name
        try:
            size = file.stat().st_size
            if size != sum_.bytes:
                raise DamagedIndexError(
                    str(file),
                    Message(
                        "it has {size} bytes, and {expected} were written",
                        size=size,
                        expected=sum_.bytes,
                    ),
                )
            left -= size
            if left >= 0 and _crc(file) != sum_.crc:
                raise DamagedIndexError(str(file), Message("its content is not what was written"))
        except OSError as error:
            raise unreadable(str(file), error) from error


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file


def _crc(file: Path) -> int:
    crc = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc

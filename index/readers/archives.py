"""Archives (.gz, .zip): their members are read from memory, within bounds, never unpacked to disk.

An archive is refused when it unpacks to too much: in all, against its packed size, in the number
of its members, or in archives inside archives. What a header promises is not believed: bytes are
counted as they come.
"""

from __future__ import annotations

import gzip
import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, Any

from index.model.messages import Message
from index.readers.common import reader_errors
from index.readers.common.sources import Budget, Content, Piece, ReaderOptions

# Below this no ratio is held against an archive: a page of blanks packs very well.
_RATIO_FREE = 2**20
_BUFFER = 2**18
_ENCRYPTED_BIT = 0x1
_UTF8_NAME_BIT = 0x800
_UNPACKING_ERRORS = (
    EOFError,
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)

Dispatch = Callable[[Content, ReaderOptions], Iterator[Piece]]


class GuardedStream(io.RawIOBase):
    """A stream of which reading raises UnreadableError and nothing else.

    Args:
        stream: what is read.
        place: what an error names.
        check: called with the number of bytes read so far; raises to stop.
    """

    def __init__(
        self,
        stream: IO[bytes] | io.BufferedIOBase,
        place: str,
        check: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__()
        self._stream = stream
        self._place = place
        self._check = check
        self._count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as there is something. Raises UnreadableError."""
        try:
            chunk = self._stream.read(len(buffer))
        except EOFError as error:
            raise reader_errors.TRUNCATED.at(self._place) from error
        except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, lzma.LZMAError) as error:
            raise reader_errors.broken(Message("archive")).at(self._place) from error
        except OSError as error:
            raise reader_errors.system(error).at(self._place) from error
        except (RuntimeError, NotImplementedError, ValueError) as error:
            raise reader_errors.broken(Message("archive")).at(self._place) from error
        self._count += len(chunk)
        if self._check:
            self._check(self._count)
        buffer[: len(chunk)] = chunk
        return len(chunk)


def guarded(
    stream: IO[bytes] | io.BufferedIOBase, place: str, check: Callable[[int], None] | None = None
) -> io.BufferedReader:
    """A buffered `GuardedStream`."""
    return io.BufferedReader(GuardedStream(stream, place, check), _BUFFER)


def read_gz(content: Content, options: ReaderOptions, dispatch: Dispatch) -> Iterator[Piece]:
    """What the one file in a .gz gives; it has the archive's name without `.gz`.

    Args:
        content: the archive.
        options: the bounds.
        dispatch: reads the unpacked content by its name.

    Raises:
        UnreadableError: for the reasons "archive-bomb" and "broken", and those of the reader.
    """
    _check_nesting(content, options)
    packed = _Counted(content.stream)
    budget = content.budget or Budget(options.max_unpacked_bytes)
    check = _bound(content.id, options, budget, lambda: packed.count)
    name = content.name[: -len(".gz")]
    with gzip.GzipFile(fileobj=packed) as unpacked:
        stream = guarded(unpacked, content.id, check)
        yield from dispatch(_inside(content, content.id, name, stream, budget), options)


def read_zip(content: Content, options: ReaderOptions, dispatch: Dispatch) -> Iterator[Piece]:
    """What the members of a .zip give, in the order of their names.

    A member that can't be read is reported and costs no other. Hidden members are left out, as
    hidden files are. Arguments and errors as in `read_gz`.
    """
    _check_nesting(content, options)
    packed = content.file or io.BytesIO(content.read(options.max_file_bytes))
    try:
        archive = zipfile.ZipFile(packed)
    except _UNPACKING_ERRORS as error:
        raise reader_errors.broken(Message("ZIP archive")).at(content.id) from error
    with archive:
        _check_members(archive, content.id, options)
        budget = content.budget or Budget(options.max_unpacked_bytes)
        for member in sorted(archive.infolist(), key=lambda each: each.filename):
            yield from _member(archive, member, replace(content, budget=budget), options, dispatch)


def check_package(package: bytes, place: str, options: ReaderOptions) -> None:
    """Refuse a document that is a ZIP (.docx, .epub) and unpacks to too much, or is none.

    Raises:
        UnreadableError: for the reasons "archive-bomb", "broken" and "encrypted".
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            _check_members(archive, place, options)
            members = archive.infolist()
    except _UNPACKING_ERRORS as error:
        raise reader_errors.broken(Message("document of its kind")).at(place) from error
    if any(member.flag_bits & _ENCRYPTED_BIT for member in members):
        raise reader_errors.ENCRYPTED.at(place)


class _Counted(io.RawIOBase):
    """Counts the packed bytes that were asked for."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.count += len(chunk)
        return chunk


def _bound(
    place: str, options: ReaderOptions, budget: Budget, packed: Callable[[], int]
) -> Callable[[int], None]:
    """A check of a member's unpacked bytes against the archive's budget and their packed bytes."""
    before = 0

    def check(count: int) -> None:
        nonlocal before
        budget.left -= count - before
        before = count
        if budget.left < 0:
            raise _too_much(options).at(place)
        if count > _RATIO_FREE and count > options.max_ratio * max(1, packed()):
            raise _too_dense(options).at(place)

    return check


def _inside(
    content: Content, place: str, name: str, stream: io.BufferedReader, budget: Budget
) -> Content:
    depth, collection = content.depth + 1, content.collection
    return Content(place, content.path, name, stream, None, depth, budget, collection)


def _check_nesting(content: Content, options: ReaderOptions) -> None:
    if content.depth >= options.max_nesting:
        raise reader_errors.archive_bomb(
            Message("archives lie more than {depth} deep in one another", depth=options.max_nesting)
        ).at(content.id)


def _check_members(archive: zipfile.ZipFile, place: str, options: ReaderOptions) -> None:
    members = archive.infolist()
    if len(members) > options.max_archive_members:
        raise reader_errors.archive_bomb(
            Message("it has more than {count:,} members", count=options.max_archive_members)
        ).at(place)
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > options.max_unpacked_bytes:
        raise _too_much(options).at(place)
    if unpacked > _RATIO_FREE and unpacked > options.max_ratio * max(1, packed):
        raise _too_dense(options).at(place)


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    content: Content,
    options: ReaderOptions,
    dispatch: Dispatch,
) -> Iterator[Piece]:
    name = _name(member)
    if member.is_dir() or any(_is_hidden(part) for part in PurePosixPath(name).parts):
        return
    place = f"{content.id}/{name}"
    if fault := _member_fault(member, name):
        yield fault.at(place)
        return
    budget = content.budget or Budget(options.max_unpacked_bytes)
    check = _bound(place, options, budget, lambda: member.compress_size)
    try:
        unpacked = archive.open(member)
    except _UNPACKING_ERRORS:
        yield reader_errors.broken(Message("ZIP archive")).at(place)
        return
    with unpacked:
        stream = guarded(unpacked, place, check)
        yield from dispatch(_inside(content, place, name, stream, budget), options)


def _member_fault(member: zipfile.ZipInfo, name: str) -> reader_errors.Fault | None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or not parts or ":" in parts[0]:
        return reader_errors.UNSAFE_NAME
    if stat.S_ISLNK(member.external_attr >> 16):
        return reader_errors.ARCHIVED_LINK
    if member.flag_bits & _ENCRYPTED_BIT:
        return reader_errors.ENCRYPTED
    return None


def _is_hidden(part: str) -> bool:
    return (part.startswith(".") and part != "..") or part == "__MACOSX"


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; many programs write UTF-8 without saying so."""
    name = member.filename.replace("\\", "/")
    if not member.flag_bits & _UTF8_NAME_BIT:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name


def _too_much(options: ReaderOptions) -> reader_errors.Fault:
    return reader_errors.archive_bomb(
        Message("it unpacks to more than {limit:,} bytes", limit=options.max_unpacked_bytes)
    )


def _too_dense(options: ReaderOptions) -> reader_errors.Fault:
    return reader_errors.archive_bomb(
        Message("it unpacks to more than {ratio} times its size", ratio=options.max_ratio)
    )

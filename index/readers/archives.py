"""Archives (.gz, .zip): their members are read from memory, within limits, never unpacked to disk.

An archive exceeds a limit by its unpacked bytes, by their ratio to its packed bytes, by the number
of its members, or by archives inside archives. Unpacked bytes are counted, because headers may be
wrong.
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

# With fewer unpacked bytes the ratio is not limited: a page of blanks packs very well.
_MIN_BYTES_FOR_RATIO = 2**20
_BUFFER = 2**18
_ENCRYPTED_BIT = 0x1
_UTF8_NAME_BIT = 0x800
_FORMAT_ERRORS = (
    gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip
_UNPACKING_ERRORS = (*_FORMAT_ERRORS, EOFError, OSError)

Dispatch = Callable[[Content, ReaderOptions], Iterator[Piece]]


class GuardedStream(io.RawIOBase):
    """A stream whose reading raises no exception but UnreadableError.

    Args:
        stream: the underlying stream.
        place: the file or member, for an error.
        check: called with the number of bytes read so far; may raise UnreadableError.
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
        """Read bytes into `buffer` and return their number. Raises UnreadableError."""
        try:
            chunk = self._stream.read(len(buffer))
        except EOFError as error:
            raise reader_errors.TRUNCATED.at(self._place) from error
        except _FORMAT_ERRORS as error:
            raise reader_errors.broken(Message("archive")).at(self._place) from error
        except OSError as error:
            raise reader_errors.system(error).at(self._place) from error
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
    """The pieces of the file in a .gz, whose name is the archive's without `.gz`.

    Args:
        content: the archive.
        options: the limits.
        dispatch: calls the reader for the unpacked content.

    Raises:
        UnreadableError: for the reasons "archive-bomb" and "broken", and those of the reader.
    """
    _check_nesting(content, options)
    packed = _Counted(content.stream)
    budget = content.budget or Budget(options.max_unpacked_bytes)
    check = _limit_check(content.id, options, budget, lambda: packed.count)
    name = content.name[: -len(".gz")]
    with gzip.GzipFile(fileobj=packed) as unpacked:
        stream = guarded(unpacked, content.id, check)
        yield from dispatch(_member_content(content, content.id, name, stream, budget), options)


def read_zip(content: Content, options: ReaderOptions, dispatch: Dispatch) -> Iterator[Piece]:
    """The pieces of the members of a .zip in the order of their names, without hidden ones.

    A member that can't be read gives an error. Arguments and errors are those of `read_gz`.
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
    """Check a document that is a ZIP archive (.docx, .epub).

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
    """A stream that counts the packed bytes that were read."""

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


def _limit_check(
    place: str, options: ReaderOptions, budget: Budget, packed: Callable[[], int]
) -> Callable[[int], None]:
    """A check of a member's unpacked bytes against the budget and against its packed bytes."""
    before = 0

    def check(count: int) -> None:
        nonlocal before
        budget.left -= count - before
        before = count
        if budget.left < 0:
            raise _too_many_bytes(options).at(place)
        if count > _MIN_BYTES_FOR_RATIO and count > options.max_ratio * max(1, packed()):
            raise _too_high_ratio(options).at(place)

    return check


def _member_content(
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
        raise _too_many_bytes(options).at(place)
    if unpacked > _MIN_BYTES_FOR_RATIO and unpacked > options.max_ratio * max(1, packed):
        raise _too_high_ratio(options).at(place)


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    content: Content,
    options: ReaderOptions,
    dispatch: Dispatch,
) -> Iterator[Piece]:
    name = _name(member)
    parts = {*PurePosixPath(name).parts} - {".."}
    if member.is_dir() or any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return
    place = f"{content.id}/{name}"
    if fault := _member_fault(member, name):
        yield fault.at(place)
        return
    budget = content.budget or Budget(options.max_unpacked_bytes)
    check = _limit_check(place, options, budget, lambda: member.compress_size)
    try:
        unpacked = archive.open(member)
    except _UNPACKING_ERRORS:
        yield reader_errors.broken(Message("ZIP archive")).at(place)
        return
    with unpacked:
        stream = guarded(unpacked, place, check)
        yield from dispatch(_member_content(content, place, name, stream, budget), options)


def _member_fault(member: zipfile.ZipInfo, name: str) -> reader_errors.Fault | None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or not parts or ":" in parts[0]:
        return reader_errors.UNSAFE_NAME
    if stat.S_ISLNK(member.external_attr >> 16):
        return reader_errors.ARCHIVED_LINK
    if member.flag_bits & _ENCRYPTED_BIT:
        return reader_errors.ENCRYPTED
    return None


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; many programs write UTF-8 without saying so."""
    name = member.filename.replace("\\", "/")
    if not member.flag_bits & _UTF8_NAME_BIT:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name


def _too_many_bytes(options: ReaderOptions) -> reader_errors.Fault:
    return reader_errors.archive_bomb(
        Message("it unpacks to more than {limit:,} bytes", limit=options.max_unpacked_bytes)
    )


def _too_high_ratio(options: ReaderOptions) -> reader_errors.Fault:
    return reader_errors.archive_bomb(
        Message("it unpacks to more than {ratio} times its size", ratio=options.max_ratio)
    )

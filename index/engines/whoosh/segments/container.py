"""Containers: named arrays in one file, mapped into memory, each page of the file with a checksum.

    magic          8 bytes: what the file is, and the version of this format
    arrays         little-endian, each beginning at a multiple of 64 bytes
    checksums      CRC-32 of each page of all of the above, 4 bytes each
    directory      JSON: the file's name; name, type, count, offset and bytes of each array
    end            bytes of the directory, number of pages, CRC-32 of checksums and directory, magic

An intact file under the name of another file is damage too; so the directory has the file's name.

Opening reads the end only. An array that is read whole is checked then; of an array that is read in
place, each page is checked before it is first read.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final, Protocol, TypeAlias, TypeVar

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.model.errors import DamagedIndexError
from index.model.messages import Message

MAGIC: Final = b"FIHRIS\x00\x01"
PAGE: Final = 16 * 2**10

_ALIGNMENT: Final = 64
_END: Final = struct.Struct("<III8s")
_BYTES_AT_ONCE: Final = 2**20
# Of an array: a damaged directory must not have more memory taken than a file can fill.
_MAX_BYTES: Final = 2**40

Numbers: TypeAlias = NDArray[Any]


class Unfinished(Protocol):
    """A file that is being written."""

    def abandon(self) -> None:
        """Close and remove the file."""


_Writer = TypeVar("_Writer", bound=Unfinished)


@contextmanager
def abandoned_on_error(writer: _Writer) -> Iterator[_Writer]:
    """The writer; its file is removed if the block raises an exception."""
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise


class Stream:
    """An array that is written part by part, at the same time as others.

    Args:
        kind: the type of its numbers.
        parts: a temporary file for the parts.
    """

    def __init__(self, kind: np.dtype[Any], parts: IO[bytes]) -> None:
        self.kind = kind
        self.parts = parts
        self.count = 0

    def write(self, numbers: Numbers) -> None:
        """Append numbers."""
        self.count += len(numbers)
        self.parts.write(np.ascontiguousarray(numbers, self.kind).data)


class ContainerWriter:
    """Writes one container, which is complete once `close` has returned.

    Args:
        path: the file, which must not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        self._file = self._stack.enter_context(path.open("xb"))
        self._directory: dict[str, dict[str, Any]] = {}
        self._streams: dict[str, Stream] = {}
        self._sums: list[int] = []
        self._page = bytearray()
        self._at = 0
        self._append(MAGIC)

    def add(self, name: str, numbers: Numbers, *, packed: bool = False) -> None:
        """Write an array.

        Args:
            name: different from those of other arrays.
            numbers: of one dimension.
            packed: whether to compress the array; then it can only be read whole.
        """
        kind = numbers.dtype.newbyteorder("<")
        content = np.ascontiguousarray(numbers, kind).tobytes()
        if packed:
            content = zstandard.ZstdCompressor(level=_PACKING).compress(content)
        self._begin(name, kind, len(numbers), len(content), packed=packed)
        self._append(content)

    def stream(self, name: str, kind: type[np.generic]) -> Stream:
        """Begin an array that is written part by part until `close`."""
        file = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115 - closed with the stack
        parts = self._stack.enter_context(file)
        stream = self._streams[name] = Stream(np.dtype(kind).newbyteorder("<"), parts)
        return stream

    def close(self) -> None:
        """Write the rest and close the file."""
        with self._stack:
            for name, stream in self._streams.items():
                size = stream.count * stream.kind.itemsize
                self._begin(name, stream.kind, stream.count, size, packed=False)
                stream.parts.seek(0)
                while part := stream.parts.read(_BYTES_AT_ONCE):
                    self._append(part)
            self._finish()

    def abandon(self) -> None:
        """Close and remove the file."""
        with suppress(OSError):  # the disk may be too full for what is not written yet
            self._stack.close()
        self._path.unlink(missing_ok=True)

    def _begin(
        self, name: str, kind: np.dtype[Any], count: int, size: int, *, packed: bool
    ) -> None:
        self._append(bytes(-self._at % _ALIGNMENT))
        self._directory[name] = {
            "kind": kind.str,
            "count": count,
            "at": self._at,
            "bytes": size,
            "packed": packed,
        }

    def _append(self, content: bytes) -> None:
        self._at += len(content)
        self._file.write(content)
        self._page += content
        whole = len(self._page) // PAGE * PAGE
        view = memoryview(self._page)
        self._sums += [zlib.crc32(view[at : at + PAGE]) for at in range(0, whole, PAGE)]
        view.release()
        del self._page[:whole]

    def _finish(self) -> None:
        if self._page:
            self._sums.append(zlib.crc32(self._page))
        sums = np.array(self._sums, "<u4").tobytes()
        content = {"file": self._path.name, "arrays": self._directory}
        directory = json.dumps(content).encode()
        checksum = zlib.crc32(directory, zlib.crc32(sums))
        end = _END.pack(len(directory), len(self._sums), checksum, MAGIC)
        self._file.write(sums + directory + end)


_PACKING: Final = 6


class Container:
    """An open container; its arrays stay valid after the container itself is gone.

    Args:
        path: the file.

    Raises:
        DamagedIndexError: the file is not as `ContainerWriter` wrote it; also from all methods.
        OSError: it can't be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MAGIC) + _END.size:
                raise self.damaged(Message("it is cut short"))
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._bytes = np.frombuffer(self._map, np.uint8)
        length, pages, checksum, magic = _END.unpack(self._map[size - _END.size :])
        ends = size - _END.size - length - 4 * pages
        whole = ends >= len(MAGIC) and -(-ends // PAGE) == pages
        if magic != MAGIC or self._map[: len(MAGIC)] != MAGIC or not whole:
            raise self.damaged(Message("it is no index file of this version, or cut short"))
        known = self._map[ends : size - _END.size]
        if zlib.crc32(known) != checksum:
            raise self.damaged(Message("the checksum of its directory is wrong"))
        content = json.loads(known[4 * pages :])
        if content["file"] != path.name:
            raise self.damaged(Message("its content is that of {file}", file=content["file"]))
        self._ends = ends
        self._sums = np.frombuffer(known, "<u4", pages)
        self._directory: dict[str, dict[str, Any]] = content["arrays"]
        self._checked = np.zeros(pages, np.bool_)
        self._unchecked = self._pages = pages
        self._missing = _counted(~self._checked)
        self._lock = threading.Lock()

    def names(self) -> tuple[str, ...]:
        """The names of all arrays."""
        return tuple(self._directory)

    def in_place(self, name: str, kind: type[np.generic]) -> Numbers:
        """An array in the memory map; `check` each part of it before reading it.

        Args:
            name: of the array.
            kind: the type that its numbers must have.
        """
        entry = self._entry(name, kind)
        at, size = entry["at"], entry["bytes"]
        if entry["packed"] or size != entry["count"] * np.dtype(kind).itemsize:
            raise self.damaged(f"{name} can't be read in place")
        return self._bytes[at : at + size].view(np.dtype(kind))

    def whole(self, name: str, kind: type[np.generic]) -> Numbers:
        """A whole array, checked, and decompressed if it is packed; arguments as for `in_place`."""
        entry = self._entry(name, kind)
        at, size = entry["at"], entry["bytes"]
        self._check_pages(at // PAGE, -(-(at + size) // PAGE))
        if not entry["packed"]:
            return self.in_place(name, kind)
        size_unpacked = entry["count"] * np.dtype(kind).itemsize
        try:
            content = zstandard.ZstdDecompressor().decompress(
                self._map[at : at + size], max_output_size=size_unpacked
            )
        except zstandard.ZstdError as error:
            raise self.damaged(f"{name}: {error}") from error
        if len(content) != size_unpacked:
            raise self.damaged(f"{name} has {len(content)} bytes, not {size_unpacked}")
        return np.frombuffer(content, np.dtype(kind))

    def check(self, name: str, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """Check the pages of some slices of an array.

        Args:
            name: of the array.
            starts: index of the first number of each slice.
            ends: index after the last number of each slice.
        """
        if not self._unchecked:
            return
        entry = self._directory[name]
        width = entry["bytes"] // max(1, entry["count"])
        first = (entry["at"] + starts * width) // PAGE
        after = (entry["at"] + np.maximum(ends * width - 1, starts * width)) // PAGE + 1
        after = np.minimum(after, len(self._checked))
        missing = self._missing
        new = missing[after] != missing[first]
        if new.any():
            for one, other in zip(first[new].tolist(), after[new].tolist(), strict=True):
                self._check_pages(one, other)
            self._missing = _counted(~self._checked)

    @property
    def missing(self) -> NDArray[np.int32]:
        """By page, how many pages before it are unchecked; at the end, how many of all."""
        return self._missing

    def begin(self, name: str) -> int:
        """The offset of an array in the file, in bytes."""
        return int(self._directory[name]["at"])

    def check_one(self, name: str, start: int, end: int) -> None:
        """Check the pages of one slice of an array."""
        if not self._unchecked:
            return
        entry = self._directory[name]
        width = entry["bytes"] // max(1, entry["count"])
        first = (entry["at"] + start * width) // PAGE
        after = min((entry["at"] + max(end * width - 1, start * width)) // PAGE + 1, self._pages)
        if self._missing[after] != self._missing[first]:
            self._check_pages(first, after)
            self._missing = _counted(~self._checked)

    def check_all(self) -> None:
        """Check the whole file."""
        self._check_pages(0, len(self._checked))

    def damaged(self, detail: Message | str) -> DamagedIndexError:
        """The error for this file, with what is damaged."""
        return DamagedIndexError(str(self.path), detail)

    def _check_pages(self, first: int, after: int) -> None:
        if self._unchecked:
            for page in (np.flatnonzero(~self._checked[first:after]) + first).tolist():
                self._check_page(page)

    def _check_page(self, page: int) -> None:
        start = page * PAGE
        if zlib.crc32(self._map[start : min(start + PAGE, self._ends)]) != self._sums[page]:
            raise self.damaged(Message("the checksum of its page {page} is wrong", page=page))
        with self._lock:
            if not self._checked[page]:
                self._checked[page] = True
                self._unchecked -= 1

    def _entry(self, name: str, kind: type[np.generic]) -> dict[str, Any]:
        entry = self._directory.get(name)
        if entry is None:
            raise self.damaged(f"{name} is missing")
        size = entry["count"] * np.dtype(kind).itemsize
        if entry["kind"] != np.dtype(kind).newbyteorder("<").str or size > _MAX_BYTES:
            raise self.damaged(f"{name} is of another type")
        return entry


def _counted(marks: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How many marks there are before each index, and in all."""
    counts = np.zeros(len(marks) + 1, np.int32)
    np.cumsum(marks, out=counts[1:])
    return counts

"""Containers: named arrays in one file, mapped into memory, each page of the file with a checksum.

    magic          8 bytes: what the file is, and the version of this format
    arrays         little-endian, each beginning at a multiple of 64 bytes
    checksums      CRC-32 of each page of all that stands above, 4 bytes each
    directory      JSON: the file's name; name, type, number, place and bytes of each array
    end            bytes of the directory, number of pages, CRC-32 of checksums and directory, magic

A file that stands in another's place, whole as it may be, is damage too: hence its name.

Opening reads the end only. An array that is taken whole is checked then; of one that is read in
place, the pages that are asked for are checked when they are read first.
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
_COPIED: Final = 2**20
# A directory's word is only taken for arrays that a file of this kind can hold.
_MOST_BYTES: Final = 2**40

Numbers: TypeAlias = NDArray[Any]


class Unfinished(Protocol):
    """A file that is being written."""

    def abandon(self) -> None:
        """Let go of it and remove it."""


_Writer = TypeVar("_Writer", bound=Unfinished)


@contextmanager
def abandoned_on_error(writer: _Writer) -> Iterator[_Writer]:
    """The writer, whose file is removed if the block raises."""
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise


class Stream:
    """An array that is written in parts while others are.

    Args:
        kind: the type of its numbers.
        parts: keeps them until the container is closed.
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
    """Writes one container; it is there and whole once `close` has returned.

    Args:
        path: the file, which must not be there.
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
            name: its name; no other array has it.
            numbers: the array, of one dimension.
            packed: whether to compress it: then it can only be taken whole.
        """
        kind = numbers.dtype.newbyteorder("<")
        content = np.ascontiguousarray(numbers, kind).tobytes()
        if packed:
            content = zstandard.ZstdCompressor(level=_PACKING).compress(content)
        self._begin(name, kind, len(numbers), len(content), packed=packed)
        self._append(content)

    def stream(self, name: str, kind: type[np.generic]) -> Stream:
        """Begin an array that is written in parts; it ends with `close`."""
        file = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115 - closed with the stack
        parts = self._stack.enter_context(file)
        stream = self._streams[name] = Stream(np.dtype(kind).newbyteorder("<"), parts)
        return stream

    def close(self) -> None:
        """Write what is missing and let go of the file."""
        with self._stack:
            for name, stream in self._streams.items():
                size = stream.count * stream.kind.itemsize
                self._begin(name, stream.kind, stream.count, size, packed=False)
                stream.parts.seek(0)
                while part := stream.parts.read(_COPIED):
                    self._append(part)
            self._finish()

    def abandon(self) -> None:
        """Let go of the file and remove it."""
        with suppress(OSError):  # what is still unwritten needn't fit the disk
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
    """An open container; its arrays stay valid as long as they are used.

    Args:
        path: the file.

    Raises:
        DamagedIndexError: the file is not what `ContainerWriter` made; also from all methods.
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
        self._left = self._pages = pages
        # How many pages before each have not been checked.
        self._missing = _counted(~self._checked)
        self._turn = threading.Lock()

    def names(self) -> tuple[str, ...]:
        """Of all its arrays."""
        return tuple(self._directory)

    def in_place(self, name: str, kind: type[np.generic]) -> Numbers:
        """An array as it stands in the file; `check` what is read of it.

        Args:
            name: its name.
            kind: the type that its numbers must have.
        """
        entry = self._entry(name, kind)
        at, size = entry["at"], entry["bytes"]
        if entry["packed"] or size != entry["count"] * np.dtype(kind).itemsize:
            raise self.damaged(f"{name} is not there in place")
        return self._bytes[at : at + size].view(np.dtype(kind))

    def whole(self, name: str, kind: type[np.generic]) -> Numbers:
        """An array, checked; a packed one is unpacked into memory.

        Args:
            name: as for `in_place`.
            kind: likewise.
        """
        entry = self._entry(name, kind)
        at, size = entry["at"], entry["bytes"]
        self._check_pages(at // PAGE, -(-(at + size) // PAGE))
        if not entry["packed"]:
            return self.in_place(name, kind)
        wanted = entry["count"] * np.dtype(kind).itemsize
        try:
            content = zstandard.ZstdDecompressor().decompress(
                self._map[at : at + size], max_output_size=wanted
            )
        except zstandard.ZstdError as error:
            raise self.damaged(f"{name}: {error}") from error
        if len(content) != wanted:
            raise self.damaged(f"{name} has {len(content)} bytes, not {wanted}")
        return np.frombuffer(content, np.dtype(kind))

    def check(self, name: str, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """See that stretches of an array that is read in place are as they were written.

        Args:
            name: of the array.
            starts: where each stretch begins, in numbers.
            ends: where it ends.
        """
        if not self._left:
            return
        entry = self._directory[name]
        width = entry["bytes"] // max(1, entry["count"])
        first = (entry["at"] + starts * width) // PAGE
        behind = (entry["at"] + np.maximum(ends * width - 1, starts * width)) // PAGE + 1
        behind = np.minimum(behind, len(self._checked))
        missing = self._missing
        new = missing[behind] != missing[first]
        if new.any():
            for one, other in zip(first[new].tolist(), behind[new].tolist(), strict=True):
                self._check_pages(one, other)
            self._missing = _counted(~self._checked)

    @property
    def missing(self) -> NDArray[np.int32]:
        """How many pages before each were not checked yet, and before the end."""
        return self._missing

    def begin(self, name: str) -> int:
        """Where in the file an array begins, in bytes."""
        return int(self._directory[name]["at"])

    def check_one(self, name: str, start: int, end: int) -> None:
        """The same for one stretch."""
        if not self._left:
            return
        entry = self._directory[name]
        width = entry["bytes"] // max(1, entry["count"])
        first = (entry["at"] + start * width) // PAGE
        behind = min((entry["at"] + max(end * width - 1, start * width)) // PAGE + 1, self._pages)
        if self._missing[behind] != self._missing[first]:
            self._check_pages(first, behind)
            self._missing = _counted(~self._checked)

    def check_all(self) -> None:
        """See that the whole file is as it was written."""
        self._check_pages(0, len(self._checked))

    def damaged(self, detail: Message | str) -> DamagedIndexError:
        """The error that says that this file is damaged, and how."""
        return DamagedIndexError(str(self.path), detail)

    def _check_pages(self, first: int, behind: int) -> None:
        if self._left:
            for page in (np.flatnonzero(~self._checked[first:behind]) + first).tolist():
                self._check_page(page)

    def _check_page(self, page: int) -> None:
        start = page * PAGE
        if zlib.crc32(self._map[start : min(start + PAGE, self._ends)]) != self._sums[page]:
            raise self.damaged(Message("the checksum of its page {page} is wrong", page=page))
        with self._turn:
            if not self._checked[page]:
                self._checked[page] = True
                self._left -= 1

    def _entry(self, name: str, kind: type[np.generic]) -> dict[str, Any]:
        entry = self._directory.get(name)
        if entry is None:
            raise self.damaged(f"{name} is missing")
        size = entry["count"] * np.dtype(kind).itemsize
        if entry["kind"] != np.dtype(kind).newbyteorder("<").str or size > _MOST_BYTES:
            raise self.damaged(f"{name} is of another type")
        return entry


def _counted(marks: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How many marks stand before each place, and before the end."""
    counts = np.zeros(len(marks) + 1, np.int32)
    np.cumsum(marks, out=counts[1:])
    return counts

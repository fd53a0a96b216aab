"""Tasks: the work of a build in pieces of about one size, in the order of the source."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from index.model.document import Document
from index.pipeline.document_ids import Placed
from index.pipeline.worker import Task
from index.readers import Piece, Records

_FILES: Final = 64
_BYTES: Final = 2**20
_PIECES: Final = 2000
_STREAMED_BYTES: Final = 2 * 2**20
_RECORDS: Final = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".zip", ".gz"})


@dataclass(frozen=True, slots=True)
class RecordsTask:
    """One task's worth of what a large file of records gives.

    Attributes:
        pieces, pickled: as in Task.
        bytes: about how many of the file's bytes, unpacked, it stands for.
    """

    pieces: tuple[Piece, ...] = ()
    pickled: bytes = b""
    bytes: int = 0


Parts = Iterator[RecordsTask]


def number_of_tasks(files: Sequence[Placed]) -> int:
    """About how many tasks there are in these files."""
    return sum(each.size for each in files) // _BYTES + len(files) // _FILES


def tasks(
    files: Sequence[Placed], stream: Callable[[Placed], Parts]
) -> Generator[Task, None, None]:
    """Small files together, large files of records in pieces.

    Args:
        files: in the order in which their documents are wanted.
        stream: gives the pieces of a large file in parts.
    """
    gathered: list[Placed] = []
    for file in files:
        if _is_streamed(file):
            if gathered:
                yield _file_task(gathered)
                gathered = []
            yield from _record_tasks(file, stream(file))
            continue
        gathered.append(file)
        if len(gathered) == _FILES or sum(each.size for each in gathered) >= _BYTES:
            yield _file_task(gathered)
            gathered = []
    if gathered:
        yield _file_task(gathered)


def parts(pieces: Iterable[Piece]) -> Parts:
    """Pieces in runs that are each one task's worth."""
    gathered: list[Piece] = []
    length = 0
    for piece in pieces:
        gathered.append(piece)
        length += _length(piece)
        if len(gathered) == _PIECES or length >= _BYTES:
            yield RecordsTask(tuple(gathered), bytes=length)
            gathered, length = [], 0
    if gathered:
        yield RecordsTask(tuple(gathered), bytes=length)


def _record_tasks(file: Placed, stream: Parts) -> Iterator[Task]:
    """Tasks that analyse a file's documents; together they stand for its bytes."""
    left = file.size
    packing = _packing(file)
    for part in stream:
        bytes_ = min(left, int(part.bytes * packing))
        left -= bytes_
        yield Task(pieces=part.pieces, pickled=part.pickled, bytes=bytes_)
    yield Task(finished=1, bytes=left)


def _packing(file: Placed) -> float:
    """Bytes of a file for each byte of what it holds, as far as it tells; only progress needs it.

    A .gz ends with the length of what it holds (RFC 1952, section 2.3.1).
    """
    if file.file.path.suffix.lower() != ".gz":
        return 1.0
    with suppress(OSError), file.file.path.open("rb") as stream:
        stream.seek(-4, os.SEEK_END)
        return min(1.0, file.size / max(1, int.from_bytes(stream.read(4), "little")))
    return 1.0


def _length(piece: Piece) -> int:
    """About the bytes of a text: an Arabic letter has two in UTF-8."""
    if isinstance(piece, Records):
        return len(piece.lines)
    return 2 * len(piece.body) if isinstance(piece, Document) else 0


def _is_streamed(file: Placed) -> bool:
    return file.size >= _STREAMED_BYTES and file.file.path.suffix.lower() in _RECORDS


def _file_task(files: Sequence[Placed]) -> Task:
    return Task(tuple(files), finished=len(files), bytes=sum(each.size for each in files))

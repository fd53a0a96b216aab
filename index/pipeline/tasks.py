"""Tasks: the work of a build in parts of about one size, in the order of the source."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from index.model.document import Document
from index.pipeline.document_ids import InputFile
from index.pipeline.worker import Task
from index.readers import Piece, Records

_MAX_FILES: Final = 64
_MAX_BYTES: Final = 2**20
_MAX_PIECES: Final = 2000
_MIN_STREAMED_BYTES: Final = 2 * 2**20
_RECORD_SUFFIXES: Final = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".zip", ".gz"})


@dataclass(frozen=True, slots=True)
class RecordsTask:
    """A part of a large file of records, for one task.

    Attributes:
        pieces, pickled: as in Task.
        bytes: the approximate size of that part, uncompressed.
    """

    pieces: tuple[Piece, ...] = ()
    pickled: bytes = b""
    bytes: int = 0


RecordsTasks = Iterator[RecordsTask]


def number_of_tasks(files: Sequence[InputFile]) -> int:
    """The approximate number of tasks for some files."""
    return sum(each.size for each in files) // _MAX_BYTES + len(files) // _MAX_FILES


def tasks(
    files: Sequence[InputFile], stream: Callable[[InputFile], RecordsTasks]
) -> Generator[Task, None, None]:
    """The tasks for some files: one for several small files, several for a large file of records.

    Args:
        files: in the order in which their documents are indexed.
        stream: divides a large file.
    """
    gathered: list[InputFile] = []
    for file in files:
        has_records = file.file.path.suffix.lower() in _RECORD_SUFFIXES
        if has_records and file.size >= _MIN_STREAMED_BYTES:
            if gathered:
                yield _file_task(gathered)
                gathered = []
            yield from _record_tasks(file, stream(file))
            continue
        gathered.append(file)
        if len(gathered) == _MAX_FILES or sum(each.size for each in gathered) >= _MAX_BYTES:
            yield _file_task(gathered)
            gathered = []
    if gathered:
        yield _file_task(gathered)


def divided(pieces: Iterable[Piece]) -> RecordsTasks:
    """Successive pieces of a file, divided into tasks of about one size."""
    gathered: list[Piece] = []
    length = 0
    for piece in pieces:
        gathered.append(piece)
        length += _length(piece)
        if len(gathered) == _MAX_PIECES or length >= _MAX_BYTES:
            yield RecordsTask(tuple(gathered), bytes=length)
            gathered, length = [], 0
    if gathered:
        yield RecordsTask(tuple(gathered), bytes=length)


def _record_tasks(file: InputFile, stream: RecordsTasks) -> Iterator[Task]:
    """Tasks that analyse a large file's documents; their bytes add up to the file's size."""
    left = file.size
    ratio = _compression_ratio(file)
    for part in stream:
        bytes_ = min(left, int(part.bytes * ratio))
        left -= bytes_
        yield Task(pieces=part.pieces, pickled=part.pickled, bytes=bytes_)
    yield Task(finished=1, bytes=left)


def _compression_ratio(file: InputFile) -> float:
    """A file's size divided by its uncompressed size, for the progress; 1 if that is unknown.

    A .gz ends with the length of its uncompressed content (RFC 1952, section 2.3.1).
    """
    if file.file.path.suffix.lower() != ".gz":
        return 1.0
    with suppress(OSError), file.file.path.open("rb") as stream:
        stream.seek(-4, os.SEEK_END)
        return min(1.0, file.size / max(1, int.from_bytes(stream.read(4), "little")))
    return 1.0


def _length(piece: Piece) -> int:
    """The approximate bytes of a piece's text: an Arabic letter has two in UTF-8."""
    if isinstance(piece, Records):
        return len(piece.lines)
    return 2 * len(piece.body) if isinstance(piece, Document) else 0


def _file_task(files: Sequence[InputFile]) -> Task:
    return Task(tuple(files), finished=len(files), bytes=sum(each.size for each in files))

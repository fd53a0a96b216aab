"""Tasks: the work of a build in pieces of about one size, in the order of the source."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Final

from index.document import Document
from index.placing import Placed
from index.readers import Outcome
from index.worker import Task

_FILES: Final = 32
_BYTES: Final = 512 * 2**10
_DOCUMENTS: Final = 64
_STREAMED_BYTES: Final = 2 * 2**20
_RECORDS: Final = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".zip", ".gz"})

Chunks = Iterator[tuple[Outcome, ...]]


def number_of_tasks(files: Sequence[Placed]) -> int:
    """About how many tasks there are in these files."""
    return sum(each.size for each in files) // _BYTES + len(files) // _FILES


def tasks(
    files: Sequence[Placed], stream: Callable[[Placed], Chunks]
) -> Generator[Task, None, None]:
    """Small files together, large files of records in pieces.

    Args:
        files: in the order in which their documents are wanted.
        stream: gives the outcomes of a large file in chunks.
    """
    gathered: list[Placed] = []
    for file in files:
        if _is_streamed(file):
            if gathered:
                yield _file_task(gathered)
                gathered = []
            yield from record_tasks(file, stream(file))
            continue
        gathered.append(file)
        if len(gathered) == _FILES or sum(each.size for each in gathered) >= _BYTES:
            yield _file_task(gathered)
            gathered = []
    if gathered:
        yield _file_task(gathered)


def record_tasks(file: Placed, parts: Chunks) -> Iterator[Task]:
    """Tasks that analyse a file's documents; together they stand for its bytes."""
    left = file.size
    for outcomes in parts:
        part = min(left, sum(map(_length, outcomes)))
        left -= part
        yield Task((), outcomes, 0, part)
    yield Task((), (), 1, left)


def chunks(outcomes: Iterable[Outcome]) -> Chunks:
    """Outcomes in runs that are each one task's worth."""
    chunk: list[Outcome] = []
    length = 0
    for outcome in outcomes:
        chunk.append(outcome)
        length += _length(outcome)
        if len(chunk) == _DOCUMENTS or length >= _BYTES:
            yield tuple(chunk)
            chunk, length = [], 0
    if chunk:
        yield tuple(chunk)


def _length(outcome: Outcome) -> int:
    """About the bytes of a document's text: an Arabic letter has two in UTF-8."""
    return 2 * len(outcome.body) if isinstance(outcome, Document) else 0


def _is_streamed(file: Placed) -> bool:
    return file.size >= _STREAMED_BYTES and file.file.path.suffix.lower() in _RECORDS


def _file_task(files: Sequence[Placed]) -> Task:
    return Task(tuple(files), (), len(files), sum(each.size for each in files))

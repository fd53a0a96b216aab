"""Where documents come from: files below a folder, and what a reader is handed of one."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from index.model.columns import COLUMNS, ColumnType
from index.model.document import Document
from index.model.errors import SourceMissingError, SourceRefusedError, UnreadableError
from index.model.os_errors import words
from index.readers.common import reader_errors

FIELDS = ("id", "title", "body", "url", *(name for name, of in COLUMNS.items() if of.keys))
IGNORED = ".fihrisignore"


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """How to read, and where to stop.

    Attributes:
        fields: for .csv and .jsonl, the name of the column or key that holds each of `FIELDS` or
            of the declared columns; what is not named here is looked for under its usual names.
        declared: columns that the user declared, with their types.
        max_file_bytes: most bytes of a file, or of one .jsonl record, held in memory at once.
        max_unpacked_bytes: most bytes that one archive may unpack to, all its members together.
        max_ratio: most bytes unpacked for each packed byte, counted after the first mebibyte.
            Deflate packs prose some 3 to 10 times, and at most 1032 times.
        max_archive_members: most members of one archive.
        max_nesting: most archives inside one another.
        encoding: the encoding of every text, instead of its declaration and of detection.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, ColumnType] = field(default_factory=dict)
    max_file_bytes: int = 200 * 2**20
    max_unpacked_bytes: int = 4 * 2**30
    max_ratio: int = 200
    max_archive_members: int = 100_000
    max_nesting: int = 2
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read.

    Attributes:
        path: where it is.
        relative: its path below the source with "/" between parts; the documents' ids begin so.
        link: whether it is a link that is not followed; `read` says so.
        collection: the collection of its documents, if they state none.
    """

    path: Path
    relative: str
    link: bool = False
    collection: str = ""


@dataclass(slots=True)
class Budget:
    """How many bytes an archive may still unpack to; all that lies inside draws on it."""

    left: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader of one format is handed.

    Attributes:
        id: the document's id; records add `#` and their own.
        path: the file on disk, relative to the source.
        name: the name whose suffix tells the format.
        stream: the bytes from their start. Reading it raises UnreadableError and nothing else.
        file: the file on disk if this is all of it, for formats that are read from their end.
        depth: how many archives it lies inside.
        budget: what the archives around it may still unpack to.
        collection: as in `SourceFile`.
    """

    id: str
    path: str
    name: str
    stream: io.BufferedReader
    file: Path | None = None
    depth: int = 0
    budget: Budget | None = None
    collection: str = ""

    def beginning(self) -> bytes:
        """The first bytes, left to be read again. Raises UnreadableError if there are none."""
        start = self.stream.peek(1)
        if not start:
            raise reader_errors.NO_BYTES.at(self.id)
        return start

    def read(self, limit: int) -> bytes:
        """All its bytes. Raises UnreadableError if there are none or more than `limit`."""
        content = self.stream.read(limit + 1)
        if not content:
            raise reader_errors.NO_BYTES.at(self.id)
        if len(content) > limit:
            raise reader_errors.too_large(limit).at(self.id)
        return content


@dataclass(frozen=True, slots=True)
class Records:
    """Successive records of a .jsonl, not read yet: that takes time, and any process may do it.

    Attributes:
        id, path, collection: as in `Content`.
        lines: whole lines.
        encoding: of these.
        before: how many records stand before them.
    """

    id: str
    path: str
    lines: bytes
    encoding: str
    before: int
    collection: str = ""


Outcome = Document | UnreadableError
Piece = Outcome | Records
Reader = Callable[[Content, ReaderOptions], Iterator[Piece]]


def check(source: Path) -> None:
    """See that there is a source.

    Raises:
        SourceMissingError: nothing is there.
        SourceRefusedError: the system refuses to look at it.
    """
    try:
        source.stat()
    except FileNotFoundError as error:
        raise SourceMissingError(str(source)) from error
    except OSError as error:
        raise SourceRefusedError(str(source), words(error)) from error


def walk(source: Path) -> Iterator[SourceFile]:
    """Every file of `source` in a fixed order: a folder's files by name, then its folders.

    Hidden files and folders (those whose name begins with a full stop) are left out, and so is
    what a file `.fihrisignore` at the top of the source names: on each line a path below the
    source, where `*` and `?` stand for any characters; lines that begin with `#` are comments.
    A link to a file inside the source is followed; any other link is given with `link` set.

    Args:
        source: a folder, or one file.

    Raises:
        SourceMissingError: nothing is there.
        SourceRefusedError: the system refuses to look at it.
    """
    check(source)
    if not source.is_dir():
        yield SourceFile(source.absolute(), printable(source.name))
        return
    top = source.resolve()
    unlisted: list[str] = []
    unwanted = _unwanted(top / IGNORED, unlisted)
    for folder, folders, names in os.walk(top, onerror=lambda e: unlisted.append(e.filename)):
        folders[:] = sorted(name for name in folders if _wanted(top, Path(folder) / name, unwanted))
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted((*names, *links)):
            if _wanted(top, Path(folder) / name, unwanted):
                yield _source_file(top, Path(folder) / name)
    for name in sorted(unlisted):
        yield SourceFile(Path(name), _relative(top, Path(name)))


def _unwanted(file: Path, unread: list[str]) -> tuple[str, ...]:
    """The patterns of a `.fihrisignore`; none if it isn't there, or noted as unread."""
    if not file.exists():
        return ()
    try:
        lines = file.read_text("utf-8", "backslashreplace").splitlines()
    except OSError:
        unread.append(str(file))
        return ()
    return tuple(line.strip().rstrip("/") for line in lines if not line.startswith("#"))


def _wanted(top: Path, path: Path, unwanted: Sequence[str]) -> bool:
    relative = _relative(top, path)
    hidden = path.name.startswith(".")
    return not hidden and not any(fnmatchcase(relative, pattern) for pattern in unwanted)


def _source_file(top: Path, path: Path) -> SourceFile:
    return SourceFile(path, _relative(top, path), link=path.is_symlink() and not _stays(top, path))


def _stays(top: Path, link: Path) -> bool:
    """Whether a link leads to a file below `top`; one that leads to itself leads nowhere."""
    try:
        return link.resolve(strict=True).is_relative_to(top) and not link.is_dir()
    except FileNotFoundError:
        return link.resolve().is_relative_to(top)
    except (OSError, RuntimeError):  # RuntimeError tells of a loop before Python 3.13
        return False


def _relative(top: Path, path: Path) -> str:
    return printable(path.relative_to(top).as_posix())


def printable(name: str) -> str:
    r"""A name's bytes that are no UTF-8 stand as `\xNN`, so that an id is always text."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")

"""Sources of documents: the files of a folder, and the content of a file for its reader."""

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
    """Options and limits of all readers.

    Attributes:
        fields: for .csv and .jsonl, the name of the column or key that holds each of `FIELDS` or
            of the declared columns; what is not named here is looked for under its usual names.
        declared: columns that the user declared, with their types.
        max_file_bytes: of a file, or of one .jsonl record, that is read into memory.
        max_unpacked_bytes: of all members of an archive together.
        max_ratio: of unpacked to packed bytes, after the first mebibyte. Deflate compresses prose
            3 to 10 times, and nothing more than 1032 times.
        max_archive_members: members of one archive.
        max_nesting: archives inside one another.
        encoding: of every text; None to use its declaration or detect it.
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
        path: of the file.
        relative: its path in the source with "/" between parts, which begins its documents' ids.
        link: whether it is a link that is not followed; reading it gives an error.
        collection: the collection of its documents, if they state none.
    """

    path: Path
    relative: str
    link: bool = False
    collection: str = ""


@dataclass(slots=True)
class Budget:
    """How many bytes an archive may still unpack to, with all archives inside it."""

    left: int


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a file or of a member of an archive, for the reader of its format.

    Attributes:
        id: the document's id; ids of records are this, `#` and their own.
        path: of the file on disk, relative to the source.
        name: its name, whose suffix is that of the format.
        stream: its bytes. Reading it raises no exception but UnreadableError.
        file: the file on disk if this is the whole file, for formats that are read from their end.
        depth: how many archives contain it.
        budget: of the archives that contain it.
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
        """The first bytes, without consuming them. Raises UnreadableError if there are none."""
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
    """Successive lines of a .jsonl, which any process may read.

    Attributes:
        id, path, collection: as in `Content`.
        lines: whole lines.
        encoding: of the lines.
        before: how many records precede them.
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
    """Check that a source exists.

    Raises:
        SourceMissingError: it does not exist.
        SourceRefusedError: the system denies access to it.
    """
    try:
        source.stat()
    except FileNotFoundError as error:
        raise SourceMissingError(str(source)) from error
    except OSError as error:
        raise SourceRefusedError(str(source), words(error)) from error


def walk(source: Path) -> Iterator[SourceFile]:
    """Every file of a source in a fixed order: a folder's files by name, then its folders.

    Hidden files and folders (their names begin with a full stop) are left out, and so are those
    that a file `.fihrisignore` at the top of the source lists: on each line a path in the source,
    with `*` and `?` for any characters; lines that begin with `#` are comments. A link to a file
    inside the source is followed; any other link is yielded with `link` set.

    Args:
        source: a folder, or one file.

    Raises:
        SourceMissingError: the source does not exist.
        SourceRefusedError: the system denies access to it.
    """
    check(source)
    if not source.is_dir():
        yield SourceFile(source.absolute(), printable(source.name))
        return
    top = source.resolve()
    unreadable: list[str] = []
    ignored = _ignored_patterns(top / IGNORED, unreadable)
    for folder, folders, names in os.walk(top, onerror=lambda e: unreadable.append(e.filename)):
        folders[:] = sorted(
            name for name in folders if _is_included(top, Path(folder) / name, ignored)
        )
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted((*names, *links)):
            path = Path(folder) / name
            if _is_included(top, path, ignored):
                link = path.is_symlink() and not _leads_inside(top, path)
                yield SourceFile(path, _relative(top, path), link)
    for name in sorted(unreadable):
        yield SourceFile(Path(name), _relative(top, Path(name)))


def _ignored_patterns(file: Path, unread: list[str]) -> tuple[str, ...]:
    """The patterns of a `.fihrisignore`; if it can't be read, it is added to `unread`."""
    if not file.exists():
        return ()
    try:
        lines = file.read_text("utf-8", "backslashreplace").splitlines()
    except OSError:
        unread.append(str(file))
        return ()
    return tuple(line.strip().rstrip("/") for line in lines if not line.startswith("#"))


def _is_included(top: Path, path: Path, ignored: Sequence[str]) -> bool:
    relative = _relative(top, path)
    hidden = path.name.startswith(".")
    return not hidden and not any(fnmatchcase(relative, pattern) for pattern in ignored)


def _leads_inside(top: Path, link: Path) -> bool:
    """Whether a link leads to a file in `top`; not if it leads to itself."""
    try:
        return link.resolve(strict=True).is_relative_to(top) and not link.is_dir()
    except FileNotFoundError:
        return link.resolve().is_relative_to(top)
    except (OSError, RuntimeError):  # before Python 3.13, a loop is a RuntimeError
        return False


def _relative(top: Path, path: Path) -> str:
    return printable(path.relative_to(top).as_posix())


def printable(name: str) -> str:
    r"""A name whose bytes that are no UTF-8 are written as `\xNN`, so that ids are always text."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")

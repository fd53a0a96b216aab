"""Documents from files: one module for each format, one outcome for each document or failure.

    walk(source) -> SourceFile ...            the files, in a fixed order
    read(file, options) -> outcome ...        a Document, or an UnreadableError

If several processes share the work, one divides a file and others read its records:

    pieces(file, options) -> piece ...        an outcome, or records that are not read yet
    outcomes(piece, options) -> outcome ...

`.txt .md .html .htm .pdf .docx .epub` give one document a file, `.csv` one a row, `.jsonl` one a
line, `.gz` and `.zip` what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import PurePosixPath

from index.model.errors import UnreadableError
from index.readers import archives, jsonl
from index.readers.common import reader_errors
from index.readers.common.sources import (
    FIELDS,
    Content,
    Outcome,
    Piece,
    Reader,
    ReaderOptions,
    Records,
    SourceFile,
    check,
    walk,
)

__all__ = [
    "FIELDS",
    "KNOWN_SUFFIXES",
    "Outcome",
    "Piece",
    "ReaderOptions",
    "Records",
    "SourceFile",
    "check",
    "outcomes",
    "pieces",
    "read",
    "walk",
]

# Modules of this package, loaded for the first file of their format: the libraries for web pages,
# PDF and Word take most of a second to load.
_READERS: Mapping[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf.reader",
    ".docx": "docx",
    ".epub": "epub",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_ARCHIVES = {".gz": archives.read_gz, ".zip": archives.read_zip}
KNOWN_SUFFIXES = frozenset(_READERS) | frozenset(_ARCHIVES)


def read(file: SourceFile, options: ReaderOptions | None = None) -> Iterator[Outcome]:
    """Each document of a file, and an UnreadableError for each that can't be read.

    Errors are yielded and not raised, so that a broken record does not prevent reading the others.

    Args:
        file: from `walk`.
        options: the defaults if None.
    """
    options = options or ReaderOptions()
    for piece in pieces(file, options):
        yield from outcomes(piece, options)


def outcomes(piece: Piece, options: ReaderOptions) -> Iterator[Outcome]:
    """The documents and errors of a piece, with the options of `pieces`."""
    if isinstance(piece, Records):
        yield from jsonl.outcomes(piece, options)
    else:
        yield piece


def pieces(file: SourceFile, options: ReaderOptions) -> Iterator[Piece]:
    """The documents and errors of a file, and parts of it that `outcomes` must read."""
    place = file.relative
    if file.link:
        yield reader_errors.LINK.at(place)
        return
    try:
        if not file.path.is_file():
            file.path.stat()
            is_folder = file.path.is_dir()
            fault = reader_errors.PERMISSION if is_folder else reader_errors.NOT_A_FILE
            yield fault.at(place)
            return
        if _suffix(place) not in KNOWN_SUFFIXES:
            yield reader_errors.UNKNOWN_FORMAT.at(place)
            return
        with file.path.open("rb") as opened, archives.guarded(opened, place) as stream:
            content = Content(
                place, place, place, stream, file=file.path, collection=file.collection
            )
            yield from _dispatch(content, options)
    except OSError as error:
        yield reader_errors.system(error).at(place)


def _dispatch(content: Content, options: ReaderOptions) -> Iterator[Piece]:
    """The pieces of a content, by the reader or archive of its suffix."""
    suffix = _suffix(content.name)
    try:
        if suffix in _ARCHIVES:
            yield from _ARCHIVES[suffix](content, options, _dispatch)
        elif suffix in _READERS:
            yield from _reader(suffix)(content, options)
        else:
            yield reader_errors.UNKNOWN_FORMAT.at(content.id)
    except UnreadableError as error:
        yield error


def _reader(suffix: str) -> Reader:
    reader: Reader = import_module(f"{__name__}.{_READERS[suffix]}").read
    return reader


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()

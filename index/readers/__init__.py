"""Documents from files: one module for each format, one outcome for each document or failure.

    walk(source) -> SourceFile ...            what is there, in a fixed order
    read(file, options) -> outcome ...        Document, or the UnreadableError that says why not

Where several processes share the work, one divides a file and others read its records:

    pieces(file, options) -> piece ...        outcome, or records that are not read yet
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

# Modules of this package, loaded when the first file of their kind comes: the libraries for web
# pages, PDF and Word take most of a second.
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
    """Each document of `file`, and an UnreadableError for each that can't be read.

    Args:
        file: what `walk` gave.
        options: columns and bounds; the defaults if None.

    Raises:
        Nothing for whatever stands in the file: errors are given, so that one bad record never
        loses the others.
    """
    options = options or ReaderOptions()
    for piece in pieces(file, options):
        yield from outcomes(piece, options)


def outcomes(piece: Piece, options: ReaderOptions) -> Iterator[Outcome]:
    """What a piece of a file gives, with the options that it was divided with."""
    if isinstance(piece, Records):
        yield from jsonl.outcomes(piece, options)
    else:
        yield piece


def pieces(file: SourceFile, options: ReaderOptions) -> Iterator[Piece]:
    """What `read` gives, but records whose reading is left to who calls `outcomes`."""
    place = file.relative
    if file.link:
        yield reader_errors.LINK.at(place)
        return
    try:
        if not file.path.is_file():
            file.path.stat()
            yield (reader_errors.PERMISSION if file.path.is_dir() else reader_errors.NOT_A_FILE).at(
                place
            )
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
    """The pieces of a content by the suffix of its name."""
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

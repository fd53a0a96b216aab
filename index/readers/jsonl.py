"""JSON Lines: one document a line, as in the corpora of BEIR."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from index.model.errors import UnreadableError
from index.model.messages import Message
from index.readers.common import reader_errors
from index.readers.common.encodings import detect
from index.readers.common.records import RecordReader
from index.readers.common.sources import Content, Outcome, Piece, ReaderOptions, Records

_NOT_JSON = reader_errors.Fault("broken", Message("this line is not a JSON object"))

# Of the lines that are read together; about so many bytes.
_MAX_LINES = 2000
_MAX_BYTES = 2**20


def read(content: Content, options: ReaderOptions) -> Iterator[Piece]:
    """The lines in parts, which `outcomes` reads, or their outcomes if they are in UTF-16.

    The file may be of any size. Raises UnreadableError if the stream breaks off.
    """
    encoding = _encoding(content.beginning(), content.id, options)
    divide = _read_utf16 if encoding.startswith("utf-16") else _divide
    empty = True
    for piece in divide(encoding, content, options):
        empty = False
        yield piece
    if empty:
        raise reader_errors.EMPTY.at(content.id)


def outcomes(records: Records, options: ReaderOptions) -> Iterator[Outcome]:
    """A document for each line, or an error for a broken one."""
    reader = RecordReader("jsonl", options)
    number = records.before
    for raw in records.lines.split(b"\n"):
        if raw.strip():
            number += 1
            try:
                line = raw.decode(records.encoding)
            except UnicodeDecodeError:
                yield reader_errors.ENCODING.at(f"{records.id}#{number}")
            else:
                yield from _outcomes(line, records, number, reader)


def _encoding(start: bytes, place: str, options: ReaderOptions) -> str:
    """The encoding of the first lines; UTF-8 (RFC 8259, section 8.1) if these are broken."""
    try:
        return detect(start, place, override=options.encoding, whole=False)
    except UnreadableError as error:
        if error.reason == "binary" or options.encoding:
            raise
        return "utf-8"  # each broken line will be an error


def _divide(encoding: str, content: Content, options: ReaderOptions) -> Iterator[Piece]:
    """The lines of a file that are not blank, some thousands at a time."""
    limit = options.max_file_bytes
    gathered: list[bytes] = []
    before = size = 0

    def part() -> Records:
        lines = b"".join(gathered)
        return Records(content.id, content.path, lines, encoding, before, content.collection)

    try:
        while raw := content.stream.readline(limit + 1):
            fits, blank = len(raw) <= limit, not raw.strip()
            if fits and not blank:
                gathered.append(raw)
                size += len(raw)
            if gathered and (len(gathered) == _MAX_LINES or size >= _MAX_BYTES or not fits):
                yield part()
                before += len(gathered)
                gathered, size = [], 0
            if not fits:
                before += not blank
                yield reader_errors.too_large(limit).at(f"{content.id}#{before}")
                while raw and not raw.endswith(b"\n"):
                    raw = content.stream.readline(limit)
    except UnreadableError:  # the lines before it can be read
        if gathered:
            yield part()
        raise
    if gathered:
        yield part()


def _read_utf16(encoding: str, content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The outcomes of lines in UTF-16; here the limit is in characters."""
    limit = options.max_file_bytes
    reader = RecordReader("jsonl", options)
    text = io.TextIOWrapper(content.stream, encoding)
    number = 0
    try:
        while line := text.readline(limit):
            if line.strip():
                number += 1
                yield from _outcomes(line, content, number, reader)
    except UnicodeDecodeError:
        yield reader_errors.ENCODING.at(content.id)


def _outcomes(
    line: str, content: Content | Records, number: int, reader: RecordReader
) -> list[Outcome]:
    try:
        record = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        record = None
    if isinstance(record, dict):
        return reader.outcomes(record, content, number)
    return [_NOT_JSON.at(f"{content.id}#{number}")]

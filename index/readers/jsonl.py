"""JSON Lines: one record a line, one document a record; BEIR's corpora are of this kind."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from index.model.errors import UnreadableError
from index.model.messages import Message
from index.readers.common import reader_errors, records
from index.readers.common.encodings import detect
from index.readers.common.sources import Content, Outcome, Piece, ReaderOptions, Records

_NOT_JSON = reader_errors.Fault("broken", Message("this line is not a JSON object"))

# Lines that are given at once, and their bytes, about.
_LINES = 2000
_BYTES = 2**20


def read(content: Content, options: ReaderOptions) -> Iterator[Piece]:
    """The records, to be read by `outcomes`.

    Lines are read one by one, so the file may be of any size. Raises UnreadableError if the
    stream breaks off.
    """
    encoding = _encoding(content.beginning(), content.id, options)
    divide = _wide if encoding.startswith("utf-16") else _divided
    empty = True
    for piece in divide(encoding, content, options):
        empty = False
        yield piece
    if empty:
        raise reader_errors.EMPTY.at(content.id)


def outcomes(given: Records, options: ReaderOptions) -> Iterator[Outcome]:
    """A document for each line; a broken line is reported and costs no other."""
    reader = records.RecordReader("jsonl", options)
    number = given.before
    for raw in given.lines.split(b"\n"):
        if raw.strip():
            number += 1
            try:
                line = raw.decode(given.encoding)
            except UnicodeDecodeError:
                yield reader_errors.ENCODING.at(f"{given.id}#{number}")
            else:
                yield from _outcomes(line, given, number, reader)


def _encoding(start: bytes, place: str, options: ReaderOptions) -> str:
    """JSON is UTF-8 (RFC 8259, section 8.1) until its first lines say otherwise."""
    try:
        return detect(start, place, override=options.encoding, whole=False)
    except UnreadableError as error:
        if error.reason == "binary" or options.encoding:
            raise
        return "utf-8"  # some lines are broken: each is judged by itself


def _divided(encoding: str, content: Content, options: ReaderOptions) -> Iterator[Piece]:
    """The lines of a file, some thousand at a time; none where all are blank."""
    limit = options.max_file_bytes
    gathered: list[bytes] = []
    before = size = 0

    def given() -> Records:
        lines = b"".join(gathered)
        return Records(content.id, content.path, lines, encoding, before, content.collection)

    try:
        while raw := content.stream.readline(limit + 1):
            fits, blank = len(raw) <= limit, not raw.strip()
            if fits and not blank:
                gathered.append(raw)
                size += len(raw)
            if gathered and (len(gathered) == _LINES or size >= _BYTES or not fits):
                yield given()
                before += len(gathered)
                gathered, size = [], 0
            if not fits:
                before += not blank
                yield reader_errors.too_large(limit).at(f"{content.id}#{before}")
                while raw and not raw.endswith(b"\n"):
                    raw = content.stream.readline(limit)
    except UnreadableError:  # what came before is not lost
        if gathered:
            yield given()
        raise
    if gathered:
        yield given()


def _wide(encoding: str, content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The outcomes of lines whose end is not one byte; the limit counts characters here."""
    limit = options.max_file_bytes
    reader = records.RecordReader("jsonl", options)
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
    line: str, content: Content | Records, number: int, reader: records.RecordReader
) -> Iterator[Outcome]:
    try:
        record = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        record = None
    if isinstance(record, dict):
        yield from reader.outcomes(record, content, number)
    else:
        yield _NOT_JSON.at(f"{content.id}#{number}")

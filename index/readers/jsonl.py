"""JSON Lines: one record a line, one document a record; BEIR's corpora are of this kind."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from index.errors import UnreadableError
from index.readers import faults, records
from index.readers.encodings import detect
from index.readers.sources import Content, Outcome, ReaderOptions

_PEEK = 2**16
_NOT_JSON = faults.Fault("broken", "this line is not a JSON object", "هذا السطر ليس كائن JSON")


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """A document for each line; a broken line is reported and costs no other.

    Lines are read one by one, so the file may be of any size. Raises UnreadableError if the
    stream breaks off.
    """
    stream = io.BufferedReader(_Raw(content), buffer_size=_PEEK)
    start = stream.peek(_PEEK)[:_PEEK]
    if not start:
        raise faults.NO_BYTES.at(content.id)
    encoding = _encoding(start, content.id, options)
    number = 0
    for line in _lines(stream, encoding, content, options):
        if isinstance(line, UnreadableError) or line.strip():
            number += 1
            yield _outcome(line, content, number, options)
    if not number:
        raise faults.EMPTY.at(content.id)


class _Raw(io.RawIOBase):
    """The content's stream for a BufferedReader, which can look ahead."""

    def __init__(self, content: Content) -> None:
        self._stream = content.stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _encoding(start: bytes, place: str, options: ReaderOptions) -> str:
    """JSON is UTF-8 (RFC 8259, section 8.1) until its first lines say otherwise."""
    end = start.rfind(b"\n") + 1
    whole = len(start) < _PEEK or end > 0
    sample = start[:end] if end and len(start) >= _PEEK else start
    try:
        return detect(sample, place, override=options.encoding, whole=whole)
    except UnreadableError as error:
        if error.reason == "binary":
            raise
        return "utf-8"  # some lines are broken: each is judged by itself


def _lines(
    stream: io.BufferedReader, encoding: str, content: Content, options: ReaderOptions
) -> Iterator[str | UnreadableError]:
    if encoding.startswith("utf-16"):
        yield from _wide_lines(stream, encoding, content, options)
        return
    limit, number = options.max_file_bytes, 0
    while raw := stream.readline(limit + 1):
        number += bool(raw.strip())
        if len(raw) > limit:
            yield faults.too_large(limit).at(f"{content.id}#{number}")
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(limit)
            continue
        try:
            yield raw.decode(encoding)
        except UnicodeDecodeError:
            yield faults.ENCODING.at(f"{content.id}#{number}")


def _wide_lines(
    stream: io.BufferedReader, encoding: str, content: Content, options: ReaderOptions
) -> Iterator[str | UnreadableError]:
    """Lines whose end is not one byte; `limit` counts characters here."""
    limit = options.max_file_bytes
    reader = io.TextIOWrapper(stream, encoding)
    try:
        while line := reader.readline(limit):
            yield line
    except UnicodeDecodeError:
        yield faults.ENCODING.at(content.id)


def _outcome(
    line: str | UnreadableError, content: Content, number: int, options: ReaderOptions
) -> Outcome:
    if isinstance(line, UnreadableError):
        return line
    try:
        record = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return _NOT_JSON.at(f"{content.id}#{number}")
    named = records.columns(record.keys(), options)
    try:
        return records.document(record, named, content, number)
    except UnreadableError as error:
        return error

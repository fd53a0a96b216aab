"""JSON Lines: one record a line, one document a record; BEIR's corpora are of this kind."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from index.errors import UnreadableError
from index.readers import faults, records
from index.readers.encodings import detect
from index.readers.sources import Content, Outcome, ReaderOptions

_NOT_JSON = faults.Fault("broken", "this line is not a JSON object", "هذا السطر ليس كائن JSON")


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """A document for each line; a broken line is reported and costs no other.

    Lines are read one by one, so the file may be of any size. Raises UnreadableError if the
    stream breaks off.
    """
    encoding = _encoding(content.beginning(), content.id, options)
    columns = records.Columns(options)
    number = 0
    for line in _lines(encoding, content, options):
        if isinstance(line, UnreadableError) or line.strip():
            number += 1
            yield _outcome(line, content, number, columns)
    if not number:
        raise faults.EMPTY.at(content.id)


def _encoding(start: bytes, place: str, options: ReaderOptions) -> str:
    """JSON is UTF-8 (RFC 8259, section 8.1) until its first lines say otherwise."""
    try:
        return detect(start, place, override=options.encoding, whole=False)
    except UnreadableError as error:
        if error.reason == "binary" or options.encoding:
            raise
        return "utf-8"  # some lines are broken: each is judged by itself


def _lines(
    encoding: str, content: Content, options: ReaderOptions
) -> Iterator[str | UnreadableError]:
    if encoding.startswith("utf-16"):
        yield from _wide_lines(encoding, content, options)
        return
    limit, number = options.max_file_bytes, 0
    while raw := content.stream.readline(limit + 1):
        number += bool(raw.strip())
        if len(raw) > limit:
            yield faults.too_large(limit).at(f"{content.id}#{number}")
            while raw and not raw.endswith(b"\n"):
                raw = content.stream.readline(limit)
            continue
        try:
            yield raw.decode(encoding)
        except UnicodeDecodeError:
            yield faults.ENCODING.at(f"{content.id}#{number}")


def _wide_lines(
    encoding: str, content: Content, options: ReaderOptions
) -> Iterator[str | UnreadableError]:
    """Lines whose end is not one byte; `limit` counts characters here."""
    limit = options.max_file_bytes
    reader = io.TextIOWrapper(content.stream, encoding)
    try:
        while line := reader.readline(limit):
            yield line
    except UnicodeDecodeError:
        yield faults.ENCODING.at(content.id)


def _outcome(
    line: str | UnreadableError, content: Content, number: int, columns: records.Columns
) -> Outcome:
    if isinstance(line, UnreadableError):
        return line
    try:
        record = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return _NOT_JSON.at(f"{content.id}#{number}")
    try:
        return records.document(record, columns(record), content, number)
    except UnreadableError as error:
        return error

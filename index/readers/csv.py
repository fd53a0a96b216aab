"""Tables as text (.csv): a line of column names, then one document a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from index.model.messages import Message
from index.readers.common import reader_errors, records
from index.readers.common.encodings import detect
from index.readers.common.sources import Content, Outcome, ReaderOptions

_DELIMITERS = ",;\t|،؛"
_BROKEN_ROW = reader_errors.Fault("broken", Message("this row's quotation marks are not in order"))
_LONG_ROW = reader_errors.Fault("broken", Message("this row has more cells than there are columns"))


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """A document for each row, or an error for a row that can't be read.

    Rows are those of RFC 4180, with the delimiter of the first line. The table may be of any size;
    a cell has at most `max_file_bytes` characters.

    Raises:
        UnreadableError: a column that the user named is not there, no column is known to hold
            text, the encoding changes, or the stream breaks off.
    """
    start = content.beginning()
    encoding = detect(start, content.id, override=options.encoding, whole=False)
    text = io.TextIOWrapper(content.stream, encoding, newline="")
    csv.field_size_limit(min(options.max_file_bytes, 2**31 - 1))  # the module's own is global
    number = 0
    try:
        for outcome in _outcomes(text, content, options):
            number += 1
            yield outcome
    except UnicodeError as error:
        raise reader_errors.ENCODING.at(f"{content.id}#{number + 1}") from error
    if not number:
        raise reader_errors.EMPTY.at(content.id)


def delimiter_of(line: str) -> str:
    """The delimiter of a table whose first line is `line`."""
    try:
        return csv.Sniffer().sniff(line, _DELIMITERS).delimiter
    except csv.Error:
        return max(_DELIMITERS, key=line.count)


def _outcomes(
    text: io.TextIOWrapper, content: Content, options: ReaderOptions
) -> Iterator[Outcome]:
    first = text.readline(options.max_file_bytes).lstrip("\ufeff")
    if "\0" in first:
        raise reader_errors.BINARY.at(content.id)
    stated = first.strip().casefold()
    if stated.startswith("sep=") and len(stated) == 5:  # what spreadsheets write above a table
        delimiter, first = stated[4], text.readline(options.max_file_bytes)
    else:
        delimiter = delimiter_of(first)
    try:
        names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error as error:
        raise reader_errors.broken(Message("CSV table")).at(content.id) from error
    reader = records.RecordReader("csv", options)
    if fault := records.no_such_keys(reader.keys(names), names):
        raise fault.at(content.id)
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:  # the reader goes on with the next line
            number += 1
            yield _BROKEN_ROW.at(f"{content.id}#{number}")
            continue
        if any(map(str.strip, row)):
            number += 1
            if any(map(str.strip, row[len(names) :])):
                yield _LONG_ROW.at(f"{content.id}#{number}")
            else:
                yield from reader.outcomes(dict(zip(names, row, strict=False)), content, number)

"""Plain text, whose lines may state a title, a date and a source."""

from __future__ import annotations

from collections.abc import Iterator

from index.readers.common.documents import outcomes
from index.readers.common.encodings import decode
from index.readers.common.metadata import metadata_of
from index.readers.common.sources import Content, Outcome, ReaderOptions


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """Read a .txt file as one document.

    Raises:
        UnreadableError: the file is binary, too large, of an unknown encoding or without letters.
    """
    raw = content.read(options.max_file_bytes)
    text = decode(raw, content.id, override=options.encoding)
    yield from outcomes(metadata_of(text), content, "text", options)

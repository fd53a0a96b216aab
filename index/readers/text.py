"""Plain text, whose lines may state a title, a date and a source."""

from __future__ import annotations

from collections.abc import Iterator

from index.readers.common.documents import outcomes
from index.readers.common.encodings import decode
from index.readers.common.metadata import metadata_of
from index.readers.common.sources import Content, Outcome, ReaderOptions


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a .txt file. Raises UnreadableError."""
    raw = content.read(options.max_file_bytes)
    text = decode(raw, content.id, override=options.encoding)
    yield from outcomes(metadata_of(text), content, "text", options)

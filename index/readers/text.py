"""Plain text: what it states about itself stands in its lines."""

from __future__ import annotations

from collections.abc import Iterator

from index.model.document import Document
from index.readers.common import reader_errors
from index.readers.common.columns import stated_columns
from index.readers.common.encodings import decode
from index.readers.common.languages import languages
from index.readers.common.metadata import stated
from index.readers.common.sources import Content, Outcome, ReaderOptions


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a .txt file. Raises UnreadableError."""
    raw = content.read(options.max_file_bytes)
    text = decode(raw, content.id, override=options.encoding)
    found = stated(text)
    if not found.title:
        raise reader_errors.EMPTY.at(content.id)
    columns, _ = stated_columns({}, content, "text", options)
    yield Document(
        id=content.id,
        title=found.title,
        body=found.body,
        source=found.source,
        date=found.date,
        path=content.path,
        language=languages(found.body),
        title_borrowed=found.title_borrowed,
        columns=columns,
    )

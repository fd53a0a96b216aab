"""Plain text: what it states about itself stands in its lines."""

from __future__ import annotations

from collections.abc import Iterator

from index.document import Document
from index.readers import faults
from index.readers.encodings import decode
from index.readers.languages import languages
from index.readers.metadata import stated
from index.readers.sources import Content, Outcome, ReaderOptions


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a .txt file. Raises UnreadableError."""
    raw = content.read(options.max_file_bytes)
    text = decode(raw, content.id, override=options.encoding)
    found = stated(text)
    if not found.title:
        raise faults.EMPTY.at(content.id)
    yield Document(
        id=content.id,
        title=found.title,
        body=found.body,
        source=found.source,
        date=found.date,
        path=content.path,
        language=languages(found.body),
        title_borrowed=found.title_borrowed,
    )

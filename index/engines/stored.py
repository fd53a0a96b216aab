"""A document's stored record: compressed JSON, the original text to the last mark."""

from __future__ import annotations

import datetime as dt
import json
import threading

import zstandard

from index.document import Document
from index.errors import DamagedIndexError

_LEVEL = 6
_contexts = threading.local()


def pack(document: Document) -> bytes:
    """A document as bytes that `unpack` turns back into an equal one."""
    record = {
        "id": document.id,
        "title": document.title,
        "body": document.body,
        "source": document.source,
        "url": document.url,
        "date": document.date.isoformat() if document.date else None,
        "path": document.path,
        "language": document.language,
        "title_borrowed": document.title_borrowed,
    }
    # surrogatepass: a lone surrogate in a source's text must not stop a rebuild.
    text = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
    compressor = getattr(_contexts, "compressor", None)
    if compressor is None:
        compressor = _contexts.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    packed: bytes = compressor.compress(text)
    return packed


def unpack(packed: bytes) -> Document:
    """The document that `pack` was given.

    Raises:
        DamagedIndexError: the bytes are not what `pack` made.
    """
    decompressor = getattr(_contexts, "decompressor", None)
    if decompressor is None:
        decompressor = _contexts.decompressor = zstandard.ZstdDecompressor()
    try:
        text: bytes = decompressor.decompress(packed)
        record = json.loads(text.decode("utf-8", "surrogatepass"))
        date = record["date"]
        return Document(
            id=record["id"],
            title=record["title"],
            body=record["body"],
            source=record["source"],
            url=record["url"],
            date=dt.date.fromisoformat(date) if date else None,
            path=record["path"],
            language=tuple(record["language"]),
            title_borrowed=bool(record["title_borrowed"]),
        )
    except (zstandard.ZstdError, ValueError, KeyError, TypeError) as error:
        raise DamagedIndexError("a stored document", str(error)) from error

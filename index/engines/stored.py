"""A document's stored record: compressed JSON, the original text to the last mark.

The CRC-32 of the compressed bytes stands before them: a frame says itself how much memory it
wants, and a damaged one may want all there is.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
import zlib
from typing import Final

import zstandard

from index.document import Document
from index.errors import DamagedIndexError

_LEVEL: Final = 6
_SUM_BYTES: Final = 4
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
    frame: bytes = compressor.compress(text)
    return zlib.crc32(frame).to_bytes(_SUM_BYTES, "little") + frame


def unpack(packed: bytes) -> Document:
    """The document that `pack` was given.

    Raises:
        DamagedIndexError: the bytes are not what `pack` made.
    """
    frame = packed[_SUM_BYTES:]
    if zlib.crc32(frame).to_bytes(_SUM_BYTES, "little") != packed[:_SUM_BYTES]:
        raise DamagedIndexError("a stored document", "its checksum is wrong")
    decompressor = getattr(_contexts, "decompressor", None)
    if decompressor is None:
        decompressor = _contexts.decompressor = zstandard.ZstdDecompressor()
    try:
        text: bytes = decompressor.decompress(frame)
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

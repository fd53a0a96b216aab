"""Stored documents: blocks of compressed JSON lines, with the original text to the last mark.

    CRC-32 of the frame (4 bytes, little-endian)
    zstd frame of: one line of JSON for each document

A block of successive documents compresses better than each document alone; a hit costs reading one
block. The checksum comes before the frame and is compared first, because a frame says itself how
much memory to allocate, and a damaged one may ask for all.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import zstandard

from index.model.document import OWN_COLUMNS, Document
from index.model.errors import DamagedIndexError

# Of text in a block, approximately: small enough to unpack for one hit.
BLOCK_BYTES: Final = 16 * 2**10

_LEVEL: Final = 3
_SUM_BYTES: Final = 4
# json.dumps would make an encoder for each record. What JSON doesn't know is a day of a column.
_TO_JSON: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, default=lambda day: {"date": day.isoformat()}
).encode
_contexts = threading.local()


def pack_block(documents: Sequence[Document]) -> bytes:
    """Documents as one block of bytes."""
    # surrogatepass: a lone surrogate in a text must not stop a build.
    text = "\n".join(map(_line, documents)).encode("utf-8", "surrogatepass")
    compressor = getattr(_contexts, "compressor", None)
    if compressor is None:
        compressor = _contexts.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    frame: bytes = compressor.compress(text)
    return zlib.crc32(frame).to_bytes(_SUM_BYTES, "little") + frame


def unpack_block(packed: bytes, place: int) -> Document:
    """The document at a place, from 0, of a block that `pack_block` made.

    Raises:
        DamagedIndexError: the bytes are not what `pack_block` made.
    """
    try:
        return _read(_text(packed).split(b"\n")[place])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _damaged(str(error)) from error


def unpack_documents(packed: bytes) -> list[Document]:
    """All documents of a block.

    Raises:
        DamagedIndexError: the bytes are not what `pack_block` made.
    """
    try:
        return list(map(_read, _text(packed).split(b"\n")))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _damaged(str(error)) from error


def _read(line: bytes) -> Document:
    return _document(json.loads(line.decode("utf-8", "surrogatepass")))


def _text(packed: bytes) -> bytes:
    frame = packed[_SUM_BYTES:]
    if zlib.crc32(frame).to_bytes(_SUM_BYTES, "little") != packed[:_SUM_BYTES]:
        raise _damaged("its checksum is wrong")
    decompressor = getattr(_contexts, "decompressor", None)
    if decompressor is None:
        decompressor = _contexts.decompressor = zstandard.ZstdDecompressor()
    try:
        text: bytes = decompressor.decompress(frame)
    except zstandard.ZstdError as error:
        raise _damaged(str(error)) from error
    return text


def blocks_of(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """Successive documents, divided into blocks."""
    start = length = 0
    for number, document in enumerate(documents):
        length += 2 * (len(document.title) + len(document.body))  # an Arabic letter has two bytes
        if length >= BLOCK_BYTES:
            yield documents[start : number + 1]
            start, length = number + 1, 0
    if start < len(documents):
        yield documents[start:]


def _line(document: Document) -> str:
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
        "columns": {
            name: values for name, values in document.columns.items() if name not in OWN_COLUMNS
        },
    }
    return _TO_JSON(record)


def _document(record: dict[str, Any]) -> Document:
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
        columns={
            name: tuple(
                dt.date.fromisoformat(each["date"]) if isinstance(each, dict) else each
                for each in values
            )
            for name, values in record["columns"].items()
        },
    )


def _damaged(detail: str) -> DamagedIndexError:
    return DamagedIndexError("a stored document", detail)

"""Stored documents: compressed blocks of records, with the original text to the last mark.

    CRC-32 of the frame (4 bytes, little-endian)
    zstd frame of: a line of JSON, the size of each document's body in bytes of UTF-8
                   a line of JSON for each document, its other fields
                   the bodies, which would take longer to write and to read as JSON

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
from itertools import accumulate, pairwise
from typing import Any, Final

import zstandard

from index.model.document import OWN_COLUMNS, Document
from index.model.errors import DamagedIndexError

# Of text in a block, approximately: small enough to unpack for one hit.
BLOCK_BYTES: Final = 16 * 2**10

_LEVEL: Final = 3
_SUM_BYTES: Final = 4
# json.dumps would make an encoder for each record. What JSON doesn't know is a day.
_TO_JSON: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, default=lambda day: {"date": day.isoformat()}
).encode
_contexts = threading.local()


def pack_block(documents: Sequence[Document]) -> bytes:
    """Documents as one block of bytes."""
    bodies = [_encoded(document.body) for document in documents]
    lines = [json.dumps([*map(len, bodies)]), *map(_line, documents), ""]
    text = b"".join([_encoded("\n".join(lines)), *bodies])
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
        return _documents(_text(packed), slice(place, place + 1))[0]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _damaged(str(error)) from error


def unpack_documents(packed: bytes) -> list[Document]:
    """All documents of a block.

    Raises:
        DamagedIndexError: the bytes are not what `pack_block` made.
    """
    try:
        return _documents(_text(packed), slice(None))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _damaged(str(error)) from error


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # a lone surrogate must not stop a build


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")


def _documents(text: bytes, places: slice) -> list[Document]:
    """The documents at some places of a block's text."""
    first, _, rest = text.partition(b"\n")
    sizes = json.loads(first)
    ends = [*accumulate(sizes, initial=len(text) - sum(sizes))]
    lines = rest.split(b"\n", len(sizes))[:-1]
    return [
        _document(json.loads(_decoded(line)), _decoded(text[start:end]))
        for line, (start, end) in [*zip(lines, pairwise(ends), strict=True)][places]
    ]


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
    columns = {name: of for name, of in document.columns.items() if name not in OWN_COLUMNS}
    fields = (
        document.id,
        document.title,
        document.source,
        document.url,
        document.date,
        document.path,
        document.language,
        document.title_borrowed,
        columns,
    )
    return _TO_JSON(fields)


def _document(fields: list[Any], body: str) -> Document:
    id_, title, source, url, date, path, language, title_borrowed, columns = fields
    return Document(
        id=id_,
        title=title,
        body=body,
        source=source,
        url=url,
        date=date and _value(date),
        path=path,
        language=tuple(language),
        title_borrowed=title_borrowed,
        columns={name: tuple(map(_value, values)) for name, values in columns.items()},
    )


def _value(stored: Any) -> Any:
    return dt.date.fromisoformat(stored["date"]) if isinstance(stored, dict) else stored


def _damaged(detail: str) -> DamagedIndexError:
    return DamagedIndexError("a stored document", detail)

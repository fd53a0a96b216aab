"""The table of contents: which segments an index has, and which of their documents were removed.

    {"checksum": …, "segments": [{"name": …, "documents": …, "removed": …}, …]}

The checksum is the CRC-32 of the segments' JSON; `removed` has a bit for each document, in base64.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.model.errors import DamagedIndexError
from index.model.messages import Message

FILE: Final = "toc.json"


@dataclass(frozen=True, eq=False, slots=True)
class SegmentEntry:
    """What the table of contents says of a segment.

    Attributes:
        name: what its files' names begin with.
        removed: for each of its documents, whether it was removed.
    """

    name: str
    removed: NDArray[np.bool_]


def write_toc(folder: Path, entries: Iterable[SegmentEntry]) -> None:
    """Replace the table of contents in one step.

    Raises:
        OSError: the folder can't be written.
    """
    segments = [
        {
            "name": entry.name,
            "documents": len(entry.removed),
            "removed": b64encode(np.packbits(entry.removed).tobytes()).decode(),
        }
        for entry in entries
    ]
    beside = folder / f"{FILE}.new"
    beside.write_bytes(_with_checksum(segments))
    beside.replace(folder / FILE)


def read_toc(folder: Path) -> list[SegmentEntry]:
    """The segments of an index.

    Raises:
        DamagedIndexError: the table is not as it was written.
        OSError: it can't be read.
    """
    content = (folder / FILE).read_bytes()
    try:
        segments = json.loads(content)["segments"]
    except (ValueError, LookupError, TypeError):
        segments = None
    if content != _with_checksum(segments):
        raise DamagedIndexError(str(folder / FILE), Message("its checksum is wrong"))
    return [
        SegmentEntry(each["name"], np.unpackbits(packed, count=each["documents"]).view(np.bool_))
        for each in segments
        for packed in [np.frombuffer(b64decode(each["removed"]), np.uint8)]
    ]


def _with_checksum(segments: object) -> bytes:
    checksum = zlib.crc32(json.dumps(segments).encode())
    return json.dumps({"checksum": checksum, "segments": segments}).encode()

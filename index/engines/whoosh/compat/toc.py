"""The table of contents: which segments an index has, and what was removed from each.

It is Whoosh's own file, a pickle, with a checksum beside it: reading it runs what it says, so
nothing is unpickled that is not as it was written, and an index directory is trusted input.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage, RamStorage

from index.engines.whoosh.compat.codec import FlatSegment
from index.engines.whoosh.segments.schema import make_schema
from index.model.errors import DamagedIndexError

NAME: Final = "MAIN"  # Whoosh's default
_SUM: Final = ".sum"


def write_contents(folder: Path, segments: Sequence[FlatSegment]) -> None:
    """Write the next table of contents and remove those before it.

    Raises:
        OSError: the folder can't be written.
    """
    before = _tables(folder)
    number = max(before, default=0) + 1
    file = _file(folder, number)
    content = _table(segments, number)
    beside = file.with_name(file.name + _SUM)
    beside.write_text(f"{zlib.crc32(content):08x}\n", encoding="ascii")
    file.write_bytes(content)
    for old in before:
        _file(folder, old).unlink()
        _file(folder, old).with_name(_file(folder, old).name + _SUM).unlink(missing_ok=True)


def read_contents(folder: Path) -> list[FlatSegment]:
    """The segments of the latest table of contents.

    Raises:
        DamagedIndexError: there is none, or it is not as it was written.
        OSError: it can't be read.
    """
    number = max(_tables(folder), default=None)
    if number is None:
        raise DamagedIndexError(str(folder), "it has no table of contents")
    file = _file(folder, number)
    beside = file.with_name(file.name + _SUM)
    if f"{zlib.crc32(file.read_bytes()):08x}\n" != beside.read_text(encoding="ascii"):
        raise DamagedIndexError(str(file), "its checksum is wrong")
    toc: Any = whoosh_index.TOC.read(FileStorage(str(folder), supports_mmap=False), NAME)
    return list(toc.segments)


def _table(segments: Sequence[FlatSegment], number: int) -> bytes:
    """A table as Whoosh writes it; in memory, for it leaves a file open if the disk is full."""
    memory = RamStorage()
    toc: Any = whoosh_index.TOC(make_schema(), list(segments), number)
    toc.write(memory, NAME)
    name = _file(Path(), number).name
    content: bytes = memory.open_file(name).read(memory.file_length(name))
    return content


def _file(folder: Path, number: int) -> Path:
    return folder / f"_{NAME}_{number}.toc"


def _tables(folder: Path) -> list[int]:
    pattern = whoosh_index.TOC._pattern(NAME)
    found = (pattern.match(file.name) for file in folder.iterdir())
    return [int(match.group(1)) for match in found if match]

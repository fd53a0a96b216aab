"""The documents of a segment: ids, dates, sources, and the stored text in blocks, in one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.offsets import starts_of
from index.engines.stored_documents import blocks_of, pack_block, unpack_block, unpack_documents
from index.engines.whoosh.segments.container import Container, ContainerWriter
from index.engines.whoosh.segments.terms import decoded, encoded
from index.model.document import Document
from index.model.messages import Message

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

NO_DATE: Final = 0
NO_SOURCE: Final = 0

# Ids up to here are sorted in an array of their bytes.
_SHORT: Final = 128


class DocumentsWriter:
    """Writes the documents of one segment.

    Args:
        path: the file, which must not be there.
    """

    def __init__(self, path: Path) -> None:
        self._file = ContainerWriter(path)
        self._blocks = self._file.stream("stored", np.uint8)
        self._block_sizes: list[int] = []
        self._in_block: list[int] = []
        self._ids: list[str] = []
        self._dates: list[I32] = []
        self._sources: list[int] = []
        self._numbers: dict[str | None, int] = {None: NO_SOURCE}

    def __len__(self) -> int:
        """How many documents were written."""
        return len(self._ids)

    def describe(self, ids: Sequence[str], dates: I32, sources: Sequence[str | None]) -> None:
        """Write what is known of successive documents."""
        self._ids.extend(ids)
        self._dates.append(dates)
        numbers = self._numbers
        self._sources.extend(numbers.setdefault(each, len(numbers)) for each in sources)

    def store(self, block: bytes, documents: int) -> None:
        """Write a block of stored documents; all together are as many as are described."""
        self._blocks.write(np.frombuffer(block, np.uint8))
        self._block_sizes.append(len(block))
        self._in_block.append(documents)

    def close(self) -> None:
        """Write what is missing and let go of the file."""
        ids = list(map(encoded, self._ids))
        names = [encoded(source) for source in self._numbers if source is not None]
        add = self._file.add
        add("ids", np.frombuffer(b"".join(ids), np.uint8))
        add("id_bytes", np.array(list(map(len, ids)), np.uint32), packed=True)
        add("id_order", _order(ids))
        add("dates", np.concatenate([np.empty(0, np.int32), *self._dates]), packed=True)
        add("source_names", np.frombuffer(b"".join(names), np.uint8), packed=True)
        add("source_bytes", np.array(list(map(len, names)), np.uint32), packed=True)
        add("sources", np.array(self._sources, np.uint32), packed=True)
        add("block_bytes", np.array(self._block_sizes, np.uint32), packed=True)
        add("in_block", np.array(self._in_block, np.uint32), packed=True)
        self._file.close()

    def abandon(self) -> None:
        """Remove what was written."""
        self._file.abandon()


def _order(ids: Sequence[bytes]) -> U32:
    """The numbers of ids in the order of ids."""
    longest = max(map(len, ids), default=0)
    if longest <= _SHORT and not any(identity.endswith(b"\0") for identity in ids):
        # As many bytes each, filled up with zeros; these are no part of any.
        return np.argsort(np.array(ids, f"S{longest + 1}"), kind="stable").astype(np.uint32)
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), np.uint32)


class Ids:
    """The ids of a segment's documents, in the file.

    Args:
        file: the container.
        documents: how many there are.
    """

    def __init__(self, file: Container, documents: int) -> None:
        self._file = file
        self._blob = file.in_place("ids", np.uint8)
        self._starts = starts_of(file.whole("id_bytes", np.uint32))
        self._order: U32 = file.whole("id_order", np.uint32)
        if {len(self._starts) - 1, len(self._order)} != {documents} or self._starts[-1] != len(
            self._blob
        ):
            raise file.damaged("its numbers of ids disagree")

    def __len__(self) -> int:
        """How many there are."""
        return len(self._order)

    def __getitem__(self, number: int) -> str:
        """The id of a document."""
        return decoded(self.key(number))

    def __iter__(self) -> Iterator[str]:
        """Every document's id, in the order of their numbers."""
        self._file.check_one("ids", 0, len(self._blob))
        content = self._blob.tobytes()
        return (decoded(content[start:end]) for start, end in pairwise(self._starts.tolist()))

    def key(self, number: int) -> bytes:
        """A document's id as bytes, which are in the order of ids."""
        start, end = int(self._starts[number]), int(self._starts[number + 1])
        self._file.check_one("ids", start, end)
        return self._blob[start:end].tobytes()

    def find(self, identity: str) -> int:
        """The number of the document of an id, or -1."""
        wanted = encoded(identity)
        place = self.lower(wanted)
        if place == len(self) or self.key(int(self._order[place])) != wanted:
            return -1
        return int(self._order[place])

    def lower(self, key: bytes) -> int:
        """The place in the order of ids of the first one that is not less than some bytes."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.key(int(self._order[middle])) < key:
                low = middle + 1
            else:
                high = middle
        return low

    @property
    def order(self) -> U32:
        """The documents' numbers in the order of their ids."""
        return self._order

    @cached_property
    def places(self) -> U32:
        """The place of each document in the order of ids."""
        places = np.empty(len(self), np.uint32)
        places[self._order] = np.arange(len(self), dtype=np.uint32)
        return places


class DocumentsReader:
    """The documents of a segment; safe for several threads.

    Args:
        path: the file.

    Raises:
        DamagedIndexError: the file is not as it was written; also from all methods.
        OSError: it can't be read.
    """

    def __init__(self, path: Path) -> None:
        file = self._file = Container(path)
        self.dates: I32 = file.whole("dates", np.int32)
        self.ids = Ids(file, len(self.dates))
        names = file.whole("source_names", np.uint8).tobytes()
        ends = starts_of(file.whole("source_bytes", np.uint32))
        self.source_names = ("", *(decoded(names[s:e]) for s, e in pairwise(ends.tolist())))
        self.sources: U32 = file.whole("sources", np.uint32)
        self._stored = file.in_place("stored", np.uint8)
        self._blocks = starts_of(file.whole("block_bytes", np.uint32))
        self.in_block: U32 = file.whole("in_block", np.uint32)
        self._first = starts_of(self.in_block)
        if (
            {len(self.sources), int(self._first[-1])} != {len(self.dates)}
            or len(self._blocks) != len(self._first)
            or self._blocks[-1] != len(self._stored)
            or int(self.sources.max(initial=0)) >= len(self.source_names)
        ):
            raise file.damaged("its numbers of documents disagree")
        if ((self.dates < NO_DATE) | (self.dates > dt.date.max.toordinal())).any():
            raise file.damaged("a date outside the calendar")

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self.dates)

    def document(self, number: int) -> Document:
        """The stored document of a number."""
        block = int(np.searchsorted(self._first, number, side="right")) - 1
        found = unpack_block(self.block(block), number - int(self._first[block]))
        if found.id != self.ids[number]:
            raise self._file.damaged(f"{found.id!r} stands for {self.ids[number]!r}")
        return found

    def block(self, number: int) -> bytes:
        """A block of stored documents."""
        start, end = int(self._blocks[number]), int(self._blocks[number + 1])
        self._file.check_one("stored", start, end)
        return self._stored[start:end].tobytes()

    def write(self, writer: DocumentsWriter, live: NDArray[np.bool_]) -> None:
        """Write the documents that are `live` behind those of a writer."""
        kept = np.flatnonzero(live)
        ids = list(self.ids)
        names: list[str | None] = [None, *self.source_names[1:]]
        writer.describe(
            [ids[number] for number in kept.tolist()],
            self.dates[kept],
            [names[number] for number in self.sources[kept].tolist()],
        )
        for number, documents in enumerate(self.in_block.tolist()):
            first = int(self._first[number])
            there = live[first : first + documents]
            if there.all():
                writer.store(self.block(number), documents)
                continue
            left = [self.document(first + place) for place in np.flatnonzero(there).tolist()]
            for part in blocks_of(left):
                writer.store(pack_block(part), len(part))

    def check_all(self) -> None:
        """See that the whole file is as it was written, its documents those of its ids."""
        self._file.check_all()
        ids = iter(self.ids)
        for number, documents in enumerate(self.in_block.tolist()):
            held = [document.id for document in unpack_documents(self.block(number))]
            if held != list(islice(ids, documents)):
                raise self._file.damaged(
                    Message("its block {number} holds other documents", number=number)
                )

"""The documents of a segment: ids, columns, and the stored text in blocks, in one file.

Each column has four arrays that are named after it, so a further column is no change of the format:

    first:NAME  others:NAME  further:NAME   as in `index.engines.columns.ColumnArrays`
    values:NAME, or days:NAME of dates      its values, as a list in JSON
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.offsets import starts_of
from index.arrays.types import U32
from index.engines.columns import ColumnArrays, join_all
from index.engines.stored_documents import blocks_of, pack_block, unpack_block, unpack_documents
from index.engines.whoosh.segments.container import Container, ContainerWriter
from index.engines.whoosh.segments.terms import decoded, encoded
from index.model.document import Document
from index.model.messages import Message

_RANKS: Final = ("first", "others", "further")

# Ids of at most so many bytes are sorted as one array.
_MAX_SORTED_BYTES: Final = 128


class DocumentsWriter:
    """Writes the documents of one segment.

    Args:
        path: the file, which must not exist.
    """

    def __init__(self, path: Path) -> None:
        self._file = ContainerWriter(path)
        self._blocks = self._file.stream("stored", np.uint8)
        self._block_sizes: list[int] = []
        self._in_block: list[int] = []
        self._ids: list[str] = []
        self._columns: list[tuple[int, Mapping[str, ColumnArrays]]] = []

    def __len__(self) -> int:
        """How many documents were described."""
        return len(self._ids)

    def describe(self, ids: Sequence[str], columns: Mapping[str, ColumnArrays]) -> None:
        """Write the ids and columns of the next documents."""
        self._ids.extend(ids)
        self._columns.append((len(ids), columns))

    def store(self, block: bytes, documents: int) -> None:
        """Write the next block of stored documents; in the end as many are stored as described."""
        self._blocks.write(np.frombuffer(block, np.uint8))
        self._block_sizes.append(len(block))
        self._in_block.append(documents)

    def close(self) -> None:
        """Write the rest and close the file."""
        ids = list(map(encoded, self._ids))
        add = self._file.add
        add("ids", np.frombuffer(b"".join(ids), np.uint8))
        add("id_bytes", np.array(list(map(len, ids)), np.uint32), packed=True)
        add("id_order", _order(ids))
        for name, column in join_all(self._columns).items():
            if column.values:
                self._add_column(name, column)
        add("block_bytes", np.array(self._block_sizes, np.uint32), packed=True)
        add("in_block", np.array(self._in_block, np.uint32), packed=True)
        self._file.close()

    def _add_column(self, name: str, column: ColumnArrays) -> None:
        values = json.dumps(column.values, default=dt.date.isoformat).encode()
        kind = "days" if isinstance(column.values[0], dt.date) else "values"
        self._file.add(f"{kind}:{name}", np.frombuffer(values, np.uint8), packed=True)
        for part in _RANKS:
            self._file.add(f"{part}:{name}", getattr(column, part), packed=True)

    def abandon(self) -> None:
        """Close the file and remove it."""
        self._file.abandon()


def _order(ids: Sequence[bytes]) -> U32:
    """The numbers of ids in the order of the ids."""
    longest = max(map(len, ids), default=0)
    if longest <= _MAX_SORTED_BYTES and not any(identity.endswith(b"\0") for identity in ids):
        # Filled up with zeros to the same length, which are no part of any id.
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
        key = encoded(identity)
        place = self.lower(key)
        if place == len(self) or self.key(int(self._order[place])) != key:
            return -1
        return int(self._order[place])

    def lower(self, key: bytes) -> int:
        """The place, in the order of ids, of the first id that is not less than these bytes."""
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
        self.in_block: U32 = file.whole("in_block", np.uint32)
        self._first = starts_of(self.in_block)
        self.ids = Ids(file, int(self._first[-1]))
        named = (name.partition(":") for name in file.names())
        self._kinds = {name: kind for kind, _, name in named if kind in ("values", "days")}
        self._columns: dict[str, ColumnArrays] = {}
        self._stored = file.in_place("stored", np.uint8)
        self._blocks = starts_of(file.whole("block_bytes", np.uint32))
        if len(self._blocks) != len(self._first) or self._blocks[-1] != len(self._stored):
            raise file.damaged("its numbers of documents disagree")

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self.ids)

    @property
    def columns(self) -> Mapping[str, ColumnArrays]:
        """All columns by name; one that no document has a value in may be missing."""
        return {name: column for name in self._kinds if (column := self.column(name))}

    def column(self, name: str) -> ColumnArrays | None:
        """A column, read when it is first asked for; None if no document has a value in it."""
        if name in self._kinds and name not in self._columns:
            self._columns[name] = self._read_column(name, self._kinds[name])
        return self._columns.get(name)

    def _read_column(self, name: str, kind: str) -> ColumnArrays:
        values = json.loads(self._file.whole(f"{kind}:{name}", np.uint8).tobytes())
        if kind == "days":
            values = map(dt.date.fromisoformat, values)
        ranks = (self._file.whole(f"{part}:{name}", np.uint32) for part in _RANKS)
        found = ColumnArrays(tuple(values), *ranks)
        if not found.fits(len(self)):
            raise self._file.damaged(f"the numbers of its column {name} disagree")
        return found

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
        """Write those documents for which `live` is true with a writer."""
        numbers = np.flatnonzero(live)
        ids = list(self.ids)
        columns = {name: column.chosen(numbers) for name, column in self.columns.items()}
        writer.describe([ids[number] for number in numbers.tolist()], columns)
        for number, documents in enumerate(self.in_block.tolist()):
            first = int(self._first[number])
            there = live[first : first + documents]
            if there.all():
                writer.store(self.block(number), documents)
                continue
            rest = [self.document(first + place) for place in np.flatnonzero(there).tolist()]
            for part in blocks_of(rest):
                writer.store(pack_block(part), len(part))

    def check_all(self) -> None:
        """Read the whole file: it is as it was written, and its documents are those of its ids."""
        self._file.check_all()
        dict(self.columns)
        ids = iter(self.ids)
        for number, documents in enumerate(self.in_block.tolist()):
            held = [document.id for document in unpack_documents(self.block(number))]
            if held != list(islice(ids, documents)):
                raise self._file.damaged(
                    Message("its block {number} holds other documents", number=number)
                )

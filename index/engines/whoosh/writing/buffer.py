"""Buffers documents and writes them as a segment; only their different words are in memory."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import IO, Final
from weakref import WeakKeyDictionary

import numpy as np

from index.arrays.types import U32
from index.engines.protocols import LEVELS, DocumentBatch
from index.engines.whoosh.kernels.inversion import BYTES_OF_TOKEN, inverted
from index.engines.whoosh.segments.documents import DocumentsWriter
from index.engines.whoosh.segments.fields import FieldWriter
from index.engines.whoosh.segments.segment import documents_file, field_file
from index.engines.whoosh.segments.terms import Terms
from index.engines.words import NO_NUMBER, BatchWords, WordTable
from index.model.query import TextField

# Of a word's text and its entry in a table, approximately.
_BYTES_OF_WORD: Final = 200
# Tokens that are read back at once, approximately.
_TOKENS: Final = 2**20


class Tokens:
    """The tokens of one field of all documents, in a temporary file.

    Args:
        spool: the file.

    Attributes:
        rank: by number of a word, the number to read instead; None for the number itself.
    """

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self._batches: list[U32] = []
        self.rank: U32 | None = None

    def append(self, numbers: U32, lengths: U32) -> None:
        """Append the tokens of a batch.

        Args:
            numbers: the number of each token's word, document after document.
            lengths: how many tokens each document has.

        Raises:
            ValueError: there are more or fewer tokens than the lengths say.
        """
        if int(lengths.sum(dtype=np.int64)) != len(numbers):
            raise ValueError(f"{len(numbers)} tokens for documents of {lengths.sum()}")
        self._spool.write(np.ascontiguousarray(numbers, np.uint32).data)
        self._batches.append(lengths)

    def skip(self, documents: int) -> None:
        """Append documents without tokens."""
        self._batches.append(np.zeros(documents, np.uint32))

    @property
    def lengths(self) -> U32:
        """How many tokens each document has."""
        return np.concatenate([np.empty(0, np.uint32), *self._batches])

    def __iter__(self) -> Iterator[tuple[U32, U32]]:
        """The numbers and lengths of a few batches at a time."""
        self._spool.seek(0)
        gathered: list[U32] = []
        count = 0
        for lengths in self._batches:
            gathered.append(lengths)
            count += int(lengths.sum(dtype=np.int64))
            if count >= _TOKENS:
                yield self._read(count), np.concatenate(gathered)
                gathered, count = [], 0
        if gathered:
            yield self._read(count), np.concatenate(gathered)

    def _read(self, count: int) -> U32:
        numbers = np.frombuffer(self._spool.read(4 * count), np.uint32)
        return numbers if self.rank is None else self.rank[numbers]


class DocumentBuffer:
    """Buffers documents and writes them as a segment.

    Args:
        folder: of the segment's files.
        name: of the segment.
        memory: of how many bytes of words the buffer is `full`.
    """

    def __init__(self, folder: Path, name: str, memory: int) -> None:
        self.name = name
        self._folder = folder
        self._memory = memory
        self._words: defaultdict[str, int] = defaultdict(count().__next__)
        self._numbers_by_table: WeakKeyDictionary[WordTable, U32] = WeakKeyDictionary()
        self._stack = ExitStack()
        self._tokens: Mapping[TextField, Tokens] = {field: self._spooled() for field in LEVELS}
        self._documents = DocumentsWriter(folder / documents_file(name))
        self._writing: list[DocumentsWriter | FieldWriter] = [self._documents]

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._documents)

    @property
    def full(self) -> bool:
        """Whether its words take the memory that they may take."""
        return _BYTES_OF_WORD * len(self._words) > self._memory

    def take(self, batch: DocumentBatch) -> None:
        """Append the documents of a batch."""
        numbers = self._numbers(batch.words)
        for field, tokens in self._tokens.items():
            if field in batch.tokens:
                tokens.append(numbers[batch.tokens[field]], batch.lengths[field])
            else:
                tokens.skip(len(batch.ids))
        self._documents.describe(batch.ids, batch.columns)
        for block, documents in zip(batch.blocks, batch.in_block.tolist(), strict=True):
            self._documents.store(block, documents)

    def write(self) -> None:
        """Write the segment's files; the buffer can't be used afterwards.

        Compiled loops make the posting lists, and at the same time a thread writes the rest.
        """
        with self._stack, ThreadPoolExecutor(1) as beside:
            described = beside.submit(self._documents.close)
            words = Terms.of(self._words)
            self._words.clear()
            order = words.order()
            rank = np.empty(len(order), np.uint32)
            rank[order] = np.arange(len(order), dtype=np.uint32)
            ordered = words.chosen(order)
            for field, tokens in self._tokens.items():
                tokens.rank = rank
                self._write(field, tokens, ordered, beside)
            described.result()

    def abandon(self) -> None:
        """Remove what was written."""
        with self._stack:
            for writer in self._writing:
                writer.abandon()

    def _spooled(self) -> Tokens:
        spool = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed with the stack
        return Tokens(self._stack.enter_context(spool))

    def _write(self, field: TextField, tokens: Tokens, ordered: Terms, beside: Executor) -> None:
        totals = np.zeros(len(ordered), np.int64)
        for numbers, _ in tokens:
            totals += np.bincount(numbers, minlength=len(ordered))
        used = totals > 0
        words = ordered.chosen(np.flatnonzero(used))
        if tokens.rank is not None and len(words) < len(ordered):
            # From the rank among all words to the rank among this field's.
            tokens.rank = (np.cumsum(used) - 1).astype(np.uint32)[tokens.rank]
        writer = FieldWriter(self._folder / field_file(self.name, field), tokens.lengths)
        self._writing.append(writer)
        described = beside.submit(writer.describe, words)
        most = self._memory // 2 // BYTES_OF_TOKEN
        for lists in inverted(tokens, totals[used], most):
            writer.write(lists)
        described.result()
        writer.close()

    def _numbers(self, words: BatchWords) -> U32:
        """The number of each word; words of a known table are not looked up again."""
        known = self._numbers_by_table.get(words.table, np.empty(0, np.uint32))
        more = len(words.table.texts) - len(known)
        known = np.append(known, np.full(more, NO_NUMBER, np.uint32))
        new = words.chosen(np.flatnonzero(known[words.numbers] == NO_NUMBER))
        found = map(self._words.__getitem__, new)
        known[new.numbers] = np.fromiter(found, np.uint32, len(new))
        self._numbers_by_table[words.table] = known
        return known[words.numbers]

"""A run: documents on their way to a segment. Their words are in memory, all else is on disk."""

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
from index.engines.word_book import NO_NUMBER, BatchWords, WordTable
from index.model.query import TextField

# A word's text and its place in a table, about.
_BYTES_OF_WORD: Final = 200
# Tokens that are read back at once, about.
_TOKENS: Final = 2**20


class Tokens:
    """The tokens of one field of successive batches.

    Args:
        spool: where they are kept.
    """

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self._batches: list[U32] = []
        self.rank: U32 | None = None

    def append(self, numbers: U32, lengths: U32) -> None:
        """Keep a batch.

        Args:
            numbers: of each token's word, of all documents in turn.
            lengths: tokens of each document.

        Raises:
            ValueError: they disagree.
        """
        if int(lengths.sum(dtype=np.int64)) != len(numbers):
            raise ValueError(f"{len(numbers)} tokens for documents of {lengths.sum()}")
        self._spool.write(np.ascontiguousarray(numbers, np.uint32).data)
        self._batches.append(lengths)

    def skip(self, documents: int) -> None:
        """Keep that some documents have no tokens."""
        self._batches.append(np.zeros(documents, np.uint32))

    @property
    def lengths(self) -> U32:
        """Tokens of each document."""
        return np.concatenate([np.empty(0, np.uint32), *self._batches])

    def __iter__(self) -> Iterator[tuple[U32, U32]]:
        """Numbers and lengths of several batches together; numbers by `rank`, once it is set."""
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
    """Gathers documents and writes them as a segment.

    Args:
        folder: where.
        name: of the segment.
        memory: about how many bytes may be taken; `full` says when they are.
    """

    def __init__(self, folder: Path, name: str, memory: int) -> None:
        self.name = name
        self._folder = folder
        self._memory = memory
        self._words: defaultdict[str, int] = defaultdict(count().__next__)
        self._books: WeakKeyDictionary[WordTable, U32] = WeakKeyDictionary()
        self._stack = ExitStack()
        self._tokens: Mapping[TextField, Tokens] = {field: self._spooled() for field in LEVELS}
        self._documents = DocumentsWriter(folder / documents_file(name))
        self._writing: list[DocumentsWriter | FieldWriter] = [self._documents]

    def __len__(self) -> int:
        """How many documents it has."""
        return len(self._documents)

    @property
    def full(self) -> bool:
        """Whether its words take the memory that it has."""
        return _BYTES_OF_WORD * len(self._words) > self._memory

    def take(self, batch: DocumentBatch) -> None:
        """Gather the documents of a batch."""
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
        """Write the segment's files; nothing may follow.

        Posting lists are made in compiled loops, and meanwhile a thread makes what is not.
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
        """The number of each word; those of a book that came before are not looked up again."""
        known = self._books.get(words.book, np.empty(0, np.uint32))
        more = len(words.book.texts) - len(known)
        known = np.append(known, np.full(more, NO_NUMBER, np.uint32))
        new = words.chosen(np.flatnonzero(known[words.numbers] == NO_NUMBER))
        found = map(self._words.__getitem__, new)
        known[new.numbers] = np.fromiter(found, np.uint32, len(new))
        self._books[words.book] = known
        return known[words.numbers]

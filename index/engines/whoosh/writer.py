"""Writing: analysed documents into segments, and segments into one another."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.engines.columns import columns_of
from index.engines.protocols import LEVELS, AnalyzedDocument, DocumentBatch
from index.engines.stored_documents import pack_block
from index.engines.whoosh.segments.segment import SegmentReader, files_of
from index.engines.whoosh.segments.toc import SegmentEntry, read_toc, write_toc
from index.engines.whoosh.writing.buffer import DocumentBuffer
from index.engines.whoosh.writing.merging import merge, to_merge
from index.engines.words import BatchWords, word_of
from index.model.errors import WriterBusyError
from index.model.os_errors import reading, storing

_LOCK: Final = "writer.lock"
_SEGMENT: Final = "MAIN_"  # what the names of segments begin with
# More makes no build faster: segments are merged by copying.
MAX_MEMORY: Final = 512 * 2**20


class _ChangedSegment:
    """A segment during a write, with a mask of its removed documents that `commit` stores.

    Attributes:
        reader: of the segment; it ignores the new removals until `after_removals`.
        removed: by document, whether it is removed, before or by this write.
    """

    def __init__(self, folder: Path, name: str, removed: NDArray[np.bool_] | None = None) -> None:
        self.name = name
        self.reader = SegmentReader(folder, name, removed)
        self.removed = ~self.reader.live

    @property
    def live(self) -> int:
        """How many documents can be found."""
        return len(self.removed) - int(self.removed.sum())

    def after_removals(self) -> SegmentReader:
        self.reader.live = ~self.removed
        return self.reader


class WhooshWriter:
    """Implements `index.engines.protocols.BatchWriter` on one folder.

    Args:
        folder: where the index is, or where an empty one begins.
        new: whether to begin an empty one.
        memory: about how many bytes documents may take before they are written as a segment.

    Raises:
        DamagedIndexError: there is no index to change, or a file of it is broken.
        StorageError: the folder can't be written.
        WriterBusyError: another writer is at work in it.
    """

    def __init__(self, folder: Path, *, new: bool, memory: int | None = None) -> None:
        self._folder = folder
        self._memory = min(memory or MAX_MEMORY, MAX_MEMORY)
        self._segments: list[_ChangedSegment] = []
        self._buffer: DocumentBuffer | None = None
        # Of each document of this writer the number of its segment, and its number in that.
        self._added: dict[str, tuple[int, int]] = {}
        # Of each segment of this writer the numbers of removed documents.
        self._removed: list[list[int]] = []
        self._before = 0  # segments that were there before
        self._lock = FileLock(folder / _LOCK, timeout=0, thread_local=False)
        with storing(folder):
            try:
                self._lock.acquire()
            except Timeout as busy:
                raise WriterBusyError(str(folder), "a writer of the engine") from busy
        try:
            self._begin(new=new)
        except BaseException:
            self._lock.release()
            raise

    def _begin(self, *, new: bool) -> None:
        with storing(self._folder):
            if new:
                write_toc(self._folder, ())
            self._files = {file.name for file in self._folder.iterdir()}
        with reading(self._folder):
            self._segments = [
                _ChangedSegment(self._folder, entry.name, entry.removed)
                for entry in read_toc(self._folder)
            ]
        self._before = len(self._segments)

    def add(self, documents: Iterable[AnalyzedDocument]) -> None:
        """Index documents; each replaces an earlier one with its id."""
        for document in documents:
            self.add_batch(_batch(document))

    def add_batch(self, batch: DocumentBatch) -> None:
        """Index the documents of a batch."""
        with storing(self._folder):
            buffer = self._buffer
            if buffer is None:
                buffer = self._buffer = DocumentBuffer(self._folder, _name(), self._memory)
                self._removed.append([])
            segment, first = len(self._removed) - 1, len(buffer)
            for number, identity in enumerate(batch.ids, first):
                self._remove(identity)
                self._added[identity] = (segment, number)
            buffer.take(batch)
            if buffer.full:
                self._flush()

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents by id; returns how many there were."""
        with reading(self._folder):
            return sum(self._remove(identity) for identity in ids)

    def commit(self) -> None:
        """Make all changes visible."""
        try:
            with storing(self._folder):
                self._flush()
                self._merge()
                write_toc(
                    self._folder,
                    [SegmentEntry(each.name, each.removed) for each in self._segments if each.live],
                )
                self._remove_unused()
        finally:
            self._lock.release()

    def abort(self) -> None:
        """Drop all changes."""
        try:
            with storing(self._folder):
                if self._buffer is not None:  # an empty one has files too
                    self._buffer.abandon()
                    self._buffer = None
                self._remove_new()
        finally:
            self._lock.release()

    def _remove(self, identity: str) -> bool:
        place = self._added.pop(identity, None)
        if place is not None:
            self._removed[place[0]].append(place[1])
            return True
        for segment in self._segments[: self._before]:
            number = segment.reader.stored.ids.find(identity)
            if number >= 0 and not segment.removed[number]:
                segment.removed[number] = True
                return True
        return False

    def _flush(self) -> None:
        """Write the buffered documents as a segment."""
        if self._buffer is None:
            return
        self._buffer.write()
        self._segments.append(_ChangedSegment(self._folder, self._buffer.name))
        self._buffer = None

    def _merge(self) -> None:
        """Merge this writer's own segments to one, then segments of similar sizes."""
        for removed, segment in zip(self._removed, self._segments[self._before :], strict=True):
            segment.removed[removed] = True
        own = list(range(self._before, len(self._segments)))
        if len(own) > 1 or any(self._segments[number].removed.any() for number in own):
            self._replace(own)
        self._replace(to_merge([(e.live, int(e.removed.sum())) for e in self._segments]))

    def _replace(self, numbers: Sequence[int]) -> None:
        """Merge some segments to one."""
        merged = [self._segments[number] for number in numbers if self._segments[number].live]
        left = [each for number, each in enumerate(self._segments) if number not in set(numbers)]
        if merged:
            name = _name()
            merge(self._folder, [each.after_removals() for each in merged], name)
            left.append(_ChangedSegment(self._folder, name))
        self._segments = left

    def _remove_unused(self) -> None:
        """Remove the files of segments that were merged or emptied."""
        named = {file for each in self._segments if each.live for file in files_of(each.name)}
        for file in self._folder.iterdir():
            if file.name.startswith(_SEGMENT) and file.name not in named:
                file.unlink()

    def _remove_new(self) -> None:
        """Remove all files that were not there at the beginning, but for the lock."""
        for file in self._folder.iterdir():
            if file.name not in {*self._files, _LOCK}:
                file.unlink()


def _name() -> str:
    """A name that no other segment has."""
    return f"{_SEGMENT}{os.urandom(8).hex()}"


def _batch(analyzed: AnalyzedDocument) -> DocumentBatch:
    """One document as a batch."""
    document = analyzed.document
    words: dict[str, int] = {}
    tokens = {}
    for field in LEVELS:
        texts = [word_of(readings) for readings in analyzed.tokens.get(field, ())]
        numbers = [words.setdefault(text, len(words)) for text in texts]
        tokens[field] = np.array(numbers, np.uint32)
    return DocumentBatch(
        ids=(document.id,),
        columns=columns_of((document,)),
        words=BatchWords.of(words),
        tokens=tokens,
        lengths={field: np.array([len(each)], np.uint32) for field, each in tokens.items()},
        blocks=(pack_block((document,)),),
        in_block=np.ones(1, np.uint32),
    )

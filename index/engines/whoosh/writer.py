"""Writing: analysed documents into segments, and segments into one another."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.engines.protocols import LEVELS, AnalyzedDocument, DocumentBatch
from index.engines.stored_documents import pack_block
from index.engines.whoosh.segments.documents import NO_DATE
from index.engines.whoosh.segments.segment import SegmentReader, files_of
from index.engines.whoosh.segments.toc import SegmentEntry, read_toc, write_toc
from index.engines.whoosh.writing.buffer import DocumentBuffer
from index.engines.whoosh.writing.merging import merge, to_merge
from index.engines.word_book import BatchWords, word_of
from index.model.errors import WriterBusyError
from index.model.os_errors import reading, storing

_LOCK: Final = "writer.lock"
_SEGMENT: Final = "MAIN_"  # what the names of segments begin with
# More makes no build faster: runs are merged by copying.
MOST_MEMORY: Final = 512 * 2**20


class _SegmentRemovals:
    """A segment of the index with the marks of removal that are to be written."""

    def __init__(self, folder: Path, name: str, removed: NDArray[np.bool_] | None = None) -> None:
        self.name = name
        self.reader = SegmentReader(folder, name, removed)
        self.removed = ~self.reader.live

    @property
    def live(self) -> int:
        """How many documents can be found."""
        return len(self.removed) - int(self.removed.sum())

    def as_it_will_be(self) -> SegmentReader:
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
        self._memory = min(memory or MOST_MEMORY, MOST_MEMORY)
        self._kept: list[_SegmentRemovals] = []
        self._run: DocumentBuffer | None = None
        # Of this writer's documents: number of the segment and number in it.
        self._written: dict[str, tuple[int, int]] = {}
        # Numbers of documents of this writer that were replaced or removed, by segment.
        self._dropped: list[list[int]] = []
        self._before = 0
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
            self._kept = [
                _SegmentRemovals(self._folder, entry.name, entry.removed)
                for entry in read_toc(self._folder)
            ]
        self._before = len(self._kept)

    def add(self, documents: Iterable[AnalyzedDocument]) -> None:
        """Index documents; each replaces an earlier one with its id."""
        for document in documents:
            self.add_batch(_batch(document))

    def add_batch(self, batch: DocumentBatch) -> None:
        """Index the documents of a batch."""
        with storing(self._folder):
            run = self._run
            if run is None:
                run = self._run = DocumentBuffer(self._folder, _name(), self._memory)
                self._dropped.append([])
            segment, first = len(self._dropped) - 1, len(run)
            for number, identity in enumerate(batch.ids, first):
                self._forget(identity)
                self._written[identity] = (segment, number)
            run.take(batch)
            if run.full:
                self._flush()

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents by id and say how many were there."""
        with reading(self._folder):
            return sum(self._forget(identity) for identity in ids)

    def commit(self) -> None:
        """Make all changes visible."""
        try:
            with storing(self._folder):
                self._flush()
                self._merge()
                write_toc(
                    self._folder,
                    [SegmentEntry(each.name, each.removed) for each in self._kept if each.live],
                )
                self._sweep()
        finally:
            self._lock.release()

    def abort(self) -> None:
        """Drop all changes."""
        try:
            with storing(self._folder):
                if self._run is not None:  # an empty one has files too
                    self._run.abandon()
                    self._run = None
                self._discard()
        finally:
            self._lock.release()

    def _forget(self, identity: str) -> bool:
        place = self._written.pop(identity, None)
        if place is not None:
            self._dropped[place[0]].append(place[1])
            return True
        for kept in self._kept[: self._before]:
            number = kept.reader.ids.find(identity)
            if number >= 0 and not kept.removed[number]:
                kept.removed[number] = True
                return True
        return False

    def _flush(self) -> None:
        """Write what is in memory as a segment."""
        if self._run is None:
            return
        self._run.write()
        self._kept.append(_SegmentRemovals(self._folder, self._run.name))
        self._run = None

    def _merge(self) -> None:
        """Merge this writer's own segments to one, and what that makes worth merging."""
        for dropped, kept in zip(self._dropped, self._kept[self._before :], strict=True):
            kept.removed[dropped] = True
        own = list(range(self._before, len(self._kept)))
        if len(own) > 1 or any(self._kept[number].removed.any() for number in own):
            self._replace(own)
        self._replace(to_merge([(e.live, int(e.removed.sum())) for e in self._kept]))

    def _replace(self, numbers: Sequence[int]) -> None:
        """Put one segment in the place of some."""
        merged = [self._kept[number] for number in numbers if self._kept[number].live]
        left = [each for number, each in enumerate(self._kept) if number not in set(numbers)]
        if merged:
            name = _name()
            merge(self._folder, [each.as_it_will_be() for each in merged], name)
            left.append(_SegmentRemovals(self._folder, name))
        self._kept = left

    def _sweep(self) -> None:
        """Remove the files of segments that are no more."""
        named = {file for kept in self._kept if kept.live for file in files_of(kept.name)}
        for file in self._folder.iterdir():
            if file.name.startswith(_SEGMENT) and file.name not in named:
                file.unlink()

    def _discard(self) -> None:
        """Remove all files that weren't there at the beginning; the lock may be another's now."""
        for file in self._folder.iterdir():
            if file.name not in {*self._files, _LOCK}:
                file.unlink()


def _name() -> str:
    """A name for a segment that no other has."""
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
    day = document.date.toordinal() if document.date else NO_DATE
    return DocumentBatch(
        ids=(document.id,),
        dates=np.array([day], np.int32),
        sources=(document.source,),
        words=BatchWords.of(words),
        tokens=tokens,
        lengths={field: np.array([len(each)], np.uint32) for field, each in tokens.items()},
        blocks=(pack_block((document,)),),
        in_block=np.ones(1, np.uint32),
    )

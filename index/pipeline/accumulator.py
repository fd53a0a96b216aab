"""The accumulator: indexes the batches of a build and counts their documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.engines.protocols import BatchWriter, Writer
from index.pipeline.batch import DIGEST_BYTES, AnalyzedBatch, analyzed_documents, without
from index.pipeline.executor import Batch
from index.pipeline.report import Duplicate, DuplicateKind, Skipped
from index.pipeline.verification import Probe, probe

# Numbers of documents; the last document of the batch of each becomes a probe.
_PROBE_AT: Final = (0, 100, 10_000, 1_000_000)


class Accumulator:
    """Indexes batches and collects what the report of the build says of them.

    It keeps the id and a digest of each document: about 150 MB for a million.

    Args:
        writer: indexes the documents.
        before: ids of the documents that the index had before.

    Attributes:
        ids: of the indexed documents, in order.
        replaced: how many of them the index had before.
        skipped: what could not be read.
        bytes: size of the indexed titles and bodies in UTF-8.
    """

    def __init__(self, writer: Writer, before: Collection[str]) -> None:
        self._writer = writer
        self._before = before
        self._digests = bytearray()
        self._same_ids: list[Duplicate] = []
        self._probes: list[Probe] = []
        self._newest: AnalyzedBatch | None = None
        self.ids: dict[str, None] = {}
        self.replaced = 0
        self.skipped: list[Skipped] = []
        self.bytes = 0

    def take(self, batch: Batch) -> None:
        """Index a batch's documents."""
        for error in batch.unread:
            detail = error.detail
            self.skipped.append(Skipped(error.path, error.reason, detail.english, detail.arabic))
        if batch.analyzed and (analyzed := self._different(batch.analyzed)):
            self._index(analyzed)

    def _index(self, analyzed: AnalyzedBatch) -> None:
        if isinstance(self._writer, BatchWriter):
            self._writer.add_batch(analyzed.batch)
        else:
            self._writer.add(analyzed_documents(analyzed.batch))
        before = len(self.ids)
        self.ids.update(dict.fromkeys(analyzed.batch.ids))
        if any(before <= number < len(self.ids) for number in _PROBE_AT):
            self._probes.append(probe(analyzed))
        self._newest = analyzed
        self._digests += analyzed.digests
        if self._before:
            self.replaced += sum(identity in self._before for identity in analyzed.batch.ids)
        self.bytes += int(analyzed.sizes.sum(dtype=np.int64))

    def _different(self, analyzed: AnalyzedBatch) -> AnalyzedBatch | None:
        """A batch without the documents whose id an earlier document has."""
        ids = analyzed.batch.ids
        new = set(ids)
        if len(new) == len(ids) and self.ids.keys().isdisjoint(new):
            return analyzed
        left_out = np.zeros(len(ids), np.bool_)
        earlier: set[str] = set()
        for place, identity in enumerate(ids):
            if identity in earlier or identity in self.ids:
                self._same_ids.append(Duplicate(identity, identity, DuplicateKind.ID))
                left_out[place] = True
            earlier.add(identity)
        return without(analyzed, left_out)

    def probes(self) -> tuple[Probe, ...]:
        """Probes for some documents, among them one of the first batch and the last document."""
        return (*self._probes, probe(self._newest)) if self._newest else ()

    def duplicates(self) -> tuple[Duplicate, ...]:
        """The documents that repeat the id, then those that repeat the text of an earlier one."""
        return (*self._same_ids, *self._same_texts())

    def incomplete(self) -> bool:
        """Whether anything was skipped."""
        return bool(self.skipped or self._same_ids)

    def _same_texts(self) -> Iterator[Duplicate]:
        first = _first_alike(np.frombuffer(self._digests, np.uint64).reshape(-1, DIGEST_BYTES // 8))
        later = np.flatnonzero(first != np.arange(len(first)))
        numbers = {*later.tolist(), *first[later].tolist()}
        ids = {number: identity for number, identity in enumerate(self.ids) if number in numbers}
        for number in later.tolist():
            yield Duplicate(ids[number], ids[int(first[number])], DuplicateKind.TEXT)


def _first_alike(digests: NDArray[np.uint64]) -> NDArray[np.int64]:
    """For each row the number of the first row that is equal to it."""
    order = np.lexsort(digests.T)  # stable: of equal rows the first comes first
    ordered = digests[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    first = np.empty(len(order), np.int64)
    first[order] = order[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
    return first

"""The tally: indexes what readers gave, and counts what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.engines.protocols import Writer
from index.model.errors import UnreadableError
from index.pipeline.batch import DIGEST_BYTES, AnalyzedBatch, without
from index.pipeline.executor import Batch
from index.pipeline.report import Duplicate, DuplicateKind, Skipped
from index.pipeline.verification import Probe, probe

# A probe is of the batch in which the document of such a number stands.
_PROBE_AT: Final = (0, 100, 10_000, 1_000_000)


class Accumulator:
    """Indexes batches and counts what came of them.

    Of each document it keeps the id and a digest: a million take some 150 MB.

    Args:
        writer: takes the documents.
        before: ids that the index had.

    Attributes:
        ids: of the documents that were indexed, in order.
        replaced: how many of them the index had before.
        skipped: what could not be read.
        bytes: of the indexed titles and bodies, in UTF-8.
    """

    def __init__(self, writer: Writer, before: Collection[str]) -> None:
        """See the class."""
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
        self.skipped.extend(map(_skipped, batch.unread))
        if batch.parcel and (parcel := self._different(batch.parcel)):
            self._index(parcel)

    def _index(self, parcel: AnalyzedBatch) -> None:
        self._writer.take(parcel.batch)
        before = len(self.ids)
        self.ids.update(dict.fromkeys(parcel.batch.ids))
        if any(before <= number < len(self.ids) for number in _PROBE_AT):
            self._probes.append(probe(parcel))
        self._newest = parcel
        self._digests += parcel.digests
        if self._before:
            self.replaced += sum(identity in self._before for identity in parcel.batch.ids)
        self.bytes += int(parcel.sizes.sum(dtype=np.int64))

    def _different(self, parcel: AnalyzedBatch) -> AnalyzedBatch | None:
        """A parcel without documents whose id is that of an earlier one."""
        ids = parcel.batch.ids
        new = set(ids)
        if len(new) == len(ids) and self.ids.keys().isdisjoint(new):
            return parcel
        left_out = np.zeros(len(ids), np.bool_)
        seen: set[str] = set()
        for place, identity in enumerate(ids):
            if identity in seen or identity in self.ids:
                self._same_ids.append(Duplicate(identity, identity, DuplicateKind.ID))
                left_out[place] = True
            seen.add(identity)
        return without(parcel, left_out)

    def probes(self) -> tuple[Probe, ...]:
        """Probes for some documents, one of the first and the very last among them."""
        return (*self._probes, probe(self._newest)) if self._newest else ()

    def duplicates(self) -> tuple[Duplicate, ...]:
        """What repeats an earlier document: first the ids, then the texts."""
        return (*self._same_ids, *self._same_texts())

    def incomplete(self) -> bool:
        """Whether anything was left out."""
        return bool(self.skipped or self._same_ids)

    def _same_texts(self) -> Iterator[Duplicate]:
        first = _first_alike(np.frombuffer(self._digests, np.uint64).reshape(-1, DIGEST_BYTES // 8))
        later = np.flatnonzero(first != np.arange(len(first)))
        wanted = {*later.tolist(), *first[later].tolist()}
        ids = {number: identity for number, identity in enumerate(self.ids) if number in wanted}
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


def _skipped(error: UnreadableError) -> Skipped:
    return Skipped(error.path, error.reason, error.detail.english, error.detail.arabic)

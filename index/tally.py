"""The tally: indexes what readers gave, and counts what came of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from index import vocabulary
from index.engines.protocols import AnalyzedDocument, Writer
from index.errors import UnreadableError
from index.report import Duplicate, Likeness, Skipped
from index.verification import Probe, probe
from index.work import Analyzed, Batch

_PROBE_AT: Final = frozenset({0, 100, 10_000, 1_000_000})


class Tally:
    """Indexes batches and counts what came of them.

    Args:
        writer: takes the documents.
        before: ids that the index had.

    Attributes:
        ids: of the documents that were indexed.
        replaced: how many of them the index had before.
        skipped: what could not be read.
        duplicates: what repeats an earlier document.
        learned: stems that were not known before, as many as the vocabulary keeps.
        probes: for some of the documents.
        bytes: of the indexed titles and bodies, in UTF-8.
    """

    def __init__(self, writer: Writer, before: Collection[str]) -> None:
        self._writer = writer
        self._before = before
        self._texts: dict[bytes, str] = {}
        self._newest: AnalyzedDocument | None = None
        self.ids: set[str] = set()
        self.replaced = 0
        self.skipped: list[Skipped] = []
        self.duplicates: list[Duplicate] = []
        self.learned: dict[str, tuple[str, str]] = {}
        self.probes: list[Probe] = []
        self.bytes = 0

    def take(self, batch: Batch) -> None:
        """Index a batch's documents."""
        room = vocabulary.MOST_WORDS - len(self.learned)
        if room > 0:
            self.learned.update(batch.learned)
        for outcome in batch.outcomes:
            if isinstance(outcome, UnreadableError):
                self.skipped.append(_skipped(outcome))
            else:
                self._index(outcome)

    def _index(self, found: Analyzed) -> None:
        analyzed, packed = found
        document = analyzed.document
        if document.id in self.ids:
            self.duplicates.append(Duplicate(document.id, document.id, Likeness.ID))
            return
        first = self._texts.setdefault(packed.digest, document.id)
        if first != document.id:
            self.duplicates.append(Duplicate(document.id, first, Likeness.TEXT))
        self._writer.add(analyzed)
        if len(self.ids) in _PROBE_AT:
            self.probes.append(probe(analyzed))
        self._newest = analyzed
        self.replaced += document.id in self._before
        self.ids.add(document.id)
        self.bytes += packed.bytes

    def all_probes(self) -> tuple[Probe, ...]:
        """Probes for some documents, the first and the last among them."""
        return (*self.probes, probe(self._newest)) if self._newest else ()

    def incomplete(self) -> bool:
        """Whether anything was left out."""
        return bool(self.skipped) or any(d.likeness is Likeness.ID for d in self.duplicates)


def _skipped(error: UnreadableError) -> Skipped:
    return Skipped(error.path, error.reason, error.detail_english, error.detail_arabic)

"""Reading: candidates for query trees, stored documents, numbers about the index."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index

from index.analysis.token import Level
from index.document import Document
from index.engines.protocols import Candidate, Candidates, IndexStatistics, Order, Retrieval
from index.engines.stored import unpack
from index.engines.whoosh import schema as names
from index.engines.whoosh.columns import column_values
from index.engines.whoosh.evaluation import Collection, Evaluation, Mask, Matched
from index.engines.whoosh.failures import reading
from index.engines.whoosh.postings import PostingSource, Scores
from index.query import TextField


class WhooshReader:
    """Implements `index.engines.protocols.Reader` on one folder.

    Args:
        folder: where the index is.

    Raises:
        DamagedIndexError: a file is missing or broken.
    """

    def __init__(self, folder: Path) -> None:
        """See the class."""
        self._folder = folder
        self._lock = threading.RLock()
        with reading(folder):
            self._index = whoosh_index.open_dir(str(folder), readonly=True)
            self._reader: Any = self._index.reader()
            self._size = int(self._reader.doc_count_all())
            self._collection = Collection(
                postings=PostingSource(self._reader),
                live=self._live(),
                lengths={field: self._relative_lengths(field) for field in names.LEVELS},
                dates=self._column(names.DATE, np.int32),
            )

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Let go of files."""
        self._reader.close()

    def count(self) -> int:
        """How many documents can be found."""
        return self._collection.count

    def retrieve(self, retrieval: Retrieval) -> Candidates:
        """The best candidates for a query tree."""
        with reading(self._folder):
            evaluation = Evaluation(self._collection, retrieval.weights)
            matched = evaluation.evaluate(retrieval.query)
            best = self._best(matched, retrieval.order, retrieval.offset + retrieval.limit)
            return Candidates(
                found=tuple(
                    Candidate(self._ids[number], float(matched.scores[number]))
                    for number in best[retrieval.offset :]
                ),
                total=int(matched.mask.sum()),
                expansions=tuple(evaluation.expansions),
            )

    def documents(self, ids: Sequence[str]) -> dict[str, Document]:
        """The stored documents of those ids that exist."""
        found: dict[str, Document] = {}
        with reading(self._folder), self._lock:
            for identity in ids:
                number = self._numbers.get(identity)
                if number is not None:
                    found[identity] = unpack(self._stored(number))
        return found

    def ids(self) -> Iterable[str]:
        """Every document's id."""
        return self._numbers.keys()

    def frequency(self, field: TextField, level: Level, term: str) -> int:
        """In how many documents a term stands."""
        with reading(self._folder):
            name = names.terms_field(field, level)
            return len(self._collection.postings.read(name, term).documents)

    def statistics(self) -> IndexStatistics:
        """Numbers about this generation."""
        with reading(self._folder), self._lock:
            live = self._collection.live
            dated = self._collection.dates[live & (self._collection.dates != names.NO_DATE)]
            return IndexStatistics(
                documents=self.count(),
                deleted=self._size - self.count(),
                terms={
                    f"{field.value}.{level.value}": self._distinct(field, level)
                    for field, levels in names.LEVELS.items()
                    for level in levels
                },
                tokens={
                    field.value: int(self._lengths(field)[live].sum()) for field in names.LEVELS
                },
                dated=len(dated),
                earliest=dt.date.fromordinal(int(dated.min())) if len(dated) else None,
                latest=dt.date.fromordinal(int(dated.max())) if len(dated) else None,
                sources=self._sources(),
            )

    def _best(self, matched: Matched, order: Order, wanted: int) -> list[int]:
        """Numbers of the first `wanted` matching documents in `order`, ties by id."""
        numbers = np.flatnonzero(matched.mask)
        keys = self._keys(matched.scores, order)[numbers]
        if len(numbers) > wanted:
            last = np.partition(keys, wanted - 1)[wanted - 1]
            inside = keys <= last
            numbers, keys = numbers[inside], keys[inside]
        ids = self._ids
        ranked = sorted(
            zip(keys.tolist(), numbers.tolist(), strict=True),
            key=lambda pair: (pair[0], ids[pair[1]]),
        )
        return [number for _, number in ranked[:wanted]]

    def _keys(self, scores: Scores, order: Order) -> NDArray[np.float64]:
        """Sort keys, smallest first; undated documents stand last in both orders of date."""
        if order is Order.SCORE:
            # Six significant digits: sums of the same parts in another order stay ties.
            return np.negative(np.round(scores, 5), dtype=np.float64)
        dates = self._collection.dates.astype(np.float64)
        signed = -dates if order is Order.NEWEST else dates
        return np.where(dates == names.NO_DATE, np.inf, signed)

    @cached_property
    def _ids(self) -> list[str]:
        with self._lock:
            return list(column_values(self._reader, names.ID))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {
            identity: number
            for number, identity in enumerate(self._ids)
            if self._collection.live[number]
        }

    def _live(self) -> Mask:
        live = np.ones(self._size, np.bool_)
        if self._reader.has_deletions():
            live[:] = False
            live[list(self._reader.all_doc_ids())] = True
        return live

    def _stored(self, number: int) -> bytes:
        for leaf, base in reversed(list(self._reader.leaf_readers())):
            if number >= base:
                packed: bytes = leaf.column_reader(names.DOCUMENT)[number - base]
                return packed
        raise IndexError(number)

    def _column(self, name: str, kind: type[np.generic]) -> NDArray[Any]:
        return np.fromiter(column_values(self._reader, name), kind, self._size)

    def _lengths(self, field: TextField) -> NDArray[Any]:
        return self._column(names.length_column(field), np.int64)

    def _relative_lengths(self, field: TextField) -> Scores:
        lengths = self._lengths(field)
        known = lengths[self._live()]
        mean = float(known.mean()) if len(known) else 0.0
        return (lengths / (mean or 1.0)).astype(np.float32)

    def _distinct(self, field: TextField, level: Level) -> int:
        name = names.terms_field(field, level)
        return sum(1 for _ in self._reader.lexicon(name))

    def _sources(self) -> dict[str, int]:
        values = column_values(self._reader, names.SOURCE)
        counts = Counter(
            value.decode("utf-8", "surrogatepass")
            for value, live in zip(values, self._collection.live, strict=True)
            if live and value
        )
        return dict(counts.most_common())

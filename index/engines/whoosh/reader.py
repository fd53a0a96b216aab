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
from index.engines.protocols import LEVELS, Candidate, Candidates, IndexStatistics, Order, Retrieval
from index.engines.stored import unpack
from index.engines.whoosh import schema as names
from index.engines.whoosh.columns import column_numbers, column_values
from index.engines.whoosh.evaluation import Collection, Evaluation, Matched, Scores
from index.engines.whoosh.failures import reading
from index.engines.whoosh.postings import Mask, PostingSource
from index.errors import DamagedIndexError
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
        self._closed = False
        with reading(folder):
            index = whoosh_index.open_dir(str(folder), readonly=True)
            self._reader: Any = index.reader()
        try:
            self._load()
        except BaseException:
            self.close()
            raise

    def _load(self) -> None:
        """Take what every question needs into memory."""
        with reading(self._folder):
            self._size = int(self._reader.doc_count_all())
            live = self._live()
            lengths = {
                field: column_numbers(self._reader, names.length_column(field), np.int64)
                for field in LEVELS
            }
            dates = column_numbers(self._reader, names.DATE, np.int32)
            self._ids = [names.decoded(i) for i in column_values(self._reader, names.ID)]
        for size in (*map(len, lengths.values()), len(dates), len(self._ids)):
            if size != self._size:
                raise self._damaged(f"{size} values for {self._size} documents")
        if ((dates < names.NO_DATE) | (dates > dt.date.max.toordinal())).any():
            raise self._damaged("a date outside the calendar")
        self._tokens = {field: int(known[live].sum()) for field, known in lengths.items()}
        self._numbers = {i: number for number, i in enumerate(self._ids) if live[number]}
        self._collection = Collection(
            postings=PostingSource(self._folder, self._reader, live, self._lock),
            live=live,
            lengths={field: _relative(known, live) for field, known in lengths.items()},
            dates=dates,
        )

    def _damaged(self, detail: str) -> DamagedIndexError:
        return DamagedIndexError(str(self._folder), detail)

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
        """Let go of files; a second time is once too many, and harmless."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._reader.close()

    def count(self) -> int:
        """How many documents can be found."""
        return self._collection.count

    def retrieve(self, retrieval: Retrieval) -> Candidates:
        """The best candidates for a query tree."""
        evaluation = Evaluation(self._collection, retrieval.weights)
        matched = evaluation.evaluate(retrieval.query)
        best = self._best(matched, retrieval.order, retrieval.offset + retrieval.limit)
        return Candidates(
            found=tuple(
                Candidate(self._ids[number], float(matched.scores[number]))
                for number in best[retrieval.offset :]
            ),
            total=int(np.count_nonzero(matched.mask)),
            expansions=tuple(evaluation.expansions),
        )

    def documents(self, ids: Sequence[str]) -> dict[str, Document]:
        """The stored documents of those ids that exist."""
        found: dict[str, Document] = {}
        for identity in ids:
            number = self._numbers.get(identity)
            if number is not None:
                found[identity] = self._document(identity, number)
        return found

    def ids(self) -> Iterable[str]:
        """Every document's id."""
        return self._numbers.keys()

    def frequency(self, field: TextField, level: Level, term: str) -> int:
        """In how many documents a term stands."""
        name = names.terms_field(field, level)
        return len(self._collection.postings.read(name, term).documents)

    def statistics(self) -> IndexStatistics:
        """Numbers about this generation; the first call reads every term."""
        return self._statistics

    @cached_property
    def _statistics(self) -> IndexStatistics:
        live, dates = self._collection.live, self._collection.dates
        dated = dates[live & (dates != names.NO_DATE)]
        return IndexStatistics(
            documents=self.count(),
            deleted=self._size - self.count(),
            terms={
                f"{field.value}.{level.value}": self._collection.postings.distinct(
                    names.terms_field(field, level)
                )
                for field, levels in LEVELS.items()
                for level in levels
            },
            tokens={field.value: tokens for field, tokens in self._tokens.items()},
            dated=len(dated),
            earliest=dt.date.fromordinal(int(dated.min())) if len(dated) else None,
            latest=dt.date.fromordinal(int(dated.max())) if len(dated) else None,
            sources=self._sources(),
        )

    def _best(self, matched: Matched, order: Order, wanted: int) -> list[int]:
        """Numbers of the first `wanted` matching documents in `order`, ties by id."""
        numbers = np.flatnonzero(matched.mask)
        keys = self._keys(matched.scores[numbers], numbers, order)
        if wanted < len(numbers):
            last = np.partition(keys, wanted)[wanted]
            surely, perhaps = np.flatnonzero(keys < last), np.flatnonzero(keys == last)
            more = wanted - len(surely)
            perhaps = perhaps[np.argpartition(self._places[numbers[perhaps]], more)[:more]]
            chosen = np.concatenate([surely, perhaps])
            numbers, keys = numbers[chosen], keys[chosen]
        ranked: list[int] = numbers[np.lexsort((self._places[numbers], keys))].tolist()
        return ranked

    def _keys(self, scores: Scores, numbers: NDArray[Any], order: Order) -> NDArray[np.float64]:
        """Sort keys, smallest first; undated documents stand last in both orders of date."""
        if order is Order.SCORE:
            # Five decimals: engines that sum the same parts in another order have the same ties.
            return np.negative(np.round(scores, 5))
        dates = self._collection.dates[numbers].astype(np.float64)
        signed = -dates if order is Order.NEWEST else dates
        return np.where(dates == names.NO_DATE, np.inf, signed)

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        """Each document's place in the order of ids."""
        places = np.empty(self._size, np.int32)
        places[sorted(range(self._size), key=self._ids.__getitem__)] = np.arange(self._size)
        return places

    def _live(self) -> Mask:
        live = np.ones(self._size, np.bool_)
        for leaf, base in self._reader.leaf_readers():
            if leaf.has_deletions():
                live[[base + number for number in leaf.deleted_docs_set]] = False
        return live

    def _document(self, identity: str, number: int) -> Document:
        with self._lock, reading(self._folder):
            base, stored = next(each for each in self._stored if number >= each[0])
            packed: bytes = stored[number - base]
        document = unpack(packed)
        if document.id != identity:
            raise self._damaged(f"{document.id!r} stands for {identity!r}")
        return document

    @cached_property
    def _stored(self) -> list[tuple[int, Any]]:
        """First document number and column of stored documents of each segment, last first."""
        return [
            (base, leaf.column_reader(names.DOCUMENT, translate=False))
            for leaf, base in reversed(self._reader.leaf_readers())
        ]

    def _sources(self) -> dict[str, int]:
        with self._lock, reading(self._folder):
            values = column_values(self._reader, names.SOURCE)
            counts = Counter(
                value for value, live in zip(values, self._collection.live, strict=True) if live
            )
            counts.pop(b"", None)
            return {names.decoded(value): times for value, times in counts.most_common()}


def _relative(lengths: NDArray[np.int64], live: Mask) -> Scores:
    """Lengths divided by the mean over the documents that can be found."""
    known = lengths[live]
    mean = float(known.mean()) if len(known) else 0.0
    return lengths / (mean or 1.0)

"""Selection of the best documents of a clause, and how many there are."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from index.arrays.types import U32
from index.engines.protocols import Cursor, Order
from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.postings.index_postings import PostingSource
from index.engines.whoosh.scoring.columns import IndexColumns
from index.engines.whoosh.scoring.norms import NormTables
from index.engines.whoosh.scoring.scorers import ScorerTable

_NO_RANKS: Final = np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True)
class TopDocuments:
    """The best documents of a clause.

    Attributes:
        total: how many documents match; at least so many if not `exact`.
        numbers: of the best documents, in order.
        scores: of the best documents.
        exact: whether the total is exact.
    """

    total: int
    numbers: list[int]
    scores: list[float]
    exact: bool


@dataclass(frozen=True)
class TopKCollector:
    """Selects the best documents of an open index.

    Attributes:
        postings: its posting lists.
        columns: its columns.
    """

    postings: PostingSource
    columns: IndexColumns

    def select(
        self,
        table: ScorerTable,
        minima: Sequence[int],
        norms: NormTables,
        *,
        order: Order,
        limit: int,
        after: Cursor | None = None,
    ) -> list[TopDocuments]:
        """The best documents of a clause for each of several minima.

        Args:
            table: the clause's scorers.
            minima: how many of its optional parts must match; one number for each answer.
            norms: of all fields.
            order: of the documents; ties by id.
            limit: how many documents to select at most.
            after: where the selection begins.
        """
        rungs, most = len(minima), min(limit, table.max_documents, self.postings.documents)
        totals, sizes = np.zeros(rungs, np.int64), np.zeros(rungs, np.int64)
        keys, scores = np.empty((rungs, most)), np.empty((rungs, most))
        places, numbers = np.empty((rungs, most), np.int64), np.empty((rungs, most), np.int64)
        after_key, after_place = self._place_after(order, after)
        ranks = _NO_RANKS if order.column is None else self.columns[order.column].first
        exact = top_k.rank(
            table.lists, table.factors, table.starts, table.roles,
            table.lazy, table.bounds, norms.norms, norms.tables,
            _kernel_order(order), address(ranks), address(self.places), after_key, after_place,
            np.array(minima, np.int64), totals, sizes, keys, places, numbers, scores,
        )  # fmt: skip
        found = []
        for rung, (total, size) in enumerate(zip(totals.tolist(), sizes.tolist(), strict=True)):
            best = np.lexsort((places[rung, :size], -keys[rung, :size]))
            own, own_scores = numbers[rung, best].tolist(), scores[rung, best].tolist()
            found.append(TopDocuments(total, own, own_scores, exact))
        return found

    def _place_after(self, order: Order, after: Cursor | None) -> tuple[float, int]:
        """The key and the place in the order of ids after which documents are selected."""
        if after is None:
            return math.inf, -1
        if order.column is None:
            key = float(np.rint(after.score * top_k.DECIMALS))
        elif after.value is None:
            key = -math.inf
        else:
            key = self.columns[order.column].rank(after.value) * (1 if order.descending else -1)
        return key, bisect_right(_InOrder(self), after.id) - 1

    @cached_property
    def places(self) -> U32:
        """Each document's place in the order of ids."""
        if len(self.postings.parts) == 1:
            return self.postings.parts[0].segment.stored.ids.places
        places = np.empty(self.postings.documents, np.uint32)
        places[self.by_id] = np.arange(len(places), dtype=np.uint32)
        return places

    @cached_property
    def by_id(self) -> U32:
        """The numbers of documents in the order of ids."""
        if len(self.postings.parts) == 1:
            return self.postings.parts[0].segment.stored.ids.order
        ids: list[str] = []
        numbers = [np.empty(0, np.uint32)]
        for part in self.postings.parts:
            own = [*part.segment.stored.ids]
            ids += [own[number] for number in part.segment.stored.ids.order.tolist()]
            numbers.append(part.segment.stored.ids.order + np.uint32(part.base))
        # Each part is in order, and Python's sort merges runs that are.
        return np.concatenate(numbers)[sorted(range(len(ids)), key=ids.__getitem__)]

    def id_of(self, number: int) -> str:
        """The id of a document."""
        for part in reversed(self.postings.parts):
            if number >= part.base:
                return part.segment.stored.ids[number - part.base]
        raise IndexError(number)


def _kernel_order(order: Order) -> int:
    if order.column is None:
        return top_k.BY_SCORE
    return top_k.DESCENDING if order.descending else top_k.ASCENDING


@dataclass(frozen=True, slots=True)
class _InOrder(Sequence[str]):
    """The ids of an index in their order, read one by one."""

    collector: TopKCollector

    def __len__(self) -> int:
        return self.collector.postings.documents

    def __getitem__(self, place: int) -> str:  # type: ignore[override]  # no slices are taken
        return self.collector.id_of(int(self.collector.by_id[place]))

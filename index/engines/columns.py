"""Columns of many documents as arrays, which filter, count and order them at once."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays.types import U32
from index.model.columns import Value, counted_text, folded_words
from index.model.document import Document
from index.model.query import ColumnFilter


@dataclass(frozen=True, slots=True)
class ColumnArrays:
    """One column: a dictionary of its values, and the ranks of each document's values in it.

    Attributes:
        values: its different values, ascending; the rank of the first is 1.
        first: the rank of each document's first value, 0 if it has none.
        others: the documents that have further values, ascending, once for each of these.
        further: the ranks of these, of the same shape.
    """

    values: tuple[Any, ...]
    first: U32
    others: U32
    further: U32

    @classmethod
    def of(cls, columns: Sequence[tuple[Value, ...]]) -> ColumnArrays:
        """The column that has these values of each document, all of one type."""
        values: tuple[Any, ...] = tuple(sorted({value for own in columns for value in own}))
        ranks = {value: rank for rank, value in enumerate(values, 1)}
        further = [(n, ranks[value]) for n, own in enumerate(columns) for value in own[1:]]
        first = np.array([ranks[own[0]] if own else 0 for own in columns], np.uint32)
        return cls(values, first, *np.array(further, np.uint32).reshape(-1, 2).T)

    def fits(self, documents: int) -> bool:
        """Whether the arrays agree with each other and with a number of documents."""
        return (
            len(self.first) == documents
            and len(self.others) == len(self.further)
            and max(self.first.max(initial=0), self.further.max(initial=0)) <= len(self.values)
            and int(self.others.max(initial=0)) <= max(0, documents - 1)
        )

    def rank(self, value: Value) -> float:
        """The rank of a value of the column, from 1, or one lower by a half if no document has it.

        So the rank of a value that no document has is between those of its neighbours.
        """
        place = bisect_left(self.values, value)
        return place + (1.0 if self.values[place : place + 1] == (value,) else 0.5)

    def matching(self, leaf: ColumnFilter) -> NDArray[np.bool_]:
        """For each document, whether it matches a filter of this column."""
        chosen = np.zeros(len(self.values) + 1, np.bool_)
        if leaf.values:
            ranks = [int(rank) for rank in map(self.rank, leaf.values) if rank.is_integer()]
            chosen[np.array(ranks, np.int64)] = True
        elif leaf.words:
            chosen[1:] = [leaf.words in folded_words(value) for value in self.values]
        else:
            start = 0 if leaf.start is None else bisect_left(self.values, leaf.start)
            end = len(chosen) if leaf.end is None else bisect_right(self.values, leaf.end)
            chosen[start + 1 : end + 1] = True
        found = chosen[self.first]
        found[self.others[chosen[self.further]]] = True
        return found

    def counts(self, documents: U32, most: int) -> Counter[str]:
        """How many of some documents have each value, those of days taken together by year.

        Args:
            documents: their numbers, ascending.
            most: how many values are enough; if there are more, those that the fewest documents
                have may be missing.
        """
        size = len(self.values) + 1
        counts = np.bincount(self.first[documents], minlength=size)
        if len(self.others):
            further = self.further[np.isin(self.others, documents)]
            counts += np.bincount(further, minlength=size)
        counts[0] = least = 0
        if len(self.values) > most and not isinstance(self.values[0], dt.date):
            least = np.partition(counts, -most)[-most]
        found: Counter[str] = Counter()
        for rank in np.flatnonzero(counts >= max(1, least)).tolist():
            found[counted_text(self.values[rank - 1])] += int(counts[rank])
        return found

    def chosen(self, documents: NDArray[np.int64]) -> ColumnArrays:
        """The same of some documents alone, given by their numbers in ascending order."""
        there = np.isin(self.others, documents)
        first, further = self.first[documents], self.further[there]
        used = np.unique(np.concatenate([first[first > 0], further]))
        ranks = np.zeros(len(self.values) + 1, np.uint32)
        ranks[used] = np.arange(1, len(used) + 1)
        return ColumnArrays(
            tuple(self.values[rank - 1] for rank in used.tolist()),
            ranks[first],
            np.searchsorted(documents, self.others[there]).astype(np.uint32),
            ranks[further],
        )


def columns_of(documents: Sequence[Document]) -> dict[str, ColumnArrays]:
    """The columns of documents; one that none of them has is left out."""
    names = dict.fromkeys(chain.from_iterable(document.columns for document in documents))
    return {
        name: ColumnArrays.of([document.columns.get(name, ()) for document in documents])
        for name in names
    }


def join(parts: Sequence[tuple[int, ColumnArrays | None]]) -> ColumnArrays:
    """A column of documents that follow each other in several parts.

    Args:
        parts: how many documents each has, and the column, None if none of them has a value.
    """
    if len(parts) == 1 and parts[0][1]:
        return parts[0][1]
    none = np.empty(0, np.uint32)
    sizes = np.array([0, *(size for size, _ in parts)], np.uint32)
    held = [
        column or ColumnArrays((), np.zeros(size, np.uint32), none, none)
        for size, column in ((0, None), *parts)
    ]
    values = tuple(sorted({value for column in held for value in column.values}))
    ranks = {value: rank for rank, value in enumerate(values, 1)}
    joined = []
    for column, start in zip(held, np.cumsum(sizes) - sizes, strict=True):
        new = np.array([0, *map(ranks.__getitem__, column.values)], np.uint32)
        joined.append((new[column.first], column.others + np.uint32(start), new[column.further]))
    return ColumnArrays(values, *map(np.concatenate, zip(*joined, strict=True)))


def join_all(parts: Sequence[tuple[int, Mapping[str, ColumnArrays]]]) -> dict[str, ColumnArrays]:
    """The same for all columns that any of the parts has."""
    names = dict.fromkeys(chain.from_iterable(columns for _, columns in parts))
    return {name: join([(size, columns.get(name)) for size, columns in parts]) for name in names}

"""Columns of many documents as arrays: filtered, counted and ordered without a loop over documents.

columns_of(documents) -> arrays by column; joined(parts) -> arrays of all of them
arrays -> matching(filter), counts(documents), keys of an order, chosen(documents)
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import ClassVar, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.arrays.offsets import starts_of
from index.model.columns import ColumnType, Value, as_number, counted_text
from index.model.document import Document
from index.model.query import ColumnFilter

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

_NO_NUMBERS: Final = np.empty(0, np.uint32)


@dataclass(frozen=True)
class KeywordArrays:
    """A keyword column.

    Attributes:
        texts: its different values, in order.
        first: for each document 1 + the place in `texts` of its first value, 0 if it has none.
        others: the documents that have further values, ascending, once for each of these.
        further: the places of these in `texts`, of the same shape.
    """

    type: ClassVar = ColumnType.KEYWORD
    texts: tuple[str, ...]
    first: U32
    others: U32 = field(default_factory=lambda: _NO_NUMBERS)
    further: U32 = field(default_factory=lambda: _NO_NUMBERS)

    def fits(self, documents: int) -> bool:
        """Whether the arrays agree with each other and with a number of documents."""
        return (
            len(self.first) == documents
            and len(self.others) == len(self.further)
            and int(self.first.max(initial=0)) <= len(self.texts)
            and not (self.others >= documents).any()
            and not (self.further >= len(self.texts)).any()
        )

    def matching(self, leaf: ColumnFilter) -> Mask:
        """For each document, whether it has one of a filter's values; any if that names none."""
        if not leaf.values:
            return self.first > 0
        wanted = np.zeros(len(self.texts) + 1, np.bool_)
        for value in leaf.values:
            place = bisect_left(self.texts, value)
            wanted[place + 1 : place + 2] |= self.texts[place : place + 1] == (value,)
        found = wanted[self.first]
        found[self.others[wanted[self.further + 1]]] = True
        return found

    def counts(self, documents: U32, most: int) -> dict[str, int]:
        """How many of some documents have each value, for the values that most of them have.

        Args:
            documents: their numbers, ascending.
            most: how many values are enough; those that tie with the last of them are returned too.
        """
        counts = np.bincount(self.first[documents], minlength=len(self.texts) + 1)[1:]
        if len(self.others):
            further = self.further[np.isin(self.others, documents)]
            counts = counts + np.bincount(further, minlength=len(self.texts))
        least = np.partition(counts, -most)[-most] if len(counts) > most else 1
        places = np.flatnonzero(counts >= max(1, least)).tolist()
        return {self.texts[place]: int(counts[place]) for place in places}

    @cached_property
    def keys(self) -> F64:
        """What documents are ordered by: the rank of the first value of each, NaN for none."""
        return np.where(self.first > 0, self.first.astype(np.float64), np.nan)

    def key(self, value: Value) -> float:
        """What a value is ordered by, which may be that of no document."""
        place = bisect_left(self.texts, str(value))
        return place + (1.0 if self.texts[place : place + 1] == (value,) else 0.5)

    def chosen(self, documents: I64) -> KeywordArrays:
        """The same of some documents alone, given by their numbers in ascending order."""
        there = np.isin(self.others, documents)
        first, further = self.first[documents], self.further[there] + np.uint32(1)
        used = np.unique(np.concatenate([first[first > 0], further]))
        ranks = np.zeros(len(self.texts) + 1, np.uint32)
        ranks[used] = np.arange(1, len(used) + 1, dtype=np.uint32)
        return KeywordArrays(
            tuple(self.texts[rank - 1] for rank in used.tolist()),
            ranks[first],
            np.searchsorted(documents, self.others[there]).astype(np.uint32),
            ranks[further] - np.uint32(1),
        )


@dataclass(frozen=True)
class NumberArrays:
    """A column of dates or numbers.

    Attributes:
        type: `ColumnType.DATE` or `ColumnType.NUMBER`.
        keys: the number of each document, or the proleptic ordinal of its day; NaN for none.
    """

    type: ColumnType
    keys: F64

    def fits(self, documents: int) -> bool:
        """Whether there are so many keys, those of dates within the calendar."""
        outside = (self.keys < 1) | (self.keys > dt.date.max.toordinal())
        return len(self.keys) == documents and not (
            self.type is ColumnType.DATE and bool(outside.any())
        )

    def matching(self, leaf: ColumnFilter) -> Mask:
        """For each document, whether it has a value within the bounds of a filter."""
        found = ~np.isnan(self.keys)
        if leaf.start is not None:
            found &= self.keys >= as_number(leaf.start)
        if leaf.end is not None:
            found &= self.keys <= as_number(leaf.end)
        return found

    def counts(self, documents: U32, most: int) -> dict[str, int]:
        """As `KeywordArrays.counts`; days are counted by their years."""
        return self._texts.counts(documents, most)

    def key(self, value: Value) -> float:
        """What a value is ordered by."""
        assert not isinstance(value, str)
        return as_number(value)

    def chosen(self, documents: I64) -> NumberArrays:
        """The same of some documents alone."""
        return NumberArrays(self.type, self.keys[documents])

    @cached_property
    def _texts(self) -> KeywordArrays:
        """The texts that the values are counted under."""
        there = ~np.isnan(self.keys)
        known, places = np.unique(self.keys[there], return_inverse=True)
        values = map(_day, known.tolist()) if self.type is ColumnType.DATE else known.tolist()
        named = list(map(counted_text, values))
        texts = tuple(sorted(set(named)))
        ranks = {text: rank for rank, text in enumerate(texts, 1)}
        first = np.zeros(len(self.keys), np.uint32)
        first[there] = np.array([ranks[name] for name in named], np.uint32)[places]
        return KeywordArrays(texts, first)


ColumnArrays: TypeAlias = KeywordArrays | NumberArrays


def columns_of(documents: Sequence[Document]) -> dict[str, ColumnArrays]:
    """The columns of documents; one that none of them has is left out.

    Raises:
        ValueError: the values of a column are of different types.
    """
    names = dict.fromkeys(chain.from_iterable(document.columns for document in documents))
    return {name: _arrays([each.columns.get(name, ()) for each in documents]) for name in names}


def joined(parts: Sequence[tuple[int, Mapping[str, ColumnArrays]]]) -> dict[str, ColumnArrays]:
    """The columns of documents that follow each other in several parts.

    Args:
        parts: of each part, how many documents it has, and their columns.

    Raises:
        ValueError: a column is of different types.
    """
    names = dict.fromkeys(chain.from_iterable(columns for _, columns in parts))
    return {name: join([(size, columns.get(name)) for size, columns in parts]) for name in names}


def join(parts: Sequence[tuple[int, ColumnArrays | None]]) -> ColumnArrays:
    """One column of such parts; in a part without it no document has a value."""
    known = [arrays for _, arrays in parts if arrays]
    if len(known) == len(parts) == 1:
        return known[0]
    types = {arrays.type for arrays in known}
    if len(types) > 1:
        raise ValueError(f"a column of several types: {', '.join(sorted(types))}")
    if types and ColumnType.KEYWORD not in types:
        keys = [arrays.keys if arrays else np.full(size, np.nan) for size, arrays in parts]
        return NumberArrays(types.pop(), np.concatenate(keys))
    held = [
        arrays
        if isinstance(arrays, KeywordArrays)
        else KeywordArrays((), np.zeros(size, np.uint32))
        for size, arrays in parts
    ]
    texts = tuple(sorted(set(chain.from_iterable(arrays.texts for arrays in held))))
    ranks = {text: rank for rank, text in enumerate(texts, 1)}
    new = [np.array([0, *map(ranks.__getitem__, arrays.texts)], np.uint32) for arrays in held]
    bases = starts_of(np.array([size for size, _ in parts]))[:-1].astype(np.uint32)
    each = list(zip(held, new, bases, strict=True))
    further = [ranks[arrays.further + 1] - np.uint32(1) for arrays, ranks, _ in each]
    return KeywordArrays(
        texts,
        np.concatenate([_NO_NUMBERS, *(ranks[arrays.first] for arrays, ranks, _ in each)]),
        np.concatenate([_NO_NUMBERS, *(arrays.others + base for arrays, _, base in each)]),
        np.concatenate([_NO_NUMBERS, *further]),
    )


def _arrays(values: Sequence[tuple[Value, ...]]) -> ColumnArrays:
    types = {type(value) for of in values for value in of}
    if types == {str}:
        texts = tuple(sorted({str(value) for of in values for value in of}))
        ranks = {text: rank for rank, text in enumerate(texts, 1)}
        further = [(n, ranks[str(each)] - 1) for n, of in enumerate(values) for each in of[1:]]
        return KeywordArrays(
            texts,
            np.array([ranks[str(of[0])] if of else 0 for of in values], np.uint32),
            *np.array(further, np.uint32).reshape(-1, 2).T,
        )
    if types != {dt.date} and not types <= {int, float}:
        raise ValueError(f"a column with values of {sorted(each.__name__ for each in types)}")
    kind = ColumnType.DATE if types == {dt.date} else ColumnType.NUMBER
    firsts = [of[0] if of else np.nan for of in values]
    return NumberArrays(kind, np.array([as_number(v) for v in firsts if not isinstance(v, str)]))


def _day(key: float) -> dt.date:
    return dt.date.fromordinal(int(key))

"""Whole posting lists as arrays, read from Whoosh once and remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from whoosh.matching.wrappers import FilterMatcher

from index.engines.whoosh.codec import BlockMatcher
from index.engines.whoosh.failures import reading
from index.errors import DamagedIndexError

Mask: TypeAlias = NDArray[np.bool_]
Documents: TypeAlias = NDArray[np.int32]
Frequencies: TypeAlias = NDArray[np.float32] | NDArray[np.float64]

# Bytes of posting lists that one reader keeps, and what a list costs beside its arrays.
_REMEMBERED_BYTES: Final = 256 * 2**20
_BESIDE_BYTES: Final = 512


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands.

    Attributes:
        documents: numbers of the documents, ascending.
        frequencies: how often the term stands in each.
    """

    documents: Documents
    frequencies: Frequencies


NO_POSTINGS: Final = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


class PostingSource:
    """Posting lists of one open Whoosh reader; safe for several threads.

    Removed documents stand in no list.

    Args:
        folder: where the index is, for errors.
        reader: a Whoosh IndexReader. Its files are read by one thread at a time.
        live: for each document number, whether the document can be found.
        lock: held while Whoosh reads.

    Raises:
        DamagedIndexError: from every method, where a file can't be read.
    """

    def __init__(self, folder: Path, reader: Any, live: Mask, lock: threading.RLock) -> None:
        """See the class."""
        self._folder = folder
        self._reader = reader
        self._live = live
        self._lock = lock
        self._known: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._bytes = 0

    def read(self, field: str, term: str) -> Postings:
        """The postings of a term of a Whoosh field; empty where it doesn't stand."""
        key = (field, term)
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
                return found
            found = self._known[key] = self._read(field, term)
            self._bytes += _size(key, found)
            while self._bytes > _REMEMBERED_BYTES and len(self._known) > 1:
                self._bytes -= _size(*self._known.popitem(last=False))
            return found

    def positions(self, field: str, term: str, wanted: Sequence[int]) -> dict[int, list[int]]:
        """The positions of a term in those `wanted` documents (ascending) where it stands."""
        found: dict[int, list[int]] = {}
        with self._lock, reading(self._folder):
            for matcher, base, size in self._matchers(field, term):
                within = [number - base for number in wanted if base <= number < base + size]
                for number, places in matcher.positions_of(within).items():
                    found[base + number] = places
        return found

    def terms(self, field: str, prefix: str) -> list[str]:
        """The terms of a field that begin with `prefix`, sorted.

        Those that stand only in removed documents are among them.
        """
        with self._lock, reading(self._folder):
            return [term.decode() for term in self._reader.expand_prefix(field, prefix)]

    def near(self, field: str, term: str, distance: int) -> set[str]:
        """The terms within an edit distance without swaps, by Whoosh's automaton."""
        with self._lock, reading(self._folder):
            return {
                near
                for leaf, _ in self._reader.leaf_readers()
                for near in leaf.terms_within(field, term, distance)
            }

    def holds(self, field: str, term: str) -> bool:
        """Whether a term stands in a field, perhaps only in removed documents."""
        with self._lock, reading(self._folder):
            return (field, term) in self._reader

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term stands; removed ones count."""
        with self._lock, reading(self._folder):
            return int(self._reader.doc_frequency(field, term))

    def distinct(self, field: str) -> int:
        """How many terms a field has."""
        with self._lock, reading(self._folder):
            return sum(1 for _ in self._reader.lexicon(field))

    def _read(self, field: str, term: str) -> Postings:
        lists: list[tuple[Documents, NDArray[np.float32]]] = []
        with reading(self._folder):
            for matcher, base, size in self._matchers(field, term):
                numbers, times = matcher.whole()
                ascending = (np.diff(numbers) > 0).all()
                if (
                    numbers[0] < 0
                    or numbers[-1] >= size
                    or not ascending
                    or len(times) != len(numbers)
                ):
                    raise DamagedIndexError(str(self._folder), f"postings of {field} {term!r}")
                lists.append(((numbers + base).astype(np.int32), times))
        if not lists:
            return NO_POSTINGS
        documents = np.concatenate([part for part, _ in lists])
        frequencies = np.concatenate([part for _, part in lists])
        found = self._live[documents]
        return Postings(documents[found], frequencies[found])

    def _matchers(self, field: str, term: str) -> Iterator[tuple[BlockMatcher, int, int]]:
        """Matcher, first document number and number of documents of each segment with the term."""
        for leaf, base in self._reader.leaf_readers():
            if (field, term) in leaf:
                matcher = leaf.postings(field, term)
                if isinstance(matcher, FilterMatcher):  # leaves out removed documents, one by one
                    matcher = matcher.child
                    matcher.reset()
                yield matcher, base, leaf.doc_count_all()


def union(postings: Iterable[Postings]) -> Postings:
    """The postings of several terms as those of one: frequencies are added."""
    lists = [found for found in postings if len(found.documents)]
    if not lists:
        return NO_POSTINGS
    if len(lists) == 1:
        return lists[0]
    documents = np.concatenate([found.documents for found in lists])
    frequencies = np.concatenate([found.frequencies.astype(np.float64) for found in lists])
    different, place = np.unique(documents, return_inverse=True)
    summed = np.bincount(place, frequencies, minlength=len(different)).astype(np.float64)
    return Postings(different.astype(np.int32, copy=False), summed)


def _size(key: tuple[str, str], postings: Postings) -> int:
    arrays = postings.documents.nbytes + postings.frequencies.nbytes
    return arrays + _BESIDE_BYTES + 4 * len(key[1])

"""Whole posting lists as arrays, read from Whoosh once and remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound

Documents = NDArray[np.int32]
Scores = NDArray[np.float32]

# Bytes of posting lists that one reader keeps.
_REMEMBERED_BYTES: Final = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands.

    Attributes:
        documents: numbers of the documents, ascending.
        frequencies: how often the term stands in each.
    """

    documents: Documents
    frequencies: Scores


NO_POSTINGS: Final = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


class PostingSource:
    """Posting lists of one open Whoosh reader; safe for several threads.

    Args:
        reader: a Whoosh IndexReader. Its files are read by one thread at a time.
    """

    def __init__(self, reader: Any) -> None:
        """See the class."""
        self._reader = reader
        self._lock = threading.RLock()
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
            self._bytes += found.documents.nbytes + found.frequencies.nbytes
            while self._bytes > _REMEMBERED_BYTES and len(self._known) > 1:
                _, dropped = self._known.popitem(last=False)
                self._bytes -= dropped.documents.nbytes + dropped.frequencies.nbytes
            return found

    def positions(self, field: str, term: str, wanted: Iterable[int]) -> dict[int, list[int]]:
        """The positions of a term in those `wanted` documents (ascending) where it stands."""
        found: dict[int, list[int]] = {}
        with self._lock:
            try:
                matcher = self._reader.postings(field, term)
            except TermNotFound:
                return found
            for number in wanted:
                if not matcher.is_active():
                    break
                matcher.skip_to(int(number))
                if matcher.is_active() and matcher.id() == number:
                    found[int(number)] = matcher.value_as("positions")
        return found

    def terms(self, field: str, prefix: str) -> Iterator[str]:
        """The terms of a field that begin with `prefix`, sorted."""
        with self._lock:
            found = [term.decode() for term in self._reader.expand_prefix(field, prefix)]
        return iter(found)

    def near(self, field: str, term: str, distance: int) -> list[str]:
        """The terms within an edit distance without swaps, by Whoosh's automaton."""
        with self._lock:
            return list(self._reader.terms_within(field, term, distance))

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term stands (removed ones may count)."""
        with self._lock:
            return int(self._reader.doc_frequency(field, term))

    def _read(self, field: str, term: str) -> Postings:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return NO_POSTINGS
        documents: list[int] = []
        frequencies: list[float] = []
        while matcher.is_active():
            documents.append(matcher.id())
            frequencies.append(matcher.weight())
            matcher.next()
        return Postings(np.array(documents, np.int32), np.array(frequencies, np.float32))


def union(postings: Iterable[Postings]) -> Postings:
    """The postings of several terms as those of one: frequencies are added."""
    lists = [found for found in postings if len(found.documents)]
    if not lists:
        return NO_POSTINGS
    if len(lists) == 1:
        return lists[0]
    documents = np.concatenate([found.documents for found in lists])
    frequencies = np.concatenate([found.frequencies for found in lists])
    different, place = np.unique(documents, return_inverse=True)
    summed = np.bincount(place, weights=frequencies, minlength=len(different))
    return Postings(different.astype(np.int32), summed.astype(np.float32))

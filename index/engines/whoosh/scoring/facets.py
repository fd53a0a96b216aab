"""Facets: matching documents counted by source and by year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.engines.protocols import MAX_FACET_VALUES, Facet, FacetValue
from index.engines.whoosh.postings.index_postings import PostingSource
from index.engines.whoosh.segments.documents import NO_DATE

U32 = NDArray[np.uint32]


@dataclass(frozen=True)
class FacetCounter:
    """Counts documents of an open index by what is known of them.

    Attributes:
        postings: its segments.
        dates: each document's date as a proleptic ordinal, or `NO_DATE`.
    """

    postings: PostingSource
    dates: NDArray[np.int32]

    def of(self, facet: Facet, documents: U32) -> tuple[FacetValue, ...]:
        """The values of most of some documents."""
        if facet is Facet.YEAR:
            counts = np.bincount(self._years[documents])
            named = {f"{year:04}": int(counts[year]) for year in np.flatnonzero(counts).tolist()}
            named.pop(f"{0:04}", None)
        else:
            counts = np.bincount(self._source_numbers[documents])
            # Of many thousands of sources only the largest are looked at more closely.
            few = np.argsort(-counts, kind="stable")[: MAX_FACET_VALUES + 1]
            least = int(counts[few[-1]]) if len(few) else 0
            tied = np.flatnonzero(counts >= max(1, least)).tolist()
            named = {self._source_names[n]: int(counts[n]) for n in tied if n}
        best = sorted(named.items(), key=lambda each: (-each[1], each[0]))[:MAX_FACET_VALUES]
        return tuple(FacetValue(value, times) for value, times in best)

    def sources(self) -> Mapping[str, int]:
        """All sources of documents that can be found, those of most documents first."""
        counts = np.bincount(self._source_numbers[self.postings.live])
        order = np.argsort(-counts, kind="stable").tolist()
        return {self._source_names[n]: int(counts[n]) for n in order if n and counts[n]}

    @cached_property
    def _years(self) -> NDArray[np.uint16]:
        """Each document's year, 0 for none."""
        known = np.flatnonzero(np.bincount(self.dates))
        years = np.zeros(self.dates.max(initial=NO_DATE) + 1, np.uint16)
        for day in known.tolist():
            years[day] = 0 if day == NO_DATE else dt.date.fromordinal(day).year
        return years[self.dates]

    @cached_property
    def _source_names(self) -> tuple[str, ...]:
        """Different sources of all segments; the first is none."""
        return tuple(name or "" for name in self._numbered)

    @cached_property
    def _numbered(self) -> Mapping[str | None, int]:
        numbers: dict[str | None, int] = {None: 0}
        for part in self.postings.parts:
            for name in part.segment.sources[0][1:]:
                numbers.setdefault(name, len(numbers))
        return numbers

    @cached_property
    def _source_numbers(self) -> U32:
        """The number of each document's source."""
        found = [np.empty(0, np.uint32)]
        for part in self.postings.parts:
            names, numbers = part.segment.sources
            known = [0, *(self._numbered[name] for name in names[1:])]
            found.append(np.array(known, np.uint32)[numbers])
        return np.concatenate(found)

"""The columns of an open index: which documents match a filter, how many have each value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.engines.columns import ColumnArrays, join
from index.engines.protocols import MAX_FACET_VALUES, FacetValue
from index.engines.whoosh.postings.index_postings import PostingSource
from index.model.query import ColumnFilter

U32 = NDArray[np.uint32]


@dataclass(frozen=True)
class IndexColumns:
    """The columns of an open index over all segments, each joined when it is first used.

    Attributes:
        postings: its segments.
    """

    postings: PostingSource

    def __getitem__(self, name: str) -> ColumnArrays:
        """A column; one that no document has a value in is a keyword column without values."""
        if name not in self._joined:
            parts = [part.segment for part in self.postings.parts]
            self._joined[name] = join(
                [(each.documents, each.stored.column(name)) for each in parts]
            )
        return self._joined[name]

    def facet(self, name: str, documents: U32) -> tuple[FacetValue, ...]:
        """The values that most of some documents have in a column, with their numbers."""
        counted = self[name].counts(documents, MAX_FACET_VALUES)
        best = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:MAX_FACET_VALUES]
        return tuple(FacetValue(value, times) for value, times in best)

    def sources(self) -> Mapping[str, int]:
        """All sources of documents that can be found, those of most documents first."""
        live = self.postings.everything.documents
        counted = self["source"].counts(live, self.postings.documents)
        return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))

    def described(self) -> Mapping[str, int]:
        """By column, how many of the documents that can be found have a value in it."""
        names = {name for part in self.postings.parts for name in part.segment.stored.columns}
        held = {name: self[name].matching(ColumnFilter(name)) for name in sorted(names)}
        counts = {name: int((mask & self.postings.live).sum()) for name, mask in held.items()}
        return {name: count for name, count in counts.items() if count}

    @cached_property
    def _joined(self) -> dict[str, ColumnArrays]:
        return {}

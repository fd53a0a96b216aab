"""The columns of an open index."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.engines.columns import ColumnArrays, join
from index.engines.protocols import MAX_FACET_VALUES, FacetValue
from index.engines.whoosh.postings.index_postings import PostingSource


@dataclass(frozen=True, slots=True)
class IndexColumns:
    """The columns of an open index over all its segments, each joined when it is first used."""

    postings: PostingSource
    _joined: dict[str, ColumnArrays] = field(default_factory=dict)

    def __getitem__(self, name: str) -> ColumnArrays:
        """A column; one that no document has a value in is empty."""
        if name not in self._joined:
            segments = (part.segment for part in self.postings.parts)
            self._joined[name] = join([(s.documents, s.stored.column(name)) for s in segments])
        return self._joined[name]

    def facet(
        self, name: str, documents: NDArray[np.uint32], most: int = MAX_FACET_VALUES
    ) -> tuple[FacetValue, ...]:
        """The values that most of some documents have in a column, and how many have each."""
        counted = self[name].counts(documents, most)
        best = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:most]
        return tuple(FacetValue(value, times) for value, times in best)

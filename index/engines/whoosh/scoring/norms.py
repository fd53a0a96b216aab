"""What BM25 needs of a collection, as the kernels take it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engines import bm25
from index.engines.protocols import LEVELS, FieldWeights
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.kernels.top_k import TABLED_COUNTS, TABLED_LENGTHS
from index.model.query import TextField

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

FIELDS: tuple[TextField, ...] = tuple(LEVELS)
"""The text fields in the order of the kernels' arrays."""


@dataclass(frozen=True, slots=True)
class FieldNorms:
    """The lengths of one field.

    Attributes:
        of: tokens of each document, removed ones too.
        mean: over the documents that can be found; 1 where they have none.
        tokens: of these documents together.
    """

    of: U32
    mean: float
    tokens: int

    @classmethod
    def measured(cls, of: U32, live: NDArray[np.bool_]) -> FieldNorms:
        """The lengths of documents of which some were removed."""
        tokens = int(of[live].sum(dtype=np.int64))
        return cls(of, tokens / max(1, int(live.sum())) or 1.0, tokens)


@dataclass(frozen=True, slots=True)
class NormTables:
    """One way to weigh, for all fields.

    Attributes:
        lengths: address of each field's lengths.
        tables: address of each field's constants and saturation, as `scoring.rank` wants them.
        kept: the arrays at those addresses.
    """

    lengths: I64
    tables: I64
    kept: tuple[NDArray[np.generic], ...]

    @classmethod
    def of(cls, lengths: tuple[FieldNorms, ...], weights: FieldWeights) -> NormTables:
        """The measures of fields, in the order of `FIELDS`."""
        own = tuple(np.ascontiguousarray(each.of) for each in lengths)
        tables = tuple(
            _table(each.mean, weights.k1, weights.b[field])
            for field, each in zip(FIELDS, lengths, strict=True)
        )
        return cls(
            np.array([address(each) for each in own]),
            np.array([address(each) for each in tables]),
            (*own, *tables),
        )


def _table(mean: float, k1: float, b: float) -> F64:
    """The constants of `bm25.saturated` and its values for usual counts and lengths."""
    counts, lengths = np.meshgrid(
        np.arange(1.0, TABLED_COUNTS + 1), np.arange(TABLED_LENGTHS) / mean, indexing="ij"
    )
    constants = np.array([k1 + 1, k1 * (1 - b), k1 * b / mean])
    of_none = np.zeros(TABLED_LENGTHS)
    of_some = bm25.saturated(counts, lengths, k1=k1, b=b).ravel()
    return np.concatenate([constants, of_none, of_some])

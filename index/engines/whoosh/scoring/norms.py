"""Norms: the lengths of documents as BM25 and its kernels take them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays.types import F64, I64, U8
from index.engines import bm25
from index.engines.protocols import LEVELS, FieldWeights
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.kernels.top_k import NORMS, TABLED_COUNTS
from index.model.query import TextField

FIELDS: tuple[TextField, ...] = tuple(LEVELS)
"""The text fields in the order of the kernels' arrays."""


@dataclass(frozen=True, slots=True)
class FieldNorms:
    """The norms of one field and its statistics.

    Attributes:
        norms: `bm25.norms` of each document, removed ones too.
        documents: that can be found and have the field.
        tokens: of these documents together.
    """

    norms: U8
    documents: int
    tokens: int

    @property
    def mean(self) -> float:
        """Tokens of a document that has the field; 1 where none has."""
        return self.tokens / self.documents if self.documents else 1.0


@dataclass(frozen=True, slots=True)
class NormTables:
    """The norms and tables of BM25 of all fields, in the order of `FIELDS`.

    Attributes:
        norms: address of each field's norms.
        tables: address of each field's table of BM25, as `top_k.rank` describes it.
        arrays: the arrays at those addresses.
    """

    norms: I64
    tables: I64
    arrays: tuple[NDArray[np.generic], ...]

    @classmethod
    def of(cls, fields: tuple[FieldNorms, ...], weights: FieldWeights) -> NormTables:
        """The tables of all fields for the parameters of a ranking."""
        own = tuple(np.ascontiguousarray(each.norms) for each in fields)
        tables = tuple(
            _table(each.mean, weights.k1, weights.b[field])
            for field, each in zip(FIELDS, fields, strict=True)
        )
        return cls(
            np.array([address(each) for each in own]),
            np.array([address(each) for each in tables]),
            (*own, *tables),
        )


def _table(mean: float, k1: float, b: float) -> F64:
    """For each norm the frequency that counts half, then `bm25.saturated` of each usual count."""
    halves = bm25.half_frequency(bm25.NORM_LENGTHS / mean, k1=k1, b=b)
    counts = range(1, TABLED_COUNTS + 1)
    return np.concatenate([halves, np.zeros(NORMS), *(bm25.saturated(n, halves) for n in counts)])

"""BM25 as Lucene computes it: idf, norms (lengths in one byte), saturation of frequency."""

from __future__ import annotations

import math
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

_Numbers = TypeVar("_Numbers", float, NDArray[np.float64])

_EXACT: Final = 24
NORM_LENGTHS: Final[NDArray[np.int64]] = np.array(
    [
        *range(_EXACT),
        *(_EXACT + ((8 + n % 8) << (n // 8 - 1) if n >= 8 else n) for n in range(256 - _EXACT)),
    ]
)
"""The length of each norm in tokens, of shape (256,).

The numbers of Lucene's SmallFloat.byte4ToInt: from 24 on, the rest has four significant bits.
"""


def norms(lengths: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
    """The norm of each length in tokens: the last one of no greater length."""
    return (np.searchsorted(NORM_LENGTHS, lengths, side="right") - 1).astype(np.uint8)


def idf(documents: int, doc_freq: int) -> float:
    """Inverse document frequency, never negative.

    ln(1 + (N - n + 0.5) / (n + 0.5)), Robertson and Zaragoza 2009, formula 3.3, with the 1
    added that Lucene adds so that a word in most documents still counts a little.

    Args:
        documents: documents that have the field (N).
        doc_freq: those of them that have the term (n).
    """
    return math.log1p((documents - doc_freq + 0.5) / (doc_freq + 0.5))


def half_frequency(relative_length: _Numbers, *, k1: float, b: float) -> _Numbers:
    """The term frequency that counts half as much as an infinite one: k1 * (1 - b + b * l).

    Args:
        relative_length: l, the length of the norm, divided by the mean length.
        k1: saturation of term frequency.
        b: strength of the length normalisation, 0 to 1.
    """
    return k1 * (1 - b + b * relative_length)


def saturated(frequency: float, half: _Numbers) -> _Numbers:
    """What a term frequency above 0 counts, below 1: f / (f + half).

    Robertson and Zaragoza 2009, formula 3.15, without the constant factor k1 + 1, as in Lucene.

    Args:
        frequency: how often the term occurs (f).
        half: the frequency that counts half, by `half_frequency`.
    """
    return frequency / (frequency + half)

"""BM25 over arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def idf(documents: int, holding: int) -> float:
    """Inverse document frequency, never negative.

    ln(1 + (N - n + 0.5) / (n + 0.5)), Robertson and Zaragoza 2009, formula 3.3, with the 1
    added that Lucene adds so that a word in most documents still counts a little.

    Args:
        documents: documents in the index (N).
        holding: documents that hold the term (n).
    """
    return math.log1p((documents - holding + 0.5) / (holding + 0.5))


def saturated(
    frequencies: NDArray[np.floating[Any]],
    lengths: NDArray[np.float64],
    *,
    k1: float,
    b: float,
) -> NDArray[np.float64]:
    """Term frequencies, saturated and normalised by length.

    f * (k1 + 1) / (f + k1 * (1 - b + b * l)), Robertson and Zaragoza 2009, formula 3.15.

    Args:
        frequencies: f, of shape (documents,).
        lengths: l, each field's length divided by the mean length, of the same shape.
        k1: saturation.
        b: strength of the length normalisation, 0 to 1.
    """
    counted = frequencies.astype(np.float64)
    return counted * (k1 + 1) / (counted + k1 * (1 - b + b * lengths))

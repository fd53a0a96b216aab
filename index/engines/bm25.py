"""BM25 over arrays."""

from __future__ import annotations

import math

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
    frequencies: NDArray[np.float32],
    lengths: NDArray[np.float32],
    *,
    k1: float,
    b: float,
) -> NDArray[np.float32]:
    """Term frequencies, saturated and normalised by length.

    f * (k1 + 1) / (f + k1 * (1 - b + b * l)), Robertson and Zaragoza 2009, formula 3.15.

    Args:
        frequencies: f, of shape (documents,).
        lengths: l, each field's length divided by the mean length, of the same shape.
        k1: saturation.
        b: strength of the length normalisation, 0 to 1.
    """
    norm = k1 * (1 - b + b * lengths)
    scores = frequencies * np.float32(k1 + 1) / (frequencies + norm)
    return scores.astype(np.float32)

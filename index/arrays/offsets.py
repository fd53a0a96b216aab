"""Offsets of parts that follow each other in an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def starts_of(sizes: NDArray[Any] | Sequence[int]) -> NDArray[np.int64]:
    """Where parts of these sizes begin, from 0, and where the last ends; of shape (parts + 1,)."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def narrow(starts: NDArray[np.int64]) -> NDArray[Any]:
    """Ascending numbers as uint32, in half the memory, if they fit."""
    fits = not len(starts) or int(starts[-1]) <= np.iinfo(np.uint32).max
    return starts.astype(np.uint32) if fits else starts

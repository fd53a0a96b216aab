"""Stretches that follow each other: where each begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def starts_of(sizes: NDArray[Any] | Sequence[int]) -> NDArray[np.int64]:
    """Where stretches of these sizes begin, from 0, and where the last ends; one place more."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def narrow(starts: NDArray[np.int64]) -> NDArray[Any]:
    """Ascending numbers that are kept for long: in half the memory, where they fit in it."""
    fits = not len(starts) or int(starts[-1]) <= np.iinfo(np.uint32).max
    return starts.astype(np.uint32) if fits else starts

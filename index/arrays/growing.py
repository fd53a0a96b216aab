"""Arrays that grow at their end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class GrowingArray:
    """Rows that more are appended to; an array that was taken of it stays as it was.

    Args:
        kind: the type of the numbers.
        shape: of each row.
    """

    def __init__(self, kind: type[np.generic], shape: tuple[int, ...] = ()) -> None:
        self._rows = np.zeros((0, *shape), kind)
        self._size = 0

    def __len__(self) -> int:
        """How many rows there are."""
        return self._size

    @property
    def values(self) -> NDArray[Any]:
        """All rows so far."""
        return self._rows[: self._size]

    def append(self, rows: NDArray[Any]) -> None:
        """Append rows."""
        size = self._size + len(rows)
        if size > len(self._rows):
            grown = np.empty((max(size, 2 * self._size), *self._rows.shape[1:]), self._rows.dtype)
            grown[: self._size] = self.values
            self._rows = grown
        self._rows[self._size : size] = rows
        self._size = size

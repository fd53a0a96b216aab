"""Where stretches begin."""

from __future__ import annotations

import numpy as np

from index.arrays.offsets import narrow, starts_of


def test_places_that_fit_are_kept_in_half_the_memory() -> None:
    starts = starts_of(np.array([3, 0, 2**32 - 4]))
    assert narrow(starts).dtype == np.uint32
    assert narrow(starts).tolist() == [0, 3, 3, 2**32 - 1]


def test_places_that_do_not_fit_stay_as_they_are() -> None:
    starts = starts_of(np.array([3, 2**32 - 3]))
    assert narrow(starts).tolist() == [0, 3, 2**32]

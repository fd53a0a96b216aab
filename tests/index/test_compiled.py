"""Loops that are compiled, where nothing can be kept."""

from __future__ import annotations

import pytest
from numba.core import caching

from index.compiled import compiled


def test_kernels_are_compiled_where_no_folder_can_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])

    @compiled
    def doubled(number: int) -> int:
        return 2 * number

    assert doubled(21) == 42

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.service import SearchService


@pytest.fixture(scope="session")
def seeds_search(seeds_index: Path) -> Iterator[SearchService]:
    """The search over the sample collection."""
    service = SearchService.over(seeds_index)
    yield service
    service.close()

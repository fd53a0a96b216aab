"""What a worker does before it answers."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from web.gunicorn_server import settle


@pytest.fixture
def collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collector")
def test_what_is_loaded_is_never_looked_through_again() -> None:
    loaded = [[number] for number in range(1000)]
    settle()
    assert not any(found is loaded for found in gc.get_objects())


@pytest.mark.usefixtures("collector")
def test_cycles_that_requests_leave_are_still_freed() -> None:
    settle()
    assert gc.isenabled()
    assert all(gc.get_threshold())

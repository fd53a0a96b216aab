"""Connections are taken by the worker that has the fewest."""

from __future__ import annotations

import socket
import time

import pytest

from web.gunicorn_server import MAX_PATIENCE, PATIENCE_SECONDS, GunicornWorker


@pytest.mark.parametrize(("connections", "waits"), [(0, 0), (3, 3), (500, MAX_PATIENCE)])
def test_a_worker_waits_the_longer_the_more_it_has(
    connections: int, waits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    worker = object.__new__(GunicornWorker)
    worker.nr_conns = connections
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        worker.accept(listener)  # another worker has taken what was there
    assert waited == [pytest.approx(waits * PATIENCE_SECONDS)]
    assert worker.nr_conns == connections

"""Every change of an index while a server answers from it: not one of a thousand requests fails."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.acceptance.conftest import fihris, write

if TYPE_CHECKING:
    from tests.conftest import Serve

THREADS = 8
LEAST = 125  # requests of each thread
ADDRESSES = (
    f"/api/v1/search?q={quote('الوزير')}",
    f"/?q={quote('النهر OR الوزير')}",
    "/documents/minister.txt",
    "/api/v1/stats",
    "/readyz",
)


@pytest.mark.slow
@pytest.mark.xdist_group("server")
def test_no_request_fails_while_the_index_changes_again_and_again(
    serve: Serve, index: Path, collection: Path, tmp_path: Path
) -> None:
    more = write(tmp_path / "more", {"new.txt": "خبر جديد\n\nسافر الوزير إلى الجبل.\n"})
    changes = (
        ("rebuild", collection),
        ("generations", "roll-back"),
        ("add", more),
        ("remove", "more/new.txt"),
        ("rebuild", collection),
        ("generations", "prune", "--keep", "1"),
    )
    changed = threading.Event()
    with serve(index, workers=2) as served, ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(ask_until, changed, served.url) for _ in range(THREADS)]
        try:
            for change in changes:
                assert fihris(*change, "--index", index).code == 0, change
        finally:
            changed.set()
        answered = sum((each.result() for each in asked), Counter[str]())
    assert answered.keys() == {"200"}
    assert answered.total() >= 1000


def ask_until(changed: threading.Event, url: str) -> Counter[str]:
    """How often each status came, until `changed` and at least so many requests."""
    answered: Counter[str] = Counter()
    while answered.total() < LEAST or not changed.is_set():
        address = ADDRESSES[answered.total() % len(ADDRESSES)]
        answered[status(url + address)] += 1
        time.sleep(0.01)  # leave the changes a share of the cores
    return answered


def status(url: str) -> str:
    """The status of a GET, or the way in which it failed."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            answer.read()
            return str(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return f"{error.code} {error.read().decode()[:300]}"
    except OSError as error:
        return f"{type(error).__name__}: {error}"

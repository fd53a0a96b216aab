"""`fihris serve` as a process: how it starts, answers what no application sees, and stops."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from web.gunicorn_server import MAX_REQUEST_LINE_BYTES

if TYPE_CHECKING:
    from tests.conftest import Serve, Served

SEARCH = "/api/v1/search?q="

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("server")]


def status(url: str) -> int:
    """The status of a GET."""
    return get(url)[0]


def get(url: str) -> tuple[int, bytes]:
    """The status and body of a GET."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run fihris to its end."""
    command = [sys.executable, "-c", "from web.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def rebuild(folder: Path, index: Path) -> None:
    """Build the index of a folder."""
    ended = run("rebuild", str(folder), "--index", str(index), "--quiet")
    assert ended.returncode == 0, ended.stderr


@pytest.fixture(scope="module")
def server(serve: Serve, seeds_index: Path) -> Iterator[Served]:
    with serve(seeds_index) as served:
        yield served


def test_it_serves_what_was_built(server: Served) -> None:
    code, body = get(server.url + SEARCH + quote("وزير الدفاع"))
    assert code == 200
    assert json.loads(body)["hits"]


def test_a_very_long_query_is_told_its_length(server: Served) -> None:
    code, body = get(server.url + SEARCH + quote("و" * 100_000))
    assert code == 414
    assert json.loads(body)["code"] == "query-too-long"


def test_a_very_long_query_in_the_search_box_gets_a_page(server: Served) -> None:
    code, body = get(server.url + "/?q=" + quote("و" * 100_000))
    assert code == 414
    assert "100000" in body.decode()


def test_an_endless_request_line_is_cut_off_with_a_problem(server: Served) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(b"GET /?q=" + b"x" * MAX_REQUEST_LINE_BYTES)
        head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 414 ")
    assert json.loads(body)["code"] == "address-too-long"


def test_it_starts_without_an_index_and_searches_once_there_is_one(
    serve: Serve, seeds_dir: Path, tmp_path: Path
) -> None:
    with serve(tmp_path / "index") as served:
        assert status(served.url + "/healthz") == 200
        code, body = get(served.url + "/readyz")
        assert (code, json.loads(body)["code"]) == (503, "no-index")
        assert "fihris rebuild" in get(served.url + "/")[1].decode()
        rebuild(seeds_dir / "news", tmp_path / "index")
        assert status(served.url + "/readyz") == 200
        assert status(served.url + SEARCH + quote("وزير")) == 200


def test_of_a_thousand_requests_none_fails_in_a_reload_and_a_rebuild(
    serve: Serve, seeds_dir: Path, tmp_path: Path
) -> None:
    rebuild(seeds_dir / "news", tmp_path / "index")
    changed = threading.Event()
    with serve(tmp_path / "index", workers=2) as served, ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask_until, changed, served, least=250) for _ in range(4)]
        served.process.send_signal(signal.SIGHUP)
        rebuild(seeds_dir / "news", tmp_path / "index")
        changed.set()
        statuses = Counter(status for each in asked for status in each.result())
    assert statuses.keys() == {200}
    assert statuses.total() >= 1000


def ask_until(changed: threading.Event, served: Served, *, least: int) -> list[int]:
    """The statuses of searches, one after another, until `changed` and at least so many."""
    statuses: list[int] = []
    while len(statuses) < least or not changed.is_set():
        statuses.append(status(served.url + SEARCH + quote("وزير")))
    return statuses


def test_asked_to_stop_it_stops_soon(serve: Serve, seeds_index: Path) -> None:
    with serve(seeds_index) as served:
        assert status(served.url + "/healthz") == 200
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(timeout=20) == 0


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("serve", "--index", str(tmp_path), "--port", port)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert f"127.0.0.1:{port}" in ended.stderr


def test_an_address_of_another_machine_is_one_clear_line(tmp_path: Path) -> None:
    ended = run("serve", "--index", str(tmp_path), "--host", "192.0.2.1", "--port", "0")
    assert (ended.returncode, len(ended.stderr.splitlines())) == (1, 1)


def test_a_setting_that_cannot_be_understood_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIHRIS_PAGES_LANGUAGE", "klingon")
    ended = run("serve", "--index", str(tmp_path), "--port", "0")
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert "FIHRIS_PAGES_LANGUAGE" in ended.stderr

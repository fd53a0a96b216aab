"""The HTTP API under load: `fihris serve` with two workers, asked by wrk."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bench.performance.measures import Load, Served
from bench.performance.places import JOBS
from bench.performance.processes import family, memory
from bench.performance.questions import Question

CONNECTIONS: Final = (1, 8, 64)
SECONDS: Final = 8
QUERIES: Final = 10_000
"""After so many the workers' memory is looked at."""
_PATIENCE: Final = 60.0

SCRIPT: Final = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
function request()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
function done(summary, latency, requests)
  local wrong = summary.errors
  io.write(string.format(
    '\\nwrk {"requests": %%d, "microseconds": %%d, "p50": %%d, "p99": %%d, "errors": %%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout))
end
"""


class NoServerError(Exception):
    """The server did not answer, or answered nonsense."""


def measure(index: Path, questions: Sequence[Question], folder: Path, rounds: int) -> Served | None:
    """Start a server, put it under each load `rounds` times; None where there is no wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    paths = folder / "paths.txt"
    paths.write_text("".join(path_of(each.text) + "\n" for each in questions), encoding="utf-8")
    script = folder / "ask.lua"
    script.write_text(SCRIPT % paths, encoding="utf-8")
    firsts = []
    for _ in range(rounds):
        with _serving(index, questions[0]) as (_, _, first):
            firsts.append(first)
    loads, queries = [], 0
    with _serving(index, questions[0], FIHRIS_PLAIN="1") as (url, _, _):
        plain = [
            _load(wrk, script, url, connections, SECONDS)
            for connections in CONNECTIONS[:2]  # one by one first, as below
            for _ in range(rounds)
        ]
    with _serving(index, questions[0]) as (url, server, _):
        for connections in CONNECTIONS:
            for _ in range(rounds):
                loads.append(_load(wrk, script, url, connections, SECONDS))
                queries += loads[-1].requests
        while queries < QUERIES:
            queries += _load(wrk, script, url, CONNECTIONS[1], SECONDS).requests
        resident = max(memory(worker).own for worker in family(server)[1:])
    return Served(tuple(firsts), tuple(loads), resident, queries, tuple(plain))


def path_of(question: str) -> str:
    """The path that asks a question, snippets and all."""
    return f"/api/v1/search?q={quote(question, safe='')}"


def _load(wrk: str, script: Path, url: str, connections: int, seconds: int) -> Load:
    command = [wrk, "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s"]
    ended = subprocess.run(
        [*command, "-s", str(script), url], check=True, capture_output=True, text=True
    )
    return read_load(ended.stdout, connections)


def read_load(output: str, connections: int) -> Load:
    """What wrk said at the end of a load.

    Raises:
        NoServerError: it said nothing that we know.
    """
    for line in output.splitlines():
        if line.startswith("wrk {"):
            said = json.loads(line.removeprefix("wrk "))
            return Load(
                connections=connections,
                requests=said["requests"],
                seconds=said["microseconds"] / 1e6,
                p50=said["p50"] / 1e6,
                p99=said["p99"] / 1e6,
                errors=said["errors"],
            )
    raise NoServerError(output)


@contextmanager
def _serving(index: Path, question: Question, **settings: str) -> Iterator[tuple[str, int, float]]:
    """A server's address and process, and the seconds from its start to its first answer.

    Args:
        index: what it serves.
        question: what it is asked first.
        settings: variables of its environment.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    fihris = Path(sys.executable).with_name("fihris")
    command = [fihris, "serve", "--index", index, "--port", str(port), "--workers", str(JOBS)]
    began = time.perf_counter()
    with subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | settings,
    ) as process:
        try:
            _await(url + path_of(question.text), process, began + _PATIENCE)
            yield url, process.pid, time.perf_counter() - began
        finally:
            process.terminate()


def _await(url: str, process: subprocess.Popen[bytes], end: float) -> None:
    while time.perf_counter() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:
                if not json.load(answer)["hits"]:
                    raise NoServerError(f"No hits: {url}")
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise NoServerError(f"No answer: {url}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port

"""Peers in processes of their own: what they print, how long they took, what they needed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.performance.__main__ import nearest
from bench.performance.http import NoServerError, path_of, read_load
from bench.performance.measures import Answer, Load
from bench.performance.peers.__main__ import answered
from bench.performance.processes import FailedError, run, size
from bench.performance.suite import asked

WRK = """Requests/sec: 500.00

wrk {"requests": 4000, "microseconds": 8000000, "p50": 10000, "p99": 50000, "errors": 1}
"""
THIRTY_MB = "import time; held = b'x' * 30_000_000; time.sleep(0.5); print('built')"


def test_a_process_is_watched_to_its_end() -> None:
    ran = run((sys.executable, "-c", THIRTY_MB), most=60)
    assert ran.output == "built\n"
    assert ran.answered <= ran.seconds
    assert ran.peak.own > 30_000_000


def test_a_process_that_fails_is_an_error() -> None:
    with pytest.raises(FailedError, match="exit 3"):
        run((sys.executable, "-c", "raise SystemExit(3)"), most=60)


def test_a_process_that_takes_too_long_is_killed() -> None:
    with pytest.raises(FailedError):
        run((sys.executable, "-c", "import time; time.sleep(60)"), most=0.2)


def test_a_file_of_two_names_takes_its_place_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"x" * 100)
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    assert size(tmp_path) == 100


def test_every_question_is_timed_in_every_round() -> None:
    found = answered([lambda: Answer(1, ("a",), (1.0,))] * 3, rounds=2)
    assert [len(times) for times in found["nanoseconds"]] == [3, 3]
    assert len(found["answers"]) == 3


def test_without_rounds_there_are_answers_and_no_times() -> None:
    found = answered([lambda: Answer(1, (), ())], rounds=0)
    assert (len(found["answers"]), found["nanoseconds"]) == (1, [])


def test_a_document_named_by_its_place_gets_its_id() -> None:
    answer: dict[str, object] = {"total": None, "ids": ["1"], "scores": [2.0], "facets": {}}
    found = asked({"answers": [answer], "nanoseconds": [[2_000_000]]}, ids=["a", "b"])
    assert (found.answers[0].ids, found.seconds) == (("b",), ((0.002,),))


def test_what_wrk_says_is_read() -> None:
    assert read_load(WRK, 8) == Load(8, 4_000, 8.0, 0.01, 0.05, 1)


def test_a_server_that_wrk_could_not_ask_is_an_error() -> None:
    with pytest.raises(NoServerError):
        read_load("unable to connect", 8)


def test_a_question_is_encoded_in_its_path() -> None:
    assert path_of("من & أين") == "/api/v1/search?q=%D9%85%D9%86%20%26%20%D8%A3%D9%8A%D9%86"


def test_about_as_many_as_there_are_is_all_of_them() -> None:
    assert [nearest(size, 103_649) for size in (10_000, 100_000, 1_000_000)] == [
        10_000,
        103_649,
        1_000_000,
    ]

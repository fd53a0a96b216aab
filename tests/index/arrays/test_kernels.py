"""Loops that are compiled, where nothing can be kept."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from numba.core import caching
from numba.core.dispatcher import Dispatcher

from index.arrays.kernels import compiled, undisturbed


def test_kernels_are_compiled_where_no_folder_can_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])

    @compiled
    def doubled(number: int) -> int:
        return 2 * number

    assert doubled(21) == 42


def test_kernels_run_where_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(caching.IndexDataCacheFile, "save", full)
    monkeypatch.setattr(caching.IndexDataCacheFile, "load", lambda *_: None)

    @compiled
    def halved(number: int) -> int:
        return number // 2

    assert halved(42) == 21


KERNEL = """
import sys
from index.arrays.kernels import compiled, undisturbed

@compiled
def doubled(number):
    return 2 * number

print(doubled(21), "numba.np.arraymath" in sys.modules, "scipy" in sys.modules)
"""


def test_a_kept_kernel_is_loaded_without_what_a_compilation_needs(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(KERNEL, encoding="utf-8")
    root = Path(__file__).parents[3]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(root)}
    said = [
        subprocess.run(
            [sys.executable, program], env=environment, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert said == ["42 True False\n", "42 False False\n"]


def test_a_signal_waits_until_a_kernel_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    dispatcher: Any = Dispatcher
    make = dispatcher._compile_for_args
    made: list[object] = []

    def interrupted(self: object, *arguments: object) -> object:
        signal.raise_signal(signal.SIGINT)
        made.append(make(self, *arguments))
        return made[-1]

    monkeypatch.setattr(Dispatcher, "_compile_for_args", interrupted)

    @compiled
    def thrice(number: int) -> int:
        return 3 * number

    with pytest.raises(KeyboardInterrupt):
        thrice(14)
    assert made
    assert thrice(14) == 42


def test_signals_have_their_handlers_again() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with undisturbed():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


CALLED = """
from index.arrays.kernels import compiled

TIMES = {times}

@compiled
def twice(number: int) -> int:
    return {factor} * number
"""
CALLING = """
from called import TIMES, twice
from index.arrays.kernels import compiled

@compiled
def answer(number: int) -> int:
    return TIMES * twice(number)

print(answer(21))
"""


def test_a_cached_kernel_is_compiled_anew_if_what_it_calls_has_changed(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(root)}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"  # its files change within a second
    (tmp_path / "calling.py").write_text(CALLING, encoding="utf-8")
    answers = []
    for times, factor in ((1, 2), (1, 3), (4, 3)):
        called = CALLED.format(times=times, factor=factor)
        (tmp_path / "called.py").write_text(called, encoding="utf-8")
        command = [sys.executable, str(tmp_path / "calling.py")]
        answers.append(subprocess.check_output(command, env=environment, text=True))
    assert answers == ["42\n", "63\n", "252\n"]

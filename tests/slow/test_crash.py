"""A rebuild that is killed, interrupted, raced or out of space never harms the live index."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from index.store.generations import IndexDirectory

pytestmark = pytest.mark.slow

KILLS = 20
DOCUMENTS = 600
PROGRAM = (
    "import click, index.cli.commands as c; click.Group('fihris', commands=list(c.commands))()"
)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Text in many small files and a large one; long words make much of it quickly indexed."""
    folder = tmp_path_factory.mktemp("texts")
    chance = random.Random(7)
    words = ["".join(chance.choices(LETTERS, k=20)) for _ in range(1000)]
    texts = [" ".join(chance.choices(words, k=120)) for _ in range(DOCUMENTS)]
    for number, text in enumerate(texts[: DOCUMENTS // 4]):
        (folder / f"{number}.txt").write_text(f"عنوان {number}\n\n{text}\n", encoding="utf-8")
    lines = [json.dumps({"title": "ع", "text": text}) for text in texts[DOCUMENTS // 4 :]]
    (folder / "rest.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert (folder / "rest.jsonl").stat().st_size > 2**21  # read by a process of its own
    return folder


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "FIHRIS_LANG": "en"},
    )


def finish(*arguments: str) -> tuple[int, str]:
    with start(*arguments) as process:
        _, errors = process.communicate()
    return process.returncode, errors


def rebuild(folder: Path, index: Path) -> tuple[str, ...]:
    return ("rebuild", str(folder), "--index", str(index), "--jobs", "2", "--quiet")


def counted(index: Path) -> int:
    """How many documents the live generation answers with."""
    _, opened = IndexDirectory(index).open_live()
    with opened:
        return len(opened.retriever.documents(list(opened.retriever.ids())))


def wait_until_building(index: Path) -> None:
    until = time.monotonic() + 60
    while not any((index / "generations").glob("*.building/*")):
        assert time.monotonic() < until
        time.sleep(0.01)


def gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def wait_until_gone(group: int) -> None:
    until = time.monotonic() + 30
    while not gone(group):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_killed_at_any_moment_the_old_generation_answers(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "ix"
    assert finish(*rebuild(folder, index)) == (0, "")
    began = time.monotonic()
    assert finish(*rebuild(folder, index)) == (0, "")  # with the vocabulary of the first
    took = time.monotonic() - began
    chance = random.Random(11)
    cut_short = 0
    for _ in range(KILLS):
        before = IndexDirectory(index).live_name()
        with start(*rebuild(folder, index)) as process:
            time.sleep(chance.uniform(0, took))
            cut_short += process.poll() is None
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        assert counted(index) == DOCUMENTS
        assert IndexDirectory(index).live_name() >= before
    assert cut_short > KILLS / 2
    assert finish(*rebuild(folder, index)) == (0, "")
    assert counted(index) == DOCUMENTS
    assert not list((index / "generations").glob("*.*"))


def test_killed_alone_its_workers_end_too(folder: Path, tmp_path: Path) -> None:
    with start(*rebuild(folder, tmp_path)) as process:
        wait_until_building(tmp_path)
        process.kill()
        process.communicate()
    wait_until_gone(process.pid)


@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_stopped_it_clears_away_what_it_began(
    folder: Path, tmp_path: Path, number: signal.Signals, exit_code: int
) -> None:
    with start(*rebuild(folder, tmp_path)) as process:
        wait_until_building(tmp_path)
        time.sleep(0.1)
        os.killpg(process.pid, number)
        _, errors = process.communicate()
    assert (process.returncode, errors) == (
        exit_code,
        "fihris: Stopped. The live index is unchanged.\n",
    )
    assert list((tmp_path / "generations").iterdir()) == []
    wait_until_gone(process.pid)


def test_a_second_writer_is_told_who_the_first_is(folder: Path, tmp_path: Path) -> None:
    with start(*rebuild(folder, tmp_path)) as first:
        wait_until_building(tmp_path)
        first.send_signal(signal.SIGSTOP)  # or it might end before the other begins
        exit_code, errors = finish(*rebuild(folder, tmp_path))
        first.send_signal(signal.SIGCONT)
        first.communicate()
    assert exit_code == 1
    assert f"fihris rebuild (pid {first.pid}" in errors
    assert first.returncode == 0
    assert counted(tmp_path) == DOCUMENTS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"this user may not mount a small file system: {error}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_keeps_the_live_index(folder: Path, tmp_path: Path, small_disk: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    (few / "a.txt").write_text("عنوان\n\nنص قصير.\n", encoding="utf-8")
    assert finish(*rebuild(few, small_disk)) == (0, "")
    exit_code, errors = finish(*rebuild(folder, small_disk))
    assert exit_code == 1
    assert "the disk is full. The live index is unchanged." in errors
    assert len(errors.splitlines()) == 1
    assert counted(small_disk) == 1
    assert [path.name for path in (small_disk / "generations").iterdir()] == ["000001"]
    assert finish(*rebuild(few, small_disk)) == (0, "")

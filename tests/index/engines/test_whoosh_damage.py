"""Damaged files under the embedded engine: the right answer or a DamagedIndexError, nothing else.

An array that is read in place is checked where it is read: damage elsewhere may go unnoticed by
an answer, never by `check_all`.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from index.engines.protocols import Retrieval
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.writer import WhooshWriter
from index.model.errors import DamagedIndexError
from tests.index.engines import damage
from tests.index.engines.histories import Session, empty_folder, plain, segments, small

WORDS = ["كتاب", "الكتاب", "درس", "مدرسة", "وزير", "في", "من", "كاتب"]


@pytest.fixture(scope="module")
def intact() -> Iterator[Path]:
    """Two segments with removed documents, lists of many blocks, files of many pages."""
    random = Random(20241121)
    smalls = tuple(
        small(
            f"d{number}",
            map(plain, random.choices([*WORDS, f"ن{number}"], k=random.randrange(20))),
            map(plain, random.choices(WORDS, k=2)),
            random.choice(("مصدر", "صحيفة", None)),
            dt.date(2024, 1, 1 + number % 20),
        )
        for number in range(1800)
    )
    with empty_folder() as place:
        folder = place / "intact"
        folder.mkdir()
        for number, session in enumerate(
            (Session(taken=smalls[:1500]), Session(("d1", "d700"), taken=smalls[1400:]))
        ):
            writer = WhooshWriter(folder, new=number == 0)
            session.write(writer)
            writer.commit()
        yield folder


def test_an_intact_index_answers(intact: Path) -> None:
    assert damage.ended(damage.answers, intact) == "answered"
    assert damage.ended(damage.change, intact) == "answered"


@pytest.mark.parametrize(
    ("seed", "times"),
    [
        (0, 150),
        pytest.param(10_000, 1500, marks=pytest.mark.slow),
        pytest.param(20_000, 1500, marks=pytest.mark.slow),
    ],
)
def test_damage_is_answered_or_refused(intact: Path, seed: int, times: int) -> None:
    command = [sys.executable, damage.__file__, str(intact), str(seed), str(times)]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600)
    cases = [line for line in ended.stdout.splitlines() if line.startswith("case")]
    assert (ended.returncode, cases) == (0, []), ended.stdout + ended.stderr


def test_no_damage_escapes_a_full_check(intact: Path) -> None:
    files = sorted(intact.glob("MAIN_*.*"))
    for seed in range(300):
        random = Random(seed)
        file = random.choice(files)
        content = bytearray(file.read_bytes())
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        with empty_folder() as place:
            for each in intact.iterdir():
                (place / each.name).write_bytes(content if each == file else each.read_bytes())
            with pytest.raises(DamagedIndexError, match=re.escape(file.name)):
                check_all(place)


def check_all(folder: Path) -> None:
    for segment in segments(folder):
        segment.check_all()


@pytest.mark.parametrize("suffix", [".json", ".documents", ".title", ".body", ".source"])
def test_a_missing_file_is_named(intact: Path, tmp_path: Path, suffix: str) -> None:
    for file in intact.iterdir():
        if file.suffix != suffix:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(DamagedIndexError, match=str(tmp_path)):
        WhooshEngine().open(tmp_path)


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="nowhere"):
        WhooshEngine().open(tmp_path / "nowhere")


def test_an_open_index_outlives_its_folder(intact: Path, tmp_path: Path) -> None:
    for file in intact.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with WhooshEngine().open(tmp_path) as index:
        for file in tmp_path.iterdir():
            file.unlink()
        found = index.retriever.search([Retrieval(damage.BOOK, damage.WEIGHTS, 10)])[0].found
        assert len(index.retriever.documents([each.id for each in found])) == 10

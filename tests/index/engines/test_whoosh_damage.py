"""Damaged files under the embedded engine: an answer or a DamagedIndexError, nothing else.

That the answer is also right is what the checksums of a generation are for
(tests/index/test_checksums.py).
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from index.document import Document
from index.engines.whoosh import WhooshEngine
from index.errors import DamagedIndexError
from tests.contract.conftest import Shelf
from tests.index.engines import damage

WORDS = ["كتاب", "الكتاب", "درس", "مدرسة", "وزير", "في", "من", "كاتب"]


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with two segments, removed documents and posting lists of several blocks."""
    shelf = Shelf(WhooshEngine(), tmp_path_factory.mktemp("intact"))
    shelf.fill(
        Document(
            f"d{number}",
            WORDS[number % 8],
            " ".join(WORDS[number * step % 8] for step in range(1, 20)),
            "مصدر",
            date=dt.date(2024, 1, 1 + number % 20),
        )
        for number in range(200)
    )
    shelf.change(Document("last", "كتاب", "درس كتاب"), removed=["d3"])
    return shelf.folder


def test_an_intact_index_answers(intact: Path) -> None:
    assert damage.ask(intact) == "answered"


@pytest.mark.parametrize(
    "times", [60, pytest.param(300, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_damage_is_answered_or_refused(intact: Path, times: int) -> None:
    command = [sys.executable, damage.__file__, str(intact), "20241121", str(times)]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600)
    cases = [line for line in ended.stdout.splitlines() if line.startswith("case")]
    assert (ended.returncode, cases) == (0, []), ended.stdout + ended.stderr


@pytest.mark.parametrize("suffix", [".toc", ".seg"])
def test_a_missing_file_is_named(intact: Path, tmp_path: Path, suffix: str) -> None:
    for file in intact.iterdir():
        if file.suffix != suffix:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(DamagedIndexError, match=str(tmp_path)):
        WhooshEngine().open(tmp_path)


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="nowhere"):
        WhooshEngine().open(tmp_path / "nowhere")

"""The table of contents: segments and removals as they were written, or an error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.segments.toc import FILE, SegmentEntry, read_toc, write_toc
from index.model.errors import DamagedIndexError
from tests.index.engines.histories import empty_folder

TWO = (SegmentEntry("MAIN_0", np.zeros(3, np.bool_)), SegmentEntry("MAIN_1", np.arange(20) > 15))


def entries(folder: Path) -> list[tuple[str, list[bool]]]:
    return [(each.name, each.removed.tolist()) for each in read_toc(folder)]


@given(marks=st.lists(st.lists(st.booleans(), max_size=40), max_size=5))
def test_removals_are_read_as_they_were_written(marks: list[list[bool]]) -> None:
    named = [(f"MAIN_{number}", known) for number, known in enumerate(marks)]
    with empty_folder() as folder:
        write_toc(folder, [SegmentEntry(name, np.array(known, np.bool_)) for name, known in named])
        assert entries(folder) == named


def test_another_table_takes_its_place_in_one_step(tmp_path: Path) -> None:
    write_toc(tmp_path, TWO)
    opened = (tmp_path / FILE).open("rb")
    before = (tmp_path / FILE).read_bytes()
    write_toc(tmp_path, TWO[:1])
    with opened:
        assert opened.read() == before
    assert [file.name for file in tmp_path.iterdir()] == [FILE]
    assert [name for name, _ in entries(tmp_path)] == ["MAIN_0"]


@pytest.mark.parametrize("mask", [1, 8, 255])
def test_no_byte_can_be_changed_unnoticed(tmp_path: Path, mask: int) -> None:
    write_toc(tmp_path, TWO)
    whole = (tmp_path / FILE).read_bytes()
    for at in range(len(whole)):
        (tmp_path / FILE).write_bytes(whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :])
        with pytest.raises(DamagedIndexError, match="checksum"):
            read_toc(tmp_path)


def test_no_byte_can_be_missing_unnoticed(tmp_path: Path) -> None:
    write_toc(tmp_path, TWO)
    whole = (tmp_path / FILE).read_bytes()
    for at in range(len(whole)):
        for left in (whole[:at], whole[:at] + whole[at + 1 :]):
            (tmp_path / FILE).write_bytes(left)
            with pytest.raises(DamagedIndexError, match="checksum"):
                read_toc(tmp_path)

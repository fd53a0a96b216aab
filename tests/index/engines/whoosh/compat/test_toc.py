"""The table of contents: segments and removals as they were written, or an error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.compat.codec import FlatSegment
from index.engines.whoosh.compat.toc import read_contents, write_contents
from index.model.errors import DamagedIndexError
from tests.index.engines.histories import empty_folder


@given(marks=st.lists(st.lists(st.booleans(), min_size=1, max_size=40), max_size=5))
def test_removals_are_read_as_they_were_written(marks: list[list[bool]]) -> None:
    written = [
        FlatSegment(f"MAIN_{number}", len(known), np.array(known))
        for number, known in enumerate(marks)
    ]
    with empty_folder() as folder:
        write_contents(folder, written)
        found = read_contents(folder)
    assert [each.name for each in found] == [each.name for each in written]
    for each, known in zip(found, marks, strict=True):
        assert each.removed is not None
        assert each.removed.tolist() == known
        assert (each.doc_count_all(), each.deleted_count()) == (len(known), sum(known))
        assert each.deleted_docs() == [number for number, gone in enumerate(known) if gone]
        assert [each.is_deleted(number) for number in range(len(known))] == known


def test_a_segment_without_removals_has_none(tmp_path: Path) -> None:
    write_contents(tmp_path, [FlatSegment("MAIN_0", 3)])
    (found,) = read_contents(tmp_path)
    assert (found.removed, found.deleted_docs(), found.is_deleted(1)) == (None, [], False)


def test_only_the_latest_table_stays(tmp_path: Path) -> None:
    for count in range(3):
        write_contents(tmp_path, [FlatSegment("MAIN_0", count)])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["_MAIN_3.toc", "_MAIN_3.toc.sum"]
    assert [each.documents for each in read_contents(tmp_path)] == [2]


def test_a_table_that_was_changed_is_not_unpickled(tmp_path: Path) -> None:
    write_contents(tmp_path, [FlatSegment("MAIN_0", 3)])
    file = tmp_path / "_MAIN_1.toc"
    file.write_bytes(file.read_bytes().replace(b"MAIN", b"MEAN"))
    with pytest.raises(DamagedIndexError, match="checksum"):
        read_contents(tmp_path)


def test_a_folder_without_a_table_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="no table"):
        read_contents(tmp_path)

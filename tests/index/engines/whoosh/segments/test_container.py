"""Containers: what is written is read, and what was not written is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from index.engines.whoosh.segments.container import (
    MAGIC,
    PAGE,
    Container,
    ContainerWriter,
    abandoned_on_error,
)
from index.model.errors import DamagedIndexError
from tests.index.engines.histories import empty_folder

KINDS = (np.uint8, np.uint16, np.uint32, np.int32, np.int64, np.float32)

kinds = st.sampled_from(KINDS)
numbers = kinds.flatmap(
    lambda kind: arrays.arrays(kind, st.integers(0, 40) | st.sampled_from((PAGE, PAGE + 1)))
)
ways = st.sampled_from(("packed", "in place", "streamed"))


def written(path: Path, *content: NDArray[Any], way: str = "in place") -> Container:
    """A container of arrays named by number."""
    writer = ContainerWriter(path)
    for number, array in enumerate(content):
        if way == "streamed":
            stream = writer.stream(str(number), array.dtype.type)
            for part in np.array_split(array, 3):
                stream.write(part)
        else:
            writer.add(str(number), array, packed=way == "packed")
    writer.close()
    return Container(path)


def same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two arrays are the same, byte for byte: a number may be none."""
    return one.dtype == other.dtype and one.tobytes() == other.tobytes()


@given(content=st.lists(numbers, max_size=5), way=ways)
def test_arrays_are_read_as_they_were_written(content: list[NDArray[Any]], way: str) -> None:
    with empty_folder() as folder:
        container = written(folder / "file", *content, way=way)
        assert set(container.names()) == set(map(str, range(len(content))))
        for number, array in enumerate(content):
            assert same(container.whole(str(number), array.dtype.type), array)
            if way != "packed":
                assert same(container.in_place(str(number), array.dtype.type), array)
        container.check_all()


@given(
    sizes=st.lists(st.sampled_from((0, 1, 7, PAGE - 8, PAGE - 1, PAGE, 3 * PAGE)), min_size=1),
    chosen=st.randoms(use_true_random=False),
)
def test_every_stretch_of_every_array_can_be_checked(sizes: list[int], chosen: Any) -> None:
    """An empty array may stand behind the last page, a stretch at its last number."""
    with empty_folder() as folder:
        container = written(folder / "file", *(np.zeros(size, np.uint8) for size in sizes))
        for number, size in enumerate(sizes):
            starts = np.array([0, size, chosen.randint(0, size), 0], np.int64)
            ends = np.array([0, size, size, size], np.int64)
            for places in ([0], [1], [2], [3], [0, 1, 2, 3], []):
                container.check(str(number), starts[places], ends[places])


@given(page=st.integers(0, 5), within=st.integers(0, PAGE - 1))
def test_a_damaged_page_is_refused_where_it_is_read_and_nowhere_else(
    page: int, within: int
) -> None:
    with empty_folder() as folder:
        path = folder / "file"
        written(path, np.zeros(6 * PAGE, np.uint8))
        content = bytearray(path.read_bytes())
        content[page * PAGE + within] ^= 1
        path.write_bytes(content)
        if page == 0 and within < len(MAGIC):
            with pytest.raises(DamagedIndexError):
                Container(path)
            return
        container = Container(path)
        first = 64 if page == 0 else page * PAGE  # where the array begins
        for start in range(0, 6 * PAGE, PAGE):
            stretch = np.array([start]), np.array([start + 1])
            if (64 + start) // PAGE == first // PAGE:
                with pytest.raises(DamagedIndexError, match=f"page {page} "):
                    container.check("0", *stretch)
            else:
                container.check("0", *stretch)
        with pytest.raises(DamagedIndexError, match=f"page {page} "):
            container.check_all()


def test_an_array_of_another_type_is_refused(tmp_path: Path) -> None:
    container = written(tmp_path / "file", np.zeros(3, np.uint32))
    for take in (container.whole, container.in_place):
        with pytest.raises(DamagedIndexError, match="another type"):
            take("0", np.int32)


def test_an_array_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="missing"):
        written(tmp_path / "file").whole("0", np.int32)


def test_a_packed_array_does_not_stand_in_place(tmp_path: Path) -> None:
    container = written(tmp_path / "file", np.zeros(300, np.uint32), way="packed")
    with pytest.raises(DamagedIndexError):
        container.in_place("0", np.uint32)


def test_a_file_in_another_s_place_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "one", np.zeros(3, np.uint8))
    (tmp_path / "one").rename(tmp_path / "other")
    with pytest.raises(DamagedIndexError, match="that of one"):
        Container(tmp_path / "other")


@pytest.mark.parametrize("size", [0, 1, 7, 8, 20, 27, 28, 40, 60])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    written(path, np.zeros(3, np.uint8))
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(DamagedIndexError, match=re.escape(str(path))):
        Container(path)


def test_an_end_that_says_more_than_there_is_is_refused(tmp_path: Path) -> None:
    """No pages, and a directory longer than the file: its checksum, 0, would be right."""
    path = tmp_path / "file"
    written(path, np.zeros(3, np.uint8))
    size = path.stat().st_size
    end = (size - 20 + 5).to_bytes(4, "little") + bytes(8) + MAGIC
    path.write_bytes(path.read_bytes()[:-20] + end)
    with pytest.raises(DamagedIndexError):
        Container(path)


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    written(tmp_path / "file")
    with pytest.raises(FileExistsError):
        ContainerWriter(tmp_path / "file")


def test_an_abandoned_writer_leaves_no_file(tmp_path: Path) -> None:
    writer = ContainerWriter(tmp_path / "file")
    writer.add("0", np.zeros(10 * PAGE, np.uint8))
    writer.stream("1", np.uint8).write(np.zeros(10, np.uint8))
    writer.abandon()
    assert list(tmp_path.iterdir()) == []


def test_a_block_that_raises_leaves_no_file(tmp_path: Path) -> None:
    def failing() -> None:
        with abandoned_on_error(ContainerWriter(tmp_path / "file")) as writer:
            writer.add("0", np.zeros(10, np.uint8))
            raise KeyError("0")

    with pytest.raises(KeyError):
        failing()
    assert list(tmp_path.iterdir()) == []


def test_the_directory_can_be_read_with_any_tool(tmp_path: Path) -> None:
    path = tmp_path / "file"
    written(path, np.zeros(3, np.uint32))
    (found,) = re.findall(rb'\{"file".*\}\}\}', path.read_bytes())
    assert json.loads(found) == {
        "file": "file",
        "arrays": {"0": {"kind": "<u4", "count": 3, "at": 64, "bytes": 12, "packed": False}},
    }

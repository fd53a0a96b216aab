"""Checksums: which damage of a generation's files is seen when it is opened."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from index.model.errors import DamagedIndexError
from index.store.checksums import Sums, check, sums
from index.store.generations import DirectoryBuilder, IndexDirectory
from tests.index.store.file_engine import FileEngine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small").write_bytes(b"postings")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "large").write_bytes(Random(1).randbytes(3_000_000))
    (tmp_path / "empty").touch()
    return tmp_path


def summed(folder: Path) -> Sums:
    return sums(folder, known={}, shared=None)


def damaged(folder: Path, expected: Sums, most: int = 10**9) -> str:
    """The name of the file that is said to be damaged."""
    with pytest.raises(DamagedIndexError) as caught:
        check(folder, expected, most)
    return Path(caught.value.file).relative_to(folder).as_posix()


def test_whole_files_pass(folder: Path) -> None:
    check(folder, summed(folder))


def test_empty_files_are_left_out(folder: Path) -> None:
    assert sorted(summed(folder)) == ["inner/large", "small"]


@pytest.mark.parametrize("seed", range(20))
def test_any_flipped_bit_is_seen(folder: Path, seed: int) -> None:
    expected = summed(folder)
    flip(folder / "inner" / "large", Random(seed))
    assert damaged(folder, expected) == "inner/large"


def test_a_missing_file_is_seen(folder: Path) -> None:
    expected = summed(folder)
    (folder / "small").unlink()
    assert damaged(folder, expected) == "small"


def test_a_truncated_file_is_seen(folder: Path) -> None:
    expected = summed(folder)
    (folder / "small").write_bytes(b"posting")
    assert damaged(folder, expected) == "small"


def test_a_truncated_file_is_seen_even_where_none_is_read(folder: Path) -> None:
    expected = summed(folder)
    (folder / "inner" / "large").write_bytes(b"short")
    assert damaged(folder, expected, most=0) == "inner/large"


def test_a_file_of_zeros_is_seen(folder: Path) -> None:
    expected = summed(folder)
    (folder / "inner" / "large").write_bytes(bytes(3_000_000))
    assert damaged(folder, expected) == "inner/large"


def test_small_files_are_read_where_not_all_can_be(folder: Path) -> None:
    expected = summed(folder)
    (folder / "small").write_bytes(b"Postings")
    assert damaged(folder, expected, most=100) == "small"


def test_a_file_beyond_what_may_be_read_is_compared_by_size_alone(folder: Path) -> None:
    expected = summed(folder)
    flip(folder / "inner" / "large", Random(1))
    check(folder, expected, most=100)


def test_a_shared_file_keeps_the_sum_that_it_was_written_with(folder: Path, tmp_path: Path) -> None:
    known = summed(folder)
    flip(folder / "inner" / "large", Random(1))
    new = tmp_path / "new"
    (new / "inner").mkdir(parents=True)
    (new / "inner" / "large").hardlink_to(folder / "inner" / "large")
    assert sums(new, known=known, shared=folder)["inner/large"] == known["inner/large"]


def test_a_file_of_the_same_name_is_summed_anew(folder: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "small").write_bytes(b"other")
    assert sums(new, known=summed(folder), shared=folder)["small"].bytes == 5


def flip(file: Path, random: Random) -> None:
    content = bytearray(file.read_bytes())
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    file.write_bytes(content)


@pytest.fixture
def directory(tmp_path: Path) -> IndexDirectory:
    directory = IndexDirectory(tmp_path / "ix")
    with directory.begin("test") as building:
        building.writer().commit()
        publish(building)
    return directory


def publish(building: DirectoryBuilder) -> None:
    building.publish(
        documents=0,
        roots=(),
        seconds=0.0,
        command="test",
        verify=lambda _: None,
    )


def test_a_generation_is_opened_as_it_was_written(directory: IndexDirectory) -> None:
    generation, index = directory.open_live()
    index.close()
    assert generation.manifest.files


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_generation_is_not_opened(directory: IndexDirectory, seed: int) -> None:
    random, live = Random(seed), directory.live()
    file = directory.folder(live) / random.choice(sorted(live.manifest.files))
    flip(file, random)
    with pytest.raises(DamagedIndexError, match=file.name):
        directory.open_live()


def test_a_damaged_generation_is_not_built_upon(directory: IndexDirectory) -> None:
    live = directory.live()
    flip(directory.folder(live) / min(live.manifest.files), Random(1))
    with pytest.raises(DamagedIndexError), directory.begin("test", derived=True):
        pass


def test_damage_in_a_shared_file_is_seen_in_the_generation_that_shares_it(
    directory: IndexDirectory,
) -> None:
    with directory.begin("test", FileEngine(), derived=True) as building:
        flip(building.path / min(directory.live().manifest.files), Random(1))
        publish(building)
    with pytest.raises(DamagedIndexError):
        directory.open_live()

"""Generations: beside, verify, swap, roll back, prune; and one writer at a time."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.engines.protocols import OpenIndex
from index.model.errors import (
    DamagedIndexError,
    FingerprintError,
    GenerationError,
    NoIndexError,
    StorageError,
    WriterBusyError,
)
from index.store.atomic_files import link_tree, write_whole
from index.store.generations import DirectoryBuilder, IndexDirectory
from tests.index.store.file_engine import FileEngine


@pytest.fixture
def directory(tmp_path: Path) -> IndexDirectory:
    return IndexDirectory(tmp_path / "ix")


def accept(index: OpenIndex) -> None:
    """A verification that finds nothing wrong."""


def refuse(index: OpenIndex) -> None:
    raise GenerationError("no")


def publish(building: DirectoryBuilder, **changes: object) -> str:
    arguments: dict[str, object] = {
        "documents": 1,
        "roots": (),
        "seconds": 0.0,
        "command": "rebuild",
        "verify": accept,
    }
    return building.publish(**(arguments | changes)).name  # type: ignore[arg-type]


def build(directory: IndexDirectory, content: str = "x") -> str:
    with directory.begin("test", FileEngine()) as building:
        (building.path / "file").write_text(content)
        return publish(building)


def live_folder(directory: IndexDirectory) -> Path:
    return directory.path / "generations" / directory.live_name()


def content(directory: IndexDirectory) -> str:
    return (live_folder(directory) / "file").read_text()


def test_nothing_is_there_before_the_first_build(directory: IndexDirectory) -> None:
    with pytest.raises(NoIndexError):
        directory.live()
    with pytest.raises(NoIndexError):
        directory.generations()


def test_what_was_published_is_live(directory: IndexDirectory) -> None:
    assert build(directory) == directory.live_name() == "000001"
    assert directory.live().manifest.documents == 1


def test_the_old_one_answers_while_the_new_one_is_made(directory: IndexDirectory) -> None:
    build(directory, "old")
    with directory.begin("test", FileEngine()) as building:
        (building.path / "file").write_text("new")
        assert content(directory) == "old"
        publish(building)
        assert content(directory) == "new"


def test_what_was_not_published_leaves_nothing(directory: IndexDirectory) -> None:
    build(directory, "old")
    with pytest.raises(KeyboardInterrupt), directory.begin("test", FileEngine()):
        raise KeyboardInterrupt
    assert content(directory) == "old"
    assert [path.name for path in (directory.path / "generations").iterdir()] == ["000001"]


def test_what_fails_its_verification_does_not_go_live(directory: IndexDirectory) -> None:
    build(directory, "old")
    with pytest.raises(GenerationError), directory.begin("test", FileEngine()) as building:
        publish(building, verify=refuse)
    assert content(directory) == "old"


def test_leftovers_of_a_killed_writer_are_removed_by_the_next(directory: IndexDirectory) -> None:
    build(directory)
    left = directory.path / "generations" / "000002.building"
    left.mkdir()
    (left / "half").write_text("written")
    build(directory)
    assert not left.exists()
    assert directory.live_name() == "000002"


def test_a_generation_that_never_went_live_keeps_its_number(directory: IndexDirectory) -> None:
    build(directory)
    build(directory)
    write_whole(directory.path / "CURRENT", "000001\n")  # killed between rename and swap
    assert build(directory) == "000003"


def test_a_derived_one_begins_with_the_files_of_the_live_one(directory: IndexDirectory) -> None:
    build(directory, "old")
    with directory.begin("test", FileEngine(), derived=True) as building:
        assert [file.name for file in building.path.iterdir()] == ["file"]
        assert (building.path / "file").samefile(live_folder(directory) / "file")
        publish(building)
    assert content(directory) == "old"


def test_where_links_are_refused_files_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(new: Path, old: Path) -> None:
        raise PermissionError(1, "refused")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "below").mkdir(parents=True)
    (old / "below" / "file").write_text("content")
    link_tree(old, new)
    assert (new / "below" / "file").read_text() == "content"


def test_nothing_is_derived_from_nothing(directory: IndexDirectory) -> None:
    with pytest.raises(NoIndexError), directory.begin("test", FileEngine(), derived=True):
        pass


def test_roll_back_goes_to_the_one_that_was_live_before(directory: IndexDirectory) -> None:
    for text in ("one", "two", "three"):
        build(directory, text)
    directory.roll_back("1")
    assert content(directory) == "one"
    build(directory, "four")
    assert directory.roll_back().name == "000001"


def test_roll_back_from_the_first_is_refused(directory: IndexDirectory) -> None:
    build(directory)
    with pytest.raises(GenerationError):
        directory.roll_back()


def test_roll_back_to_what_is_not_there_names_what_is(directory: IndexDirectory) -> None:
    build(directory)
    with pytest.raises(GenerationError, match="000001"):
        directory.roll_back("../../etc")


def test_roll_back_heals_a_damaged_live_one(directory: IndexDirectory) -> None:
    build(directory, "good")
    build(directory, "bad")
    (live_folder(directory) / "manifest.json").write_text("{")
    with pytest.raises(DamagedIndexError):
        directory.live()
    directory.roll_back()
    assert content(directory) == "good"


def test_prune_keeps_the_live_one_and_those_live_most_recently(directory: IndexDirectory) -> None:
    for text in ("one", "two", "three", "four"):
        build(directory, text)
    directory.roll_back("000002")
    assert directory.prune(2) == ("000003", "000004")
    assert [each.name for each in directory.generations()] == ["000001", "000002"]
    assert directory.prune(1) == ("000001",)
    assert content(directory) == "two"


@pytest.mark.parametrize("current", ["", "../../etc", "x", "7", "\udcff"])
def test_a_broken_current_is_said(directory: IndexDirectory, current: str) -> None:
    build(directory)
    (directory.path / "CURRENT").write_bytes(current.encode("utf-8", "surrogateescape"))
    with pytest.raises(DamagedIndexError):
        directory.live_name()


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"name": 1}', "\x00"])
def test_a_broken_manifest_is_said(directory: IndexDirectory, manifest: str) -> None:
    build(directory)
    (live_folder(directory) / "manifest.json").write_text(manifest)
    with pytest.raises(DamagedIndexError, match=r"manifest\.json"):
        directory.live()


def test_a_manifest_of_no_day_is_damaged_and_listed(directory: IndexDirectory) -> None:
    build(directory)
    file = live_folder(directory) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"created": "yesterday"}))
    assert [each.manifest for each in directory.generations()] == [None]


def test_a_rebuild_heals_a_broken_current(directory: IndexDirectory) -> None:
    build(directory, "old")
    (directory.path / "CURRENT").write_text("nonsense")
    build(directory, "new")
    assert content(directory) == "new"


def test_another_fingerprint_is_refused(directory: IndexDirectory) -> None:
    build(directory)
    file = live_folder(directory) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"fingerprint": "other"}))
    with pytest.raises(FingerprintError, match="other"):
        directory.open_live()
    with pytest.raises(FingerprintError), directory.begin("test", FileEngine(), derived=True):
        pass
    with pytest.raises(FingerprintError):
        directory.roll_back("1")


def test_a_second_writer_is_told_who_the_first_is(directory: IndexDirectory) -> None:
    told = pytest.raises(WriterBusyError, match=rf"fihris rebuild \(pid {os.getpid()}")
    with directory.begin("fihris rebuild"), told:
        build(directory)


def test_the_lock_is_free_behind_an_error(directory: IndexDirectory) -> None:
    with pytest.raises(ZeroDivisionError), directory.begin("test", FileEngine()):
        raise ZeroDivisionError
    build(directory)


def test_a_directory_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError), IndexDirectory(tmp_path / "file" / "ix").begin("test"):
        pass


def test_an_index_made_anew_has_another_stamp_though_names_return(
    directory: IndexDirectory,
) -> None:
    build(directory)
    before = directory.stamp()
    shutil.rmtree(directory.path)
    assert build(directory) == "000001"
    assert directory.stamp() != before


def test_a_stamp_stays_while_the_same_one_is_live(directory: IndexDirectory) -> None:
    build(directory)
    before = directory.stamp()
    with directory.begin("test", FileEngine()):
        assert directory.stamp() == before


def test_no_damaged_generation_goes_live_by_rolling_back(directory: IndexDirectory) -> None:
    build(directory, "old")
    build(directory, "new")
    (directory.path / "generations" / "000001" / "file").write_text("odd")
    with pytest.raises(DamagedIndexError):
        directory.roll_back()
    assert content(directory) == "new"


def test_half_a_small_file_of_a_killed_writer_is_removed(directory: IndexDirectory) -> None:
    build(directory)
    left = directory.path / "vocabulary.71.new"
    left.write_text("half")
    build(directory)
    assert not left.exists()


def test_a_derived_one_begins_with_what_is_live_once_the_lock_is_held(
    directory: IndexDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(directory)

    @contextmanager
    def late(path: Path, command: str) -> Iterator[None]:
        (live_folder(directory) / "file").write_text("damaged by another writer")
        yield

    monkeypatch.setattr("index.store.generations.only_writer", late)
    with (
        pytest.raises(DamagedIndexError),
        directory.begin("test", FileEngine(), derived=True),
    ):
        pass

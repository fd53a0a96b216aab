"""A disk that is full or refuses to be written: a StorageError, and an index as it was."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from index.engines.protocols import Writer
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.writing.buffer import Tokens
from index.model.document import Document
from index.model.errors import DamagedIndexError, StorageError, WriterBusyError
from index.model.query import Everything
from tests.contract.conftest import Shelf, analyzed, bodies

NEW = Document("new", "", "كتاب درس " * 100)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(WhooshEngine(), tmp_path).fill(bodies("كتاب", "درس"))


class Disk:
    """Lets so many bytes be written, and then is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        self.refused = 0
        disk, opened = self, Path.open

        class Raw(io.FileIO):
            def write(self, content: Any) -> int:
                disk.take(memoryview(content).nbytes)
                return super().write(content)

        def limited(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if mode in ("xb", "wb"):
                return io.BufferedWriter(Raw(path, mode[0]))
            if mode == "w":
                return io.TextIOWrapper(io.BufferedWriter(Raw(path, "w")), encoding="ascii")
            return opened(path, mode, *rest, **named)

        def temporary(dir: Path) -> Any:
            number, name = tempfile.mkstemp(dir=dir)
            Path(name).unlink()
            return io.BufferedRandom(Raw(number, "r+"))

        monkeypatch.setattr(Path, "open", limited)
        monkeypatch.setattr(tempfile, "TemporaryFile", temporary)

    def take(self, size: int) -> None:
        self.room -= size
        if self.room < 0:
            self.refused += 1
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


ROOMS = [0, 1, 10, 100, 300, *range(500, 10_500, 500)]


@pytest.mark.parametrize("room", ROOMS)
def test_a_full_disk_is_an_error_and_an_abort_leaves_the_index_as_it_was(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    before = {file.name: file.read_bytes() for file in shelf.folder.iterdir()}
    with monkeypatch.context() as patch:
        disk = Disk(patch, room)
        with pytest.raises(StorageError, match="the disk is full"):
            _written(shelf)
    assert disk.refused
    assert {file.name: file.read_bytes() for file in shelf.folder.iterdir()} == before
    assert shelf.found(Everything()) == ["0", "1"]


@pytest.mark.parametrize("room", [0, 5_000, 20_000, 30_000, 35_000])
def test_a_disk_that_fills_up_while_runs_are_merged_leaves_the_index_as_it_was(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    before = {file.name: file.read_bytes() for file in shelf.folder.iterdir()}
    with monkeypatch.context() as patch:
        disk = Disk(patch, room)
        writer = shelf.engine.change(shelf.folder, memory=1)
        with pytest.raises(StorageError):
            _fill(writer)
        writer.abort()
    assert disk.refused
    assert {file.name: file.read_bytes() for file in shelf.folder.iterdir()} == before


def test_writing_works_again_when_there_is_room(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        Disk(patch, 1_000)
        with pytest.raises(StorageError):
            _written(shelf)
    _written(shelf)
    assert shelf.found(Everything()) == ["0", "1", "new"]


def test_a_disk_too_small_for_a_new_index_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        Disk(patch, 10)
        with pytest.raises(StorageError):
            WhooshEngine().create(tmp_path)


def test_a_folder_that_can_not_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        WhooshEngine().create(tmp_path / "file")


def test_a_second_writer_is_refused(shelf: Shelf) -> None:
    writer = shelf.engine.change(shelf.folder)
    with pytest.raises(WriterBusyError):
        shelf.engine.change(shelf.folder)
    writer.abort()


def test_a_damaged_index_can_not_be_changed(shelf: Shelf) -> None:
    for file in shelf.folder.glob("MAIN_*.*"):
        file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(DamagedIndexError):
        shelf.engine.change(shelf.folder)


def test_an_abort_leaves_no_file(shelf: Shelf) -> None:
    before = {file.name: file.read_bytes() for file in shelf.folder.iterdir()}
    writer = shelf.engine.change(shelf.folder, memory=1)
    for number in range(3):
        writer.add([analyzed(Document(f"new{number}", "", f"كتاب {number}"))])
    writer.abort()
    assert {file.name: file.read_bytes() for file in shelf.folder.iterdir()} == before


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are not listed")
def test_an_abort_lets_go_of_what_the_first_document_opened(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Tokens, "append", full)
    writer = shelf.engine.change(shelf.folder)
    with pytest.raises(StorageError):
        writer.add([analyzed(NEW)])
    writer.abort()
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    removed = [path for link in links if (path := str(link.readlink())).endswith("(deleted)")]
    assert not [path for path in removed if path.startswith(str(shelf.folder))]


def test_a_commit_leaves_only_what_it_names(shelf: Shelf) -> None:
    writer = shelf.engine.change(shelf.folder, memory=1)
    _fill(writer)
    suffixes = sorted(file.suffix for file in shelf.folder.iterdir() if file.suffix != ".lock")
    segment = [".body", ".documents", ".source", ".title"]
    assert suffixes == sorted([*segment, *segment, ".json"])


def _fill(writer: Writer) -> None:
    """As many runs as documents, and their merge."""
    for number in range(3):
        writer.add([analyzed(Document(f"new{number}", "", f"كتاب درس {number}"))])
    writer.commit()


def _written(shelf: Shelf) -> None:
    """Add a document; abort where that fails, as a build does."""
    writer = None
    try:
        writer = shelf.engine.change(shelf.folder)
        writer.add([analyzed(NEW)])
        writer.commit()
    except StorageError:
        if writer:
            writer.abort()
        raise

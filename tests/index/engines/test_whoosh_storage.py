"""A disk that is full or refuses to be written: a StorageError, and an index as it was."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from whoosh.filedb.structfile import StructFile

from index.document import Document
from index.engines.whoosh import WhooshEngine
from index.errors import DamagedIndexError, StorageError, WriterBusyError
from index.query import Everything
from tests.contract.conftest import Shelf, analyzed, bodies

# Whoosh doesn't close the files of a segment whose writing failed; the collector does.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

NEW = Document("new", "", "كتاب درس " * 100)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(WhooshEngine(), tmp_path).fill(bodies("كتاب", "درس"))


class Disk:
    """Lets so many bytes be written, and then is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        self.refused = 0
        write = StructFile.write

        def limited(file: StructFile, content: bytes, *rest: Any) -> Any:
            self.room -= len(content)
            if self.room < 0:
                self.refused += 1
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return write(file, content, *rest)

        monkeypatch.setattr(StructFile, "write", limited)


@pytest.mark.parametrize("room", [0, 1, 10, 100, 300, 1_000, 2_000, 4_000, 8_000])
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
    Disk(monkeypatch, 10)
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
    for file in shelf.folder.glob("*.seg"):
        file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(DamagedIndexError):
        shelf.engine.change(shelf.folder)


def _written(shelf: Shelf) -> None:
    """Add a document; abort where that fails, as a build does."""
    writer = None
    try:
        writer = shelf.engine.change(shelf.folder)
        writer.add(analyzed(NEW))
        writer.commit()
    except StorageError:
        if writer:
            writer.abort()
        raise

"""The library: the live generation, exchanged when another goes live."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.build import rebuild
from index.errors import NoIndexError
from index.generations import IndexDirectory
from search.library import Library


def built(directory: Path, name: str) -> None:
    """An index, made anew, of one document."""
    source = directory.parent / "source"
    shutil.rmtree(source, ignore_errors=True)
    shutil.rmtree(directory, ignore_errors=True)
    source.mkdir()
    (source / name).write_text("عنوان\n\nنص قصير.\n", encoding="utf-8")
    rebuild([source], IndexDirectory(directory))


def ids(library: Library) -> list[str]:
    with library.shelf() as shelf:
        return list(shelf.reader.ids())


def test_an_index_that_was_made_anew_is_opened_anew_though_its_name_is_the_same(
    tmp_path: Path,
) -> None:
    built(tmp_path / "ix", "old.txt")
    library = Library(tmp_path / "ix")
    assert ids(library) == ["old.txt"]
    built(tmp_path / "ix", "new.txt")
    assert ids(library) == ["new.txt"]
    library.close()


def test_an_index_that_was_removed_is_missed(tmp_path: Path) -> None:
    built(tmp_path / "ix", "old.txt")
    library = Library(tmp_path / "ix")
    assert ids(library) == ["old.txt"]
    shutil.rmtree(tmp_path / "ix")
    with pytest.raises(NoIndexError):
        ids(library)
    library.close()

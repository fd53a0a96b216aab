"""Nothing that lies in an index is unpickled: a pickle can run anything."""

from __future__ import annotations

import pickle
from contextlib import closing
from pathlib import Path

import pytest

from index.pipeline.build import BuildOptions, add, rebuild, remove
from index.store.generations import IndexDirectory
from search.model.request import SearchRequest
from search.service import SearchService
from tests.acceptance.conftest import write

ONE = BuildOptions(jobs=1)  # several send each other pickles by pipes


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return write(tmp_path / "texts", {f"{n}.txt": f"كتاب {n}\n\nنص الكتاب {n}" for n in range(3)})


def use(directory: IndexDirectory, more: Path) -> int:
    """Open, search, add, remove and verify; how many documents a search finds in the end."""
    add([more], directory, ONE)
    remove(["0.txt"], directory, ONE)
    directory.examine()
    with closing(SearchService.over(directory.path)) as service:
        service.suggest("كت")
        return service.search(SearchRequest("الكتاب")).total.value


def test_using_an_index_unpickles_nothing(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = IndexDirectory(tmp_path / "index")
    rebuild([texts], directory, ONE)
    more = write(tmp_path / "more", {"n.txt": "كتاب آخر\n\nنص كتاب آخر"})
    use(directory, more)  # numba's kept kernels are pickles; they are loaded now

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something is unpickled")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    rebuild([texts], directory, ONE)
    assert use(directory, more) == 3

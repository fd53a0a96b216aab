"""The open generation, and how it is exchanged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from index.engines.protocols import Location, OpenIndex
from index.engines.whoosh import WhooshEngine
from index.model.errors import NoIndexError
from index.pipeline.build import BuildOptions, rebuild
from index.store.generations import IndexDirectory
from search.retrieval.index_handle import IndexHandle


class SlowEngine(WhooshEngine):
    """Opens when it is let to, and counts what it opened."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.asked = threading.Semaphore(0)

    def open(self, location: Location) -> OpenIndex:
        self.asked.release()
        assert self.let.wait(30)
        return super().open(location)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("كتاب", "utf-8")
    return again(tmp_path / "index")


def again(index: Path) -> Path:
    rebuild([index.parent / "texts"], IndexDirectory(index), BuildOptions(jobs=1))
    return index


@pytest.fixture
def engine() -> SlowEngine:
    return SlowEngine()


@pytest.fixture
def library(index: Path, engine: SlowEngine) -> Iterator[IndexHandle]:
    with closing(IndexHandle(index, engine)) as opened:
        yield opened


def name(library: IndexHandle) -> str:
    with library.snapshot() as snapshot:
        return snapshot.generation.name


def test_the_generation_before_answers_while_the_next_is_opened(
    library: IndexHandle, engine: SlowEngine, index: Path
) -> None:
    engine.let.set()
    before = name(library)
    engine.let.clear()
    again(index)
    assert engine.asked.acquire(timeout=30)
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(name, library)
        assert engine.asked.acquire(timeout=30)
        assert name(library) == before
        engine.let.set()
        assert opening.result(30) > before
    assert name(library) > before


def test_a_generation_is_opened_once_for_all_who_wait(
    library: IndexHandle, engine: SlowEngine
) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = [pool.submit(name, library) for _ in range(4)]
        engine.let.set()
        assert len({each.result(30) for each in names}) == 1
    assert engine.asked.acquire(timeout=30)
    assert not engine.asked.acquire(blocking=False)


def test_a_request_keeps_its_generation_to_its_end(
    library: IndexHandle, engine: SlowEngine, index: Path
) -> None:
    engine.let.set()
    with library.snapshot() as snapshot:
        again(index)
        assert name(library) > snapshot.generation.name
        assert snapshot.retriever.documents(["a.txt"])


def test_what_fails_to_open_is_tried_again(library: IndexHandle, engine: SlowEngine) -> None:
    engine.let.set()
    path = library.store.path
    path.rename(path.with_name("away"))
    with pytest.raises(NoIndexError):
        name(library)
    path.with_name("away").rename(path)
    assert name(library)


def test_a_forked_process_opens_anew(
    library: IndexHandle, engine: SlowEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.let.set()
    before = name(library)
    monkeypatch.setattr("search.retrieval.index_handle.os.getpid", lambda: -1)
    assert name(library) == before
    assert engine.asked.acquire(timeout=30)
    assert engine.asked.acquire(timeout=30)


def test_a_forked_process_uses_what_was_handed_on(
    library: IndexHandle, engine: SlowEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.let.set()
    before = name(library)
    library.hand_on()
    monkeypatch.setattr("search.retrieval.index_handle.os.getpid", lambda: -1)
    assert name(library) == before
    assert engine.asked.acquire(timeout=30)
    assert not engine.asked.acquire(blocking=False)


def test_what_was_handed_on_is_exchanged_when_another_goes_live(
    library: IndexHandle, engine: SlowEngine, index: Path
) -> None:
    engine.let.set()
    before = name(library)
    library.hand_on()
    again(index)
    assert name(library) > before

"""Building: from folders to a live generation, whatever lies in them and whoever interrupts."""

from __future__ import annotations

import dataclasses
import errno
import gzip
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import readers
from index.analysis import fingerprint
from index.batch_analysis import stem_cache
from index.engines.protocols import (
    AnalyzedDocument,
    BatchWriter,
    DocumentBatch,
    Location,
    OpenIndex,
    Writer,
)
from index.engines.stored_documents import pack_block, unpack_block
from index.engines.whoosh import WhooshEngine
from index.engines.words import BatchWords
from index.model.columns import ColumnType
from index.model.document import Document
from index.model.errors import (
    DamagedIndexError,
    GenerationError,
    NoIndexError,
    ParameterError,
    SourceMissingError,
    StorageError,
    WorkerLostError,
)
from index.pipeline import build, machine_memory, tasks, worker
from index.pipeline.build import BuildOptions, Progress, add, rebuild, remove
from index.pipeline.report import DuplicateKind, Refusal, lines
from index.readers import Piece, ReaderOptions, SourceFile, jsonl
from index.store.generation_folder import GenerationFolder
from index.store.generations import IndexDirectory
from tests.index.engines.histories import values_of

TEXTS = {
    "news/rain.txt": "أمطار غزيرة\n\nهطلت أمطار غزيرة على المدينة القديمة منذ الصباح الباكر.\n",
    "news/port.txt": "ميناء جديد\n\nافتتح الوزير ميناء جديدا على الساحل الشرقي للبلاد.\n",
    "sea.txt": "رحلة بحرية\n\nأبحرت السفينة من الميناء نحو الجزر البعيدة في المحيط.\n",
}
SPELLED = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def write(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def records(count: int) -> str:
    """JSON Lines of `count` different documents."""
    return "".join(
        json.dumps({"_id": str(n), "title": f"وثيقة {n}", "text": f"نص الوثيقة {words(n)} " * 9})
        + "\n"
        for n in range(count)
    )


def words(number: int) -> str:
    return " ".join(
        SPELLED[(number * k) % 28] + SPELLED[(number + k) % 28] + "تب" for k in (1, 3, 5)
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "texts", TEXTS)


@pytest.fixture
def directory(tmp_path: Path) -> IndexDirectory:
    return IndexDirectory(tmp_path / "ix")


@pytest.fixture
def parallel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes for small collections too, and stream small files of records."""
    monkeypatch.setattr(build, "jobs_for", lambda files, max_jobs: max_jobs)
    monkeypatch.setattr(tasks, "_MIN_STREAMED_BYTES", 10_000)


def documents(directory: IndexDirectory) -> dict[str, Document]:
    _, index = directory.open_live()
    with index:
        return index.retriever.documents(list(index.retriever.ids()))


class WriterWithoutBatches:
    """A writer that takes documents one by one."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def add(self, documents: Iterable[AnalyzedDocument]) -> None:
        self._writer.add(documents)

    def remove(self, ids: Iterable[str]) -> int:
        return self._writer.remove(ids)

    def commit(self) -> None:
        self._writer.commit()

    def abort(self) -> None:
        self._writer.abort()


class EngineWithoutBatches:
    """An engine that takes documents one by one, and keeps them as another one does."""

    name = WhooshEngine.name

    def create(self, location: Location, memory: int | None = None) -> Writer:
        return WriterWithoutBatches(WhooshEngine().create(location, memory))

    def change(self, location: Location, memory: int | None = None) -> Writer:
        return WriterWithoutBatches(WhooshEngine().change(location, memory))

    def open(self, location: Location) -> OpenIndex:
        return WhooshEngine().open(location)


class Tampered(WhooshEngine):
    """The engine with something between a build and its writer.

    Args:
        between: is given each batch and gives the one to write, or None.
    """

    def __init__(self, between: Callable[[DocumentBatch], DocumentBatch | None]) -> None:
        self._between = between
        self.memory: list[int | None] = []

    def create(self, location: Location, memory: int | None = None) -> Any:
        self.memory.append(memory)
        return Between(super().create(location, memory), self._between)


class Between(WriterWithoutBatches):
    """Such a writer."""

    def __init__(
        self, writer: BatchWriter, between: Callable[[DocumentBatch], DocumentBatch | None]
    ) -> None:
        super().__init__(writer)
        self._batches = writer
        self._between = between

    def add_batch(self, batch: DocumentBatch) -> None:
        if changed := self._between(batch):
            self._batches.add_batch(changed)


def plain(batch: DocumentBatch) -> list[object]:
    """A batch with its arrays as lists and its tokens as words, to be compared."""
    tokens = {
        field: [batch.words[number] for number in numbers.tolist()]
        for field, numbers in batch.tokens.items()
    }
    lengths = {field: each.tolist() for field, each in batch.lengths.items()}
    in_block = batch.in_block.tolist()
    columns = values_of(batch.columns, len(batch.ids))
    return [batch.ids, columns, tokens, lengths, batch.blocks, in_block]


def ids(directory: IndexDirectory) -> set[str]:
    return set(documents(directory))


def test_a_folder_is_indexed_under_relative_paths(folder: Path, directory: IndexDirectory) -> None:
    report = rebuild([folder], directory)
    assert ids(directory) == set(TEXTS)
    assert (report.documents, report.files, report.total) == (3, 3, 3)
    assert report.generation == directory.live_name()
    assert report.text_bytes > 0 < report.index_bytes


def test_ids_of_several_sources_begin_with_their_names(
    tmp_path: Path, directory: IndexDirectory
) -> None:
    one = write(tmp_path / "a" / "texts", {"x.txt": TEXTS["sea.txt"]})
    two = write(tmp_path / "b" / "texts", {"x.txt": TEXTS["news/rain.txt"]})
    write(tmp_path, {"single.txt": TEXTS["news/port.txt"]})
    rebuild([one, two, tmp_path / "single.txt"], directory)
    assert ids(directory) == {"texts/x.txt", "texts-2/x.txt", "single.txt"}
    assert documents(directory)["texts-2/x.txt"].path == "texts-2/x.txt"


def test_a_source_inside_another_is_read_once(folder: Path, directory: IndexDirectory) -> None:
    report = rebuild([folder, folder / "news"], directory)
    assert ids(directory) == set(TEXTS)
    assert [skipped.reason for skipped in report.skipped] == ["repeated"]


def test_an_index_inside_the_source_is_not_indexed(folder: Path) -> None:
    directory = IndexDirectory(folder / "ix")
    rebuild([folder], directory)
    assert rebuild([folder], directory).skipped == ()
    assert ids(directory) == set(TEXTS)


def test_what_can_not_be_read_is_reported(folder: Path, directory: IndexDirectory) -> None:
    (folder / "picture.txt").write_bytes(bytes(range(256)) * 9)
    report = rebuild([folder], directory)
    assert [(each.path, each.reason) for each in report.skipped] == [("picture.txt", "binary")]
    assert report.documents == 3


def test_strict_changes_nothing_if_anything_is_left_out(
    folder: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    (folder / "picture.txt").write_bytes(bytes(range(256)) * 9)
    report = rebuild([folder], directory, BuildOptions(strict=True))
    assert (report.refused, report.generation) == (Refusal.STRICT, None)
    assert directory.live_name() == "000001"


def test_an_empty_folder_changes_nothing(folder: Path, directory: IndexDirectory) -> None:
    rebuild([folder], directory)
    (folder / "empty").mkdir()
    assert rebuild([folder / "empty"], directory).refused is Refusal.EMPTY
    assert ids(directory) == set(TEXTS)


def test_an_engine_without_batches_is_handed_the_documents(folder: Path, tmp_path: Path) -> None:
    (folder / "more.jsonl").write_text(records(300), encoding="utf-8")
    found = []
    for engine in (WhooshEngine(), EngineWithoutBatches()):
        directory = IndexDirectory(tmp_path / type(engine).__name__)
        rebuild([folder], directory, BuildOptions(jobs=1, engine=engine))
        remove(["sea.txt"], directory, BuildOptions(engine=engine))
        add([folder / "news"], directory, BuildOptions(jobs=1, engine=engine))
        _, index = directory.open_live(engine)
        found.append((documents(directory), index.retriever.statistics()))
    assert found[0][0] == found[1][0]
    assert found[0][1] == found[1][1]


def test_a_missing_folder_is_said(tmp_path: Path, directory: IndexDirectory) -> None:
    with pytest.raises(SourceMissingError, match="nowhere"):
        rebuild([tmp_path / "nowhere"], directory)
    assert not directory.path.exists()


def test_repeated_ids_and_texts_are_reported(tmp_path: Path, directory: IndexDirectory) -> None:
    lines_ = [{"_id": "1", "text": "نص أول"}, {"_id": "1", "text": "نص ثان"}]
    same = [{"_id": "2", "title": "ع", "text": "نص"}, {"_id": "3", "title": "ع", "text": "نص"}]
    source = write(tmp_path / "s", {"r.jsonl": "\n".join(map(json.dumps, lines_ + same))})
    report = rebuild([source], directory)
    assert [(each.id, each.first, each.likeness) for each in report.duplicates] == [
        ("r.jsonl#1", "r.jsonl#1", DuplicateKind.ID),
        ("r.jsonl#3", "r.jsonl#2", DuplicateKind.TEXT),
    ]
    assert ids(directory) == {"r.jsonl#1", "r.jsonl#2", "r.jsonl#3"}
    assert documents(directory)["r.jsonl#1"].body == "نص أول"


def test_columns_reach_the_readers(tmp_path: Path, directory: IndexDirectory) -> None:
    source = write(tmp_path / "s", {"t.csv": "headline,text\nعنوان الخبر,نص الخبر\n"})
    reading = ReaderOptions(fields={"title": "headline", "body": "text"})
    rebuild([source], directory, BuildOptions(reading=reading))
    assert [document.title for document in documents(directory).values()] == ["عنوان الخبر"]


@pytest.mark.usefixtures("parallel")
def test_more_processes_make_the_same_index(folder: Path, tmp_path: Path) -> None:
    write(folder, {"a.jsonl": records(300), "z.jsonl": records(3)})
    taken: dict[int, list[list[object]]] = {1: [], 3: []}
    for jobs, batches in taken.items():

        def noting(
            batch: DocumentBatch, batches: list[list[object]] = batches
        ) -> DocumentBatch | None:
            batches.append(plain(batch))
            return batch

        options = BuildOptions(jobs=jobs, engine=Tampered(noting))
        report = rebuild([folder], IndexDirectory(tmp_path / str(jobs)), options)
        assert (report.jobs, report.documents) == (jobs, 306)
    assert taken[1] == taken[3]


def test_a_document_whose_id_is_taken_leaves_no_trace(
    tmp_path: Path, directory: IndexDirectory
) -> None:
    records_ = [("1", "كتاب قديم"), ("2", "خبر عاجل"), ("1", "ورق مقوى"), ("3", "نص أخير")]
    lines_ = [json.dumps({"_id": each, "title": "ع", "text": text}) for each, text in records_]
    twice = write(tmp_path / "a" / "s", {"r.jsonl": "\n".join(lines_)})
    once = write(tmp_path / "b" / "s", {"r.jsonl": "\n".join([*lines_[:2], lines_[3]])})
    batches: list[list[object]] = []

    def noting(batch: DocumentBatch) -> DocumentBatch | None:
        assert len(batch.words) == len({*np.concatenate([*batch.tokens.values()]).tolist()})
        batches.append(plain(batch))
        return batch

    for source in (twice, once):
        rebuild([source], directory, BuildOptions(engine=Tampered(noting)))
    assert batches[0] == batches[1]


def test_a_document_of_an_id_that_an_earlier_file_has_is_left_out(
    tmp_path: Path, directory: IndexDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_MIN_STREAMED_BYTES", 10)
    monkeypatch.setattr(tasks, "_MAX_PIECES", 1)
    monkeypatch.setattr(jsonl, "_MAX_LINES", 1)
    lines_ = [json.dumps({"_id": "1", "text": text}) for text in ("كتاب", "ورق")]
    source = write(tmp_path / "s", {"r.jsonl": "\n".join(lines_)})
    report = rebuild([source], directory)
    assert (report.documents, [each.likeness for each in report.duplicates]) == (
        1,
        [DuplicateKind.ID],
    )
    assert documents(directory)["r.jsonl#1"].body == "كتاب"


def test_the_memory_that_is_allowed_reaches_the_engine(
    folder: Path, directory: IndexDirectory
) -> None:
    engine = Tampered(lambda batch: batch)
    rebuild([folder], directory, BuildOptions(engine=engine, memory=10**8))
    rebuild([folder], directory, BuildOptions(engine=engine))
    assert engine.memory == [10**8, machine_memory.available_memory() // 4]


@pytest.mark.usefixtures("parallel")
def test_progress_in_a_packed_file_keeps_pace(
    tmp_path: Path, directory: IndexDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_MIN_STREAMED_BYTES", 10)
    monkeypatch.setattr(tasks, "_MAX_PIECES", 1)
    monkeypatch.setattr(jsonl, "_MAX_LINES", 100)
    written = [
        json.dumps(json.loads(each), ensure_ascii=False) for each in records(400).split("\n")[:-1]
    ]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(written).encode()))
    steps: list[Progress] = []
    rebuild([tmp_path / "a.jsonl.gz"], directory, BuildOptions(jobs=1), steps.append)
    share = next(step.byte / step.bytes for step in steps if step.documents == 200)
    assert 0.25 < share < 0.6
    assert [step.byte for step in steps if step.stage == "read"][-1] == steps[0].bytes


@pytest.mark.usefixtures("parallel")
@pytest.mark.parametrize("name", ["a.jsonl", "a.txt"])
def test_a_killed_worker_is_an_error_and_no_hang(
    name: str, tmp_path: Path, directory: IndexDirectory
) -> None:
    source = write(tmp_path / "s", {f"{n}/{name}": records(400) for n in range(20)})

    def kill(step: Progress) -> None:
        for child in multiprocessing.active_children() if step.documents else ():
            os.kill(child.pid or 0, signal.SIGKILL)

    with pytest.raises(WorkerLostError):
        rebuild([source], directory, BuildOptions(jobs=2), kill)
    assert not (directory.path / "CURRENT").exists()


@pytest.mark.usefixtures("parallel")
def test_a_killed_worker_takes_the_process_that_reads_a_large_file_with_it(
    tmp_path: Path, directory: IndexDirectory
) -> None:
    source = write(tmp_path / "s", {"a.jsonl": records(20_000)})

    def kill(step: Progress) -> None:
        if step.documents:
            first = min(multiprocessing.active_children(), key=lambda child: child.pid or 0)
            os.kill(first.pid or 0, signal.SIGKILL)

    with pytest.raises(WorkerLostError) as held:
        rebuild([source], directory, BuildOptions(jobs=2), kill)
    # Python waits at its end for the processes that are left, and this one would wait for Python.
    assert multiprocessing.active_children() == []
    assert held.traceback


@pytest.mark.usefixtures("parallel")
def test_an_interrupted_build_ends_its_processes_and_leaves_nothing(
    tmp_path: Path, directory: IndexDirectory
) -> None:
    source = write(tmp_path / "s", {f"{n}.jsonl": records(200) for n in range(9)})
    children = set()

    def interrupt(step: Progress) -> None:
        if step.documents:
            children.update(multiprocessing.active_children())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild([source], directory, BuildOptions(jobs=2), interrupt)
    assert children
    assert not any(child.is_alive() for child in children)
    assert list((directory.path / "generations").iterdir()) == []


def test_a_reader_that_fails_costs_its_file_only(
    folder: Path, directory: IndexDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    readable = readers.pieces

    def failing(file: SourceFile, options: ReaderOptions) -> Iterable[Piece]:
        if file.relative == "sea.txt":
            raise RecursionError("too deep")
        return readable(file, options)

    monkeypatch.setattr(worker, "pieces", failing)
    report = rebuild([folder], directory)
    assert [(each.path, each.reason) for each in report.skipped] == [("sea.txt", "broken")]
    assert ids(directory) == {"news/rain.txt", "news/port.txt"}


def test_a_full_disk_keeps_the_live_index(
    folder: Path, directory: IndexDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild([folder], directory)

    def full(path: Path, manifest: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.store.generations.write_manifest", full)
    with pytest.raises(StorageError, match="disk is full"):
        rebuild([folder], directory)
    assert ids(directory) == set(TEXTS)
    assert [each.name for each in directory.generations()] == ["000001"]


def test_a_generation_that_lost_a_document_does_not_go_live(
    folder: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    with pytest.raises(GenerationError, match="3 documents were expected and 0 are there"):
        rebuild([folder], directory, BuildOptions(engine=Tampered(lambda batch: None)))
    assert ids(directory) == set(TEXTS)


def test_a_generation_with_changed_text_does_not_go_live(
    folder: Path, directory: IndexDirectory
) -> None:
    def changed(batch: DocumentBatch) -> DocumentBatch:
        (block,) = batch.blocks
        stored = [unpack_block(block, place) for place in range(len(batch.ids))]
        other = [dataclasses.replace(each, title="غيره") for each in stored]
        return dataclasses.replace(batch, blocks=(pack_block(other),))

    with pytest.raises(GenerationError, match="not what was written"):
        rebuild([folder], directory, BuildOptions(engine=Tampered(changed)))


def test_a_generation_without_terms_does_not_go_live(
    folder: Path, directory: IndexDirectory
) -> None:
    def emptied(batch: DocumentBatch) -> DocumentBatch:
        nothing = np.zeros(0, np.uint32)
        return dataclasses.replace(
            batch,
            words=BatchWords.of(()),
            tokens=dict.fromkeys(batch.tokens, nothing),
            lengths={field: np.zeros_like(each) for field, each in batch.lengths.items()},
        )

    with pytest.raises(GenerationError, match="not found by its word"):
        rebuild([folder], directory, BuildOptions(engine=Tampered(emptied)))


def test_stems_are_reused_and_change_nothing(folder: Path, directory: IndexDirectory) -> None:
    rebuild([folder], directory)
    before = stem_cache.load(directory.path, fingerprint()).stems
    assert "الميناء" in before
    assert rebuild([folder], directory).documents == 3
    assert stem_cache.load(directory.path, fingerprint()).stems == before


@pytest.mark.usefixtures("parallel")
@pytest.mark.parametrize("jobs", [1, 2])
def test_stems_that_are_kept_during_a_build_change_nothing(
    jobs: int, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_MAX_PIECES", 1)
    monkeypatch.setattr(jsonl, "_MAX_LINES", 50)
    write(folder, {"a.jsonl": records(400)})
    taken: dict[int, list[list[object]]] = {}
    for most in (10, 10**6):
        monkeypatch.setattr(stem_cache, "MAX_IN_MEMORY", most)
        batches = taken[most] = []

        def noting(
            batch: DocumentBatch, batches: list[list[object]] = batches
        ) -> DocumentBatch | None:
            batches.append(plain(batch))
            return batch

        directory = IndexDirectory(tmp_path / str(most))
        rebuild([folder], directory, BuildOptions(jobs=jobs, engine=Tampered(noting)))
        assert "الوثيقة" in stem_cache.load(directory.path, fingerprint()).stems
    assert taken[10] == taken[10**6]


def test_a_damaged_vocabulary_is_said_and_made_anew(
    folder: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    (directory.path / "vocabulary").write_bytes(b"\xff")
    report = rebuild([folder], directory)
    assert any("vocabulary" in line for line in lines(report, "en"))
    assert stem_cache.load(directory.path, fingerprint()).stems


def test_generations_beyond_keep_are_removed(folder: Path, directory: IndexDirectory) -> None:
    for _ in range(3):
        report = rebuild([folder], directory, BuildOptions(keep=2))
    assert report.pruned == ("000001",)
    assert [each.name for each in directory.generations()] == ["000002", "000003"]


def test_an_old_generation_that_can_not_be_removed_is_a_notice_and_no_failure(
    folder: Path, directory: IndexDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    rebuild([folder], directory)
    monkeypatch.setattr(GenerationFolder, "remove", refused)
    report = rebuild([folder], directory, BuildOptions(keep=1))
    assert (report.generation, directory.live_name()) == ("000002", "000002")
    assert [notice["en"].startswith("Old generations") for notice in report.notices] == [True]
    removal = remove(["sea.txt"], directory, BuildOptions(keep=1))
    assert (removal.removed, len(removal.notices)) == (1, 1)


def test_an_addition_is_a_generation_that_roll_back_undoes(
    folder: Path, tmp_path: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    more = write(tmp_path / "more", {"new.txt": "خبر آخر\n\nجاء في الخبر كلام كثير عن الطقس.\n"})
    report = add([more], directory)
    assert (report.documents, report.total) == (1, 4)
    assert ids(directory) == {*TEXTS, "more/new.txt"}
    directory.roll_back()
    assert ids(directory) == set(TEXTS)


def test_an_addition_inside_a_root_gets_the_ids_of_a_rebuild(
    folder: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    write(folder, {"news/today.txt": "اليوم\n\nأخبار اليوم كثيرة ومتنوعة جدا.\n"})
    assert add([folder / "news"], directory).replaced == 2
    assert add([folder / "sea.txt"], directory).replaced == 1
    added = ids(directory)
    rebuild([folder], directory)
    assert added == ids(directory)


def test_added_again_a_file_loses_the_records_that_it_has_no_more(
    tmp_path: Path, directory: IndexDirectory
) -> None:
    source = write(tmp_path / "s", {"r.jsonl": records(5), "other.txt": TEXTS["sea.txt"]})
    rebuild([source], directory)
    write(source, {"r.jsonl": records(2)})
    report = add([source / "r.jsonl"], directory)
    assert (report.removed, report.replaced, report.total) == (3, 2, 3)
    assert ids(directory) == {"r.jsonl#0", "r.jsonl#1", "other.txt"}


def test_a_file_that_can_no_longer_be_read_keeps_its_document(
    folder: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    (folder / "sea.txt").write_bytes(bytes(range(256)) * 9)
    add([folder], directory)
    assert ids(directory) == set(TEXTS)


def test_a_folder_of_a_taken_name_gets_another(
    folder: Path, tmp_path: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    add([write(tmp_path / "news", {"x.txt": "عنوان\n\nهذا نص لا يشبه غيره أبدا.\n"})], directory)
    assert ids(directory) == {*TEXTS, "news-2/x.txt"}


def test_nothing_is_added_to_no_index(folder: Path, directory: IndexDirectory) -> None:
    with pytest.raises(NoIndexError):
        add([folder], directory)
    with pytest.raises(NoIndexError):
        remove(["x"], directory)


def test_a_removal_names_the_ids_that_are_not_there(
    folder: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    report = remove(["sea.txt", "none.txt"], directory)
    assert (report.removed, report.total, report.unknown) == (1, 2, ("none.txt",))
    assert ids(directory) == {"news/rain.txt", "news/port.txt"}


def test_a_removal_of_nothing_changes_nothing(folder: Path, directory: IndexDirectory) -> None:
    rebuild([folder], directory)
    assert remove(["none.txt"], directory).refused is Refusal.EMPTY
    assert remove(["sea.txt", "none.txt"], directory, BuildOptions(strict=True)).refused
    assert directory.live_name() == "000001"


def test_every_document_can_be_removed(folder: Path, directory: IndexDirectory) -> None:
    rebuild([folder], directory)
    assert remove(list(TEXTS), directory).total == 0
    assert ids(directory) == set()
    assert add([folder], directory).total == 3


# Whoosh leaves the broken file open: Python closes it, with a warning.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_index_file_is_said(folder: Path, directory: IndexDirectory) -> None:
    rebuild([folder], directory)
    for file in directory.folder(directory.live()).iterdir():
        if file.name != "manifest.json":
            file.write_bytes(b"nonsense")
    with pytest.raises(DamagedIndexError):
        directory.open_live()


def test_readers_never_fail_while_generations_come_and_go(
    folder: Path, directory: IndexDirectory
) -> None:
    rebuild([folder], directory)
    ended = threading.Event()
    failures: list[Exception] = []

    def read() -> None:
        while not ended.is_set():
            try:
                assert ids(directory) == set(TEXTS)
            except Exception as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    until = time.monotonic() + 2
    while time.monotonic() < until:
        rebuild([folder], directory, BuildOptions(keep=1))
    ended.set()
    reader.join()
    assert failures == []


# Columns.


def column(directory: IndexDirectory, name: str) -> dict[str, object]:
    return {i: each.columns.get(name) for i, each in documents(directory).items()}


def test_the_first_folder_is_the_collection(tmp_path: Path, directory: IndexDirectory) -> None:
    write(tmp_path / "s", {"a/b/x.txt": "كتاب", "y.txt": "كتاب قديم"})
    rebuild([tmp_path / "s"], directory)
    assert column(directory, "collection") == {"a/b/x.txt": ("a",), "y.txt": ("s",)}


def test_each_of_several_sources_is_a_collection(tmp_path: Path, directory: IndexDirectory) -> None:
    write(tmp_path, {"s/a/x.txt": "كتاب", "t/y.jsonl": '{"text": "كتاب", "collection": "ك"}'})
    rebuild([tmp_path / "s", tmp_path / "t"], directory)
    assert column(directory, "collection") == {"s/a/x.txt": ("s",), "t/y.jsonl#1": ("ك",)}


DECLARED = ReaderOptions(declared={"pages": ColumnType.NUMBER})
RECORDS = {"r.jsonl": '{"_id": "a", "text": "كتاب", "pages": 7}\n{"_id": "b", "text": "درس"}'}


def test_declared_columns_are_filled_and_kept(tmp_path: Path, directory: IndexDirectory) -> None:
    source = write(tmp_path / "s", RECORDS)
    rebuild([source], directory, BuildOptions(reading=DECLARED))
    assert directory.live().manifest.columns == {"pages": ColumnType.NUMBER}
    write(source, {"more.csv": "text,pages\nخبر,12\n"})
    add([source / "more.csv"], directory)
    remove(["r.jsonl#b"], directory)
    assert directory.live().manifest.columns == {"pages": ColumnType.NUMBER}
    assert column(directory, "pages") == {"r.jsonl#a": (7,), "more.csv#1": (12,)}


def test_a_column_keeps_its_type(tmp_path: Path, directory: IndexDirectory) -> None:
    source = write(tmp_path / "s", RECORDS)
    rebuild([source], directory, BuildOptions(reading=DECLARED))
    other = BuildOptions(reading=ReaderOptions(declared={"pages": ColumnType.KEYWORD}))
    with pytest.raises(ParameterError, match="the index has pages as number") as raised:
        add([source], directory, other)
    assert "عدد" in raised.value.arabic
    assert rebuild([source], directory, other).generation == "000002"


def test_a_value_that_is_left_out_is_in_the_report(
    tmp_path: Path, directory: IndexDirectory
) -> None:
    source = write(tmp_path / "s", {"r.jsonl": '{"_id": "a", "text": "كتاب", "pages": "كثير"}'})
    report = rebuild([source], directory, BuildOptions(reading=DECLARED))
    assert (report.documents, [(each.path, each.reason) for each in report.skipped]) == (
        1,
        [("r.jsonl#a#pages", "value")],
    )
    strict = BuildOptions(reading=DECLARED, strict=True)
    assert rebuild([source], directory, strict).refused is Refusal.STRICT

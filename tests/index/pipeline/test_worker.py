"""Workers: what one has learned, the others need not work out."""

from __future__ import annotations

from pathlib import Path

from index.analysis import fingerprint
from index.batch_analysis import stem_cache
from index.batch_analysis.stem_cache import lines_of
from index.model.document import Document
from index.model.errors import UnreadableError
from index.model.messages import Message
from index.pipeline.document_ids import input_files, inputs_of
from index.pipeline.worker import SharedStems, Task, Worker
from index.readers import ReaderOptions

TEXT = "هطلت أمطار غزيرة على المدينة القديمة"


def worker(directory: Path) -> Worker:
    return Worker(ReaderOptions(), directory)


def task(text: str, shared_stems: SharedStems | None = None) -> Task:
    return Task(pieces=(Document("1", "", text),), shared_stems=shared_stems or SharedStems())


def test_what_it_learns_it_tells_once(tmp_path: Path) -> None:
    one = worker(tmp_path)
    assert "\nالمدينة\t" in one.do(task(TEXT)).learned
    assert one.do(task(TEXT)).learned == ""


def test_what_another_has_learned_it_does_not_work_out(tmp_path: Path) -> None:
    learned = worker(tmp_path).do(task(TEXT)).learned
    assert worker(tmp_path).do(task(TEXT, SharedStems(learned=(learned,)))).learned == ""


def test_it_knows_what_is_kept_and_what_was_kept_meanwhile(tmp_path: Path) -> None:
    learned = worker(tmp_path).do(task(TEXT)).learned
    early = worker(tmp_path)
    stem_cache.save(tmp_path, fingerprint(), [learned])
    assert worker(tmp_path).do(task(TEXT)).learned == ""
    assert early.do(task(TEXT, SharedStems(rewritten=True))).learned == ""


def test_stems_that_are_told_are_believed(tmp_path: Path) -> None:
    sent = lines_of({"المدينة": ("جذع", "جذر")})
    answer = worker(tmp_path).do(task("المدينة", SharedStems(learned=(sent,))))
    assert answer.analyzed
    assert [*answer.analyzed.batch.words] == ["المدينه\x1fجذع\x1fجذر"]


def test_files_are_read_behind_what_is_read_already(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "texts" / "b.bin").write_bytes(b"\x00")
    placed = tuple(input_files(inputs_of([tmp_path / "texts"]), leave_out=tmp_path / "ix"))
    missing = UnreadableError("x", "empty", Message("-"))
    outcomes = (Document("1", "", TEXT), missing)
    answer = worker(tmp_path / "ix").do(Task(placed, outcomes))
    assert answer.analyzed
    assert answer.analyzed.batch.ids == ("1", "a.txt")
    assert [each.path for each in answer.unread] == ["x", "b.bin"]

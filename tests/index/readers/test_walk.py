from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.model.document import Document
from index.model.errors import SourceMissingError, SourceRefusedError, UnreadableError
from index.readers import SourceFile, read, walk


def names(source: Path) -> list[str]:
    return [file.relative for file in walk(source)]


def reason(file: SourceFile) -> str:
    (outcome,) = read(file)
    assert isinstance(outcome, UnreadableError)
    return outcome.reason


def make(folder: Path, *files: str) -> None:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("نص", "utf-8")


def test_files_come_by_name_before_folders(tmp_path: Path) -> None:
    make(tmp_path, "b/z.txt", "b/a.txt", "a/x.txt", "c.txt", "B.txt")
    assert names(tmp_path) == ["B.txt", "c.txt", "a/x.txt", "b/a.txt", "b/z.txt"]


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, ".git/a.txt", ".hidden.txt", "a/.b.txt", "a/c.txt")
    assert names(tmp_path) == ["a/c.txt"]


def test_what_fihrisignore_names_is_left_out(tmp_path: Path) -> None:
    make(tmp_path, "README.md", "a/README.md", "drafts/a.txt", "drafts/b/c.txt", "d.tmp.txt")
    (tmp_path / ".fihrisignore").write_text("# not documents\nREADME.md\n\ndrafts/\n*.tmp.txt\n")
    assert names(tmp_path) == ["a/README.md"]


def test_a_fihrisignore_further_down_counts_for_nothing(tmp_path: Path) -> None:
    make(tmp_path, "a/b.txt")
    (tmp_path / "a" / ".fihrisignore").write_text("*")
    assert names(tmp_path) == ["a/b.txt"]


def test_a_fihrisignore_that_can_t_be_read_is_reported_and_leaves_nothing_out(
    tmp_path: Path,
) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / ".fihrisignore").mkdir()
    assert names(tmp_path) == ["a.txt", ".fihrisignore"]


def test_a_file_is_a_source_too(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    assert names(tmp_path / "a.txt") == ["a.txt"]


def test_a_folder_may_be_hidden_itself(tmp_path: Path) -> None:
    make(tmp_path / ".collection", "a.txt")
    assert names(tmp_path / ".collection") == ["a.txt"]


def test_a_source_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError):
        names(tmp_path / "nowhere")


def test_a_link_inside_the_source_is_followed(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert [file.link for file in walk(tmp_path)] == [False, False]


def test_a_link_out_of_the_source_is_reported(tmp_path: Path) -> None:
    make(tmp_path, "outside.txt", "source/a.txt")
    (tmp_path / "source" / "b.txt").symlink_to(tmp_path / "outside.txt")
    assert [reason(file) for file in walk(tmp_path / "source") if file.link] == ["unsafe-path"]


def test_a_link_to_a_folder_is_reported_not_entered(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert [(file.relative, file.link) for file in walk(tmp_path)] == [
        ("a/loop", True),
        ("a/x.txt", False),
    ]


def test_a_link_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere.txt")
    assert [reason(file) for file in walk(tmp_path)] == ["io"]


def test_a_link_that_leads_to_itself_is_reported(tmp_path: Path) -> None:
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    assert [reason(file) for file in walk(tmp_path)] == ["unsafe-path"]


def test_a_source_with_an_impossible_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefusedError, match="the name is too long"):
        names(tmp_path / ("x" * 256))


def test_a_name_that_is_no_utf_8_stands_with_its_bytes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe3.txt")).write_text("نص", "utf-8")
    (file,) = walk(tmp_path)
    (document,) = read(file)
    assert isinstance(document, Document)
    assert document.id == "\\xe3.txt"


def test_an_unknown_suffix_is_reported(tmp_path: Path) -> None:
    make(tmp_path, "a.xyz")
    assert reason(next(walk(tmp_path))) == "unknown-format"


def test_a_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    make(tmp_path, "A.TXT")
    (outcome,) = read(next(walk(tmp_path)))
    assert isinstance(outcome, Document)


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert reason(next(walk(tmp_path))) == "empty"


def test_a_file_that_went_away_is_reported(tmp_path: Path) -> None:
    assert reason(SourceFile(tmp_path / "gone.txt", "gone.txt")) == "io"


def test_a_pipe_is_reported_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reason(next(walk(tmp_path))) == "io"


def test_a_file_that_may_not_be_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.txt")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # modes mean nothing to root
    assert reason(next(walk(tmp_path))) == "permission"


def test_a_disk_that_fails_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt")

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    assert reason(next(walk(tmp_path))) == "io"


def test_every_error_says_what_is_wrong_in_arabic_too(tmp_path: Path) -> None:
    make(tmp_path, "a.xyz")
    (outcome,) = read(next(walk(tmp_path)))
    assert isinstance(outcome, UnreadableError)
    assert "هذا النوع من الملفات لا يُقرأ" in outcome.arabic

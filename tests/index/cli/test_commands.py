"""fihris rebuild, add, remove and generations, as a person and as a program meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from index.cli import commands as command_line
from index.cli.commands import commands
from index.cli.terminal import Terminated, language, printable
from index.model.errors import StorageError
from index.pipeline.build import BuildOptions, rebuild
from index.pipeline.report import Report
from index.store.generations import IndexDirectory

ARABIC = {"FIHRIS_LANG": "ar"}
ENGLISH = {"FIHRIS_LANG": "en"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two documents, the current folder beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FIHRIS_INDEX", raising=False)
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("أمطار غزيرة\n\nهطلت أمطار غزيرة على المدينة.\n", encoding="utf-8")
    (texts / "b.txt").write_text("ميناء جديد\n\nافتتح الوزير ميناء جديدا.\n", encoding="utf-8")
    return texts


def run(*arguments: str, env: dict[str, str] = ENGLISH) -> Result:
    return CliRunner().invoke(click.Group("fihris", commands=list(commands)), arguments, env=env)


def test_a_rebuild_makes_an_index_and_reports_it(folder: Path) -> None:
    result = run("rebuild", "texts")
    assert result.exit_code == 0
    assert "documents indexed: 2" in result.stdout
    assert "generation: 000001" in result.stdout
    assert IndexDirectory(folder.parent / ".fihris").live_name() == "000001"


def test_the_report_speaks_arabic(folder: Path) -> None:
    assert "الوثائق المفهرسة: 2" in run("rebuild", "texts", env=ARABIC).stdout


def test_quiet_says_nothing_where_nothing_is_wrong(folder: Path) -> None:
    result = run("rebuild", "texts", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_progress_is_plain_lines_where_there_is_no_terminal(folder: Path) -> None:
    assert "verifying" in run("rebuild", "texts").stderr.splitlines()


def test_json_is_one_object_with_all_that_was_left_out(folder: Path) -> None:
    for number in range(20):
        (folder / f"{number}.bin").write_bytes(b"\x00")
    result = run("rebuild", "texts", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (report["documents"], len(report["skipped"])) == (2, 20)
    assert report["skipped"][0].keys() == {"path", "reason", "english", "arabic"}


def test_the_report_groups_what_was_left_out_and_shows_the_first(folder: Path) -> None:
    for number in range(20):
        (folder / f"{number}.bin").write_bytes(b"\x00")
    output = run("rebuild", "texts").stdout
    assert "skipped, unknown format: 20" in output
    assert "and 10 more (--json lists all)" in output


def test_the_index_is_named_by_an_option_or_the_environment(folder: Path) -> None:
    run("rebuild", "texts", "--index", "one")
    run("rebuild", "texts", env={"FIHRIS_INDEX": "two"})
    assert all((folder.parent / name / "CURRENT").exists() for name in ("one", "two"))


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["rebuild", "nowhere"], 2, "There is no file or folder 'nowhere'."),
        (["rebuild", "texts/empty"], 1, "Nothing to index was found in texts/empty."),
        (["rebuild"], 2, "SOURCE is missing"),
        (["rebuild", "texts", "--column", "head line"], 2, "FIELD=NAME"),
        (["rebuild", "texts", "--column", "x=y"], 2, "FIELD=NAME"),
        (["rebuild", "texts", "--encoding", "utf-99"], 2, "there is no encoding 'utf-99'"),
        (["rebuild", "texts", "--jobs", "0"], 2, "--jobs"),
        (["rebuild", "texts", "--memory", "much"], 2, "--memory: must be a size such as 512MB"),
        (["rebuild", "texts", "--memory", "5"], 2, "--memory: must be at least 16MB, not 5"),
        (["add", "texts", "--memory", "-2GB"], 2, "--memory"),
        (["rebuild", "texts", "--engine", "lucene"], 2, "engine: must be one of whoosh"),
        (["rebuild", "texts", "--index", "texts/a.txt"], 1, "Can't write in 'texts/a.txt'"),
        (["add", "texts"], 1, "There is no index"),
        (["remove", "a.txt"], 1, "There is no index"),
        (["generations"], 1, "There is no index"),
        (["generations", "roll-back"], 1, "There is no index"),
        (["generations", "prune"], 1, "There is no index"),
        (["generations", "frob"], 2, "There is no command 'frob'"),
    ],
)
def test_what_can_not_be_done_is_one_plain_line(
    folder: Path, arguments: list[str], exit_code: int, message: str
) -> None:
    (folder / "empty").mkdir()
    result = run(*arguments)
    assert result.exit_code == exit_code
    last = result.stderr.splitlines()[-1]
    assert last.startswith("fihris: ")
    assert message in last
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("size", "bytes_"),
    [
        ("512MB", 512 * 10**6),
        ("512m", 512 * 10**6),
        ("1.5 GB", 1_500_000_000),
        ("2GiB", 2 * 2**30),
        ("123456789", 123_456_789),
        ("100000 kb", 10**8),
    ],
)
def test_the_memory_is_a_size_as_people_write_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, size: str, bytes_: int
) -> None:
    given: list[BuildOptions] = []
    changed = rebuild

    def noting(
        sources: Sequence[Path], directory: IndexDirectory, options: BuildOptions, *rest: Any
    ) -> Report:
        given.append(options)
        return changed(sources, directory, options, *rest)

    monkeypatch.setattr(command_line, "rebuild", noting)
    assert run("rebuild", "texts", "--memory", size).exit_code == 0
    assert [options.memory for options in given] == [bytes_]


def test_a_wrong_size_is_said_in_arabic(folder: Path) -> None:
    assert "512MB أو 2GB" in run("rebuild", "texts", "--memory", "2XB", env=ARABIC).stderr


def test_errors_speak_arabic(folder: Path) -> None:
    assert "لا يوجد ملف أو مجلد" in run("rebuild", "nowhere", env=ARABIC).stderr


def test_with_json_an_error_is_an_object_too(folder: Path) -> None:
    result = run("rebuild", "nowhere", "--json")
    assert json.loads(result.stdout)["error"]["code"] == "source-missing"
    assert result.exit_code == 2


def test_with_json_a_usage_error_is_an_object_too(folder: Path) -> None:
    assert json.loads(run("rebuild", "--json").stdout)["error"]["code"] == "usage"


def test_strict_fails_where_a_file_is_left_out(folder: Path) -> None:
    (folder / "x.bin").write_bytes(b"\x00")
    result = run("rebuild", "texts", "--strict")
    assert result.exit_code == 1
    assert "x.bin" in result.stdout
    assert "--strict" in result.stderr
    assert not (folder.parent / ".fihris" / "CURRENT").exists()


def test_strict_with_json_has_report_and_error_in_one_object(folder: Path) -> None:
    (folder / "x.bin").write_bytes(b"\x00")
    report = json.loads(run("rebuild", "texts", "--strict", "--json").stdout)
    assert (report["refused"], report["error"]["code"]) == ("strict", "strict")


def test_what_is_added_is_counted(folder: Path) -> None:
    run("rebuild", "texts")
    (folder / "c.txt").write_text("عنوان ثالث\n\nهذا نص ثالث قصير.\n", encoding="utf-8")
    result = run("add", "texts/c.txt")
    assert "documents in the index: 3" in result.stdout


def test_what_is_removed_is_counted_and_unknown_ids_are_named(folder: Path) -> None:
    run("rebuild", "texts")
    result = run("remove", "a.txt", "none.txt")
    assert result.exit_code == 0
    assert "documents removed: 1" in result.stdout
    assert "none.txt" in result.stdout


def test_removing_only_unknown_ids_fails(folder: Path) -> None:
    run("rebuild", "texts")
    assert run("remove", "none.txt").exit_code == 1


def test_generations_are_listed_rolled_back_and_pruned(folder: Path) -> None:
    run("rebuild", "texts")
    run("remove", "a.txt")
    listed = run("generations").stdout.splitlines()
    assert [line.split(",")[0] for line in listed] == ["000001: rebuild", "000002 (live): remove"]
    assert run("generations", "roll-back").stdout == "000001: live\n"
    assert run("generations", "roll-back", "2").stdout == "000002: live\n"
    assert run("generations", "prune", "--keep", "1").stdout == "000001: removed\n"


def test_generations_are_objects_with_json(folder: Path) -> None:
    run("rebuild", "texts")
    (listed,) = json.loads(run("generations", "--json").stdout)["generations"]
    assert listed["live"] is True
    assert listed["manifest"]["documents"] == 2
    assert json.loads(run("generations", "list", "--json").stdout)["generations"] == [listed]
    rolled = json.loads(run("generations", "roll-back", "1", "--json").stdout)
    assert rolled["generation"]["name"] == "000001"
    assert json.loads(run("generations", "prune", "--json").stdout) == {"pruned": []}


def test_an_intact_index_is_verified(folder: Path) -> None:
    run("rebuild", "texts")
    run("remove", "a.txt")
    result = run("verify")
    assert result.exit_code == 0
    assert result.stdout.startswith("000002: as it was written, 1 document, ")
    assert "000001: كما كُتب" in run("verify", "1", env=ARABIC).stdout


def test_what_was_verified_is_an_object_with_json(folder: Path) -> None:
    run("rebuild", "texts")
    found = json.loads(run("verify", "--json").stdout)["generation"]
    assert (found["name"], found["documents"]) == ("000001", 2)
    assert found["bytes"] > found["files"] > 0


@pytest.mark.parametrize("pattern", ["toc.json", "*.documents", "*.title", "*.body"])
def test_a_flipped_bit_in_any_file_fails_the_verification(folder: Path, pattern: str) -> None:
    run("rebuild", "texts")
    (file,) = (folder.parent / ".fihris" / "generations" / "000001").rglob(pattern)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    result = run("verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert file.name in result.stderr
    error = json.loads(run("verify", "--json").stdout)["error"]
    assert error["code"] == "damaged-index"
    assert "تالف" in run("verify", env=ARABIC).stderr


def test_a_generation_with_another_count_fails_the_verification(folder: Path) -> None:
    run("rebuild", "texts")
    (file,) = (folder.parent / ".fihris" / "generations").rglob("manifest.json")
    manifest = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**manifest, "documents": 3}), "utf-8")
    result = run("verify")
    assert result.exit_code == 1
    assert "holds 2 documents, and 3 were written" in result.stderr


def test_a_generation_that_is_not_there_can_not_be_verified(folder: Path) -> None:
    assert run("verify").exit_code == 1
    run("rebuild", "texts")
    assert "'7'" in run("verify", "7").stderr


@pytest.mark.parametrize(
    ("raised", "exit_code"),
    [
        (KeyboardInterrupt(), 130),
        (Terminated(), 143),
        (StorageError("ix", "the disk is full"), 1),
        (ZeroDivisionError("oh"), 70),
    ],
)
def test_whatever_ends_a_rebuild_has_its_exit_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException, exit_code: int
) -> None:
    def stop(*arguments: object) -> None:
        raise raised

    monkeypatch.setattr(command_line, "rebuild", stop)
    result = run("rebuild", "texts")
    assert result.exit_code == exit_code
    assert len(result.stderr.splitlines()) == 1


def test_a_file_name_can_not_steer_the_terminal(folder: Path) -> None:
    (folder / "x\x1b[2J\nfihris: gone.bin").write_bytes(b"\x00")
    output = run("rebuild", "texts").output
    assert "\x1b" not in output
    assert "\nfihris: gone" not in output


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "ar_EG.UTF-8"}, "ar"),
        ({"LANG": "ar_EG.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "FIHRIS_LANG": "ar"}, "ar"),
        ({"LANG": "ar", "FIHRIS_LANG": ""}, "ar"),
    ],
)
def test_the_language_is_that_of_the_locale(environment: dict[str, str], chosen: str) -> None:
    assert language(environment) == chosen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("سطر\nسطر\tسطر", "سطر سطر سطر"),
        ("\x1b[31mred\x07\x9b", "[31mred"),
        ("a\u202eb\u2066c", "abc"),  # RIGHT-TO-LEFT OVERRIDE, LEFT-TO-RIGHT ISOLATE
        ("كِتَابٌ\u200c", "كِتَابٌ\u200c"),  # ZERO WIDTH NON-JOINER stays
        ("\ud800", ""),
    ],
)
def test_what_is_printed_is_harmless(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_reader_that_closes_the_pipe_is_no_error(folder: Path) -> None:
    for number in range(3000):
        (folder / f"{number}.bin").write_bytes(b"\x00")
    program = (
        "import click, index.cli.commands as c; click.Group('fihris', commands=list(c.commands))()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, "rebuild", "texts", "--json", "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


# Columns of the user's own.


def test_a_declared_column_is_filled_and_kept(folder: Path) -> None:
    (folder / "c.csv").write_text("text,pages,Shelf\nكتاب,12,أ\nدرس,7,ب\n", encoding="utf-8")
    run("rebuild", "texts", "--column", "pages:number", "--column", "shelf")
    assert run("add", "texts/a.txt").exit_code == 0
    directory = IndexDirectory(folder.parent / ".fihris")
    assert directory.live().manifest.columns == {"pages": "number", "shelf": "keyword"}
    _, index = directory.open_live()
    with index:
        (document,) = index.retriever.documents(["c.csv#2"]).values()
    assert (document.columns["pages"], document.columns["shelf"]) == ((7,), ("ب",))


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (
            "pages:integer",
            "'pages:integer' is no NAME of letters, NAME:TYPE with a TYPE of keyword",
        ),
        ("9lives", "'9lives' is no NAME of letters"),
        ("a b", "'a b' is no NAME of letters"),
        ("", "'' is no NAME of letters"),
        ("date:date", "date is a name of Fihris's own"),
        ("author", "author is a name of Fihris's own"),
        ("newest", "newest is a name of Fihris's own"),
    ],
)
def test_a_column_that_is_none_is_one_line_and_nothing_is_built(
    folder: Path, column: str, message: str
) -> None:
    result = run("rebuild", "texts", "--column", column)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert message in result.stderr
    assert not (folder.parent / ".fihris").exists()
    assert "--column" in run("rebuild", "texts", "--column", column, env=ARABIC).stderr


def test_a_value_that_is_none_is_reported_and_its_document_indexed(folder: Path) -> None:
    (folder / "c.csv").write_text("text,pages\nكتاب,many\n", encoding="utf-8")
    result = run("rebuild", "texts", "--column", "pages:number")
    assert result.exit_code == 0
    assert "documents indexed: 3" in result.stdout
    assert "many is no number; the column pages is left out" in result.stdout
    assert (
        "فتُرك العمود pages"
        in run("rebuild", "texts", "--column", "pages:number", env=ARABIC).stdout
    )


def test_a_column_does_not_change_its_type(folder: Path) -> None:
    run("rebuild", "texts", "--column", "pages:number")
    result = run("add", "texts/a.txt", "--column", "pages:date")
    assert result.exit_code == 2
    assert "the index has pages as number; rebuild it to change that" in result.stderr
    assert IndexDirectory(folder.parent / ".fihris").live_name() == "000001"

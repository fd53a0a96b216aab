"""Trouble with the index on the disk: said clearly, on the command line and over HTTP."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search.service import SearchService
from tests.acceptance.conftest import (
    FIHRIS,
    FOUND,
    answers,
    environment,
    fihris,
    files,
    refused,
    report,
    unchanged,
    write,
)
from tests.conftest import absent
from web.app import create_app
from web.settings import Settings

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
ADVICE = (
    "Roll back to an earlier generation (fihris generations roll-back) or rebuild.",
    "ارجع إلى جيل سابق (fihris generations roll-back) أو أعد البناء.",
)


def many(folder: Path, count: int, words: int) -> Path:
    """A folder of so many texts of so many random words each."""
    chance = random.Random(1)

    def text() -> str:
        return " ".join("".join(chance.choices(LETTERS, k=6)) for _ in range(words))

    return write(folder, {f"{number}.txt": f"عنوان\n\n{text()}" for number in range(count)})


def live(index: Path) -> Path:
    """The folder of the live generation."""
    return index / "generations" / (index / "CURRENT").read_text("utf-8").strip()


# The disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one mebibyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        absent("this user may not mount a small disk to fill", forgivable=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("free", [0, 20, 200])
def test_a_full_disk(disk: Path, built: Path, tmp_path: Path, free: int) -> None:
    index = disk / "index"
    shutil.copytree(built, index)
    fill(disk, leave=free)
    with unchanged(index):
        ended = fihris("rebuild", many(tmp_path / "many", 60, 800), "--index", index)
        assert ended.code == 1
        assert ended.complaint.startswith(f"fihris: Can't write in '{index}")
        assert ended.complaint.endswith("': the disk is full. The live index is unchanged.")


def test_a_full_disk_in_arabic_and_for_programs(disk: Path, built: Path, collection: Path) -> None:
    index = disk / "index"
    shutil.copytree(built, index)
    fill(disk, leave=0)
    ended = fihris("add", collection, "--index", index, "--json", language="ar")
    assert ended.json()["error"]["code"] == "storage"
    assert ended.complaint.startswith(f"fihris: تعذّرت الكتابة في «{index}")
    assert ended.complaint.endswith("»: القرص ممتلئ. الفهرس الحالي لم يتغير.")


def test_a_disk_with_room_again(disk: Path, collection: Path) -> None:
    fill(disk, leave=0)
    assert fihris("rebuild", collection, "--index", disk / "index").code == 1
    (disk / "filler").unlink()
    report(collection, index=disk / "index")
    assert answers(disk / "index") == FOUND


def fill(disk: Path, *, leave: int) -> None:
    """Fill a disk but for so many kibibytes."""
    free = shutil.disk_usage(disk).free - leave * 1024
    (disk / "filler").write_bytes(bytes(max(free, 0)))


def test_an_index_that_is_a_file(collection: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("نص", "utf-8")
    refused(
        "rebuild",
        collection,
        "--index",
        tmp_path / "file",
        code=1,
        english=f"Can't write in '{tmp_path}/file': a file of that name is in the way."
        " The live index is unchanged.",
        arabic=f"تعذّرت الكتابة في «{tmp_path}/file»: هناك ملف بهذا الاسم. الفهرس الحالي لم يتغير.",
    )
    assert (tmp_path / "file").read_text("utf-8") == "نص"
    ended = fihris("search", "نص", "--index", tmp_path / "file")
    assert (ended.code, "There is no index in" in ended.complaint) == (1, True)


def test_no_index(tmp_path: Path) -> None:
    refused(
        "search",
        "سلام",
        "--index",
        tmp_path,
        code=1,
        english=f"There is no index in '{tmp_path}'. Build one: fihris rebuild FOLDER"
        f" --index {tmp_path}",
        arabic=f"لا فهرس في «{tmp_path}». ابنِ واحدًا بالأمر: fihris rebuild FOLDER"
        f" --index {tmp_path}",
    )


@pytest.mark.parametrize("command", ["rebuild", "add"])
def test_an_index_that_can_only_be_read(
    collection: Path, index: Path, ordinary: tuple[str, ...], command: str
) -> None:
    index.chmod(0o555)
    try:
        with unchanged(index):
            refused(
                command,
                collection,
                "--index",
                index,
                code=1,
                english=f"Can't write in '{index}': this user may not do that."
                " The live index is unchanged.",
                arabic=f"تعذّرت الكتابة في «{index}»: لا إذن لهذا المستخدم بذلك."
                " الفهرس الحالي لم يتغير.",
                before=ordinary,
            )
        assert fihris("search", "الوزير", "--index", index, before=ordinary).code == 0
    finally:
        index.chmod(0o755)


def test_an_index_that_may_not_be_read(index: Path, ordinary: tuple[str, ...]) -> None:
    (index / "CURRENT").chmod(0)
    refused(
        "search",
        "الوزير",
        "--index",
        index,
        code=1,
        english=f"The index can't be read: {index}/CURRENT: this user may not read it.",
        arabic=f"تعذّرت قراءة الفهرس: {index}/CURRENT: لا إذن لهذا المستخدم بقراءته.",
        before=ordinary,
    )


# Another fingerprint


@pytest.fixture
def foreign(index: Path) -> Path:
    """An index of which the manifest names another analysis."""
    manifest = live(index) / "manifest.json"
    written = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**written, "fingerprint": "0123456789abcdef"}), "utf-8")
    return index


@pytest.mark.parametrize("command", [["search", "الوزير"], ["stats"], ["add", "SOURCE"]])
def test_an_index_of_another_fingerprint(
    foreign: Path, collection: Path, command: list[str]
) -> None:
    arguments = [str(collection) if each == "SOURCE" else each for each in command]
    before = files(foreign)
    english = fihris(*arguments, "--index", foreign)
    arabic = fihris(*arguments, "--index", foreign, language="ar")
    assert (english.code, arabic.code) == (1, 1)
    assert english.complaint.startswith(f"fihris: The index in '{foreign}' was built by another")
    assert "(0123456789abcdef" in english.complaint
    assert english.complaint.endswith(f"Rebuild it: fihris rebuild FOLDER --index {foreign}")
    assert arabic.complaint.startswith(f"fihris: بُني الفهرس في «{foreign}»")
    assert "أعد بناءه بالأمر" in arabic.complaint
    assert files(foreign) == before


def test_a_rebuild_mends_an_index_of_another_fingerprint(foreign: Path, collection: Path) -> None:
    report(collection, index=foreign)
    assert answers(foreign) == FOUND


# Damage


def removed(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2])  # a manifest without its last line end is whole


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x80  # in ASCII always to something else than ASCII
    file.write_bytes(content)


def replaced_by_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGE = [removed, emptied, truncated, flipped, replaced_by_a_folder]


def engine_files(index: Path) -> list[Path]:
    """The files of the live generation in which something stands."""
    return [file for file in sorted(live(index).rglob("*")) if file.stat().st_size]


@pytest.mark.parametrize("damage", DAMAGE)
def test_every_damaged_file_is_named_in_process(
    index: Path, damage: Callable[[Path], None]
) -> None:
    for file in engine_files(index):
        whole = file.read_bytes()
        damage(file)
        with closing(SearchService.over(index)) as service:
            client = create_app(Settings(index=index), service).test_client()
            for address in ("/readyz", "/api/v1/search?q=الوزير", "/api/v1/stats"):
                answer = client.get(address)
                assert answer.status_code == 503, address
                assert answer.mimetype == "application/problem+json"
                problem = answer.get_json(force=True)
                assert problem["code"] == "damaged-index"
                assert str(file) in problem["detail"]
                assert problem["ar"]["detail"].endswith(ADVICE[1])
            page = client.get("/?q=الوزير")
            assert (page.status_code, "الفهرس تالف" in page.text) == (503, True)
            restore(file, whole)
            assert client.get("/readyz").status_code == 200  # mended, it needs no restart


def restore(file: Path, content: bytes) -> None:
    if file.is_dir():
        file.rmdir()
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [removed, truncated, flipped])
def test_a_damaged_file_is_named_on_the_command_line(
    index: Path, damage: Callable[[Path], None]
) -> None:
    file = max(engine_files(index), key=lambda each: each.stat().st_size)
    damage(file)
    english = fihris("search", "الوزير", "--index", index)
    arabic = fihris("stats", "--index", index, language="ar")
    assert english.complaint.startswith(f"fihris: The index is damaged: {file}: ")
    assert english.complaint.endswith(ADVICE[0])
    assert arabic.complaint.startswith(f"fihris: الفهرس تالف: {file}: ")
    assert arabic.complaint.endswith(ADVICE[1])
    assert (english.code, arabic.code) == (1, 1)


def test_what_the_message_of_a_damaged_index_advises_helps(index: Path, collection: Path) -> None:
    flipped(engine_files(index)[0])
    assert fihris("search", "الوزير", "--index", index).code == 1
    assert fihris("generations", "roll-back", "--index", index).code == 0
    assert answers(index) == FOUND
    flipped(engine_files(index)[0])
    report(collection, index=index)
    assert answers(index) == FOUND


@pytest.mark.parametrize("content", [b"", b"000\n", b"../../etc\n", b"\xff\xfe", b"999999\n"])
def test_a_damaged_name_of_the_live_generation(index: Path, content: bytes) -> None:
    (index / "CURRENT").write_bytes(content)
    ended = fihris("search", "الوزير", "--index", index)
    assert ended.code == 1
    assert ended.complaint.startswith(f"fihris: The index is damaged: {index}")


def test_a_damaged_vocabulary_costs_nothing_and_is_said(index: Path, collection: Path) -> None:
    (index / "vocabulary").write_bytes(b"\xff" * 1000)
    assert answers(index)
    found = report(collection, index=index)
    assert [notice["en"] for notice in found["notices"]] != []


# Stopped


@pytest.mark.parametrize(
    ("number", "code", "jobs"),
    [
        (signal.SIGINT, 130, "1"),
        (signal.SIGINT, 130, "2"),
        (signal.SIGTERM, 143, "2"),
        (signal.SIGHUP, 143, "2"),
    ],
)
def test_a_rebuild_that_is_stopped(
    index: Path, tmp_path: Path, number: signal.Signals, code: int, jobs: str
) -> None:
    folder = many(tmp_path / "many", 60, 3000)
    with unchanged(index):
        command = [str(FIHRIS), "rebuild", str(folder), "--index", str(index), "--jobs", jobs]
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment("ar"),
            start_new_session=True,
        ) as rebuild:
            assert rebuild.stderr
            assert rebuild.stderr.readline().decode().startswith("قراءة")
            os.killpg(rebuild.pid, number)  # as the terminal does: to all its processes
            out, err = rebuild.communicate(timeout=30)
        assert rebuild.returncode == code
        assert out == b""
        assert err.decode() == "fihris: توقف العمل. الفهرس الحالي لم يتغير.\n"
        assert not (index / "generations" / "000003.building").exists()


def test_a_second_writer_is_told_of_the_first(
    index: Path, collection: Path, tmp_path: Path
) -> None:
    folder = many(tmp_path / "many", 60, 3000)
    command = [str(FIHRIS), "rebuild", str(folder), "--index", str(index), "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment()) as rebuild:
        assert rebuild.stderr
        rebuild.stderr.readline()
        second = fihris("add", collection, "--index", index)
        rebuild.terminate()
        rebuild.communicate(timeout=30)
    assert second.code == 1
    assert f"fihris rebuild (pid {rebuild.pid}, since " in second.complaint
    assert answers(index) == FOUND

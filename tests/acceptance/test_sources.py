"""Bad sources: each is said clearly, costs nothing but itself, and leaves nothing behind."""

from __future__ import annotations

import gzip
import io
import os
import random
import socket
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.acceptance.conftest import (
    FIHRIS,
    TEXTS,
    answers,
    environment,
    fihris,
    gzipped,
    refused,
    report,
    unchanged,
    write,
)

GOOD = TEXTS["minister.txt"]
NOISE = random.Random(1).randbytes(4000)


def skipped(folder: Path, index: Path) -> dict[str, tuple[str, str, str]]:
    """What a rebuild of `folder` leaves out: reason, English and Arabic by path."""
    return {
        each["path"]: (each["reason"], each["english"], each["arabic"])
        for each in report(folder, index=index)["skipped"]
    }


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\n" * 30_000_000)
    return packed.getvalue()


def test_a_missing_folder(index: Path) -> None:
    with unchanged(index):
        refused(
            "rebuild",
            "nowhere",
            "--index",
            index,
            code=2,
            english="There is no file or folder 'nowhere'.",
            arabic="لا يوجد ملف أو مجلد باسم «nowhere».",
        )


def test_a_missing_folder_makes_no_index(tmp_path: Path) -> None:
    assert fihris("rebuild", tmp_path / "nowhere", "--index", tmp_path / "index").code == 2
    assert not (tmp_path / "index").exists()


def test_a_name_that_no_folder_can_have(tmp_path: Path) -> None:
    name = "x" * 256
    refused(
        "rebuild",
        name,
        "--index",
        tmp_path / "index",
        code=2,
        english=f"Can't read '{name}': the name is too long.",
        arabic=f"تعذّرت قراءة «{name}»: الاسم أطول من المسموح.",
    )


def test_an_empty_folder(index: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with unchanged(index):
        refused(
            "rebuild",
            tmp_path / "empty",
            "--index",
            index,
            code=1,
            english=f"Nothing to index was found in {tmp_path}/empty.",
            arabic=f"لم يوجد ما يمكن فهرسته في {tmp_path}/empty.",
        )


def test_a_folder_that_may_not_be_read(
    index: Path, tmp_path: Path, ordinary: tuple[str, ...]
) -> None:
    folder = write(tmp_path / "forbidden", {"inner/a.txt": GOOD})
    folder.chmod(0)
    try:
        with unchanged(index):
            refused(
                "rebuild",
                folder / "inner",
                "--index",
                index,
                code=2,
                english=f"Can't read '{folder}/inner': this user may not do that.",
                arabic=f"تعذّرت قراءة «{folder}/inner»: لا إذن لهذا المستخدم بذلك.",
                before=ordinary,
            )
    finally:
        folder.chmod(0o700)


def test_files_and_folders_that_may_not_be_read(tmp_path: Path, ordinary: tuple[str, ...]) -> None:
    folder = write(tmp_path / "source", {**TEXTS, "a.txt": GOOD, "closed/b.txt": GOOD})
    (folder / "a.txt").chmod(0)
    (folder / "closed").chmod(0)
    try:
        ended = fihris("rebuild", folder, "--index", tmp_path / "index", "--json", before=ordinary)
    finally:
        (folder / "closed").chmod(0o700)
    found = ended.json()
    assert (ended.code, found["documents"]) == (0, 3)
    assert [(each["path"], each["reason"]) for each in found["skipped"]] == [
        ("a.txt", "permission"),
        ("closed", "permission"),
    ]
    assert found["skipped"][0]["english"] == "this user may not read it"
    assert found["skipped"][0]["arabic"] == "لا إذن لهذا المستخدم بقراءته"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    folder = write(tmp_path / "source", {"a.txt": GOOD})
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "around").symlink_to(".")
    (folder / "endless.txt").symlink_to("/dev/zero")
    (folder / "outside.txt").symlink_to("/etc/passwd")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(folder / "socket.txt"))  # a path of at most 107 bytes
        found = skipped(folder, tmp_path / "index")
    assert {path: reason for path, (reason, _, _) in found.items()} == {
        "around": "unsafe-path",
        "endless.txt": "unsafe-path",
        "gone.txt": "io",
        "loop.txt": "unsafe-path",
        "outside.txt": "unsafe-path",
        "pipe.txt": "io",
        "socket.txt": "io",
    }
    assert found["pipe.txt"][1:] == ("it is not a regular file", "ليس ملفًا عاديًا")


def test_a_device_as_the_source(tmp_path: Path) -> None:
    ended = fihris("rebuild", "/dev/zero", "--index", tmp_path / "index", seconds=30)
    assert ended.code == 1
    assert "zero: it is not a regular file" in ended.out


BROKEN = {
    "binary.txt": (NOISE, "binary", "it holds binary content, not text, whatever its name says"),
    "broken.pdf": (b"%PDF-1.7\n" + NOISE, "broken", "it is damaged or not a PDF at all"),
    "bomb.zip": (
        zip_bomb(),
        "archive-bomb",
        "refused: it unpacks to more than 200 times its size",
    ),
    "bomb.txt.gz": (
        gzip.compress(b"\n" * 30_000_000),
        "archive-bomb",
        "refused: it unpacks to more than 200 times its size",
    ),
    "cut.txt.gz": (gzipped(GOOD * 50)[:-40], "broken", "the file ends too early"),
    "cut.jsonl.gz": (gzipped('{"text": "سلام"}\n' * 9)[:-9], "broken", "the file ends too early"),
    "russian.txt": (
        "Война и мир - это роман о людях и судьбах".encode("koi8-r"),
        "encoding",
        "its characters fit no known encoding; convert it to UTF-8",
    ),
    "mixed.txt": (
        GOOD.encode() + b" \xff\xfe " + GOOD.encode("cp1256"),
        "encoding",
        "its characters fit no known encoding; convert it to UTF-8",
    ),
    "empty.txt": (b"", "empty", "the file is empty"),
    "blank.txt": (b" \n \n", "empty", "there is no text in it"),
    "picture.png": (NOISE, "unknown-format", "files of this kind are not read"),
}
ARABIC = {
    "binary.txt": "محتواه ثنائي لا نصي، مهما دل عليه اسمه",
    "broken.pdf": "تالف، أو ليس ملف PDF أصلًا",
    "bomb.zip": "مرفوض: يتجاوز حجمه بعد فك الضغط 200 ضعفًا",
    "cut.txt.gz": "ينتهي الملف قبل أوانه",
    "mixed.txt": "حروفه لا توافق أي ترميز معروف؛ حوّله إلى UTF-8",
    "empty.txt": "الملف فارغ",
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One good text among files that are each broken in a way of their own."""
    folder = write(tmp_path_factory.mktemp("broken"), {"good.txt": GOOD})
    for name, (content, _, _) in BROKEN.items():
        (folder / name).write_bytes(content)
    return folder


def test_broken_files_are_left_out_with_their_reasons(broken: Path, tmp_path: Path) -> None:
    found = skipped(broken, tmp_path / "index")
    said = {path: (reason, english) for path, (reason, english, _) in found.items()}
    assert said == {name: (reason, english) for name, (_, reason, english) in BROKEN.items()}
    assert {name: found[name][2] for name in ARABIC} == ARABIC
    assert answers(tmp_path / "index") == ["good.txt"]


def test_broken_files_are_said_to_a_person_in_their_language(broken: Path, tmp_path: Path) -> None:
    english = fihris("rebuild", broken, "--index", tmp_path / "en")
    arabic = fihris("rebuild", broken, "--index", tmp_path / "ar", language="ar")
    assert "skipped, binary: 1\n  binary.txt: it holds binary content" in english.out
    assert "متروك، ثنائي: 1\n  binary.txt: محتواه ثنائي" in arabic.out
    assert (english.code, arabic.code) == (0, 0)


def test_broken_files_alone_are_nothing_to_index(broken: Path, index: Path, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "broken.pdf").write_bytes((broken / "broken.pdf").read_bytes())
    with unchanged(index):
        ended = fihris("rebuild", tmp_path / "source", "--index", index)
        assert ended.code == 1
        assert "broken.pdf: it is damaged or not a PDF at all" in ended.out
        assert ended.complaint.startswith("fihris: Nothing to index was found in ")


def test_strictly_one_broken_file_changes_nothing(broken: Path, index: Path) -> None:
    with unchanged(index):
        refused(
            "rebuild",
            broken,
            "--strict",
            "--index",
            index,
            code=1,
            english="11 were left out or repeated, and --strict forbids that.",
            arabic="تُرك أو تكرر 11، والخيار \N{LEFT-TO-RIGHT MARK}--strict يمنع ذلك.",
        )


RECORDS = (
    '{"id": "a", "text": "سطر أول"}\n{"id": "b", oops\n{"id": "c", "text": "سطر ثالث"}\n'
    '[1]\n{"id": "a", "text": "سطر مكرر"}\n'
)


def test_a_broken_line_and_a_repeated_id_cost_no_other_record(tmp_path: Path) -> None:
    folder = write(tmp_path / "source", {"x.jsonl": RECORDS})
    found = report(folder, index=tmp_path / "index")
    assert sorted(answers(tmp_path / "index", "سطر")) == ["x.jsonl#a", "x.jsonl#c"]
    assert [(each["path"], each["english"]) for each in found["skipped"]] == [
        ("x.jsonl#2", "this line is not a JSON object"),
        ("x.jsonl#4", "this line is not a JSON object"),
    ]
    assert found["duplicates"] == [{"id": "x.jsonl#a", "first": "x.jsonl#a", "likeness": "id"}]


def test_an_encoding_that_does_not_exist(collection: Path, index: Path) -> None:
    with unchanged(index):
        ended = fihris("rebuild", collection, "--encoding", "utf-99", "--index", index)
        assert (ended.code, "utf-99" in ended.complaint) == (2, True)


def test_a_file_that_vanishes_before_it_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "source", {"a.txt": GOOD * 8000, "b.txt": GOOD})
    command = [
        str(FIHRIS),
        "rebuild",
        str(folder),
        "--index",
        str(tmp_path / "index"),
        "--jobs",
        "1",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as rebuild:
        assert rebuild.stderr
        assert rebuild.stderr.readline().startswith(b"reading")  # all files are known now
        (folder / "b.txt").unlink()
        out = rebuild.communicate(timeout=120)[0].decode()
    assert "b.txt: the file is no longer there" in out
    assert (rebuild.returncode, answers(tmp_path / "index")) == (0, ["a.txt"])


@pytest.mark.slow
def test_a_line_of_fifty_megabytes(tmp_path: Path) -> None:
    folder = write(tmp_path / "source", {"a.txt": f"{'مستشفياتهم ' * 2_400_000} منارة"})
    assert (folder / "a.txt").stat().st_size > 50_000_000
    assert report(folder, index=tmp_path / "index")["documents"] == 1
    assert answers(tmp_path / "index", "منارة") == ["a.txt"]

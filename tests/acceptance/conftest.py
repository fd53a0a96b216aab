"""The installed command line and what a person sees of it, for the tests from end to end."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.conftest import absent

Language = Literal["en", "ar"]

FIHRIS = Path(sys.executable).with_name("fihris")
QUERY = "الوزير"
TEXTS = {
    "minister.txt": "زيارة إلى المدينة\n\nوصل الوزير إلى المدينة صباح اليوم والتقى أهلها.\n",
    "river.txt": "حديث عن النهر\n\nيجري النهر بين الجبال ويسقي البساتين حتى البحر.\n",
    "old/library.txt": "مكتبة قديمة\n\nفي المكتبة كتب قديمة زارها الوزير قبل عام.\n",
}
FOUND = ["minister.txt", "old/library.txt"]  # what QUERY finds in them


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run of the program left behind.

    Attributes:
        code: its exit code.
        out, err: what it printed.
    """

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The last line of standard error, where an error is said."""
        return self.err.splitlines()[-1] if self.err else ""

    def json(self) -> Any:
        """The object that it printed."""
        return json.loads(self.out)


def environment(language: Language = "en", **more: str) -> dict[str, str]:
    """The environment of a program that speaks `language`."""
    inherited = {name: value for name, value in os.environ.items() if "FIHRIS" not in name}
    return inherited | {"FIHRIS_LANG": language} | more


def fihris(
    *arguments: str | Path,
    language: Language = "en",
    before: tuple[str, ...] = (),
    seconds: float = 120,
) -> Ended:
    """Run the installed program to its end; whatever happens, no traceback and no mistake of it.

    Args:
        arguments: of the command line.
        language: that it speaks.
        before: a program that runs this one.
        seconds: how long it may take.
    """
    run = subprocess.run(
        [*before, str(FIHRIS), *map(str, arguments)],
        capture_output=True,
        env=environment(language),
        timeout=seconds,
        check=False,
    )
    ended = Ended(run.returncode, run.stdout.decode(), run.stderr.decode())
    assert "Traceback" not in ended.out + ended.err, ended
    assert ended.code != 70, ended
    return ended


def refused(
    *arguments: str | Path, code: int, english: str, arabic: str, before: tuple[str, ...] = ()
) -> None:
    """See that the program ends with `code` and one clear line, in either language."""
    said: Mapping[Language, str] = {"en": english, "ar": arabic}
    for language, words in said.items():
        ended = fihris(*arguments, language=language, before=before)
        assert (ended.complaint, ended.code) == (f"fihris: {words}", code)


def answers(index: Path, query: str = QUERY) -> list[str]:
    """The ids that the program finds."""
    ended = fihris("search", query, "--json", "--index", index)
    assert ended.code == 0, ended.err
    return [hit["id"] for hit in ended.json()["hits"]]


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder that a reader of the index may come upon."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "writer.lock"
    }


@contextmanager
def unchanged(index: Path) -> Iterator[None]:
    """See that an index of TEXTS answers as before, and that no file came, went or changed."""
    before = files(index)
    yield
    assert files(index) == before
    assert answers(index) == FOUND


def write(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write texts into files under a folder, which is made."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def report(*sources: Path, index: Path, language: Language = "en") -> Any:
    """The report of a rebuild that succeeds."""
    ended = fihris("rebuild", *sources, "--index", index, "--json", language=language)
    assert ended.code == 0, ended.err
    return ended.json()


@pytest.fixture
def ordinary() -> tuple[str, ...]:
    """A program that runs another as an ordinary user is run: files' modes count."""
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        absent("no setpriv (util-linux), and modes mean nothing to root", forgivable=True)
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three short texts."""
    return write(tmp_path_factory.mktemp("collection"), TEXTS)


@pytest.fixture(scope="session")
def built(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection's index with two generations, never to be touched."""
    index = tmp_path_factory.mktemp("built") / "index"
    for _ in range(2):
        report(collection, index=index)
    return index


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test alone."""
    copy = tmp_path / "index"
    shutil.copytree(built, copy)
    return copy


def gzipped(text: str) -> bytes:
    """A text in a .gz."""
    return gzip.compress(text.encode())

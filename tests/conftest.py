"""What every test may use, and what must hold while they run.

The network is closed by pytest-socket (see pyproject.toml): only this machine answers.

With FIHRIS_NO_SKIP=1, as .ci/run sets it, a browser that is not installed is a failure, and so is
a missing collection when ../shared is there: continuous integration leaves out nothing silently.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Serve: TypeAlias = "Callable[..., AbstractContextManager[Served]]"

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser's tests on one worker, so that they share one browser."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


def absent(what: str, *, forgivable: bool) -> NoReturn:
    """Skip because `what` is not here; fail instead where nothing that could run may be skipped."""
    if os.environ.get("FIHRIS_NO_SKIP") == "1" and not forgivable:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the clone."""
    return ROOT


@pytest.fixture(scope="session")
def seeds_dir() -> Path:
    """The sample collection that comes with the program."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of collections and vectors beside the clone, which is no part of it."""
    if not SHARED.is_dir():
        absent(f"no folder {SHARED}: its collections are not in the repository", forgivable=True)
    for part in ("seeds", "eval", "vectors"):
        if not (SHARED / part).is_dir():
            absent(f"{SHARED} has no folder {part}", forgivable=False)
    return SHARED


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The installed Chromium; FIHRIS_CHROMIUM names another one."""
    named = os.environ.get("FIHRIS_CHROMIUM")
    for name in (named,) if named else CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    absent("no Chromium is installed (on Debian: apt-get install chromium)", forgivable=False)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One headless Chromium for all tests; each opens a context of its own."""
    from playwright.sync_api import sync_playwright  # here: most runs need no browser

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path,
            args=list(CHROMIUM_OPTIONS),
            chromium_sandbox=False,  # containers have none, and every page here is our own
        )
        yield chromium
        chromium.close()


@dataclass(frozen=True, slots=True)
class Served:
    """A `fihris serve` that runs.

    Attributes:
        url: of its pages, without the last slash.
        process: the process to send signals to.
        log: the file that its standard error goes to.
    """

    url: str
    process: subprocess.Popen[bytes]
    log: Path


def fihris(*arguments: str | Path) -> list[str]:
    """The command line that runs fihris with this Python."""
    return [sys.executable, "-c", "from web.cli import main; main()", *map(str, arguments)]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Runs `fihris serve` on a free port over an index directory, until the block's end."""

    @contextmanager
    def run(index: Path, workers: int = 1) -> Iterator[Served]:
        log = tmp_path_factory.mktemp("serve") / "log"
        command = fihris("serve", "--index", index, "--port", "0", "--workers", str(workers))
        with log.open("wb") as errors, subprocess.Popen(command, stderr=errors) as process:
            try:
                yield Served(_announced(process, log), process, log)
            finally:
                process.terminate()

    return run


def _announced(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address that a server says it serves at, once it says so."""
    for _ in range(600):
        if found := re.search(r"at (http://\S+)/\n", log.read_text("utf-8")):
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"fihris serve did not start: {log.read_text('utf-8')}")


@pytest.fixture(scope="session")
def seeds_index(seeds_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample collection, made by `fihris rebuild`; for reading only."""
    index = tmp_path_factory.mktemp("seeds") / "index"
    subprocess.run(fihris("rebuild", seeds_dir, "--index", index, "--quiet"), check=True)
    return index

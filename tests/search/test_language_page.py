"""docs/query-language.md says what the program does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_examples_of_the_page_are_read_as_it_says(repository: Path) -> None:
    command = [sys.executable, "-m", "cogapp", "--check", "docs/query-language.md"]
    checked = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr

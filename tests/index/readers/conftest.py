from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.model.document import Document
from index.model.errors import UnreadableError
from index.readers import Outcome, ReaderOptions, SourceFile, read

Reading = Callable[..., list[Outcome]]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Write bytes under a name, and read them."""

    def read_bytes(
        name: str, content: bytes | str, options: ReaderOptions | None = None
    ) -> list[Outcome]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read(SourceFile(path, name), options))

    return read_bytes


@pytest.fixture
def one(reading: Reading) -> Callable[..., Document]:
    """The one document of a file."""

    def read_one(name: str, content: bytes | str, options: ReaderOptions | None = None) -> Document:
        (outcome,) = reading(name, content, options)
        assert isinstance(outcome, Document), outcome
        return outcome

    return read_one


@pytest.fixture
def reason(reading: Reading) -> Callable[..., str]:
    """The reason for which the whole of a file is skipped."""

    def read_reason(name: str, content: bytes | str, options: ReaderOptions | None = None) -> str:
        (outcome,) = reading(name, content, options)
        assert isinstance(outcome, UnreadableError), outcome
        return outcome.reason

    return read_reason

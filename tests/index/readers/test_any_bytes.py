"""Whatever stands in a file, reading it raises nothing and says something."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.model.document import Document
from index.model.errors import UnreadableError
from index.readers import KNOWN_SUFFIXES, ReaderOptions, SourceFile, read, walk

SUFFIXES = sorted(KNOWN_SUFFIXES)
STARTS = {
    ".pdf": b"%PDF-1.4\n",
    ".gz": b"\x1f\x8b\x08\0",
    ".zip": b"PK\x03\x04",
    ".docx": b"PK\x03\x04",
    ".epub": b"PK\x03\x04",
    ".csv": b"id,text\n",
    ".jsonl": b'{"text": "',
    ".html": b"<html><meta charset=utf-16><p>",
}


def check(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        outcomes = list(read(SourceFile(path, name), ReaderOptions(max_file_bytes=10_000_000)))
    assert outcomes
    for outcome in outcomes:
        assert isinstance(outcome, (Document, UnreadableError))
        if isinstance(outcome, Document):
            assert outcome.title
            assert "\n" not in outcome.title
            (outcome.title + outcome.body).encode()


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=400))
def test_any_bytes_under_any_suffix(suffix: str, content: bytes) -> None:
    check(f"x{suffix}", content)
    check(f"x{suffix}", STARTS.get(suffix, b"") + content)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=200))
def test_any_bytes_inside_archives(suffix: str, content: bytes) -> None:
    check(f"x{suffix}.gz", gzip.compress(content))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"x{suffix}", content)
    check("x.zip", packed.getvalue())


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(choice=st.data())
def test_any_damage_to_a_sample(seeds_dir: Path, choice: st.DataObject) -> None:
    files = [file for file in walk(seeds_dir) if file.path.suffix in KNOWN_SUFFIXES]
    file = choice.draw(st.sampled_from(files))
    content = bytearray(file.path.read_bytes())
    for _ in range(choice.draw(st.integers(1, 5))):
        content[choice.draw(st.integers(0, len(content) - 1))] = choice.draw(st.integers(0, 255))
    check(file.path.name, bytes(content[: choice.draw(st.integers(1, len(content)))]))


@settings(max_examples=100)
@given(st.text())
def test_any_text_is_read_as_it_is(text: str) -> None:
    check("x.txt", text.encode("utf-8", "ignore") or b" ")
    check("x.md", text.encode("utf-8", "ignore") or b" ")
    check("x.html", text.encode("utf-8", "ignore") or b" ")

"""A .jsonl is divided in one place and read in another, with the same outcome."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model.errors import UnreadableError
from index.readers import Outcome, ReaderOptions, Records, SourceFile, jsonl, pieces, read

LINES = st.lists(
    st.sampled_from(
        [
            b'{"text": "\xd9\x83\xd8\xaa\xd8\xa7\xd8\xa8"}',
            b'{"_id": "7", "text": "x"}',
            b"",
            b"  \r",
            b"[]",
            b"\xff\xfe",
            b"{",
            b'{"text": "' + b"x" * 200 + b'"}',
            b" " * 300,
        ]
    )
)


def told(outcome: Outcome) -> tuple[str, str]:
    if isinstance(outcome, UnreadableError):
        return outcome.path, outcome.reason
    return outcome.id, outcome.body


@given(LINES)
def test_how_it_is_divided_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    file = tmp_path_factory.mktemp("x") / "a.jsonl"
    file.write_bytes(b"\n".join(lines))
    options = ReaderOptions(max_file_bytes=100)
    found = []
    for most in (1, 2, 4000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jsonl, "_MAX_LINES", most)
            found.append([told(each) for each in read(SourceFile(file, "a.jsonl"), options)])
    assert found[0] == found[1] == found[2]


def test_records_are_numbered_through_all_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "_MAX_LINES", 2)
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "a"}\n\n{"text": "b"}\n{"text": "c"}\n', encoding="utf-8")
    source = SourceFile(file, "a.jsonl")
    assert [type(piece) for piece in pieces(source, ReaderOptions())] == [Records, Records]
    assert [told(each)[0] for each in read(source)] == ["a.jsonl#1", "a.jsonl#2", "a.jsonl#3"]


def test_what_came_before_a_broken_end_is_not_lost(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"text": "%d"}\n' % number for number in range(100_000)))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    *records, last = read(SourceFile(tmp_path / "a.jsonl.gz", "a.jsonl.gz"))
    assert [told(each)[1] for each in records[:3]] == ["0", "1", "2"]
    assert isinstance(last, UnreadableError)
    assert len(records) > 1000

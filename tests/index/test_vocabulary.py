"""The vocabulary beside the index is a cache: it is used where it fits, and never believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import vocabulary

STEMS = {"كتاب": ("كتاب", "كتب"), "الكتب": ("كتب", "كتب")}


def test_what_was_kept_is_known_again(tmp_path: Path) -> None:
    vocabulary.save(tmp_path, "chain", {}, STEMS)
    assert vocabulary.load(tmp_path, "chain") == vocabulary.Vocabulary(STEMS)


def test_what_was_known_stays(tmp_path: Path) -> None:
    vocabulary.save(tmp_path, "chain", STEMS, {"قلم": ("قلم", "قلم")})
    assert set(vocabulary.load(tmp_path, "chain").stems) == {*STEMS, "قلم"}


def test_another_chain_begins_anew(tmp_path: Path) -> None:
    vocabulary.save(tmp_path, "chain", {}, STEMS)
    assert vocabulary.load(tmp_path, "other") == vocabulary.Vocabulary()


@pytest.mark.parametrize("damage", [b"", b"\xff", b"{}\n", b"[]\n", b'{"fingerprint": "chain"}\n'])
def test_a_damaged_one_is_complained_of(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "vocabulary").write_bytes(damage)
    loaded = vocabulary.load(tmp_path, "chain")
    assert not loaded.stems
    assert loaded.complaint


def test_one_changed_letter_is_noticed(tmp_path: Path) -> None:
    vocabulary.save(tmp_path, "chain", {}, STEMS)
    file = tmp_path / "vocabulary"
    file.write_text(file.read_text(encoding="utf-8").replace("كتب", "كتر", 1), encoding="utf-8")
    assert vocabulary.load(tmp_path, "chain").complaint == "its checksum is wrong"


def test_no_more_is_kept_than_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "MOST_WORDS", 2)
    vocabulary.save(tmp_path, "chain", STEMS, {"قلم": ("قلم", "قلم")})
    assert set(vocabulary.load(tmp_path, "chain").stems) == {"كتاب", "قلم"}


def test_a_spelling_that_would_break_a_line_is_left_out(tmp_path: Path) -> None:
    vocabulary.save(tmp_path, "chain", {}, {"a\tb": ("a", "b"), **STEMS})
    assert vocabulary.load(tmp_path, "chain") == vocabulary.Vocabulary(STEMS)

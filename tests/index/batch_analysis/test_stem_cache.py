"""The vocabulary beside the index is a cache: it is used where it fits, and never believed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.batch_analysis import stem_cache
from index.batch_analysis.stem_cache import Learning, StemCache, lines_of, load
from index.model.errors import StorageError

STEMS = {"كتاب": ("كتاب", "كتب"), "الكتب": ("كتب", "كتب")}
PEN = {"قلم": ("قلم", "قلم")}
MANY = {f"كلمة{number}": (f"كلم{number}", f"ك{number}") for number in range(5000)}


def stems_of(lines: str) -> dict[str, tuple[str, str]]:
    columns = (line.split("\t") for line in lines.split("\n") if line)
    return {spelling: (stem, root) for spelling, stem, root in columns}


def save(directory: Path, stems: Mapping[str, tuple[str, str]]) -> None:
    stem_cache.save(directory, "chain", [lines_of(stems)])


def test_what_was_kept_is_known_again(tmp_path: Path) -> None:
    save(tmp_path, STEMS)
    assert load(tmp_path, "chain") == StemCache(STEMS)


def test_what_was_known_stays(tmp_path: Path) -> None:
    save(tmp_path, STEMS)
    save(tmp_path, PEN)
    assert load(tmp_path, "chain") == StemCache(STEMS | PEN)


def test_it_grows_with_what_is_learned(tmp_path: Path) -> None:
    save(tmp_path, STEMS)
    save(tmp_path, MANY)
    save(tmp_path, PEN)
    assert load(tmp_path, "chain") == StemCache(STEMS | MANY | PEN)


def test_what_is_learned_twice_is_kept_once(tmp_path: Path) -> None:
    save(tmp_path, STEMS)
    stem_cache.save(tmp_path, "chain", [lines_of(PEN), lines_of(STEMS), lines_of(PEN)])
    kept = load(tmp_path, "chain").stems
    assert (len(kept), sorted(kept)) == (3, sorted(STEMS | PEN))


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    save(tmp_path, MANY)
    kept = load(tmp_path, "chain").stems
    assert [kept.get(each) for each in ("كلمة", "", "كلمة1\tكلم1", "\n", "\ud800")] == [None] * 5


SPELLINGS = st.dictionaries(st.text(min_size=1), st.tuples(st.text(), st.text()))


@given(st.lists(SPELLINGS, max_size=4))
def test_any_stems_are_found_again(
    tmp_path_factory: pytest.TempPathFactory, learned: list[dict[str, tuple[str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    expected: dict[str, tuple[str, str]] = {}
    for stems in learned:
        save(folder, stems)
        expected = stems_of(lines_of(stems)) | expected
    kept = load(folder, "chain").stems
    assert {spelling: kept[spelling] for spelling in expected} == expected
    assert len(kept) == len(expected)


def test_another_chain_begins_anew(tmp_path: Path) -> None:
    save(tmp_path, STEMS)
    assert load(tmp_path, "other") == StemCache()
    stem_cache.save(tmp_path, "other", [lines_of(PEN)])
    assert load(tmp_path, "other") == StemCache(PEN)


@pytest.mark.parametrize("damage", [b"", b"\xff", b"{}\n", b"[]\n", b'{"fingerprint": "chain"}\n'])
def test_a_damaged_one_is_complained_of(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "vocabulary").write_bytes(damage)
    loaded = load(tmp_path, "chain")
    assert not loaded.stems
    assert loaded.complaint


def test_one_changed_letter_is_noticed(tmp_path: Path) -> None:
    save(tmp_path, STEMS)
    file = tmp_path / "vocabulary"
    file.write_bytes(file.read_bytes().replace("كتب".encode(), "كتر".encode(), 1))
    assert load(tmp_path, "chain").complaint == "its checksum is wrong"


def test_no_byte_can_be_changed_unnoticed(tmp_path: Path) -> None:
    save(tmp_path, STEMS)
    file = tmp_path / "vocabulary"
    whole = file.read_bytes()
    for at in [*range(0, 120), *range(120, len(whole), 97)]:
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = load(tmp_path, "chain")
        assert found.complaint or not found.stems or found.stems == STEMS
    for at in range(0, len(whole), 97):
        file.write_bytes(whole[:at])
        assert not load(tmp_path, "chain").stems


def test_a_full_one_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stem_cache, "MAX_STEMS", 3)
    save(tmp_path, STEMS)
    save(tmp_path, PEN | MANY)
    assert load(tmp_path, "chain") == StemCache(STEMS | PEN)


def test_a_spelling_that_would_break_a_line_is_left_out(tmp_path: Path) -> None:
    save(tmp_path, {"a\tb": ("a", "b"), "a\nb": ("a", "b"), **STEMS})
    assert load(tmp_path, "chain") == StemCache(STEMS)


def test_what_a_build_learns_is_kept_whenever_it_is_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stem_cache, "MAX_IN_MEMORY", 3)
    learning = Learning(tmp_path, "chain")
    assert [learning.add(lines_of(STEMS)), learning.add(lines_of(PEN))] == [False, True]
    assert load(tmp_path, "chain") == StemCache(STEMS | PEN)
    learning.add(lines_of({"ورق": ("ورق", "ورق")}))
    learning.save()
    assert len(load(tmp_path, "chain").stems) == 4


def test_that_it_can_not_be_kept_is_said_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stem_cache, "MAX_IN_MEMORY", 1)
    learning = Learning(tmp_path / "nowhere", "chain")
    assert not learning.add(lines_of(STEMS))
    with pytest.raises(StorageError):
        learning.save()

"""The measure of completion: what is typed in it, and what it tells."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.completion import LETTERS, Times, beginnings, drawn, main, timed
from index.model.document import Document

TEXT = "وصل وزير الدفاع إلى العاصمة"


def typed(before: int) -> list[str]:
    documents = [Document(str(number), "", TEXT) for number in range(50)]
    return list(beginnings(documents, before, random.Random(1)))


def test_one_word_is_typed_in_part() -> None:
    words = TEXT.split()
    assert all(any(word.startswith(text) for word in words) for text in typed(0))
    assert {len(text) for text in typed(0)} <= set(range(1, LETTERS + 1))


def test_of_two_words_the_first_is_typed_whole() -> None:
    assert all(text in TEXT and text.split()[0] in TEXT.split() for text in typed(1))


def test_a_document_of_too_few_words_is_not_asked_for() -> None:
    assert list(beginnings([Document("0", "", "وصل")], 1, random.Random(1))) == []


def test_every_text_is_asked_once() -> None:
    asked: list[str] = []
    times = timed(asked.append, ["ا", "ب"])
    assert asked == ["ا", "ب"]
    assert 0 <= times.median <= times.slow <= times.most


def test_times_are_told_to_a_tenth() -> None:
    assert Times(1.25, 2.04, 3.0).cells == "1.2 | 2.0 | 3.0"


def test_the_same_documents_are_drawn_each_time(seeds_index: Path) -> None:
    once, again = (drawn(seeds_index, 5, random.Random(2)) for _ in range(2))
    assert [each.id for each in once] == [each.id for each in again]
    assert len(once) == 5


def test_an_index_is_measured(
    seeds_index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["completion", str(seeds_index), "--asked", "5"])
    main()
    rows = capsys.readouterr().out.splitlines()[-2:]
    assert [row.count("|") for row in rows] == [8, 8]

"""The measure of recovery: what it counts, and that what it measures stays good enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench.recovery import (
    MOST,
    Sentence,
    Spellings,
    Typo,
    forms_of,
    frequencies,
    left_alone,
    mistaken,
    offered,
    sentences,
    typos,
    windows,
)
from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.recovery.spelling import suggestions
from search.service import SearchService


def test_words_are_counted_by_paragraph_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(
        '{"title": "أكثر", "text": "أكثرُ أكثر"}\n{"title": "", "text": "اكثر"}\n', "utf-8"
    )
    assert frequencies([file]) == {"أكثر": 2, "اكثر": 1}


def test_several_words_and_differences_of_marks_are_not_asked(tmp_path: Path) -> None:
    file = tmp_path / "typos.tsv"
    file.write_text(
        "wrong\tright\tcategory\ttimes\nنضام\tنظام\tz\t3\nأ/ب\tا/ب\tz\t1\nشكرا\tشكرًا\tz\t1\n",
        "utf-8",
    )
    assert typos(file) == [Typo("نضام", "نظام", "z", 3)]


def test_a_word_is_offered_first_among_five_or_not() -> None:
    asked = [Typo("نضام", "نظام", "", 1), Typo("نضام", "نضال", "", 1), Typo("نضام", "سلام", "", 1)]
    spellings = Spellings({"نظام": 9, "نضال": 2})
    found = offered(
        asked,
        lambda typo: [each.form for each in suggestions(typo.wrong, spellings.near, MOST)],
        lambda typo: typo.right != "سلام",
    )
    assert (found.typos, found.first, found.among, found.absent) == (3, 1, 2, 1)


def test_a_mistake_is_asked_with_its_neighbours() -> None:
    pair = mistaken(Sentence("هذا نضام جديد هنا", "هذا نظام جديد هنا", ""))
    assert pair == ("هذا نضام جديد", "هذا نظام جديد")


def test_windows_have_all_words() -> None:
    assert " ".join(windows("ا ب ت ث ج")) == "ا ب ت ث ج"


def test_forms_leave_out_signs() -> None:
    assert forms_of("«المدرسة»، 5") == ("المدرسه", "5")


# On the corpora beside the repository.


@pytest.mark.shared
@pytest.mark.slow
def test_the_right_word_is_offered_first_and_among_five(shared_dir: Path) -> None:
    spellings = Spellings(frequencies(sorted((shared_dir / "corpora").iterdir())))
    found = offered(
        typos(shared_dir / "vectors" / "typos.tsv"),
        lambda typo: [each.form for each in suggestions(typo.wrong, spellings.near, MOST)],
        lambda typo: True,
    )
    assert found.first >= 0.75 * found.typos
    assert found.among >= 0.90 * found.typos


@pytest.fixture(scope="module")
def corpora(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    path = tmp_path_factory.mktemp("corpora")
    rebuild([shared_dir / "corpora"], IndexDirectory(path))
    with closing(SearchService.over(path)) as service:
        yield service


@pytest.mark.shared
@pytest.mark.slow
def test_at_most_one_right_word_in_200_is_changed(corpora: SearchService, shared_dir: Path) -> None:
    pairs = sentences(shared_dir / "vectors" / "typo_sentences.jsonl")[::10]
    alone = left_alone(corpora, (window for each in pairs for window in windows(each.target)))
    assert alone.replaced * 200 <= alone.words

"""Lucene's own Arabic tests: met, or answered differently for a reason that is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.analysis import lucene_table

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def vectors(shared_dir: Path) -> Path:
    return shared_dir / "vectors" / "lucene_arabic.tsv"


def test_forms_are_what_lucene_expects(vectors: Path) -> None:
    forms = [row for row in lucene_table.rows(vectors) if row.stage == "normalize"]
    assert forms
    assert [row.answers for row in forms] == [row.expected for row in forms]


def test_every_difference_of_stems_has_its_reason(vectors: Path) -> None:
    different = {row.given for row in lucene_table.differing(vectors)}
    assert different == set(lucene_table.REASONS)


def test_the_page_shows_the_differences(vectors: Path) -> None:
    page = lucene_table.PAGE.read_text(encoding="utf-8")
    assert lucene_table.block(page) == lucene_table.table(vectors), (
        "renew it: python -m tests.index.analysis.lucene_table --write"
    )

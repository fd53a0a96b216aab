"""Everyday words told of many chunks at once are those that are told of each by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.simple_words import simple_spellings
from index.arrays.code_points import CodePoints
from index.batch_analysis.simple_words_kernel import everyday

LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x64B)]))
OTHERS = "ًّٰٓـ،؛؟«»…–—‘’“”!/:@[`{~09azAZ_é١\u2100\ufeff\U0001f600"
CHUNKS = st.lists(
    st.text(st.sampled_from(LETTERS + OTHERS) | st.characters())
    .map(lambda text: "".join(text.split()))
    .filter(bool)
)


def told(chunks: list[str]) -> list[str]:
    given_ = CodePoints.of(chunks)
    spans = np.stack([given_.ends[:-1], given_.ends[1:]], axis=1)
    return everyday(given_.codes, spans)[0].texts()


@given(CHUNKS)
def test_they_are_told_as_each_by_itself(chunks: list[str]) -> None:
    assert told(chunks) == simple_spellings(chunks)


@pytest.mark.parametrize(
    "chunk", ["«المدينة،»", "مُحَمَّدٌ.", "قرءان", "قرءَان", "ءَا", "F16", "—", "a" * 64]
)
def test_such_as(chunk: str) -> None:
    assert told([chunk]) == simple_spellings([chunk])


def test_a_very_long_one_is_left_to_who_looks_at_each() -> None:
    assert told(["a" * 65, "ب"]) == ["", "ب"]


@given(st.lists(st.text(), unique=True))
def test_different_spellings_have_different_hashes(spellings: list[str]) -> None:
    hashes = CodePoints.of(spellings).hashes()
    assert len({*map(tuple, hashes.tolist())}) == len(spellings)

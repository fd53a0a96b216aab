"""BM25: lengths in one byte, and what frequencies count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines import bm25

LENGTHS = np.array([*range(100_000), *(2**n for n in range(17, 31)), 2**31 - 1])


def kept(lengths: np.ndarray) -> np.ndarray:
    """The lengths that their norms stand for."""
    return bm25.NORM_LENGTHS[bm25.norms(lengths)]


def test_norms_are_one_byte() -> None:
    assert bm25.NORM_LENGTHS.shape == (256,)
    assert bm25.norms(LENGTHS).dtype == np.uint8


def test_lengths_below_forty_are_exact() -> None:
    assert kept(LENGTHS[:40]).tolist() == [*range(40)]


def test_norms_never_fall() -> None:
    assert (np.diff(bm25.norms(LENGTHS).astype(int)) >= 0).all()


def test_a_length_that_a_norm_stands_for_has_this_norm() -> None:
    assert bm25.norms(bm25.NORM_LENGTHS).tolist() == [*range(256)]


def test_a_norm_stands_for_no_greater_length_and_four_significant_bits() -> None:
    rests, kept_rests = LENGTHS[24:] - 24, kept(LENGTHS[24:]) - 24
    assert (kept_rests <= rests).all()
    assert (rests < kept_rests * 9 / 8 + 1).all()


@pytest.mark.parametrize(("tokens", "length"), [(41, 40), (56, 56), (59, 56), (1000, 984)])
def test_known_lengths(tokens: int, length: int) -> None:
    assert kept(np.array([tokens])).tolist() == [length]


def test_a_word_in_every_document_still_counts() -> None:
    assert bm25.idf(10, 10) > 0


def test_the_half_frequency_counts_half() -> None:
    half = bm25.half_frequency(2.0, k1=1.2, b=0.75)
    assert bm25.saturated(half, half) == 0.5


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6), st.floats(0.1, 100))
def test_more_counts_more_and_never_as_much_as_one(one: float, more: float, half: float) -> None:
    few, many = bm25.saturated(one, half), bm25.saturated(one + more, half)
    assert 0 < few <= many <= 1

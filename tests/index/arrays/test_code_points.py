"""Spellings in an array: what they were as strings, and known by their hashes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.arrays.code_points import CodePoints


@given(st.lists(st.text()))
def test_each_spelling_is_there(spellings: list[str]) -> None:
    assert CodePoints.of(spellings).texts() == spellings


@given(st.lists(st.text(), unique=True))
def test_different_spellings_have_different_hashes(spellings: list[str]) -> None:
    hashes = CodePoints.of(spellings).hashes()
    assert len({*map(tuple, hashes.tolist())}) == len(spellings)

"""Texts in an array are what they were as strings."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.segments.terms import Terms

LETTERS = st.text("اب𐤀ﷺxy\0\n\x1f￿\ud83d", max_size=12)
TEXTS = st.lists(LETTERS | st.text(), max_size=40)


@given(texts=TEXTS)
def test_each_text_is_there(texts: list[str]) -> None:
    assert list(map(Terms.of(texts).__getitem__, range(len(texts)))) == texts


@given(texts=TEXTS)
def test_they_are_ordered_as_strings_are(texts: list[str]) -> None:
    assert Terms.of(texts).order().tolist() == sorted(range(len(texts)), key=texts.__getitem__)


@given(texts=TEXTS)
def test_the_different_ones_are_in_order(texts: list[str]) -> None:
    different, numbers = Terms.of(texts).different()
    assert list(map(different.__getitem__, range(len(different)))) == sorted(set(texts))
    assert [different[number] for number in numbers.tolist()] == texts


@given(texts=TEXTS, others=TEXTS, draw=st.data())
def test_texts_are_joined_and_chosen(
    texts: list[str], others: list[str], draw: st.DataObject
) -> None:
    together = texts + others
    numbers = draw.draw(
        st.lists(st.sampled_from(range(len(together)))) if together else st.just([])
    )
    chosen = Terms.of(texts).followed_by(Terms.of(others)).chosen(np.array(numbers, np.int64))
    assert [chosen[number] for number in range(len(chosen))] == [together[n] for n in numbers]

"""Dictionaries: words are families of terms, terms are found as in a sorted list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.analysis.token import Level, Reading
from index.engines.whoosh.segments.dictionary import Dictionary, make_dictionary
from index.engines.whoosh.segments.terms import Terms
from index.engines.words import LEVEL_SEPARATOR, READING_SEPARATOR, word_of
from index.model.errors import DamagedIndexError
from tests.index.engines import histories

texts = st.text("ابت𐤀ﷺxy￿", max_size=4)
term_sets = st.sets(texts, max_size=30).map(sorted)
readings = st.builds(Reading, *[texts | histories.terms] * 3)
words = st.sets(
    st.lists(readings, min_size=1, max_size=3, unique=True).map(word_of), max_size=20
).map(sorted)


class Kept:
    """Arrays in memory, as a container keeps them."""

    def __init__(self) -> None:
        self.arrays: dict[str, NDArray[Any]] = {}

    def add(self, name: str, numbers: NDArray[Any], *, packed: bool = False) -> None:
        assert name not in self.arrays
        self.arrays[name] = numbers

    def whole(self, name: str, kind: type[np.generic]) -> NDArray[Any]:
        assert self.arrays[name].dtype == kind
        return self.arrays[name]

    def damaged(self, detail: str) -> DamagedIndexError:
        return DamagedIndexError("kept", detail)


def terms_of(word: str, level: Level) -> list[str]:
    """The terms of a word, as a batch writes it."""
    place = list(Level).index(level)
    return [each.split(LEVEL_SEPARATOR)[place] for each in word.split(READING_SEPARATOR)]


@given(known=term_sets, asked=texts)
def test_a_term_is_found_where_it_stands(known: list[str], asked: str) -> None:
    terms = Terms.of(known)
    assert (len(terms), list(terms)) == (len(known), known)
    assert [terms[number] for number in range(len(known))] == known
    assert terms.find(asked) == (known.index(asked) if asked in known else -1)
    assert all(terms.find(term) == number for number, term in enumerate(known))


@given(known=term_sets, prefix=texts)
def test_a_prefix_is_a_range(known: list[str], prefix: str) -> None:
    numbers = Terms.of(known).prefixed(prefix)
    assert [known[number] for number in numbers] == [t for t in known if t.startswith(prefix)]


@pytest.mark.parametrize("number", [-1, 2])
def test_there_is_no_term_beside_them(number: int) -> None:
    with pytest.raises(IndexError):
        Terms.of(["ا", "ب"])[number]


@given(known=words)
def test_a_term_s_words_are_those_that_have_it(known: list[str]) -> None:
    dictionary = make_dictionary(Terms.of(known))
    assert len(dictionary) == len(known)
    for level in Level:
        wanted = sorted({term for word in known for term in terms_of(word, level)})
        assert list(dictionary.terms[level]) == wanted
        for number, term in enumerate(wanted):
            having = [n for n, word in enumerate(known) if term in terms_of(word, level)]
            assert dictionary.words(level, number).tolist() == having


@given(known=words)
def test_a_dictionary_is_read_as_it_was_kept(known: list[str]) -> None:
    kept = Kept()
    make_dictionary(Terms.of(known)).write(kept)
    loaded = Dictionary.read(kept)
    assert loaded.texts() == known
    for level in Level:
        assert list(loaded.terms[level]) == list(make_dictionary(Terms.of(known)).terms[level])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("form.steps", np.array([5], np.int32)),
        ("stem.steps", np.array([-1], np.int32)),
        ("root.bytes", np.array([1], np.uint16)),
        ("root.terms", np.empty(0, np.uint8)),
    ],
)
def test_numbers_that_lead_outside_are_refused(name: str, wrong: NDArray[Any]) -> None:
    kept = Kept()
    make_dictionary(Terms.of([word_of(histories.plain("باب"))])).write(kept)
    kept.arrays[name] = wrong
    with pytest.raises(DamagedIndexError):
        Dictionary.read(kept)


@given(known=words)
def test_numbers_of_words_are_summed_by_term(known: list[str]) -> None:
    dictionary = make_dictionary(Terms.of(known))
    numbers = np.arange(1, len(known) + 1, dtype=np.uint32)
    for level in Level:
        sums = dictionary.sums(level, numbers).tolist()
        families = (dictionary.words(level, n) for n in range(len(dictionary.terms[level])))
        assert sums == [int(numbers[family].sum()) for family in families]

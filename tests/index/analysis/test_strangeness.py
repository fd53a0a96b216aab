"""Words of the language, names and misprints."""

from __future__ import annotations

import math

import pytest

from index.analysis.strangeness import FREQUENT, strangeness


@pytest.mark.parametrize("word", ["كتاب", "غزيره", "والمدرسه"])
def test_a_frequent_word_is_not_strange(word: str) -> None:
    assert strangeness(word) < FREQUENT


@pytest.mark.parametrize("name", ["محمود", "جمال", "درويش", "القاهره"])
def test_a_name_that_is_a_word_is_ordinary(name: str) -> None:
    assert strangeness(name) < 16


@pytest.mark.parametrize("name", ["كلينتون", "نوبل", "رسيا"])
def test_a_foreign_name_is_not_ordinary(name: str) -> None:
    assert strangeness(name) > 18


@pytest.mark.parametrize("word", ["قغفغق", "london", ""])
def test_what_no_dictionary_has_is_strange(word: str) -> None:
    assert strangeness(word) == math.inf

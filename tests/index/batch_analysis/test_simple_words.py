"""The short way to a simple word's spelling, beside the long one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalization.normalizer import nfkc, spellings
from index.analysis.tokenizer import spans
from index.arrays.code_points import CodePoints
from index.batch_analysis.simple_words import simple_words

LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x64B)]))
MARKS = "".join(map(chr, range(0x64B, 0x653)))
SIGNS = (
    "".join(map(chr, [*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61)])) + "«»،؛؟…–—“”"
)
LATIN = "".join(map(chr, [*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B)]))
CHUNKS = (
    st.text(st.sampled_from(LETTERS + MARKS + SIGNS + LATIN) | st.characters())
    .map(lambda text: "".join(text.split()))
    .filter(bool)
)


def read(chunks: list[str]) -> tuple[list[str], list[tuple[int, int]]]:
    """The spellings of chunks, and where the word of each begins and ends in it."""
    known = CodePoints.of(chunks)
    stretches = np.stack([known.ends[:-1], known.ends[1:]], axis=1)
    spelled, words = simple_words(known.codes, stretches)
    return spelled.texts(), [*map(tuple, (words - stretches[:, :1]).tolist())]


def simple_word(chunk: str) -> str:
    ((word,), _) = read([chunk])
    return word


def spellings_of(chunk: str) -> list[tuple[str, ...]]:
    return [
        written
        for start, end in spans(chunk)
        for word in nfkc(chunk[start:end]).split()
        if (written := spellings(word))
    ]


@given(CHUNKS)
def test_a_simple_word_is_what_the_long_way_gives(chunk: str) -> None:
    word = simple_word(chunk)
    assert not word or spellings_of(chunk) == [(word,)]


@given(
    st.text(st.sampled_from(LETTERS + MARKS + SIGNS + LATIN))
    .map(lambda text: "".join(text.split()))
    .filter(bool)
)
def test_so_it_is_for_letters_marks_and_signs_only(chunk: str) -> None:
    word = simple_word(chunk)
    assert not word or spellings_of(chunk) == [(word,)]


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_is_its_own_spelling(letter: str) -> None:
    assert simple_word(letter) == letter
    assert spellings_of(letter) == [(letter,)]


@pytest.mark.parametrize(
    ("chunk", "word"),
    [
        ("«المدينة،»", "المدينة"),
        ("مُحَمَّدٌ.", "محمد"),
        ("(وقال", "وقال"),
        ("قرءان", ""),  # it may be قرآن
        ("بـ11", ""),
        ("هـ", ""),
        ("الكتٰب", ""),
        ("سنة/شهر", ""),
        ("،", ""),
        ("F16", "f16"),
        ("(2007)،", "2007"),
        ("3.5", ""),
    ],
)
def test_the_simple_word_of_a_chunk(chunk: str, word: str) -> None:
    assert simple_word(chunk) == word


def test_chunks_are_read_each_by_itself() -> None:
    spelled, words = read(["«في", "-", "٣", "البيت»", "a" * 64])
    assert spelled == ["في", "", "", "البيت", "a" * 64]
    assert [words[0], words[3], words[4]] == [(1, 3), (0, 5), (0, 64)]
    assert read([]) == ([], [])


@given(st.lists(CHUNKS))
def test_chunks_are_read_together_as_each_alone(chunks: list[str]) -> None:
    assert read(chunks)[0] == [*map(simple_word, chunks)]


@given(CHUNKS)
def test_the_word_stands_where_the_tokenizer_finds_it(chunk: str) -> None:
    (word,), (extent,) = read([chunk])
    assert not word or [*spans(chunk)] == [extent]


def test_a_very_long_one_is_left_to_the_long_way() -> None:
    assert read(["a" * 65, "ب"])[0] == ["", "ب"]

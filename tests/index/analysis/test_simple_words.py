"""The short way to an everyday word's spelling, beside the long one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalization.normalizer import nfkc, spellings
from index.analysis.simple_words import simple_spellings
from index.analysis.tokenizer import spans

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


def everyday_word(chunk: str) -> str:
    (word,) = simple_spellings([chunk])
    return word


def spellings_of(chunk: str) -> list[tuple[str, ...]]:
    return [
        written
        for start, end in spans(chunk)
        for word in nfkc(chunk[start:end]).split()
        if (written := spellings(word))
    ]


@given(CHUNKS)
def test_an_everyday_word_is_what_the_long_way_gives(chunk: str) -> None:
    word = everyday_word(chunk)
    assert not word or spellings_of(chunk) == [(word,)]


@given(
    st.text(st.sampled_from(LETTERS + MARKS + SIGNS + LATIN))
    .map(lambda text: "".join(text.split()))
    .filter(bool)
)
def test_so_it_is_for_letters_marks_and_signs_only(chunk: str) -> None:
    word = everyday_word(chunk)
    assert not word or spellings_of(chunk) == [(word,)]


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_is_its_own_spelling(letter: str) -> None:
    assert everyday_word(letter) == letter
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
def test_the_everyday_word_of_a_chunk(chunk: str, word: str) -> None:
    assert everyday_word(chunk) == word


def test_chunks_are_read_each_by_itself() -> None:
    assert simple_spellings(["«في", "-", "٣", "البيت»", "a" * 201]) == ["في", "", "", "البيت", ""]
    assert simple_spellings([]) == []

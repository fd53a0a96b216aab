"""Texts as arrays of numbers: the same words in the same order as the analysis gives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import Analyzer, Reading
from index.batch_analysis.chunk_words import (
    ChunkWords,
    TokenizedTexts,
    renumbered,
)
from index.batch_analysis.stem_cache import Known, lines_of, load, save
from index.engines.words import readings_of
from tests.index.engines.histories import empty_folder

ANALYZER = Analyzer()
CHUNKS = ChunkWords(ANALYZER, Known({}))

LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x64B)]))
SIGNS = "ًٌَُِّْٰۥۦـ،؛؟.-/()«»١٢12aZé \n\t\u200f\ufdfa\ufdf2\ufefb"
TEXTS = st.lists(st.text(st.sampled_from(LETTERS + SIGNS) | st.characters()))


def texts_of(read: TokenizedTexts) -> list[list[tuple[Reading, ...]]]:
    words = [readings_of(read.table.texts[number]) for number in read.words.tolist()]
    return [words[start:end] for start, end in pairwise(read.ends.tolist())]


def tokens_of(text: str) -> list[tuple[Reading, ...]]:
    return [token.readings for token in ANALYZER.tokens(text)]


@given(TEXTS)
def test_numbers_stand_for_the_tokens_of_any_texts(texts: list[str]) -> None:
    read = CHUNKS.read(texts)
    assert texts_of(read) == list(map(tokens_of, texts))
    assert len(set(read.table.texts)) == len(read.table.texts)


@given(TEXTS)
def test_extents_are_those_of_the_tokens(texts: list[str]) -> None:
    read = CHUNKS.read(texts, extents=True)
    extents = [[token.start, token.end] for text in texts for token in ANALYZER.tokens(text)]
    assert read.extents.tolist() == extents


def test_a_chunk_may_hold_no_word_one_or_several() -> None:
    texts = ["— سنة/شهر", "", "…", "قال: ﷺ", "كتاب"]
    assert CHUNKS.read(texts).ends.tolist() == [0, 2, 2, 2, 7, 8]
    assert texts_of(CHUNKS.read(texts)) == list(map(tokens_of, texts))


def test_numbers_are_exchanged_for_places_among_those_that_occur() -> None:
    used, places = renumbered(np.array([7, 2, 7], np.uint32), 9)
    assert (used.tolist(), places.tolist()) == ([2, 7], [1, 0, 1])


@pytest.mark.parametrize("texts", [["أ ب ج د"], ["أ/ب/ج/د/ه/و/ز/ح"]])
def test_a_table_that_begins_anew_changes_nothing(texts: list[str]) -> None:
    chunks = ChunkWords(ANALYZER, Known({}), max_chunks=3)
    texts += ["كتاب جديد، وكتاب قديم", "سنة/شهر سنة/شهر — كتاب", "كتاب جديد"]
    before = chunks.read(texts)
    after = chunks.read(texts)
    assert before.table is not after.table
    assert texts_of(before) == texts_of(after) == list(map(tokens_of, texts))


@given(st.lists(st.text(st.sampled_from(LETTERS), min_size=1)))
@example(["شئون سيئين"])
def test_words_whose_stems_are_kept_are_those_of_the_analysis(texts: list[str]) -> None:
    analyzer = Analyzer()
    ChunkWords(analyzer, Known({})).read(texts)
    with empty_folder() as folder:
        save(folder, "chain", [lines_of(analyzer.take_learned())])
        known = Known(load(folder, "chain").stems)
        knowing = Analyzer(known)  # words of several spellings are read by it, not by their number
        assert texts_of(ChunkWords(knowing, known).read(texts)) == list(map(tokens_of, texts))
        assert not knowing.take_learned()

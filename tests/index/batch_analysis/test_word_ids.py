"""Texts as arrays of numbers: the same words in the same order as the analysis gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, Reading
from index.analysis.normalization.normalizer import form
from index.batch_analysis import word_ids
from index.batch_analysis.stem_cache import Known, lines_of, load, save
from index.batch_analysis.word_ids import Numbered, WordNumbers, forms_of_letters, readings_of
from tests.index.engines.histories import empty_folder

ANALYZER = Analyzer()
NUMBERING = WordNumbers(ANALYZER, Known({}))

LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x64B)]))
SIGNS = "ًٌَُِّْٰۥۦـ،؛؟.-/()«»١٢12aZé \n\t\u200f\ufdfa\ufdf2\ufefb"
TEXTS = st.lists(st.text(st.sampled_from(LETTERS + SIGNS) | st.characters()))


def texts_of(numbered: Numbered) -> list[list[tuple[Reading, ...]]]:
    words = [readings_of(word) for word in numbered.words]
    tokens = iter(numbered.tokens.tolist())
    return [[words[next(tokens)] for _ in range(length)] for length in numbered.lengths.tolist()]


def tokens_of(text: str) -> list[tuple[Reading, ...]]:
    return [token.readings for token in ANALYZER.tokens(text)]


@given(TEXTS)
def test_numbers_stand_for_the_tokens_of_any_texts(texts: list[str]) -> None:
    numbered = NUMBERING(texts)
    assert texts_of(numbered) == list(map(tokens_of, texts))
    assert len(set(numbered.words)) == len(numbered.words)


def test_a_chunk_may_hold_no_word_one_or_several() -> None:
    texts = ["— سنة/شهر", "", "…", "قال: ﷺ", "كتاب"]
    assert NUMBERING(texts).lengths.tolist() == [2, 0, 0, 5, 1]
    assert texts_of(NUMBERING(texts)) == list(map(tokens_of, texts))


def test_words_that_stand_nowhere_are_not_in_a_batch() -> None:
    counting = WordNumbers(ANALYZER, Known({}))
    counting(["كتاب جديد"])
    assert len(counting(["كتاب قديم"]).words) == 2


@pytest.mark.parametrize("bound", ["_MOST_CHUNKS", "_MOST_WORDS"])
def test_a_table_that_begins_anew_changes_nothing(
    bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_ids, bound, 3)
    counting = WordNumbers(ANALYZER, Known({}))
    texts = ["كتاب جديد، وكتاب قديم", "سنة/شهر سنة/شهر — كتاب", "كتاب جديد"]
    for _ in range(3):
        assert texts_of(counting(texts)) == list(map(tokens_of, texts))


def test_a_letter_s_form_is_one_letter_of_as_many_bytes() -> None:
    forms = forms_of_letters().tolist()
    two = range(0x80, 0x800)
    assert all(forms[code] in two for code in two)
    others = "".join(map(chr, {*range(0x110000)}.difference(two)))
    assert form(others) == others


@given(st.lists(st.text(st.sampled_from(LETTERS), min_size=1)))
def test_words_whose_stems_are_kept_are_those_of_the_analysis(texts: list[str]) -> None:
    analyzer = Analyzer()
    WordNumbers(analyzer, Known({}))(texts)
    with empty_folder() as folder:
        save(folder, "chain", [lines_of(analyzer.take_learned())])
        known = Known(load(folder, "chain").stems)
        knowing = Analyzer(known)  # words of several spellings are read by it, not by their number
        assert texts_of(WordNumbers(knowing, known)(texts)) == list(map(tokens_of, texts))
        assert not knowing.take_learned()

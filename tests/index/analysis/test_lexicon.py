"""The lexicon: analyses of words, one fact a test."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.lexicon.lexicon import DATA, DIGEST, Analysis, PartOfSpeech, lexicon

LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x64B)]))
MAX_BYTES = 12_000_000


def usual(word: str) -> Analysis:
    return lexicon().analyses(word, 1)[0]


def test_proclitics_are_named_in_their_order() -> None:
    assert usual("فبالكتاب").beginning.parts == ("ف", "ب", "ال")


def test_lam_and_the_article_are_two() -> None:
    assert usual("للبنك").beginning.parts == ("ل", "ال")


def test_an_enclitic_is_named() -> None:
    assert (usual("كتابهم").stem, usual("كتابهم").ending.enclitic) == ("كتاب", "هم")


def test_the_prefix_of_the_imperfect_is_named() -> None:
    assert usual("وسيكتبونها").beginning.parts == ("و", "س", "ي")


def test_a_verb_is_a_verb() -> None:
    assert usual("يكتبون").lemma.kind is PartOfSpeech.VERB


def test_a_place_is_a_name() -> None:
    assert usual("باريس").lemma.kind is PartOfSpeech.NAME


def test_a_preposition_with_a_pronoun_is_a_particle() -> None:
    assert usual("عليها").lemma.kind is PartOfSpeech.PARTICLE


def test_the_root_of_a_hollow_verb_has_its_waw() -> None:
    assert usual("يزور").lemma.root == "زور"


def test_a_name_has_no_root() -> None:
    assert usual("مايكل").lemma.root == ""


def test_a_name_with_a_relative_adjective_is_the_root_of_both() -> None:
    assert usual("أمريكا").lemma.root == usual("أمريكي").lemma.root == "امريكا"


def test_a_hamza_that_is_written_decides() -> None:
    assert usual("آلام").lemma.term == "ألم"


def test_a_hamza_that_is_left_out_does_not() -> None:
    assert usual("احمد").lemma == usual("أحمد").lemma


def test_letters_that_are_no_word_have_no_analysis() -> None:
    assert lexicon().analyses("ظظظظظ") == ()


def test_the_readings_of_an_ambiguous_word_are_all_there() -> None:
    kinds = {each.lemma.kind for each in lexicon().analyses("كتب")}
    assert kinds >= {PartOfSpeech.VERB, PartOfSpeech.NOUN}


@given(st.lists(st.text(st.sampled_from(LETTERS), min_size=1, max_size=32)))
def test_words_are_analysed_alike_alone_and_together(words: list[str]) -> None:
    assert lexicon().lemmas_of(words) == [lexicon().lemmas_of([word])[0] for word in words]


@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=12))
def test_an_analysis_has_as_many_letters_as_the_word(word: str) -> None:
    for each in lexicon().analyses(word):
        parts = each.beginning.letters, each.stem, each.ending.letters
        assert sum(map(len, parts)) == len(word)


def test_the_lexicon_is_small_enough_to_be_shipped() -> None:
    assert sum(file.stat().st_size for file in DATA.iterdir()) <= MAX_BYTES


def test_the_digest_is_that_of_the_arrays() -> None:
    digest = hashlib.blake2b(digest_size=16)
    for array in sorted(DATA.glob("*.npy")):
        digest.update(array.read_bytes())
    assert (DATA / DIGEST).read_text() == f"{digest.hexdigest()}\n"


@pytest.mark.slow
def test_the_lexicon_is_what_its_sources_compile_to(tmp_path: Path) -> None:
    compiler = pytest.importorskip("index.lexicon_compiler.__main__", reason="make lexicon")
    compiler.compile_lexicon(tmp_path)
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {file.name for file in DATA.iterdir()}
    assert (tmp_path / DIGEST).read_text() == (DATA / DIGEST).read_text()
    for name in names - {DIGEST}:
        assert np.array_equal(np.load(tmp_path / name), np.load(DATA / name)), name

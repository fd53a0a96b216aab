"""Tashaphyne made fast beside Tashaphyne called plainly: the same stems."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pyarabic import araby
from tashaphyne.stopwords import STOPWORDS

from index.analysis.normalization.normalizer import nfkc, spellings
from index.analysis.stemming.light_stemmer import LightStemmer
from index.analysis.stemming.stemmer import PREFIXES, SUFFIXES
from index.analysis.tokenizer import spans
from index.model.document import Document
from index.readers import read, walk
from tests.index.analysis import plain_tashaphyne as plain

OURS = LightStemmer(PREFIXES, SUFFIXES)
TASHAPHYNES = LightStemmer()

LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x64B)])) + "ٱپچڤگکیݐࢥ"
# Weak letters, infixes and hamzas: every branch that completes a root is near.
TELLING = "ءآأؤإئابةتدزضطنهويىݐ"


def words(letters: str, most: int) -> st.SearchStrategy[str]:
    """Stems of up to `most` letters, with an affix of Tashaphyne's lists on either side."""
    before, behind = (
        st.sampled_from(sorted({araby.strip_tashkeel(affix) for affix in affixes}))
        for affixes in (TASHAPHYNES.prefix_list, TASHAPHYNES.suffix_list)
    )
    stem = st.text(st.sampled_from(letters), min_size=1, max_size=most)
    return st.tuples(before | st.just(""), stem, behind | st.just("")).map("".join)


WORDS = words(LETTERS, 8) | words(TELLING, 6)


@given(WORDS)
def test_stems_with_our_affixes(word: str) -> None:
    assert OURS.light_stem(word) == plain.STEMS.light_stem(word)


@given(WORDS)
def test_stems_with_tashaphynes_affixes(word: str) -> None:
    assert TASHAPHYNES.light_stem(word) == plain.ROOTS.light_stem(word)


def test_an_empty_word_has_no_stem() -> None:
    assert OURS.light_stem("") == ""


def test_every_word_of_the_samples(seeds_dir: Path) -> None:
    texts = [
        f"{each.title}\n{each.body}"
        for file in walk(seeds_dir)
        for each in read(file)
        if isinstance(each, Document)
    ]
    seen = {
        written
        for text in texts
        for start, end in spans(text)
        for word in nfkc(text[start:end]).split()
        for written in spellings(word)
    }
    assert len(seen) > 3_000
    assert {word: OURS.light_stem(word) for word in seen} == {
        word: plain.STEMS.light_stem(word) for word in seen
    }


def test_every_stop_word_of_tashaphyne() -> None:
    found = {word: OURS.light_stem(word) for word in STOPWORDS}
    assert found == {word: plain.STEMS.light_stem(word) for word in STOPWORDS}

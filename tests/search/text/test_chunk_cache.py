"""What is known of chunks is what the analyser says of them, however many are read at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.analysis.analyzer import Word
from index.batch_analysis.stem_cache import lines_of, load, save
from search.text.chunk_cache import ChunkCache
from search.text.lazy_tokens import LazyTokens

ANALYZER = Analyzer()
LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x640, 0x653)]))
SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»،؛؟…–—‘’“”"
TEXTS = st.text(st.sampled_from(LETTERS + SIGNS + "aZé09٣ \n") | st.characters(), max_size=40)


def words(text: str, chunks: ChunkCache) -> list[Word]:
    tokens = LazyTokens(text, *chunks.read([text]))
    return [word for place in range(len(tokens.chunks)) for word in tokens.words(place)]


def analysed(text: str) -> list[Word]:
    tokens = [token for chunk in text.split() for token in ANALYZER.tokens(chunk)]
    return [(token.start, token.end, token.surface, token.readings) for token in tokens]


@given(TEXTS)
def test_the_words_of_a_chunk_are_the_analysers(text: str) -> None:
    assert words(text, ChunkCache(ANALYZER)) == analysed(text)


@given(st.lists(TEXTS, max_size=5))
def test_what_was_read_before_changes_nothing(texts: list[str]) -> None:
    chunks = ChunkCache(ANALYZER)
    assert [words(text, chunks) for text in texts] == [analysed(text) for text in texts]


@given(st.lists(TEXTS, max_size=5))
def test_texts_that_are_read_together_are_read_as_each_alone(texts: list[str]) -> None:
    read = ChunkCache(ANALYZER).read(texts)
    tokens = [tuple(LazyTokens(text, each)) for text, each in zip(texts, read, strict=True)]
    assert tokens == [ANALYZER.tokens(text) for text in texts]


@pytest.mark.parametrize(
    ("written", "everyday"),
    [("«المدينة،»", True), ("-", False), ("3.5", False), ("سنة/شهر", False)],
)
def test_a_chunk_that_is_an_everyday_word(written: str, everyday: bool) -> None:
    (read,) = ChunkCache(ANALYZER).read([written])
    assert [*read.others] == ([] if everyday else read.chunks.tolist())


def test_the_stems_kept_beside_an_index_are_taken_as_they_are(tmp_path: Path) -> None:
    told = lines_of({"كتابها": ("كتاب", "كتب"), "مدرسة": ("جذع", "جذر")})
    save(tmp_path, "print", [told])
    stems = load(tmp_path, "print").stems
    found = words("كتابها، مدرسة", ChunkCache(Analyzer(stems), stems))
    assert [readings[0].root for *_, readings in found] == ["كتب", "جذر"]

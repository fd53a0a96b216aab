"""What is known of chunks is what the analyser says of them, however many are read at once."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, Token
from index.batch_analysis.stem_cache import lines_of, load, save
from search.text.chunk_cache import ChunkCache

ANALYZER = Analyzer()
LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x640, 0x653)]))
SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»،؛؟…–—‘’“”"
TEXTS = st.text(st.sampled_from(LETTERS + SIGNS + "aZé09٣ \n") | st.characters(), max_size=40)


def tokens(text: str, chunks: ChunkCache) -> tuple[Token, ...]:
    return tuple(chunks.read([text])[0])


@given(TEXTS)
def test_the_tokens_of_a_text_are_the_analysers(text: str) -> None:
    assert tokens(text, ChunkCache(ANALYZER)) == ANALYZER.tokens(text)


@given(st.lists(TEXTS, max_size=5))
def test_what_was_read_before_changes_nothing(texts: list[str]) -> None:
    chunks = ChunkCache(ANALYZER)
    assert [tokens(text, chunks) for text in texts] == [*map(ANALYZER.tokens, texts)]


@given(st.lists(TEXTS, max_size=5))
def test_texts_that_are_read_together_are_read_as_each_alone(texts: list[str]) -> None:
    read = ChunkCache(ANALYZER).read(texts)
    assert [*map(tuple, read)] == [*map(ANALYZER.tokens, texts)]


def test_the_stems_kept_beside_an_index_are_taken_as_they_are(tmp_path: Path) -> None:
    told = lines_of({"كتابها": ("كتاب", "كتب"), "مدرسة": ("جذع", "جذر")})
    save(tmp_path, "print", [told])
    stems = load(tmp_path, "print").stems
    found = tokens("كتابها، مدرسة", ChunkCache(Analyzer(stems), stems))
    assert [token.root for token in found] == ["كتب", "جذر"]

"""What is known of chunks is what the analyser says of them, however many are read at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.vocabulary import load, save
from search.chunks import Chunk, Chunks

ANALYZER = Analyzer()
LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x640, 0x653)]))
SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»،؛؟…–—‘’“”"
TEXTS = st.text(st.sampled_from(LETTERS + SIGNS + "aZé09٣ \n") | st.characters(), max_size=40)


def words(text: str, chunks: Chunks) -> list[tuple[object, ...]]:
    written = text.split()
    seen, found = chunks.seen(written)
    assert found == [seen.chunks[chunk] for chunk in written]
    return [word for chunk in found for word in chunk.words]


def analysed(text: str) -> list[tuple[object, ...]]:
    tokens = [token for chunk in text.split() for token in ANALYZER.tokens(chunk)]
    return [(token.start, token.end, token.surface, token.readings) for token in tokens]


@given(TEXTS)
def test_the_words_of_a_chunk_are_the_analysers(text: str) -> None:
    assert words(text, Chunks(ANALYZER)) == analysed(text)


@given(st.lists(TEXTS, max_size=5))
def test_what_was_read_before_changes_nothing(texts: list[str]) -> None:
    chunks = Chunks(ANALYZER)
    assert [words(text, chunks) for text in texts] == [analysed(text) for text in texts]


@given(TEXTS)
def test_every_term_says_where_it_is(text: str) -> None:
    seen, _ = Chunks(ANALYZER).seen(text.split())
    for written, chunk in seen.chunks.items():
        for *_, readings in chunk.words:
            assert all(written in seen.where[term] for one in readings for term in terms(one))


def terms(reading: object) -> list[str]:
    return [getattr(reading, level) for level in ("form", "stem", "root")]


@pytest.mark.parametrize(
    ("written", "form"),
    [("«المدينة،»", "المدينه"), ("-", None), ("3.5", "3.5"), ("سنة/شهر", None)],
)
def test_a_chunk_of_one_word_has_its_form(written: str, form: str | None) -> None:
    _, (chunk,) = Chunks(ANALYZER).seen([written])
    assert isinstance(chunk, Chunk)
    assert chunk.form == form


def test_the_stems_kept_beside_an_index_are_taken_as_they_are(tmp_path: Path) -> None:
    save(tmp_path, "print", ["كتابها\tكتاب\tكتب\nمدرسة\tجذع\tجذر"])
    stems = load(tmp_path, "print").stems
    _, (one, other) = Chunks(Analyzer(stems), stems).seen(["كتابها،", "مدرسة"])
    assert [chunk.words[0][3][0].root for chunk in (one, other)] == ["كتب", "جذر"]

from __future__ import annotations

import tracemalloc
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.batch_analysis.chunk_table import ChunkTable, FoundChunks

TABLE = ChunkTable(4)


def chunks_of(found: FoundChunks, known: list[str]) -> list[list[str]]:
    """The chunks of each text; `known` are all of the table, and gets the new ones."""
    known.extend(found.text[start:end] for start, end in found.spans.tolist())
    chunks = [known[place] for place in found.numbers.tolist()]
    ends = found.ends.tolist()
    return [chunks[start:end] for start, end in pairwise(ends)]


KNOWN: list[str] = []


@given(st.lists(st.text() | st.text(alphabet="كتاب \u00a0\u2028\u3000\x1c\ud800ab")))
def test_texts_are_divided_as_python_divides_them(texts: list[str]) -> None:
    assert chunks_of(TABLE.find(texts), KNOWN) == [text.split() for text in texts]
    assert len(TABLE) == len(KNOWN) == len(set(KNOWN))


def test_every_space_that_python_knows_divides_chunks() -> None:
    spaces = [chr(code) for code in range(0x110000) if chr(code).isspace()]
    table, known = ChunkTable(4), list[str]()
    assert chunks_of(table.find([f"a{space}b" for space in spaces]), known) == (
        [["a", "b"]] * len(spaces)
    )


def test_a_table_grows_with_what_it_holds() -> None:
    table, known = ChunkTable(2), list[str]()
    texts = [" ".join(f"{number:x}" for number in range(start, start + 999)) for start in range(9)]
    for _ in range(2):
        for text in texts:
            assert chunks_of(table.find([text]), known) == [text.split()]
    assert len(table) == 999 + 8


def test_a_table_grows_with_different_chunks_only() -> None:
    text = "كتاب " * 2**18
    tracemalloc.start()
    try:
        table = ChunkTable(4)
        table.find([text])
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(table) == 1
    assert held < 2**16

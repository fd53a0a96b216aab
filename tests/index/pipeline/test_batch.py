"""Batches on their way: nothing of a document is lost, and what is left out leaves no trace."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.batch_analysis.chunk_words import ChunkWords
from index.batch_analysis.stem_cache import Known
from index.engines.protocols import DocumentBatch
from index.engines.stored_documents import unpack_block
from index.engines.words import readings_of
from index.model.document import Document
from index.model.query import TextField
from index.pipeline.batch import AnalyzedBatch, pack, without
from tests.index.engines.histories import columns, values_of

ANALYZER = Analyzer()
CHUNKS = ChunkWords(ANALYZER, Known({}))

TEXT = st.text(st.sampled_from("كتابتعليمومدرسةفي \n،.ًٰ12aB") | st.characters(codec="utf-8"))
DOCUMENTS = st.lists(
    st.builds(
        Document,
        id=st.integers(0, 9).map(str),
        title=TEXT,
        body=TEXT | st.integers(1000, 9000).map(lambda times: "كتاب " * times),
        source=st.none() | TEXT,
        date=st.none() | st.dates(),
        title_borrowed=st.booleans(),
        language=st.sampled_from(((), ("ar",), ("ar-EG", "en"))),
        columns=columns,
    ),
    min_size=1,
    max_size=8,
)


def stored(batch: DocumentBatch) -> list[Document]:
    return [
        unpack_block(block, place)
        for block, count in zip(batch.blocks, batch.in_block.tolist(), strict=True)
        for place in range(count)
    ]


def words(batch: DocumentBatch, field: TextField) -> list[list[object]]:
    tokens = iter(batch.tokens[field].tolist())
    return [
        [readings_of(batch.words[next(tokens)]) for _ in range(length)]
        for length in batch.lengths[field].tolist()
    ]


def analyzed(text: str) -> list[object]:
    return [token.readings for token in ANALYZER.tokens(text)]


@given(DOCUMENTS)
def test_a_batch_holds_all_that_its_documents_say(documents: list[Document]) -> None:
    packed = pack(documents, CHUNKS)
    batch = packed.batch
    assert stored(batch) == documents
    assert batch.ids == tuple(each.id for each in documents)
    assert values_of(batch.columns, len(documents)) == [each.columns for each in documents]
    titles = ["" if each.title_borrowed else each.title for each in documents]
    assert words(batch, TextField.TITLE) == list(map(analyzed, titles))
    assert words(batch, TextField.BODY) == [analyzed(each.body) for each in documents]
    assert words(batch, TextField.SOURCE) == [analyzed(each.source or "") for each in documents]
    assert packed.last == documents[-1]
    assert packed.sizes.sum() == sum(len((d.title + d.body).encode()) for d in documents)


def same(one: AnalyzedBatch, other: AnalyzedBatch) -> bool:
    return (
        stored(one.batch) == stored(other.batch)
        and all(words(one.batch, field) == words(other.batch, field) for field in TextField)
        and one.batch.ids == other.batch.ids
        and one.batch.blocks == other.batch.blocks
        and values_of(one.batch.columns, len(one.batch.ids))
        == values_of(other.batch.columns, len(other.batch.ids))
        and one.batch.in_block.tolist() == other.batch.in_block.tolist()
        and one.sizes.tolist() == other.sizes.tolist()
        and set(one.batch.words) == set(other.batch.words)
        and (one.digests, one.last) == (other.digests, other.last)
    )


@given(DOCUMENTS, st.integers(0, 255))
def test_what_is_left_out_was_never_there(documents: list[Document], mask: int) -> None:
    left_out = [bool(mask >> place & 1) for place in range(len(documents))]
    kept = [each for each, gone in zip(documents, left_out, strict=True) if not gone]
    found = without(pack(documents, CHUNKS), np.array(left_out))
    assert (found is None) == (not kept)
    assert found is None or same(found, pack(kept, CHUNKS))

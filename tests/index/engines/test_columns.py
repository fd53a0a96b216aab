"""Columns as arrays: what documents have, in whatever parts they come."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.columns import ColumnArrays, columns_of, join_all
from index.engines.stored_documents import pack_block
from index.engines.whoosh.segments.documents import DocumentsReader, DocumentsWriter
from index.model.columns import Value
from index.model.document import Document
from index.model.errors import DamagedIndexError
from tests.index.engines.histories import empty_folder, values_of

texts = st.text(max_size=3) | st.just("\ud83d")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "كلمة": st.lists(texts, max_size=3, unique=True).map(tuple),
    "a:b.c/": st.lists(texts, max_size=1).map(tuple),
    "day": st.lists(st.dates(), max_size=1).map(tuple),
    "number": st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=1).map(tuple),
}
rows: st.SearchStrategy[dict[str, tuple[Value, ...]]] = st.fixed_dictionaries(VALUES)
tables = st.lists(rows, max_size=12).map(
    lambda found: [Document(str(n), "", "", columns=row) for n, row in enumerate(found)]
)


@given(documents=tables)
def test_arrays_have_the_values_of_each_document(documents: list[Document]) -> None:
    columns = columns_of(documents)
    assert values_of(columns, len(documents)) == [each.columns for each in documents]
    assert all(column.fits(len(documents)) for column in columns.values())


@given(documents=tables, ends=st.lists(st.integers(0, 12), max_size=3))
def test_joined_parts_are_the_whole(documents: list[Document], ends: list[int]) -> None:
    bounds = [0, *sorted(min(end, len(documents)) for end in ends), len(documents)]
    parts = [documents[start:end] for start, end in pairwise(bounds)]
    columns = join_all([(len(part), columns_of(part)) for part in parts])
    assert values_of(columns, len(documents)) == [each.columns for each in documents]


@given(documents=tables, mask=st.integers(0, 2**12 - 1))
def test_chosen_documents_have_their_values_and_no_others(
    documents: list[Document], mask: int
) -> None:
    chosen = [number for number in range(len(documents)) if mask >> number & 1]
    found = {n: c.chosen(np.array(chosen, np.int64)) for n, c in columns_of(documents).items()}
    expected = columns_of([documents[number] for number in chosen])
    assert {name: column.values for name, column in found.items() if column.values} == {
        name: column.values for name, column in expected.items()
    }
    assert values_of(found, len(chosen)) == [documents[number].columns for number in chosen]


@given(documents=tables)
def test_blocks_hold_the_columns_of_a_segment(documents: list[Document]) -> None:
    with empty_folder() as folder:
        reader = written(folder / "file", documents)
        assert values_of(reader.columns, len(documents)) == [each.columns for each in documents]


def test_values_of_several_types_are_refused() -> None:
    with pytest.raises(TypeError):
        ColumnArrays.of([("ا",), (dt.date(2024, 1, 1),)])


@pytest.mark.parametrize(
    "column",
    [
        ColumnArrays(("ا",), np.array([2], np.uint32), *np.empty((2, 0), np.uint32)),
        ColumnArrays(("ا",), np.array([1, 1], np.uint32), *np.empty((2, 0), np.uint32)),
        ColumnArrays(("ا",), np.array([1], np.uint32), *np.array([[1], [1]], np.uint32)),
        ColumnArrays(("ا",), np.array([1], np.uint32), *np.array([[0], [2]], np.uint32)),
    ],
)
def test_arrays_that_disagree_are_damage(tmp_path: Path, column: ColumnArrays) -> None:
    writer = DocumentsWriter(tmp_path / "file")
    writer.describe(["a"], {"author": column})
    writer.store(pack_block([Document("a", "", "")]), 1)
    writer.close()
    with pytest.raises(DamagedIndexError, match="column author disagree"):
        DocumentsReader(tmp_path / "file").column("author")


def written(path: Path, documents: list[Document]) -> DocumentsReader:
    writer = DocumentsWriter(path)
    writer.describe([each.id for each in documents], columns_of(documents))
    for each in documents:
        writer.store(pack_block([each]), 1)
    writer.close()
    return DocumentsReader(path)

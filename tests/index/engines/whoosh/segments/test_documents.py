"""The documents of a segment: ids in their order, stored text that is the right document's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.columns import columns_of
from index.engines.stored_documents import pack_block
from index.engines.whoosh.segments.documents import DocumentsReader, DocumentsWriter
from index.model.document import Document
from index.model.errors import DamagedIndexError
from tests.index.engines.histories import IDS, SOURCES, empty_folder, values_of

identities = st.lists(st.sampled_from(IDS) | st.text(max_size=3), unique=True, max_size=20)


def document(identity: str, number: int) -> Document:
    return Document(identity, "", identity, SOURCES[number % len(SOURCES)])


def documents(path: Path, ids: list[str], stored: list[str] | None = None) -> DocumentsReader:
    """A file of documents; `stored` names others that stand in their places."""
    writer = DocumentsWriter(path)
    described = [document(identity, number) for number, identity in enumerate(ids)]
    for start in range(0, len(ids), 3):
        batch = described[start : start + 3]
        writer.describe([each.id for each in batch], columns_of(batch))
    for number, identity in enumerate(stored or ids):
        writer.store(pack_block([document(identity, number)]), 1)
    writer.close()
    return DocumentsReader(path)


@given(ids=identities, asked=st.sampled_from(IDS) | st.text(max_size=3))
def test_a_document_is_found_by_its_id(ids: list[str], asked: str) -> None:
    with empty_folder() as folder:
        reader = documents(folder / "file", ids)
        assert list(reader.ids) == ids
        assert reader.ids.find(asked) == (ids.index(asked) if asked in ids else -1)
        assert [reader.ids[number] for number in reader.ids.order.tolist()] == sorted(ids)
        assert reader.ids.places[reader.ids.order].tolist() == list(range(len(ids)))
        for number in range(len(ids)):
            assert reader.document(number) == document(ids[number], number)
        expected = [document(identity, number).columns for number, identity in enumerate(ids)]
        assert values_of(reader.columns, len(ids)) == expected
        reader.check_all()


def test_another_document_s_text_is_refused(tmp_path: Path) -> None:
    reader = documents(tmp_path / "file", ["a", "b"], ["a", "c"])
    assert reader.document(0).id == "a"
    with pytest.raises(DamagedIndexError, match="'c' stands for 'b'"):
        reader.document(1)
    with pytest.raises(DamagedIndexError, match="block 1 holds other documents"):
        reader.check_all()


def test_more_documents_than_are_described_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="disagree"):
        documents(tmp_path / "file", ["a", "b"], ["a"])

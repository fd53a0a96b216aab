"""The documents of a segment: ids in their order, stored text that is the right document's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.stored_documents import pack_block
from index.engines.whoosh.segments.documents import DocumentsReader, DocumentsWriter
from index.model.document import Document
from index.model.errors import DamagedIndexError
from tests.index.engines.histories import IDS, SOURCES, empty_folder

identities = st.lists(st.sampled_from(IDS) | st.text(max_size=3), unique=True, max_size=20)


def documents(path: Path, ids: list[str], stored: list[str] | None = None) -> DocumentsReader:
    """A file of documents; `stored` names others that stand in their places."""
    writer = DocumentsWriter(path)
    sources = [SOURCES[number % len(SOURCES)] for number in range(len(ids))]
    writer.describe(ids, np.arange(len(ids), dtype=np.int32), sources)
    for identity in stored or ids:
        writer.store(pack_block([Document(identity, "", identity)]), 1)
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
        for number, identity in enumerate(ids):
            assert reader.document(number) == Document(identity, "", identity)
            assert reader.source_names[reader.sources[number]] == (SOURCES[number % 4] or "")
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

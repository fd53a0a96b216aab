"""Stored documents come back to the last mark, under any id."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.protocols import Retrieval
from index.engines.stored_documents import pack_block, unpack_block
from index.model.document import Document
from index.model.errors import DamagedIndexError
from index.model.query import Everything, Fuzzy, Prefix
from tests.contract.conftest import WEIGHTS, Shelf, phrase, word

IDS = (
    "a b.txt",
    "news/2024/a.txt",
    "bundle.zip/inner/name.txt",
    "x.jsonl.gz#7",
    "أخبار/خبر أول.txt",
    "A",
    "a",
    "é",
    "e\u0301",  # the same letter as above, in two parts
    "-1",
    "*?[]{}()\"'\\",
    "😀",
    "\n",
    " ",
    "%2F",
    "x" * 500,
    "س" * 500,
    "bytes-that-are-no-text-\udcff",
    "\ud83d",
)

documents = st.builds(
    Document,
    id=st.text(min_size=1),
    title=st.text(),
    body=st.text(),
    source=st.none() | st.text(),
    url=st.none() | st.text(),
    date=st.none() | st.dates(),
    path=st.text(),
    language=st.lists(st.text()).map(tuple),
)


def _round_trip(shelf: Shelf, document: Document) -> Document:
    with shelf.fill([document]).open() as index:
        return index.retriever.documents([document.id])[document.id]


@pytest.mark.parametrize(
    "text",
    [
        "كِتَابٌ ٱلرَّحْمَٰنِ",
        "ﻛﺘﺎﺏ كـتـاب",
        "lone \ud800 surrogate \udfff",
        "nul \0 character",
        "😀 👨‍👩‍👧 \U0010ffff",
        "line\nline\r\nline\u2028line\u0085",
        "\u202bright to left\u202c\ufeff",
        '</script>"\\{}',
        " spaces ",
        "",
    ],
)
def test_a_text_comes_back_as_it_was(shelf: Shelf, text: str) -> None:
    document = Document("one", text, text, text, text, path=text, language=(text, text))
    assert _round_trip(shelf, document) == document


def test_fields_that_are_not_known_come_back_unknown(shelf: Shelf) -> None:
    document = Document("one", "", "")
    assert _round_trip(shelf, document) == document


@pytest.mark.parametrize("date", [dt.date.min, dt.date(1970, 1, 1), dt.date.max])
def test_a_date_comes_back(shelf: Shelf, date: dt.date) -> None:
    assert _round_trip(shelf, Document("one", "", "", date=date)).date == date


def test_a_long_text_comes_back(shelf: Shelf) -> None:
    body = "كتاب مدرسة\n" * 100_000
    assert _round_trip(shelf, Document("one", "", body)).body == body


def test_every_id_stands_for_its_own_document(shelf: Shelf) -> None:
    written = {i: Document(i, "", f"كتاب {number}") for number, i in enumerate(IDS)}
    with shelf.fill(written.values()).open() as index:
        assert index.retriever.documents(IDS) == written


def test_every_id_is_listed(shelf: Shelf) -> None:
    with shelf.fill(Document(i, "", "") for i in IDS).open() as index:
        assert sorted(index.retriever.ids()) == sorted(IDS)


def test_every_id_is_found(shelf: Shelf) -> None:
    shelf.fill(Document(i, "", "كتاب") for i in IDS)
    assert shelf.found(word("كتاب")) == sorted(IDS)


@pytest.mark.parametrize("identity", IDS)
def test_a_document_of_any_id_can_be_replaced_and_removed(shelf: Shelf, identity: str) -> None:
    shelf.fill([Document(identity, "", "كتاب"), Document("other", "", "")])
    shelf.change(Document(identity, "", "مدرسة"))
    assert shelf.found(word("كتاب")) == []
    assert shelf.change(removed=[identity]) == 1
    assert shelf.found(Everything()) == ["other"]


def test_unknown_ids_are_left_out(shelf: Shelf) -> None:
    document = Document("one", "", "")
    with shelf.fill([document]).open() as index:
        assert index.retriever.documents(["two", "one", "", "one"]) == {"one": document}


def test_a_removed_document_is_left_out(shelf: Shelf) -> None:
    shelf.fill([Document("one", "", "")]).change(removed=["one"])
    with shelf.open() as index:
        assert index.retriever.documents(["one"]) == {}
        assert list(index.retriever.ids()) == []


@settings(max_examples=300)
@given(document=documents)
def test_any_document_is_packed_and_unpacked_unchanged(document: Document) -> None:
    assert unpack_block(pack_block((document,)), 0) == document


def test_an_open_reader_answers_when_its_folder_is_removed(shelf: Shelf) -> None:
    document = Document("one", "عنوان", "كتاب جديد", "جريدة")
    with shelf.fill([document, Document("two", "", "كتب")]).open() as index:
        shutil.rmtree(shelf.folder)
        for leaf in (word("كتاب"), phrase("كتاب جديد"), Prefix("…", "كتا"), Fuzzy("…", "كتاي")):
            found = index.retriever.search([Retrieval(leaf, WEIGHTS, 10)])[0].found
            assert "one" in [candidate.id for candidate in found]
        assert index.retriever.documents(["one"]) == {"one": document}
        assert index.retriever.statistics().sources == {"جريدة": 1}


def test_a_damaged_record_is_refused_before_it_is_unpacked() -> None:
    packed = bytearray(pack_block((Document("a", "عنوان", "نص"),)))
    packed[8] ^= 0x80  # a frame that wants gigabytes
    with pytest.raises(DamagedIndexError):
        unpack_block(bytes(packed), 0)

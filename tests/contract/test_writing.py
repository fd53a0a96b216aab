"""Writing: what a commit shows, an abort drops, a replacement and a removal leave."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from index.analysis import Level
from index.engines.protocols import Retrieval
from index.model.document import Document
from index.model.errors import StoreError
from index.model.query import Everything
from tests.contract.conftest import WEIGHTS, Shelf, analyzed, bodies, word

OLD = Document("one", "", "كتاب")
NEW = Document("one", "", "مدرسة")
OTHER = Document("two", "", "كتاب")


def test_a_committed_document_is_found(shelf: Shelf) -> None:
    assert shelf.fill([OLD]).found(word("كتاب")) == ["one"]


def test_a_new_index_is_empty(shelf: Shelf) -> None:
    assert shelf.fill([]).found(Everything()) == []


def test_an_empty_index_finds_no_word(shelf: Shelf) -> None:
    assert shelf.fill([]).found(word("كتاب")) == []


def test_an_empty_index_counts_nothing(shelf: Shelf) -> None:
    with shelf.fill([]).open() as index:
        assert (
            index.vocabulary.count(),
            list(index.retriever.ids()),
            index.retriever.documents(["one"]),
        ) == (0, [], {})


def test_a_folder_without_an_index_is_an_error_of_the_store(shelf: Shelf) -> None:
    with pytest.raises(StoreError):
        shelf.engine.open(shelf.folder)


def test_changing_a_folder_without_an_index_is_an_error_of_the_store(shelf: Shelf) -> None:
    with pytest.raises(StoreError):
        shelf.engine.change(shelf.folder)


def test_nothing_is_visible_before_the_commit(shelf: Shelf) -> None:
    shelf.fill([OLD])
    writer = shelf.engine.change(shelf.folder)
    writer.add([analyzed(OTHER)])
    writer.remove(["one"])
    assert shelf.found(Everything()) == ["one"]
    writer.abort()


def test_an_abort_drops_what_was_added_and_removed(shelf: Shelf) -> None:
    shelf.fill([OLD])
    writer = shelf.engine.change(shelf.folder)
    writer.add([analyzed(OTHER)])
    writer.remove(["one"])
    writer.abort()
    assert shelf.found(Everything()) == ["one"]


def test_an_abort_leaves_the_folder_as_it_was(shelf: Shelf) -> None:
    shelf.fill([OLD])
    before = _content(shelf.folder)
    writer = shelf.engine.change(shelf.folder)
    writer.add([analyzed(OTHER)])
    writer.abort()
    assert _content(shelf.folder) == before


def test_after_an_abort_one_can_write_again(shelf: Shelf) -> None:
    shelf.fill([OLD]).engine.change(shelf.folder).abort()
    shelf.change(OTHER)
    assert shelf.found(Everything()) == ["one", "two"]


def test_an_aborted_creation_finds_nothing(shelf: Shelf) -> None:
    writer = shelf.engine.create(shelf.folder)
    writer.add([analyzed(OLD)])
    writer.abort()
    with suppress(StoreError):  # no index at all is as good as an empty one
        assert shelf.found(Everything()) == []


def test_a_commit_without_changes_keeps_everything(shelf: Shelf) -> None:
    shelf.fill([OLD]).change()
    assert shelf.found(Everything()) == ["one"]


def test_a_document_of_an_earlier_commit_is_replaced(shelf: Shelf) -> None:
    shelf.fill([OLD]).change(NEW)
    assert (shelf.found(word("كتاب")), shelf.found(word("مدرسة"))) == ([], ["one"])


def test_a_document_of_the_same_session_is_replaced(shelf: Shelf) -> None:
    shelf.fill([OLD, NEW])
    assert (shelf.found(word("كتاب")), shelf.found(word("مدرسة"))) == ([], ["one"])


def test_a_document_can_be_replaced_many_times_in_a_session(shelf: Shelf) -> None:
    shelf.fill([OLD]).change(OLD, NEW, OLD, NEW, OTHER)
    assert (shelf.found(word("مدرسة")), shelf.found(Everything())) == (["one"], ["one", "two"])


def test_a_replaced_document_is_stored_as_the_new_one(shelf: Shelf) -> None:
    with shelf.fill([OLD]).open():
        shelf.change(NEW)
    with shelf.open() as index:
        assert index.retriever.documents(["one"]) == {"one": NEW}


def test_a_removed_document_is_not_found(shelf: Shelf) -> None:
    shelf.fill([OLD, OTHER]).change(removed=["one"])
    assert shelf.found(word("كتاب")) == ["two"]


def test_a_removal_says_how_many_were_there(shelf: Shelf) -> None:
    assert shelf.fill([OLD, OTHER]).change(removed=["one", "two", "three"]) == 2


def test_a_removal_counts_a_document_once(shelf: Shelf) -> None:
    assert shelf.fill([OLD]).change(removed=["one", "one"]) == 1


def test_an_unknown_id_removes_nothing(shelf: Shelf) -> None:
    assert shelf.fill([OLD]).change(removed=["elsewhere", "", "on"]) == 0
    assert shelf.found(Everything()) == ["one"]


def test_a_document_added_in_the_same_session_can_be_removed(shelf: Shelf) -> None:
    writer = shelf.engine.create(shelf.folder)
    writer.add([analyzed(OLD)])
    writer.add([analyzed(OTHER)])
    assert writer.remove(["one"]) == 1
    writer.commit()
    assert shelf.found(Everything()) == ["two"]


def test_a_removed_document_can_come_back(shelf: Shelf) -> None:
    shelf.fill([OLD]).change(removed=["one"])
    shelf.change(NEW)
    assert shelf.found(Everything()) == ["one"]


def test_removing_everything_leaves_an_empty_index(shelf: Shelf) -> None:
    shelf.fill([OLD, OTHER]).change(removed=["one", "two"])
    assert shelf.found(Everything()) == []


def test_documents_of_many_commits_are_found_together(shelf: Shelf) -> None:
    shelf.fill([])
    for document in bodies(*["كتاب"] * 12):
        shelf.change(document)
    assert sorted(shelf.found(word("كتاب")), key=int) == [str(n) for n in range(12)]


def test_commits_score_as_one_session_would(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    documents = bodies("كتاب كتاب مدرسة", "كتاب", "درس وزير كتاب درس", "درس")
    together = Shelf(shelf.engine, tmp_path_factory.mktemp("together")).fill(documents)
    shelf.fill(documents[:1]).change(*documents[1:3])
    shelf.change(documents[3])
    assert shelf.ask(word("كتاب")) == together.ask(word("كتاب"))


def test_a_removed_document_no_longer_counts_in_the_scores(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    documents = bodies("كتاب كتاب مدرسة", "كتاب", "درس وزير كتاب درس", "درس")
    without = Shelf(shelf.engine, tmp_path_factory.mktemp("without")).fill(documents[1:])
    shelf.fill(documents).change(removed=["0"])
    assert shelf.ask(word("كتاب")) == without.ask(word("كتاب"))


def test_a_reader_answers_from_its_own_state_after_a_commit(shelf: Shelf) -> None:
    with shelf.fill([OLD]).open() as index:
        shelf.change(NEW, OTHER)
        assert index.vocabulary.count() == 1
        assert list(index.retriever.ids()) == ["one"]
        assert index.retriever.documents(["one", "two"]) == {"one": OLD}
        assert index.retriever.statistics().documents == 1
        answer = index.retriever.search([Retrieval(word("كتاب"), WEIGHTS, 10)])[0]
        assert [found.id for found in answer.found] == ["one"]


def test_a_text_that_no_encoding_knows_leaves_the_other_documents_whole(shelf: Shelf) -> None:
    documents = bodies("كتاب", "مدرسة")
    shelf.fill([documents[0], Document("\ud800", "\udfff", "درس \ud800"), documents[1]])
    assert [shelf.found(word(text, Level.FORM)) for text in ("كتاب", "درس", "مدرسة")] == [
        ["0"],
        ["\ud800"],
        ["1"],
    ]


def _content(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}

"""Documents like another: one fact a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.model.errors import DocumentNotFoundError, ParameterError
from index.pipeline.build import add, rebuild, remove
from index.store.generations import IndexDirectory
from search.service import SearchService

RAILWAY = "امتدت سكة حديد الحجاز من دمشق إلى المدينة المنورة، وسارت عليها القطارات إلى محطة معان."
STATION = "محطة معان من محطات سكة حديد الحجاز، وما زالت فيها قطارات قديمة من دمشق."
BREAD = "يُعجن الطحين بالماء والخميرة، ثم يُخبز الرغيف في التنور حتى يحمر."
CAKE = "يُعجن الطحين بالسمن والتمر، ويُخبز المعمول في الفرن."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    made.mkdir()
    write(made, railway=("سكة حديد الحجاز", RAILWAY), station=("محطة معان", STATION))
    write(made, bread=("خبز التنور", BREAD), cake=("معمول العيد", CAKE))
    for number in range(8):
        write(made, **{f"other{number}": (f"نص {number}", f"كلام مختلف عن أمر {number} لا غير")})
    return made


def write(folder: Path, **texts: tuple[str, str]) -> None:
    for name, (title, body) in texts.items():
        (folder / f"{name}.txt").write_text(f"{title}\n\n{body}\n", encoding="utf-8")


@pytest.fixture
def index(folder: Path, tmp_path: Path) -> IndexDirectory:
    directory = IndexDirectory(tmp_path / "index")
    rebuild([folder], directory)
    return directory


@pytest.fixture
def service(index: IndexDirectory) -> Iterator[SearchService]:
    with closing(SearchService.over(index.path)) as opened:
        yield opened


def ids(service: SearchService, of: str, size: int = 5) -> list[str]:
    return [each.id for each in service.similar(of, size).documents]


def test_a_document_of_the_same_subject_is_like(service: SearchService) -> None:
    assert ids(service, "railway.txt") == ["station.txt"]


def test_likeness_is_a_share_of_a_whole(service: SearchService) -> None:
    (found,) = service.similar("railway.txt").documents
    assert 0 < found.likeness < 1


def test_documents_of_other_subjects_are_not_told(service: SearchService) -> None:
    assert "bread.txt" not in ids(service, "railway.txt", 100)


def test_a_document_is_not_like_itself(service: SearchService) -> None:
    assert "cake.txt" not in ids(service, "cake.txt")


def test_copies_in_other_spellings_are_left_out(
    index: IndexDirectory, folder: Path, service: SearchService
) -> None:
    write(folder, copy=("سكه حديد الحجاز", RAILWAY.replace("المدينة", "المدينه")))
    add([folder / "copy.txt"], index)
    assert ids(service, "railway.txt") == ["station.txt"]


def test_of_copies_of_another_one_is_told(
    index: IndexDirectory, folder: Path, service: SearchService
) -> None:
    write(folder, copy=("محطه معان", STATION.replace("محطة", "محطه")))
    add([folder / "copy.txt"], index)
    assert len(ids(service, "railway.txt")) == 1


def test_removed_documents_are_not_told(index: IndexDirectory, service: SearchService) -> None:
    remove(["station.txt"], index)
    assert ids(service, "railway.txt") == []


def test_no_more_than_so_many_are_told(service: SearchService) -> None:
    assert len(ids(service, "other0.txt", 2)) <= 2


def test_a_document_that_says_nothing_telling_is_like_none(
    index: IndexDirectory, folder: Path, service: SearchService
) -> None:
    write(folder, short=("ما هذا", "هو الذي كان"))
    add([folder / "short.txt"], index)
    assert ids(service, "short.txt") == []


def test_an_unknown_document_is_an_error(service: SearchService) -> None:
    with pytest.raises(DocumentNotFoundError):
        service.similar("none.txt")


@pytest.mark.parametrize("size", [0, 101])
def test_a_size_out_of_its_range_is_refused(service: SearchService, size: int) -> None:
    with pytest.raises(ParameterError):
        service.similar("railway.txt", size)

"""Spellings of one word: which documents a query finds, and which of them come first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.model.limits import Limits
from search.model.records import NoticeCode, Relation
from search.service import SearchService

TEXTS = {
    "ear": "آذان الأطفال تلتهب شتاء",
    "call": "أذان المغرب أذان يسمع",
    "called": "رفع الأذان في المسجد",
    "battuta": "رحلات ابن بطوطة",
    "tangier": "محمد بن بطوطة الطنجي",
    "bakr": "خلافة أبي بكر",
    "bakr-joined": "مسجد أبوبكر الكبير",
    "karim": "الشاعر عبد الكريم",
    "karim-joined": "الشاعر عبدالكريم",
    "servant": "خادم عبد فقير يحب الكريم",
    "phone": "هاتف nova9 رخيص",
    "phone-apart": "هاتف nova 9 رخيص",
    "night": "ليل ونهار",
    "night-apart": "ليل و نهار",
    "verses": "قل أعوذ برب الناس (1) ملك الناس ﴿٢﴾ إله الناس",
    "words": "قل أعوذ برب الناس دائما ملك الناس",
    "century": "شعراء القرن الثاني عشر",
    "century-digits": "شعراء القرن الـ12",
    "percent": "ارتفع خمسين بالمائة",
    "ambassador": "سفير جديد وسفراء",
    "travel": "مسافر جديد",
    "umar": "خطب عمر \ufd41 فيهم",
    "library": "مكتبة وبمكتبات ولمكتبة",
    "officials": "مسئولون كبار",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, index = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("index")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    rebuild([folder], IndexDirectory(index))
    return index


@pytest.fixture(scope="module")
def service(index: Path) -> Iterator[SearchService]:
    with closing(SearchService.over(index)) as made:
        yield made


def found(service: SearchService, query: str) -> list[str]:
    return [Path(hit.path).stem for hit in service.search(query, size=50).hits]


def codes(service: SearchService, query: str) -> list[NoticeCode]:
    return [notice.code for notice in service.search(query).query.notices]


def test_the_same_letters_come_before_others_that_are_oftener(service: SearchService) -> None:
    assert found(service, "آذان")[0] == "ear"
    assert found(service, "أذان")[-1] == "ear"


def test_an_equals_sign_keeps_letters(service: SearchService) -> None:
    assert found(service, "=آذان") == ["ear"]


def test_quotation_marks_keep_letters_of_inflections_too(service: SearchService) -> None:
    assert found(service, '"أذان"') == ["call", "called"]


def test_quotation_marks_around_letters_that_nothing_has_find_others_and_say_so(
    service: SearchService,
) -> None:
    assert set(found(service, '"اذان"')) == {"ear", "call", "called"}
    assert NoticeCode.LETTERS in codes(service, '"اذان"')


def test_an_equals_sign_finds_no_other_letters_even_so(service: SearchService) -> None:
    assert found(service, "=اذان") == []


def test_where_not_all_were_read_the_letters_are_said_to_be_compared_in_part(index: Path) -> None:
    with closing(SearchService.over(index, limits=Limits(max_vocalised_documents=2))) as few:
        response = few.search('"أذان"')
    assert response.total.relation is Relation.AT_LEAST
    assert [notice.code for notice in response.query.notices] == [NoticeCode.LETTERS]


def test_sons_find_each_other(service: SearchService) -> None:
    assert set(found(service, "ابن بطوطة")) == {"battuta", "tangier"}
    assert set(found(service, '"بن بطوطة"')) == {"battuta", "tangier"}


def test_a_father_is_found_in_each_case_and_in_one_word(service: SearchService) -> None:
    assert set(found(service, "أبو بكر")) == {"bakr", "bakr-joined"}


@pytest.mark.parametrize("query", ["عبد الكريم", "عبدالكريم", '"عبد الكريم"', '"عبدالكريم"'])
def test_a_compound_is_found_with_a_space_and_without_one(
    service: SearchService, query: str
) -> None:
    assert set(found(service, query)[:2]) == {"karim", "karim-joined"}


def test_parts_of_a_compound_that_stand_apart_are_none(service: SearchService) -> None:
    assert "servant" not in found(service, "عبدالكريم")


@pytest.mark.parametrize("query", ["nova9", "nova 9", "Nova-9"])
def test_letters_and_digits_are_found_with_a_space_and_without_one(
    service: SearchService, query: str
) -> None:
    assert set(found(service, query)) == {"phone", "phone-apart"}


@pytest.mark.parametrize("query", ['"ليل ونهار"', '"ليل و نهار"'])
def test_and_is_found_with_a_space_and_without_one(service: SearchService, query: str) -> None:
    assert set(found(service, query)) == {"night", "night-apart"}


def test_numbers_of_verses_may_stand_in_a_phrase_that_nothing_has(service: SearchService) -> None:
    assert found(service, '"برب الناس ملك الناس إله"') == ["verses"]
    assert NoticeCode.RELAXED in codes(service, '"برب الناس ملك الناس إله"')


def test_other_words_may_not(service: SearchService) -> None:
    assert found(service, '"أعوذ برب الناس ملك الناس"') == ["verses"]


def test_a_century_is_found_in_words_and_in_digits(service: SearchService) -> None:
    both = {"century", "century-digits"}
    assert set(found(service, "القرن 12")) == set(found(service, "القرن الثاني عشر")) == both


def test_a_hundred_is_found_with_its_alef(service: SearchService) -> None:
    assert found(service, "بالمئة") == ["percent"]


def test_relatives_of_what_is_excluded_stay(service: SearchService) -> None:
    assert found(service, "جديد -سفير") == ["travel"]


def test_an_honorific_is_its_words(service: SearchService) -> None:
    assert found(service, '"عمر رضي الله عنه"') == ["umar"]


def test_a_prefix_is_found_after_particles(service: SearchService) -> None:
    assert service.search("مكتبا*").hits[0].snippets[0].highlights


def test_a_prefix_is_found_with_another_seat_of_its_hamza(service: SearchService) -> None:
    assert found(service, "مسؤول*") == ["officials"]

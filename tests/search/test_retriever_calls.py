"""How often a request calls the retriever, which may be far away: pinned, one kind a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from index.analysis import Level
from index.engines.protocols import Facet, Location, OpenIndex, Retriever
from index.engines.whoosh import WhooshEngine
from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.model.limits import Limits
from search.model.request import SearchRequest, Sort
from search.retrieval.index_handle import IndexHandle
from search.service import SearchService


class Recorder:
    """A retriever that notes the names of the methods that are called."""

    def __init__(self, retriever: Retriever, calls: list[str]) -> None:
        self.retriever = retriever
        self.calls = calls

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            self.calls.append(name)
            return getattr(self.retriever, name)(*arguments)

        return called


class RecordingEngine(WhooshEngine):
    """The embedded engine with recorders."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def open(self, location: Location) -> OpenIndex:
        index = super().open(location)
        return replace(index, retriever=cast(Retriever, Recorder(index.retriever, self.calls)))


class Recorded:
    """A service, and the calls of its requests."""

    def __init__(self, index: Path) -> None:
        self.engine = RecordingEngine()
        self.service = SearchService(
            IndexHandle(index, self.engine), limits=Limits(max_seconds=None)
        )

    def calls(self, ask: Callable[[SearchService], object]) -> list[str]:
        self.engine.calls.clear()
        ask(self.service)
        return list(self.engine.calls)

    def searched(self, text: str, **members: Any) -> list[str]:
        return self.calls(lambda service: service.search(SearchRequest(text, **members)))


@pytest.fixture(scope="module")
def recorded(seeds_index: Path) -> Iterator[Recorded]:
    found = Recorded(seeds_index)
    with closing(found.service):
        yield found


def recorded_of(folder: Path, *bodies: str) -> Recorded:
    for number, body in enumerate(bodies):
        (folder / f"{number}.txt").write_text(body, encoding="utf-8")
    rebuild([folder], IndexDirectory(folder / "index"))
    return Recorded(folder / "index")


ORDINARY = (
    "الكتاب",
    "وزير الدفاع",
    "كتاب قلم مدرسة معلم",
    "من هو وزير الدفاع في الحكومة الجديدة؟",
    '"وزير الدفاع"',
    "وزير OR رئيس",
    "وزير -الدفاع",
    "كتا* وزير~",
    "عنوان:وزير تاريخ:2020..2024",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_a_search_is_one_call(recorded: Recorded, text: str) -> None:
    assert recorded.searched(text, recover=False) == ["search"]


@pytest.mark.parametrize("text", ORDINARY[:2])
@pytest.mark.parametrize(
    "members",
    [
        *({"page": page, "size": 3} for page in (1, 2, 3)),
        {"page": 3, "size": 10},
        *({"sort": sort} for sort in Sort),
        *({"sort": sort, "page": 2} for sort in Sort),
        *({"level": level} for level in Level),
        {"levels": True},
        {"levels": True, "level": Level.STEM, "facets": tuple(Facet)},
        {"facets": tuple(Facet)},
        {"fragments": 0},
    ],
    ids=str,
)
def test_nothing_that_a_search_may_ask_takes_another(
    recorded: Recorded, text: str, members: dict[str, Any]
) -> None:
    assert recorded.searched(text, **members) == ["search"]


@pytest.mark.parametrize("sort", Sort)
def test_a_page_behind_a_cursor_is_one_call(recorded: Recorded, sort: Sort) -> None:
    request = SearchRequest("وزير", size=4, sort=sort)
    while after := recorded.service.search(request).next:
        request = replace(request, after=after)
        assert recorded.calls(lambda service: service.search(request)) == ["search"]  # noqa: B023


def test_explanations_take_one_more(recorded: Recorded) -> None:
    assert recorded.searched("وزير الدفاع", explain=True) == ["search", "explain"]


def test_levels_that_hang_on_what_is_excluded_take_one_more(recorded: Recorded) -> None:
    found = recorded.searched("وزير OR -الدفاع", levels=True, recover=False)
    assert found == ["search", "explain"]


def test_relatives_alone_are_passed_over_in_the_same_call(tmp_path: Path) -> None:
    index = recorded_of(tmp_path, "جلس الكاتب والدارس", "هذه المدرسة كبيرة")
    assert index.searched("كتاب مدرسة", recover=False) == ["search"]


def test_words_with_their_vowel_marks_take_one(tmp_path: Path) -> None:
    index = recorded_of(tmp_path, *["عِلْمٌ نافع"] * 3, "عَلَمٌ مرفوع")
    assert index.searched("'عِلْم'", levels=True, facets=tuple(Facet)) == ["search"]


def test_words_with_their_vowel_marks_take_two_where_the_first_tree_leaves_none(
    tmp_path: Path,
) -> None:
    index = recorded_of(tmp_path, "عِلْمٌ نافع جديد", "عَلَمٌ مرفوع جديد")
    assert index.searched("'عِلْم' مرفوع جديد", recover=False) == ["search"] * 2


def test_a_name_that_may_be_two_words_takes_no_call_of_its_own(tmp_path: Path) -> None:
    index = recorded_of(tmp_path, "في بيونغ يانغ اليوم", "بيونغ")
    for _ in range(2):
        assert index.searched("بيونجيانج", recover=False) == ["search"]


def test_proposals_are_judged_in_one_call(tmp_path: Path) -> None:
    index = recorded_of(tmp_path, *["حظر التجول في المدينة القديمة"] * 8, "حضر الوزير حفلة")
    assert index.searched("حضر التجول") == ["search"] * 2


def test_a_search_for_what_was_meant_is_the_third(tmp_path: Path) -> None:
    index = recorded_of(tmp_path, *["المحادثات بين الوزيرين"] * 6)
    assert index.searched("المحادثت الوزيرين") == ["search"] * 3


def test_suggestions_take_three_at_most(recorded: Recorded) -> None:
    for text in ("و", "وزي", "وزير الد", "رئيس "):
        assert len(recorded.calls(lambda service: service.suggest(text))) <= 3  # noqa: B023


def test_similar_documents_take_three(recorded: Recorded) -> None:
    (hit, *_) = recorded.service.search(SearchRequest("وزير الدفاع")).hits
    found = recorded.calls(lambda service: service.similar(hit.id))
    assert found == ["documents", "explain", "search"]

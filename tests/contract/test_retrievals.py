"""What a retrieval may ask besides: other trees, levels, documents, cursors, facets, deadlines."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from index.analysis import Level
from index.engines.protocols import (
    MAX_FACET_VALUES,
    Candidate,
    Candidates,
    Cursor,
    FacetValue,
    Order,
    Retrieval,
)
from index.model.document import Document
from index.model.query import (
    AllOf,
    AnyOf,
    Everything,
    Node,
    Nothing,
    Prefer,
    Prefix,
    Without,
)
from tests.contract.conftest import WEIGHTS, Shelf, bodies, phrase, word

BOOK, LESSON, MINISTER = word("كتاب"), word("درس"), word("وزير")
PARTS = (BOOK, LESSON, MINISTER)
LADDER = (AllOf(PARTS), AnyOf(PARTS, 2), AnyOf(PARTS))


def ask(shelf: Shelf, retrieval: Retrieval) -> Candidates:
    with shelf.open() as index:
        return index.retriever.search([retrieval])[0]


def climb(shelf: Shelf, *rungs: Node, enough: int = 1) -> Candidates:
    return ask(shelf, Retrieval(rungs[0], WEIGHTS, 10, fallbacks=rungs[1:], enough=enough))


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    return shelf.fill(bodies("كتاب", "درس", "كتاب درس", "كتاب درس وزير", "", "وزير كتاب من"))


# Rungs.


@pytest.mark.parametrize(("enough", "rung"), [(1, 0), (2, 1), (3, 1), (4, 2), (99, 2)])
def test_the_first_rung_that_finds_enough_answers(filled: Shelf, enough: int, rung: int) -> None:
    assert climb(filled, *LADDER, enough=enough).rung == rung


@pytest.mark.parametrize("enough", [1, 2, 4, 99])
def test_a_rung_answers_as_it_would_alone(filled: Shelf, enough: int) -> None:
    answer = climb(filled, *LADDER, enough=enough)
    assert replace(answer, rung=0) == climb(filled, LADDER[answer.rung])


def test_rungs_may_have_preferences_and_exclusions(filled: Shelf) -> None:
    rungs = [Without(Prefer(rung, word("من", weight=0.1)), LESSON) for rung in LADDER]
    answer = climb(filled, *rungs)
    assert (answer.rung, [found.id for found in answer.found]) == (1, ["5"])


def test_rungs_may_have_nothing_in_common(filled: Shelf) -> None:
    answer = climb(filled, Nothing(), phrase("وزير درس"), Everything(), BOOK)
    assert (answer.rung, answer.total) == (2, 6)


def test_only_the_answering_rung_tells_its_expansions(filled: Shelf) -> None:
    answer = climb(filled, AllOf((Prefix("غ*", "غ"), BOOK)), Prefix("كت*", "كت"))
    assert [told.surface for told in answer.expansions] == ["كت*"]


# Few documents, and none of a narrower tree.


NARROWER = AllOf((BOOK, MINISTER))


def answering(shelf: Shelf, few: int, narrower: Node) -> int:
    """Which tree answers: the one for two documents, or the next."""
    query, wider = AllOf((BOOK, LESSON)), BOOK
    retrieval = Retrieval(query, WEIGHTS, 10, fallbacks=(wider,), narrower=narrower, few=few)
    return ask(shelf, retrieval).rung


def test_few_documents_of_which_a_narrower_tree_matches_none_are_passed_over(filled: Shelf) -> None:
    assert answering(filled, few=3, narrower=Nothing()) == 1


def test_few_documents_of_which_a_narrower_tree_matches_one_answer(filled: Shelf) -> None:
    assert answering(filled, few=3, narrower=NARROWER) == 0


def test_documents_that_are_not_few_answer_whatever_a_narrower_tree_matches(filled: Shelf) -> None:
    assert answering(filled, few=2, narrower=Nothing()) == 0


def test_the_last_tree_answers_even_if_it_is_the_first(filled: Shelf) -> None:
    answer = ask(filled, Retrieval(BOOK, WEIGHTS, 10, narrower=Nothing(), few=99))
    assert (answer.rung, answer.total) == (0, 4)


# Levels.


@pytest.fixture
def levelled(shelf: Shelf) -> Shelf:
    texts = ("كتاب", "كتابان", "كاتب", "درس", "كتاب كاتب")
    return shelf.fill(Document(f"{n}", "", text, "أ" if n else "ب") for n, text in enumerate(texts))


def test_documents_are_counted_at_the_closest_of_their_levels(levelled: Shelf) -> None:
    answer = ask(levelled, Retrieval(BOOK, WEIGHTS, 1, count_levels=True))
    assert answer.levels == {Level.FORM: 2, Level.STEM: 1, Level.ROOT: 1}


def test_levels_are_counted_only_if_that_is_asked(levelled: Shelf) -> None:
    assert ask(levelled, Retrieval(BOOK, WEIGHTS, 1)).levels == {}


@pytest.mark.parametrize(
    ("level", "ids"), [(Level.FORM, "04"), (Level.STEM, "1"), (Level.ROOT, "2")]
)
def test_only_documents_of_a_level_are_found(levelled: Shelf, level: Level, ids: str) -> None:
    answer = ask(levelled, Retrieval(BOOK, WEIGHTS, 10, level=level, count_levels=True))
    assert {found.id for found in answer.found} == {*ids}
    assert (answer.total, answer.all_levels, answer.levels[level]) == (len(ids), 4, len(ids))


@pytest.mark.parametrize("level", Level)
def test_documents_of_a_level_have_the_scores_of_the_whole_query(
    levelled: Shelf, level: Level
) -> None:
    whole = ask(levelled, Retrieval(BOOK, WEIGHTS, 10)).found
    assert {*ask(levelled, Retrieval(BOOK, WEIGHTS, 10, level=level)).found} <= {*whole}


def test_facets_are_of_the_level(levelled: Shelf) -> None:
    retrieval = Retrieval(BOOK, WEIGHTS, 10, level=Level.STEM, facets=("source",))
    assert ask(levelled, retrieval).facets == {"source": (FacetValue("أ", 1),)}


def test_which_tree_answers_does_not_depend_on_the_level(levelled: Shelf) -> None:
    ladder = Retrieval(AllOf((BOOK, LESSON)), WEIGHTS, 10, fallbacks=(BOOK,), enough=3)
    answer = ask(levelled, replace(ladder, level=Level.STEM))
    assert (answer.rung, answer.total, answer.all_levels) == (1, 1, 4)


def test_pages_of_a_level_go_on_behind_each_other(levelled: Shelf) -> None:
    retrieval = Retrieval(BOOK, WEIGHTS, 1, level=Level.FORM)
    first, second = ask(levelled, replace(retrieval, limit=2)).found
    assert ask(levelled, replace(retrieval, offset=1)).found == (second,)
    after = Cursor(first.id, first.score)
    assert ask(levelled, replace(retrieval, after=after)).found == (second,)


# Documents, and many retrievals at once.


def test_candidates_come_without_documents_unless_that_is_asked(filled: Shelf) -> None:
    assert ask(filled, Retrieval(BOOK, WEIGHTS, 10)).documents == {}


@pytest.mark.parametrize("offset", [0, 2])
def test_so_many_candidates_come_with_their_documents(filled: Shelf, offset: int) -> None:
    answer = ask(filled, Retrieval(BOOK, WEIGHTS, 10, offset=offset, documents=2))
    with filled.open() as index:
        assert answer.documents == index.retriever.documents([each.id for each in answer.found[:2]])
    assert len(answer.documents) == 2


def test_there_may_be_fewer_candidates_than_documents_that_are_asked_for(filled: Shelf) -> None:
    assert len(ask(filled, Retrieval(BOOK, WEIGHTS, 10, documents=99)).documents) == 4


@pytest.mark.parametrize(("characters", "count"), [(0, 0), (1, 1), (4, 1), (5, 2), (99, 4)])
def test_documents_end_where_their_bodies_have_so_many_characters(
    shelf: Shelf, characters: int, count: int
) -> None:
    shelf.fill(bodies(*["كتاب"] * 4))
    retrieval = Retrieval(BOOK, WEIGHTS, 10, documents=10, characters=characters)
    assert len(ask(shelf, retrieval).documents) == count


def test_many_retrievals_are_answered_as_each_alone(filled: Shelf) -> None:
    retrievals = [Retrieval(query, WEIGHTS, 3, documents=1) for query in (*PARTS, *LADDER)]
    with filled.open() as index:
        answers = index.retriever.search(retrievals)
    assert answers == tuple(ask(filled, each) for each in retrievals)


def test_no_retrievals_have_no_answers(filled: Shelf) -> None:
    with filled.open() as index:
        assert index.retriever.search([]) == ()


# Cursors.


@pytest.fixture
def ranked(shelf: Shelf) -> Shelf:
    days = (None, 3, 1, 3, None, 2, 2, 9)
    return shelf.fill(
        Document(f"{n}", "", "كتاب " * (1 + n % 3), date=dt.date(2024, 1, day) if day else None)
        for n, day in enumerate(days)
    )


def _behind(shelf: Shelf, order: Order, found: Candidate, limit: int) -> list[Candidate]:
    with shelf.open() as index:
        date = index.retriever.documents([found.id])[found.id].date
        cursor = Cursor(found.id, found.score, date)
        retrieval = Retrieval(BOOK, WEIGHTS, limit, order=order, after=cursor)
        return list(index.retriever.search([retrieval])[0].found)


@pytest.mark.parametrize("order", [Order.SCORE, Order.NEWEST, Order.OLDEST])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_by_cursor_are_the_whole_list(ranked: Shelf, order: Order, size: int) -> None:
    whole = list(ranked.ask(BOOK, order=order).found)
    found = whole[:size]
    while page := _behind(ranked, order, found[-1], size):
        found += page
    assert found == whole


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
def test_a_cursor_holds_when_its_document_is_gone(ranked: Shelf, order: Order) -> None:
    whole = ranked.ask(BOOK, order=order).found
    with ranked.open() as index:
        date = index.retriever.documents([whole[3].id])[whole[3].id].date
    ranked.change(removed=[whole[3].id])
    cursor = Cursor(whole[3].id, value=date)
    answer = ask(ranked, Retrieval(BOOK, WEIGHTS, 10, order=order, after=cursor))
    assert [found.id for found in answer.found] == [found.id for found in whole[4:]]


def test_all_documents_count_in_the_total_behind_a_cursor(ranked: Shelf) -> None:
    last = ranked.ask(BOOK).found[-1]
    answer = ask(ranked, Retrieval(BOOK, WEIGHTS, 10, after=Cursor(last.id, last.score)))
    assert (answer.found, answer.total) == ((), 8)


# Facets.


def test_sources_are_counted_most_first(shelf: Shelf) -> None:
    sources = ("ب", "ا", "ب", None, "ج")
    shelf.fill(Document(f"{n}", "", "كتاب", source) for n, source in enumerate(sources))
    shelf.change(Document("5", "", "كتاب", "ا"), Document("6", "", "درس", "ج"), removed=["4"])
    answer = ask(shelf, Retrieval(BOOK, WEIGHTS, 1, facets=("source",)))
    assert answer.facets == {"source": (FacetValue("ا", 2), FacetValue("ب", 2))}


def test_years_are_counted_without_the_undated(ranked: Shelf) -> None:
    ranked.change(Document("old", "", "كتاب", date=dt.date(7, 1, 1)))
    answer = ask(ranked, Retrieval(BOOK, WEIGHTS, 1, facets=("date",)))
    assert answer.facets == {"date": (FacetValue("2024", 6), FacetValue("0007", 1))}


def test_only_so_many_values_of_a_facet_are_told(shelf: Shelf) -> None:
    shelf.fill(Document(f"{n:02}", "", "كتاب", f"س{n % 30:02}") for n in range(31))
    (told,) = ask(shelf, Retrieval(BOOK, WEIGHTS, 1, facets=("source",))).facets.values()
    assert len(told) == MAX_FACET_VALUES
    assert told[:2] == (FacetValue("س00", 2), FacetValue("س01", 1))


def test_facets_are_of_the_rung_that_answers(filled: Shelf) -> None:
    filled.change(Document("new", "", "كتاب", "وكالة"))
    retrieval = Retrieval(Nothing(), WEIGHTS, 1, fallbacks=(BOOK,), facets=("source",))
    assert ask(filled, retrieval).facets == {"source": (FacetValue("وكالة", 1),)}


# Totals that nobody asks for.


@pytest.mark.parametrize("query", [BOOK, *LADDER, Prefer(BOOK, LESSON), Everything()])
def test_without_an_exact_total_the_same_documents_are_the_best(filled: Shelf, query: Node) -> None:
    exact = ask(filled, Retrieval(query, WEIGHTS, 2))
    answer = ask(filled, Retrieval(query, WEIGHTS, 2, exact=False))
    assert answer.found == exact.found
    assert answer.total == exact.total if answer.exact else answer.total <= exact.total


def test_of_many_documents_the_same_are_the_best(shelf: Shelf) -> None:
    shelf.fill(bodies(*["درس وزير كتاب"] * 3, *["كتاب وزير وزير"] * 30, *["كتاب"] * 900))
    query = AnyOf((BOOK, LESSON))
    exact = ask(shelf, Retrieval(query, WEIGHTS, 3))
    answer = ask(shelf, Retrieval(query, WEIGHTS, 3, exact=False))
    assert answer.found == exact.found
    assert answer.total == exact.total if answer.exact else 3 <= answer.total <= exact.total


# Deadlines.


def test_an_answer_in_time_is_whole(filled: Shelf) -> None:
    answer = ask(filled, Retrieval(BOOK, WEIGHTS, 10, seconds=60.0))
    assert (answer.partial, answer.exact, answer.total) == (False, True, 4)


@pytest.mark.parametrize("query", [BOOK, *LADDER, phrase("كتاب درس"), Prefix("كت*", "كت")])
def test_an_answer_out_of_time_says_that_it_is_partial(filled: Shelf, query: Node) -> None:
    answer = ask(filled, Retrieval(query, WEIGHTS, 10, seconds=0.0))
    assert (answer.partial, answer.exact) == (True, False)


def test_nothing_unwanted_is_found_when_the_time_is_over(filled: Shelf) -> None:
    retrieval = Retrieval(Without(Everything(), BOOK), WEIGHTS, 10, seconds=0.0)
    assert ask(filled, retrieval).found == ()


def test_what_is_known_already_is_found_without_time(filled: Shelf) -> None:
    with filled.open() as index:
        whole = index.retriever.search([Retrieval(BOOK, WEIGHTS, 10)])[0]
        assert index.retriever.search([Retrieval(BOOK, WEIGHTS, 10, seconds=0.0)])[0] == whole

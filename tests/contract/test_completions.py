"""Forms that begin with some letters: the most frequent ones, one fact a test."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis.token import Level
from index.engines.protocols import Completion, Engine
from index.model.document import Document
from index.model.query import DEFAULT_FIELDS, TextField
from tests.contract.conftest import Shelf, analyzed, bodies
from tests.contract.oracle import terms


def told(
    shelf: Shelf, prefix: str, most: int = 10, fields: tuple[TextField, ...] = DEFAULT_FIELDS
) -> tuple[Completion, ...]:
    with shelf.open() as index:
        return index.vocabulary.completions(prefix, most, fields)


def forms(shelf: Shelf, prefix: str, most: int = 10) -> list[str]:
    return [found.form for found in told(shelf, prefix, most)]


def test_forms_that_begin_so_are_told_and_no_others(shelf: Shelf) -> None:
    assert forms(shelf.fill(bodies("كتاب كتابه مكتبه درس")), "كت") == ["كتاب", "كتابه"]


def test_a_form_begins_with_itself(shelf: Shelf) -> None:
    assert forms(shelf.fill(bodies("كتاب كتابه")), "كتاب") == ["كتاب", "كتابه"]


def test_the_most_frequent_come_first(shelf: Shelf) -> None:
    assert forms(shelf.fill(bodies("كتابه", "كتاب كتابه", "كتابه")), "ك") == ["كتابه", "كتاب"]


def test_equally_frequent_ones_stand_in_their_order(shelf: Shelf) -> None:
    assert forms(shelf.fill(bodies("كتاب كبير كان")), "ك") == ["كان", "كبير", "كتاب"]


def test_no_more_than_so_many_are_told(shelf: Shelf) -> None:
    assert forms(shelf.fill(bodies("كتاب كبير كان")), "ك", 2) == ["كان", "كبير"]


def test_documents_count_and_not_occurrences(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب كتاب كتاب", "كتاب"))
    assert told(shelf, "كت") == (Completion("كتاب", 2),)


def test_titles_and_bodies_count_together(shelf: Shelf) -> None:
    shelf.fill([Document("0", "كتاب", "درس"), Document("1", "", "كتاب")])
    assert told(shelf, "كت") == (Completion("كتاب", 2),)


def test_titles_are_told_alone_where_only_they_are_asked_for(shelf: Shelf) -> None:
    shelf.fill([Document("0", "كتاب", "كتب"), Document("1", "", "كتاب")])
    assert told(shelf, "كت", fields=(TextField.TITLE,)) == (Completion("كتاب", 1),)


def test_sources_do_not_count(shelf: Shelf) -> None:
    assert forms(shelf.fill([Document("0", "", "درس", "كتاب")]), "ك") == []


def test_every_form_begins_with_no_letters(shelf: Shelf) -> None:
    assert forms(shelf.fill(bodies("كتاب درس", "درس")), "") == ["درس", "كتاب"]


def test_an_empty_index_completes_nothing(shelf: Shelf) -> None:
    assert forms(shelf.fill([]), "ك") == []


def test_none_are_told_where_none_are_wanted(shelf: Shelf) -> None:
    assert forms(shelf.fill(bodies("كتاب")), "ك", 0) == []


def test_forms_of_several_commits_are_added_up(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب كتب")).change(Document("1", "", "كتاب"))
    assert told(shelf, "ك") == (Completion("كتاب", 2), Completion("كتب", 1))


def test_documents_are_between_those_found_and_all_occurrences(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب", "كتاب كتاب", "كتاب")).change(removed=["0"])
    (found,) = told(shelf, "ك")
    assert 2 <= found.documents <= 4


def test_among_very_many_the_one_in_two_fields_is_not_missed(shelf: Shelf) -> None:
    # In each field alone it is as rare as all the others.
    many = " ".join(f"9{number:04}" for number in range(3000))
    shelf.fill([Document("0", "92999", many)])
    assert told(shelf, "9", 3) == (
        Completion("92999", 2),
        Completion("90000", 1),
        Completion("90001", 1),
    )


def test_among_very_many_the_most_frequent_are_found(shelf: Shelf) -> None:
    rare = " ".join(f"9{number:04}" for number in range(3000))
    shelf.fill(bodies(rare, *["91234"] * 9, *["92345"] * 5))
    assert told(shelf, "9", 2) == (Completion("91234", 10), Completion("92345", 6))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.tuples(st.text("كتب ", max_size=9), st.text("كتب ", max_size=30)), max_size=6
    ),
    later=st.lists(st.text("كتب ", max_size=30), max_size=3),
    prefix=st.text("كتب", max_size=3),
    most=st.integers(1, 4),
)
def test_the_completions_are_those_of_the_documents(
    engine: Engine,
    tmp_path_factory: object,
    texts: list[tuple[str, str]],
    later: list[str],
    prefix: str,
    most: int,
) -> None:
    folder = tmp_path_factory.mktemp("completions")  # type: ignore[attr-defined]
    first = [Document(f"a{number}", *text) for number, text in enumerate(texts)]
    second = [Document(f"b{number}", "", text) for number, text in enumerate(later)]
    shelf = Shelf(engine, folder).fill(first)
    shelf.change(*second)
    stands = Counter(
        form
        for document in (*first, *second)
        for field in DEFAULT_FIELDS
        for form in {
            each for token in analyzed(document).tokens[field] for each in terms(token, Level.FORM)
        }
        if form.startswith(prefix)
    )
    wanted = sorted(stands.items(), key=lambda each: (-each[1], each[0]))[:most]
    assert [(each.form, each.documents) for each in told(shelf, prefix, most)] == wanted

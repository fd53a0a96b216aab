"""Forms near some forms: what the index has of them, one fact a test."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis.token import Level
from index.engines.protocols import MAX_FORMS, Engine, NearForm
from index.model.document import Document
from index.model.query import DEFAULT_FIELDS
from tests.contract.conftest import Shelf, analyzed, bodies
from tests.contract.oracle import distance, terms


def near(shelf: Shelf, *forms: str, edits: int = 0) -> list[str]:
    return [found.form for found in told(shelf, *forms, edits=edits)]


def told(shelf: Shelf, *forms: str, edits: int = 0) -> tuple[NearForm, ...]:
    with shelf.open() as index:
        return index.vocabulary.near(forms, edits)


def test_without_edits_the_forms_that_stand_there_are_told(shelf: Shelf) -> None:
    assert near(shelf.fill(bodies("كتاب", "درس")), "كتاب", "كتب", "درس") == ["درس", "كتاب"]


def test_a_form_is_told_with_its_documents(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب كتاب", "درس", "كتاب"))
    assert told(shelf, "كتاب") == (NearForm("كتاب", 2, 0),)


def test_titles_and_bodies_count_together(shelf: Shelf) -> None:
    shelf.fill([Document("0", "كتاب", "درس"), Document("1", "", "كتاب")])
    assert told(shelf, "كتاب") == (NearForm("كتاب", 2, 0),)


def test_sources_do_not_count(shelf: Shelf) -> None:
    assert near(shelf.fill([Document("0", "", "درس", "كتاب")]), "كتاب") == []


def test_forms_within_the_edits_are_told_nearest_first(shelf: Shelf) -> None:
    shelf.fill(bodies("كتابان كتاب كتابا درس كتابان"))
    assert near(shelf, "كتاب", edits=2) == ["كتاب", "كتابا", "كتابان"]
    assert near(shelf, "كتاب", edits=1) == ["كتاب", "كتابا"]


def test_of_forms_as_near_the_most_frequent_come_first(shelf: Shelf) -> None:
    shelf.fill(bodies("كتابا", "كتابه", "كتابه"))
    assert near(shelf, "كتاب", edits=1) == ["كتابه", "كتابا"]


def test_the_fewest_edits_from_any_of_the_forms_count(shelf: Shelf) -> None:
    shelf.fill(bodies("درس", "كتب"))
    assert [(each.form, each.edits) for each in told(shelf, "كتبا", "درس", edits=1)] == [
        ("درس", 0),
        ("كتب", 1),
    ]


def test_a_swap_of_neighbours_is_one_edit(shelf: Shelf) -> None:
    assert near(shelf.fill(bodies("كتاب")), "كتبا", edits=1) == ["كتاب"]


def test_nothing_is_near_no_form(shelf: Shelf) -> None:
    assert near(shelf.fill(bodies("كتاب")), edits=2) == []


def test_nothing_is_near_in_an_empty_index(shelf: Shelf) -> None:
    assert near(shelf.fill([]), "كتاب", edits=2) == []


def test_no_more_than_so_many_are_told_with_edits(shelf: Shelf) -> None:
    shelf.fill(bodies(" ".join(f"9{number:04}" for number in range(10_000)), "90009"))
    found = near(shelf, "90000", edits=2)
    assert len(found) == MAX_FORMS
    assert found[:2] == ["90000", "90009"]


def test_of_forms_themselves_all_are_told(shelf: Shelf) -> None:
    forms = [f"9{number:03}" for number in range(1000)]
    assert sorted(near(shelf.fill(bodies(" ".join(forms))), *forms)) == forms


def test_forms_of_several_commits_are_added_up(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب")).change(Document("1", "", "كتاب كتابا"))
    assert told(shelf, "كتاب", edits=1) == (NearForm("كتاب", 2, 0), NearForm("كتابا", 1, 1))


def test_documents_are_between_those_found_and_all_occurrences(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب", "كتاب كتاب", "كتاب")).change(removed=["0"])
    (found,) = told(shelf, "كتاب")
    assert 2 <= found.documents <= 4


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text("كتاب ", max_size=12), max_size=6),
    form=st.text("كتاب", min_size=1, max_size=5),
    edits=st.integers(0, 2),
)
def test_the_forms_are_those_of_the_documents(
    engine: Engine, tmp_path_factory: object, texts: list[str], form: str, edits: int
) -> None:
    folder = tmp_path_factory.mktemp("near")  # type: ignore[attr-defined]
    documents = bodies(*texts)
    found = told(Shelf(engine, folder).fill(documents), form, edits=edits)
    stands = Counter(
        term
        for document in documents
        for field in DEFAULT_FIELDS
        for term in {
            each for token in analyzed(document).tokens[field] for each in terms(token, Level.FORM)
        }
    )
    wanted = {each: n for each, n in stands.items() if distance(form, each) <= edits}
    assert {each.form: each.documents for each in found} == wanted
    assert all(each.edits == distance(form, each.form) for each in found)
    order = [(each.edits, -each.documents, each.form) for each in found]
    assert order == sorted(order)

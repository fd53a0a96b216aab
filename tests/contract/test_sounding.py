"""Forms that sound like another, and in how many documents forms stand."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Level
from index.analysis.phonetics import phonetic_key
from index.engines.protocols import Engine, Homophone
from index.model.document import Document
from tests.contract.conftest import Shelf, bodies

SPELLINGS = ("بيونج", "بيونغ", "بينغ", "جار", "غار", "تلغرام", "تيليجرام", "abc", "2024")


def sounding(shelf: Shelf, form: str, cost: int = 80, most: int = 10) -> tuple[Homophone, ...]:
    with shelf.open() as index:
        return index.vocabulary.homophones(form, cost, most)


def occurrences(shelf: Shelf, *terms: str, level: Level = Level.FORM) -> tuple[int, ...]:
    with shelf.open() as index:
        return index.vocabulary.doc_freqs(terms, level)


def test_a_form_that_sounds_alike_is_found_with_its_cost(shelf: Shelf) -> None:
    (cost,) = phonetic_key.costs("بيونج", ["بيونغ"])
    shelf.fill(bodies("في بيونغ", "بيونغ", "كتاب"))
    assert sounding(shelf, "بيونج") == (Homophone("بيونغ", cost, 2),)


def test_the_form_itself_is_not_among_them(shelf: Shelf) -> None:
    assert sounding(shelf.fill(bodies("بيونج")), "بيونج") == ()


def test_titles_are_looked_at_too(shelf: Shelf) -> None:
    shelf.fill([Document("0", "بيونغ", "")])
    assert [each.form for each in sounding(shelf, "بيونج")] == ["بيونغ"]


def test_what_costs_more_is_left_out(shelf: Shelf) -> None:
    (cost,) = phonetic_key.costs("بيونج", ["بيونغ"])
    assert sounding(shelf.fill(bodies("بيونغ")), "بيونج", cost - 1) == ()


def test_those_that_cost_least_come_first(shelf: Shelf) -> None:
    shelf.fill(bodies("بينغ بيونغ"))
    assert [each.form for each in sounding(shelf, "بيونج")] == ["بيونغ", "بينغ"]
    assert [each.form for each in sounding(shelf, "بيونج", most=1)] == ["بيونغ"]


def test_nothing_sounds_like_latin_letters(shelf: Shelf) -> None:
    assert sounding(shelf.fill(bodies("abc abd")), "abc") == ()


def test_an_empty_index_has_no_sounds(shelf: Shelf) -> None:
    assert sounding(shelf.fill([]), "بيونج") == ()


def test_forms_of_several_commits_are_one(shelf: Shelf) -> None:
    shelf.fill(bodies("بيونغ")).change(Document("1", "", "بيونغ"))
    assert [(each.form, each.documents) for each in sounding(shelf, "بيونج")] == [("بيونغ", 2)]


def test_occurrences_are_counted_in_the_field_that_has_more(shelf: Shelf) -> None:
    shelf.fill([Document("0", "كتاب", "كتاب"), Document("1", "", "كتاب")])
    assert occurrences(shelf, "كتاب", "درس") == (2, 0)


def test_occurrences_of_a_root(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب", "كاتب", "درس"))
    assert occurrences(shelf, "كتب", level=Level.ROOT) == (2,)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(SPELLINGS), max_size=4), max_size=5), st.integers(0, 80))
def test_as_the_oracle_says(engine: Engine, texts: list[list[str]], cost: int) -> None:

    forms = sorted({form for text in texts for form in text})
    keys = set(phonetic_key.similar_keys("بيونج"))
    costs = zip(forms, phonetic_key.costs("بيونج", forms), strict=True)
    wanted = sorted(
        (each, form) for form, each in costs if 0 < each <= cost and phonetic_key.key(form) in keys
    )
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(engine, Path(folder)).fill(bodies(*(" ".join(text) for text in texts)))
        found = sounding(shelf, "بيونج", cost)
    assert [(each.cost, each.form) for each in found] == wanted
    for each in found:
        assert each.documents == sum(each.form in text for text in texts)

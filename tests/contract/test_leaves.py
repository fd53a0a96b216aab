"""Leaves of the query tree: what each matches, one fact a test."""

from __future__ import annotations

import datetime as dt

import pytest

from index.analysis import Level
from index.engines.protocols import MAX_FORMS, Candidates, Expansion
from index.model.document import Document
from index.model.query import (
    AllOf,
    ColumnFilter,
    Everything,
    Fuzzy,
    Node,
    Nothing,
    Prefix,
    TextField,
    Wildcard,
    Word,
)
from tests.contract.conftest import Shelf, bodies, phrase, word

FORM, STEM, ROOT = Level.FORM, Level.STEM, Level.ROOT
TITLE, BODY, SOURCE = TextField.TITLE, TextField.BODY, TextField.SOURCE


# Words.


def test_a_word_matches_its_form_however_it_is_marked(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كِتَابٌ", "كـتاب", "كتب")).found(word("كتاب", FORM)) == ["0", "1"]


def test_a_word_at_the_form_does_not_match_an_inflection(shelf: Shelf) -> None:
    assert shelf.fill(bodies("الكتاب")).found(word("كتاب", FORM)) == []


def test_a_word_at_the_stem_matches_an_inflection(shelf: Shelf) -> None:
    assert shelf.fill(bodies("الكتاب", "كاتب")).found(word("كتاب", STEM)) == ["0"]


def test_a_word_at_the_root_matches_a_relative(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كاتب", "درس")).found(word("كتب", ROOT)) == ["0"]


def test_levels_add_up_so_that_the_closest_word_comes_first(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كاتب", "الكتب", "كتب")).found(word("كتب")) == ["2", "1", "0"]


def test_a_term_of_one_level_is_not_found_at_another(shelf: Shelf) -> None:
    (root,) = {reading.root for reading in word("مكتبة").readings}
    assert shelf.fill(bodies("مكتبة")).found(word(root, FORM, STEM)) == []


@pytest.mark.parametrize("field", TextField)
def test_a_word_is_looked_for_in_the_named_fields_alone(shelf: Shelf, field: TextField) -> None:
    shelf.fill(
        [Document(TITLE, "كتاب", ""), Document(BODY, "", "كتاب"), Document(SOURCE, "", "", "كتاب")]
    )
    assert shelf.found(word("كتاب", fields=(field,))) == [field]


def test_a_word_without_fields_matches_nothing(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتاب")).found(word("كتاب", fields=())) == []


def test_a_source_has_no_roots(shelf: Shelf) -> None:
    document = Document("0", "", "", "كاتب")
    assert shelf.fill([document]).found(word("كتب", ROOT, fields=(SOURCE,))) == []


def test_any_reading_of_a_word_matches(shelf: Shelf) -> None:
    assert shelf.fill(bodies("الكتب", "الكتاب", "درس")).found(word("الكتٰب", FORM)) == ["0", "1"]


def test_any_reading_of_a_document_matches(shelf: Shelf) -> None:
    shelf.fill(bodies("الكتٰب"))
    assert shelf.found(word("الكتب", FORM)) == shelf.found(word("الكتاب", FORM)) == ["0"]


def test_readings_that_share_a_term_count_it_once(shelf: Shelf) -> None:
    shelf.fill(bodies("الرحمٰن", "درس"))
    assert _score(shelf, word("الرحمٰن", ROOT)) == _score(shelf, word("رحمن", ROOT))


def test_a_word_without_readings_matches_nothing(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتاب")).found(Word("؟", ())) == []


def test_a_weight_multiplies_the_score(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب"))
    heavy, plain = _score(shelf, word("كتاب", weight=2.5)), _score(shelf, word("كتاب"))
    assert heavy == pytest.approx(2.5 * plain)


def test_a_word_of_no_weight_matches_without_a_score(shelf: Shelf) -> None:
    assert _scores(shelf.fill(bodies("كتاب", "درس")).ask(word("كتاب", weight=0))) == {"0": 0.0}


def test_a_word_more_often_there_scores_higher(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتاب درس", "كتاب كتاب")).found(word("كتاب", FORM)) == ["1", "0"]


def test_a_word_in_a_shorter_text_scores_higher(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتاب درس درس", "كتاب درس")).found(word("كتاب", FORM)) == ["1", "0"]


def test_a_title_weighs_more_than_a_body(shelf: Shelf) -> None:
    shelf.fill([Document("0", "درس", "كتاب"), Document("1", "كتاب", "درس")])
    assert shelf.found(word("كتاب", FORM)) == ["1", "0"]


def test_a_very_long_word_is_found(shelf: Shelf) -> None:
    long = "سلام" * 2_500
    assert shelf.fill(bodies(long, "سلام")).found(word(long, FORM)) == ["0"]


# Phrases.


def test_a_phrase_matches_its_words_in_a_row(shelf: Shelf) -> None:
    shelf.fill(bodies("وزير الدفاع", "الدفاع وزير", "وزير في الدفاع", "وزير"))
    assert shelf.found(phrase("وزير الدفاع")) == ["0"]


def test_a_phrase_does_not_run_from_one_field_to_another(shelf: Shelf) -> None:
    assert shelf.fill([Document("0", "وزير", "الدفاع")]).found(phrase("وزير الدفاع")) == []


def test_a_phrase_matches_in_the_named_fields_alone(shelf: Shelf) -> None:
    shelf.fill([Document("0", "وزير الدفاع", ""), Document("1", "", "وزير الدفاع")])
    assert shelf.found(phrase("وزير الدفاع", fields=(TITLE,))) == ["0"]


def test_a_phrase_at_the_stem_matches_inflections(shelf: Shelf) -> None:
    shelf.fill(bodies("الكتاب درس", "كتاب درس"))
    assert sorted(shelf.found(phrase("كتاب درس", STEM))) == ["0", "1"]


def test_a_phrase_at_the_form_does_not(shelf: Shelf) -> None:
    assert shelf.fill(bodies("الكتاب درس")).found(phrase("كتاب درس", FORM)) == []


def test_the_words_of_a_phrase_match_at_one_level_together(shelf: Shelf) -> None:
    # كاتب has the root of كتب alone, دروس its own stem: no level holds both.
    shelf.fill(bodies("كاتب درس", "كتب درس"))
    assert shelf.found(phrase("كتب درس", FORM, STEM)) == ["1"]


def test_slop_lets_other_words_stand_between(shelf: Shelf) -> None:
    shelf.fill(bodies("وزير في الدفاع", "وزير في من الدفاع"))
    assert shelf.found(phrase("وزير الدفاع", slop=1)) == ["0"]


def test_slop_counts_for_the_whole_phrase(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب في درس من وزير", "كتاب في درس وزير"))
    assert shelf.found(phrase("كتاب درس وزير", slop=1)) == ["1"]


def test_slop_keeps_the_order(shelf: Shelf) -> None:
    assert shelf.fill(bodies("الدفاع وزير")).found(phrase("وزير الدفاع", slop=9)) == []


def test_a_word_twice_in_a_phrase_must_stand_twice(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتاب درس", "كتاب كتاب")).found(phrase("كتاب كتاب")) == ["1"]


def test_a_phrase_matches_any_reading_of_its_words(shelf: Shelf) -> None:
    shelf.fill(bodies("هذا الكتاب", "هذا الكتب", "هذا الكتٰب"))
    assert sorted(shelf.found(phrase("هذا الكتٰب", FORM))) == ["0", "1", "2"]


def test_a_phrase_more_often_there_scores_higher(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب درس في من", "كتاب درس كتاب درس"))
    assert shelf.found(phrase("كتاب درس")) == ["1", "0"]


def test_a_phrase_of_unknown_words_matches_nothing(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتاب")).found(phrase("كتاب غائب")) == []


def test_a_long_run_of_one_word_takes_no_long_time(shelf: Shelf) -> None:
    assert shelf.fill(bodies("من " * 100_000)).found(phrase("من من من")) == ["0"]


def test_the_words_of_a_ligature_are_a_phrase(shelf: Shelf) -> None:
    assert shelf.fill(bodies("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}")).found(
        phrase("صلى الله عليه وسلم", FORM)
    ) == ["0"]


# Leaves that stand for many forms.


def test_a_prefix_matches_forms_that_begin_with_it(shelf: Shelf) -> None:
    shelf.fill(bodies("مدرسة", "مدرس", "درس", "مد"))
    assert sorted(shelf.found(Prefix("مدر*", "مدر"))) == ["0", "1"]


def test_a_prefix_matches_itself(shelf: Shelf) -> None:
    assert shelf.fill(bodies("مدرس")).found(Prefix("مدرس*", "مدرس")) == ["0"]


def test_a_prefix_stays_in_the_named_fields(shelf: Shelf) -> None:
    shelf.fill([Document("0", "مدرسة", ""), Document("1", "", "مدرسة")])
    assert shelf.found(Prefix("مدر*", "مدر", (BODY,))) == ["1"]


def test_a_prefix_matches_forms_and_not_stems(shelf: Shelf) -> None:
    assert shelf.fill(bodies("والمدرسة")).found(Prefix("مدر*", "مدر")) == []


@pytest.mark.parametrize(
    "leaf",
    [
        Prefix("…", "مدر", proclitics=("وال", "لل")),
        Wildcard("…", "م?رسه", proclitics=("وال", "لل")),
        Fuzzy("…", "مدزسه", proclitics=("وال", "لل")),
    ],
)
def test_a_pattern_matches_behind_its_proclitics(shelf: Shelf, leaf: Node) -> None:
    shelf.fill(bodies("والمدرسة", "ومدرسة", "للمدرسة", "بالمدرسة"))
    assert sorted(shelf.found(leaf)) == ["0", "2"]


def test_a_near_spelling_weighs_by_the_nearest_of_its_proclitics(shelf: Shelf) -> None:
    shelf.fill(bodies("المدرسة", "الندرسة"))
    assert shelf.found(Fuzzy("…", "مدرسه", proclitics=("ال",))) == ["0", "1"]


def test_a_star_stands_for_any_run(shelf: Shelf) -> None:
    shelf.fill(bodies("كتاب", "كاتب", "كب", "كتابة", "تكتب"))
    assert sorted(shelf.found(Wildcard("ك*ب", "ك*ب"))) == ["0", "1", "2"]


def test_a_question_mark_stands_for_one_letter(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتب", "كب", "كتاب")).found(Wildcard("ك؟ب", "ك?ب")) == ["0"]


def test_a_star_alone_stands_for_every_form(shelf: Shelf) -> None:
    assert sorted(shelf.fill(bodies("كتب", "درس", "")).found(Wildcard("*", "*"))) == ["0", "1"]


def test_signs_of_other_pattern_languages_are_letters_like_others(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتب")).found(Wildcard("[ك]*", "[ك]*")) == []


def test_many_stars_take_no_long_time(shelf: Shelf) -> None:
    shelf.fill(bodies("ا" * 5_000))
    assert shelf.found(Wildcard("…", "*ا" * 40 + "*ب")) == []


@pytest.mark.parametrize(
    "near",
    ["كتاب", "كتب", "كتاي", "كتابا", "تاب", "كتبا", "تكاب"],
    ids=["same", "deletion", "substitution", "insertion", "first", "swap-last", "swap-first"],
)
def test_a_fuzzy_word_matches_forms_one_edit_away(shelf: Shelf, near: str) -> None:
    assert shelf.fill(bodies(near)).found(Fuzzy("كتاب~", "كتاب", 1)) == ["0"]


@pytest.mark.parametrize("far", ["كت", "درس", "تكبا", "كاتبه"])
def test_a_fuzzy_word_does_not_match_forms_farther_away(shelf: Shelf, far: str) -> None:
    assert shelf.fill(bodies(far)).found(Fuzzy("كتاب~", "كتاب", 1)) == []


@pytest.mark.parametrize(
    "near",
    ["كت", "كتابان", "تكبا", "تكابه", "تكا", "بكتا"],
    ids=[
        "two-deletions",
        "two-insertions",
        "two-swaps",
        "swap-insertion",
        "swap-deletion",
        "moved",
    ],
)
def test_a_fuzzy_word_matches_forms_two_edits_away(shelf: Shelf, near: str) -> None:
    assert shelf.fill(bodies(near)).found(Fuzzy("كتاب~2", "كتاب", 2)) == ["0"]


def test_no_part_of_a_fuzzy_word_is_edited_twice(shelf: Shelf) -> None:
    # كت -> تك by a swap, then ا between the two: three edits where none may meet another.
    assert shelf.fill(bodies("تاك")).found(Fuzzy("كت~2", "كت", 2)) == []


def test_the_nearer_of_two_forms_scores_higher(shelf: Shelf) -> None:
    shelf.fill(bodies("كتابان", "كتابا", "كتاب"))
    assert shelf.found(Fuzzy("كتاب~2", "كتاب", 2)) == ["2", "1", "0"]


def test_a_long_fuzzy_word_is_found(shelf: Shelf) -> None:
    text = "كتاب" * 60
    shelf.fill(bodies(text, text[:-1], text[2:], text[3:]))
    assert sorted(shelf.found(Fuzzy("…", text, 2))) == ["0", "1", "2"]


def test_forms_of_several_commits_are_found_together(shelf: Shelf) -> None:
    documents = bodies("كتاب", "كتابا", "كتابه")
    shelf.fill(documents[:1]).change(documents[1])
    shelf.change(documents[2])
    for leaf in (Prefix("…", "كتا"), Wildcard("…", "كت?ب*"), Fuzzy("…", "كتاب")):
        assert sorted(shelf.found(leaf)) == ["0", "1", "2"]


def test_an_expansion_says_how_many_forms_it_stands_for(shelf: Shelf) -> None:
    shelf.fill([Document("0", "كتاب كتابا", "كتاب كتابه كتابه")])
    assert _expansions(shelf, Prefix("كتا*", "كتا")) == (Expansion("كتا*", 3, 3),)


def test_an_expansion_without_forms_says_so(shelf: Shelf) -> None:
    assert _expansions(shelf.fill([]), Prefix("كتا*", "كتا")) == (Expansion("كتا*", 0, 0),)


def test_each_leaf_reports_its_own_expansion(shelf: Shelf) -> None:
    leaves = (Prefix("ك*", "ك"), Wildcard("?ا", "?ا"), Fuzzy("كتاب~", "كتاب"))
    told = _expansions(shelf.fill(bodies("كتاب")), AllOf(leaves))
    assert told == (Expansion("ك*", 1, 1), Expansion("?ا", 0, 0), Expansion("كتاب~", 1, 1))


def test_an_expansion_is_capped_to_the_most_frequent_forms_and_says_so(shelf: Shelf) -> None:
    numbers = [f"9{number:04}" for number in range(2_000)]
    shelf.fill([Document("rare", "", " ".join(numbers)), Document("often", "", numbers[-1])])
    answer = shelf.ask(Prefix("9*", "9"))
    (told,) = answer.expansions
    assert told.matched == 2_000
    assert told.used == MAX_FORMS
    assert {found.id for found in answer.found} == {"rare", "often"}


# Leaves on documents.


@pytest.fixture
def dated(shelf: Shelf) -> Shelf:
    days = {"old": dt.date(1, 1, 1), "first": dt.date(2024, 2, 29), "last": dt.date(2024, 11, 30)}
    documents = [Document(name, "", "", date=day) for name, day in days.items()]
    return shelf.fill([*documents, Document("undated", "", "")])


def period(start: dt.date, end: dt.date) -> ColumnFilter:
    return ColumnFilter("date", start=start, end=end)


def test_both_ends_of_a_range_belong_to_it(dated: Shelf) -> None:
    found = dated.found(period(dt.date(2024, 2, 29), dt.date(2024, 11, 30)))
    assert found == ["first", "last"]


def test_days_outside_a_range_do_not_match(dated: Shelf) -> None:
    assert dated.found(period(dt.date(2024, 3, 1), dt.date(2024, 11, 29))) == []


def test_a_range_may_be_open_at_its_start(dated: Shelf) -> None:
    assert dated.found(ColumnFilter("date", end=dt.date(2024, 2, 29))) == ["first", "old"]


def test_a_range_may_be_open_at_its_end(dated: Shelf) -> None:
    assert dated.found(ColumnFilter("date", start=dt.date(2024, 2, 29))) == ["first", "last"]


def test_a_range_open_at_both_ends_matches_every_dated_document(dated: Shelf) -> None:
    assert dated.found(ColumnFilter("date")) == ["first", "last", "old"]


def test_a_range_that_ends_before_it_starts_matches_nothing(dated: Shelf) -> None:
    assert dated.found(period(dt.date(2025, 1, 1), dt.date(2024, 1, 1))) == []


def test_a_range_reaches_to_the_ends_of_the_calendar(dated: Shelf) -> None:
    assert dated.found(period(dt.date.min, dt.date.max)) == [
        "first",
        "last",
        "old",
    ]


def test_a_range_has_no_score(dated: Shelf) -> None:
    assert set(_scores(dated.ask(ColumnFilter("date"))).values()) == {0.0}


def test_everything_matches_every_document_without_a_score(shelf: Shelf) -> None:
    assert _scores(shelf.fill(bodies("كتاب", "")).ask(Everything())) == {"0": 0.0, "1": 0.0}


def test_nothing_matches_no_document(shelf: Shelf) -> None:
    assert shelf.fill(bodies("كتاب")).found(Nothing()) == []


def _scores(answer: Candidates) -> dict[str, float]:
    return {found.id: found.score for found in answer.found}


def _score(shelf: Shelf, query: Node) -> float:
    (found,) = shelf.ask(query).found
    return found.score


def _expansions(shelf: Shelf, query: Node) -> tuple[Expansion, ...]:
    return shelf.ask(query).expansions

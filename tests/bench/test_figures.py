"""Percentiles, spreads, comparisons of answers, and the table of what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.performance.acceptance import rows
from bench.performance.checks import checks, overlap, same_facets, same_scores, same_total
from bench.performance.measures import Answer, Asked, Built, Kind, Load, Result, Served
from bench.performance.report import content, figure, significant
from bench.performance.spread import Spread, percentile, percentiles, ratio, spread

TIMES = st.lists(st.floats(0.001, 10), min_size=1, max_size=50)


def answer(
    *ids: str,
    total: int = 3,
    scores: Sequence[float] = (),
    facets: Mapping[str, int] | None = None,
) -> Answer:
    return Answer(total, ids, tuple(scores), facets or {})


def result(peer: str, documents: int, second: float) -> Result:
    """A peer that takes `second` for everything."""
    asked = Asked((answer("a", "b", scores=(2, 1)),) * 2, ((second, second),) * 5)
    built = Built(documents, second, 10_000_000, 9_000_000, 500, stored=300)
    load = Load(8, 4_000, 8.0, 0.01, 0.05, 0)
    kinds = Kind if peer == "fihris" else (Kind.TOP, Kind.TOTAL)
    return Result(
        peer=peer,
        version="1",
        documents=documents,
        characters=1_000,
        text_bytes=1_800,
        built={"cold": [built] * 5, "known": [built] * 5},
        first=[second],
        asked=dict.fromkeys(kinds, asked),
        served=Served((second,), (load,), 1_000_000, 10_000, (load,)) if peer == "fihris" else None,
        when="2026-11-21T12:00:00+00:00",
    )


def run(ours: float, theirs: float) -> dict[tuple[str, int], Result]:
    peers = {"fihris": ours, "lucene": theirs, "tantivy": theirs, "whoosh": theirs * 1_000}
    return {
        (peer, size): result(peer, size, second)
        for peer, second in peers.items()
        for size in (103_649, 1_000_000)
    }


@given(TIMES)
def test_a_percentile_is_one_of_the_times(times: list[float]) -> None:
    assert percentile(times, 0.99) in times


@given(TIMES)
def test_half_of_the_times_are_within_the_median(times: list[float]) -> None:
    assert sum(time <= percentile(times, 0.5) for time in times) * 2 >= len(times)


def test_the_median_of_the_rounds_stands_between_the_smallest_and_the_largest() -> None:
    assert spread([3, 1, 2]) == Spread(2, 1, 3, 3)


def test_a_percentile_may_count_the_first_questions_only() -> None:
    assert percentiles([[1, 2, 9, 9]], 0.99, first=2).middle == 2


def test_a_ratio_is_as_wide_as_the_rounds_allow() -> None:
    assert ratio(Spread(4, 2, 6, 5), Spread(2, 1, 3, 3)) == Spread(2, 2 / 3, 6, 3)


def test_totals_are_compared() -> None:
    assert (
        same_total(answer(total=1), answer(total=1)),
        same_total(answer(), answer(total=9)),
    ) == (1, 0)


def test_scores_are_compared_beside_the_best_one() -> None:
    assert same_scores(answer(scores=(2, 1)), answer(scores=(4.4, 2.2))) == 1
    assert same_scores(answer(scores=(2, 1)), answer(scores=(4, 3))) == 0


def test_the_ten_best_overlap_by_their_share() -> None:
    assert overlap(answer("a", "b"), answer("b", "c")) == 0.5


def test_nothing_found_by_both_is_the_same() -> None:
    assert overlap(answer(), answer()) == same_scores(answer(), answer()) == 1


def test_facets_that_are_told_have_to_be_the_largest() -> None:
    whole = answer(facets={"a": 5, "b": 3, "c": 1})
    assert same_facets(answer(facets={"a": 5, "b": 3}), whole) == 1
    assert same_facets(answer(facets={"a": 5, "c": 1}), whole) == 0


def test_every_demand_is_a_row_also_where_nothing_was_measured() -> None:
    assert {row.reached for row in rows({})} == {None}


def test_a_fast_run_reaches_everything() -> None:
    assert [row.measure for row in rows(run(0.001, 0.002)) if not row.reached] == []


def test_a_slow_run_does_not() -> None:
    missed = [row.measure for row in rows(run(0.1, 0.01)) if row.reached is False]
    assert "p50, three levels of title and body" in missed
    assert any("Lucene" in measure for measure in missed)


def test_answers_of_the_same_terms_are_checked() -> None:
    found = checks(run(0.001, 0.002))
    assert {each.peer for each in found} == {"fihris", "lucene", "tantivy", "whoosh"}
    assert all(each.passed for each in found)


def test_the_page_has_every_engine_and_the_spread() -> None:
    page = content(run(0.001, 0.002))
    assert "stock whoosh3" in page
    assert "1.00 (1.00..1.00)" in page


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (0.1234, "0.123"), (1.234, "1.23"), (123.4, "123"), (12_345.6, "12,346")],
)
def test_numbers_keep_three_digits(value: float, written: str) -> None:
    assert significant(value) == written


def test_a_figure_of_one_round_has_no_spread() -> None:
    assert figure(spread([2.0])) == "2.00"

"""The loop over many lists at once, against sets, where documents stand far apart."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.postings.posting_list import PostingList

# Near the ends of windows and of stretches.
DOCUMENTS = 5 * 2**16 + 3
ends = st.builds(
    lambda at, beside: max(0, min(DOCUMENTS - 1, at + beside)),
    st.sampled_from(
        [0, *range(top_k.WINDOW, DOCUMENTS, 7 * top_k.WINDOW), *range(0, DOCUMENTS, 2**16)]
    ),
    st.integers(-2, 2),
)
counts = st.dictionaries(st.integers(0, DOCUMENTS - 1) | ends, st.integers(1, 9), max_size=12)
runs = st.builds(
    lambda first, step, size: {first + step * n: 1 + n % 3 for n in range(size)},
    st.integers(0, 2**16), st.sampled_from((1, 2, 5, 700)), st.integers(0, 350),
)  # fmt: skip
Counts = dict[int, int]
parts = st.lists(st.lists(counts | runs, min_size=1, max_size=2), max_size=2)

LENGTHS, TABLES = np.zeros(1, np.int64), np.zeros(1, np.int64)


def holding(part: list[Counts]) -> set[int]:
    return {document for each in part for document in each}


def listed(each: Counts) -> PostingList:
    ordered = sorted(each.items())
    documents = np.array([document for document, _ in ordered], np.uint32)
    return PostingList.of(
        documents, np.array([n for _, n in ordered], np.uint8), top_k.ADDED_COUNTS
    )


@given(
    required=parts,
    optional=parts,
    liked=st.lists(counts | runs, max_size=3),
    unwanted=parts,
    minimum=st.integers(0, 2),
    lazy=st.integers(0, 3),
    most=st.integers(1, 20),
    counting=st.booleans(),
)
def test_documents_are_found_and_scored_as_sets_say(
    required: list[list[Counts]],
    optional: list[list[Counts]],
    liked: list[Counts],
    unwanted: list[list[Counts]],
    minimum: int,
    lazy: int,
    most: int,
    counting: bool,
) -> None:
    found = set.intersection(*map(holding, required)) if required else set()
    driving = found if required else {d for part in optional for d in holding(part)}
    wanted = {
        document
        for document in driving
        if sum(document in holding(part) for part in optional) >= minimum
        and not any(document in holding(part) for part in unwanted)
    }
    adding = [each for part in (*required, *optional, liked) for each in part]
    expected = {d: sum(each.get(d, 0) for each in adding) for d in wanted}

    shape = [*required, *optional, liked, *unwanted]
    lists = [listed(each) for part in shape for each in part]
    rows = [(*each.row, 0) for each in lists]
    table = np.array(rows, np.int64).reshape(-1, top_k.COLUMNS)
    starts = np.cumsum([0, *map(len, shape)], dtype=np.int64)
    roles = np.array([len(required), len(optional), 1, len(unwanted)], np.int64)
    factors = np.ones((len(lists), 3))

    documents, scores = np.empty(DOCUMENTS, np.uint32), np.empty(DOCUMENTS)
    size = top_k.collect(table, factors, starts, roles, LENGTHS, TABLES, minimum, documents, scores)
    got = dict(zip(documents[:size].tolist(), scores[:size].tolist(), strict=True))
    assert got == expected
    assert documents[:size].tolist() == sorted(expected)

    behind = int(starts[len(required) + len(optional) + 1])
    counting = counting or bool(required) or minimum > 1
    not_gone_through = min(lazy, len(liked)) if counting else len(liked)
    left_out = [] if counting else [9 * len(part) for part in reversed(optional)]
    bounds = np.cumsum([9 * not_gone_through, *left_out], dtype=np.float64)[::-1].copy()
    totals, sizes = np.zeros(1, np.int64), np.zeros(1, np.int64)
    keys, best = np.empty((1, most)), np.empty((1, most))
    places, numbers = np.empty((1, most), np.int64), np.empty((1, most), np.int64)
    ranks, by_id = np.zeros(1, np.uint32), np.arange(DOCUMENTS, dtype=np.uint32)
    exact = top_k.rank(
        table, factors, starts, roles, behind - not_gone_through, bounds, LENGTHS, TABLES,
        top_k.BY_SCORE, address(ranks), address(by_id), math.inf, -1,
        np.array([minimum], np.int64), totals, sizes, keys, places, numbers, best,
    )  # fmt: skip
    kept = zip(numbers[0, : sizes[0]].tolist(), best[0, : sizes[0]].tolist(), strict=True)
    ordered = sorted(expected.items(), key=lambda each: (-each[1], each[0]))
    assert totals[0] == len(expected) if exact else totals[0] <= len(expected)
    assert exact or not counting
    assert sorted(kept, key=lambda each: (-each[1], each[0])) == ordered[:most]

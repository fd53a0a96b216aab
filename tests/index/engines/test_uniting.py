"""The lists of a word's levels as one list, against counting by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh import uniting
from index.engines.whoosh.pointers import address

DOCUMENTS = 40_000

postings = st.dictionaries(st.integers(0, DOCUMENTS - 1), st.integers(1, 25), max_size=20)
increments = st.tuples(*[st.integers(0, 2)] * 3).filter(any)


@given(
    lists=st.lists(st.tuples(postings, increments), min_size=1, max_size=5),
    removed=st.sets(st.integers(0, DOCUMENTS - 1), max_size=5),
    base=st.integers(0, 1000),
)
def test_counts_of_levels_are_added_up_by_document(
    lists: list[tuple[dict[int, int], tuple[int, int, int]]], removed: set[int], base: int
) -> None:
    expected: dict[int, Counter[int]] = {}
    for counts, adds in lists:
        for document, times in counts.items():
            if document not in removed:
                of = expected.setdefault(base + document, Counter())
                of.update({level: adds[level] * times for level in range(uniting.LEVELS)})
    live = np.ones(DOCUMENTS, np.bool_)
    live[list(removed)] = False
    flat = [sorted(counts.items()) for counts, _ in lists]
    together = np.array([each for some in flat for each in some], np.uint32).reshape(-1, 2)
    starts = np.cumsum([0, *map(len, flat)], dtype=np.int64)
    steps = [sum(n << (uniting.BITS * at) for at, n in enumerate(adds)) for _, adds in lists]
    found, said = np.empty(len(together), np.uint32), np.empty(len(together), np.uint8)
    small = np.full(uniting.SMALL_CODES, -1, np.int16)
    known = np.zeros(uniting.CODES * uniting.LEVELS, np.uint8)
    held = np.zeros(uniting.LEVELS, np.int64)
    size, _ = uniting.unite(
        together[:, 0].copy(), together[:, 1].copy(), starts, np.array(steps, np.int64), base,
        address(live), small, known, 0, found, said, 0, held,
    )  # fmt: skip
    rows = known.reshape(-1, uniting.LEVELS)[said[:size]].tolist()
    assert found[:size].tolist() == sorted(expected)
    assert rows == [[expected[n][level] for level in range(3)] for n in sorted(expected)]
    assert held.tolist() == [sum(of[level] > 0 for of in expected.values()) for level in range(3)]

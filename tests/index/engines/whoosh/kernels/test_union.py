"""The lists of a word's levels as one list, against counting by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.arrays.types import I64, U32
from index.engines.whoosh.kernels import union
from index.engines.whoosh.kernels.pointers import address

DOCUMENTS = 40_000

# Unites one list of three documents and prints what was found.
ALONE = """
import numpy as np
from index.engines.whoosh.kernels import union
found, said = np.zeros(3, np.uint32), np.zeros(3, np.uint8)
documents, counts = np.array([0, 1, 5], np.uint32), np.array([1, 2, 3], np.uint32)
small = np.full(union.SMALL_CODES, -1, np.int16)
known = np.zeros(union.CODES * union.LEVELS, np.uint8)
starts, held = np.array([0, 3]), np.zeros(union.LEVELS, np.int64)
union.unite(
    documents, counts, starts, np.array([1]), 0, 0, union.FEW,
    small, known, 0, found, said, 0, held, *union.workspace(),
)
print(found.tolist(), known[3 * said].tolist())
"""

few = st.dictionaries(st.integers(0, DOCUMENTS - 1), st.integers(1, 25), max_size=20)
# Long enough to be gone through one by one, and with neighbours.
many = st.builds(
    lambda first, step, size, times: {first + step * n: times for n in range(size)},
    st.integers(0, 10_000), st.integers(1, 60), st.integers(union.SHORT - 1, 400),
    st.integers(1, 25),
)  # fmt: skip
postings = few | many
shares = st.sampled_from((union.FEW, union.SOME, union.MANY))
increments = st.tuples(*[st.integers(0, 2)] * 3).filter(any)


def test_no_memory_is_read_that_was_given_back() -> None:
    # The C library overwrites what is freed: a kernel that still reads it finds something else.
    environment = dict(os.environ, MALLOC_PERTURB_="85", MALLOC_MMAP_THRESHOLD_="1000000")
    done = subprocess.run(
        [sys.executable, "-c", ALONE], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[0, 1, 5] [1, 2, 3]\n"


@given(
    lists=st.lists(st.tuples(postings, increments), min_size=1, max_size=5),
    removed=st.sets(st.integers(0, DOCUMENTS - 1), max_size=5),
    base=st.integers(0, 1000),
    share=shares,
)
def test_frequenciesof_levels_are_added_up_by_document(
    lists: list[tuple[dict[int, int], tuple[int, int, int]]],
    removed: set[int],
    base: int,
    share: int,
) -> None:
    expected: dict[int, Counter[int]] = {}
    for counts, adds in lists:
        for document, times in counts.items():
            if document not in removed:
                of = expected.setdefault(base + document, Counter())
                of.update({level: adds[level] * times for level in range(union.LEVELS)})
    documents, frequencies, starts = flat([counts for counts, _ in lists])
    steps = [sum(n << (union.BITS * at) for at, n in enumerate(adds)) for _, adds in lists]
    found, said = np.empty(len(documents), np.uint32), np.empty(len(documents), np.uint8)
    small = np.full(union.SMALL_CODES, -1, np.int16)
    known = np.zeros(union.CODES * union.LEVELS, np.uint8)
    held = np.zeros(union.LEVELS, np.int64)
    live, work = without(removed), union.workspace()
    size, _ = union.unite(
        documents, frequencies, starts, np.array(steps, np.int64), base, address(live), share,
        small, known, 0, found, said, 0, held, *work,
    )  # fmt: skip
    rows = known.reshape(-1, union.LEVELS)[said[:size]].tolist()
    assert found[:size].tolist() == sorted(expected)
    assert rows == [[expected[n][level] for level in range(3)] for n in sorted(expected)]
    assert held.tolist() == [sum(of[level] > 0 for of in expected.values()) for level in range(3)]
    assert not work[0].any()
    assert not work[1].any()


@given(
    lists=st.lists(postings, min_size=1, max_size=5),
    removed=st.sets(st.integers(0, DOCUMENTS - 1), max_size=5) | st.none(),
    base=st.integers(0, 1000),
    share=shares,
)
def test_counts_of_one_level_are_added_up_by_document(
    lists: list[dict[int, int]], removed: set[int] | None, base: int, share: int
) -> None:
    expected: Counter[int] = Counter()
    for counts in lists:
        expected.update(
            {base + n: times for n, times in counts.items() if n not in (removed or ())}
        )
    documents, times, starts = flat(lists)
    found, said = np.empty(len(documents), np.uint32), np.empty(len(documents), np.uint8)
    live, work = without(removed or set()), union.workspace()
    size, largest = union.unite_counts(
        documents, times, starts, np.ones(len(lists), np.int64), base,
        0 if removed is None else address(live), share, found, address(said), False, *work,
    )  # fmt: skip
    assert list(zip(found[:size].tolist(), said[:size].tolist(), strict=True)) == sorted(
        expected.items()
    )
    assert largest >= max(expected.values(), default=0)
    assert not work[0].any()
    assert not work[1].any()


@pytest.mark.parametrize("times", [255, 256, union.MAX_COUNT])
def test_a_large_count_is_said_to_be_one(times: int) -> None:
    counts, found = np.array([times], np.uint32), np.empty(1, np.uint32)
    said = np.empty(1)
    one, starts = np.ones(1, np.int64), np.array([0, 1])
    size, largest = union.unite_counts(
        np.array([7], np.uint32), counts, starts, one, 0, 0, 0,
        found, address(said), True, *union.workspace(),
    )  # fmt: skip
    assert (size, largest, said.tolist()) == (1, times, [times])


def flat(lists: list[dict[int, int]]) -> tuple[U32, U32, I64]:
    ordered = [sorted(each.items()) for each in lists]
    together = np.array([each for some in ordered for each in some], np.uint32).reshape(-1, 2)
    starts = np.cumsum([0, *map(len, ordered)], dtype=np.int64)
    return together[:, 0].copy(), together[:, 1].copy(), starts


def without(removed: set[int]) -> NDArray[np.bool_]:
    live = np.ones(DOCUMENTS, np.bool_)
    live[list(removed)] = False
    return live

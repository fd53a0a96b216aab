"""The lists of a word's levels as one list, against counting by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh import uniting
from index.engines.whoosh.pointers import address

DOCUMENTS = 40_000

# Unites one list of three documents and prints what was found.
ALONE = """
import numpy as np
from index.engines.whoosh import uniting
from tests.index.engines.test_uniting import zeros
found, said = np.zeros(3, np.uint32), np.zeros(3, np.uint8)
documents, counts = np.array([0, 1, 5], np.uint32), np.array([1, 2, 3], np.uint32)
small = np.full(uniting.SMALL_CODES, -1, np.int16)
known = np.zeros(uniting.CODES * uniting.LEVELS, np.uint8)
starts, held = np.array([0, 3]), np.zeros(uniting.LEVELS, np.int64)
uniting.unite(
    documents, counts, starts, np.array([1]), 0, 0, small, known, 0, found, said, 0, held, *zeros()
)
print(found.tolist(), known[3 * said].tolist())
"""

postings = st.dictionaries(st.integers(0, DOCUMENTS - 1), st.integers(1, 25), max_size=20)
increments = st.tuples(*[st.integers(0, 2)] * 3).filter(any)


def zeros() -> tuple[uniting.I64, uniting.U64]:
    return np.zeros(uniting.WINDOW, np.int64), np.zeros(uniting.WINDOW // 64, np.uint64)


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
        address(live), small, known, 0, found, said, 0, held, *zeros(),
    )  # fmt: skip
    rows = known.reshape(-1, uniting.LEVELS)[said[:size]].tolist()
    assert found[:size].tolist() == sorted(expected)
    assert rows == [[expected[n][level] for level in range(3)] for n in sorted(expected)]
    assert held.tolist() == [sum(of[level] > 0 for of in expected.values()) for level in range(3)]

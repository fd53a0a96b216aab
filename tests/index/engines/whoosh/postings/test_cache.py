from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.postings.cache import Memory
from index.engines.whoosh.postings.posting_list import PostingList


def listed(size: int) -> PostingList:
    return PostingList.marked(np.arange(size))


def filled(most: int, *keys: str) -> Memory[PostingList]:
    memory: Memory[PostingList] = Memory(most)
    for key in keys:
        memory.put(key, listed(1000))
    return memory


def test_the_list_not_asked_for_longest_is_forgotten_first() -> None:
    memory = filled(7_000, "a", "b", "c")
    assert [memory.get(key) is None for key in "abc"] == [True, False, False]


def test_lists_asked_for_again_outlive_those_asked_for_once() -> None:
    memory = filled(10_000, "asked again", "once")
    memory.get("asked again")
    for key in range(20):
        memory.put(str(key), listed(1000))
    assert memory.get("asked again") is not None
    assert memory.get("once") is None


def test_a_list_larger_than_all_room_is_still_given() -> None:
    assert len(filled(100).put("large", listed(5000))) == 5000


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.integers(0, 3000))))
def test_no_more_is_remembered_than_there_is_room_for(
    asked: list[tuple[bool, int, int]],
) -> None:
    memory: Memory[PostingList] = Memory(20_000)
    for put, key, size in asked:
        if put:
            memory.put(key, listed(size))
        else:
            memory.get(key)
    left = [found for key in range(31) if (found := memory.get(key))]
    assert len(left) <= 1 or sum(each.bytes for each in left) <= 20_000

"""A bounded cache: what it keeps, and what it drops first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.bounded_cache import BoundedCache


def filled(limit: int, *keys: str) -> BoundedCache[str, int]:
    cache: BoundedCache[str, int] = BoundedCache(limit, lambda size: size)
    for key in keys:
        cache.put(key, 5)
    return cache


def test_the_least_recently_used_value_is_dropped_first() -> None:
    cache = filled(12, "a", "b", "c")
    assert [cache.get(key) for key in "abc"] == [None, 5, 5]


def test_values_used_again_outlive_those_used_once() -> None:
    cache = filled(50, "again", "once")
    cache.get("again")
    for key in range(20):
        cache.put(str(key), 5)
    assert (cache.get("again"), cache.get("once")) == (5, None)


def test_of_values_used_again_too_the_least_recent_is_dropped() -> None:
    cache = filled(10, "a", "b")
    assert [cache.get(key) for key in "aba"] == [5, 5, 5]
    cache.put("c", 5)
    assert [cache.get(key) for key in "abc"] == [5, None, 5]


def test_a_value_larger_than_the_limit_is_given_and_not_kept() -> None:
    cache = filled(6, "small")
    assert (cache.put("large", 9), cache.get("large"), cache.get("small")) == (9, None, 5)


def test_without_sizes_values_are_counted() -> None:
    cache: BoundedCache[int, str] = BoundedCache(3)
    for key in range(5):
        cache.put(key, "")
    assert [key for key in range(5) if cache.get(key) is not None] == [2, 3, 4]


def test_a_value_is_made_once() -> None:
    made = iter((1, 2))
    cache: BoundedCache[str, int] = BoundedCache(3)
    assert [cache.get_or_make("a", made.__next__) for _ in range(3)] == [1, 1, 1]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.integers(1, 3000))))
def test_no_more_is_kept_than_the_limit(steps: list[tuple[bool, int, int]]) -> None:
    cache: BoundedCache[int, int] = BoundedCache(20_000, lambda size: size)
    for put, key, size in steps:
        if put:
            cache.put(key, size)
        else:
            cache.get(key)
    assert sum(cache.get(key) or 0 for key in range(31)) <= 20_000

"""A cache with a limit, for whatever is worked out again and again.

Entries that were used again outlive those that were used once, so a series of rare queries doesn't
drive out what everybody searches for (segmented LRU; Karedla, Love and Wherry 1994, "Caching
strategies to improve disk system performance").
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")

# How much of the limit is for entries that were used again.
_SHARE_OF_USED: Final = 0.8


class BoundedCache(Generic[_Key, _Value]):
    """Values by key; safe for several threads.

    Args:
        limit: of the sizes of all values together; a larger value is not kept.
        size_of: the size of a value; without it, each has size 1.
    """

    def __init__(self, limit: int, size_of: Callable[[_Value], int] = lambda _: 1) -> None:
        self._limit = limit
        self._size_of = size_of
        self._lock = threading.Lock()
        self._new: OrderedDict[_Key, _Value] = OrderedDict()
        self._used: OrderedDict[_Key, _Value] = OrderedDict()
        self._size = 0
        self._size_of_used = 0

    def get(self, key: _Key) -> _Value | None:
        """The value of a key; None if it isn't there."""
        with self._lock:
            found = self._used.get(key)
            if found is not None:
                self._used.move_to_end(key)
                return found
            found = self._new.pop(key, None)
            if found is not None:
                self._used[key] = found
                self._size_of_used += self._size_of(found)
                while self._size_of_used > _SHARE_OF_USED * self._limit:
                    least_recent, moved = self._used.popitem(last=False)
                    self._size_of_used -= self._size_of(moved)
                    self._new[least_recent] = moved
            return found

    def put(self, key: _Key, value: _Value) -> _Value:
        """Keep a value unless the key has one, drop the least recently used, and return it."""
        size = self._size_of(value)
        with self._lock:
            if size <= self._limit and key not in self._used and key not in self._new:
                self._new[key] = value
                self._size += size
            while self._size > self._limit:
                dropped_from = self._new or self._used
                _, dropped = dropped_from.popitem(last=False)
                self._size -= self._size_of(dropped)
                if dropped_from is self._used:
                    self._size_of_used -= self._size_of(dropped)
            return value

    def get_or_make(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """The value of a key; it is made and kept if it isn't there."""
        found = self.get(key)
        return self.put(key, make()) if found is None else found

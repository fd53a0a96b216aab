"""What readers remember of earlier questions, up to so many bytes.

Lists that were asked for again are kept before those that were asked for once, so a run of rare
questions doesn't drive out what everybody asks (segmented LRU; Karedla, Love and Wherry 1994,
"Caching strategies to improve disk system performance").
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

from index.engines.whoosh.postings.posting_list import PostingList

Kept = TypeVar("Kept", bound=PostingList)

# What an entry costs beside its arrays: objects, key, place in the table.
_BESIDE_BYTES: Final = 1000
# How much of all is for lists that were asked for again.
_ASKED_AGAIN: Final = 0.8


class Memory(Generic[Kept]):
    """The lists that were asked for; safe for several threads.

    Args:
        most: bytes that they may take together.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._once: OrderedDict[Hashable, Kept] = OrderedDict()
        self._again: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self._bytes_again = 0

    def get(self, key: Hashable) -> Kept | None:
        """What is remembered under a key."""
        with self._lock:
            found = self._again.get(key)
            if found is not None:
                self._again.move_to_end(key)
                return found
            found = self._once.pop(key, None)
            if found is not None:
                self._again[key] = found
                self._bytes_again += _bytes(found)
                self._make_room_again()
            return found

    def put(self, key: Hashable, made: Kept) -> Kept:
        """Remember a list, and forget those that were not asked for longest."""
        with self._lock:
            if key not in self._again and key not in self._once:
                self._once[key] = made
                self._bytes += _bytes(made)
            while self._bytes > self._most and len(self._once) + len(self._again) > 1:
                oldest = self._once if self._once else self._again
                _, forgotten = oldest.popitem(last=False)
                self._bytes -= _bytes(forgotten)
                if oldest is self._again:
                    self._bytes_again -= _bytes(forgotten)
            return made

    def _make_room_again(self) -> None:
        """Let those that were not asked for longest compete with those asked for once."""
        while self._bytes_again > _ASKED_AGAIN * self._most and len(self._again) > 1:
            key, moved = self._again.popitem(last=False)
            self._bytes_again -= _bytes(moved)
            self._once[key] = moved


def _bytes(listed: PostingList) -> int:
    return listed.bytes + _BESIDE_BYTES

"""What readers remember of earlier questions, up to so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

from index.engines.whoosh.listed import Listed

Kept = TypeVar("Kept", bound=Listed)

# What an entry costs beside its arrays: objects, key, place in the table.
_BESIDE_BYTES: Final = 600


class Memory(Generic[Kept]):
    """The lists that were asked for last; safe for several threads.

    Args:
        most: bytes that they may take together.
    """

    def __init__(self, most: int) -> None:
        """See the class."""
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Kept | None:
        """What is remembered under a key."""
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
            return found

    def put(self, key: Hashable, made: Kept) -> Kept:
        """Remember a list, and forget those that were not asked for longest."""
        with self._lock:
            if key not in self._known:
                self._known[key] = made
                self._bytes += made.bytes + _BESIDE_BYTES
            while self._bytes > self._most and len(self._known) > 1:
                _, forgotten = self._known.popitem(last=False)
                self._bytes -= forgotten.bytes + _BESIDE_BYTES
            return made

"""A lock for searches: threads of one interpreter answer sooner one after the other than at once.

They share the interpreter's lock, which each step outside of it (a compiled loop, a block that is
decompressed) may hand over, some forty times a search. With four searches at a time that cost a
fifth of all the time, and all of them were answered late.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MAX_WAIT_SECONDS: Final = 0.05


class FairLock:
    """Lets threads through one by one, but a slow one does not hold up the others.

    Args:
        max_wait: seconds after which a thread goes ahead beside the one that has the lock.
    """

    def __init__(self, max_wait: float = MAX_WAIT_SECONDS) -> None:
        self._max_wait = max_wait
        self._lock: Final = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have the lock while the context lasts, or go ahead without it after the wait."""
        ours = self._lock.acquire(timeout=self._max_wait)
        try:
            yield
        finally:
            if ours:
                self._lock.release()

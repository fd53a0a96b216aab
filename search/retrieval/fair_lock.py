"""Turns: threads of one interpreter answer sooner one after the other than all at once.

They share the interpreter's lock, and each step outside of it (a compiled loop, a block that is
decompressed) is an occasion to hand it over, some forty times a search. With four searches at a
time that cost a fifth of all the time, and each of them was answered last.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE_SECONDS: Final = 0.05


class FairLock:
    """Lets threads through one by one, unless one takes long.

    Args:
        patience: after so many seconds whoever waits goes ahead beside whoever has the turn: a
            slow search must not hold up the quick ones.
    """

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._turn: Final = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn and have it while the context lasts."""
        ours = self._turn.acquire(timeout=self._patience)
        try:
            yield
        finally:
            if ours:
                self._turn.release()

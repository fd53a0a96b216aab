"""Turns: one by one, but nobody waits for somebody slow."""

from __future__ import annotations

import threading

import pytest

from search.retrieval.fair_lock import FairLock

LONG = 60.0


def entering(searches: FairLock) -> tuple[threading.Thread, threading.Event]:
    """A thread that waits for a turn, and what it sets when it has one."""
    entered = threading.Event()

    def go() -> None:
        with searches.held():
            entered.set()

    thread = threading.Thread(target=go)
    thread.start()
    return thread, entered


def test_one_waits_for_the_other() -> None:
    searches = FairLock(max_wait=LONG)
    with searches.held():
        thread, entered = entering(searches)
        assert not entered.wait(0.05)
    thread.join()
    assert entered.is_set()


def test_nobody_waits_longer_than_the_patience_lasts() -> None:
    searches = FairLock(max_wait=0.0)
    with searches.held():
        thread, entered = entering(searches)
        thread.join()
        assert entered.is_set()


def test_who_went_ahead_leaves_the_turn_to_whoever_has_it() -> None:
    searches = FairLock(max_wait=0.0)
    with searches.held():
        with searches.held():
            pass
        assert searches._lock.locked()
    assert not searches._lock.locked()


def test_a_failure_gives_the_turn_back() -> None:
    searches = FairLock(max_wait=LONG)
    with pytest.raises(ZeroDivisionError), searches.held():
        raise ZeroDivisionError
    thread, _ = entering(searches)
    thread.join()

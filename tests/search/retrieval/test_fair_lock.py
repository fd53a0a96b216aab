"""Turns: one by one, but nobody waits for somebody slow."""

from __future__ import annotations

import threading

import pytest

from search.retrieval.fair_lock import FairLock

LONG = 60.0


def entering(turns: FairLock) -> tuple[threading.Thread, threading.Event]:
    """A thread that waits for a turn, and what it sets when it has one."""
    entered = threading.Event()

    def go() -> None:
        with turns.one():
            entered.set()

    thread = threading.Thread(target=go)
    thread.start()
    return thread, entered


def test_one_waits_for_the_other() -> None:
    turns = FairLock(patience=LONG)
    with turns.one():
        thread, entered = entering(turns)
        assert not entered.wait(0.05)
    thread.join()
    assert entered.is_set()


def test_nobody_waits_longer_than_the_patience_lasts() -> None:
    turns = FairLock(patience=0.0)
    with turns.one():
        thread, entered = entering(turns)
        thread.join()
        assert entered.is_set()


def test_who_went_ahead_leaves_the_turn_to_whoever_has_it() -> None:
    turns = FairLock(patience=0.0)
    with turns.one():
        with turns.one():
            pass
        assert turns._turn.locked()
    assert not turns._turn.locked()


def test_a_failure_gives_the_turn_back() -> None:
    turns = FairLock(patience=LONG)
    with pytest.raises(ZeroDivisionError), turns.one():
        raise ZeroDivisionError
    thread, _ = entering(turns)
    thread.join()

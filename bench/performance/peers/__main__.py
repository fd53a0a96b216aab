"""One peer in a process of its own; what it found is printed as one line of JSON.

python -m bench.performance.peers NAME build CORPUS TERMS INDEX
python -m bench.performance.peers NAME first INDEX QUESTIONS
python -m bench.performance.peers NAME ask INDEX QUESTIONS COUNT ROUNDS KIND,KIND
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bench.performance.measures import Kind
from bench.performance.peers.protocol import Ask, Peer, Session
from bench.performance.questions import read

PEERS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "fihris": ("fihris", "Fihris", {}),
    "whoosh": ("stock_whoosh", "StockWhoosh", {}),
    "tantivy": ("tantivy_terms", "Tantivy", {}),
    "tantivy-arabic": ("tantivy_terms", "Tantivy", {"own": True}),
    "fts5": ("fts5", "Fts5", {}),
    "bm25s": ("bm25s_terms", "Bm25s", {}),
    "plain": ("plain", "Plain", {}),
}
"""Where each peer stands: only one's own library is loaded."""

WARM_UP: Final = 2
WARM: Final = 20.0
"""After so many seconds no further round is asked without a clock."""


def peer(name: str) -> Peer:
    """The peer of that name."""
    module, made_by, options = PEERS[name]
    made: Callable[..., Peer] = getattr(import_module(f"bench.performance.peers.{module}"), made_by)
    return made(**options)


def answered(prepared: Sequence[Ask], rounds: int) -> dict[str, Any]:
    """Ask each prepared question, a few rounds unmeasured, then `rounds` with a clock."""
    began = time.perf_counter()
    answers = [ask() for ask in prepared]
    for _ in range(1, min(WARM_UP, rounds)):
        if time.perf_counter() - began < WARM:
            answers = [ask() for ask in prepared]
    times = []
    gc.collect()
    for _ in range(rounds):
        nanoseconds = []
        for ask in prepared:
            began = time.perf_counter_ns()
            ask()
            nanoseconds.append(time.perf_counter_ns() - began)
        times.append(nanoseconds)
    return {"answers": [asdict(answer) for answer in answers], "nanoseconds": times}


def ask(session: Session, questions: Path, count: int, rounds: int, kinds: str) -> dict[str, Any]:
    """Everything that is asked of one opened index."""
    wanted = read(questions)[:count]
    found = {}
    for kind in map(Kind, kinds.split(",")):
        prepared = [session.prepare(kind, question) for question in wanted]
        found[kind.value] = answered(prepared, rounds)
    return found


def main(arguments: Sequence[str]) -> None:
    """Do what the arguments say and print what it gave."""
    name, action, *rest = arguments
    chosen = peer(name)
    printed: Any
    if action == "build":
        corpus, terms, index = map(Path, rest)
        printed = {"documents": chosen.build(corpus, terms, index)}
    elif action == "first":
        question = read(Path(rest[1]))[0]
        kind = next(each for each in (Kind.SEARCH, Kind.TOP, Kind.TOTAL) if each in chosen.kinds)
        printed = asdict(chosen.open(Path(rest[0])).prepare(kind, question)())
    else:
        session = chosen.open(Path(rest[0]))
        printed = ask(session, Path(rest[1]), int(rest[2]), int(rest[3]), rest[4])
    print(json.dumps(printed, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

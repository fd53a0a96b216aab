"""Damages an index again and again and asks it; run in a process of its own, with little memory.

    python damage.py FOLDER SEED TIMES

FOLDER holds an intact index. Prints a line for each case that neither answers as the intact index
does nor raises DamagedIndexError, and for each that takes longer than a few seconds or asks for
much memory.
"""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from index.analysis import Level, Reading
from index.engines.protocols import FieldWeights, Order, Retrieval
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.segments.segment import SegmentReader
from index.engines.whoosh.segments.toc import read_toc
from index.engines.whoosh.writing.merging import merge
from index.model.errors import DamagedIndexError
from index.model.os_errors import reading
from index.model.query import (
    Everything,
    Fuzzy,
    Phrase,
    Prefix,
    TextField,
    Wildcard,
    Word,
)

SECONDS = 10
MEMORY = 200 * 2**20
"""What may be taken beside what a process takes that has answered: the index has 200 KB."""

WEIGHTS = FieldWeights(
    {(field, level): 1.0 for field in TextField for level in Level},
    1.2,
    dict.fromkeys(TextField, 0.5),
)
BOOK, LESSON = (Word(text, (Reading(text, text, text),)) for text in ("كتاب", "درس"))
QUERIES = (
    BOOK,
    LESSON,
    Phrase("…", (BOOK, LESSON)),
    Prefix("…", "ك"),
    Wildcard("…", "*ا*"),
    Fuzzy("…", "كتاب", 2),
    Everything(),
)


def flip(content: bytearray, random: Random) -> None:
    for _ in range(random.choice((1, 1, 8))):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)


def overwrite(content: bytearray, random: Random) -> None:
    start = random.randrange(len(content))
    end = min(len(content), start + random.choice((1, 4, 8, 512, 20_000)))
    content[start:end] = random.choice((bytes, random.randbytes))(end - start)


def overwrite_end(content: bytearray, random: Random) -> None:
    start = random.randrange(max(0, len(content) - 40), len(content))
    end = min(len(content), start + random.choice((1, 4, 8)))
    content[start:end] = random.choice((bytes, random.randbytes))(end - start)


def cut(content: bytearray, random: Random) -> None:
    del content[random.randrange(len(content)) :]


def cut_out(content: bytearray, random: Random) -> None:
    start = random.randrange(len(content))
    del content[start : start + random.choice((1, 4, 64, 16 * 2**10))]


def extend(content: bytearray, random: Random) -> None:
    content += random.choice((bytes, random.randbytes))(random.choice((1, 20, 5000)))


def repeat(content: bytearray, random: Random) -> None:
    size = random.choice((4, 64, 16 * 2**10))
    source, target = (random.randrange(max(1, len(content) - size)) for _ in range(2))
    content[target : target + size] = content[source : source + size]


def empty(content: bytearray, random: Random) -> None:
    content[:] = bytes(random.choice((0, len(content))))


DAMAGES: tuple[Callable[[bytearray, Random], None], ...] = (
    flip,
    flip,
    overwrite,
    overwrite,
    overwrite_end,
    cut,
    cut_out,
    extend,
    repeat,
    empty,
)


def damage(folder: Path, random: Random) -> str:
    """Damage one file in one way, or put one in another's place; say which and how."""
    files = sorted(file for file in folder.iterdir() if file.stat().st_size)
    file = random.choice(files)
    if random.random() < 0.05:
        file.unlink()
        return f"{file.suffix} removed"
    content = bytearray(file.read_bytes())
    if random.random() < 0.05:
        other = random.choice(files)
        _replace(file, other.read_bytes())
        _replace(other, bytes(content))
        return f"{file.name} and {other.name} swapped"
    how = random.choice(DAMAGES)
    how(content, random)
    _replace(file, bytes(content))
    return f"{file.suffix} {how.__name__}"


def _replace(file: Path, content: bytes) -> None:
    """Give a name another content; the intact index may share the file."""
    file.unlink()
    file.write_bytes(content)


def answers(folder: Path) -> list[Any]:
    """Ask for everything."""
    given: list[Any] = []
    with WhooshEngine().open(folder) as index:
        for query in QUERIES:
            for order in (Order.SCORE, Order.NEWEST):
                given.append(
                    index.retriever.search([Retrieval(query, WEIGHTS, 20, order=order)])[0]
                )
        faceted = Retrieval(BOOK, WEIGHTS, 5, facets=("source", "date"))
        given.append(index.retriever.search([faceted])[0])
        found = index.retriever.search([Retrieval(BOOK, WEIGHTS, 1000)])[0].found
        given.append(index.retriever.documents([each.id for each in found]))
        given.append(index.retriever.statistics())
        given.append(index.vocabulary.doc_freq(TextField.BODY, Level.FORM, "كتاب"))
        given.append(sorted(index.retriever.ids()))
    return given


def change(folder: Path) -> list[Any]:
    """Begin to change it, and merge its segments."""
    writer = WhooshEngine().change(folder)
    given = [writer.remove(["d1", "d2", "no such id"])]
    writer.abort()
    with reading(folder):
        segments = [SegmentReader(folder, each.name, each.removed) for each in read_toc(folder)]
    with tempfile.TemporaryDirectory(dir=folder) as place:
        merge(Path(place), segments, "MAIN_merged")
        return [*given, *(file.read_bytes() for file in sorted(Path(place).iterdir()))]


def ended(ask: Callable[[Path], list[Any]], folder: Path, wanted: list[Any] | None = None) -> str:
    """How asking ends: "answered", "refused", or what went wrong."""
    try:
        given = ask(folder)
    except DamagedIndexError as error:
        return f"{error}: too much memory" if "MemoryError" in str(error) else "refused"
    except Exception:
        return traceback.format_exc(limit=-4)
    return "answered" if wanted is None or given == wanted else "another answer"


def main(folder: Path, seed: int, times: int) -> None:
    faulthandler.enable()
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    asking = [(ask, ask(_shared(folder, Path(tempfile.mkdtemp(dir=folder.parent)))))
              for ask in (answers, change)]  # fmt: skip
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    ends = {"answered": 0, "refused": 0}
    for case in range(seed, seed + times):
        with tempfile.TemporaryDirectory(dir=folder.parent) as place:
            copy = _shared(folder, Path(place))
            how = damage(copy, Random(case))
            for ask, wanted in asking:
                signal.alarm(SECONDS)
                try:
                    end = ended(ask, copy, wanted)
                except KeyboardInterrupt:
                    end = traceback.format_exc(limit=-6)
                signal.alarm(0)
                if end in ends:
                    ends[end] += 1
                else:
                    print(f"case {case}, {how}, {ask.__name__}: {end}", flush=True)
    print(ends, file=sys.stderr)


def _shared(folder: Path, place: Path) -> Path:
    """A copy that shares its files with the intact index."""
    for file in folder.iterdir():
        os.link(file, place / file.name)
    return place


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

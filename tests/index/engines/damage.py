"""Damages an index again and again and asks it; run in a process of its own, with little memory.

    python damage.py FOLDER SEED TIMES

FOLDER holds an intact index. Prints a line for each case that neither answers nor raises
DamagedIndexError, and for each that takes longer than a few seconds.
"""

from __future__ import annotations

import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random

from index.analysis import Level, Reading
from index.engines.protocols import FieldWeights, Retrieval
from index.engines.whoosh import WhooshEngine
from index.errors import DamagedIndexError
from index.query import Everything, Fuzzy, Phrase, Prefix, TextField, Wildcard, Word

MEMORY = 3 * 2**30
SECONDS = 10

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
    end = min(len(content), start + random.choice((1, 4, 8, 512)))
    content[start:end] = random.choice((bytes, random.randbytes))(end - start)


def cut(content: bytearray, random: Random) -> None:
    del content[random.randrange(len(content)) :]


def empty(content: bytearray, random: Random) -> None:
    content[:] = bytes(random.choice((0, len(content))))


DAMAGES: tuple[Callable[[bytearray, Random], None], ...] = (
    flip,
    flip,
    overwrite,
    overwrite,
    cut,
    empty,
)


def damage(folder: Path, random: Random) -> str:
    """Damage one file in one way; say which and how."""
    files = sorted(file for file in folder.iterdir() if file.stat().st_size)
    file = random.choice(files)
    if random.random() < 0.05:
        file.unlink()
        return f"{file.suffix} removed"
    content = bytearray(file.read_bytes())
    how = random.choice(DAMAGES)
    how(content, random)
    file.write_bytes(content)
    return f"{file.suffix} {how.__name__}"


def ask(folder: Path) -> str:
    """Ask for everything; say how it ended."""
    try:
        with WhooshEngine().open(folder) as reader:
            for query in QUERIES:
                found = reader.retrieve(Retrieval(query, WEIGHTS, 1000)).found
                reader.documents([each.id for each in found])
            reader.statistics()
            reader.frequency(TextField.BODY, Level.FORM, "كتاب")
            return "answered"
    except DamagedIndexError:
        return "refused"
    except Exception:
        return traceback.format_exc(limit=-4)


def main(folder: Path, seed: int, times: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    ends = {"answered": 0, "refused": 0}
    for case in range(seed, seed + times):
        with tempfile.TemporaryDirectory() as place:
            copy = Path(shutil.copytree(folder, Path(place, "index")))
            how = damage(copy, Random(case))
            signal.alarm(SECONDS)
            try:
                end = ask(copy)
            except KeyboardInterrupt:
                end = traceback.format_exc(limit=-6)
            signal.alarm(0)
        if end in ends:
            ends[end] += 1
        else:
            print(f"case {case}, {how}: {end}", flush=True)
    print(ends, file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

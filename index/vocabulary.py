"""The vocabulary: stems that earlier builds worked out, kept beside the index.

A word costs Tashaphyne about 0.1 ms, and most words of a rebuild were read by the one before.
The file is a cache: of another analysis, damaged or lost, it costs time and changes no result.

    {"fingerprint": …, "words": …, "checksum": …}
    spelling TAB stem TAB root
    …
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from index.durable import storing, write_whole

FILE: Final = "vocabulary"

# About 60 MB in each process. The first spellings that a collection brings are its frequent
# ones (Heaps 1978, section 7.5): what doesn't fit is rare and soon worked out again.
MOST_WORDS: Final = 300_000

Stems: TypeAlias = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known stems, and why there are none where a file could not be used.

    Attributes:
        stems: stem and root by spelling.
        complaint: what was wrong with the file, None where it was used or there is none.
    """

    stems: Stems = field(default_factory=dict)
    complaint: str | None = None


def load(directory: Path, fingerprint: str) -> Vocabulary:
    """The stems kept in an index directory, if the analysis with `fingerprint` made them."""
    try:
        first, _, lines = (directory / FILE).read_text(encoding="utf-8").partition("\n")
        header = json.loads(first)
        if header["fingerprint"] != fingerprint:
            return Vocabulary()
        if header["checksum"] != _checksum(lines):
            return Vocabulary(complaint="its checksum is wrong")
        words = (line.split("\t") for line in lines.split("\n") if line)
        return Vocabulary({spelling: (stem, root) for spelling, stem, root in words})
    except FileNotFoundError:
        return Vocabulary()
    except (OSError, ValueError, LookupError, TypeError) as error:
        return Vocabulary(complaint=f"{type(error).__name__}: {error}")


def save(directory: Path, fingerprint: str, known: Stems, learned: Stems) -> None:
    """Keep what was learned, and of what was known as much as there is room for.

    Args:
        directory: the index directory.
        fingerprint: of the analysis that made the stems.
        known: what `load` gave to the build.
        learned: what the build worked out itself.

    Raises:
        StorageError: it can't be written.
    """
    kept = dict(islice(known.items(), max(0, MOST_WORDS - len(learned))))
    kept.update(islice(learned.items(), MOST_WORDS))
    lines = "".join(map(_line, kept, kept.values()))
    header = {
        "fingerprint": fingerprint,
        "words": lines.count("\n"),
        "checksum": _checksum(lines),
    }
    with storing(directory):
        write_whole(directory / FILE, f"{json.dumps(header)}\n{lines}")


def _line(spelling: str, stems: tuple[str, str]) -> str:
    columns = (spelling, *stems)
    if any("\t" in column or "\n" in column for column in columns):
        return ""
    return "\t".join(columns) + "\n"


def _checksum(lines: str) -> str:
    return hashlib.blake2b(lines.encode(), digest_size=16).hexdigest()

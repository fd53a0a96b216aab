"""The vocabulary: stems that earlier builds worked out, kept beside the index.

Most words of a rebuild were read by the one before, and Tashaphyne takes long for each. The file
(`index.batch_analysis.stem_file`) is a cache: of another analysis, damaged or lost, it costs time
and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from index.arrays.code_points import CodePoints
from index.batch_analysis.stem_file import StemFile, Stems
from index.model.errors import StoreError

FILE: Final = "vocabulary"

# About 200 MB on the disk. When it is full, the frequent words are long in it (Heaps 1978,
# section 7.5): what doesn't fit any more is rare and soon worked out again.
MOST_WORDS: Final = 4_000_000

# Spellings learned that are held in memory before they are written, even within a build.
MOST_HELD: Final = 250_000


@dataclass(frozen=True, slots=True)
class StemCache:
    """Known stems, and why there are none where a file could not be used.

    Attributes:
        stems: stem and root by spelling.
        complaint: what was wrong with the file, None where it was used or there is none.
    """

    stems: Stems = field(default_factory=dict)
    complaint: str | None = None


def load(directory: Path, fingerprint: str) -> StemCache:
    """The stems kept in an index directory, if the analysis with `fingerprint` made them."""
    try:
        return StemCache(StemFile.read(directory / FILE, fingerprint) or {})
    except FileNotFoundError:
        return StemCache()
    except (OSError, ValueError, LookupError, TypeError) as error:
        return StemCache(complaint=str(error) or type(error).__name__)


def save(directory: Path, fingerprint: str, learned: Iterable[str]) -> None:
    """Keep what was learned beside what is kept already, as far as there is room.

    Args:
        directory: the index directory.
        fingerprint: of the analysis that made the stems.
        learned: what builds worked out, as `lines_of` writes it.

    Raises:
        StorageError: it can't be written.
    """
    kept = load(directory, fingerprint).stems
    before = kept if isinstance(kept, StemFile) else None
    StemFile.write(directory / FILE, fingerprint, before, "".join(learned), MOST_WORDS)


class Known(Mapping[str, tuple[str, str]]):
    """What a worker knows: the stems of the file, and those that others learned since.

    Args:
        kept: the stems of the file.
    """

    def __init__(self, kept: Stems) -> None:
        self._kept = kept
        self._new: dict[str, str] = {}

    @property
    def kept(self) -> StemFile | None:
        """The file, if there is one."""
        return self._kept if isinstance(self._kept, StemFile) else None

    def renew(self, kept: Stems) -> None:
        """Begin anew with the stems of a file that has all that was learned before."""
        self._kept = kept
        self._new.clear()

    def learn(self, lines: str) -> None:
        """Take what was learned, as `lines_of` writes it."""
        if len(self._new) > 2 * MOST_HELD:  # there is no room for it in the file
            self._new.clear()
        for line in lines.split("\n")[1:]:
            spelling, _, found = line.partition("\t")
            self._new[spelling] = found

    def find(self, spellings: Sequence[str]) -> list[str | None]:
        """Stem and root of each spelling with a tab between them; None where it isn't known."""
        found = [*map(self._new.get, spellings)]
        if self.kept:
            others = [place for place, each in enumerate(found) if each is None]
            entries = self.kept.entries(CodePoints.of([spellings[place] for place in others]))
            there = np.flatnonzero(entries >= 0)
            for place, line in zip(there.tolist(), self.kept.lines(entries[there]), strict=True):
                found[others[place]] = line.partition("\t")[2]
        return found

    def __getitem__(self, spelling: str) -> tuple[str, str]:
        """The stem and root of a spelling."""
        found = self._new.get(spelling)
        return self._kept[spelling] if found is None else _stems(found)

    def __iter__(self) -> Iterator[str]:
        """The spellings, in no order."""
        return iter({**self._kept, **self._new})

    def __len__(self) -> int:
        """How many spellings there are."""
        return len({**self._kept, **self._new})


class Learning:
    """What one build learns; it is kept now and then, so that little of it is in memory.

    Args:
        directory: the index directory.
        fingerprint: of the analysis.

    Attributes:
        directory: the same.
    """

    def __init__(self, directory: Path, fingerprint: str) -> None:
        self.directory = directory
        self._fingerprint = fingerprint
        self._lines: list[str] = []
        self._held = 0
        self._refused: StoreError | None = None

    def take(self, lines: str) -> bool:
        """Take what a worker learned, and say whether all so far was kept just now."""
        if self._refused or not lines:
            return False
        self._lines.append(lines)
        self._held += lines.count("\n")
        if self._held < MOST_HELD:
            return False
        try:
            self.keep()
        except StoreError as error:
            self._refused = error
            self._lines.clear()
            return False
        return True

    def keep(self) -> None:
        """Keep what isn't kept yet.

        Raises:
            StorageError: it can't be written, or could not when this was tried before.
        """
        if self._refused:
            raise self._refused
        if self._lines:
            save(self.directory, self._fingerprint, self._lines)
            self._lines.clear()
            self._held = 0


def lines_of(stems: Stems) -> str:
    """Stems as lines, each behind its line feed; a spelling that would break one is left out."""
    lines = [f"\n{spelling}\t{stem}\t{root}" for spelling, (stem, root) in stems.items()]
    joined = "".join(lines)
    if joined.count("\t") == 2 * len(lines) and joined.count("\n") == len(lines):
        return joined
    return "".join([line for line in lines if line.count("\t") == 2 and line.count("\n") == 1])


def stems_in(lines: str) -> dict[str, tuple[str, str]]:
    """The stems of such lines."""
    columns = (line.split("\t") for line in lines.split("\n") if line)
    return {spelling: (stem, root) for spelling, stem, root in columns}


def _stems(found: str) -> tuple[str, str]:
    stem, _, root = found.partition("\t")
    return stem, root

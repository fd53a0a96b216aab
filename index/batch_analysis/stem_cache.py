"""The vocabulary: stems that earlier builds computed, in a file beside the index.

Most words of a rebuild were read by the one before, and Tashaphyne takes long for each. The file
(`index.batch_analysis.stem_file`) is a cache: if another analysis wrote it, or if it is damaged or
lost, a build takes longer and gives the same index.
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

# About 200 MB on the disk. A full file contains all frequent words (Heaps 1978, section 7.5): a
# word that doesn't fit is rare, and its stem is soon computed again.
MAX_STEMS: Final = 4_000_000

# New stems of a build that are in memory before they are added to the file.
MAX_IN_MEMORY: Final = 250_000


@dataclass(frozen=True, slots=True)
class StemCache:
    """The stems of the file.

    Attributes:
        stems: stem and root by spelling; none if the file can't be used.
        complaint: what is wrong with the file; None if nothing is, or if there is none.
    """

    stems: Stems = field(default_factory=dict)
    complaint: str | None = None


def load(directory: Path, fingerprint: str) -> StemCache:
    """The stems of the file in an index directory, if the analysis with `fingerprint` made them."""
    try:
        return StemCache(StemFile.read(directory / FILE, fingerprint) or {})
    except FileNotFoundError:
        return StemCache()
    except (OSError, ValueError, LookupError, TypeError) as error:
        return StemCache(complaint=str(error) or type(error).__name__)


def save(directory: Path, fingerprint: str, learned: Iterable[str]) -> None:
    """Add stems to the file, as far as there is room.

    Args:
        directory: the index directory.
        fingerprint: of the analysis that made the stems.
        learned: new stems, as `lines_of` writes them.

    Raises:
        StorageError: the file can't be written.
    """
    stems = load(directory, fingerprint).stems
    before = stems if isinstance(stems, StemFile) else None
    StemFile.write(directory / FILE, fingerprint, before, "".join(learned), MAX_STEMS)


class Known(Mapping[str, tuple[str, str]]):
    """Stem and root by spelling: those of the file, and those that others computed since.

    Args:
        stems: of the file.
    """

    def __init__(self, stems: Stems) -> None:
        self._stems = stems
        self._new: dict[str, str] = {}

    @property
    def file(self) -> StemFile | None:
        """The file, if there is one."""
        return self._stems if isinstance(self._stems, StemFile) else None

    def renew(self, stems: Stems) -> None:
        """Replace all stems by those of a new file, which contains them."""
        self._stems = stems
        self._new.clear()

    def learn(self, lines: str) -> None:
        """Add stems, as `lines_of` writes them."""
        if len(self._new) > 2 * MAX_IN_MEMORY:  # the file is full
            self._new.clear()
        for line in lines.split("\n")[1:]:
            spelling, _, found = line.partition("\t")
            self._new[spelling] = found

    def find(self, spellings: Sequence[str]) -> list[str | None]:
        """Stem and root of each spelling, with a tab between them; None if it isn't known."""
        found = [*map(self._new.get, spellings)]
        if self.file:
            others = [place for place, each in enumerate(found) if each is None]
            entries = self.file.entries(CodePoints.of([spellings[place] for place in others]))
            there = np.flatnonzero(entries >= 0)
            for place, line in zip(there.tolist(), self.file.lines(entries[there]), strict=True):
                found[others[place]] = line.partition("\t")[2]
        return found

    def __getitem__(self, spelling: str) -> tuple[str, str]:
        """The stem and root of a spelling."""
        found = self._new.get(spelling)
        if found is None:
            return self._stems[spelling]
        stem, _, root = found.partition("\t")
        return stem, root

    def __iter__(self) -> Iterator[str]:
        """The spellings, in no order."""
        return iter({**self._stems, **self._new})

    def __len__(self) -> int:
        """How many spellings there are."""
        return len({**self._stems, **self._new})


class Learning:
    """The new stems of a build, which are added to the file whenever there are many.

    Args:
        directory: the index directory.
        fingerprint: of the analysis.

    Attributes:
        directory: as the argument.
    """

    def __init__(self, directory: Path, fingerprint: str) -> None:
        self.directory = directory
        self._fingerprint = fingerprint
        self._lines: list[str] = []
        self._count = 0
        self._error: StoreError | None = None

    def add(self, lines: str) -> bool:
        """Add the new stems of a worker, and return whether all new stems are in the file now."""
        if self._error or not lines:
            return False
        self._lines.append(lines)
        self._count += lines.count("\n")
        if self._count < MAX_IN_MEMORY:
            return False
        try:
            self.save()
        except StoreError as error:
            self._error = error
            self._lines.clear()
            return False
        return True

    def save(self) -> None:
        """Add the new stems to the file.

        Raises:
            StorageError: the file can't be written, or could not be when `add` tried.
        """
        if self._error:
            raise self._error
        if self._lines:
            save(self.directory, self._fingerprint, self._lines)
            self._lines.clear()
            self._count = 0


def lines_of(stems: Stems) -> str:
    """Stems as lines, each after a line feed, without spellings that contain a tab or line feed."""
    lines = [f"\n{spelling}\t{stem}\t{root}" for spelling, (stem, root) in stems.items()]
    joined = "".join(lines)
    if joined.count("\t") == 2 * len(lines) and joined.count("\n") == len(lines):
        return joined
    return "".join([line for line in lines if line.count("\t") == 2 and line.count("\n") == 1])

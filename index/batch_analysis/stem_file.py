"""The file of stems: spellings with their stems and roots, read in place.

    {"fingerprint": …, "words": …, "slots": …, "checksum": …} spaces LF
    hashes    128 bits of each spelling, in the order of the lines
    slots     a hash table with open addressing: 32-bit numbers of lines, from 1; 0 is empty
    ends      where each line ends, 64 bits each, from 0
    lines     spelling TAB stem TAB root, the oldest first

All processes share the file's pages, so millions of spellings take no memory of their own.
Spellings with the same 128 bits are taken for the same.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.arrays.code_points import CodePoints, hashes_of
from index.arrays.kernels import compiled
from index.arrays.offsets import starts_of
from index.arrays.types import I64, U32, U64
from index.model.os_errors import storing
from index.store.atomic_files import write_whole

Stems: TypeAlias = Mapping[str, tuple[str, str]]

_HEADER: Final = 512
"""Bytes of the header, so that the arrays after it are aligned."""
_MIN_SLOTS: Final = 1 << 10
_TAB: Final = ord("\t")
_LINE_FEED: Final = ord("\n")


class DamagedVocabularyError(ValueError):
    """The file is not as it was written."""


class StemFile(Mapping[str, tuple[str, str]]):
    """The stems of one file: stem and root by spelling.

    Args:
        content: the file after its header.
        words: how many lines it has.
        slots: how many slots it has: a power of two, of which at most half are full.
    """

    def __init__(self, content: memoryview, words: int, slots: int) -> None:
        at = 0

        def array(kind: str, count: int) -> NDArray[np.generic]:
            nonlocal at
            found = np.frombuffer(content, kind, count, at)
            at += found.nbytes
            return found

        self._hashes = array("<u8", 2 * words).reshape(-1, 2).astype(np.uint64, copy=False)
        self._slots = array("<u4", slots).astype(np.uint32, copy=False)
        self._ends = array("<i8", words + 1).astype(np.int64, copy=False)
        self._lines = content[at:]
        if (
            words < 1
            or slots & (slots - 1)
            or self._slots.max(initial=0) > words
            or self._ends[-1] != len(self._lines)
        ):
            raise DamagedVocabularyError("its parts disagree")

    def __getitem__(self, spelling: str) -> tuple[str, str]:
        """The stem and root of a spelling."""
        (entry,) = self.entries(CodePoints.of([spelling])).tolist()
        if entry < 0:
            raise KeyError(spelling)
        (line,) = self.lines([entry])
        _, stem, root = line.split("\t")
        return stem, root

    def __iter__(self) -> Iterator[str]:
        """The spellings, the oldest first."""
        return (line.partition("\t")[0] for line in self.lines(range(len(self))))

    def __len__(self) -> int:
        """How many spellings there are."""
        return len(self._hashes)

    def entries(self, spellings: CodePoints) -> I64:
        """The number of the line of each spelling; -1 if there is none."""
        entries = np.empty(len(spellings), np.int64)
        _find(spellings.hashes(), self._hashes, self._slots, entries)
        return entries

    def lines(self, entries: Sequence[int] | I64) -> list[str]:
        """The lines of some numbers."""
        chosen = np.asarray(entries, np.int64)
        spans = zip(self._ends[chosen].tolist(), self._ends[chosen + 1].tolist(), strict=True)
        joined = b"\n".join([self._lines[start:end] for start, end in spans])
        return joined.decode("utf-8", "surrogatepass").split("\n") if len(chosen) else []

    @classmethod
    def read(cls, path: Path, fingerprint: str) -> Self | None:
        """The stems of a file; None if another analysis made them.

        Raises:
            OSError: the file can't be read; FileNotFoundError if there is none.
            ValueError, LookupError, TypeError: it is not as it was written.
        """
        with path.open("rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        header = json.loads(bytes(content[:_HEADER]))
        if header["fingerprint"] != fingerprint:
            return None
        if header.pop("checksum") != _checksum(header, content[_HEADER:]):
            raise DamagedVocabularyError("its checksum is wrong")
        return cls(content[_HEADER:], header["words"], header["slots"])

    @staticmethod
    def write(
        path: Path, fingerprint: str, before: StemFile | None, lines: str, limit: int
    ) -> None:
        """Write the lines of another file and new lines, if any line is new.

        Args:
            path: of the file, which is replaced if it exists.
            fingerprint: of the analysis that made the stems.
            before: the other file.
            lines: as `stem_cache.lines_of` writes them; lines of known spellings are left out.
            limit: how many lines the file may have; the last ones are left out.

        Raises:
            StorageError: the file can't be written.
        """
        hashes = _hashes_in(lines)
        old = len(before) if before else 0
        if before:
            hashes = np.concatenate([before._hashes, hashes])
        slots = np.zeros(max(_MIN_SLOTS, 1 << (2 * len(hashes)).bit_length()), np.uint32)
        new = np.zeros(len(hashes) - old, np.bool_)
        words = _enter(hashes, slots, old, max(limit, old), new)
        if words == old:
            return
        content, ends = _chosen(lines, new)
        if before:
            ends = np.concatenate([before._ends[:-1], ends + before._ends[-1]])
            content = bytes(before._lines) + content
        rest = b"".join([hashes[:words].tobytes(), slots.tobytes(), ends.tobytes(), content])
        header = {"fingerprint": fingerprint, "words": words, "slots": len(slots)}
        first = json.dumps({**header, "checksum": _checksum(header, rest)})
        with storing(path.parent):
            write_whole(path, f"{first:{_HEADER - 1}}\n".encode() + rest)


def _hashes_in(lines: str) -> U64:
    """The hash of the spelling of each line, which ends at the first of its two tabs."""
    codes = np.frombuffer(lines.encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.flatnonzero(codes == _LINE_FEED) + 1
    return hashes_of(codes, starts, np.flatnonzero(codes == _TAB)[::2])


def _chosen(lines: str, which: NDArray[np.bool_]) -> tuple[bytes, I64]:
    """Some lines without their line feeds, and where each ends, from 0."""
    text = np.frombuffer(lines.encode("utf-8", "surrogatepass"), np.uint8)
    feeds = text == _LINE_FEED
    sizes = np.diff(np.flatnonzero(feeds), append=len(text)) - 1
    return text[~feeds][np.repeat(which, sizes)].tobytes(), starts_of(sizes[which])


def _checksum(header: Mapping[str, object], rest: bytes | memoryview) -> int:
    """The CRC-32 of the header without the checksum, and of the rest."""
    return zlib.crc32(rest, zlib.crc32(json.dumps(header).encode()))


@compiled
def _find(sought: U64, hashes: U64, slots: U32, entries: I64) -> None:
    """Find the number of the line of each hash; -1 if there is none."""
    mask = len(slots) - 1
    for number in range(len(sought)):
        entries[number] = -1
        slot = np.int64(sought[number, 0] & np.uint64(mask))
        for _ in range(len(slots)):
            entry = np.int64(slots[slot]) - 1
            if entry < 0:
                break
            if hashes[entry, 0] == sought[number, 0] and hashes[entry, 1] == sought[number, 1]:
                entries[number] = entry
                break
            slot = (slot + 1) & mask


@compiled
def _enter(hashes: U64, slots: U32, old: int, limit: int, new: NDArray[np.bool_]) -> int:
    """Enter different hashes into a table, and move them to the front.

    Args:
        hashes: the first `old` are different.
        slots: the table, empty; there are more slots than hashes.
        old: of how many hashes it is known that they are different.
        limit: how many hashes to enter at most.
        new: takes which of the other hashes were entered.

    Returns:
        How many hashes were entered.
    """
    mask = len(slots) - 1
    entered = 0
    for number in range(len(hashes)):
        if entered == limit:
            break
        one, other = hashes[number, 0], hashes[number, 1]
        slot = np.int64(one & np.uint64(mask))
        known = False
        while slots[slot] and not known:
            entry = np.int64(slots[slot]) - 1
            known = hashes[entry, 0] == one and hashes[entry, 1] == other
            slot = (slot + 1) & mask
        if known:
            continue
        hashes[entered, 0], hashes[entered, 1] = one, other
        if number >= old:
            new[number - old] = True
        entered += 1
        slots[slot] = np.uint32(entered)
    return entered

"""The vocabulary: stems that earlier builds worked out, kept beside the index.

Most words of a rebuild were read by the one before, and Tashaphyne takes long for each. The file
is a cache: of another analysis, damaged or lost, it costs time and changes no result. It is read
in place, so that all processes share it and millions of spellings cost each of them nothing.

    {"fingerprint": …, "words": …, "buckets": …, "checksum": …} LF
    ends of the buckets: 32-bit little-endian numbers of bytes, from the end of these
    buckets, each with the lines (LF spelling TAB stem TAB root) whose spellings' CRC-32 ends so
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.durable import storing, write_whole
from index.errors import StoreError

FILE: Final = "vocabulary"

# About 200 MB on the disk. When it is full, the frequent words are long in it (Heaps 1978,
# section 7.5): what doesn't fit any more is rare and soon worked out again.
MOST_WORDS: Final = 4_000_000

# Spellings learned that are held in memory before they are written, even within a build.
MOST_HELD: Final = 250_000

_LONGEST_HEADER: Final = 4096
_NUMBER: Final = np.dtype("<u4")
_LEAST_BUCKETS: Final = 1 << 10

Stems: TypeAlias = Mapping[str, tuple[str, str]]


class Kept(Mapping[str, tuple[str, str]]):
    """The stems of one file: stem and root by spelling.

    Args:
        content: the file, mapped or read.
        table: where its table of ends begins.
        buckets: how many; a power of two.
        words: how many lines.
    """

    def __init__(self, content: mmap.mmap | bytes, table: int, buckets: int, words: int) -> None:
        """See the class."""
        self._content = content
        self._lines = table + _NUMBER.itemsize * buckets
        self._words = words
        self.ends: NDArray[np.uint32] = np.frombuffer(content, _NUMBER, buckets, table)

    def __getitem__(self, spelling: str) -> tuple[str, str]:
        """The stem and root of a spelling."""
        key = spelling.encode("utf-8", "surrogatepass")
        bucket = zlib.crc32(key) & (len(self.ends) - 1)
        start = self.ends.item(bucket - 1) if bucket else 0
        found = self._between(key, start + self._lines, self.ends.item(bucket) + self._lines)
        if found is None:
            raise KeyError(spelling)
        return _stems(found)

    def find(self, spellings: Sequence[str]) -> list[str | None]:
        """What stands behind each spelling in its line, in a fraction of the time for each."""
        keys = [spelling.encode("utf-8", "surrogatepass") for spelling in spellings]
        buckets = _buckets(keys, len(self.ends))
        ends = self.ends[buckets]
        starts = np.where(buckets, self.ends[buckets - np.minimum(buckets, 1)], 0)
        return list(
            map(self._between, keys, (starts + self._lines).tolist(), (ends + self._lines).tolist())
        )

    def _between(self, key: bytes, start: int, end: int) -> str | None:
        at = self._content.find(b"\n%b\t" % key, start, end)
        if at < 0:
            return None
        line = self._content[at + len(key) + 2 : end]
        return line.partition(b"\n")[0].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        """The spellings, in no order."""
        return iter(stems_in(_text(self.lines())))

    def __len__(self) -> int:
        """How many spellings there are."""
        return self._words

    def lines(self) -> bytes:
        """All buckets."""
        return self._content[self._lines :]


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
        with (directory / FILE).open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        table = content.find(b"\n", 0, _LONGEST_HEADER) + 1
        header = json.loads(content[:table])
        if header["fingerprint"] != fingerprint:
            return Vocabulary()
        with memoryview(content)[table:] as rest:
            if header.pop("checksum") != _checksum(header, rest):
                return Vocabulary(complaint="its checksum is wrong")
        return Vocabulary(Kept(content, table, header["buckets"], header["words"]))
    except FileNotFoundError:
        return Vocabulary()
    except (OSError, ValueError, LookupError, TypeError) as error:
        return Vocabulary(complaint=f"{type(error).__name__}: {error}")


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
    different = dict.fromkeys(line for lines in learned for line in lines.split("\n") if line)
    new = [line for line in different if line.partition("\t")[0] not in kept]
    del new[max(0, MOST_WORDS - len(kept)) :]
    if not new:
        return
    lines = [b"\n" + _bytes(line) for line in new]
    words = len(kept) + len(new)
    if isinstance(kept, Kept) and words <= 2 * len(kept.ends):
        ends, buckets = _merged(kept.ends, kept.lines(), lines)
    else:
        if isinstance(kept, Kept):
            lines += [b"\n" + line for line in kept.lines().split(b"\n") if line]
        number = max(_LEAST_BUCKETS, 1 << (words - 1).bit_length())
        ends, buckets = _merged(np.zeros(number, _NUMBER), b"", lines)
    header = {"fingerprint": fingerprint, "words": words, "buckets": len(ends)}
    rest = ends.tobytes() + buckets
    first = json.dumps({**header, "checksum": _checksum(header, rest)})
    with storing(directory):
        write_whole(directory / FILE, b"%b\n%b" % (first.encode(), rest))


def _checksum(header: Mapping[str, object], rest: bytes | memoryview) -> int:
    """Of all of the file but the checksum itself."""
    return zlib.crc32(rest, zlib.crc32(json.dumps(header).encode()))


def _merged(
    ends: NDArray[np.uint32], buckets: bytes, lines: list[bytes]
) -> tuple[NDArray[np.uint32], bytes]:
    """Buckets with lines put at the end of theirs, and where each then ends."""
    into = _buckets([line[1 : line.index(b"\t")] for line in lines], len(ends))
    order = np.argsort(into, kind="stable")
    pieces: list[bytes] = []
    done = 0
    for number, end in zip(order.tolist(), ends[into[order]].tolist(), strict=True):
        if end > done:
            pieces.append(buckets[done:end])
            done = end
        pieces.append(lines[number])
    pieces.append(buckets[done:])
    sizes = np.fromiter(map(len, lines), np.float64, len(lines))
    grown = np.cumsum(np.bincount(into, sizes, minlength=len(ends))).astype(np.int64)
    return (ends + grown).astype(_NUMBER), b"".join(pieces)


class Known(Mapping[str, tuple[str, str]]):
    """What a worker knows: the stems of the file, and those that its build learned since.

    Args:
        kept: the stems of the file.
    """

    def __init__(self, kept: Stems) -> None:
        """See the class."""
        self._kept = kept
        self._new: dict[str, str] = {}

    def renew(self, kept: Stems) -> None:
        """Begin anew with the stems of a file that has all that was learned before."""
        self._kept = kept
        self._new.clear()

    def learn(self, lines: str) -> None:
        """Take what was learned, as `lines_of` writes it."""
        if len(self._new) > 2 * MOST_HELD:  # there is no room for it in the file
            self._new.clear()
        columns = (line.partition("\t") for line in lines.split("\n") if line)
        self._new.update((spelling, found) for spelling, _, found in columns)

    def find(self, spellings: Sequence[str]) -> list[str | None]:
        """Stem and root of each spelling with a tab between them; None where it isn't known."""
        found = [*map(self._new.get, spellings)]
        if isinstance(self._kept, Kept):
            places = [place for place, each in enumerate(found) if each is None]
            kept = self._kept.find([spellings[place] for place in places])
            for place, each in zip(places, kept, strict=True):
                found[place] = each
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
        """See the class."""
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
    return "".join(map(_line, stems, stems.values()))


def stems_in(lines: str) -> dict[str, tuple[str, str]]:
    """The stems of such lines."""
    columns = (line.split("\t") for line in lines.split("\n") if line)
    return {spelling: (stem, root) for spelling, stem, root in columns}


def _line(spelling: str, stems: tuple[str, str]) -> str:
    stem, root = stems
    line = f"{spelling}\t{stem}\t{root}"
    return "" if line.count("\t") != 2 or "\n" in line else f"\n{line}"


def _stems(found: str) -> tuple[str, str]:
    stem, _, root = found.partition("\t")
    return stem, root


def _buckets(spellings: Collection[bytes], buckets: int) -> NDArray[np.int64]:
    """The bucket of each spelling; the number of buckets is a power of two."""
    sums = np.fromiter(map(zlib.crc32, spellings), np.int64, len(spellings))
    return sums & (buckets - 1)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")

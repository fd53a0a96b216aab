"""A field of a segment: the dictionary, posting lists and positions of its words, in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.phonetics import phonetic_key
from index.analysis.token import Level
from index.arrays.kernels import briefly_compiled
from index.arrays.offsets import narrow, starts_of
from index.arrays.types import I64, U8, U32
from index.engines import bm25
from index.engines.whoosh.kernels import bitpacking, union
from index.engines.whoosh.kernels.inversion import Lists
from index.engines.whoosh.kernels.pointers import address, whole
from index.engines.whoosh.segments.container import PAGE, Container, ContainerWriter
from index.engines.whoosh.segments.dictionary import Dictionary, make_dictionary
from index.engines.whoosh.segments.terms import Terms
from index.model.messages import Message

# Positions that a full check reads at once.
_POSITIONS_AT_ONCE: Final = 2**20

_NONE: Final = np.empty(0, np.uint32)
# The types of counts: the first one if it can hold them.
_COUNT_TYPES: Final = (np.uint8, np.float64)


class _ListsWriter:
    """Writes bit-packed lists.

    Args:
        file: takes them.
        name: of the arrays in it.
        columns: how many numbers an entry of a list has.
    """

    def __init__(self, file: ContainerWriter, name: str, columns: int) -> None:
        self._columns = columns
        self._streams = (
            file.stream(f"{name}.blocks", np.uint32),
            file.stream(f"{name}.widths", np.uint8),
            file.stream(f"{name}.tail", np.uint8),
        )
        self.tails: list[U32] = []

    def write(self, pack: Callable[..., tuple[int, int, int]], entries: int, *lists: U32) -> None:
        """Write lists.

        Args:
            pack: of `bitpacking`.
            entries: how many the lists have together.
            lists: the first arguments of `pack`.
        """
        blocks = entries // bitpacking.BLOCK * self._columns
        words = np.empty(blocks * bitpacking.WORDS_OF_BLOCK, np.uint32)
        widths = np.empty(blocks, np.uint8)
        tail = np.empty(self._columns * bitpacking.BYTES_OF_NUMBER * entries, np.uint8)
        tails = np.empty(len(lists[0]), np.uint32)
        ends = pack(*lists, words, widths, tail, tails)
        arrays: tuple[NDArray[Any], ...] = (words, widths, tail)
        for stream, numbers, end in zip(self._streams, arrays, ends, strict=True):
            stream.write(numbers[:end])
        self.tails.append(tails)


class FieldWriter:
    """Writes one field of a segment.

    Args:
        path: the file, which must not exist.
        lengths: by document, how many tokens it has.
    """

    def __init__(self, path: Path, lengths: U32) -> None:
        self._file = ContainerWriter(path)
        self._lengths = lengths
        self._postings = _ListsWriter(self._file, "postings", columns=2)
        self._positions = _ListsWriter(self._file, "positions", columns=1)
        self._sizes: list[U32] = []
        self._places: list[U32] = []

    def write(self, lists: Lists) -> None:
        """Write the posting lists of the next words."""
        postings, positions = len(lists.documents), len(lists.positions)
        self._postings.write(
            bitpacking.pack_postings, postings, lists.sizes, lists.documents, lists.counts
        )
        self._positions.write(
            bitpacking.pack_positions, positions, lists.sizes, lists.counts, lists.positions
        )
        self._sizes.append(lists.sizes)
        self._places.append(_summed(lists.counts, lists.sizes))

    def describe(self, words: Terms) -> None:
        """Write the dictionary of all words; another thread may write posting lists meanwhile."""
        dictionary = make_dictionary(words)
        dictionary.write(self._file)
        forms = dictionary.terms[Level.FORM]
        self._file.add("sounds", phonetic_key.sorted_by_key(forms.blob, forms.starts))

    def close(self) -> None:
        """Write the rest and close the file; its words must be described already."""
        norms = bm25.norms(self._lengths)
        self._file.add("norms", norms, packed=True)
        remainders = (self._lengths - bm25.NORM_LENGTHS[norms]).astype(np.uint32)
        self._file.add("remainders", remainders, packed=True)
        self._file.add("sizes", _joined(self._sizes), packed=True)
        self._file.add("places", _joined(self._places), packed=True)
        for name, column in (("postings", self._postings), ("positions", self._positions)):
            self._file.add(f"{name}.tails", _joined(column.tails), packed=True)
        self._file.close()

    def abandon(self) -> None:
        """Close and remove the file."""
        self._file.abandon()


class _Lists:
    """Bit-packed lists, open for reading.

    Args:
        file: contains them.
        name: of the arrays in it.
        sizes: how many entries each list has.
        columns: how many numbers an entry has.

    Attributes:
        packed: the arrays by which kernels of `bitpacking` read lists: `first_blocks`,
            `block_places`, `tail_places`, `words`, `widths`, `tail`.
    """

    def __init__(self, file: Container, name: str, sizes: I64, columns: int) -> None:
        self._file = file
        self._name = name
        words = file.in_place(f"{name}.blocks", np.uint32)
        widths = file.whole(f"{name}.widths", np.uint8)
        tail = file.in_place(f"{name}.tail", np.uint8)
        of_block = widths.reshape(-1, columns).sum(1, dtype=np.int64)
        places = (
            narrow(starts_of(sizes // bitpacking.BLOCK)),
            narrow(starts_of(of_block * (bitpacking.BLOCK // 32))),
            narrow(starts_of(file.whole(f"{name}.tails", np.uint32))),
        )
        if [int(each[-1]) for each in places] != [len(of_block), len(words), len(tail)]:
            raise file.damaged(f"the lengths of its {name} disagree")
        self.packed = (*places, words, widths, tail)
        self._places = places
        self._offsets = file.begin(f"{name}.blocks"), file.begin(f"{name}.tail")

    def check(self, chosen: I64) -> None:
        """Check the pages of the lists of some numbers."""
        if _are_checked(chosen, *self._places, *self._offsets, self._file.missing):
            return
        first_blocks, block_places, tail_places = self._places
        first, last = first_blocks[chosen], first_blocks[chosen + 1]
        long = first < last
        if long.any():
            self._check("blocks", block_places, first[long], last[long])
        self._check("tail", tail_places, chosen, chosen + 1)

    def _check(
        self, part: str, places: NDArray[Any], first: NDArray[Any], after: NDArray[Any]
    ) -> None:
        starts, ends = places[first].astype(np.int64), places[after].astype(np.int64)
        self._file.check(f"{self._name}.{part}", starts, ends)


class FieldReader:
    """One field of a segment; safe for several threads.

    Args:
        path: the file.
        documents: how many documents the segment has.

    Attributes:
        norms: `bm25.norms` of each document.
        longest: no document has more tokens.
        tokens: how many all documents have.
        dictionary: of the field.
        sizes: by word, in how many documents it occurs.
        places: by word, how many tokens have it.

    Raises:
        DamagedIndexError: the file is not as it was written; also from all methods.
        OSError: it can't be read.
    """

    def __init__(self, path: Path, documents: int) -> None:
        self._file = Container(path)
        self.norms: U8 = self._file.whole("norms", np.uint8)
        self.longest = int(bm25.NORM_LENGTHS[min(255, int(self.norms.max(initial=0)) + 1)])
        self.dictionary = Dictionary.read(self._file)
        self.sizes: U32 = self._file.whole("sizes", np.uint32)
        self.places: U32 = self._file.whole("places", np.uint32)
        words = len(self.dictionary)
        if len(self.norms) != documents or {len(self.sizes), len(self.places)} != {words}:
            raise self._file.damaged("its numbers of documents or words disagree")
        self._postings = _Lists(self._file, "postings", self.sizes.astype(np.int64), 2)
        self._positions = _Lists(self._file, "positions", self.places.astype(np.int64), 1)
        self._documents = documents
        self.tokens = int(self.places.sum(dtype=np.int64))

    @property
    def lengths(self) -> U32:
        """By document, how many tokens it has, exactly; computed at each call."""
        remainders: U32 = self._file.whole("remainders", np.uint32)
        return bm25.NORM_LENGTHS[self.norms].astype(np.uint32) + remainders

    def terms(self, level: Level) -> Terms:
        """The terms of a level."""
        return self.dictionary.terms[level]

    @cached_property
    def sounds(self) -> U32:
        """The numbers of forms in the order of `index.analysis.phonetics.phonetic_key`."""
        ordered: U32 = self._file.whole("sounds", np.uint32)
        if len(ordered) and int(ordered.max()) >= len(self.terms(Level.FORM)):
            raise self._file.damaged(Message("a sound leads outside"))
        return ordered

    def lists(self, words: NDArray[Any]) -> tuple[U32, U32, I64]:
        """The posting lists of words, one after the other.

        Returns:
            The documents, the counts, and where each list begins in them and the last ends.
        """
        chosen = words.astype(np.int64)
        self._postings.check(chosen)
        starts = starts_of(self.sizes[chosen])
        documents, counts = np.empty(starts[-1], np.uint32), np.empty(starts[-1], np.uint32)
        bitpacking.unpack_postings(chosen, self.sizes, *self._postings.packed, documents, counts)
        return documents, counts, starts

    def united(
        self, families: Sequence[U32], base: int = 0, live: NDArray[np.bool_] | None = None
    ) -> tuple[U32, NDArray[Any], Sequence[int]]:
        """The union of the posting lists of the words of some terms.

        Args:
            families: the numbers of each term's words; a word of two terms counts twice.
            base: added to the number of each document.
            live: by document, whether it is wanted; None for all.

        Returns:
            The documents, ascending; how often the terms occur in each, as uint8 or, where that
            is too small, float64; and the number of documents of each term.
        """
        if len(families) == 1:
            words, steps = families[0].astype(np.int64), np.ones(len(families[0]), np.int64)
        else:
            keys = np.concatenate([_NONE, *families]).astype(np.int64) * union.KEYS
            keys.sort()
            words, steps = union.steps_of(keys)
        documents, counts, starts = self.lists(words)
        if len(words) == len(families) == 1 and live is None:
            if base:
                documents += np.uint32(base)
            return documents, _narrowest(counts), [len(documents)]
        found = np.empty(len(documents), np.uint32)
        work = union.workspace()
        for kind in _COUNT_TYPES:
            times: NDArray[Any] = np.empty(len(found), kind)
            size, largest = union.unite_counts(
                documents, counts, starts, steps, base, 0 if live is None else address(live),
                union.share(len(documents), self._documents), found, address(times),
                kind is _COUNT_TYPES[1], *work,
            )  # fmt: skip
            if largest <= np.iinfo(np.uint8).max:
                break
        doc_freqs: Sequence[int] = [size]
        if len(families) > 1:
            doc_freqs = self.doc_freqs(families, words, documents, starts, live)
        return found[:size], times[:size].copy(), doc_freqs

    def doc_freqs(
        self,
        families: Sequence[U32],
        words: I64,
        documents: U32,
        starts: I64,
        live: NDArray[np.bool_] | None,
    ) -> Sequence[int]:
        """In how many documents each of some terms occurs.

        Args:
            families: the numbers of each term's words.
            words: the numbers of all these words, each once, ascending.
            documents: of the words' lists, as `lists` gives them.
            starts: where each list begins, and where the last ends.
            live: by document, whether it is wanted; None for all.
        """
        if live is None and all(len(family) < 2 for family in families):
            return [int(self.sizes[family[0]]) if len(family) else 0 for family in families]
        found: list[int] = union.doc_freqs(
            documents, starts, np.searchsorted(words, np.concatenate(families)),
            np.array([*map(len, families)]), 0 if live is None else address(live), self._documents,
        ).tolist()  # fmt: skip
        return found

    def positions(self, words: NDArray[Any], documents: U32) -> tuple[I64, U32]:
        """The positions of words in documents.

        Args:
            words: numbers of different words.
            documents: numbers of documents, ascending.

        Returns:
            Where the positions of each document begin, of shape (documents + 1,), and the
            positions, different and ascending in each document.
        """
        keys = [*self._keys(words.astype(np.int64), documents)] if len(documents) else []
        together = np.concatenate([np.empty(0, np.uint64), *keys])
        if len(keys) > 1:
            together.sort()  # a token is one word, so keys are different
        places = (together >> np.uint64(32)).astype(np.int64)
        starts = np.searchsorted(places, np.arange(len(documents) + 1))
        return starts.astype(np.int64), (together & np.uint64(0xFFFFFFFF)).astype(np.uint32)

    def all_lists(self, words: I64) -> Lists:
        """The posting lists of words, with their positions."""
        documents, counts, _ = self.lists(words)
        self._positions.check(words.astype(np.int64))
        positions = np.empty(int(self.places[words].sum(dtype=np.int64)), np.uint32)
        bitpacking.unpack_all_steps(words, self.places, *self._positions.packed, positions)
        bitpacking.add_up(positions, counts)
        return Lists(self.sizes[words], documents, counts, positions)

    def check_all(self) -> None:
        """Check the whole file, and that its posting lists agree with its lengths."""
        self._file.check_all()
        lengths, found = self.lengths, np.zeros(self._documents, np.int64)
        ends = np.cumsum(self.places, dtype=np.int64)
        first = 0
        while first < len(ends):
            most = (ends[first - 1] if first else 0) + _POSITIONS_AT_ONCE
            last = max(first + 1, int(np.searchsorted(ends, most, side="right")))
            found += self._lengths_in(self.all_lists(np.arange(first, last)), lengths)
            first = last
        if (found != lengths).any():
            raise self._file.damaged(Message("its lists are not those of its documents"))

    def _lengths_in(self, lists: Lists, lengths: U32) -> NDArray[np.int64]:
        """By document, how many of its tokens are in some lists."""
        documents = lists.documents
        inside = int(documents.max(initial=0)) < max(1, self._documents)
        if not inside or (lists.positions >= np.repeat(lengths[documents], lists.counts)).any():
            raise self._file.damaged(Message("a list leads outside"))
        counted = np.bincount(documents, lists.counts, minlength=self._documents)
        return counted.astype(np.int64)

    def _keys(self, words: I64, documents: U32) -> Iterator[NDArray[np.uint64]]:
        """The positions of each word that is in documents, after the place of the document.

        Both are 32 bits of a key.
        """
        held, counts, starts = self.lists(words)
        places = np.minimum(np.searchsorted(documents, held), len(documents) - 1)
        common = np.flatnonzero(documents[places] == held)
        bounds = np.searchsorted(common, starts)
        for number in np.flatnonzero(np.diff(bounds)).tolist():
            chosen = common[bounds[number] : bounds[number + 1]]
            own = counts[starts[number] : starts[number + 1]]
            found, times = self._positions_in(int(words[number]), own, chosen - starts[number])
            place = np.repeat(places[chosen].astype(np.uint64), times)
            yield (place << np.uint64(32)) | found

    def _positions_in(self, word: int, counts: NDArray[Any], ours: I64) -> tuple[U32, I64]:
        """The positions of a word in some of its documents, and how many each of these has.

        Args:
            word: its number.
            counts: how often it is in each of its documents.
            ours: which of these are wanted.
        """
        ends = np.cumsum(counts, dtype=np.int64)
        last, times = ends[ours], counts[ours].astype(np.int64)
        needed = np.zeros(int(ends[-1]) // bitpacking.BLOCK + 1, np.bool_)
        first_block, last_block = (last - times) // bitpacking.BLOCK, (last - 1) // bitpacking.BLOCK
        for span in range(int((last_block - first_block).max(initial=-1)) + 1):
            needed[np.minimum(first_block + span, last_block)] = True
        steps = self._steps(word, needed)
        starts = starts_of(times)
        chosen = np.arange(starts[-1]) + np.repeat(last - times - starts[:-1], times)
        found = steps[chosen]
        bitpacking.add_up(found, counts[ours])
        return found, times

    def _steps(self, word: int, needed: NDArray[np.bool_]) -> U32:
        """The steps of a word's positions, in the needed blocks."""
        self._positions.check(np.array([word]))
        steps = np.empty(int(self.places[word]), np.uint32)
        bitpacking.unpack_steps(word, len(steps), *self._positions.packed, needed, steps)
        return steps


@briefly_compiled
def _are_checked(
    chosen: I64, first_blocks: NDArray[Any], block_places: NDArray[Any], tail_places: NDArray[Any],
    blocks_at: int, tails_at: int, missing: NDArray[np.int32],
) -> bool:  # fmt: skip
    """Whether the checksum of every page of the file that has a part of some lists is verified.

    Args:
        chosen: numbers of the lists.
        first_blocks: by list, the number of its first full block; of shape (lists + 1,).
        block_places: by full block, where it begins, in 32-bit words after `blocks_at`; one more
            at the end.
        tail_places: by list, where its tail begins, in bytes after `tails_at`; one more at the end.
        blocks_at: where the full blocks begin in the file, in bytes.
        tails_at: where the tails begin in the file, in bytes.
        missing: by page of `PAGE` bytes, how many pages before it are not verified; at the end, how
            many of all. Of shape (pages + 1,).
    """
    pages = len(missing) - 1
    for number in chosen:
        first, last = first_blocks[number], first_blocks[number + 1]
        if first < last:
            start = blocks_at + bitpacking.BYTES_OF_WORD * whole(block_places[first])
            end = blocks_at + bitpacking.BYTES_OF_WORD * whole(block_places[last])
            if missing[start // PAGE] != missing[min(-(-end // PAGE), pages)]:
                return False
        start = tails_at + whole(tail_places[number])
        end = tails_at + whole(tail_places[number + 1])
        if start < end and missing[start // PAGE] != missing[min(-(-end // PAGE), pages)]:
            return False
    return True


def _narrowest(counts: U32) -> NDArray[Any]:
    """Counts as the first of `_COUNT_TYPES` that can hold them."""
    fits = int(counts.max(initial=0)) <= np.iinfo(np.uint8).max
    return counts.astype(_COUNT_TYPES[0] if fits else _COUNT_TYPES[1])


def _joined(parts: list[U32]) -> U32:
    return np.concatenate([np.empty(0, np.uint32), *parts])


def _summed(counts: U32, sizes: U32) -> U32:
    """By list, the sum of its counts; no list is empty."""
    if not len(sizes):
        return np.empty(0, np.uint32)
    starts = starts_of(sizes)[:-1]
    return np.add.reduceat(counts, starts, dtype=np.int64).astype(np.uint32)

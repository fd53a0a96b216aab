"""A field of a segment: the dictionary, posting lists and positions of its words, in one file."""

from __future__ import annotations

from collections.abc import Sequence
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
_CHECKED: Final = 2**20

_NONE: Final = np.empty(0, np.uint32)
# What counts are kept as, where they fit.
_COUNTS: Final = (np.uint8, np.float64)


class _Column:
    """Where a column of bit-packed lists is written."""

    def __init__(self, file: ContainerWriter, name: str) -> None:
        self.words = file.stream(f"{name}.blocks", np.uint32)
        self.widths = file.stream(f"{name}.widths", np.uint8)
        self.tail = file.stream(f"{name}.tail", np.uint8)
        self.tails: list[U32] = []


class FieldWriter:
    """Writes one field of a segment.

    Args:
        path: the file, which must not be there.
        lengths: tokens of each document.
    """

    def __init__(self, path: Path, lengths: U32) -> None:
        self._file = ContainerWriter(path)
        self._lengths = lengths
        self._postings = _Column(self._file, "postings")
        self._positions = _Column(self._file, "positions")
        self._sizes: list[U32] = []
        self._places: list[U32] = []

    def write(self, lists: Lists) -> None:
        """Write the posting lists of successive words."""
        held, places = len(lists.documents), len(lists.positions)
        words = np.empty(held // bitpacking.BLOCK * 2 * bitpacking.WORDS_OF_BLOCK, np.uint32)
        widths = np.empty(held // bitpacking.BLOCK * 2, np.uint8)
        tail = np.empty(2 * bitpacking.BYTES_OF_NUMBER * held, np.uint8)
        tails = np.empty(len(lists.sizes), np.uint32)
        ends = bitpacking.pack_postings(
            lists.sizes, lists.documents, lists.counts, words, widths, tail, tails
        )
        _write(self._postings, (words, widths, tail), ends, tails)
        words = np.empty(places // bitpacking.BLOCK * bitpacking.WORDS_OF_BLOCK, np.uint32)
        widths = np.empty(places // bitpacking.BLOCK, np.uint8)
        tail = np.empty(bitpacking.BYTES_OF_NUMBER * places, np.uint8)
        tails = np.empty(len(lists.sizes), np.uint32)
        ends = bitpacking.pack_positions(
            lists.sizes, lists.counts, lists.positions, words, widths, tail, tails
        )
        _write(self._positions, (words, widths, tail), ends, tails)
        self._sizes.append(lists.sizes)
        self._places.append(_summed(lists.counts, lists.sizes))

    def describe(self, words: Terms) -> None:
        """Write the dictionary of the words whose lists are written; a thread beside may do it."""
        dictionary = make_dictionary(words)
        dictionary.keep(self._file)
        forms = dictionary.terms[Level.FORM]
        self._file.add("sounds", phonetic_key.sorted_by_key(forms.blob, forms.starts))

    def close(self) -> None:
        """Write what is missing and let go of the file; its words are described already."""
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
        """Remove what was written."""
        self._file.abandon()


def _write(
    column: _Column, written: tuple[U32, U8, U8], ends: tuple[int, int, int], tails: U32
) -> None:
    words, widths, tail = written
    column.words.write(words[: ends[0]])
    column.widths.write(widths[: ends[1]])
    column.tail.write(tail[: ends[2]])
    column.tails.append(tails)


class _Lists:
    """A column of bit-packed lists, open for reading.

    Args:
        file: where it is.
        name: of the column.
        sizes: numbers in each list.
        widths_of_block: how many widths each full block has.
    """

    def __init__(self, file: Container, name: str, sizes: I64, widths_of_block: int) -> None:
        self.file = file
        self.name = name
        self.words = file.in_place(f"{name}.blocks", np.uint32)
        self.widths = file.whole(f"{name}.widths", np.uint8)
        self.tail = file.in_place(f"{name}.tail", np.uint8)
        self.first_blocks = narrow(starts_of(sizes // bitpacking.BLOCK))
        of_block = self.widths.reshape(-1, widths_of_block).sum(1, dtype=np.int64)
        self.block_places = narrow(starts_of(of_block * (bitpacking.BLOCK // 32)))
        self.tail_places = narrow(starts_of(file.whole(f"{name}.tails", np.uint32)))
        if (
            self.first_blocks[-1] != len(of_block)
            or self.block_places[-1] != len(self.words)
            or self.tail_places[-1] != len(self.tail)
        ):
            raise file.damaged(f"its {name} are not as long as said")
        self._begins = file.begin(f"{name}.blocks"), file.begin(f"{name}.tail")

    def check(self, chosen: I64) -> None:
        """See that these lists are as they were written."""
        if _seen(
            chosen, self.first_blocks, self.block_places, self.tail_places, *self._begins,
            self.file.missing,
        ):  # fmt: skip
            return
        first, last = self.first_blocks[chosen], self.first_blocks[chosen + 1]
        long = first < last
        if long.any():
            self._check("blocks", self.block_places, first[long], last[long])
        self._check("tail", self.tail_places, chosen, chosen + 1)

    def _check(
        self, part: str, places: NDArray[Any], first: NDArray[Any], behind: NDArray[Any]
    ) -> None:
        starts, ends = places[first].astype(np.int64), places[behind].astype(np.int64)
        self.file.check(f"{self.name}.{part}", starts, ends)


class FieldReader:
    """One field of a segment; safe for several threads.

    Args:
        path: the file.
        documents: how many documents the segment has.

    Attributes:
        norms: `bm25.norms` of each document.
        longest: no document has more tokens.
        tokens: of all documents together.
        dictionary: words and terms.
        sizes: documents of each word.
        places: tokens of each word.

    Raises:
        DamagedIndexError: the file is not as it was written; also from all methods.
        OSError: it can't be read.
    """

    def __init__(self, path: Path, documents: int) -> None:
        self._file = Container(path)
        self.norms: U8 = self._file.whole("norms", np.uint8)
        self.longest = int(bm25.NORM_LENGTHS[min(255, int(self.norms.max(initial=0)) + 1)])
        self.dictionary = Dictionary.load(self._file)
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
        """The exact tokens of each document, read anew: its norm and what remains."""
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
        """The posting lists of words, one behind the other.

        Returns:
            Documents, counts, and where each list begins in them and the last ends.
        """
        chosen = words.astype(np.int64)
        self._postings.check(chosen)
        starts = starts_of(self.sizes[chosen])
        documents, counts = np.empty(starts[-1], np.uint32), np.empty(starts[-1], np.uint32)
        lists = self._postings
        bitpacking.unpack_postings(
            chosen,
            self.sizes,
            lists.first_blocks,
            lists.block_places,
            lists.tail_places,
            lists.words,
            lists.widths,
            lists.tail,
            documents,
            counts,
        )
        return documents, counts, starts

    def united(
        self, families: Sequence[U32], base: int = 0, live: NDArray[np.bool_] | None = None
    ) -> tuple[U32, NDArray[Any], Sequence[int]]:
        """The united posting list of the words of some terms.

        Args:
            families: the numbers of each term's words; a word of two terms counts twice.
            base: added to the number of each document.
            live: for each document, whether it is wanted; None for all.

        Returns:
            Documents, ascending; how often: uint8, or float64 where that doesn't hold it; and the
            number of documents of each term.
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
        for kind in _COUNTS:
            times: NDArray[Any] = np.empty(len(found), kind)
            size, largest = union.unite_counts(
                documents, counts, starts, steps, base, 0 if live is None else address(live),
                union.share(len(documents), self._documents), found, address(times),
                kind is _COUNTS[1], *work,
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
            live: for each document, whether it is wanted; None for all.
        """
        if live is None and all(len(family) < 2 for family in families):
            return [int(self.sizes[family[0]]) if len(family) else 0 for family in families]
        found: list[int] = union.doc_freqs(
            documents, starts, np.searchsorted(words, np.concatenate(families)),
            np.array([*map(len, families)]), 0 if live is None else address(live), self._documents,
        ).tolist()  # fmt: skip
        return found

    def positions(self, words: NDArray[Any], documents: U32) -> tuple[I64, U32]:
        """Where words stand in documents.

        Args:
            words: their numbers, each once.
            documents: their numbers, ascending.

        Returns:
            Where the positions of each document begin, of shape (documents + 1,), and the
            positions, different and ascending in each document.
        """
        keys = [self._keys(word, documents) for word in words.tolist()]
        together = np.concatenate([np.empty(0, np.uint64), *keys])
        if len(keys) > 1:
            together.sort()  # a token is one word, so no key stands twice
        places = (together >> np.uint64(32)).astype(np.int64)
        starts = np.searchsorted(places, np.arange(len(documents) + 1))
        return starts.astype(np.int64), (together & np.uint64(0xFFFFFFFF)).astype(np.uint32)

    def all_lists(self, words: I64) -> Lists:
        """The posting lists of words as they are, with their positions."""
        documents, counts, _ = self.lists(words)
        lists = self._positions
        lists.check(words.astype(np.int64))
        positions = np.empty(int(self.places[words].sum(dtype=np.int64)), np.uint32)
        bitpacking.unpack_all_steps(
            words,
            self.places,
            lists.first_blocks,
            lists.block_places,
            lists.tail_places,
            lists.words,
            lists.widths,
            lists.tail,
            positions,
        )
        bitpacking.add_up(positions, counts)
        return Lists(self.sizes[words], documents, counts, positions)

    def check_all(self) -> None:
        """See that the whole file is as it was written, and its lists make up its documents."""
        self._file.check_all()
        lengths, found = self.lengths, np.zeros(self._documents, np.int64)
        ends = np.cumsum(self.places, dtype=np.int64)
        first = 0
        while first < len(ends):
            most = (ends[first - 1] if first else 0) + _CHECKED
            last = max(first + 1, int(np.searchsorted(ends, most, side="right")))
            found += self._lengths_in(self.all_lists(np.arange(first, last)), lengths)
            first = last
        if (found != lengths).any():
            raise self._file.damaged(Message("its lists are not those of its documents"))

    def _lengths_in(self, lists: Lists, lengths: U32) -> NDArray[np.int64]:
        """How many tokens of each document occur in some lists."""
        documents = lists.documents
        inside = int(documents.max(initial=0)) < max(1, self._documents)
        if not inside or (lists.positions >= np.repeat(lengths[documents], lists.counts)).any():
            raise self._file.damaged(Message("a list leads outside"))
        counted = np.bincount(documents, lists.counts, minlength=self._documents)
        return counted.astype(np.int64)

    def _keys(self, word: int, documents: U32) -> NDArray[np.uint64]:
        """The positions of a word, each behind the place of its document among `documents`."""
        held, counts, _ = self.lists(np.array([word]))
        _, ours, theirs = np.intersect1d(held, documents, assume_unique=True, return_indices=True)
        ends = np.cumsum(counts, dtype=np.int64)
        last, times = ends[ours], counts[ours].astype(np.int64)
        wanted = np.zeros(int(ends[-1]) // bitpacking.BLOCK + 1 if len(ends) else 1, np.bool_)
        first_block, last_block = (last - times) // bitpacking.BLOCK, (last - 1) // bitpacking.BLOCK
        for span in range(int((last_block - first_block).max(initial=-1)) + 1):
            wanted[np.minimum(first_block + span, last_block)] = True
        steps = self._steps(word, wanted)
        starts = starts_of(times)
        chosen = np.arange(starts[-1]) + np.repeat(last - times - starts[:-1], times)
        found = steps[chosen]
        bitpacking.add_up(found, counts[ours])
        place = np.repeat(theirs.astype(np.uint64), times)
        keys: NDArray[np.uint64] = (place << np.uint64(32)) | found
        return keys

    def _steps(self, word: int, wanted: NDArray[np.bool_]) -> U32:
        lists = self._positions
        lists.check(np.array([word]))
        steps = np.empty(int(self.places[word]), np.uint32)
        bitpacking.unpack_steps(
            len(steps),
            int(lists.first_blocks[word]),
            lists.block_places,
            int(lists.tail_places[word]),
            lists.words,
            lists.widths,
            lists.tail,
            wanted,
            steps,
        )
        return steps


@briefly_compiled
def _seen(
    chosen: I64, first_blocks: NDArray[Any], block_places: NDArray[Any], tail_places: NDArray[Any],
    blocks_at: int, tails_at: int, missing: NDArray[np.int32],
) -> bool:  # fmt: skip
    """Whether all pages of lists were checked before.

    Args:
        chosen: numbers of the lists.
        first_blocks: as `blocks.unpack_postings` has it, and so the next ones.
        block_places: see there.
        tail_places: see there.
        blocks_at: where in the file the full blocks begin, in bytes.
        tails_at: the same for the tails.
        missing: how many pages before each were not checked, and before the end.
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
    """Counts as the first type of `_COUNTS` that holds them."""
    fits = int(counts.max(initial=0)) <= np.iinfo(np.uint8).max
    return counts.astype(_COUNTS[0] if fits else _COUNTS[1])


def _joined(parts: list[U32]) -> U32:
    return np.concatenate([np.empty(0, np.uint32), *parts])


def _summed(counts: U32, sizes: U32) -> U32:
    """The sum of the counts of each list; no list is empty."""
    if not len(sizes):
        return np.empty(0, np.uint32)
    starts = starts_of(sizes)[:-1]
    return np.add.reduceat(counts, starts, dtype=np.int64).astype(np.uint32)

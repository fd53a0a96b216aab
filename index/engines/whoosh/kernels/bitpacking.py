"""Bit-packed posting lists: full blocks of 128 numbers of one width, the rest in variable bytes.

A list of documents and counts is written as

    full blocks    128 gaps, then 128 counts, each number in as many bits as the block's largest
                   needs (frame of reference; Lemire and Boytsov 2015, section 2), in 32-bit words
    tail           for each other posting a byte sequence of 7 bits each, lowest first (Cutting and
                   Pedersen 1990): twice the gap, plus 1 if the count is 1; else the count follows

where a gap is the distance to the posting before, less 1, and counts are written less 1. Positions
are a list of their own: the distance to the position before in the same document, less 1.

The kernels check nothing: a `Container` compares pages with their checksums before.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.kernels import compiled
from index.arrays.types import I64, U8, U32

BLOCK: Final = 128
_WORD: Final = 32

# The maxima: for a block of 32-bit numbers, and for a number of 32 bits and one flag.
WORDS_OF_BLOCK: Final = 4 * _WORD
BYTES_OF_NUMBER: Final = 5
BYTES_OF_WORD: Final = 4


@compiled
def _width(numbers: U32) -> int:
    """How many bits the largest of 128 numbers needs."""
    together = np.uint32(0)
    for number in numbers:
        together |= number
    bits = 0
    while together:
        together >>= np.uint32(1)
        bits += 1
    return bits


@compiled
def _pack(numbers: U32, width: int, words: U32, at: int) -> int:
    """Write 128 numbers of `width` bits into `words` from `at`, and return where they end."""
    waiting = np.uint64(0)
    bits = 0
    for number in numbers:
        waiting |= np.uint64(number) << np.uint64(bits)
        bits += width
        if bits >= 32:
            words[at] = np.uint32(waiting & np.uint64(0xFFFFFFFF))
            waiting >>= np.uint64(32)
            bits -= 32
            at += 1
    return at


@compiled
def _unpack(words: U32, at: int, width: int, numbers: U32) -> None:
    """Read 128 numbers of `width` bits from `words` at `at`."""
    # Unsigned throughout: a signed index costs a test whether it counts from the end.
    word = np.uint64(at)
    bits = np.uint64(width)
    mask = (np.uint64(1) << bits) - np.uint64(1)
    waiting = there = np.uint64(0)
    for place in range(128):
        if there < bits:
            waiting |= np.uint64(words[word]) << there
            word += np.uint64(1)
            there += np.uint64(32)
        numbers[place] = np.uint32(waiting & mask)
        waiting >>= bits
        there -= bits


@compiled
def _put(number: int, tail: U8, at: int) -> int:
    """Write a number in variable bytes, and return where it ends."""
    while number >= 128:
        tail[at] = np.uint8((number & 127) | 128)
        number >>= 7
        at += 1
    tail[at] = np.uint8(number)
    return at + 1


@compiled
def _take(tail: U8, at: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Read a number in variable bytes, and return it and where it ends."""
    byte = np.uint64(tail[at])
    read = byte & np.uint64(127)
    at += np.uint64(1)
    shift = np.uint64(7)
    while byte >= np.uint64(128):
        byte = np.uint64(tail[at])
        read |= (byte & np.uint64(127)) << shift
        at += np.uint64(1)
        shift += np.uint64(7)
    return read, at


@compiled
def pack_postings(
    sizes: U32, documents: U32, counts: U32, words: U32, widths: U8, tail: U8, tails: U32
) -> tuple[int, int, int]:
    """Write posting lists one after the other.

    Args:
        sizes: by list, how many postings it has.
        documents: of all lists in turn, ascending in each list.
        counts: by posting, at least 1.
        words: takes the full blocks, `WORDS_OF_BLOCK` for two columns of each at most.
        widths: takes two widths for each full block.
        tail: takes the tails, 2 * `BYTES_OF_NUMBER` for each posting at most.
        tails: takes the bytes of each list's tail; of the shape of `sizes`.

    Returns:
        How much of `words`, `widths` and `tail` was written.
    """
    gaps = np.empty(128, np.uint32)
    times = np.empty(128, np.uint32)
    at = word = width = end = 0
    for number in range(len(sizes)):
        before = -1
        left = int(sizes[number])
        while left >= 128:
            for place in range(128):
                document = int(documents[at + place])
                gaps[place] = np.uint32(document - before - 1)
                before = document
                times[place] = counts[at + place] - np.uint32(1)
            widths[width] = _width(gaps)
            widths[width + 1] = _width(times)
            word = _pack(gaps, int(widths[width]), words, word)
            word = _pack(times, int(widths[width + 1]), words, word)
            width += 2
            at += 128
            left -= 128
        begun = end
        for place in range(at, at + left):
            document = int(documents[place])
            gap = document - before - 1
            before = document
            if counts[place] == 1:
                end = _put(2 * gap + 1, tail, end)
            else:
                end = _put(2 * gap, tail, end)
                end = _put(int(counts[place]) - 1, tail, end)
        tails[number] = end - begun
        at += left
    return word, width, end


@compiled
def pack_positions(
    sizes: U32, counts: U32, positions: U32, words: U32, widths: U8, tail: U8, tails: U32
) -> tuple[int, int, int]:
    """Write the positions of posting lists one after the other.

    Args:
        sizes: by list, how many postings it has.
        counts: by posting of all lists in turn, how many positions it has.
        positions: of all postings in turn, ascending in each posting.
        words: takes the full blocks, `WORDS_OF_BLOCK` for each at most.
        widths: takes one width for each full block.
        tail: takes the tails, `BYTES_OF_NUMBER` for each position at most.
        tails: takes the bytes of each list's tail; of the shape of `sizes`.

    Returns:
        How much of `words`, `widths` and `tail` was written.
    """
    steps = np.empty(128, np.uint32)
    posting = at = word = width = end = 0
    for number in range(len(sizes)):
        waiting = 0
        begun = end
        for _ in range(int(sizes[number])):
            before = -1
            for _ in range(int(counts[posting])):
                position = int(positions[at])
                steps[waiting] = np.uint32(position - before - 1)
                before = position
                at += 1
                waiting += 1
                if waiting == 128:
                    widths[width] = _width(steps)
                    word = _pack(steps, int(widths[width]), words, word)
                    width += 1
                    waiting = 0
            posting += 1
        for place in range(waiting):
            end = _put(int(steps[place]), tail, end)
        tails[number] = end - begun
    return word, width, end


@compiled
def unpack_postings(
    chosen: I64, sizes: U32, first_blocks: I64, block_places: I64, tail_places: I64, words: U32,
    widths: U8, tail: U8, documents: U32, counts: U32,
) -> None:  # fmt: skip
    """Read posting lists one after the other.

    Args:
        chosen: numbers of the lists to read.
        sizes: by list, how many postings it has.
        first_blocks: by list, the number of its first full block.
        block_places: by full block, where it begins in `words`.
        tail_places: by list, where its tail begins in `tail`.
        words: the full blocks, as `pack_postings` wrote them.
        widths: of the full blocks.
        tail: the tails.
        documents: takes the documents of the lists.
        counts: takes the counts; of the same shape.
    """
    gaps = np.empty(128, np.uint32)
    times = np.empty(128, np.uint32)
    at = np.uint64(0)
    for number in chosen:
        left = int(sizes[number])
        block = int(first_blocks[number])
        before = np.uint32(0xFFFFFFFF)  # one less than the first document there is
        while left >= 128:
            place = int(block_places[block])
            _unpack(words, place, int(widths[2 * block]), gaps)
            place += 4 * int(widths[2 * block])
            _unpack(words, place, int(widths[2 * block + 1]), times)
            for step in range(np.uint64(128)):
                before += gaps[step] + np.uint32(1)
                documents[at + step] = before
                counts[at + step] = times[step] + np.uint32(1)
            block += 1
            at += np.uint64(128)
            left -= 128
        byte_at = np.uint64(tail_places[number])
        for _ in range(left):
            read, byte_at = _take(tail, byte_at)
            before += np.uint32(read >> np.uint64(1)) + np.uint32(1)
            documents[at] = before
            times_less_one = np.uint64(0)
            if not read & np.uint64(1):
                times_less_one, byte_at = _take(tail, byte_at)
            counts[at] = np.uint32(times_less_one) + np.uint32(1)
            at += np.uint64(1)


@compiled
def unpack_steps(
    number: int, size: int, first_blocks: I64, block_places: I64, tail_places: I64, words: U32,
    widths: U8, tail: U8, needed: NDArray[np.bool_], steps: U32,
) -> None:  # fmt: skip
    """Read the steps that `pack_positions` wrote for one list, in the needed blocks.

    Args:
        number: of the list.
        size: how many positions it has.
        first_blocks: as for `unpack_postings`.
        block_places: as for `unpack_postings`.
        tail_places: as for `unpack_postings`.
        words: as for `unpack_postings`.
        widths: as for `unpack_postings`.
        tail: as for `unpack_postings`.
        needed: by block of 128 positions, and for the tail, whether to read it.
        steps: takes the needed steps at their places; of shape (size,).
    """
    first_block = int(first_blocks[number])
    full = size // 128
    for block in range(full):
        if needed[block]:
            width = int(widths[first_block + block])
            place = int(block_places[first_block + block])
            _unpack(words, place, width, steps[128 * block : 128 * block + 128])
    if size % 128 and needed[full]:
        byte_at = np.uint64(tail_places[number])
        for at in range(128 * full, size):
            read, byte_at = _take(tail, byte_at)
            steps[at] = np.uint32(read)


@compiled
def unpack_all_steps(
    chosen: I64, sizes: U32, first_blocks: I64, block_places: I64, tail_places: I64, words: U32,
    widths: U8, tail: U8, steps: U32,
) -> None:  # fmt: skip
    """Read the steps that `pack_positions` wrote for several lists, one after the other.

    Args:
        chosen: numbers of the lists to read.
        sizes: by list, how many positions it has.
        first_blocks: as for `unpack_postings`.
        block_places: as for `unpack_postings`.
        tail_places: as for `unpack_postings`.
        words: as for `unpack_postings`.
        widths: as for `unpack_postings`.
        tail: as for `unpack_postings`.
        steps: takes the steps.
    """
    at = 0
    for number in chosen:
        size = int(sizes[number])
        unpack_steps(
            number, size, first_blocks, block_places, tail_places, words, widths, tail,
            np.ones(size // 128 + 1, np.bool_), steps[at : at + size],
        )  # fmt: skip
        at += size


@compiled
def add_up(steps: U32, counts: U32) -> None:
    """Turn the steps of posting lists into positions, in the same array.

    Args:
        steps: as `unpack_steps` reads them; takes the positions.
        counts: by posting, how many positions it has.
    """
    at = 0
    for count in counts:
        before = -1
        for place in range(at, at + int(count)):
            before += int(steps[place]) + 1
            steps[place] = np.uint32(before)
        at += int(count)

"""Uniting: the posting lists of the words of a term, of several levels at once, as one list.

A word that a user looks for at all levels means three terms, and nearly every word that has its
form has its stem and its root too. So their lists are read once and united to one that says of
each document how often each term stands there. Those three counts are mostly small and few
different ones occur in a list, so a document has one byte: the number of its counts among those
that occur.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.compiled import compiled
from index.engines.whoosh.blocks import BIT_PLACES, SEQUENCE
from index.engines.whoosh.pointers import (
    bits_at,
    bytes_at,
    longs_at,
    numbers_at,
    shorts_at,
    whole,
)

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I16 = NDArray[np.int16]
I64 = NDArray[np.int64]

LEVELS: Final = 3
CODES: Final = 256
# So many bits of a number for each level's count, so that one addition adds to all.
BITS: Final = 20
# Counts up to this one find their code in a table.
_SMALL: Final = 16
SMALL_CODES: Final = _SMALL**LEVELS

WINDOW: Final = 1 << 14
_MASK: Final = (1 << BITS) - 1


@compiled
def _code(sums: int, small_at: int, counts_at: int, codes: int) -> int:
    """The code of three counts, or the next one for those not yet seen; -1 for too many."""
    small, counts = shorts_at(small_at), bytes_at(counts_at)
    form, stem, root = sums & _MASK, (sums >> BITS) & _MASK, sums >> (2 * BITS)
    if form < _SMALL and stem < _SMALL and root < _SMALL:
        known: int = whole(small[form + stem * _SMALL + root * _SMALL * _SMALL])
        if known >= 0:
            return known
        if codes < CODES:
            small[form + stem * _SMALL + root * _SMALL * _SMALL] = codes
    else:
        for code in range(codes):
            if (
                counts[code * LEVELS] == form
                and counts[code * LEVELS + 1] == stem
                and counts[code * LEVELS + 2] == root
            ):
                return code
    if codes == CODES or form > 255 or stem > 255 or root > 255:
        return -1
    counts[codes * LEVELS] = form
    counts[codes * LEVELS + 1] = stem
    counts[codes * LEVELS + 2] = root
    return codes


@compiled
def unite(
    documents: U32,
    counts: U32,
    starts: I64,
    steps: I64,
    base: int,
    live: int,
    small: I16,
    known: U8,
    codes: int,
    found: U32,
    said: U8,
    size: int,
    held: I64,
    sums: I64,
    marks: U64,
) -> tuple[int, int]:
    """Unite posting lists of words of one segment, behind those of the segments before.

    Args:
        documents: of all lists in turn, ascending in each.
        counts: how often, of the same shape.
        starts: where each list begins, and where the last ends.
        steps: what one occurrence of each word adds to the counts of the levels, `BITS` for each.
        base: the number in the whole index of the segment's first document.
        live: address of a byte for each document, 0 if it was removed; 0 if none was.
        small: codes of small counts, of shape (SMALL_CODES,), -1 for none.
        known: counts by code, of shape (CODES * LEVELS,).
        codes: how many codes there are.
        found: filled with document numbers in the whole index, ascending.
        said: filled with their codes.
        size: how many there are already.
        held: by level, the number of documents with the term; added to.
        sums: zeros, of shape (WINDOW,); zeros again unless there would be too many codes. The
            caller's: an array made here would be given back before it is read by its address.
        marks: zeros, of shape (WINDOW / 64,); likewise.

    Returns:
        How many documents and how many codes there are; -1 documents if there would have to be
        more codes than there can be.
    """
    cursors = starts[:-1].copy()
    numbers, times = numbers_at(documents.ctypes.data), numbers_at(counts.ctypes.data)
    sum_of, mark_of = longs_at(sums.ctypes.data), bits_at(marks.ctypes.data)
    small_at, known_at = small.ctypes.data, known.ctypes.data
    found_of, said_of = numbers_at(found.ctypes.data), bytes_at(said.ctypes.data)
    form_held = stem_held = root_held = 0
    while True:
        window = -1
        for word in range(len(cursors)):
            if cursors[word] < starts[word + 1]:
                of = whole(numbers[cursors[word]]) // WINDOW
                if window < 0 or of < window:
                    window = of
        if window < 0:
            held += np.array([form_held, stem_held, root_held])
            return size, codes
        begin = window * WINDOW
        first, last = len(marks), 0
        for word in range(len(cursors)):
            at, end, step = cursors[word], starts[word + 1], steps[word]
            if at == end or whole(numbers[at]) >= begin + WINDOW:
                continue
            first = min(first, (whole(numbers[at]) - begin) >> 6)
            while at < end:
                place = whole(numbers[at]) - begin
                if place >= WINDOW:
                    break
                sum_of[place] += step * whole(times[at])
                mark_of[place >> 6] |= np.uint64(1) << np.uint64(place & 63)
                at += 1
            last = max(last, (whole(numbers[at - 1]) - begin) >> 6)
            cursors[word] = at
        for chunk in range(first, last + 1):
            mark = mark_of[chunk]
            mark_of[chunk] = np.uint64(0)
            while mark:
                lowest = mark & (~mark + np.uint64(1))
                place = (chunk << 6) + BIT_PLACES[(lowest * SEQUENCE) >> np.uint64(58)]
                mark ^= lowest
                sum_ = sum_of[place]
                sum_of[place] = 0
                if live and not bytes_at(live)[begin + place]:
                    continue
                code = _code(sum_, small_at, known_at, codes)
                if code < 0:
                    return -1, codes
                codes = max(codes, code + 1)
                found_of[size] = np.uint32(base + begin + place)
                said_of[size] = np.uint8(code)
                size += 1
                form_held += (sum_ & _MASK) > 0
                stem_held += ((sum_ >> BITS) & _MASK) > 0
                root_held += (sum_ >> (2 * BITS)) > 0

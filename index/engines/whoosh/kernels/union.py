"""The union of the posting lists of the words of terms, for several levels at once.

A word of a query at all levels is three terms, and nearly every word that has its form also has its
stem and its root. So their posting lists are read once and united to one list, with three counts by
document: how often each term occurs in it. The counts are mostly small, and a list has few
different triples of them; so a document has one byte, the code of its triple.

Counts are summed window by window, in an array that fits the fastest caches. If the lists have few
of the documents, bits mark which; if they have many, every sum of the window is read, without a
branch, because a processor can't predict a branch on whether a document is there.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.kernels import compiled
from index.arrays.types import I64, U8, U32, U64
from index.engines.whoosh.kernels.pointers import (
    bits_at,
    bits_set,
    bytes_at,
    floats_at,
    longs_at,
    lowest_bit,
    numbers_at,
    real,
    shorts_at,
    whole,
)

I16 = NDArray[np.int16]

LEVELS: Final = 3
KEYS: Final = 4
CODES: Final = 256
# Each level's count has so many bits of a number, so that one addition adds to all counts. The
# highest of them stays free for `_ADDED_TO_COUNT`.
BITS: Final = 20
MAX_COUNT: Final = (1 << (BITS - 1)) - 1
# The codes of counts below a limit are in a table.
_SMALL_BITS: Final = 4
_SMALL: Final = 1 << _SMALL_BITS
SMALL_CODES: Final = _SMALL**LEVELS

WINDOW: Final = 1 << 14
# How many of the documents the lists have, which decides how a window is read.
FEW: Final = 0
SOME: Final = 1
MANY: Final = 2
# For `SOME` or `MANY`, one document in so many.
_SOME: Final = 500
_MANY: Final = 12

# Lists with fewer postings are sorted by window first.
SHORT: Final = 64

_MASK: Final = (1 << BITS) - 1
_ONES: Final = 1 | (1 << BITS) | (1 << (2 * BITS))
_LARGE: Final = (_MASK - (_SMALL - 1)) * _ONES
# Added to three counts, it sets the highest bit of those above 0.
_ADDED_TO_COUNT: Final = MAX_COUNT * _ONES


def workspace() -> tuple[I64, U64, I16]:
    """Arrays to sum in: the last arguments of `unite` and `unite_counts`."""
    sums, marks = np.zeros(WINDOW, np.int64), np.zeros(WINDOW // 64, np.uint64)
    return sums, marks, np.empty(WINDOW + 4, np.int16)


def share(postings: int, documents: int) -> int:
    """FEW, SOME or MANY: what share of the documents so many postings are."""
    if postings * _MANY >= documents:
        return MANY
    return SOME if postings * _SOME >= documents else FEW


@compiled
def steps_of(keys: I64) -> tuple[I64, I64]:
    """The words of keys, each once, and what one occurrence of each adds to the counts.

    Args:
        keys: for each word and level, `KEYS` times the number of the word, plus that of the level;
            ascending.
    """
    words, steps = np.empty(len(keys), np.int64), np.zeros(len(keys), np.int64)
    last = -1
    for key in keys:
        if last < 0 or words[last] != key // KEYS:
            last += 1
            words[last] = key // KEYS
        steps[last] += 1 << (BITS * (key % KEYS))
    return words[: last + 1], steps[: last + 1]


@compiled
def _code(sums: int, small_at: int, counts_at: int, codes: int) -> int:
    """The code of three counts, a new one for new counts; -1 if there are too many codes."""
    small, counts = shorts_at(small_at), bytes_at(counts_at)
    form, stem, root = sums & _MASK, (sums >> BITS) & _MASK, sums >> (2 * BITS)
    if not sums & _LARGE:
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
def _small_code(sums: int, small_at: int) -> int:
    """The code of three counts if it is in the table, else -1."""
    if sums & _LARGE:
        return -1
    place = (sums | (sums >> (BITS - _SMALL_BITS)) | (sums >> (2 * (BITS - _SMALL_BITS)))) & (
        SMALL_CODES - 1
    )
    return whole(shorts_at(small_at)[place])  # type: ignore[no-any-return]


@compiled
def _long(starts: I64) -> I64:
    """The numbers of the lists that are not short."""
    chosen = np.empty(len(starts) - 1, np.int64)
    count = 0
    for word in range(len(starts) - 1):
        chosen[count] = word
        count += starts[word + 1] - starts[word] >= SHORT
    return chosen[:count]


@compiled
def _by_window(documents: U32, counts: U32, starts: I64, steps: I64) -> tuple[I64, U32, I64]:
    """The postings of short lists, window by window.

    Returns:
        Where the postings of each window begin and those of the last end; the documents; and what
        each posting adds to the counts.
    """
    last = held = 0
    for word in range(len(starts) - 1):
        size = starts[word + 1] - starts[word]
        if 0 < size < SHORT:
            held += size
            last = max(last, whole(documents[starts[word + 1] - 1]) // WINDOW)
    ends = np.zeros(last + 2, np.int64)
    for word in range(len(starts) - 1):
        if starts[word + 1] - starts[word] < SHORT:
            for at in range(starts[word], starts[word + 1]):
                ends[documents[at] // np.uint32(WINDOW)] += 1
    before = 0
    for window in range(len(ends)):
        here = ends[window]
        ends[window] = before
        before += here
    short, adds = np.empty(held, np.uint32), np.empty(held, np.int64)
    for word in range(len(starts) - 1):
        if starts[word + 1] - starts[word] < SHORT:
            for at in range(starts[word], starts[word + 1]):
                window = whole(documents[at]) // WINDOW
                place = ends[window]
                ends[window] = place + 1
                short[place] = documents[at]
                adds[place] = steps[word] * whole(counts[at])
    ends[1:] = ends[:-1].copy()
    ends[0] = 0
    return ends, short, adds


@compiled
def _next_window(documents: U32, long: I64, cursors: I64, starts: I64, ends: I64, done: int) -> int:
    """The next window with documents, or -1.

    Args:
        documents: as for `unite`.
        long: the numbers of the lists that are not short.
        cursors: by list, its next posting.
        starts: as for `unite`.
        ends: where the postings of short lists begin, by window.
        done: how many of those postings were read.
    """
    window = -1
    for word in long:
        if cursors[word] < starts[word + 1]:
            of = whole(documents[cursors[word]]) // WINDOW
            if window < 0 or of < window:
                window = of
    if done < ends[-1]:
        of = 0
        while ends[of + 1] <= done:
            of += 1
        if window < 0 or of < window:
            window = of
    return window


@compiled
def _add(
    documents: U32, counts: U32, long: I64, cursors: I64, starts: I64, steps: I64, begin: int,
    share: int, sums: int, marks: int,
) -> tuple[int, int]:  # fmt: skip
    """Add the postings of long lists in a window.

    Returns:
        The first and the last block of 64 documents to which something was added.
    """
    sum_of, mark_of = longs_at(sums), bits_at(marks)
    numbers, times = numbers_at(documents.ctypes.data), numbers_at(counts.ctypes.data)
    first, last = WINDOW // 64, -1
    for word in long:
        at, end, step = cursors[word], starts[word + 1], steps[word]
        if at == end or whole(numbers[at]) >= begin + WINDOW:
            continue
        first = min(first, (whole(numbers[at]) - begin) >> 6)
        while at < end:
            place = whole(numbers[at]) - begin
            if place >= WINDOW:
                break
            sum_of[place] += step * whole(times[at])
            if share != MANY:
                mark_of[place >> 6] |= np.uint64(1) << np.uint64(place & 63)
            at += 1
        last = max(last, (whole(numbers[at - 1]) - begin) >> 6)
        cursors[word] = at
    return first, last


@compiled
def _add_short(
    short: U32, adds: I64, first: int, after: int, begin: int, sums: int, marks: int
) -> tuple[int, int]:
    """Add the postings of short lists in a window; returns as `_add`."""
    sum_of, mark_of = longs_at(sums), bits_at(marks)
    least, last = WINDOW // 64, -1
    for at in range(first, after):
        place = whole(short[at]) - begin
        sum_of[place] += adds[at]
        mark_of[place >> 6] |= np.uint64(1) << np.uint64(place & 63)
        least, last = min(least, place >> 6), max(last, place >> 6)
    return least, last


@compiled
def _places(first: int, last: int, share: int, sums: int, marks: int, places: int) -> int:
    """Write the places in a window that have a sum, and return how many there are."""
    sum_of, mark_of, place_of = longs_at(sums), bits_at(marks), shorts_at(places)
    count = 0
    if share == MANY:
        for place in range(first << 6, (last + 1) << 6):
            place_of[count] = place
            count += sum_of[place] != 0
        for chunk in range(first, last + 1):
            mark_of[chunk] = np.uint64(0)
        return count
    for chunk in range(first, last + 1):
        mark = mark_of[chunk]
        if share == FEW and mark == 0:
            continue
        mark_of[chunk] = np.uint64(0)
        place = chunk << 6
        after = count + bits_set(mark)
        while True:  # four at a time, written before they are counted
            place_of[count] = place + lowest_bit(mark)
            mark &= mark - np.uint64(1)
            place_of[count + 1] = place + lowest_bit(mark)
            mark &= mark - np.uint64(1)
            place_of[count + 2] = place + lowest_bit(mark)
            mark &= mark - np.uint64(1)
            place_of[count + 3] = place + lowest_bit(mark)
            mark &= mark - np.uint64(1)
            count += 4
            if count >= after:
                break
        count = after
    return count


@compiled
def _sum_up(
    documents: U32, counts: U32, long: I64, cursors: I64, starts: I64, steps: I64, ends: I64,
    short: U32, adds: I64, done: int, window: int, share: int, sums: int, marks: int, places: int,
) -> tuple[int, int]:  # fmt: skip
    """Sum the postings of all lists in a window, and write the places that have a sum.

    Returns:
        How many places there are, and how many postings of short lists were read so far.
    """
    begin = window * WINDOW
    first, last = _add(documents, counts, long, cursors, starts, steps, begin, share, sums, marks)
    if window + 1 < len(ends) and ends[window] < ends[window + 1]:
        one, other = _add_short(short, adds, ends[window], ends[window + 1], begin, sums, marks)
        first, last, done = min(first, one), max(last, other), ends[window + 1]
    return _places(first, last, share, sums, marks, places), done


@compiled
def unite(
    documents: U32, counts: U32, starts: I64, steps: I64, base: int, live: int, share: int,
    small: I16, known: U8, codes: int, found: U32, code_of: U8, size: int, doc_freqs: I64,
    sums: I64, marks: U64, places: I16,
) -> tuple[int, int]:  # fmt: skip
    """Unite posting lists of words of one segment, and append them to those of earlier segments.

    Args:
        documents: of all lists in turn, ascending in each list.
        counts: by posting, how often the word occurs.
        starts: where each list begins, and where the last ends.
        steps: what one occurrence of each word adds to the counts of the levels, of `BITS` bits
            each; no sum of counts is above `MAX_COUNT`.
        base: the number of the segment's first document in the whole index.
        live: address of a byte for each document, 0 if it was removed; 0 if none was.
        share: from `share`; it does not change the result.
        small: codes of small counts, of shape (SMALL_CODES,), -1 for none.
        known: counts by code, of shape (CODES * LEVELS,).
        codes: how many codes there are.
        found: takes document numbers in the whole index, ascending.
        code_of: takes their codes.
        size: how many documents there are already.
        doc_freqs: by level, the number of documents with the term; added to.
        sums: zeros, of shape (WINDOW,); zeros again after a success. An array made here would be
            freed before it is read by its address (`pointers`).
        marks: zeros, of shape (WINDOW / 64,); zeros again after a success.
        places: of shape (WINDOW + 4,), with any values.

    Returns:
        How many documents and codes there are; -1 documents if there are too many codes.
    """
    cursors = starts[:-1].copy()
    long, done = _long(starts), 0
    ends, short, adds = _by_window(documents, counts, starts, steps)
    sums_at, marks_at, places_at = sums.ctypes.data, marks.ctypes.data, places.ctypes.data
    sum_of, place_of = longs_at(sums_at), shorts_at(places_at)
    small_at, known_at = small.ctypes.data, known.ctypes.data
    found_of, code_at = numbers_at(found.ctypes.data), bytes_at(code_of.ctypes.data)
    window = _next_window(documents, long, cursors, starts, ends, done)
    while window >= 0:
        begin = window * WINDOW
        count, done = _sum_up(
            documents, counts, long, cursors, starts, steps, ends, short, adds, done,
            window, share, sums_at, marks_at, places_at,
        )  # fmt: skip
        together = 0
        for each in range(count):
            place = whole(place_of[each])
            sum_ = sum_of[place]
            sum_of[place] = 0
            if live and not bytes_at(live)[begin + place]:
                continue
            code = _small_code(sum_, small_at)
            if code < 0:
                code = _code(sum_, small_at, known_at, codes)
                if code < 0:
                    return -1, codes
                codes = max(codes, code + 1)
            found_of[size] = np.uint32(base + begin + place)
            code_at[size] = np.uint8(code)
            size += 1
            together += ((sum_ + _ADDED_TO_COUNT) >> (BITS - 1)) & _ONES
        doc_freqs[0] += together & _MASK
        doc_freqs[1] += (together >> BITS) & _MASK
        doc_freqs[2] += together >> (2 * BITS)
        window = _next_window(documents, long, cursors, starts, ends, done)
    return size, codes


@compiled
def doc_freqs(documents: U32, starts: I64, places: I64, sizes: I64, live: int, size: int) -> I64:
    """In how many documents each of some terms occurs.

    Args:
        documents: posting lists of words, as for `unite`.
        starts: where each list begins, and where the last ends.
        places: numbers of the lists of each term's words, term after term.
        sizes: by term, how many words have it.
        live: as for `unite`.
        size: how many documents the segment has.
    """
    found = np.zeros(len(sizes), np.int64)
    last = np.zeros(size, np.uint16)  # the last term that was counted in each document, from 1
    end_of_term = 0
    for term in range(len(sizes)):
        first, end_of_term = end_of_term, end_of_term + sizes[term]
        for place in places[first:end_of_term]:
            start, end = starts[place], starts[place + 1]
            if sizes[term] == 1 and not live:
                found[term] = end - start
                break
            for document in documents[start:end]:
                if last[document] <= term and (not live or bytes_at(live)[document]):
                    last[document] = term + 1
                    found[term] += 1
    return found


@compiled
def unite_counts(
    documents: U32, counts: U32, starts: I64, steps: I64, base: int, live: int, share: int,
    found: U32, totals: int, wide: bool, sums: I64, marks: U64, places: I16,
) -> tuple[int, int]:  # fmt: skip
    """Unite posting lists of words of one segment at one level.

    Args:
        documents: as for `unite`.
        counts: as for `unite`.
        starts: as for `unite`.
        steps: what one occurrence of each word counts.
        base: as for `unite`.
        live: as for `unite`.
        share: as for `unite`.
        found: as for `unite`.
        totals: address of an array that takes the count of each document.
        wide: whether the array is of float64; else it is of uint8, and larger counts are cut.
        sums: as for `unite`.
        marks: as for `unite`.
        places: as for `unite`.

    Returns:
        How many documents there are, and a number that is at least the largest count.
    """
    cursors = starts[:-1].copy()
    long, done = _long(starts), 0
    ends, short, adds = _by_window(documents, counts, starts, steps)
    sums_at, marks_at, places_at = sums.ctypes.data, marks.ctypes.data, places.ctypes.data
    sum_of, place_of = longs_at(sums_at), shorts_at(places_at)
    found_of = numbers_at(found.ctypes.data)
    size = largest = 0
    window = _next_window(documents, long, cursors, starts, ends, done)
    while window >= 0:
        begin = window * WINDOW
        count, done = _sum_up(
            documents, counts, long, cursors, starts, steps, ends, short, adds, done,
            window, share, sums_at, marks_at, places_at,
        )  # fmt: skip
        for each in range(count):
            place = whole(place_of[each])
            sum_ = sum_of[place]
            sum_of[place] = 0
            if live and not bytes_at(live)[begin + place]:
                continue
            found_of[size] = np.uint32(base + begin + place)
            if wide:
                floats_at(totals)[size] = real(sum_)
            else:
                bytes_at(totals)[size] = np.uint8(sum_)
            size += 1
            largest |= sum_
        window = _next_window(documents, long, cursors, starts, ends, done)
    return size, largest

"""The loop that finds and scores documents: many posting lists at once, window by window.

A clause asks for parts, and each part is a few posting lists (those of a word at its levels and
fields). Documents are taken in windows of `WINDOW` numbers whose scores and states fit the
fastest cache, as Lucene's BooleanScorer does it; in a window each list adds to the documents it
holds. A document's state is how many parts it matches and which part counted it last, because
lists of one part count it once.

    required    all of these; a window where one of them holds nothing is left at once
    optional    at least a minimum of these
    liked       only add to the score
    unwanted    none of these

Parts stand in this order. The lists of liked parts behind `lazy` are not gone through at all:
together they add at most `bound`, so they are looked into only for a document that could be
among the best with it (the non-essential lists of MaxScore, Turtle and Flood 1995, "Query
evaluation: strategies and optimizations"; totals stay exact, for liked parts find nothing).
Where nobody asks for the total, optional parts go the same way one by one, those of the least
bounds first, as soon as documents that have only them could not be among the best any more.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.arrays.kernels import compiled
from index.arrays.types import F64, I64, U32
from index.engines.whoosh.kernels.pointers import (
    bytes_at,
    floats_at,
    halves_at,
    longs_at,
    numbers_at,
    real,
    whole,
)

WINDOW: Final = 4096

# Document numbers stand in half the memory: of each its low 16 bits, and where in the list each
# stretch of 2 ** 16 documents begins. A window lies in one stretch.
STRETCH: Final = 16

# Columns of the table of lists: addresses of the low halves of the document numbers (uint16,
# ascending in each stretch) and of what is said of each, how many they are, what is said, where
# the stretches begin (uint32), how many there are, and the field.
DOCUMENTS: Final = 0
VALUES: Final = 1
SIZE: Final = 2
KIND: Final = 3
COUNTS_OF: Final = 4  # address of the counts of each code, for `LEVELS`
STARTS: Final = 5
STRETCHES: Final = 6
FIELD: Final = 7
COLUMNS: Final = 8

# What a list says of its documents.
COUNTS: Final = 0  # how often the term stands there, uint8: BM25
FREQUENCIES: Final = 1  # the same, float64
SCORES: Final = 2  # a score that is ready, float64
TIMES: Final = 3  # a count, uint8, taken as a score
MARKS: Final = 4  # nothing
LEVELS: Final = 5  # counts at three levels, as a code in uint8 (see `uniting`): BM25 of each

# A field's table of BM25: for each norm the frequency that counts half, then what counts from 0
# to this one count.
TABLED_COUNTS: Final = 8
NORMS: Final = 256
LEVELS_OF_CODE: Final = 3

# The order of what is found: by score, or by a column.
BY_SCORE: Final = 0
DESCENDING: Final = 1
ASCENDING: Final = 2

# Ties are scores that agree to five decimals.
DECIMALS: Final = 1e5

_PART: Final = 0xFFFFFFFF
_LOW: Final = (1 << STRETCH) - 1


@compiled
def _start(list_: I64, stretch: int) -> int:
    """Where in a list a stretch of documents begins; its end for those behind the last one."""
    if stretch >= list_[STRETCHES]:
        return list_[SIZE]  # type: ignore[no-any-return]
    return whole(numbers_at(list_[STARTS])[stretch])  # type: ignore[no-any-return]


@compiled
def _seek(list_: I64, start: int, stop: int, least: int) -> int:
    """The first place from `start` on, before `stop` in the same stretch, not below `least`."""
    lows = halves_at(list_[DOCUMENTS])
    low_half = least & _LOW
    step = 1
    low = start
    high = start
    while high < stop and lows[high] < low_half:
        low = high + 1
        high += step
        step *= 2
    high = min(high, stop)
    while low < high:
        middle = (low + high) >> 1
        if lows[middle] < low_half:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _sought(list_: I64, at: int, begin: int) -> int:
    """The first place from `at` on that is not before a window."""
    stretch = begin >> STRETCH
    at = max(at, _start(list_, stretch))
    stop = _start(list_, stretch + 1)
    if at < stop and halves_at(list_[DOCUMENTS])[at] < begin & _LOW:
        at = _seek(list_, at, stop, begin)
    return at


@compiled
def _saturated(frequency: float, norm: int, table: int) -> float:
    """`index.engines.bm25.saturated`, 0 for a frequency of 0."""
    if frequency == 0.0:
        return 0.0
    return real(frequency / (frequency + floats_at(table)[norm]))


@compiled
def _of_count(count: int, norm: int, table: int) -> float:
    """The same of a whole number."""
    if count <= TABLED_COUNTS:
        return real(floats_at(table)[NORMS * (1 + count) + norm])
    return _saturated(real(count), norm, table)


@compiled
def _worth(
    kind: int, values: int, counts: int, at: int, document: int, norms: int, table: int,
    factor: float, stem: float, root: float,
) -> float:  # fmt: skip
    """What a list adds to the score of one document; the last two are for `LEVELS`."""
    if kind == LEVELS:
        code = LEVELS_OF_CODE * whole(bytes_at(values)[at])
        times = bytes_at(counts)
        norm = whole(bytes_at(norms)[document])
        return (
            factor * _of_count(whole(times[code]), norm, table)
            + stem * _of_count(whole(times[code + 1]), norm, table)
            + root * _of_count(whole(times[code + 2]), norm, table)
        )
    if kind == COUNTS:
        norm = whole(bytes_at(norms)[document])
        return factor * _of_count(whole(bytes_at(values)[at]), norm, table)
    if kind == FREQUENCIES:
        norm = whole(bytes_at(norms)[document])
        return factor * _saturated(real(floats_at(values)[at]), norm, table)
    if kind == SCORES:
        return factor * real(floats_at(values)[at])
    if kind == TIMES:
        return factor * real(bytes_at(values)[at])
    return 0.0


@compiled
def _next_window(lists: I64, cursors: I64, driving: int, before: int) -> int:
    """The first window in which one of the driving lists holds a document, or -1.

    Args:
        lists: see `rank`.
        cursors: how far each list was gone through.
        driving: the lists before this one are.
        before: the window up to which they all were gone through, or -1.
    """
    window = -1
    for each in range(driving):
        at = cursors[each]
        if at < lists[each, SIZE]:
            stretch = max(0, before * WINDOW) >> STRETCH
            while _start(lists[each], stretch + 1) <= at:
                stretch += 1
            of = ((stretch << STRETCH) + whole(halves_at(lists[each, DOCUMENTS])[at])) // WINDOW
            if window < 0 or of < window:
                window = of
    return window


@compiled
def _add_first(
    list_: I64, factors: F64, at: int, begin: int, part: int, count: int,
    norms: I64, tables: I64, scores: int, states: int, touched: int,
) -> tuple[int, int]:  # fmt: skip
    """Add a list of the first parts, whose documents need not have been touched before.

    The loop of nearly all the work, so its branches are those that are foretold.
    """
    lows, values, kind = halves_at(list_[DOCUMENTS]), list_[VALUES], list_[KIND]
    codes, own_norms, table = list_[COUNTS_OF], norms[list_[FIELD]], tables[list_[FIELD]]
    factor, stem, root = factors[0], factors[1], factors[2]
    within, stop = begin & _LOW, _start(list_, (begin >> STRETCH) + 1)
    score_of, state_of, touched_of = floats_at(scores), longs_at(states), longs_at(touched)
    said, norm_of = bytes_at(values), bytes_at(own_norms)
    while at < stop:
        place = whole(lows[at]) - within
        if place >= WINDOW:
            break
        document = begin + place
        state = state_of[place]
        touched_of[count] = place
        count += state == 0
        state_of[place] = (((state >> 32) + ((state & _PART) != part + 1)) << 32) | (part + 1)
        if kind == COUNTS:  # written out: a quarter faster for words at one level
            norm = whole(norm_of[document])
            score_of[place] += factor * _of_count(whole(said[at]), norm, table)
        else:
            score_of[place] += _worth(
                kind, values, codes, at, document, own_norms, table, factor, stem, root
            )
        at += 1
    return at, count


@compiled
def _add(
    list_: I64, factors: F64, at: int, begin: int, part: int, least: int, one: int,
    norms: I64, tables: I64, scores: int, states: int,
) -> tuple[int, int]:  # fmt: skip
    """Add a list to documents that match `least` parts already; `one` is what it counts."""
    lows, values, kind = halves_at(list_[DOCUMENTS]), list_[VALUES], list_[KIND]
    codes, own_norms, table = list_[COUNTS_OF], norms[list_[FIELD]], tables[list_[FIELD]]
    factor, stem, root = factors[0], factors[1], factors[2]
    within, stop = begin & _LOW, _start(list_, (begin >> STRETCH) + 1)
    score_of, state_of = floats_at(scores), longs_at(states)
    reached = 0
    while at < stop:
        place = whole(lows[at]) - within
        if place >= WINDOW:
            break
        document = begin + place
        state = state_of[place]
        if (state >> 32) >= least:
            fresh = (state & _PART) != part + 1
            state_of[place] = (((state >> 32) + (fresh & one)) << 32) | (part + 1)
            score_of[place] += _worth(
                kind, values, codes, at, document, own_norms, table, factor, stem, root
            )
            reached += 1
        at += 1
    return at, reached


@compiled
def _strike(list_: I64, at: int, begin: int, states: int) -> int:
    """Take the documents of a list out."""
    lows, state_of = halves_at(list_[DOCUMENTS]), longs_at(states)
    within, stop = begin & _LOW, _start(list_, (begin >> STRETCH) + 1)
    while at < stop and whole(lows[at]) < within + WINDOW:
        state_of[whole(lows[at]) - within] = 0
        at += 1
    return at


@compiled
def _gather(
    begin: int, lists: I64, factors: F64, cursors: I64, starts: I64, roles: I64, lazy: int,
    norms: I64, tables: I64, scores: int, states: int, touched: int,
) -> int:  # fmt: skip
    """Score the documents of a window; how many stand in `touched` then."""
    required = roles[0]
    counting = required + roles[1]
    liking = counting + roles[2]
    count = 0
    for part in range(liking + roles[3]):
        reached = 0
        least = min(part, required)
        for each in range(starts[part], starts[part + 1]):
            if lazy <= each < starts[liking]:
                break
            at = _sought(lists[each], cursors[each], begin)
            if part >= liking:
                at = _strike(lists[each], at, begin, states)
            elif part < counting and least == 0:
                at, count = _add_first(
                    lists[each], factors[each], at, begin, part, count,
                    norms, tables, scores, states, touched,
                )  # fmt: skip
            else:
                at, more = _add(
                    lists[each], factors[each], at, begin, part, max(1, least), part < counting,
                    norms, tables, scores, states,
                )  # fmt: skip
                reached += more
            cursors[each] = at
        if 0 < part < required and reached == 0:
            break
    return count


@compiled
def _liked(
    document: int,
    begin: int,
    lists: I64,
    factors: F64,
    cursors: I64,
    first: int,
    last: int,
    norms: I64,
    tables: I64,
) -> float:
    """What the lists that are not gone through add to one document's score."""
    score = 0.0
    for each in range(first, last):
        at = cursors[each] = _sought(lists[each], cursors[each], begin)
        stop = _start(lists[each], (begin >> STRETCH) + 1)
        at = _seek(lists[each], at, stop, document)
        if at < stop and halves_at(lists[each, DOCUMENTS])[at] == document & _LOW:
            field = lists[each, FIELD]
            score += _worth(
                lists[each, KIND], lists[each, VALUES], lists[each, COUNTS_OF], at, document,
                norms[field], tables[field],
                factors[each, 0], factors[each, 1], factors[each, 2],
            )  # fmt: skip
    return score


@compiled
def _key(document: int, score: float, order: int, ranks: int) -> float:
    """What documents are ordered by, the greatest first; no value is the least."""
    if order == BY_SCORE:
        return real(np.rint(score * DECIMALS))
    rank = real(numbers_at(ranks)[document])
    if rank == 0.0:
        return -np.inf
    return rank if order == DESCENDING else -rank


@compiled
def _worse(key: float, place: int, other: float, other_place: int) -> bool:
    """Whether a document stands behind another in the order."""
    return key < other or (key == other and place > other_place)


@compiled
def _keep(
    keys: F64, places: I64, documents: I64, scores: F64, size: int,
    key: float, place: int, document: int, score: float,
) -> int:  # fmt: skip
    """Put a document into a heap whose first is the worst; how many it holds then."""
    most = len(keys)
    if size == most:
        at = 0
        if _worse(key, place, keys[0], places[0]):
            return size
        while True:  # the first goes, the next worst of its children comes up
            child = 2 * at + 1
            if child >= size:
                break
            if child + 1 < size and _worse(
                keys[child + 1], places[child + 1], keys[child], places[child]
            ):
                child += 1
            if _worse(key, place, keys[child], places[child]):
                break
            keys[at], places[at] = keys[child], places[child]
            documents[at], scores[at] = documents[child], scores[child]
            at = child
    else:
        at = size
        size += 1
        while at > 0:
            parent = (at - 1) >> 1
            if not _worse(key, place, keys[parent], places[parent]):
                break
            keys[at], places[at] = keys[parent], places[parent]
            documents[at], scores[at] = documents[parent], scores[parent]
            at = parent
    keys[at], places[at], documents[at], scores[at] = key, place, document, score
    return size


@compiled
def _lower_floors(
    floors: F64, required: int, minima: I64, sizes: I64, keys: F64, order: int, bound: float
) -> None:
    """Work out what may still have a place: scores before liked parts, or keys of a column."""
    floors[:] = np.inf
    most = keys.shape[1]
    if most == 0:
        return
    for rung in range(len(minima)):
        floor = -np.inf
        if sizes[rung] == most:
            floor = keys[rung, 0]
            if order == BY_SCORE:
                floor = (floor - 1.0) / DECIMALS - bound
        for matched in range(max(1, required + minima[rung]), len(floors)):
            floors[matched] = min(floors[matched], floor)


@compiled
def _least(keys: F64, sizes: I64) -> float:
    """What a document must score at least to be kept where one rung is asked for."""
    if 0 < sizes[0] == keys.shape[1]:
        return real((keys[0, 0] - 1.0) / DECIMALS)
    return -np.inf


@compiled
def rank(
    lists: I64,
    factors: F64,
    starts: I64,
    roles: I64,
    lazy: int,
    bounds: F64,
    norms: I64,
    tables: I64,
    order: int,
    ranks: int,
    id_places: int,
    behind: float,
    behind_place: int,
    minima: I64,
    totals: I64,
    sizes: I64,
    keys: F64,
    places: I64,
    documents: I64,
    best: F64,
) -> bool:
    """Count the documents of a clause and keep the best, for several minima at once.

    Args:
        lists: the table of lists, of shape (lists, COLUMNS); those of one part together.
        factors: multiplies what each list says, of shape (lists, 3): one for each level of
            `LEVELS`, else only the first counts.
        starts: where each part's lists begin, of shape (parts + 1,).
        roles: how many parts are required, optional, liked and unwanted.
        lazy: the first of the liked parts' lists that are not gone through.
        bounds: at the end, at least what those can add to a score; before it, the same of them
            and the last optional part, of them and the last two, and so on, if optional parts
            may be left out of the totals; of shape (1,) or (optional parts + 1,).
        norms: addresses of each field's norms (uint8).
        tables: addresses of each field's table of BM25: of each norm the frequency that counts
            half, then saturation by count and norm.
        order: BY_SCORE, DESCENDING or ASCENDING.
        ranks: address of the ranks of their values in a column (uint32, 0 for none).
        id_places: address of each document's place in the order of ids (uint32).
        behind: only documents behind this key are kept,
        behind_place: or behind this place in the order of ids where the key is the same.
        minima: how many optional parts are wanted, of shape (rungs,).
        totals: filled with the number of matching documents, of shape (rungs,).
        sizes: filled with the number of kept documents, of shape (rungs,).
        keys: filled with the kept documents' keys, in no order, of shape (rungs, most).
        places: filled with their places in the order of ids, of the same shape.
        documents: filled with their numbers, likewise.
        best: filled with their scores, likewise.

    Returns:
        Whether the totals are exact, not lower bounds.
    """
    scores = np.zeros(WINDOW)
    states = np.zeros(WINDOW, np.int64)
    touched = np.empty(WINDOW + 1, np.int64)  # `_add_first` writes before it counts
    cursors = np.zeros(len(lists), np.int64)
    required = roles[0]
    tally = np.zeros(required + roles[1] + 1, np.int64)
    driving = starts[1] if required else starts[roles[1]]
    lazy_end = starts[required + roles[1] + roles[2]]
    most = keys.shape[1]
    essential, bound = len(bounds) - 1, bounds[-1]
    # By the number of matched parts, the score or key below which no place is left.
    floors = np.full(len(tally), np.inf)
    _lower_floors(floors, required, minima, sizes, keys, order, bound)
    window = _next_window(lists, cursors, driving, -1)
    while window >= 0:
        begin = window * WINDOW
        count = _gather(
            begin, lists, factors, cursors, starts, roles, lazy, norms, tables,
            scores.ctypes.data, states.ctypes.data, touched.ctypes.data,
        )  # fmt: skip
        for each in range(count):
            place = touched[each]
            matched = states[place] >> 32
            score = scores[place]
            scores[place] = 0.0
            states[place] = 0
            tally[matched] += 1
            document = begin + place
            key = score if order == BY_SCORE else _key(document, score, order, ranks)
            if key < floors[matched]:
                continue
            if lazy < lazy_end:
                score += _liked(
                    document, begin, lists, factors, cursors, lazy, lazy_end, norms, tables
                )
            key = _key(document, score, order, ranks)
            id_place = whole(numbers_at(id_places)[document])
            if not _worse(key, id_place, behind, behind_place):
                continue
            kept = False
            for rung in range(len(minima)):
                if matched < required + minima[rung] or (
                    sizes[rung] == most and _worse(key, id_place, keys[rung, 0], places[rung, 0])
                ):
                    continue
                kept = True
                sizes[rung] = _keep(
                    keys[rung], places[rung], documents[rung], best[rung], sizes[rung],
                    key, id_place, document, score,
                )  # fmt: skip
            if kept:
                _lower_floors(floors, required, minima, sizes, keys, order, bound)
        while essential and bounds[essential - 1] < _least(keys, sizes):
            essential -= 1
            bound = bounds[essential]
            lazy = driving = starts[essential]
            _lower_floors(floors, required, minima, sizes, keys, order, bound)
        window = _next_window(lists, cursors, driving, window)
    for rung in range(len(minima)):
        totals[rung] = tally[max(1, required + minima[rung]) :].sum()
    return bool(essential == len(bounds) - 1)


@compiled
def collect(
    lists: I64,
    factors: F64,
    starts: I64,
    roles: I64,
    norms: I64,
    tables: I64,
    minimum: int,
    documents: U32,
    found: F64,
) -> int:
    """All documents of a clause, ascending, and their scores; how many there are.

    Args:
        lists: as `rank` has it, and so the next ones.
        factors: see there.
        starts: see there.
        roles: see there.
        norms: see there.
        tables: see there.
        minimum: how many optional parts are wanted.
        documents: filled with their numbers; has room for all entries of the driving lists.
        found: filled with their scores, likewise.
    """
    scores = np.zeros(WINDOW)
    states = np.zeros(WINDOW, np.int64)
    touched = np.empty(WINDOW + 1, np.int64)  # `_add_first` writes before it counts
    cursors = np.zeros(len(lists), np.int64)
    required = roles[0]
    least = max(1, required + minimum)
    driving = starts[1] if required else starts[roles[1]]
    total = 0
    window = _next_window(lists, cursors, driving, -1)
    while window >= 0:
        _gather(
            window * WINDOW, lists, factors, cursors, starts, roles, len(lists), norms, tables,
            scores.ctypes.data, states.ctypes.data, touched.ctypes.data,
        )  # fmt: skip
        for place in range(WINDOW):
            if states[place] >> 32 >= least:
                documents[total] = window * WINDOW + place
                found[total] = scores[place]
                total += 1
            scores[place] = 0.0
            states[place] = 0
        window = _next_window(lists, cursors, driving, window)
    return total

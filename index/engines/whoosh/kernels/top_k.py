"""The loop that finds and scores documents: many posting lists at once, window by window.

A clause has parts, and a part is a few posting lists (those of a word at its levels and fields).
Documents are taken in windows of `WINDOW` numbers, whose scores and states fit the fastest cache,
as Lucene's BooleanScorer does it; in a window each list adds to the documents that it has. A
document's state is how many parts it matches and which part counted it last, because lists of one
part count it once. Parts come in this order:

    required     a document must match all of these; a window where one has nothing is left at once
    optional     it must match at least a minimum of these
    preferred    these only add to its score
    excluded     it must match none of these

Preferred lists from `lazy` on are not read as a whole: together they add at most `bound`, so they
are looked up only for a document that could be among the best with it (the non-essential lists of
MaxScore, Turtle and Flood 1995, "Query evaluation: strategies and optimizations"; totals stay
exact, for preferred parts find nothing). If totals need not be exact, optional parts become lazy
too, one by one, those of the least bounds first, as soon as documents that match only them could
not be among the best any more.
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

# Document numbers take half the memory: of each its low 16 bits, and where in the list each range
# of 2 ** 16 documents begins. A window is within one range.
RANGE_BITS: Final = 16

# Columns of the table of lists.
DOCUMENTS: Final = 0  # address of the low halves of document numbers, uint16, ascending in a range
VALUES: Final = 1  # address of the documents' values
SIZE: Final = 2  # how many documents there are
KIND: Final = 3  # of the values
CODE_COUNTS: Final = 4  # address of the counts of each code, for `LEVELS`
STARTS: Final = 5  # address of where the ranges begin, uint32
RANGES: Final = 6  # how many ranges there are
FIELD: Final = 7  # the number of the field
COLUMNS: Final = 8

# Kinds of values.
COUNTS: Final = 0  # term frequencies, uint8, scored by BM25
FREQUENCIES: Final = 1  # the same, float64
SCORES: Final = 2  # scores, float64
ADDED_COUNTS: Final = 3  # counts, uint8, that are scores
NO_VALUES: Final = 4  # none: the documents add no score
LEVELS: Final = 5  # codes, uint8, of term frequencies at three levels (see `union`)

# A field's table of BM25: for each norm the frequency that counts half; then, for each count from
# 0 to `TABLED_COUNTS` and each norm, the saturated frequency.
TABLED_COUNTS: Final = 8
NORMS: Final = 256
LEVELS_OF_CODE: Final = 3

# Orders: by score, or by a column.
BY_SCORE: Final = 0
DESCENDING: Final = 1
ASCENDING: Final = 2

# Ties are scores that agree to five decimals.
DECIMALS: Final = 1e5

_PART: Final = 0xFFFFFFFF
_LOW: Final = (1 << RANGE_BITS) - 1


@compiled
def _start(list_: I64, range_: int) -> int:
    """Where a range of documents begins in a list; the list's end for ranges after its last."""
    if range_ >= list_[RANGES]:
        return list_[SIZE]  # type: ignore[no-any-return]
    return whole(numbers_at(list_[STARTS])[range_])  # type: ignore[no-any-return]


@compiled
def _seek(list_: I64, start: int, stop: int, least: int) -> int:
    """The first place from `start` on, before `stop` in the same range_, not below `least`."""
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
def _skip_to(list_: I64, at: int, begin: int) -> int:
    """The first place from `at` on whose document is not before `begin`."""
    range_ = begin >> RANGE_BITS
    at = max(at, _start(list_, range_))
    stop = _start(list_, range_ + 1)
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
def _score(
    kind: int, values: int, counts: int, at: int, document: int, norms: int, table: int,
    factor: float, stem: float, root: float,
) -> float:  # fmt: skip
    """What a list adds to the score of a document; `stem` and `root` are factors for `LEVELS`."""
    if kind == LEVELS:
        code = LEVELS_OF_CODE * whole(bytes_at(values)[at])
        count_of = bytes_at(counts)
        norm = whole(bytes_at(norms)[document])
        return (
            factor * _of_count(whole(count_of[code]), norm, table)
            + stem * _of_count(whole(count_of[code + 1]), norm, table)
            + root * _of_count(whole(count_of[code + 2]), norm, table)
        )
    if kind == COUNTS:
        norm = whole(bytes_at(norms)[document])
        return factor * _of_count(whole(bytes_at(values)[at]), norm, table)
    if kind == FREQUENCIES:
        norm = whole(bytes_at(norms)[document])
        return factor * _saturated(real(floats_at(values)[at]), norm, table)
    if kind == SCORES:
        return factor * real(floats_at(values)[at])
    if kind == ADDED_COUNTS:
        return factor * real(bytes_at(values)[at])
    return 0.0


@compiled
def _next_window(lists: I64, cursors: I64, driving: int, before: int) -> int:
    """The first window in which one of the first lists has a document, or -1.

    Args:
        lists: as of `rank`.
        cursors: how far each list is read.
        driving: how many of the lists find documents.
        before: the window up to which these were read, or -1.
    """
    window = -1
    for each in range(driving):
        at = cursors[each]
        if at < lists[each, SIZE]:
            range_ = max(0, before * WINDOW) >> RANGE_BITS
            while _start(lists[each], range_ + 1) <= at:
                range_ += 1
            of = ((range_ << RANGE_BITS) + whole(halves_at(lists[each, DOCUMENTS])[at])) // WINDOW
            if window < 0 or of < window:
                window = of
    return window


@compiled
def _add_first(
    list_: I64, factors: F64, at: int, begin: int, part: int, count: int,
    norms: I64, tables: I64, scores: int, states: int, touched: int,
) -> tuple[int, int]:  # fmt: skip
    """Add a list of a first part, whose documents may be new in the window.

    Nearly all time is spent in this loop, so its branches are those that processors predict.
    """
    lows, values, kind = halves_at(list_[DOCUMENTS]), list_[VALUES], list_[KIND]
    codes, own_norms, table = list_[CODE_COUNTS], norms[list_[FIELD]], tables[list_[FIELD]]
    factor, stem, root = factors[0], factors[1], factors[2]
    within, stop = begin & _LOW, _start(list_, (begin >> RANGE_BITS) + 1)
    score_of, state_of, touched_of = floats_at(scores), longs_at(states), longs_at(touched)
    count_of, norm_of = bytes_at(values), bytes_at(own_norms)
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
            score_of[place] += factor * _of_count(whole(count_of[at]), norm, table)
        else:
            score_of[place] += _score(
                kind, values, codes, at, document, own_norms, table, factor, stem, root
            )
        at += 1
    return at, count


@compiled
def _add(
    list_: I64, factors: F64, at: int, begin: int, part: int, least: int, one: int,
    norms: I64, tables: I64, scores: int, states: int,
) -> tuple[int, int]:  # fmt: skip
    """Add a list to the documents that match `least` parts already.

    `one` is 1 if its part counts among those that a document must match, else 0.
    """
    lows, values, kind = halves_at(list_[DOCUMENTS]), list_[VALUES], list_[KIND]
    codes, own_norms, table = list_[CODE_COUNTS], norms[list_[FIELD]], tables[list_[FIELD]]
    factor, stem, root = factors[0], factors[1], factors[2]
    within, stop = begin & _LOW, _start(list_, (begin >> RANGE_BITS) + 1)
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
            score_of[place] += _score(
                kind, values, codes, at, document, own_norms, table, factor, stem, root
            )
            reached += 1
        at += 1
    return at, reached


@compiled
def _exclude(list_: I64, at: int, begin: int, states: int) -> int:
    """Remove the documents of an excluded list."""
    lows, state_of = halves_at(list_[DOCUMENTS]), longs_at(states)
    within, stop = begin & _LOW, _start(list_, (begin >> RANGE_BITS) + 1)
    while at < stop and whole(lows[at]) < within + WINDOW:
        state_of[whole(lows[at]) - within] = 0
        at += 1
    return at


@compiled
def _score_window(
    begin: int, lists: I64, factors: F64, cursors: I64, starts: I64, roles: I64, lazy: int,
    norms: I64, tables: I64, scores: int, states: int, touched: int,
) -> int:  # fmt: skip
    """Score the documents of a window; returns how many of its places are in `touched`."""
    required = roles[0]
    counting = required + roles[1]
    scoring = counting + roles[2]
    count = 0
    for part in range(scoring + roles[3]):
        reached = 0
        least = min(part, required)
        for each in range(starts[part], starts[part + 1]):
            if lazy <= each < starts[scoring]:
                break
            at = _skip_to(lists[each], cursors[each], begin)
            if part >= scoring:
                at = _exclude(lists[each], at, begin, states)
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
def _lazy_score(
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
    """What lazy lists add to the score of one document."""
    score = 0.0
    for each in range(first, last):
        at = cursors[each] = _skip_to(lists[each], cursors[each], begin)
        stop = _start(lists[each], (begin >> RANGE_BITS) + 1)
        at = _seek(lists[each], at, stop, document)
        if at < stop and halves_at(lists[each, DOCUMENTS])[at] == document & _LOW:
            field = lists[each, FIELD]
            score += _score(
                lists[each, KIND], lists[each, VALUES], lists[each, CODE_COUNTS], at, document,
                norms[field], tables[field],
                factors[each, 0], factors[each, 1], factors[each, 2],
            )  # fmt: skip
    return score


@compiled
def _key(document: int, score: float, order: int, ranks: int) -> float:
    """What documents are ordered by, the greatest first; without a value it is the least."""
    if order == BY_SCORE:
        return real(np.rint(score * DECIMALS))
    rank = real(numbers_at(ranks)[document])
    if rank == 0.0:
        return -np.inf
    return rank if order == DESCENDING else -rank


@compiled
def _worse(key: float, place: int, other: float, other_place: int) -> bool:
    """Whether a document comes after another in the order."""
    return key < other or (key == other and place > other_place)


@compiled
def _push(
    keys: F64, places: I64, documents: I64, scores: F64, size: int,
    key: float, place: int, document: int, score: float,
) -> int:  # fmt: skip
    """Put a document into a heap whose first is the worst; returns how many it has then."""
    most = len(keys)
    if size == most:
        at = 0
        if _worse(key, place, keys[0], places[0]):
            return size
        while True:  # the first is dropped, the worst of its children moves up
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
def _update_floors(
    floors: F64, required: int, minima: I64, sizes: I64, keys: F64, order: int, bound: float
) -> None:
    """Update the least scores before lazy parts, or keys of a column, of the best documents."""
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
def _threshold(keys: F64, sizes: I64) -> float:
    """The least score of the best documents, for a single minimum."""
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
    after: float,
    after_place: int,
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
        factors: multiplies what each list adds, of shape (lists, 3): one for each level of
            `LEVELS`, else only the first counts.
        starts: where each part's lists begin, of shape (parts + 1,).
        roles: how many parts are required, optional, preferred and excluded.
        lazy: the first of the preferred parts' lists that is lazy.
        bounds: the last is the most that lazy lists add to a score; before it, if optional parts
            may be left out of the totals, the most that these and the last optional part add,
            these and the last two, and so on; of shape (1,) or (optional parts + 1,).
        norms: addresses of each field's norms (uint8).
        tables: addresses of each field's table of BM25: of each norm the frequency that counts
            half, then saturation by count and norm.
        order: BY_SCORE, DESCENDING or ASCENDING.
        ranks: address of the rank of each document's value in a column (uint32, 0 for none).
        id_places: address of each document's place in the order of ids (uint32).
        after: only documents with a lower key are kept, ...
        after_place: ... or with this key and a greater place in the order of ids.
        minima: how many optional parts must match, of shape (rungs,).
        totals: filled with the number of matching documents, of shape (rungs,).
        sizes: filled with the number of kept documents, of shape (rungs,).
        keys: filled with the kept documents' keys, in no order, of shape (rungs, most).
        places: filled with their places in the order of ids, of the same shape.
        documents: filled with their numbers, of the same shape.
        best: filled with their scores, of the same shape.

    Returns:
        Whether the totals are exact, not lower bounds.
    """
    scores = np.zeros(WINDOW)
    states = np.zeros(WINDOW, np.int64)
    touched = np.empty(WINDOW + 1, np.int64)  # `_add_first` writes before it counts
    cursors = np.zeros(len(lists), np.int64)
    required = roles[0]
    match_counts = np.zeros(required + roles[1] + 1, np.int64)
    driving = starts[1] if required else starts[roles[1]]
    lazy_end = starts[required + roles[1] + roles[2]]
    most = keys.shape[1]
    essential, bound = len(bounds) - 1, bounds[-1]
    # By the number of matched parts, the score or key below which a document is not kept.
    floors = np.full(len(match_counts), np.inf)
    _update_floors(floors, required, minima, sizes, keys, order, bound)
    window = _next_window(lists, cursors, driving, -1)
    while window >= 0:
        begin = window * WINDOW
        count = _score_window(
            begin, lists, factors, cursors, starts, roles, lazy, norms, tables,
            scores.ctypes.data, states.ctypes.data, touched.ctypes.data,
        )  # fmt: skip
        for each in range(count):
            place = touched[each]
            matched = states[place] >> 32
            score = scores[place]
            scores[place] = 0.0
            states[place] = 0
            match_counts[matched] += 1
            document = begin + place
            key = score if order == BY_SCORE else _key(document, score, order, ranks)
            if key < floors[matched]:
                continue
            if lazy < lazy_end:
                score += _lazy_score(
                    document, begin, lists, factors, cursors, lazy, lazy_end, norms, tables
                )
            key = _key(document, score, order, ranks)
            id_place = whole(numbers_at(id_places)[document])
            if not _worse(key, id_place, after, after_place):
                continue
            enters = False
            for rung in range(len(minima)):
                if matched < required + minima[rung] or (
                    sizes[rung] == most and _worse(key, id_place, keys[rung, 0], places[rung, 0])
                ):
                    continue
                enters = True
                sizes[rung] = _push(
                    keys[rung], places[rung], documents[rung], best[rung], sizes[rung],
                    key, id_place, document, score,
                )  # fmt: skip
            if enters:
                _update_floors(floors, required, minima, sizes, keys, order, bound)
        while essential and bounds[essential - 1] < _threshold(keys, sizes):
            essential -= 1
            bound = bounds[essential]
            lazy = driving = starts[essential]
            _update_floors(floors, required, minima, sizes, keys, order, bound)
        window = _next_window(lists, cursors, driving, window)
    for rung in range(len(minima)):
        totals[rung] = match_counts[max(1, required + minima[rung]) :].sum()
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
    """Find all documents of a clause and their scores; returns how many there are.

    Args:
        lists: as of `rank`.
        factors: as of `rank`.
        starts: as of `rank`.
        roles: as of `rank`.
        norms: as of `rank`.
        tables: as of `rank`.
        minimum: how many optional parts must match.
        documents: filled with their numbers, ascending; as long as the lists that find documents.
        found: filled with their scores, of the same shape.
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
        _score_window(
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

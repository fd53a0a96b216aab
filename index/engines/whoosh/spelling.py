"""Loops over sorted dictionaries: which forms match a pattern or are near another form.

Forms are UTF-8 in the order of their bytes, one behind the other; patterns and letters are code
points.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.compiled import compiled
from index.engines.whoosh.pointers import bytes_at, longs_at, numbers_at, whole

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

ANY_RUN: Final = -1
ANY_LETTER: Final = -2

_FAR: Final = 255


@compiled
def _letter(blob: U8, at: int) -> tuple[int, int]:
    """The code point that begins at a place, and where the next one does (RFC 3629)."""
    first = whole(blob[at])
    if first < 0x80:
        return first, at + 1
    if first < 0xE0:
        return (first & 0x1F) << 6 | whole(blob[at + 1]) & 0x3F, at + 2
    second = whole(blob[at + 1]) & 0x3F
    third = whole(blob[at + 2]) & 0x3F
    if first < 0xF0:
        return (first & 0x0F) << 12 | second << 6 | third, at + 3
    return (first & 0x07) << 18 | second << 12 | third << 6 | whole(blob[at + 3]) & 0x3F, at + 4


@compiled
def matching(blob: int, starts: int, first: int, last: int, pattern: I32, found: U32) -> int:
    """Which forms match a wildcard pattern.

    A star takes as little as it can, and only the last star passed is ever tried again: what
    stood before it matched at its first place, and no later one could do more.

    Args:
        blob: address of the dictionary's bytes.
        starts: address of where each form begins in them.
        first: the first form to look at.
        last: the one behind the last.
        pattern: code points, `ANY_RUN` and `ANY_LETTER`.
        found: filled with the numbers of those that match.

    Returns:
        How many do.
    """
    letters = bytes_at(blob)
    begins = longs_at(starts)
    size = 0
    for form in range(first, last):
        at, end = begins[form], begins[form + 1]
        place, star, again = 0, -1, at
        fits = True
        while at < end:
            letter, following = _letter(letters, at)
            if place < len(pattern) and pattern[place] == ANY_RUN:
                star, again = place, at
                place += 1
            elif place < len(pattern) and (
                pattern[place] == ANY_LETTER or pattern[place] == letter
            ):
                place += 1
                at = following
            elif star >= 0:
                _, again = _letter(letters, again)
                place, at = star + 1, again
            else:
                fits = False
                break
        while fits and place < len(pattern):
            fits = pattern[place] == ANY_RUN
            place += 1
        if fits:
            found[size] = form
            size += 1
    return size


@compiled
def _shares(blob: U8, starts: I64, one: int, other: int, length: int) -> bool:
    """Whether two forms begin with the same bytes, so many."""
    start, begin = starts[one], starts[other]
    if starts[other + 1] - begin < length:
        return False
    place = length - 1
    while place >= 0 and blob[start + place] == blob[begin + place]:
        place -= 1
    return place < 0


@compiled
def _behind(blob: U8, starts: I64, form: int, last: int, length: int) -> int:
    """The first form behind one that does not share its first bytes."""
    low, high, step = form, form + 1, 1
    while high < last and _shares(blob, starts, form, high, length):
        low = high
        high += step
        step *= 2
    high = min(high, last)
    while low + 1 < high:
        middle = (low + high) >> 1
        if _shares(blob, starts, form, middle, length):
            low = middle
        else:
            high = middle
    return high


@compiled
def near(blob: int, starts: int, forms: int, text: I32, limit: int, found: U32, edits: U8) -> int:
    """Which forms are within a distance of a text, by `index.distance.within`.

    The table of distances is kept for the letters of the form before, so that a form begins
    where it first differs from that; where no way on stays within the limit, all forms that
    begin alike are passed over. Only cells by the diagonal are worked out (Ukkonen 1985).

    Args:
        blob: address of the dictionary's bytes.
        starts: address of where each form begins in them.
        forms: how many there are.
        text: code points.
        limit: the largest distance of interest, in edits.
        found: filled with the numbers of the forms.
        edits: filled with their distances.

    Returns:
        How many there are.
    """
    bytes_ = bytes_at(blob)
    begins = longs_at(starts)
    width = 2 * limit + 1
    # Row r, column c: from the first r letters of a form to the first r + c - limit of the text.
    rows = np.full((len(text) + limit + 3, width), _FAR, np.int64)
    least = np.zeros(len(rows), np.int64)
    path = np.zeros(len(rows), np.int64)
    for column in range(limit, width):
        if column - limit <= len(text):
            rows[0, column] = column - limit
    known = 0
    size = 0
    form = 0
    while form < forms:
        at, end = begins[form], begins[form + 1]
        row = 0
        while row < known and at < end:
            letter, following = _letter(bytes_, at)
            if letter != path[row]:
                break
            row += 1
            at = following
        dead = False
        while at < end and not dead:
            letter, at = _letter(bytes_, at)
            path[row] = letter
            row += 1
            _next_row(rows, least, path, row, text, limit)
            dead = least[row] > limit and least[row - 1] >= limit
        known = row
        if dead:
            form = _behind(bytes_, begins, form, forms, at - begins[form])
            continue
        column = len(text) - row + limit
        if 0 <= column < width and rows[row, column] <= limit:
            found[size] = form
            edits[size] = rows[row, column]
            size += 1
        form += 1
    return size


@compiled
def _next_row(rows: I64, least: I64, path: I64, row: int, text: I32, limit: int) -> None:
    """Work out a row of the table from the two before it."""
    smallest = _FAR
    for column in range(2 * limit + 1):
        place = row + column - limit  # letters of the text
        best = _FAR
        if 0 <= place <= len(text):
            if column + 1 < 2 * limit + 1:
                best = rows[row - 1, column + 1] + 1
            if place > 0:
                if column > 0:
                    best = min(best, rows[row, column - 1] + 1)
                same = path[row - 1] == text[place - 1]
                best = min(best, rows[row - 1, column] + (0 if same else 1))
                if (
                    row > 1
                    and place > 1
                    and path[row - 1] == text[place - 2]
                    and path[row - 2] == text[place - 1]
                ):
                    best = min(best, rows[row - 2, column] + 1)
        rows[row, column] = min(best, _FAR)
        smallest = min(smallest, best)
    least[row] = smallest


@compiled
def _compared(one: U8, start: int, end: int, other: U8, begin: int, stop: int) -> int:
    """Below 0, 0 or above it as some bytes come before, are or come behind others."""
    for place in range(min(end - start, stop - begin)):
        if one[start + place] != other[begin + place]:
            return -1 if one[start + place] < other[begin + place] else 1
    return (end - start) - (stop - begin)


@compiled
def merged(dictionaries: I64, totals: I64, worst: U8, sources: I64, forms: U32) -> int:
    """Unite forms of several dictionaries, in their order.

    Args:
        dictionaries: a row for each: addresses of its bytes, of where its forms begin, of the
            numbers of the forms to unite (ascending), of their edits and of the frequencies of
            all its forms, and how many there are to unite.
        totals: filled with the summed frequency of each form.
        worst: filled with the least edits of each form.
        sources: filled with the number of a dictionary that has each form.
        forms: filled with the form's number there.

    Returns:
        How many different forms there are.
    """
    heads = np.zeros(len(dictionaries), np.int64)
    size = 0
    while True:
        best = -1
        start = end = 0
        for each in range(len(dictionaries)):
            if heads[each] == dictionaries[each, 5]:
                continue
            form = whole(numbers_at(dictionaries[each, 2])[heads[each]])
            begins = longs_at(dictionaries[each, 1])
            order = -1
            if best >= 0:
                order = _compared(
                    bytes_at(dictionaries[each, 0]), begins[form], begins[form + 1],
                    bytes_at(dictionaries[best, 0]), start, end,
                )  # fmt: skip
            if order < 0:
                best, start, end = each, begins[form], begins[form + 1]
                sources[size], forms[size] = each, form
                totals[size], worst[size] = 0, _FAR
            if order <= 0:
                totals[size] += whole(numbers_at(dictionaries[each, 4])[form])
                worst[size] = min(worst[size], bytes_at(dictionaries[each, 3])[heads[each]])
        if best < 0:
            return size
        for each in range(len(dictionaries)):
            if heads[each] == dictionaries[each, 5]:
                continue
            form = whole(numbers_at(dictionaries[each, 2])[heads[each]])
            begins = longs_at(dictionaries[each, 1])
            same = _compared(
                bytes_at(dictionaries[each, 0]), begins[form], begins[form + 1],
                bytes_at(dictionaries[best, 0]), start, end,
            )  # fmt: skip
            if same == 0:
                heads[each] += 1
        size += 1

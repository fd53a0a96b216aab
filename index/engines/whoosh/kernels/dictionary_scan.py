"""Loops over sorted dictionaries: which forms match a pattern or are near another form.

Forms are UTF-8 in the order of their bytes, one behind the other; patterns and letters are code
points.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.arrays.kernels import compiled
from index.arrays.types import I32, I64, U8, U32
from index.engines.whoosh.kernels.pointers import bytes_at, longs_at, numbers_at, whole

ANY_RUN: Final = -1
ANY_LETTER: Final = -2

_FAR: Final = 255
LONGEST: Final = 64
"""Letters of the longest text that `near` compares."""
MOST_LETTERS: Final = 255
"""Of forms with more letters it is not told how many they have."""
_BLOCK: Final = 1024


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
def signatures(blob: int, starts: int, masks: U32, lengths: U8) -> None:
    """Which letters each form has, and how many, so that `near` passes most forms over at once.

    Args:
        blob: address of the dictionary's bytes.
        starts: address of where each form begins in them.
        masks: filled with a bit for each letter of a form; a few letters share one.
        lengths: filled with the numbers of letters, at most `MOST_LETTERS`.
    """
    bytes_ = bytes_at(blob)
    begins = longs_at(starts)
    for form in range(len(masks)):
        at, end = begins[form], begins[form + 1]
        mask, size = np.uint32(0), 0
        while at < end:
            letter, at = _letter(bytes_, at)
            mask |= _bit(letter)
            size += 1
        masks[form] = mask
        lengths[form] = min(size, MOST_LETTERS)


@compiled
def _bit(letter: int) -> np.uint32:
    """The bit of a letter; the letters of folded Arabic have different ones, but for hamza's."""
    behind_tatweel = letter > 0x640  # there is a gap before it
    return np.uint32(1) << np.uint32((letter + (26 if behind_tatweel else 0)) & 31)


@compiled
def near(
    blob: int,
    starts: int,
    masks: U32,
    lengths: U8,
    text: I32,
    limit: int,
    found: U32,
    edits: U8,
) -> int:
    """Which forms are within a distance of a text, by `index.model.edit_distance.within`.

    An edit brings at most one letter in and one out, so of most forms the letters tell that
    they are too far. They are looked at in blocks, for the machine compares several at a time.

    Args:
        blob: address of the dictionary's bytes.
        starts: address of where each form begins in them.
        masks: from `signatures`.
        lengths: likewise.
        text: code points, from 1 to 64.
        limit: the largest distance of interest, in edits.
        found: filled with the numbers of the forms, ascending.
        edits: filled with their distances.

    Returns:
        How many there are.
    """
    bytes_ = bytes_at(blob)
    begins = longs_at(starts)
    wanted = np.uint32(0)
    for letter in text:
        wanted |= _bit(letter)
    size = 0
    far = np.empty(_BLOCK, np.uint32)
    for first in range(0, len(masks), _BLOCK):
        block = masks[first : first + _BLOCK]
        for place in range(len(block)):
            both = block[place] & wanted
            far[place] = max(_ones(block[place] ^ both), _ones(wanted ^ both))
        for place in range(len(block)):
            form = first + place
            if far[place] > limit or abs(whole(lengths[form]) - len(text)) > limit:
                continue
            distance = _distance(bytes_, begins[form], begins[form + 1], text)
            if distance <= limit:
                found[size] = form
                edits[size] = distance
                size += 1
    return size


@compiled
def _ones(bits: np.uint32) -> np.uint32:
    """How many bits are set (Warren, Hacker's Delight, 2nd edition, section 5-1)."""
    bits = np.uint32(bits - np.uint32(np.uint32(bits >> np.uint32(1)) & np.uint32(0x55555555)))
    bits = np.uint32(
        np.uint32(bits & np.uint32(0x33333333))
        + np.uint32(np.uint32(bits >> np.uint32(2)) & np.uint32(0x33333333))
    )
    bits = np.uint32(np.uint32(bits + np.uint32(bits >> np.uint32(4))) & np.uint32(0x0F0F0F0F))
    return np.uint32(np.uint32(bits * np.uint32(0x01010101)) >> np.uint32(24))


@compiled
def _distance(blob: U8, at: int, end: int, text: I32) -> int:
    """The distance of a form and a text of at most 64 letters, by their bits.

    A bit stands for a letter of the text: whether the table of distances rises or falls there
    from one row to the next, or from one column to the next. It is figure 4 of Hyyrö 2003, "A
    bit-vector algorithm for computing Levenshtein and Damerau edit distances".

    Args:
        blob: the dictionary's bytes.
        at: where the form begins in them.
        end: where it ends.
        text: code points.
    """
    one = np.uint64(1)
    rises, falls, last = ~np.uint64(0), np.uint64(0), np.uint64(0)
    diagonal = np.uint64(0)
    bottom = one << np.uint64(len(text) - 1)
    distance = len(text)
    while at < end:
        letter, at = _letter(blob, at)
        same = np.uint64(0)
        for place in range(len(text)):
            if text[place] == letter:
                same |= one << np.uint64(place)
        swapped = ((~diagonal & same) << one) & last
        diagonal = (((same & rises) + rises) ^ rises) | same | falls | swapped
        up = falls | ~(diagonal | rises)
        down = diagonal & rises
        if up & bottom:
            distance += 1
        if down & bottom:
            distance -= 1
        up = (up << one) | one
        down <<= one
        rises = down | ~(diagonal | up)
        falls = up & diagonal
        last = same
    return distance


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

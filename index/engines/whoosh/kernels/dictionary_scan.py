"""Loops over sorted dictionaries: which forms match a pattern or are near another form.

Forms are UTF-8 in one array, in the order of their bytes; patterns and letters are code points.
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
MAX_TEXT: Final = 64
"""Letters of the longest text that `near` takes."""
MAX_LETTERS: Final = 255
"""`signatures` gives this number of letters to forms with more."""
_BLOCK: Final = 1024


@compiled
def _letter(blob: U8, at: int) -> tuple[int, int]:
    """The code point at a place, and where the next one begins (RFC 3629)."""
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
    """Find the forms that match a wildcard pattern.

    A star matches as little as possible, and only the last star passed is ever tried again: what
    comes before it matched at the first place possible, and a later place allows no more.

    Args:
        blob: address of the forms' bytes.
        starts: address of where each form begins in them.
        first: number of the first form to compare.
        last: number after that of the last form to compare.
        pattern: code points, `ANY_RUN` and `ANY_LETTER`.
        found: takes the numbers of the forms that match, ascending.

    Returns:
        How many forms match.
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
    """The letters and lengths of forms, by which `near` skips most forms.

    Args:
        blob: address of the forms' bytes.
        starts: address of where each form begins in them.
        masks: takes the set of letters of each form, as bits; a few letters share a bit.
        lengths: takes how many letters each form has, at most `MAX_LETTERS`.
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
        lengths[form] = min(size, MAX_LETTERS)


@compiled
def _bit(letter: int) -> np.uint32:
    """The bit of a letter; different for all letters of folded Arabic except hamza."""
    after_tatweel = letter > 0x640  # no letters of forms have the code points before tatweel
    return np.uint32(1) << np.uint32((letter + (26 if after_tatweel else 0)) & 31)


@compiled
def near(
    blob: int, starts: int, masks: U32, lengths: U8, text: I32, limit: int, found: U32, edits: U8
) -> int:
    """Find the forms within a distance of a text (`index.model.edit_distance`).

    An edit adds at most one letter and removes one, so the letters of most forms show that they are
    too far. These are compared in blocks, because the processor compares several at a time.

    Args:
        blob: address of the forms' bytes.
        starts: address of where each form begins in them.
        masks: from `signatures`.
        lengths: from `signatures`.
        text: code points, from 1 to `MAX_TEXT`.
        limit: the largest distance, in edits.
        found: takes the numbers of the forms, ascending.
        edits: takes their distances.

    Returns:
        How many forms were found.
    """
    bytes_ = bytes_at(blob)
    begins = longs_at(starts)
    own = np.uint32(0)
    for letter in text:
        own |= _bit(letter)
    size = 0
    far = np.empty(_BLOCK, np.uint32)
    for first in range(0, len(masks), _BLOCK):
        block = masks[first : first + _BLOCK]
        for place in range(len(block)):
            both = block[place] & own
            far[place] = max(_ones(block[place] ^ both), _ones(own ^ both))
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
    """The edit distance of a form and a text of at most `MAX_TEXT` letters.

    Each bit is a letter of the text: whether the table of distances rises or falls there from one
    row to the next, or from one column to the next. This is figure 4 of Hyyrö 2003, "A bit-vector
    algorithm for computing Levenshtein and Damerau edit distances".

    Args:
        blob: the forms' bytes.
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
    """Below, equal to or above 0 if some bytes sort before, are equal to or sort after others."""
    for place in range(min(end - start, stop - begin)):
        if one[start + place] != other[begin + place]:
            return -1 if one[start + place] < other[begin + place] else 1
    return (end - start) - (stop - begin)


@compiled
def merged(dictionaries: I64, totals: I64, edits: U8, sources: I64, forms: U32) -> int:
    """Merge chosen forms of several dictionaries, in their order, each once.

    Args:
        dictionaries: a row for each: addresses of its bytes, of where its forms begin, of the
            numbers of the chosen forms (ascending), of their edits and of the frequencies of all
            its forms, and how many forms are chosen.
        totals: takes the sum of each form's frequencies.
        edits: takes the least edits of each form.
        sources: takes the number of a dictionary that has the form.
        forms: takes the form's number there.

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
                totals[size], edits[size] = 0, _FAR
            if order <= 0:
                totals[size] += whole(numbers_at(dictionaries[each, 4])[form])
                edits[size] = min(edits[size], bytes_at(dictionaries[each, 3])[heads[each]])
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

"""Phonetic keys of names: a key over a form's consonants, and the cost of one spelling for another.

Arabic has no fixed spelling of a foreign name: بيونغ, بيونج and بينج are one name, and so are
فلاديمير and فلاديمر. Spellings differ where Arabic lacks a letter, for g (ج غ ق ك), v (ف و), p and
ch (تش ش), and in short vowels, which some write as long ones and others leave out. So a key has the
consonants only, one code for those that replace each other, and two forms with one key are compared
letter by letter, with low costs for usual exchanges.

Source of the exchanges: Halpern 2007, "The challenges and pitfalls of Arabic romanization and
arabization" (second workshop on computational approaches to Arabic-script languages), and the
usage of newsrooms. The costs are rounded from a logistic regression over one half of a list of
names in several spellings; `bench/names.py` measures them on both halves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np
from pyarabic import araby

from index.arrays.kernels import compiled
from index.arrays.types import I64, U8, U32, U64

MAX_COST: Final = 80
"""Two forms whose cost is higher are never one name."""

# A letter's index is its offset from the first; forms have no Arabic letter after the last.
_FIRST_LETTER: Final = 0x620
_LETTERS: Final = 0x64A - _FIRST_LETTER + 1
_MAX_LENGTH: Final = 40
_BITS: Final = 4
_MAX_CLASSES: Final = 15

_VOWELS: Final = "اوي"
_GUTTURALS: Final = "هعءح"
# Classes of consonants that replace each other in names; vowels and gutturals are not in a key.
_CLASSES: Final = ("ب", "ف", "تطثد", "سصزظذشض", "جغقكخ", "ل", "م", "ن", "ر")
_LABIAL: Final = 2
_DENTAL: Final = 3
_SIBILANT: Final = 4
_VELAR: Final = 5

# The cost of a letter for any other of its group. 10: newsrooms differ by it alone (g, emphatic or
# plain). 15: two ways to hear a sound. 30: two ways to read a Latin letter, or another vowel.
_SUBSTITUTIONS: Final[Mapping[int, str]] = {
    10: "جغ قغ غك قك طت سص زظ",
    15: "جك جق ذز ذد سز صز سش زض ضد ثت ثس ثز هح خك جخ جي شج وف اع ضظ",
    30: "شك خه حخ دت بف عي عء اء صش تص تس اوي",
}
_ANY_OTHER: Final = 50
_LAST_VOWEL_CHANGED: Final = 30
# The cost of a letter that one of two forms lacks.
_DOUBLED: Final = 15
_ARTICLE: Final = 5
_VOWEL_INSIDE: Final = 15
_VOWEL_BY_VOWEL: Final = 20
_VOWEL_FIRST: Final = 30
_YEH_LAST: Final = 30  # a silent e of English, and the heh of نيتشه
_VOWEL_LAST: Final = 45
_GUTTURAL_INSIDE: Final = 25
_TEH_OF_CH: Final = 15
_LAST: Final = 35  # a silent last letter of French
_ANY_LETTER: Final = 45

_ALEF: Final = ord(araby.ALEF) - _FIRST_LETTER
_LAM: Final = ord(araby.LAM) - _FIRST_LETTER
_YEH: Final = ord(araby.YEH) - _FIRST_LETTER
_HEH: Final = ord(araby.HEH) - _FIRST_LETTER
_TEH: Final = ord(araby.TEH) - _FIRST_LETTER
_SHEEN: Final = ord(araby.SHEEN) - _FIRST_LETTER


def _indexes(letters: Iterable[str]) -> list[int]:
    return [ord(letter) - _FIRST_LETTER for letter in letters]


def _letter_table(groups: Mapping[int, str], default: int) -> I64:
    """By index of a letter, the number of its group."""
    table = np.full(_LETTERS, default, np.int64)
    for number, letters in groups.items():
        table[_indexes(letters)] = number
    return table


def _substitution_table() -> I64:
    table = np.full((_LETTERS, _LETTERS), _ANY_OTHER, np.int64)
    for cost, groups in _SUBSTITUTIONS.items():
        for group in groups.split():
            for one, other in combinations(_indexes(group), 2):
                table[one, other] = table[other, one] = cost
    np.fill_diagonal(table, 0)
    return table


_CLASS: Final = _letter_table({0: _VOWELS + _GUTTURALS, **dict(enumerate(_CLASSES, 1))}, -1)
_VOWEL: Final = 1
_GUTTURAL: Final = 2
_KIND: Final = _letter_table({_VOWEL: _VOWELS, _GUTTURAL: _GUTTURALS}, 0)
_SUBSTITUTION: Final = _substitution_table()


def sorted_by_key(blob: U8, starts: I64) -> U32:
    """The numbers of forms, sorted by key and then by number; forms without a key are left out.

    Args:
        blob: the forms in UTF-8, concatenated.
        starts: the offset of each form and the end of the last; of shape (forms + 1,).
    """
    keys = np.empty(len(starts) - 1, np.uint64)
    _all_keys(blob, starts, keys)
    by_key = np.argsort(keys, kind="stable")
    return by_key[np.count_nonzero(keys == 0) :].astype(np.uint32)


def similar_forms(blob: U8, starts: I64, ordered: U32, form: str, limit: int) -> tuple[U32, I64]:
    """The forms that may be other spellings of a name.

    Args:
        blob: the forms in UTF-8, concatenated.
        starts: the offset of each form and the end of the last; of shape (forms + 1,).
        ordered: the numbers of the forms, from `sorted_by_key`.
        form: the name's form.
        limit: the highest cost.

    Returns:
        The numbers of the forms and their costs, in no order; without the form itself.
    """
    letters = _letter_indexes(form)
    keys = similar_keys(form)
    if letters is None or not keys:
        return np.empty(0, np.uint32), np.empty(0, np.int64)
    return _find_similar(blob, starts, ordered, np.array(keys, np.uint64), letters, limit)


def key(form: str) -> int:
    """The key of a form as a number, `_BITS` for each consonant.

    0 if the form has no consonants, other signs than Arabic letters, or too many letters.
    """
    letters = _letter_indexes(form)
    return 0 if letters is None else int(_key(letters))


def similar_keys(form: str) -> tuple[int, ...]:
    """The key of a name and the keys of its frequent misspellings; nothing if it has no key.

    A first g or j is also read as y, a first v as w (y and w are not in a key); a last t or d may
    be silent in French.
    """
    own = key(form)
    if not own:
        return ()
    size = -(-own.bit_length() // _BITS)
    first, last = own >> _BITS * (size - 1), own & (1 << _BITS) - 1
    keys = [own]
    if last == _DENTAL:
        keys.append(own >> _BITS)
    if first in (_VELAR, _LABIAL):
        keys.append(own & (1 << _BITS * (size - 1)) - 1)
    if size < _MAX_CLASSES:
        keys.append(own << _BITS | _DENTAL)
        keys += [start << _BITS * size | own for start in (_VELAR, _LABIAL)]
    return tuple(dict.fromkeys(filter(None, keys)))


def costs(form: str, others: Sequence[str]) -> list[int]:
    """The cost of each of `others` as a spelling of a form; above `MAX_COST` if it can't be one."""
    letters = _letter_indexes(form)
    if letters is None:
        return [MAX_COST + 1] * len(others)
    rows = np.empty((2, _MAX_LENGTH + 1), np.int64)
    return [
        MAX_COST + 1 if other is None else int(_edit_cost(letters, other, rows))
        for other in map(_letter_indexes, others)
    ]


def length_without_article(form: str) -> int:
    """How many letters a name has without an article."""
    return len(form) - 2 * (form.startswith("ال") and len(form) > 4)


def _letter_indexes(form: str) -> I64 | None:
    """The indexes of a form's letters; None if it has other signs or too many letters."""
    if not 0 < len(form) <= _MAX_LENGTH:
        return None
    letters = np.array(_indexes(form), np.int64)
    return letters if letters.min() >= 0 and letters.max() < _LETTERS else None


@compiled
def _decode(blob: U8, starts: I64, form: int | np.uint32, letters: I64) -> I64:
    """The indexes of a form's letters, written to `letters`; none as in `_letter_indexes`."""
    size = 0
    at, end = starts[form], starts[form + 1]
    while at + 1 < end:
        first = np.int64(blob[at])
        if (first != 0xD8 and first != 0xD9) or size == _MAX_LENGTH:
            return letters[:0]
        letter = ((first & 0x1F) << 6 | np.int64(blob[at + 1]) & 0x3F) - _FIRST_LETTER
        if letter < 0 or letter >= _LETTERS:
            return letters[:0]
        letters[size] = letter
        size += 1
        at += 2
    return letters[: size if at == end else 0]


@compiled
def _has_article(letters: I64) -> bool:
    """Whether a form begins with the letters of the article."""
    return bool(len(letters) > 4 and letters[0] == _ALEF and letters[1] == _LAM)


@compiled
def _key(letters: I64) -> int:
    key = 0
    size = 0
    for at in range(2 if _has_article(letters) else 0, len(letters)):
        consonant = _CLASS[letters[at]]
        if consonant < 0:
            return 0
        last = key & (1 << _BITS) - 1
        if consonant == _SIBILANT and last == _DENTAL:  # تش is ch, تس is z
            key >>= _BITS
            size -= 1
            last = key & (1 << _BITS) - 1
        if consonant and consonant != last:
            if size == _MAX_CLASSES:
                break
            key = key << _BITS | consonant
            size += 1
    return key


@compiled
def _all_keys(blob: U8, starts: I64, keys: U64) -> None:
    letters = np.empty(_MAX_LENGTH, np.int64)
    for form in range(len(keys)):
        keys[form] = _key(_decode(blob, starts, form, letters))


@compiled
def _lower_bound(blob: U8, starts: I64, ordered: U32, key: int, letters: I64) -> int:
    """The first place in the order whose key is not less than `key`."""
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) >> 1
        if _key(_decode(blob, starts, ordered[middle], letters)) < key:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _find_similar(
    blob: U8, starts: I64, ordered: U32, keys: U64, name: I64, limit: int
) -> tuple[U32, I64]:
    """The numbers and costs of the forms with one of the keys whose cost is at most `limit`."""
    letters = np.empty(_MAX_LENGTH, np.int64)
    rows = np.empty((2, _MAX_LENGTH + 1), np.int64)
    ranges = np.empty((len(keys), 2), np.int64)
    for number in range(len(keys)):
        for side in range(2):
            target = int(keys[number]) + side
            ranges[number, side] = _lower_bound(blob, starts, ordered, target, letters)
    total = (ranges[:, 1] - ranges[:, 0]).sum()
    found, costs = np.empty(total, np.uint32), np.empty(total, np.int64)
    size = 0
    for number in range(len(ranges)):
        for at in range(ranges[number, 0], ranges[number, 1]):
            cost = _edit_cost(name, _decode(blob, starts, ordered[at], letters), rows)
            if 0 < cost <= limit:
                found[size], costs[size] = ordered[at], cost
                size += 1
    return found[:size], costs[:size]


@compiled
def _deletion_cost(letters: I64, at: int) -> int:
    """The cost of a letter that the other form lacks."""
    letter = letters[at]
    last = at == len(letters) - 1
    cost = _LAST if last else _ANY_LETTER
    if at > 0 and letters[at - 1] == letter:
        cost = _DOUBLED
    elif at < 2 and _has_article(letters):
        cost = _ARTICLE
    elif _KIND[letter] == _VOWEL:
        cost = _VOWEL_INSIDE
        if last:
            cost = _YEH_LAST if letter == _YEH else _VOWEL_LAST
        elif at == 0:
            cost = _VOWEL_FIRST
        elif _KIND[letters[at - 1]] == _VOWEL or _KIND[letters[at + 1]] == _VOWEL:
            cost = _VOWEL_BY_VOWEL
    elif _KIND[letter] == _GUTTURAL:
        cost = _YEH_LAST if last and letter == _HEH else _GUTTURAL_INSIDE
    elif letter == _TEH and not last and letters[at + 1] == _SHEEN:
        cost = _TEH_OF_CH
    return cost


@compiled
def _edit_cost(one: I64, other: I64, rows: I64) -> int:
    """The lowest cost of one form for another, by letters changed or left out."""
    rows[0, 0] = 0
    for column in range(len(other)):
        rows[0, column + 1] = rows[0, column] + _deletion_cost(other, column)
    for row in range(len(one)):
        above, current = rows[row & 1], rows[(row + 1) & 1]
        deletion = _deletion_cost(one, row)
        current[0] = above[0] + deletion
        for column in range(len(other)):
            substitution = _SUBSTITUTION[one[row], other[column]]
            at_end = row == len(one) - 1 and column == len(other) - 1
            if substitution and at_end and _is_last_vowel(one[row], other[column]):
                substitution = _LAST_VOWEL_CHANGED
            current[column + 1] = min(
                above[column] + substitution,
                above[column + 1] + deletion,
                current[column] + _deletion_cost(other, column),
            )
    return int(rows[len(one) & 1, len(other)])


@compiled
def _is_last_vowel(one: int, other: int) -> bool:
    """Whether both letters are vowels or heh, which spells a last a."""
    return bool((_KIND[one] == _VOWEL or one == _HEH) and (_KIND[other] == _VOWEL or other == _HEH))

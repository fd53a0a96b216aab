"""How a name sounds: a key over its consonants, and what it costs to write it otherwise.

Arabic has no one way of writing a foreign name: بيونغ, بيونج and بينج are one, and so are فلاديمير
and فلاديمر. What differs follows from what Arabic lacks: letters for g (ج غ ق ك), v (ف و), p and
ch (تش ش), and short vowels, which some write as long ones and others leave out. So a key keeps
the consonants only, those that stand for each other as one, and two forms with one key are
compared letter by letter, cheap exchanges first.

Source of the exchanges: Halpern 2007, "The challenges and pitfalls of Arabic romanization and
arabization" (second workshop on computational approaches to Arabic-script languages), and what
newsrooms write. The costs are rounded from a logistic regression over one half of a list of names
in several spellings; `bench/names.py` measures them on both halves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyarabic import araby

from index.arrays.kernels import compiled

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

FARTHEST: Final = 80
"""Forms that differ more than this are never one name."""
SIMILAR: Final = 60
"""So much two long names may differ, if nothing else sounds like them."""

# Letters are counted from here; a form has no Arabic letter beyond the last.
_FROM: Final = 0x620
_LETTERS: Final = 0x64A - _FROM + 1
_LONGEST: Final = 40
_BITS: Final = 4
_MOST_CLASSES: Final = 15

# Consonants that stand for each other in names, one class each; all other letters are silent.
_CLASSES: Final = ("ب", "ف", "تطثد", "سصزظذشض", "جغقكخ", "ل", "م", "ن", "ر")
_LABIAL: Final = 2
_DENTAL: Final = 3
_SIBILANT: Final = 4
_VELAR: Final = 5

_VOWELS: Final = (araby.ALEF, araby.WAW, araby.YEH)
_SOFT: Final = (araby.HEH, araby.AIN, araby.HAMZA, araby.HAH)

# What it costs to write a letter for another one. 10: newsrooms differ by it alone (g, emphatic
# or plain). 15: two ways to hear a sound. 30: two ways to read a Latin letter.
_EXCHANGED: Final[Mapping[int, str]] = {
    10: "جغ قغ غك قك طت سص زظ",
    15: "جك جق ذز ذد سز صز سش زض ضد ثت ثس ثز هح خك جخ جي شج وف اع ضظ",
    30: "شك خه حخ دت بف عي عء اء صش تص تس",
}
_OTHER: Final = 50
_VOWEL_CHANGED: Final = 30
# What it costs to leave a letter out.
_DOUBLED: Final = 15
_ARTICLE: Final = 5
_VOWEL_INSIDE: Final = 15
_VOWEL_BY_VOWEL: Final = 20
_VOWEL_FIRST: Final = 30
_YEH_LAST: Final = 30  # the e that English does not speak, and the heh of نيتشه
_VOWEL_LAST: Final = 45
_SOFT_LETTER: Final = 25
_TEH_OF_CH: Final = 15
_LAST: Final = 35  # the letter that French does not speak
_LETTER: Final = 45

_ALEF: Final = ord(araby.ALEF) - _FROM
_LAM: Final = ord(araby.LAM) - _FROM
_YEH: Final = ord(araby.YEH) - _FROM
_HEH: Final = ord(araby.HEH) - _FROM
_TEH: Final = ord(araby.TEH) - _FROM
_SHEEN: Final = ord(araby.SHEEN) - _FROM


def _numbers(letters: Iterable[str]) -> list[int]:
    return [ord(letter) - _FROM for letter in letters]


def _class_table() -> I64:
    table = np.full(_LETTERS, -1, np.int64)
    table[_numbers((*_VOWELS, *_SOFT))] = 0
    for number, letters in enumerate(_CLASSES, 1):
        table[_numbers(letters)] = number
    return table


def _kinds() -> I64:
    table = np.zeros(_LETTERS, np.int64)
    table[_numbers(_VOWELS)] = 1
    table[_numbers(_SOFT)] = 2
    return table


def _change_table() -> I64:
    table = np.full((_LETTERS, _LETTERS), _OTHER, np.int64)
    for cost, groups in _EXCHANGED.items():
        for group in groups.split():
            for one, other in combinations(_numbers(group), 2):
                table[one, other] = table[other, one] = cost
    vowels = _numbers((*_VOWELS, araby.HEH))
    for one, other in combinations(vowels[:3], 2):
        table[one, other] = table[other, one] = _VOWEL_CHANGED
    np.fill_diagonal(table, 0)
    return table


_CLASS: Final = _class_table()
_KIND: Final = _kinds()
_CHANGE: Final = _change_table()


def order(blob: U8, starts: I64) -> U32:
    """The numbers of forms in the order of their keys; those without a key are left out.

    Args:
        blob: the forms as UTF-8, one behind the other.
        starts: where each begins, and where the last ends; of shape (forms + 1,).

    Returns:
        Numbers of forms; those of one key ascend.
    """
    keys = np.empty(len(starts) - 1, np.uint64)
    _all_keys(blob, starts, _CLASS, keys)
    by_key = np.argsort(keys, kind="stable")
    return by_key[np.count_nonzero(keys == 0) :].astype(np.uint32)


def near(blob: U8, starts: I64, ordered: U32, form: str, limit: int) -> tuple[U32, I64]:
    """Which forms may be other spellings of a name.

    Args:
        blob: as for `order`.
        starts: likewise.
        ordered: what `order` gave of them.
        form: the name.
        limit: what they may cost at most.

    Returns:
        Their numbers and what they cost, in no order; the form itself is not among them.
    """
    letters = _letters_of(form)
    keys = keys_near(form)
    if letters is None or not keys:
        return np.empty(0, np.uint32), np.empty(0, np.int64)
    bounds = np.empty((len(keys), 2), np.int64)
    most = _bounds(blob, starts, ordered, np.array(keys, np.uint64), _CLASS, bounds)
    found, costs = np.empty(most, np.uint32), np.empty(most, np.int64)
    size = _near(blob, starts, ordered, bounds, letters, limit, _KIND, _CHANGE, found, costs)
    return found[:size], costs[:size]


def key(form: str) -> int:
    """The key of a form: its consonants as one number; 0 if it has none, or other signs."""
    letters = _letters_of(form)
    return 0 if letters is None else int(_key(letters, len(letters), _CLASS))


def keys_near(form: str) -> tuple[int, ...]:
    """The key of a name, and those of what is often written for it; none if it has no key.

    A g or j at the beginning is also read as y, a v as w (both have no class), and what French
    does not speak stands at the end.
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
    if size < _MOST_CLASSES:
        keys.append(own << _BITS | _DENTAL)
        keys += [start << _BITS * size | own for start in (_VELAR, _LABIAL)]
    return tuple(dict.fromkeys(each for each in keys if each))


def costs(form: str, others: Sequence[str]) -> list[int]:
    """What it costs to write each of `others` for a form; more than `FARTHEST` where one can't."""
    letters = _letters_of(form)
    if letters is None:
        return [FARTHEST + 1] * len(others)
    found = []
    rows = np.empty((2, _LONGEST + 1), np.int64)
    for other in others:
        theirs = _letters_of(other)
        cost = FARTHEST + 1
        if theirs is not None:
            cost = int(_cost(letters, len(letters), theirs, len(theirs), _KIND, _CHANGE, rows))
        found.append(cost)
    return found


def sounded_length(form: str) -> int:
    """How many letters a name has without an article."""
    return len(form) - 2 * (form.startswith("ال") and len(form) > 4)


def _letters_of(form: str) -> I64 | None:
    """The letters as numbers; None where there are other signs, or too many."""
    if not 0 < len(form) <= _LONGEST:
        return None
    letters = np.array([ord(letter) - _FROM for letter in form], np.int64)
    return letters if letters.min() >= 0 and letters.max() < _LETTERS else None


@compiled
def _read(blob: U8, start: int, end: int, letters: I64) -> int:
    """Read a form's letters from UTF-8; how many, 0 where it has other signs or too many."""
    size = 0
    at = start
    while at + 1 < end:
        first = np.int64(blob[at])
        if (first != 0xD8 and first != 0xD9) or size == _LONGEST:
            return 0
        letter = ((first & 0x1F) << 6 | np.int64(blob[at + 1]) & 0x3F) - _FROM
        if letter < 0 or letter >= _LETTERS:
            return 0
        letters[size] = letter
        size += 1
        at += 2
    return size if at == end else 0


@compiled
def _definite(letters: I64, size: int) -> bool:
    """Whether a form begins with the article, or what looks like it."""
    return bool(size > 4 and letters[0] == _ALEF and letters[1] == _LAM)


@compiled
def _key(letters: I64, size: int, classes: I64) -> int:
    key = 0
    count = 0
    for at in range(2 if _definite(letters, size) else 0, size):
        sound = classes[letters[at]]
        if sound < 0:
            return 0
        last = key & (1 << _BITS) - 1
        if sound == _SIBILANT and last == _DENTAL:  # تش is ch, تس is z
            key >>= _BITS
            count -= 1
            last = key & (1 << _BITS) - 1
        if sound and sound != last:
            if count == _MOST_CLASSES:
                break
            key = key << _BITS | sound
            count += 1
    return key


@compiled
def _all_keys(blob: U8, starts: I64, classes: I64, keys: U64) -> None:
    letters = np.empty(_LONGEST, np.int64)
    for form in range(len(keys)):
        size = _read(blob, starts[form], starts[form + 1], letters)
        keys[form] = _key(letters, size, classes)


@compiled
def _first(blob: U8, starts: I64, ordered: U32, key: int, classes: I64, letters: I64) -> int:
    """The first place in the order whose key is not less."""
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) >> 1
        form = ordered[middle]
        size = _read(blob, starts[form], starts[form + 1], letters)
        if _key(letters, size, classes) < key:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _bounds(blob: U8, starts: I64, ordered: U32, keys: U64, classes: I64, bounds: I64) -> int:
    """Where the forms of each key stand in the order; how many there are together."""
    letters = np.empty(_LONGEST, np.int64)
    most = 0
    for place in range(len(keys)):
        wanted = int(keys[place])
        bounds[place, 0] = _first(blob, starts, ordered, wanted, classes, letters)
        bounds[place, 1] = _first(blob, starts, ordered, wanted + 1, classes, letters)
        most += bounds[place, 1] - bounds[place, 0]
    return most


@compiled
def _near(
    blob: U8, starts: I64, ordered: U32, bounds: I64, name: I64, limit: int, kinds: I64,
    changes: I64, found: U32, costs: I64,
) -> int:  # fmt: skip
    """Compare the forms of some keys with a name; how many are near."""
    letters = np.empty(_LONGEST, np.int64)
    rows = np.empty((2, _LONGEST + 1), np.int64)
    count = 0
    for place in range(len(bounds)):
        for at in range(bounds[place, 0], bounds[place, 1]):
            form = ordered[at]
            size = _read(blob, starts[form], starts[form + 1], letters)
            cost = _cost(name, len(name), letters, size, kinds, changes, rows)
            if 0 < cost <= limit:
                found[count] = form
                costs[count] = cost
                count += 1
    return count


@compiled
def _left_out(letters: I64, at: int, size: int, kinds: I64) -> int:
    """What it costs to leave a letter out."""
    letter = letters[at]
    last = at == size - 1
    cost = _LAST if last else _LETTER
    if at > 0 and letters[at - 1] == letter:
        cost = _DOUBLED
    elif at < 2 and _definite(letters, size):
        cost = _ARTICLE
    elif kinds[letter] == 1:
        cost = _VOWEL_INSIDE
        if last:
            cost = _YEH_LAST if letter == _YEH else _VOWEL_LAST
        elif at == 0:
            cost = _VOWEL_FIRST
        elif kinds[letters[at - 1]] == 1 or kinds[letters[at + 1]] == 1:
            cost = _VOWEL_BY_VOWEL
    elif kinds[letter] == 2:
        cost = _YEH_LAST if last and letter == _HEH else _SOFT_LETTER
    elif letter == _TEH and not last and letters[at + 1] == _SHEEN:
        cost = _TEH_OF_CH
    return cost


@compiled
def _cost(one: I64, size: int, other: I64, length: int, kinds: I64, changes: I64, rows: I64) -> int:
    """The cheapest way to write one form for another, letters changed or left out."""
    rows[0, 0] = 0
    for column in range(length):
        rows[0, column + 1] = rows[0, column] + _left_out(other, column, length, kinds)
    for row in range(size):
        before, line = rows[row & 1], rows[(row + 1) & 1]
        leaving = _left_out(one, row, size, kinds)
        line[0] = before[0] + leaving
        for column in range(length):
            letter, rival = one[row], other[column]
            change = changes[letter, rival]
            vowels = (kinds[letter] == 1 or letter == _HEH) and (kinds[rival] == 1 or rival == _HEH)
            if change and vowels and row == size - 1 and column == length - 1:
                change = _VOWEL_CHANGED
            line[column + 1] = min(
                before[column] + change,
                before[column + 1] + leaving,
                line[column] + _left_out(other, column, length, kinds),
            )
    return int(rows[size & 1, length])

"""Keyboard layouts: texts that were typed on the wrong layout, in both directions.

    hgsghl -> السلام        on the keys of Arabic 101 and 102, on Mac's, on AZERTY
    اثممخ -> hello

The tables have the letters of each key, from the layouts as their makers publish them: Microsoft's
Arabic (101), Arabic (102) and Arabic (102) AZERTY, Apple's Arabic, over US QWERTY and French
AZERTY. Signs that occur in no word are left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_LAM_ALEF: Final = "لا"
_TOP: Final = tuple("ضصثقفغعهخحجد")
_MIDDLE: Final = tuple("شسيبلاتنمكط")
_BOTTOM: Final = ("ئ", "ء", "ؤ", "ر", _LAM_ALEF, "ى", "ة", "و", "ز", "ظ")

ARABIC_ROWS: Final[tuple[Sequence[str], ...]] = (_TOP, _MIDDLE, _BOTTOM)
"""The keys of Arabic 101 from left to right, row below row."""

_PLAIN: Final = ((_TOP, "qwertyuiop[]"), (_MIDDLE, "asdfghjkl;'"), (_BOTTOM, "zxcvbnm,./"))
# With shift most keys type marks and signs; these type letters.
_SHIFTED: Final = {"T": "لإ", "Y": "إ", "G": "لأ", "H": "أ", "B": "لآ", "N": "آ"}
_MARKS: Final = {
    "Q": "\N{ARABIC FATHA}", "W": "\N{ARABIC FATHATAN}", "E": "\N{ARABIC DAMMA}",
    "R": "\N{ARABIC DAMMATAN}", "A": "\N{ARABIC KASRA}", "S": "\N{ARABIC KASRATAN}",
    "X": "\N{ARABIC SUKUN}", "~": "\N{ARABIC SHADDA}", "J": "\N{ARABIC TATWEEL}",
}  # fmt: skip
_FRENCH: Final = (
    (_TOP, "azertyuiop^$"), (_MIDDLE, "qsdfghjklmù"), (_BOTTOM, "wxcvbn,;:!"),
)  # fmt: skip
_APPLE: Final = (
    (tuple("ضصثقفغعهخحجة"), "qwertyuiop[]"),
    (tuple("شسيبلاتنمك"), "asdfghjkl;"),
    (tuple("ظطذدزرو"), "zxcvbnm"),
)
_APPLE_SHIFTED: Final = {
    "D": "ى", "H": "آ", "C": "ئ", "V": "ء", "B": "أ", "N": "إ", "M": "ؤ",
}  # fmt: skip


def _keys(rows: Sequence[tuple[Sequence[str], str]]) -> dict[str, str]:
    return {
        key: letter for letters, keys in rows for key, letter in zip(keys, letters, strict=True)
    }


LAYOUTS: Final[Mapping[str, Mapping[str, str]]] = {
    "Arabic 101": {**_keys(_PLAIN), "`": "ذ", **_SHIFTED, **_MARKS},
    "Arabic 102": {**_keys(_PLAIN), "\\": "ذ", **_SHIFTED, **_MARKS},
    "Arabic 102 AZERTY": {**_keys(_FRENCH), "*": "ذ", "²": "ذ"},
    "Apple Arabic": {**_keys(_APPLE), **_APPLE_SHIFTED},
}
"""By layout, the Arabic letter of each key by its Latin one."""

_LETTERS: Final[Mapping[str, Mapping[str, str]]] = {
    name: {
        letters: key
        for key, letters in reversed(list(keys.items()))
        if key.islower() or not key.isalpha()
    }
    for name, keys in LAYOUTS.items()
}
_CIRCUMFLEX: Final = "\N{COMBINING CIRCUMFLEX ACCENT}"


def arabic(text: str) -> tuple[str, ...]:
    """What the keys of a text type in Arabic, on each layout; each text once.

    Args:
        text: without spaces. Digits stay as they are.

    Returns:
        Only texts of Arabic letters, marks and digits.
    """
    keys = _keys_of(text.lower() if text.isupper() else text)  # caps lock was on
    found = (_exchanged(keys, layout) for layout in LAYOUTS.values())
    return tuple(dict.fromkeys(each for each in found if each))


def latin(text: str) -> tuple[str, ...]:
    """What the keys of a text type in Latin, on each layout; each text once.

    لا may be typed by one key, or by two.

    Args:
        text: without spaces.

    Returns:
        Only texts of Latin letters, digits and apostrophes, in lower case.
    """
    found = (
        each
        for keys in _LETTERS.values()
        for parts in _arabic_keys(text)
        if (each := _exchanged(parts, keys)) and each.isascii() and each.replace("'", "").isalnum()
    )
    return tuple(dict.fromkeys(found))


def _keys_of(text: str) -> str:
    """The keys of a text: the dead key of a circumflex comes before its letter."""
    keys = []
    for sign in text:
        base, *marks = list(unicodedata.normalize("NFD", sign))
        keys.append(f"^{base}" if marks == [_CIRCUMFLEX] else sign)
    return "".join(keys)


def _exchanged(parts: Sequence[str], keys: Mapping[str, str]) -> str:
    """The text of some keys on another layout; empty if one of them has no letter there."""
    found = []
    for part in parts:
        letter = keys.get(part) or keys.get(part.lower())
        if letter is None and not part.isdecimal():
            return ""
        found.append(letter or part)
    return "".join(found)


def _arabic_keys(text: str) -> Iterator[Sequence[str]]:
    """The keys of an Arabic text: with لا as two keys, and as one."""
    yield list(text)
    if _LAM_ALEF in text:
        whole: list[str] = []
        for piece in text.split(_LAM_ALEF):
            whole += [*piece, _LAM_ALEF]
        yield whole[:-1]

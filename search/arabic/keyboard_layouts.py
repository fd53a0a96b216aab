"""Keyboards: what a text typed on the wrong layout was meant to be, both ways.

    hgsghl -> السلام        on the keys of Arabic 101 and 102, on Mac's, on AZERTY
    اثممخ -> hello

The tables say which letters stand on the same key. Written from the layouts as their makers publish
them: Microsoft's Arabic (101), Arabic (102) and Arabic (102) AZERTY, Apple's Arabic, over US QWERTY
and French AZERTY. Signs that are no letters are left out where no word holds them.
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
"""The keys of Arabic 101 from left to right; those of a row stand right below the row above."""

_PLAIN: Final = ((_TOP, "qwertyuiop[]"), (_MIDDLE, "asdfghjkl;'"), (_BOTTOM, "zxcvbnm,./"))
# With shift: marks and signs stand on most keys, these letters on some.
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
"""By layout, what a key types in Arabic by what it types in Latin."""

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
    """What the keys that typed a text type in Arabic, by layout; each once.

    Args:
        text: without spaces. Digits stay as they are.

    Returns:
        Only texts of Arabic letters, marks and digits.
    """
    typed = _keys_of(text.lower() if text.isupper() else text)  # the lock for capitals was on
    found = (_typed(typed, keys) for keys in LAYOUTS.values())
    return tuple(dict.fromkeys(each for each in found if each))


def latin(text: str) -> tuple[str, ...]:
    """What the keys that typed a text type in Latin, by layout; each once.

    لا is one key, or two.

    Args:
        text: without spaces.

    Returns:
        Only texts of Latin letters, digits and apostrophes, in lower case.
    """
    found = (
        each
        for keys in _LETTERS.values()
        for parts in _parted(text)
        if (each := _typed(parts, keys)) and _spelt(each)
    )
    return tuple(dict.fromkeys(found))


def _keys_of(text: str) -> str:
    """The keys that type accents: the dead circumflex stands before its letter."""
    typed = []
    for sign in text:
        base, *marks = list(unicodedata.normalize("NFD", sign))
        typed.append(f"^{base}" if marks == [_CIRCUMFLEX] else sign)
    return "".join(typed)


def _typed(parts: Sequence[str], keys: Mapping[str, str]) -> str:
    """The text on another layout; empty where a key is none of its letters."""
    found = []
    for part in parts:
        letter = keys.get(part) or keys.get(part.lower())
        if letter is None and not part.isdecimal():
            return ""
        found.append(letter or part)
    return "".join(found)


def _parted(text: str) -> Iterator[Sequence[str]]:
    """The keys of an Arabic text: with لا as one key everywhere, and nowhere."""
    yield list(text)
    if _LAM_ALEF in text:
        whole: list[str] = []
        for piece in text.split(_LAM_ALEF):
            whole += [*piece, _LAM_ALEF]
        yield whole[:-1]


def _spelt(text: str) -> bool:
    return text.isascii() and text.replace("'", "").isalnum()

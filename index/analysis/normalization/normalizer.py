"""From a word as written to its form: letters only, one spelling for each letter.

The steps, each named for the fact that it knows, in the order in which they run:

    compatible          presentation forms, ligatures, full-width letters (NFKC; UAX 15)
    spelling            marks, tatweel, Quranic signs and invisible characters dropped;
                        digits as 0-9; Latin in lower case without accents; Persian, Urdu and
                        Maghrebi letters as their Arabic neighbours
    form                one letter for the alefs, hamza seats, yehs and teh marbuta

A stem is made of the spelling, a term of the form. `spellings` adds what Quranic orthography
leaves open: a dagger alef, a small waw or a small yeh is a letter of its own in modern
spelling (الكتٰب, الكتاب) or none (الرحمٰن, الرحمن).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import regex
from pyarabic import araby

from index.analysis.normalization.letters import (
    DAGGER_ALEF,
    INVISIBLE_LETTERS,
    ISOLATED_MARKS,
    LIGATURE_WORDS,
    NEIGHBOURS,
    ONE_LETTER,
    SMALL_HIGH_YEH,
    SMALL_WAW,
    SMALL_YEH,
    letter_table,
)

_THOUSANDS: Final = "\N{ARABIC THOUSANDS SEPARATOR}"
_DECIMAL_POINT: Final = "\N{ARABIC DECIMAL SEPARATOR}"
_GROUPING: Final = str.maketrans({",": None, _THOUSANDS: None, _DECIMAL_POINT: "."})
_NUMBER: Final = regex.compile(
    rf"[0-9]+(?:[,{_THOUSANDS}][0-9]{{3}})*(?:[.{_DECIMAL_POINT}][0-9]+)?"
)
_LATIN: Final = {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"}
_FORM: Final = letter_table(ONE_LETTER)

# Letters that no step here changes, nor NFKC; words of nothing else are the most by far.
_UNCHANGED: Final = re.compile(
    f"[{araby.HAMZA}-{araby.GHAIN}{araby.FEH}-{araby.YEH}]+"  # without tatweel
)
_ISOLATED_MARK: Final = regex.compile(f"[{ISOLATED_MARKS}]")

# Normalising takes the square of the marks on one letter; UAX 15, section 13, allows 30.
_STREAM_SAFE: Final = 30
_TOO_MANY_MARKS: Final = regex.compile(rf"(\p{{M}}{{{_STREAM_SAFE}}})\p{{M}}++")

# No word of the Quran, marks and all, is half as long.
_LONGEST_VOCALISED: Final = 100
_QURANIC: Final = regex.compile(
    f"[{DAGGER_ALEF}{SMALL_WAW}{SMALL_YEH}{SMALL_HIGH_YEH}{araby.HAMZA_ABOVE}]"
)
_UNSEATED: Final = regex.compile(
    rf"(?P<before>\p{{L}})(?P<before_marks>\p{{M}}*){araby.TATWEEL}"
    rf"(?P<marks>\p{{M}}*{araby.HAMZA_ABOVE}\p{{M}}*)(?P<alef>{araby.ALEF}?)"
)
_PROCLITICS: Final = (araby.BEH, araby.LAM, araby.KAF, araby.WAW, araby.FEH)
# Signs that stand between a seat and its dagger alef without giving the seat a vowel.
_SILENT: Final = regex.compile(rf"[{araby.TATWEEL}{araby.SHADDA}{araby.MADDA_ABOVE}\p{{Cf}}]")
_YEHS: Final = f"[{araby.ALEF_MAKSURA}{araby.YEH}]"
_SEATED: Final = regex.compile(rf"{araby.WAW}{DAGGER_ALEF}|{_YEHS}{DAGGER_ALEF}(?=\p{{M}}*\p{{L}})")
_SEATED_LAST: Final = regex.compile(rf"({_YEHS}){DAGGER_ALEF}")
_INSIDE: Final = rf"(?=\p{{M}}*[\p{{L}}--[{SMALL_WAW}{SMALL_YEH}]])"
_WAW_INSIDE: Final = regex.compile(SMALL_WAW + _INSIDE, regex.VERSION1)
_YEH_INSIDE: Final = regex.compile(f"[{SMALL_YEH}{SMALL_HIGH_YEH}]{_INSIDE}", regex.VERSION1)
_ALEFS: Final = regex.compile(f"{araby.ALEF}{araby.ALEF}+")
_HAMZA_ALEF: Final = regex.compile(
    f"^([{araby.WAW}{araby.FEH}]?[{araby.BEH}{araby.KAF}{araby.LAM}]?(?:{araby.ALEF}?{araby.LAM})?)"
    rf"{araby.HAMZA}{araby.ALEF}"
    rf"|(?<=[^{araby.ALEF}{araby.WAW}{araby.YEH}]){araby.HAMZA}{araby.ALEF}(?=\p{{L}})"
)
_ONE_LAM: Final = regex.compile(
    f"^([{araby.WAW}{araby.FEH}]?{araby.BEH}?{araby.ALEF}{araby.LAM})(?={araby.YEH}{araby.LAM}$)"
)


def fold(surface: str) -> str:
    """The usual form of a word: letters and digits only, one spelling for each.

    Args:
        surface: a word as it stands in a text, marks and all.

    Returns:
        The form; empty where the word has neither letters nor digits.
    """
    return form(spelling(compatible(surface)))


def compatible(surface: str) -> str:
    """`surface` with presentation forms, ligatures and full-width letters as plain letters."""
    if surface.isascii() or _UNCHANGED.fullmatch(surface):
        return surface
    for ligature, words in LIGATURE_WORDS.items():
        surface = surface.replace(ligature, words)
    surface = _ISOLATED_MARK.sub(_without_space, surface)
    if len(surface) > _STREAM_SAFE:
        surface = _TOO_MANY_MARKS.sub(r"\1", surface)
    return unicodedata.normalize("NFKC", surface)


def spellings(plain: str) -> tuple[str, ...]:
    """The modern spellings of a word, the usual one first; several only for Quranic signs.

    Args:
        plain: one word, as `compatible` gives it.

    Returns:
        Different, non-empty spellings; none where the word has no letters.
    """
    if _UNCHANGED.fullmatch(plain) and araby.HAMZA + araby.ALEF not in plain:
        return (plain,)
    found = [spelling(plain)]
    if len(plain) <= _LONGEST_VOCALISED and _QURANIC.search(plain):
        found.append(spelling(_small_letters_written(plain)))
    if araby.ALEF_WASLA in plain:
        found += [_ONE_LAM.sub(rf"\1{araby.LAM}", written) for written in found]
    if araby.HAMZA in plain:
        found += [_HAMZA_ALEF.sub(rf"\1{araby.ALEF_MADDA}", written) for written in found]
    return tuple(dict.fromkeys(written for written in found if written))


def spelling(plain: str) -> str:
    """Letters and digits of a word, hamzas, teh marbuta and alef maksura kept apart.

    Args:
        plain: a word, as `compatible` gives it.
    """
    if plain.isascii():
        letters = plain.lower()
    else:
        letters = "".join([_WRITTEN.get(sign) or _written(sign) for sign in plain])
    if letters.isalnum():
        return letters
    if _NUMBER.fullmatch(letters):
        return letters.translate(_GROUPING)
    return "".join(filter(str.isalnum, letters))


def form(written: str) -> str:
    """The form of a spelling: one letter for those that writers exchange."""
    return written.translate(_FORM)


def _small_letters_written(plain: str) -> str:
    """Quranic small letters as the letters that modern spelling writes in their place.

    In Uthmani spelling a waw, or a yeh inside a word, that has no vowel of its own before a
    dagger alef is only its seat (الصلوٰة is الصلاة, تولّىٰهم is تولاهم).
    """
    bare = _UNSEATED.sub(_seated, plain)
    bare = _SILENT.sub("", bare)
    bare = _SEATED.sub(araby.ALEF, bare)
    bare = _SEATED_LAST.sub(r"\1", bare)
    bare = bare.replace(DAGGER_ALEF, araby.ALEF)
    bare = _WAW_INSIDE.sub(araby.WAW, bare)
    bare = _YEH_INSIDE.sub(araby.YEH, bare)
    return _ALEFS.sub(araby.ALEF, bare)


def _without_space(mark: regex.Match[str]) -> str:
    """A mark's presentation form as the mark alone: NFKC would put it on a space."""
    return unicodedata.normalize("NFKC", mark[0]).lstrip()


def _seated(hamza: regex.Match[str]) -> str:
    """A hamza that Uthmani spelling hangs between two letters, on its modern seat.

    The stronger of the vowels before and after it decides: kasra and yeh ask for yeh, damma
    for waw, fatha for alef (شيـًٔا is شيئا, مسـُٔولا مسؤولا, يسـَٔلون يسألون).
    """
    before, marks, after, alef = hamza.group("before", "before_marks", "marks", "alef")
    proclitic = hamza.start() == 0 and before in _PROCLITICS  # its vowel seats no hamza
    vowels = after if proclitic else marks + after
    if (
        before in (araby.YEH, araby.ALEF_MAKSURA)
        or araby.KASRA in vowels
        or araby.KASRATAN in vowels
    ):
        return f"{before}{marks}{araby.YEH_HAMZA}{alef}"
    if araby.DAMMA in vowels or araby.DAMMATAN in vowels:
        return f"{before}{marks}{araby.WAW_HAMZA}{alef}"
    long = alef or DAGGER_ALEF in after
    return f"{before}{marks}{araby.ALEF_MADDA if long else araby.ALEF_HAMZA_ABOVE}"


_WRITTEN: Final[dict[str, str]] = {}


def _written(sign: str) -> str:
    """What one character of a word is written as; remembered in `_WRITTEN`."""
    category = unicodedata.category(sign)
    if sign in INVISIBLE_LETTERS:
        letters = ""
    elif sign in NEIGHBOURS:
        letters = NEIGHBOURS[sign]
    elif category == "Nd":
        letters = str(unicodedata.decimal(sign))
    elif category.startswith("L"):
        letters = sign if sign in ONE_LETTER else _without_accents(sign)
    else:
        letters = sign if sign in (".", ",", _DECIMAL_POINT, _THOUSANDS) else ""
    if letters:
        _WRITTEN[sign] = letters
    return letters


def _without_accents(sign: str) -> str:
    base = [
        _LATIN.get(part, part)
        for part in unicodedata.normalize("NFKD", sign.casefold())
        if unicodedata.category(part).startswith("L")
    ]
    return "".join(base)

"""From a word of a text to its form: letters only, one spelling for each letter.

The steps, in the order in which they run:

    nfkc                presentation forms, ligatures, full-width letters (NFKC; UAX 15)
    spelling            marks, tatweel, Quranic signs and invisible characters dropped;
                        digits as 0-9; Latin in lower case without accents; Persian, Urdu and
                        Maghrebi letters as their Arabic neighbours; لا of the article and الله
                        in their order (`swapped_letters`)
    form                one letter for the alefs, hamza seats, yehs and teh marbuta

Stems are computed from the spelling; terms are forms. `spellings` gives several spellings for
Quranic orthography: modern spelling writes a dagger alef, a small waw or a small yeh either as a
letter (الكتٰب, الكتاب) or not at all (الرحمٰن, الرحمن).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import regex
from pyarabic import araby

from index.analysis.normalization.letters import (
    ARABIC_LETTERS,
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
from index.analysis.normalization.swapped_letters import in_order

_THOUSANDS: Final = "\N{ARABIC THOUSANDS SEPARATOR}"
_DECIMAL_POINT: Final = "\N{ARABIC DECIMAL SEPARATOR}"
_GROUPING: Final = str.maketrans({",": None, _THOUSANDS: None, _DECIMAL_POINT: "."})
_NUMBER: Final = regex.compile(
    rf"[0-9]+(?:[,{_THOUSANDS}][0-9]{{3}})*(?:[.{_DECIMAL_POINT}][0-9]+)?"
)
_LATIN: Final = {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"}
_FORM: Final = letter_table(ONE_LETTER)

# Letters that neither NFKC nor any step here changes. Most words have no other characters.
_UNCHANGED: Final = re.compile(f"[{ARABIC_LETTERS}]+")
_LIGATURE: Final = re.compile("[" + "".join(LIGATURE_WORDS) + "]")
_ISOLATED_MARK: Final = regex.compile(f"[{ISOLATED_MARKS}]")

_WAW_HAMZA_WAW: Final = araby.WAW_HAMZA + araby.WAW
_YEH_HAMZA_WAW: Final = araby.YEH_HAMZA + araby.WAW
_HAMZA_WAW: Final = araby.HAMZA + araby.WAW
_TWO_WAWS: Final = araby.WAW + araby.WAW

_MIN_SHORTENED: Final = 3
_RUN: Final = re.compile(f"([{araby.ALEF}{araby.WAW}{araby.YEH}])\\1\\1+")  # the yehs of سيئين
LENGTHENED: Final = re.compile(f"([{ARABIC_LETTERS}])\\1\\1+")  # جمييييل

# NFKC takes time quadratic in the marks on one letter; UAX 15, section 13, allows 30.
_MAX_MARKS: Final = 30
_TOO_MANY_MARKS: Final = regex.compile(rf"(\p{{M}}{{{_MAX_MARKS}}})\p{{M}}++")

# Twice as many characters as the longest word of the Quran with its marks.
_MAX_VOCALISED_LENGTH: Final = 100
_NOT_SAID: Final = f"[{araby.SUKUN}\N{ARABIC SMALL HIGH ROUNDED ZERO}]"
_SILENT: Final = regex.compile(
    rf"{araby.ALEF}{_NOT_SAID}(?=\p{{L}})"
    rf"|(?<={araby.ALEF_HAMZA_BELOW}{araby.KASRA}?){araby.YEH}{_NOT_SAID}$"
    rf"|(?<={araby.YEH}\p{{M}}*){araby.YEH}{_NOT_SAID}(?=\p{{L}})"
)
_HAMZA_BELOW_YEH: Final = regex.compile(
    rf"(?<=[{araby.ALEF}{araby.ALEF_MADDA}]\p{{M}}*){araby.YEH}\p{{M}}*{araby.HAMZA_BELOW}\p{{M}}*$"
)
_HAMZA_ON_WAW_AT_END: Final = regex.compile(
    rf"([{DAGGER_ALEF}{araby.ALEF}]?)[\p{{M}}--{DAGGER_ALEF}]*"
    rf"{araby.WAW_HAMZA}{araby.DAMMA}{araby.ALEF}{_NOT_SAID}?$",
    regex.VERSION1,
)
_QURANIC: Final = regex.compile(
    f"[{DAGGER_ALEF}{SMALL_WAW}{SMALL_YEH}{SMALL_HIGH_YEH}{araby.HAMZA_ABOVE}]"
    f"|{_SILENT.pattern}|{_HAMZA_ON_WAW_AT_END.pattern}|{_HAMZA_BELOW_YEH.pattern}",
    regex.VERSION1,
)
_HAMZA_WITHOUT_SEAT: Final = regex.compile(
    rf"(?P<before>\p{{L}})(?P<before_marks>\p{{M}}*){araby.TATWEEL}"
    rf"(?P<marks>\p{{M}}*{araby.HAMZA_ABOVE}\p{{M}}*)(?P<alef>{araby.ALEF}?)"
)
_PROCLITICS: Final = (araby.BEH, araby.LAM, araby.KAF, araby.WAW, araby.FEH)
# Signs between a seat and its dagger alef that give the seat no vowel.
_SIGNS_ON_SEAT: Final = regex.compile(
    rf"[{araby.TATWEEL}{araby.SHADDA}{araby.MADDA_ABOVE}\p{{Cf}}]"
)
_YEHS: Final = f"[{araby.ALEF_MAKSURA}{araby.YEH}]"
_SEAT_INSIDE: Final = regex.compile(
    rf"{araby.WAW}{DAGGER_ALEF}|{_YEHS}{DAGGER_ALEF}(?=\p{{M}}*\p{{L}})"
)
_SEAT_AT_END: Final = regex.compile(rf"({_YEHS}){DAGGER_ALEF}")
_BEFORE_LETTER: Final = rf"(?=\p{{M}}*[\p{{L}}--[{SMALL_WAW}{SMALL_YEH}]])"
_WAW_INSIDE: Final = regex.compile(SMALL_WAW + _BEFORE_LETTER, regex.VERSION1)
_YEH_INSIDE: Final = regex.compile(f"[{SMALL_YEH}{SMALL_HIGH_YEH}]{_BEFORE_LETTER}", regex.VERSION1)
_ALEFS: Final = regex.compile(f"{araby.ALEF}{araby.ALEF}+")
_HAMZA_ALEF: Final = regex.compile(
    f"^([{araby.WAW}{araby.FEH}]?[{araby.BEH}{araby.KAF}{araby.LAM}]?(?:{araby.ALEF}?{araby.LAM})?)"
    rf"{araby.HAMZA}{araby.ALEF}"
    rf"|(?<=[^{araby.ALEF}{araby.WAW}{araby.YEH}]){araby.HAMZA}{araby.ALEF}(?=\p{{L}})"
)
_SINGLE_LAM: Final = regex.compile(
    f"^([{araby.WAW}{araby.FEH}]?{araby.BEH}?{araby.ALEF}{araby.LAM})(?={araby.YEH}{araby.LAM}$)"
)


def fold(surface: str) -> str:
    """The form of a word of a text; "" if it has neither letters nor digits."""
    return form(spelling(nfkc(surface)))


def nfkc(surface: str) -> str:
    """`surface` in NFKC: presentation forms, ligatures, full-width letters become plain letters."""
    if surface.isascii() or _UNCHANGED.fullmatch(surface):
        return surface
    surface = _LIGATURE.sub(lambda ligature: LIGATURE_WORDS[ligature[0]], surface)
    surface = _ISOLATED_MARK.sub(_without_space, surface)
    if len(surface) > _MAX_MARKS:
        surface = _TOO_MANY_MARKS.sub(r"\1", surface)
    return unicodedata.normalize("NFKC", surface)


def spellings(plain: str) -> tuple[str, ...]:
    """The modern spellings that a word may stand for: its letters and digits, without marks.

    Most words have one. Small Quranic letters may be written out or left out, an alef wasla and
    one lam may be two (ٱليل), and a hamza before an alef may be one alef with madda (جزءان, جزآن).

    Args:
        plain: one word as `nfkc` returns it.

    Returns:
        Different, non-empty spellings, first the one without small letters and other changes (of
        الكتٰب first الكتب, then الكتاب). () if the word has no letters or digits.
    """
    if (
        not LENGTHENED.search(plain)
        and araby.HAMZA + araby.ALEF not in plain
        and _UNCHANGED.fullmatch(plain)
    ):
        return (in_order(plain),)
    found = [spelling(plain)]
    if len(plain) <= _MAX_VOCALISED_LENGTH and _QURANIC.search(plain):
        found.append(spelling(_with_small_letters(plain)))
    if araby.ALEF_WASLA in plain:
        found += [_SINGLE_LAM.sub(rf"\1{araby.LAM}", each) for each in found]
    if araby.HAMZA in plain:
        found += [_HAMZA_ALEF.sub(rf"\1{araby.ALEF_MADDA}", each) for each in found]
    return tuple(dict.fromkeys(filter(None, found)))


def spelling(plain: str) -> str:
    """The letters and digits of a word in NFKC; hamzas, teh marbuta, alef maksura unchanged.

    Letters that are repeated for emphasis are one.
    """
    if plain.isascii():
        letters = plain.lower()
    else:
        letters = "".join(
            [_LETTERS_OF.get(character) or _letters_of(character) for character in plain]
        )
    if letters.isalnum():
        return in_order(shortened(letters))
    if _NUMBER.fullmatch(letters):
        return letters.translate(_GROUPING)
    return in_order(shortened("".join(filter(str.isalnum, letters))))


def shortened(letters: str) -> str:
    """A word without letters that are repeated for emphasis (جميييل), if three letters are left."""
    short = LENGTHENED.sub(r"\1", letters)
    return short if len(short) >= _MIN_SHORTENED else letters


def form(spelling: str) -> str:
    """The form of a spelling: letters that writers exchange become one letter.

    Where this makes three equal letters in a row (of سيئين), two are kept, so that a form that is
    read again stays as it is.
    """
    letters = hamza_on_waw(spelling).translate(_FORM).replace(_HAMZA_WAW, _TWO_WAWS)
    return _RUN.sub(r"\1\1", letters)


def hamza_on_waw(spelling: str) -> str:
    """A spelling with the seat that a hamza has before waw in the east (شؤون; in Egypt شئون)."""
    return spelling.replace(_YEH_HAMZA_WAW, _WAW_HAMZA_WAW).replace(_HAMZA_WAW, _WAW_HAMZA_WAW)


def _with_small_letters(plain: str) -> str:
    """A word with its Quranic small letters as the letters of modern spelling.

    In Uthmani spelling a waw, or a yeh inside a word, that has no vowel before a dagger alef is
    only the seat of that alef (الصلوٰة is الصلاة, تولّىٰهم is تولاهم). A letter with a sukun or zero
    that can't have one is not said (شا۟يء is شيء), and a last hamza may have a waw for its seat
    (علمٰٓؤا is علماء, تفتؤا is تفتأ) or be below a yeh (ورآيٕ is وراء).
    """
    modern = _HAMZA_ON_WAW_AT_END.sub(_hamza_at_end, _SILENT.sub("", plain))
    modern = _HAMZA_BELOW_YEH.sub(araby.HAMZA, modern)
    modern = _HAMZA_WITHOUT_SEAT.sub(_hamza_on_seat, modern)
    modern = _SIGNS_ON_SEAT.sub("", modern)
    modern = _SEAT_INSIDE.sub(araby.ALEF, modern)
    modern = _SEAT_AT_END.sub(r"\1", modern)
    modern = modern.replace(DAGGER_ALEF, araby.ALEF)
    modern = _WAW_INSIDE.sub(araby.WAW, modern)
    modern = _YEH_INSIDE.sub(araby.YEH, modern)
    return _ALEFS.sub(araby.ALEF, modern)


def _without_space(mark: regex.Match[str]) -> str:
    """A mark for its presentation form: NFKC alone would put a space before it."""
    return unicodedata.normalize("NFKC", mark[0]).lstrip()


def _hamza_at_end(hamza: regex.Match[str]) -> str:
    """A last hamza that Uthmani spelling writes on a waw: alone after an alef, else on an alef."""
    return f"{hamza[1]}{araby.HAMZA}" if hamza[1] else araby.ALEF_HAMZA_ABOVE


def _hamza_on_seat(hamza: regex.Match[str]) -> str:
    """A hamza that Uthmani spelling writes between two letters, on its modern seat.

    The stronger of the vowels before and after it decides: kasra or yeh gives yeh, damma gives
    waw, fatha gives alef (شيـًٔا is شيئا, مسـُٔولا مسؤولا, يسـَٔلون يسألون).
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


_LETTERS_OF: Final[dict[str, str]] = {}


def _letters_of(character: str) -> str:
    """The letters or digits that a spelling has for a character, perhaps none; cached."""
    category = unicodedata.category(character)
    if character in INVISIBLE_LETTERS:
        letters = ""
    elif character in NEIGHBOURS:
        letters = NEIGHBOURS[character]
    elif category == "Nd":
        letters = str(unicodedata.decimal(character))
    elif category.startswith("L"):
        letters = character if character in ONE_LETTER else _without_accents(character)
    else:
        letters = character if character in (".", ",", _DECIMAL_POINT, _THOUSANDS) else ""
    if letters:
        _LETTERS_OF[character] = letters
    return letters


def _without_accents(character: str) -> str:
    return "".join(
        _LATIN.get(part, part)
        for part in unicodedata.normalize("NFKD", character.casefold())
        if unicodedata.category(part).startswith("L")
    )

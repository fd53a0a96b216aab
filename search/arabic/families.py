"""Families: words that are one to a reader, although neither letters nor a dictionary say so.

    ابن خلدون, عبد الرحمن بن خلدون      أبو بكر, أبي بكر, أبا بكر      مئة, مائة      مسؤول, مسئول

The second word of a name loses its alef (ابن), the five nouns change with their case (Wright 1896,
volume I, section 315), two schools of spelling differ on the seat of a hamza before a waw and on
the alef of a hundred, and names of the Quran have their long alef written or not. A word of a query
is looked for in the forms of its whole family.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from index.analysis.normalization.letters import ARABIC_LETTERS
from index.analysis.normalization.normalizer import fold, form, nfkc, spelling

_FAMILIES: Final = tuple(
    tuple(map(fold, family.split()))
    for family in (
        "ابن بن",
        "أبو أبي أبا",
        "أخو أخي أخا",
        "ذو ذي ذا",
        "ذوو ذوي",
        "بنو بني",
        "مئتان مائتان",
        "مئتين مائتين",
        "رحمن رحمان",
        "الرحمن الرحمان",
        "إبراهيم إبرهيم",
        "إسحاق إسحق",
        "إسماعيل إسمعيل",
        "هارون هرون",
        "سليمان سليمن",
        "معاوية معوية",
        "سماوات سموات",
        "السماوات السموات",
        "داود داوود",
        "طاوس طاووس",
    )
)
_OTHERS: Final = {
    member: tuple(other for other in family if other != member)
    for family in _FAMILIES
    for member in family
}
_HUNDRED: Final = re.compile(r"(?P<before>(?:.*[^ا])?)م(?P<alef>ا?)يه")
_BEFORE_HUNDRED: Final = re.compile(
    r"[وفبكل]?(?:[وف]?[بك]?ال|[وف]?لل)?(?:ثلاث|اربع|خمس|ست|سبع|ثماني?|تسع)?"
)
_IMPERFECT: Final = re.compile(f"ي[{ARABIC_LETTERS}]{{3,5}}")
_ALEF_MAKSURA: Final = "\N{ARABIC LETTER ALEF MAKSURA}"
_SEATS: Final = "ؤأ"  # the form makes one of ؤ, ئ and ء before a waw
_VERB: Final = re.compile("[يت].+ون|.+وا")
_HAMZA_BEFORE_WAW: Final = re.compile(r"(?<=[^ال])[ؤئءأ](?=و)")


@lru_cache(maxsize=4096)
def relatives(surface: str) -> tuple[str, ...]:
    """The other forms of a word's family; none for nearly all words.

    Args:
        surface: a word as written.
    """
    letters = spelling(nfkc(surface))
    word = form(letters)
    found = (*_of_table(letters), *_of_hundreds(word), *other_seats(letters), *_in_dialect(word))
    return tuple(dict.fromkeys(found))


def _of_table(letters: str) -> Iterator[str]:
    if letters.endswith(_ALEF_MAKSURA):
        return  # أبى and بنى are verbs
    word = form(letters)
    for start in (0, 1):
        if start == 0 or word[:1] in ("و", "ف"):
            yield from (word[:start] + other for other in _OTHERS.get(word[start:], ()))


def _of_hundreds(word: str) -> Iterator[str]:
    hundred = _HUNDRED.fullmatch(word)
    if hundred and _BEFORE_HUNDRED.fullmatch(hundred["before"]):
        yield f"{hundred['before']}م{'' if hundred['alef'] else 'ا'}يه"


def _in_dialect(word: str) -> Iterator[str]:
    """An imperfect with the particles of Egypt, the Levant and the Maghreb: بيكتب, هيكتب, كيكتب."""
    if _IMPERFECT.fullmatch(word):
        yield from (particle + word for particle in "بهحك")


def other_seats(letters: str) -> Iterator[str]:
    """The form of a verb with the other seat of its hamza before a waw: يبدؤون, يبدأون."""
    if _HAMZA_BEFORE_WAW.search(letters) and _VERB.fullmatch(letters):
        for seat in _SEATS:
            other = form(_HAMZA_BEFORE_WAW.sub(seat, letters))
            if other != form(letters):
                yield other

"""Whether two spellings of a word can have the same vowels: marks compared letter by letter.

    compared(query surface, text surface) -> Comparison(agreeing, contradicting)

Short vowels are optional in Arabic, for each word and each letter, so a missing mark contradicts
nothing. The rules, after Wright, A Grammar of the Arabic Language (3rd edition, volume 1,
sections 4 to 16), and The Unicode Standard 16, section 9.2:

- Two letters contradict each other if both have vowels and none in common. The vowels are fatha,
  damma, kasra, each of them with nunation, and sukun, the sign of none. A dagger alef is a long
  fatha; open nunation and Maghrebi and Quranic marks are equal to the plain ones.
- A letter with shadda contradicts one that has a vowel and no shadda. On a word's first letter
  and after the article it only shows how words are joined, and is not compared.
- A hamza below an alef has a kasra, written or not.
- The nunation of a word in -an may be written on its alef or on the letter before it.
- Letters of only one of the words, before or after their common core, are not compared, so a word
  is compatible with itself after a conjunction or before a pronoun.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from index.analysis.normalization.letters import DAGGER_ALEF
from index.analysis.normalization.normalizer import fold
from search.arabic.clitics import ARTICLES
from search.arabic.word_parts import LettersAndMarks, common_core

FATHA, DAMMA, KASRA, SUKUN = "a", "u", "i", "0"
FATHATAN, DAMMATAN, KASRATAN = "an", "un", "in"

_VOWEL_MARKS: Final = {
    FATHA: ("FATHA", "SMALL FATHA", "CURLY FATHA", "LETTER SUPERSCRIPT ALEF"),
    DAMMA: ("DAMMA", "SMALL DAMMA", "CURLY DAMMA", "INVERTED DAMMA"),
    KASRA: ("KASRA", "SMALL KASRA", "CURLY KASRA", "SUBSCRIPT ALEF"),
    FATHATAN: ("FATHATAN", "OPEN FATHATAN", "CURLY FATHATAN"),
    DAMMATAN: ("DAMMATAN", "OPEN DAMMATAN", "CURLY DAMMATAN"),
    KASRATAN: ("KASRATAN", "OPEN KASRATAN", "CURLY KASRATAN"),
    SUKUN: ("SUKUN", "SMALL HIGH DOTLESS HEAD OF KHAH"),
}
VOWELS: Final = {
    unicodedata.lookup(f"ARABIC {name}"): vowel
    for vowel, names in _VOWEL_MARKS.items()
    for name in names
}
"""The marks that indicate which vowel follows a letter -> the vowel."""
SHADDA: Final = "\N{ARABIC SHADDA}"
MARKS: Final = frozenset((*VOWELS, SHADDA))
"""The marks that are compared."""

_ALEF: Final = "\N{ARABIC LETTER ALEF}"
_ALEF_WITH_HAMZA_BELOW: Final = "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"
_WITH_ARTICLE: Final = re.compile("|".join(ARTICLES))
_MAX_COMPARED: Final = 64


@dataclass(frozen=True, slots=True)
class Comparison:
    """The vowel marks of two words compared: numbers of letters."""

    agreeing: int  # marked letters of the first word that have the same vowel or shadda in both
    contradicting: int  # letters that have different ones
    marked: int  # letters of the first word that have marks


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter with its marks."""

    form: str  # the letter that replaces it in a form
    vowels: frozenset[str]  # several if a text offers a choice
    shadda: bool
    dagger: bool  # whether it has a dagger alef
    joined: bool  # whether a shadda on it only shows how words are joined
    marked: bool


def is_vocalised(surface: str) -> bool:
    """Whether a word as written has vowel marks."""
    return not MARKS.isdisjoint(surface)


def is_compatible(query: str, text: str) -> bool:
    """Whether a word of a text can be read with the vowels of a word of a query.

    Args:
        query: the word with its marks.
        text: the word as it occurs in the text.

    Returns:
        False if letters contradict each other, and if the words have too little in common for
        a comparison.
    """
    found = compared(query, text)
    return found is not None and not found.contradicting


def preference(query: str, text: str) -> float:
    """How well the vowel marks of a text's word agree with those of the query's word.

    Returns:
        -1 if the marks of any letter contradict each other; otherwise the share of the query's
        marked letters that have the same marks in the text, from 0 to 1. 0 also if the query has
        no marks, or the words can't be compared letter by letter.
    """
    found = compared(query, text)
    if found is None or not found.marked:
        return 0.0
    return -1.0 if found.contradicting else found.agreeing / found.marked


@lru_cache(maxsize=4096)
def compared(query: str, text: str) -> Comparison | None:
    """Two spellings compared letter by letter; None if their letters do not correspond."""
    if max(len(query), len(text)) > _MAX_COMPARED:
        return None
    mine, its = _letters(query), _letters(text)
    pairs = _paired(mine, its)
    if pairs is None:
        affixes = common_core(query, text)
        if affixes is None:
            return None
        pairs = list(zip(affixes[0].core(mine), affixes[1].core(its), strict=True))
    agreeing = contradicting = 0
    for one, other in pairs:
        if _contradict(one, other):
            contradicting += 1
        elif one.marked and (one.vowels & other.vowels or (one.shadda and other.shadda)):
            agreeing += 1
    return Comparison(agreeing, contradicting, sum(letter.marked for letter in mine))


def _contradict(one: _Letter, other: _Letter) -> bool:
    if one.vowels and other.vowels and not one.vowels & other.vowels:
        return True
    if one.shadda == other.shadda or one.joined or other.joined:
        return False
    return bool(other.vowels if one.shadda else one.vowels)


def _letters(surface: str) -> Sequence[_Letter]:
    word = LettersAndMarks.of(surface)
    marks = list(word.marks[1:])
    if len(marks) > 1 and word.letters[-1] == _ALEF:
        nunation = "".join(mark for mark in marks[-1] if VOWELS.get(mark) == FATHATAN)
        marks[-2] += nunation
        marks[-1] = "".join(mark for mark in marks[-1] if mark not in nunation)
    forms = [fold(letter) for letter in word.letters]
    article = _WITH_ARTICLE.match("".join(forms))
    joined = {0, article.end() if article else 0}
    return [
        _letter(letter, form, own, joined=place in joined)
        for place, (letter, form, own) in enumerate(zip(word.letters, forms, marks, strict=True))
    ]


def _letter(letter: str, form: str, marks: str, *, joined: bool) -> _Letter:
    vowels = {VOWELS[mark] for mark in marks if mark in VOWELS}
    if letter == _ALEF_WITH_HAMZA_BELOW and not vowels:
        vowels = {KASRA}
    return _Letter(
        form=form,
        vowels=frozenset(vowels),
        shadda=SHADDA in marks,
        dagger=DAGGER_ALEF in marks,
        joined=joined,
        marked=not MARKS.isdisjoint(marks),
    )


def _paired(
    query: Sequence[_Letter], text: Sequence[_Letter]
) -> list[tuple[_Letter, _Letter]] | None:
    """The corresponding letters of two words; a dagger alef of one may be an alef of the other."""
    pairs = []
    one, other = 0, 0
    while one < len(query) or other < len(text):
        mine = query[one] if one < len(query) else None
        its = text[other] if other < len(text) else None
        if mine and its and mine.form == its.form:
            pairs.append((mine, its))
            one, other = one + 1, other + 1
        elif mine and its and _is_seat(mine, its):
            one, other = one + 1, other + 1
        elif mine and mine.form == _ALEF and other and text[other - 1].dagger:
            one += 1
        elif its and its.form == _ALEF and one and query[one - 1].dagger:
            other += 1
        else:
            return None
    return pairs


def _is_seat(one: _Letter, other: _Letter) -> bool:
    """Whether one is an alef and the other a waw or yeh that only carries a dagger alef."""
    return (one.dagger and other.form == _ALEF) or (other.dagger and one.form == _ALEF)

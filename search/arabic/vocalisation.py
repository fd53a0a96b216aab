"""Whether two spellings of a word can be one vocalisation: vowel marks compared letter by letter.

    compared(query surface, text surface) -> Comparison(agreeing, contradicting)

Arabic writes its short vowels or leaves them out, word by word and letter by letter, so what is
not written contradicts nothing. The rules, after Wright, A Grammar of the Arabic Language (3rd
edition, volume 1, sections 4 to 16), and The Unicode Standard 16, section 9.2:

- Two letters contradict each other where both have vowels and none in common. The vowels are
  fatha, damma, kasra, each of them with nunation, and sukun, the sign of none. A dagger alef is a
  long fatha; open nunation and the signs of Maghrebi and Quranic hands are those of the plain ones.
- A letter with shadda contradicts one that has a vowel and no shadda. On a word's first letter
  and behind the article it says how words are joined, and is not compared.
- A hamza below an alef is read with kasra, whether that is written or not.
- The nunation of a word in -an may stand on its alef or on the letter before it.
- Letters that only one of the words has before or behind their common core are not compared, so
  a word is compatible with itself behind a conjunction or before a pronoun.
"""

from __future__ import annotations

import re
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

VOWELS: Final = {
    "\N{ARABIC FATHA}": FATHA,
    "\N{ARABIC SMALL FATHA}": FATHA,
    "\N{ARABIC CURLY FATHA}": FATHA,
    DAGGER_ALEF: FATHA,
    "\N{ARABIC DAMMA}": DAMMA,
    "\N{ARABIC SMALL DAMMA}": DAMMA,
    "\N{ARABIC CURLY DAMMA}": DAMMA,
    "\N{ARABIC INVERTED DAMMA}": DAMMA,
    "\N{ARABIC KASRA}": KASRA,
    "\N{ARABIC SMALL KASRA}": KASRA,
    "\N{ARABIC CURLY KASRA}": KASRA,
    "\N{ARABIC SUBSCRIPT ALEF}": KASRA,
    "\N{ARABIC FATHATAN}": FATHATAN,
    "\N{ARABIC OPEN FATHATAN}": FATHATAN,
    "\N{ARABIC CURLY FATHATAN}": FATHATAN,
    "\N{ARABIC DAMMATAN}": DAMMATAN,
    "\N{ARABIC OPEN DAMMATAN}": DAMMATAN,
    "\N{ARABIC CURLY DAMMATAN}": DAMMATAN,
    "\N{ARABIC KASRATAN}": KASRATAN,
    "\N{ARABIC OPEN KASRATAN}": KASRATAN,
    "\N{ARABIC CURLY KASRATAN}": KASRATAN,
    "\N{ARABIC SUKUN}": SUKUN,
    "\N{ARABIC SMALL HIGH DOTLESS HEAD OF KHAH}": SUKUN,
}
"""The marks that say which vowel follows a letter -> the vowel."""
SHADDA: Final = "\N{ARABIC SHADDA}"
MARKS: Final = frozenset((*VOWELS, SHADDA))
"""The marks that are compared."""

_ALEF: Final = "\N{ARABIC LETTER ALEF}"
_ALEF_WITH_HAMZA_BELOW: Final = "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"
_WITH_ARTICLE: Final = re.compile("|".join(ARTICLES))
_LONGEST_COMPARED: Final = 64


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two words beside each other.

    Attributes:
        agreeing: marked letters of the first word on which both have the same vowel or shadda.
        contradicting: letters on which they have different ones.
        asked: letters of the first word that have marks.
    """

    agreeing: int
    contradicting: int
    asked: int


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter and how it is read.

    Attributes:
        form: the letter that stands for it in a form.
        vowels: those written on it; several where a text offers a choice.
        shadda: whether it is doubled.
        dagger: whether a dagger alef stands on it.
        joined: whether a shadda here only says how words are joined.
        marked: whether any of its marks was written.
    """

    form: str
    vowels: frozenset[str]
    shadda: bool
    dagger: bool
    joined: bool
    marked: bool


def is_vocalised(surface: str) -> bool:
    """Whether a word as written has vowel marks."""
    return not MARKS.isdisjoint(surface)


def is_compatible(query: str, text: str) -> bool:
    """Whether a word of a text can be read with the vowels of a word of a query.

    Args:
        query: the word with its marks.
        text: the word as it stands in the text.

    Returns:
        False where letters contradict each other, and where the words have so little in common
        that their letters can't be compared.
    """
    found = compared(query, text)
    return found is not None and not found.contradicting


def preference(query: str, text: str) -> float:
    """How much the vowel marks of a text's word speak for it: from -1 to 1, 0 if they say nothing.

    Args:
        query: a word of the query.
        text: the word of the text that matches it, as it occurs there.

    Returns:
        The share of the query's marked letters on which both agree; -1 if they contradict each
        other. 0 for a query without marks.
    """
    found = compared(query, text)
    if found is None or not found.asked:
        return 0.0
    return -1.0 if found.contradicting else found.agreeing / found.asked


@lru_cache(maxsize=4096)
def compared(query: str, text: str) -> Comparison | None:
    """Two spellings letter by letter; None where their letters can't be set side by side."""
    if max(len(query), len(text)) > _LONGEST_COMPARED:
        return None
    asked, found = _letters(query), _letters(text)
    pairs = _paired(asked, found)
    if pairs is None:
        cuts = common_core(query, text)
        if cuts is None:
            return None
        pairs = list(zip(cuts[0].core(asked), cuts[1].core(found), strict=True))
    agreeing = contradicting = 0
    for one, other in pairs:
        if _contradict(one, other):
            contradicting += 1
        elif one.marked and (one.vowels & other.vowels or (one.shadda and other.shadda)):
            agreeing += 1
    return Comparison(agreeing, contradicting, sum(letter.marked for letter in asked))


def _contradict(one: _Letter, other: _Letter) -> bool:
    if one.vowels and other.vowels and not one.vowels & other.vowels:
        return True
    if one.shadda == other.shadda or one.joined or other.joined:
        return False
    return bool(other.vowels if one.shadda else one.vowels)


def _letters(surface: str) -> Sequence[_Letter]:
    written = LettersAndMarks.of(surface)
    marks = list(written.marks[1:])
    if len(marks) > 1 and written.letters[-1] == _ALEF:
        nunation = "".join(mark for mark in marks[-1] if VOWELS.get(mark) == FATHATAN)
        marks[-2] += nunation
        marks[-1] = "".join(mark for mark in marks[-1] if mark not in nunation)
    forms = [fold(letter) for letter in written.letters]
    article = _WITH_ARTICLE.match("".join(forms))
    joined = {0, article.end() if article else 0}
    return [
        _letter(letter, form, own, joined=place in joined)
        for place, (letter, form, own) in enumerate(zip(written.letters, forms, marks, strict=True))
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
    asked: Sequence[_Letter], found: Sequence[_Letter]
) -> list[tuple[_Letter, _Letter]] | None:
    """The letters of two words side by side; a dagger alef may be an alef of its own in one."""
    pairs = []
    one, other = 0, 0
    while one < len(asked) or other < len(found):
        mine = asked[one] if one < len(asked) else None
        its = found[other] if other < len(found) else None
        if mine and its and mine.form == its.form:
            pairs.append((mine, its))
            one, other = one + 1, other + 1
        elif mine and its and _seat(mine, its):
            one, other = one + 1, other + 1
        elif mine and mine.form == _ALEF and other and found[other - 1].dagger:
            one += 1
        elif its and its.form == _ALEF and one and asked[one - 1].dagger:
            other += 1
        else:
            return None
    return pairs


def _seat(one: _Letter, other: _Letter) -> bool:
    """Whether one is an alef and the other a waw or yeh that only bears a dagger alef."""
    return (one.dagger and other.form == _ALEF) or (other.dagger and one.form == _ALEF)

"""Nouns, adjectives and participles: arramooz's, and those that only its frequency list has."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyarabic import araby

from index.analysis.lexicon.affixes import Suffix
from index.analysis.lexicon.lexicon import PartOfSpeech
from index.analysis.normalization.normalizer import form
from index.analysis.stop_words import STOP_WORDS
from index.lexicon_compiler.entries import Entries, comparable, root_form, without_marks
from index.lexicon_compiler.frequencies import Frequencies

_DUAL: Final = (
    Suffix.DUAL, Suffix.DUAL_OBLIQUE, Suffix.DUAL_CONSTRUCT, Suffix.OBLIQUE_CONSTRUCT,
)  # fmt: skip
_FEMININE: Final = (Suffix.FEMININE, Suffix.FEMININE_JOINED)
_FEMININE_ALL: Final = (
    *_FEMININE, Suffix.FEMININE_DUAL, Suffix.FEMININE_DUAL_OBLIQUE, Suffix.FEMININE_DUAL_CONSTRUCT,
    Suffix.FEMININE_OBLIQUE_CONSTRUCT, Suffix.FEMININE_PLURAL,
)  # fmt: skip
_PLURAL: Final = (Suffix.PLURAL, Suffix.PLURAL_CONSTRUCT)
_ADJECTIVES: Final = ("فاعل", "مفعول", "صفة", "منسوب", "صيغة", "تفضيل")
_SINGULAR: Final = "مفرد"
_MASDAR: Final = "مصدر"
_SEPARATORS: Final = re.compile("[;،, ]+")
_DERIVED_FREQUENCY: Final = 3.0  # of relative adjectives that no text of the list has
_MIN_PLURAL_LENGTH: Final = 3
_WEAK: Final = "اويءه"
_REMARKS: Final = frozenset({"واحدة", "واحد", "واحدته", "الواحدة"})
_MIN_DEFECTIVE_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class Paradigm:
    """How a noun is inflected.

    Attributes:
        feminine: whether a teh marbuta makes its feminine.
        plural: whether it has the plural in ون.
        feminine_plural: whether it has the plural in ات.
        broken_plural: whether it is a broken plural itself, which has neither dual nor plural.
        cost: of its stems beside the lemma's.
    """

    feminine: bool = False
    plural: bool = False
    feminine_plural: bool = False
    broken_plural: bool = False
    cost: float = 0.0


ADJECTIVE: Final = Paradigm(feminine=True, plural=True, feminine_plural=True)
BROKEN_PLURAL: Final = Paradigm(broken_plural=True, cost=0.7)
_DOUBTFUL_PLURAL: Final = Paradigm(broken_plural=True, cost=4.0)
"""A broken plural that is also a singular of its own (سباق of سابق): rarer, or a slip."""


def add_noun(entries: Entries, word: str, vocalised: str, lemma: int, paradigm: Paradigm) -> None:
    """Add the stems of a noun.

    Args:
        entries: takes them.
        word: the noun without marks: the lemma itself, or its broken plural.
        vocalised: the noun with marks, "" if no source has them.
        lemma: the number of its lemma.
        paradigm: how it is inflected.
    """
    dual = () if paradigm.broken_plural else _DUAL
    plural = _PLURAL if paradigm.plural else ()
    rest = word[:-1]
    if word.endswith(araby.TEH_MARBUTA):
        suffixes = _FEMININE if paradigm.broken_plural else _FEMININE_ALL
        entries.stem(rest, lemma, *suffixes, cost=paradigm.cost)
    elif word.endswith(araby.ALEF_MAKSURA):
        entries.stem(word, lemma, Suffix.BARE, cost=paradigm.cost)
        entries.stem(rest + araby.ALEF, lemma, Suffix.JOINED, cost=paradigm.cost)
        if dual:
            entries.stem(rest + araby.YEH, lemma, *dual, Suffix.FEMININE_PLURAL)
    elif word.endswith(araby.ALEF + araby.HAMZA):
        entries.stem(word, lemma, Suffix.NONE, *dual, *plural)
        entries.stem(rest + araby.WAW_HAMZA, lemma, Suffix.JOINED)
        entries.stem(rest + araby.YEH_HAMZA, lemma, Suffix.JOINED, Suffix.OBLIQUE_CONSTRUCT)
        if dual:
            entries.stem(word, lemma, Suffix.FEMININE_PLURAL)
            entries.stem(rest + araby.WAW, lemma, *dual, Suffix.FEMININE_PLURAL)
    elif _is_defective(word, vocalised):
        feminine = () if paradigm.broken_plural else _FEMININE_ALL
        entries.stem(word, lemma, Suffix.NONE, Suffix.TANWIN, Suffix.DUAL, *feminine)
        entries.stem(word, lemma, Suffix.DUAL_OBLIQUE)
        entries.stem(rest, lemma, Suffix.BARE)
        if not paradigm.broken_plural:
            entries.stem(rest, lemma, *_PLURAL, Suffix.DUAL_OBLIQUE)
    else:
        _add_regular(entries, word, lemma, paradigm)


def _add_regular(entries: Entries, word: str, lemma: int, paradigm: Paradigm) -> None:
    entries.stem(word, lemma, Suffix.NONE, Suffix.TANWIN, cost=paradigm.cost)
    if word.endswith(araby.WAW):
        entries.stem(word, lemma, Suffix.LOAN_PLURAL)
    if word.endswith((araby.HAMZA, araby.ALEF_HAMZA_ABOVE)):
        entries.stem(word[:-1] + araby.WAW_HAMZA, lemma, Suffix.JOINED)
        entries.stem(
            word[:-1] + araby.YEH_HAMZA, lemma, Suffix.JOINED, Suffix.TANWIN, Suffix.DUAL,
            Suffix.DUAL_OBLIQUE,
        )  # fmt: skip
    if paradigm.broken_plural:
        return
    entries.stem(word, lemma, *_DUAL)
    if paradigm.feminine:
        entries.stem(word, lemma, *_FEMININE_ALL)
    if paradigm.plural:
        entries.stem(word, lemma, *_PLURAL)
    if paradigm.feminine_plural:
        entries.stem(word, lemma, Suffix.FEMININE_PLURAL)


def _is_defective(word: str, vocalised: str) -> bool:
    """Whether a noun ends in a yeh that it loses (قاضي, قاض): after kasra, not doubled."""
    if not word.endswith(araby.YEH) or len(word) < _MIN_DEFECTIVE_LENGTH:
        return False
    marks = vocalised[vocalised.rfind(araby.YEH) :]
    return bool(vocalised) and araby.SHADDA not in marks


@dataclass(frozen=True, slots=True)
class _Row:
    """A noun of arramooz."""

    vocalised: str
    unvocalised: str
    root: str
    type: str
    number: str
    singulars: str
    plurals: str
    feminine: int
    plural: int
    feminine_plural: int
    relative: int


def _rows(file: Path) -> list[_Row]:
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "select vocalized, unvocalized, root, wordtype, number, single, broken_plural,"
            " feminable, masculin_plural, feminin_plural, relative from nouns order by id"
        ).fetchall()
    found = (_Row(each[0] or "", (each[1] or "").strip(), *each[2:]) for each in rows)
    return [row for row in found if len(row.unvocalised) > 1 and " " not in row.unvocalised]


def add_nouns(entries: Entries, file: Path, frequencies: Frequencies) -> None:
    """Add the nouns of arramooz's dictionary, then those of its frequency list."""
    rows = _rows(file)
    own = {row.unvocalised for row in rows if row.number == _SINGULAR}
    singulars: dict[str, list[int]] = {}
    for row in rows:
        if row.number == _SINGULAR:
            lemma = _add_singular(entries, row, own, frequencies)
            for key in (comparable(row.vocalised), row.unvocalised):
                singulars.setdefault(key, []).append(lemma)
    for row in rows:
        if row.number != _SINGULAR:
            _add_broken_plural(entries, row, own, singulars, frequencies)
    _add_counted(entries, frequencies)


def _add_singular(
    entries: Entries, row: _Row, own: Collection[str], frequencies: Frequencies
) -> int:
    root, word = root_form(row.root), row.unvocalised
    frequency = frequencies.of(row.vocalised, PartOfSpeech.NOUN)
    lemma = entries.lemma(row.vocalised, root, PartOfSpeech.NOUN, frequency)
    adjective = any(each in row.type for each in _ADJECTIVES)
    paradigm = Paradigm(
        feminine=bool(row.feminine) or adjective,
        plural=bool(row.plural) or adjective,
        feminine_plural=bool(row.feminine_plural) or _MASDAR in row.type or not row.plurals,
    )
    add_noun(entries, word, row.vocalised, lemma, paradigm)
    for plural in _words(row.plurals, root):
        word_ = without_marks(plural)
        add_noun(entries, word_, plural, lemma, _plural(word_, own))
    if row.relative and not word.endswith(araby.YEH):
        base = word[:-1] if word.endswith((araby.TEH_MARBUTA, "ا", araby.ALEF_MAKSURA)) else word
        add_relative(entries, base + araby.YEH, root, frequencies)
    return lemma


def add_relative(entries: Entries, word: str, root: str, frequencies: Frequencies) -> None:
    """Add a relative adjective (صحي), a lemma of its own with the root of its noun."""
    frequency = frequencies.of_spelled(word, PartOfSpeech.NOUN) or _DERIVED_FREQUENCY
    lemma = entries.lemma(word + araby.SHADDA, root, PartOfSpeech.NOUN, frequency)
    add_noun(entries, word, word + araby.SHADDA, lemma, ADJECTIVE)


def _add_broken_plural(
    entries: Entries,
    row: _Row,
    own: Collection[str],
    singulars: dict[str, list[int]],
    frequencies: Frequencies,
) -> None:
    """Add a plural to the lemmas of its singulars; it is a lemma itself if no noun lists it."""
    found: dict[int, None] = {}
    for each in _words(row.singulars):
        known = singulars.get(comparable(each)) or singulars.get(without_marks(each), [])[:1]
        found |= dict.fromkeys(known)
    paradigm = _plural(row.unvocalised, own)
    for lemma in found:
        add_noun(entries, row.unvocalised, row.vocalised, lemma, paradigm)
    if not found and not entries.is_stem(row.unvocalised):
        frequency = frequencies.of(row.vocalised, PartOfSpeech.NOUN)
        lemma = entries.lemma(row.vocalised, root_form(row.root), PartOfSpeech.NOUN, frequency)
        add_noun(entries, row.unvocalised, row.vocalised, lemma, BROKEN_PLURAL)


def _plural(word: str, own: Collection[str]) -> Paradigm:
    return _DOUBTFUL_PLURAL if word in own else BROKEN_PLURAL


def _words(listed: str | None, root: str = "") -> Iterator[str]:
    """The words of a field that has several, without remarks: these lack letters of the root."""
    strong = ".*".join(letter for letter in root if letter not in _WEAK)
    for word in _SEPARATORS.split(listed or ""):
        letters = without_marks(word)
        fits = len(letters) >= _MIN_PLURAL_LENGTH and letters not in _REMARKS
        if fits and re.search(strong, form(letters)):
            yield word.replace(araby.TATWEEL, "")


def _add_counted(entries: Entries, frequencies: Frequencies) -> None:
    """Add the nouns of the frequency list; those that the dictionary has get their frequency."""
    for each in frequencies:
        word = without_marks(each.vocalised)
        if each.kind != PartOfSpeech.NOUN or len(word) < 2:
            continue
        known = entries.spelled(word, PartOfSpeech.NOUN)
        same = [
            number
            for number in known
            if comparable(entries.lemmas[number].vocalised) == comparable(each.vocalised)
        ]
        for number in same or known[:1]:
            entry = entries.lemmas[number]
            entry.frequency = max(entry.frequency, each.frequency)
        if not known:
            root = _root_of(entries, word)
            lemma = entries.lemma(each.vocalised, root, PartOfSpeech.NOUN, each.frequency)
            paradigm = ADJECTIVE if each.adjective else Paradigm(feminine_plural=len(word) > 4)
            if form(word) in STOP_WORDS:  # مع has no dual
                entries.stem(word, lemma, Suffix.NONE)
            else:
                add_noun(entries, word, each.vocalised, lemma, paradigm)


def _root_of(entries: Entries, word: str) -> str:
    """The root of the noun from which a word is derived by yeh or teh marbuta, "" if unknown."""
    ending = araby.YEH if word.endswith(araby.YEH) else araby.YEH + araby.TEH_MARBUTA
    base = word.removesuffix(ending)
    for noun in (base, base + araby.TEH_MARBUTA, base + araby.ALEF, base + araby.YEH):
        for number in entries.spelled(noun, PartOfSpeech.NOUN) if base != word else ():
            if entries.lemmas[number].root:
                return entries.lemmas[number].root
    return ""

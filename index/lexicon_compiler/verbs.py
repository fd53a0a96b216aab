"""Verbs: those of arramooz and of its frequency list, conjugated by libqutrub."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from libqutrub.classverb import VerbClass
from pyarabic import araby

from index.analysis.lexicon.affixes import INFLECTIONS, StemPrefix, Suffix
from index.analysis.lexicon.lexicon import PartOfSpeech
from index.lexicon_compiler.entries import Entries, comparable, root_form, without_marks
from index.lexicon_compiler.frequencies import Frequencies
from index.lexicon_compiler.nouns import ADJECTIVE, add_noun

_PERFECT: Final = {
    "أنا": Suffix.VERB_TEH, "نحن": Suffix.VERB_NA, "أنت": Suffix.VERB_TEH,
    "أنتِ": Suffix.VERB_TEH, "أنتما": Suffix.VERB_TUMA, "أنتما مؤ": Suffix.VERB_TUMA,
    "أنتم": Suffix.VERB_TUM, "أنتن": Suffix.VERB_TUNNA, "هو": Suffix.VERB_NONE,
    "هي": Suffix.VERB_TEH, "هما": Suffix.VERB_ALEF, "هما مؤ": Suffix.VERB_TA,
    "هم": Suffix.VERB_WAW, "هن": Suffix.VERB_NOON,
}  # fmt: skip
_DUAL: Final = (Suffix.VERB_AN, Suffix.VERB_ALEF)
_MANY: Final = (Suffix.VERB_UN, Suffix.VERB_WAW)
_IMPERFECT: Final = {
    "أنا": (Suffix.VERB_NONE,), "نحن": (Suffix.VERB_NONE,), "أنت": (Suffix.VERB_NONE,),
    "هو": (Suffix.VERB_NONE,), "هي": (Suffix.VERB_NONE,),
    "أنتِ": (Suffix.VERB_IN, Suffix.VERB_YEH), "أنتما": _DUAL, "أنتما مؤ": _DUAL, "هما": _DUAL,
    "هما مؤ": _DUAL, "أنتم": _MANY, "هم": _MANY, "أنتن": (Suffix.VERB_NOON,),
    "هن": (Suffix.VERB_NOON,),
}  # fmt: skip
_IMPERATIVE: Final = {
    "أنت": Suffix.NONE, "أنتِ": Suffix.VERB_YEH, "أنتم": Suffix.VERB_WAW,
}  # fmt: skip
_PREFIXES: Final = {
    araby.ALEF_HAMZA_ABOVE: StemPrefix.ALEF, araby.ALEF_MADDA: StemPrefix.ALEF,
    araby.ALEF: StemPrefix.ALEF,
    araby.NOON: StemPrefix.NOON, araby.TEH: StemPrefix.TEH, araby.YEH: StemPrefix.YEH,
}  # fmt: skip
_ACTIVE_PRESENT: Final = "المضارع المعلوم"
_PAST, _PRESENT, _ORDER = "الماضي", "المضارع", "الأمر"
_PASSIVE, _JUSSIVE, _EMPHATIC = "المجهول", "المجزوم", "مؤكد"
_PASSIVE_COST, _JUSSIVE_COST = 3.0, 1.5
_HE: Final = "هو"
_FATHA, _KASRA, _DAMMA = "فتحة", "كسرة", "ضمة"
# Verbs with a weak letter that arramooz lacks: perfect, root, vowel of the imperfect.
_WEAK: Final = (
    ("كَانَ", "كون", _DAMMA), ("زَالَ", "زيل", _FATHA), ("عَاشَ", "عيش", _KASRA),
    ("مَاتَ", "موت", _DAMMA), ("طَالَ", "طول", _DAMMA), ("جَالَ", "جول", _DAMMA),
    ("نَامَ", "نوم", _FATHA), ("لَاقَ", "ليق", _KASRA), ("تَاقَ", "توق", _DAMMA),
    ("بَانَ", "بين", _KASRA), ("فَارَ", "فور", _DAMMA), ("خَلَا", "خلو", _DAMMA),
    ("نَمَا", "نمو", _DAMMA), ("غَدَا", "غدو", _DAMMA), ("سَطَا", "سطو", _DAMMA),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb: its perfect with marks, its root, and what libqutrub needs to know."""

    vocalised: str
    root: str
    future_vowel: str
    transitive: bool
    triliteral: bool


def add_verbs(entries: Entries, file: Path, frequencies: Frequencies) -> None:
    """Add the verbs of arramooz's dictionary and of its frequency list, with participles."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "select vocalized, root, future_type, transitive, triliteral from verbs order by id"
        ).fetchall()
    verbs = [_Verb(v, root, vowel, bool(t), bool(three)) for v, root, vowel, t, three in rows]
    for verb in (*verbs, *_counted_alone(verbs, frequencies)):
        _add_verb(entries, verb, frequencies)


def _counted_alone(verbs: list[_Verb], frequencies: Frequencies) -> Iterator[_Verb]:
    """The verbs that only the frequency list has, as far as their root is plain."""
    known = {comparable(verb.vocalised) for verb in verbs}
    for vocalised, root, vowel in _WEAK:
        if comparable(vocalised) not in known:
            yield _Verb(vocalised, root, vowel, transitive=True, triliteral=True)
    for each in frequencies:
        letters = without_marks(each.vocalised)
        if each.kind != PartOfSpeech.VERB or comparable(each.vocalised) in known:
            continue
        if len(letters) == 3 and letters[1] != araby.ALEF and letters[2] not in "اىي":
            # Verbs that begin with waw lose it in the imperfect if its vowel is kasra.
            vowel = _KASRA if letters[0] == araby.WAW else _FATHA
            shadda = araby.SHADDA in each.vocalised
            yield _Verb(each.vocalised + araby.FATHA, letters, vowel, True, not shadda)


def _add_verb(entries: Entries, verb: _Verb, frequencies: Frequencies) -> None:
    try:
        conjugated = VerbClass(verb.vocalised, verb.transitive, verb.future_vowel)
        conjugated.conjugate_all_tenses()
    except (IndexError, KeyError, TypeError, ValueError, AttributeError):
        return  # libqutrub can't conjugate it
    root = root_form(verb.root)
    lemma = entries.lemma(
        verb.vocalised, root, PartOfSpeech.VERB, frequencies.of(verb.vocalised, PartOfSpeech.VERB)
    )
    for tense, conjugation in conjugated.conj_display.tab_conjug.items():
        forms = {
            pronoun: without_marks((each["vocalized"] if isinstance(each, dict) else each) or "")
            for pronoun, each in conjugation.items()
        }
        _add_tense(
            entries, lemma, tense, {pronoun: word for pronoun, word in forms.items() if word}
        )
        if not verb.triliteral and tense.strip() == _ACTIVE_PRESENT and _HE in forms:
            _add_participle(entries, forms[_HE], root, frequencies)


def _add_tense(entries: Entries, lemma: int, tense: str, forms: Mapping[str, str]) -> None:
    """Add the forms of a tense, given by their pronouns."""
    cost = _PASSIVE_COST * (_PASSIVE in tense) + _JUSSIVE_COST * (_JUSSIVE in tense)
    if _EMPHATIC in tense:
        return
    for pronoun, word in forms.items():
        if tense.startswith(_PAST):
            suffix = _PERFECT[pronoun]
            size = len(word) - len(INFLECTIONS[suffix].letters)
            if _PASSIVE in tense and pronoun == _HE and size != len(entries.lemmas[lemma].spelled):
                return  # libqutrub loses a letter of تَوَقَّفَ
            _add_form(entries, word, lemma, StemPrefix.PERFECT, (suffix,), cost)
        elif tense.startswith(_PRESENT) and word[0] in _PREFIXES:
            prefix = _PREFIXES[word[0]]
            _add_form(entries, word[1:], lemma, prefix, _IMPERFECT[pronoun], cost)
        elif tense.startswith(_ORDER) and pronoun in _IMPERATIVE:
            suffix = _IMPERATIVE[pronoun]
            _add_form(entries, word, lemma, StemPrefix.IMPERATIVE, (suffix,), cost)


def _add_form(
    entries: Entries, word: str, lemma: int, prefix: StemPrefix, suffixes: tuple[Suffix, ...],
    cost: float,
) -> None:  # fmt: skip
    """Add the stem of a form: the form without the first of the suffixes that it ends with."""
    for suffix in suffixes:
        letters = INFLECTIONS[suffix].letters
        if not word.endswith(letters):
            continue
        stem = word.removesuffix(letters)
        entries.stem(stem, lemma, suffix, prefix=prefix, cost=cost)
        if suffix in _MANY and stem.endswith(araby.WAW_HAMZA):  # يقرؤون, also spelled يقرأون
            seat = stem[:-1] + araby.ALEF_HAMZA_ABOVE
            entries.stem(seat, lemma, suffix, prefix=prefix, cost=cost)
        if suffix == Suffix.VERB_WAW:
            short = (Suffix.VERB_WAW_JOINED, Suffix.VERB_WAW_SHORT)
            entries.stem(stem, lemma, *short, prefix=prefix, cost=cost)
        elif suffix == Suffix.VERB_TUM:
            entries.stem(stem, lemma, Suffix.VERB_TUMU, prefix=prefix, cost=cost)
        elif suffix == Suffix.VERB_NONE:
            joined = stem[:-1] + araby.ALEF if stem.endswith(araby.ALEF_MAKSURA) else stem
            entries.stem(joined, lemma, Suffix.JOINED, prefix=prefix, cost=cost)
            if stem.endswith(araby.ALEF_HAMZA_ABOVE):  # يقرأ, يقرؤه
                seat = stem[:-1] + araby.WAW_HAMZA
                entries.stem(seat, lemma, Suffix.JOINED, prefix=prefix, cost=cost)
        return


def _add_participle(entries: Entries, present: str, root: str, frequencies: Frequencies) -> None:
    """Add the participle of a derived verb, which begins with meem (متحدث of يتحدث)."""
    word = araby.MEEM + present[1:]
    known = entries.spelled(word, PartOfSpeech.NOUN)
    for number in known:
        entries.lemmas[number].root = entries.lemmas[number].root or root
    if not known:
        frequency = frequencies.of_spelled(word, PartOfSpeech.NOUN)
        lemma = entries.lemma(word, root, PartOfSpeech.NOUN, frequency)
        add_noun(entries, word, word, lemma, ADJECTIVE)

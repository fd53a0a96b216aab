"""Function words, and nouns that no rule inflects."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pyarabic import araby

from index.analysis.lexicon.affixes import StemPrefix, Suffix
from index.analysis.lexicon.lexicon import PartOfSpeech
from index.analysis.normalization.normalizer import form
from index.analysis.stop_words import STOP_WORDS
from index.lexicon_compiler.entries import Entries, without_marks
from index.lexicon_compiler.frequencies import Frequencies

_PARTICLES: Final = frozenset({"حرف", "ضمير", "اسم فعل"})
_WORD_COST: Final = 2.4  # what a noun costs that has neither proclitics nor an ending
_CLITIC_COST: Final = 2.0
_CONJUNCTION_COST: Final = 1.0
_RARE_COSTS: Final = {"-ي": 2.0, "أ-": 6.0}  # "me", and the particle of questions
# Function words that the frequency list lacks: about as often as their like.
_UNCOUNTED: Final = {
    "في": 20_000_000.0, "التي": 8_000_000.0, "هذه": 5_000_000.0, "إن": 3_000_000.0,
    "لذا": 3_000_000.0, "الذين": 2_000_000.0, "كأن": 1_000_000.0, "لدى": 800_000.0,
    "هم": 500_000.0, "عندما": 500_000.0, "نحن": 300_000.0,
}  # fmt: skip
_UNCOUNTED_MIN: Final = 60_000.0

_CONSTRUCT: Final = (Suffix.JOINED, Suffix.BARE)
# Nouns whose stems no rule gives (Wright 1896, volume I, sections 315 and 327): by lemma and root,
# the stems and what may follow them.
_IRREGULAR: Final[Mapping[tuple[str, str], Mapping[str, tuple[Suffix, ...]]]] = {
    ("أب", "ابو"): {
        "أب": (Suffix.BARE, Suffix.TANWIN, Suffix.NONE), "أبو": _CONSTRUCT, "أبا": _CONSTRUCT,
        "أبي": _CONSTRUCT, "أبوا": (Suffix.JOINED,), "أبوي": _CONSTRUCT,
        "أبوين": (Suffix.BARE,), "آباء": (Suffix.NONE,), "آبائ": (Suffix.JOINED,),
        "آباؤ": (Suffix.JOINED,),
    },
    ("أخ", "اخو"): {
        "أخ": (Suffix.BARE, Suffix.TANWIN, Suffix.NONE), "أخو": _CONSTRUCT, "أخا": _CONSTRUCT,
        "أخي": _CONSTRUCT, "أخوي": _CONSTRUCT, "إخو": (Suffix.FEMININE, Suffix.FEMININE_JOINED),
        "إخوان": (Suffix.NONE,),
    },
    ("أخت", "اخو"): {"أخ": (Suffix.FEMININE_JOINED,), "أخت": (Suffix.NONE,), "أخو": (
        Suffix.FEMININE_PLURAL,
    )},
    ("ابن", "بنو"): {
        "ابن": (
            Suffix.NONE, Suffix.TANWIN, Suffix.DUAL, Suffix.DUAL_OBLIQUE, Suffix.DUAL_CONSTRUCT,
            Suffix.OBLIQUE_CONSTRUCT,
        ),
        "بن": (
            Suffix.BARE, Suffix.PLURAL, Suffix.PLURAL_CONSTRUCT, Suffix.DUAL_OBLIQUE,
            Suffix.OBLIQUE_CONSTRUCT,
        ),
        "أبناء": (Suffix.NONE,), "أبنائ": (Suffix.JOINED,), "أبناؤ": (Suffix.JOINED,),
    },
    ("ابنة", "بنو"): {
        "ابن": (Suffix.FEMININE, Suffix.FEMININE_JOINED, Suffix.FEMININE_DUAL_OBLIQUE),
        "بنت": (Suffix.NONE, Suffix.DUAL, Suffix.DUAL_OBLIQUE, Suffix.OBLIQUE_CONSTRUCT),
        "بن": (Suffix.FEMININE_PLURAL,),
    },
    ("ذو", ""): {
        "ذو": (Suffix.BARE,), "ذا": (Suffix.BARE,), "ذي": (Suffix.BARE,), "ذوو": (Suffix.BARE,),
        "ذوي": _CONSTRUCT, "ذات": (Suffix.NONE,), "ذوات": (Suffix.NONE,),
    },
    ("فم", "فوه"): {
        "فم": (Suffix.NONE, Suffix.TANWIN), "فو": _CONSTRUCT, "فا": (Suffix.JOINED,),
        "أفواه": (Suffix.NONE,),
    },
    ("امرأة", "مرا"): {
        "امرأ": (Suffix.FEMININE, Suffix.FEMININE_JOINED, Suffix.FEMININE_DUAL,
                 Suffix.FEMININE_DUAL_OBLIQUE),
        "مرأ": (Suffix.FEMININE,), "نساء": (Suffix.NONE,), "نسائ": (Suffix.JOINED,),
        "نساؤ": (Suffix.JOINED,), "نسو": (Suffix.FEMININE,),
    },
    ("شيء", "شيا"): {
        "شيء": (Suffix.NONE,), "شيئ": (Suffix.TANWIN, Suffix.DUAL, Suffix.DUAL_OBLIQUE),
        "أشياء": (Suffix.NONE,), "أشيائ": (Suffix.JOINED,), "أشياؤ": (Suffix.JOINED,),
    },
    ("مئة", "ماي"): {
        "مئ": (
            Suffix.FEMININE, Suffix.FEMININE_JOINED, Suffix.FEMININE_DUAL,
            Suffix.FEMININE_DUAL_OBLIQUE, Suffix.FEMININE_PLURAL,
            Suffix.FEMININE_DUAL_CONSTRUCT, Suffix.FEMININE_OBLIQUE_CONSTRUCT,
        ),
        "مائ": (
            Suffix.FEMININE, Suffix.FEMININE_JOINED, Suffix.FEMININE_DUAL,
            Suffix.FEMININE_DUAL_OBLIQUE, Suffix.FEMININE_DUAL_CONSTRUCT,
            Suffix.FEMININE_OBLIQUE_CONSTRUCT,
        ),
    },
    ("سنة", "سنو"): {
        "سن": (
            Suffix.FEMININE, Suffix.FEMININE_JOINED, Suffix.FEMININE_DUAL,
            Suffix.FEMININE_DUAL_OBLIQUE, Suffix.PLURAL, Suffix.DUAL_OBLIQUE,
            Suffix.FEMININE_OBLIQUE_CONSTRUCT, Suffix.PLURAL_CONSTRUCT, Suffix.OBLIQUE_CONSTRUCT,
        ),
        "سنو": (Suffix.FEMININE_PLURAL,),
    },
    ("إنسان", "انس"): {
        "إنسان": (
            Suffix.NONE, Suffix.TANWIN, Suffix.DUAL, Suffix.DUAL_OBLIQUE,
        ),
        "ناس": (Suffix.NONE, Suffix.TANWIN), "أناس": (Suffix.NONE, Suffix.TANWIN),
    },
    ("آخر", "اخر"): {
        "آخر": (
            Suffix.NONE, Suffix.TANWIN, Suffix.PLURAL, Suffix.DUAL, Suffix.DUAL_OBLIQUE,
        ),
        "أخرى": (Suffix.BARE,), "أخر": (Suffix.BARE,), "أخري": (
            Suffix.FEMININE_PLURAL, Suffix.DUAL, Suffix.DUAL_OBLIQUE,
        ),
    },
    ("أول", "اول"): {
        "أول": (Suffix.NONE, Suffix.TANWIN, Suffix.PLURAL, Suffix.DUAL_OBLIQUE),
        "أولى": (Suffix.BARE,), "أولا": (Suffix.JOINED,), "أوائل": (Suffix.NONE,),
    },
    # Words that old spelling writes without an alef.
    ("واحد", "وحد"): {
        "واحد": (
            Suffix.NONE, Suffix.TANWIN, Suffix.FEMININE, Suffix.FEMININE_JOINED, Suffix.PLURAL,
            Suffix.DUAL_OBLIQUE,
        ),
    },
    ("وادي", "ودي"): {
        "وادي": (Suffix.NONE, Suffix.TANWIN, Suffix.DUAL), "واد": (Suffix.BARE,),
        "وديان": (Suffix.NONE,), "أودي": (Suffix.FEMININE, Suffix.FEMININE_JOINED),
    },
    ("يد", "يدي"): {
        "يد": (Suffix.NONE, Suffix.TANWIN, Suffix.DUAL, Suffix.DUAL_OBLIQUE, Suffix.DUAL_CONSTRUCT,
               Suffix.OBLIQUE_CONSTRUCT),
        "أيدي": (Suffix.NONE,), "أيد": (Suffix.BARE,), "أيادي": (Suffix.NONE,),
    },
    ("رحمان", "رحم"): {"رحمن": (Suffix.NONE,), "رحمان": (Suffix.NONE,)},
    ("سماء", "سمو"): {
        "سماء": (Suffix.NONE,), "سمائ": (Suffix.JOINED,), "سماؤ": (Suffix.JOINED,),
        "سماو": (Suffix.FEMININE_PLURAL,), "سمو": (Suffix.FEMININE_PLURAL,),
    },
    ("اثنان", "ثني"): {
        "اثن": (
            Suffix.DUAL, Suffix.DUAL_OBLIQUE, Suffix.DUAL_CONSTRUCT, Suffix.OBLIQUE_CONSTRUCT,
            Suffix.FEMININE_DUAL, Suffix.FEMININE_DUAL_OBLIQUE, Suffix.FEMININE_DUAL_CONSTRUCT,
            Suffix.FEMININE_OBLIQUE_CONSTRUCT,
        ),
    },
}  # fmt: skip
_IRREGULAR_FREQUENCY: Final = 400_000.0
_IRREGULAR_COST: Final = -1.5
# Names of God that are no article with a stem.
_ALLAH: Final = ("الله", "اله")


def add_function_words(entries: Entries, file: Path, frequencies: Frequencies) -> None:
    """Add arramooz's function words with their clitics, as whole words."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "select UNVOCALIZED, ORIGINAL, PROCLETIC, ENCLETIC, TYPE from STOPWORDS order by ID"
        ).fetchall()
    for word, original, before, after, tag in rows:
        spelled = without_marks(original)
        frequency = frequencies.of_spelled(spelled, PartOfSpeech.PARTICLE)
        if tag not in _PARTICLES and not frequency and form(spelled) not in STOP_WORDS:
            continue
        frequency = max(frequency or _UNCOUNTED_MIN, _UNCOUNTED.get(spelled, 0.0))
        lemma = entries.lemma(spelled, "", PartOfSpeech.PARTICLE, frequency)
        cost = _WORD_COST + _cost_of(before, after)
        letters = without_marks(word)
        entries.stem(letters, lemma, Suffix.BARE, prefix=StemPrefix.WHOLE_WORD, cost=cost)
        if spelled == "في" and letters.endswith(araby.YEH):  # فى in Egypt
            dotless = letters[:-1] + araby.ALEF_MAKSURA
            entries.stem(dotless, lemma, Suffix.BARE, prefix=StemPrefix.WHOLE_WORD, cost=cost)
    for each in frequencies:
        if each.kind == PartOfSpeech.PARTICLE:
            word = without_marks(each.vocalised)
            lemma = entries.lemma(word, "", PartOfSpeech.PARTICLE, each.frequency)
            entries.stem(word, lemma, Suffix.BARE, prefix=StemPrefix.WHOLE_WORD, cost=_WORD_COST)
            for conjunction in "وف":
                entries.stem(
                    conjunction + word, lemma, Suffix.BARE, prefix=StemPrefix.WHOLE_WORD,
                    cost=_WORD_COST + _CONJUNCTION_COST,
                )  # fmt: skip


def _cost_of(before: str, after: str) -> float:
    """The cost of the clitics of a function word, which arramooz writes as "و-ب-" and "-ه"."""
    cost = _CLITIC_COST * bool(after)
    for each in filter(None, before.split("-")):
        cost += _CONJUNCTION_COST if each in ("و", "ف") else _CLITIC_COST
    return cost + sum(more for clitic, more in _RARE_COSTS.items() if clitic in f"{before} {after}")


def add_irregular_nouns(entries: Entries) -> None:
    """Add the nouns of `_IRREGULAR`; of other sources' lemmas so spelled, these are the usual."""
    for (word, root), stems in _IRREGULAR.items():
        lemma = entries.lemma(word, root, PartOfSpeech.NOUN, _IRREGULAR_FREQUENCY)
        for stem, suffixes in stems.items():
            entries.stem(stem, lemma, *suffixes, cost=_IRREGULAR_COST)
    word, root = _ALLAH
    lemma = entries.lemma(word, root, PartOfSpeech.NAME, _IRREGULAR_FREQUENCY)
    for before in ("", "و", "ف", "ب", "ت"):
        entries.stem(
            before + word,
            lemma,
            Suffix.BARE,
            prefix=StemPrefix.WHOLE_WORD,
            cost=_IRREGULAR_COST,
        )
    for stem in ("لله", "ولله", "فلله", "اللهم"):
        entries.stem(stem, lemma, Suffix.BARE, prefix=StemPrefix.WHOLE_WORD)

"""Proclitics, inflections and enclitics, and what each costs.

A word is analysed as

    proclitics + inflectional prefix + stem + inflectional suffix + enclitic

as in the analysers of Buckwalter (2002) and Beesley (1996): ف + س + ي + كتب + ون + ها. The stems of
the lexicon say which inflectional suffixes follow them after each inflectional prefix.

A cost is about the negative logarithm of a frequency: of two analyses the one of lower cost is the
usual reading. The costs here are rounded by hand; estimating them from 200,000 words by expectation
maximisation changed no figure of docs/analysis.md for the better.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import product
from typing import Final


class StemPrefix(IntEnum):
    """Inflectional prefixes; the first three are empty."""

    NOUN = 0
    PERFECT = 1
    IMPERATIVE = 2
    YEH = 3
    TEH = 4
    NOON = 5
    ALEF = 6
    WHOLE_WORD = 7  # words that take neither proclitics nor enclitics: they list their own


@dataclass(frozen=True, slots=True)
class Inflection:
    """An inflectional suffix.

    Attributes:
        letters: of the suffix.
        cost: of the suffix without an enclitic.
        bare: whether it may end a word.
        enclitics: whether an enclitic may follow.
        verbal: whether it is a verb's.
        definite: whether the word may have the article.
    """

    letters: str
    cost: float
    bare: bool = True
    enclitics: bool = False
    verbal: bool = False
    definite: bool = True


class Suffix(IntEnum):
    """Inflectional suffixes, by their place in `INFLECTIONS`; at most 64."""

    NONE = 0  # كتاب, كتابه
    BARE = 1  # مستشفى, without an enclitic
    JOINED = 2  # مستشفا-ه, before an enclitic only
    TANWIN = 3  # كتابا
    DUAL = 4  # كتابان
    DUAL_OBLIQUE = 5  # كتابين, معلمين
    DUAL_CONSTRUCT = 6  # كتابا-ه
    OBLIQUE_CONSTRUCT = 7  # معلمي-ه
    PLURAL = 8  # معلمون
    PLURAL_CONSTRUCT = 9  # معلمو-ه
    FEMININE_PLURAL = 10  # معلمات
    FEMININE = 11  # معلمة
    FEMININE_JOINED = 12  # معلمت-ه
    FEMININE_DUAL = 13  # معلمتان
    FEMININE_DUAL_OBLIQUE = 14  # معلمتين
    FEMININE_DUAL_CONSTRUCT = 15  # معلمتا-ه
    FEMININE_OBLIQUE_CONSTRUCT = 16  # معلمتي-ه
    LOAN_PLURAL = 17  # فيديوهات
    VERB_NONE = 18  # كتب, يكتب
    VERB_TEH = 19  # كتبت
    VERB_NA = 20  # كتبنا
    VERB_TUMA = 21  # كتبتما
    VERB_TUM = 22  # كتبتم
    VERB_TUMU = 23  # كتبتمو-ه
    VERB_TUNNA = 24  # كتبتن
    VERB_ALEF = 25  # كتبا, يكتبا
    VERB_TA = 26  # كتبتا
    VERB_WAW = 27  # كتبوا, يكتبوا
    VERB_WAW_JOINED = 28  # كتبو-ه
    VERB_NOON = 29  # كتبن, يكتبن
    VERB_AN = 30  # يكتبان
    VERB_UN = 31  # يكتبون
    VERB_IN = 32  # تكتبين
    VERB_YEH = 33  # تكتبي
    VERB_WAW_SHORT = 34  # كتبو for كتبوا, in the Quran (جاءو) and in a hurry


def _verbal(letters: str, cost: float, *, bare: bool = True, enclitics: bool = True) -> Inflection:
    return Inflection(letters, cost, bare, enclitics, verbal=True)


def _construct(letters: str, cost: float) -> Inflection:
    return Inflection(letters, cost, enclitics=True, definite=False)


INFLECTIONS: Final[dict[Suffix, Inflection]] = {
    Suffix.NONE: Inflection("", 1.0, enclitics=True),
    Suffix.BARE: Inflection("", 0.8),
    Suffix.JOINED: Inflection("", 0.8, bare=False, enclitics=True),
    Suffix.TANWIN: Inflection("ا", 3.5, definite=False),
    Suffix.DUAL: Inflection("ان", 4.0),
    Suffix.DUAL_OBLIQUE: Inflection("ين", 2.5),
    Suffix.DUAL_CONSTRUCT: _construct("ا", 5.5),
    Suffix.OBLIQUE_CONSTRUCT: _construct("ي", 4.5),
    Suffix.PLURAL: Inflection("ون", 3.5),
    Suffix.PLURAL_CONSTRUCT: _construct("و", 5.0),
    Suffix.FEMININE_PLURAL: Inflection("ات", 2.0, enclitics=True),
    Suffix.FEMININE: Inflection("ة", 0.8),
    Suffix.FEMININE_JOINED: Inflection("ت", 0.8, bare=False, enclitics=True),
    Suffix.FEMININE_DUAL: Inflection("تان", 4.5),
    Suffix.FEMININE_DUAL_OBLIQUE: Inflection("تين", 4.0),
    Suffix.FEMININE_DUAL_CONSTRUCT: _construct("تا", 6.0),
    Suffix.FEMININE_OBLIQUE_CONSTRUCT: _construct("تي", 6.0),
    Suffix.LOAN_PLURAL: Inflection("هات", 2.0),
    Suffix.VERB_NONE: _verbal("", 0.6, enclitics=False),
    Suffix.VERB_TEH: _verbal("ت", 1.8),
    Suffix.VERB_NA: _verbal("نا", 3.5),
    Suffix.VERB_TUMA: _verbal("تما", 7.0),
    Suffix.VERB_TUM: _verbal("تم", 5.5, enclitics=False),
    Suffix.VERB_TUMU: _verbal("تمو", 6.0, bare=False),
    Suffix.VERB_TUNNA: _verbal("تن", 7.0),
    Suffix.VERB_ALEF: _verbal("ا", 4.0),
    Suffix.VERB_TA: _verbal("تا", 6.0),
    Suffix.VERB_WAW: _verbal("وا", 2.5, enclitics=False),
    Suffix.VERB_WAW_JOINED: _verbal("و", 2.5, bare=False),
    Suffix.VERB_NOON: _verbal("ن", 5.0),
    Suffix.VERB_AN: _verbal("ان", 4.0),
    Suffix.VERB_UN: _verbal("ون", 2.0),
    Suffix.VERB_IN: _verbal("ين", 5.5),
    Suffix.VERB_YEH: _verbal("ي", 6.0),
    Suffix.VERB_WAW_SHORT: _verbal("و", 6.0, enclitics=False),
}

_ENCLITICS: Final = {
    "ه": 2.0, "ها": 2.0, "هم": 2.8, "هن": 5.0, "هما": 4.5, "ك": 4.0, "كم": 4.5, "كن": 7.0,
    "كما": 6.5, "نا": 3.2,
}  # fmt: skip
_MY: Final = ("ي", 4.5)  # of nouns; after a verb it is ني
_ME: Final = ("ني", 4.5)
_TAKE_MY: Final = frozenset({
    Suffix.NONE, Suffix.JOINED, Suffix.FEMININE_JOINED, Suffix.FEMININE_PLURAL,
})  # fmt: skip
_BARE_COST: Final = 0.3

_CONJUNCTIONS: Final = {"": 0.2, "و": 2.5, "ف": 5.0}
_PREPOSITIONS: Final = {"": 0.2, "ب": 2.8, "ك": 5.5, "ل": 3.0}
_ARTICLE: Final = "ال"
_DETERMINER: Final = 0.7  # the article or none
_PERFECT, _LA_PERFECT, _IMPERATIVE = 0.5, 7.0, 3.5
# Dialects have ب and ه or ح before the imperfect (بيكتب, هيكتب).
_BEFORE_IMPERFECT: Final = {"": 0.2, "س": 3.0, "ل": 3.5, "ب": 7.0, "ه": 9.5, "ح": 9.5}
_IMPERFECT: Final = {
    StemPrefix.YEH: ("ي", 0.8), StemPrefix.TEH: ("ت", 1.3), StemPrefix.NOON: ("ن", 4.0),
    StemPrefix.ALEF: ("أ", 5.5),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beginning:
    """What may precede a stem.

    Attributes:
        parts: the proclitics, the article and the inflectional prefix, in their order.
        letters: as they are written together: لل for ل + ال.
        prefix: the inflectional prefix.
        article: whether the article is among them.
        cost: of all.
    """

    parts: tuple[str, ...]
    letters: str
    prefix: StemPrefix
    article: bool
    cost: float


@dataclass(frozen=True, slots=True)
class Ending:
    """What may follow a stem.

    Attributes:
        inflection: the inflectional suffix.
        enclitic: the attached pronoun, "" for none.
        letters: both.
        definite: whether the word may have the article.
        cost: of both.
    """

    inflection: Suffix
    enclitic: str
    letters: str
    definite: bool
    cost: float


def _beginnings() -> Iterator[Beginning]:
    yield Beginning((), "", StemPrefix.WHOLE_WORD, article=False, cost=0.0)
    for (conjunction, cost), (preposition, more), article in product(
        _CONJUNCTIONS.items(), _PREPOSITIONS.items(), ("", _ARTICLE)
    ):
        together = "لل" if preposition == "ل" and article else preposition + article
        parts = tuple(filter(None, (conjunction, preposition, article)))
        yield Beginning(
            parts,
            conjunction + together,
            StemPrefix.NOUN,
            bool(article),
            cost + more + _DETERMINER,
        )
    for conjunction, cost in _CONJUNCTIONS.items():
        before = tuple(filter(None, (conjunction,)))
        yield Beginning(
            before, conjunction, StemPrefix.PERFECT, article=False, cost=cost + _PERFECT
        )
        yield Beginning(
            (*before, "ل"),
            f"{conjunction}ل",
            StemPrefix.PERFECT,
            article=False,
            cost=cost + _LA_PERFECT,
        )
        yield Beginning(
            before, conjunction, StemPrefix.IMPERATIVE, article=False, cost=cost + _IMPERATIVE
        )
        for (particle, more), (prefix, (letter, most)) in product(
            _BEFORE_IMPERFECT.items(), _IMPERFECT.items()
        ):
            parts = (*before, *filter(None, (particle,)), letter)
            yield Beginning(parts, "".join(parts), prefix, article=False, cost=cost + more + most)


def _endings() -> Iterator[Ending]:
    for suffix, inflection in INFLECTIONS.items():
        if inflection.bare:
            yield Ending(
                suffix, "", inflection.letters, inflection.definite, inflection.cost + _BARE_COST
            )
        if inflection.enclitics:
            more = dict([_MY]) if suffix in _TAKE_MY else {}
            if inflection.verbal or suffix in (Suffix.NONE, Suffix.JOINED):
                more |= dict([_ME])
            for enclitic, cost in (_ENCLITICS | more).items():
                letters = inflection.letters + enclitic
                yield Ending(suffix, enclitic, letters, definite=False, cost=inflection.cost + cost)


BEGINNINGS: Final = tuple(_beginnings())
"""All that may precede a stem; the article is compatible with nouns only."""
ENDINGS: Final = tuple(sorted(_endings(), key=lambda ending: len(ending.letters)))
"""All that may follow a stem, the shortest first."""

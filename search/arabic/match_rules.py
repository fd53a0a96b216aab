"""By which rules a word of a query matches a word of a text.

    rules_of(query surface, text surface, level) -> MatchStep, MatchStep, ...

A level is how close two words are; a rule is a difference between them that is ignored: a hamza,
vowel marks, a conjunction written in one word with the next. `MatchRule` has all rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from index.analysis import Level
from index.analysis.normalization.letters import DAGGER_ALEF, NEIGHBOURS, ONE_LETTER
from index.analysis.normalization.normalizer import LENGTHENED, fold, form, nfkc, spellings
from index.model.messages import Labelled, Message
from search.arabic.clitics import ARTICLE, LAM_WITH_ARTICLE
from search.arabic.word_parts import LettersAndMarks, common_core


class MatchRule(Labelled):
    """A difference that is ignored between a word of the query and a word of the text."""

    SAME = "same", Message("the same letters")
    MARKS = "marks", Message("vowel marks")
    TATWEEL = "tatweel", Message("tatweel and invisible characters")
    HAMZA = "hamza", Message("hamza")
    TEH_MARBUTA = "teh-marbuta", Message("teh marbuta")
    ALEF_MAKSURA = "alef-maksura", Message("alef maksura")
    FOREIGN_LETTER = "foreign-letter", Message("a letter of another alphabet")
    PRESENTATION = "presentation-form", Message("presentation forms")
    DIGITS = "digits", Message("the way numbers are written")
    LATIN = "latin", Message("capitals and accents")
    QURANIC = "quranic", Message("Quranic spelling")
    ARTICLE = "article", Message("the article")
    PROCLITIC = "proclitic", Message("a particle written in one word")
    SUFFIX = "suffix", Message("an ending")
    NAME = "name", Message("another spelling of the name")
    SYNONYM = "synonym", Message("a synonym")
    SPELLING = "spelling", Message("another spelling")
    STEM = "stem", Message("the same stem")
    ROOT = "root", Message("the same root")
    PREFIX = "prefix", Message("words that begin like this")
    WILDCARD = "wildcard", Message("words of this pattern")
    FUZZY = "fuzzy", Message("similar words")


@dataclass(frozen=True, slots=True)
class MatchStep:
    """A rule applied to two words.

    Attributes:
        rule: which one.
        asked: the letters of the query that it ignores, "" if there are none.
        found: the letters of the text that it ignores, "" if there are none.
    """

    rule: MatchRule
    asked: str = ""
    found: str = ""


SAME: Final = (MatchStep(MatchRule.SAME),)
_OF_STEMS: Final = (MatchRule.PROCLITIC, MatchRule.SUFFIX)
_MAX_EXPLAINED: Final = 64
_WASLA: Final = "\N{ARABIC LETTER ALEF WASLA}"
_TEH_MARBUTA: Final = "\N{ARABIC LETTER TEH MARBUTA}"
# The hamza, and the marks that letters with a hamza or a madda decompose to.
_HAMZAS: Final = frozenset("\N{ARABIC LETTER HAMZA}\u0653\u0654\u0655")
_YEHS: Final = frozenset(("\N{ARABIC LETTER ALEF MAKSURA}", "\N{ARABIC LETTER YEH}"))
_SMALL: Final = frozenset((DAGGER_ALEF, _WASLA))


@lru_cache(maxsize=4096)
def rules_of(query: str, text: str, level: Level) -> tuple[MatchStep, ...]:
    """By which rules a word of the query matches a word of a text at `level`.

    Args:
        query: the word as the user wrote it.
        text: the word as it occurs in the text.
        level: the level at which they have a term in common.

    Returns:
        At least one step; those for affixes first, then those for letters, then those for marks.
        `SAME` if there is no difference.
    """
    if query == text:
        return SAME
    if max(len(query), len(text)) <= _MAX_EXPLAINED:
        found = _of_form(query, text)
        if not found and level is not Level.ROOT:
            found = _of_affixes(query, text)
            if level is Level.FORM and any(step.rule in _OF_STEMS for step in found):
                found = ()  # of affixes, only the article keeps the form
        if found:
            return found
    last = {Level.FORM: MatchRule.SPELLING, Level.STEM: MatchRule.STEM, Level.ROOT: MatchRule.ROOT}
    return (MatchStep(last[level]),)


def _of_form(query: str, text: str) -> tuple[MatchStep, ...]:
    """The steps between two words that have a form in common; none if they have not."""
    query_form = fold(query)
    if query_form == fold(text):
        if query != text and any(map(LENGTHENED.search, (query, text))):
            return (MatchStep(MatchRule.SPELLING),)
        return _of_letters(query, text) or SAME
    words = nfkc(text).split()
    if len(words) > 1 and query_form in map(fold, words):
        return (MatchStep(MatchRule.PRESENTATION, found=text),)  # one ligature of several words
    forms = {form(spelling) for spelling in spellings(nfkc(query))}
    if not forms.isdisjoint(form(spelling) for spelling in spellings(nfkc(text))):
        if any(sign in _SMALL for sign in query + text):
            return (MatchStep(MatchRule.QURANIC),)
        return (MatchStep(MatchRule.HAMZA),)
    return ()


def _of_letters(query: str, text: str) -> tuple[MatchStep, ...]:
    """The steps between two surfaces that fold to one form, letter by letter."""
    one, other = LettersAndMarks.of(query), LettersAndMarks.of(text)
    steps = [*_between(one.letters, other.letters)]
    if one.presentation_forms != other.presentation_forms:
        steps.append(MatchStep(MatchRule.PRESENTATION))
    if len(one.letters) == len(other.letters) and one.marks != other.marks:
        steps.append(MatchStep(MatchRule.MARKS))
    if one.others != other.others:
        number = all(sign.isdecimal() for sign in one.letters)
        steps.append(MatchStep(MatchRule.DIGITS if number else MatchRule.TATWEEL))
    return tuple(dict.fromkeys(steps))


def _between(query: Sequence[str], text: Sequence[str]) -> Iterator[MatchStep]:
    """The steps between letters that fold to the same ones."""
    if len(query) != len(text):  # æ is two letters of a form
        yield MatchStep(MatchRule.LATIN)
        return
    for one, other in zip(query, text, strict=True):
        if one != other:
            yield from _letter(one, other)


def _letter(query: str, text: str) -> Iterator[MatchStep]:
    """The steps between two letters or digits that are one in a form."""
    if query.isdecimal():
        yield MatchStep(MatchRule.DIGITS)
        return
    one, other = NEIGHBOURS.get(query, query), NEIGHBOURS.get(text, text)
    if _WASLA in (query, text):
        yield MatchStep(MatchRule.QURANIC, query, text)
    elif (one, other) != (query, text):
        yield MatchStep(MatchRule.FOREIGN_LETTER, query, text)
    if one == other:
        return
    if _TEH_MARBUTA in (one, other):
        yield MatchStep(MatchRule.TEH_MARBUTA, one, other)
    elif {one, other} == _YEHS:
        yield MatchStep(MatchRule.ALEF_MAKSURA, one, other)
    elif not _HAMZAS.isdisjoint(normalize("NFD", one + other)):
        yield MatchStep(MatchRule.HAMZA, one, other)
    elif one in ONE_LETTER or other in ONE_LETTER:
        yield MatchStep(MatchRule.SPELLING, one, other)
    else:
        yield MatchStep(MatchRule.LATIN)


def _of_affixes(query: str, text: str) -> tuple[MatchStep, ...]:
    """The steps between two words with a core in common (`common_core`); none if they have none."""
    affixes = common_core(query, text)
    if affixes is None:
        return ()
    (own, others), (one, other) = affixes, (LettersAndMarks.of(query), LettersAndMarks.of(text))
    mine, its = one.letters, other.letters
    marked = own.core(one.marks[1:]) != others.core(other.marks[1:])
    return (
        *_particles(mine[: own.prefix], its[: others.prefix]),
        *_ending(mine[len(mine) - own.suffix :], its[len(its) - others.suffix :]),
        *dict.fromkeys(_between(own.core(mine), others.core(its))),
        *((MatchStep(MatchRule.MARKS),) if marked else ()),
    )


def _particles(query: Sequence[str], text: Sequence[str]) -> Iterator[MatchStep]:
    """The steps for particles that only one of two prefixes has."""
    own, others = _divided("".join(query)), _divided("".join(text))
    for particle in own:
        if particle not in others:
            yield MatchStep(_rule_of_particle(particle), asked=particle)
    for particle in others:
        if particle not in own:
            yield MatchStep(_rule_of_particle(particle), found=particle)


def _divided(prefix: str) -> list[str]:
    """The particles of a prefix: of ولل, و, ل and the article."""
    particles: list[str] = []
    if prefix.endswith(LAM_WITH_ARTICLE):
        particles, prefix = [LAM_WITH_ARTICLE[0], ARTICLE], prefix[: -len(LAM_WITH_ARTICLE)]
    elif form(prefix).endswith(ARTICLE):
        particles, prefix = [ARTICLE], prefix[: -len(ARTICLE)]
    return [*prefix, *particles]


def _rule_of_particle(particle: str) -> MatchRule:
    return MatchRule.ARTICLE if particle == ARTICLE else MatchRule.PROCLITIC


def _ending(query: Sequence[str], text: Sequence[str]) -> Iterator[MatchStep]:
    if form("".join(query)) != form("".join(text)):
        yield MatchStep(MatchRule.SUFFIX, "".join(query), "".join(text))
    else:
        yield from _between(query, text)

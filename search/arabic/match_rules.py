"""How a word of a query and a word of a text are the same: the rules that were needed.

    rules_of(query surface, text surface, level) -> Step, Step, ...

A level says how close two words are; a rule says what was set aside so that they met: a hamza,
vowel marks, a conjunction written in one word with its neighbour. `MatchRule` lists the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from index.analysis import Level
from index.analysis.normalization.letters import DAGGER_ALEF, NEIGHBOURS, ONE_LETTER
from index.analysis.normalization.normalizer import fold, form, nfkc, spellings
from index.model.messages import Labelled, Message
from search.arabic.clitics import ARTICLE, LAM_WITH_ARTICLE
from search.arabic.word_parts import LettersAndMarks, common_core


class MatchRule(Labelled):
    """What was set aside so that a word of the query and a word of the text met."""

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
    """A rule at work.

    Attributes:
        rule: which one.
        asked: the letters of the query that it is about, "" where it has none there.
        found: those of the text, likewise.
    """

    rule: MatchRule
    asked: str = ""
    found: str = ""


SAME: Final = (MatchStep(MatchRule.SAME),)
_OF_STEMS: Final = (MatchRule.PROCLITIC, MatchRule.SUFFIX)
_LONGEST_EXPLAINED: Final = 64
_WASLA: Final = "\N{ARABIC LETTER ALEF WASLA}"
_TEH_MARBUTA: Final = "\N{ARABIC LETTER TEH MARBUTA}"
_YEHS: Final = frozenset(("\N{ARABIC LETTER ALEF MAKSURA}", "\N{ARABIC LETTER YEH}"))
_SMALL: Final = frozenset((DAGGER_ALEF, _WASLA))


@lru_cache(maxsize=4096)
def rules_of(query: str, text: str, level: Level) -> tuple[MatchStep, ...]:
    """What was set aside so that a word of the query met a word of a text at `level`.

    Args:
        query: the word as the user wrote it.
        text: the word as it stands in the text.
        level: the level at which they share a term.

    Returns:
        At least one step; those about affixes first, then those about letters, then those about
        marks. `SAME` where nothing had to be set aside.
    """
    if query == text:
        return SAME
    if max(len(query), len(text)) <= _LONGEST_EXPLAINED:
        found = _of_form(query, text)
        if not found and level is not Level.ROOT:
            found = _of_affixes(query, text)
            if level is Level.FORM and any(step.rule in _OF_STEMS for step in found):
                found = ()  # the article alone makes no other form of a word
        if found:
            return found
    last = {Level.FORM: MatchRule.SPELLING, Level.STEM: MatchRule.STEM, Level.ROOT: MatchRule.ROOT}
    return (MatchStep(last[level]),)


def _of_form(query: str, text: str) -> tuple[MatchStep, ...]:
    """The steps between two words of one form; none if they have none in common."""
    asked = fold(query)
    if asked == fold(text):
        return _of_letters(query, text) or SAME
    words = nfkc(text).split()
    if len(words) > 1 and asked in map(fold, words):
        return (MatchStep(MatchRule.PRESENTATION, found=text),)  # one ligature of several words
    readings = {form(written) for written in spellings(nfkc(query))}
    if not readings.isdisjoint(form(written) for written in spellings(nfkc(text))):
        quranic = any(sign in _SMALL for sign in query + text)
        return (MatchStep(MatchRule.QURANIC if quranic else MatchRule.HAMZA),)
    return ()


# Letters


def _of_letters(query: str, text: str) -> tuple[MatchStep, ...]:
    """The steps between two surfaces that fold to one form, letter by letter."""
    asked, found = LettersAndMarks.of(query), LettersAndMarks.of(text)
    steps = [*_between(asked.letters, found.letters)]
    if asked.presented != found.presented:
        steps.append(MatchStep(MatchRule.PRESENTATION))
    if len(asked.letters) == len(found.letters) and asked.marks != found.marks:
        steps.append(MatchStep(MatchRule.MARKS))
    if asked.others != found.others:
        number = all(sign.isdecimal() for sign in asked.letters)
        steps.append(MatchStep(MatchRule.DIGITS if number else MatchRule.TATWEEL))
    return tuple(dict.fromkeys(steps))


def _between(asked: Sequence[str], found: Sequence[str]) -> Iterator[MatchStep]:
    """The steps between letters that fold to the same ones."""
    if len(asked) != len(found):  # æ is two letters to a form
        yield MatchStep(MatchRule.LATIN)
        return
    for one, other in zip(asked, found, strict=True):
        if one != other:
            yield from _letter(one, other)


def _letter(asked: str, found: str) -> Iterator[MatchStep]:
    """The steps between two letters or digits that a form treats as one."""
    if asked.isdecimal():
        yield MatchStep(MatchRule.DIGITS)
        return
    one, other = NEIGHBOURS.get(asked, asked), NEIGHBOURS.get(found, found)
    if _WASLA in (asked, found):
        yield MatchStep(MatchRule.QURANIC, asked, found)
    elif (one, other) != (asked, found):
        yield MatchStep(MatchRule.FOREIGN_LETTER, asked, found)
    if one == other:
        return
    if _TEH_MARBUTA in (one, other):
        yield MatchStep(MatchRule.TEH_MARBUTA, one, other)
    elif {one, other} == _YEHS:
        yield MatchStep(MatchRule.ALEF_MAKSURA, one, other)
    elif one in ONE_LETTER or other in ONE_LETTER:
        yield MatchStep(MatchRule.HAMZA, one, other)
    else:
        yield MatchStep(MatchRule.LATIN)


# Affixes


def _of_affixes(query: str, text: str) -> tuple[MatchStep, ...]:
    """The steps between two words with a core in common; none if they have none.

    The affixes are those of light stemming. The core is the longest that both have.
    """
    cuts = common_core(query, text)
    if cuts is None:
        return ()
    own, others = LettersAndMarks.of(query), LettersAndMarks.of(text)
    asked, found = own.letters, others.letters
    one, other = cuts
    marked = one.core(own.marks[1:]) != other.core(others.marks[1:])
    return (
        *_particles(asked[: one.before], found[: other.before]),
        *_ending(asked[len(asked) - one.behind :], found[len(found) - other.behind :]),
        *dict.fromkeys(_between(one.core(asked), other.core(found))),
        *((MatchStep(MatchRule.MARKS),) if marked else ()),
    )


def _particles(asked: Sequence[str], found: Sequence[str]) -> Iterator[MatchStep]:
    """The particles before a word that only one of the two has."""
    own, others = _divided("".join(asked)), _divided("".join(found))
    for particle in own:
        if particle not in others:
            yield MatchStep(_rule_of_particle(particle), asked=particle)
    for particle in others:
        if particle not in own:
            yield MatchStep(_rule_of_particle(particle), found=particle)


def _divided(prefix: str) -> list[str]:
    """A prefix in its particles: ولل is و, ل and the article."""
    particles: list[str] = []
    if prefix.endswith(LAM_WITH_ARTICLE):
        particles, prefix = [LAM_WITH_ARTICLE[0], ARTICLE], prefix[: -len(LAM_WITH_ARTICLE)]
    elif form(prefix).endswith(ARTICLE):
        particles, prefix = [ARTICLE], prefix[: -len(ARTICLE)]
    return [*prefix, *particles]


def _rule_of_particle(particle: str) -> MatchRule:
    return MatchRule.ARTICLE if particle == ARTICLE else MatchRule.PROCLITIC


def _ending(asked: Sequence[str], found: Sequence[str]) -> Iterator[MatchStep]:
    if form("".join(asked)) != form("".join(found)):
        yield MatchStep(MatchRule.SUFFIX, "".join(asked), "".join(found))
    else:
        yield from _between(asked, found)

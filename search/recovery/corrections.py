"""Changes: what may have been meant by a word, one function for each kind of mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.analysis.normalization.normalizer import fold
from search.arabic import clitics, keyboard_layouts, transliteration
from search.model.records import RecoveryKind
from search.recovery.index_evidence import Evidence
from search.recovery.query_words import ExaminedWord
from search.recovery.spelling import FREQUENCY, ranked, suggestions

LONGEST: Final = 24
"""Letters of the longest word that is looked at."""
MOST: Final = 4
"""Changes that are considered of each kind."""

LAYOUT: Final = 0.1
SHORT_LAYOUT: Final = 0.7
"""What it costs that a word, or a short one, was typed on another layout: that the keys spell
another word of the index doesn't happen by chance."""
_LETTERS_FOR_CERTAINTY: Final = 3
JOINT: Final = 0.4
"""What a space too many or too few costs."""
PARTICLE: Final = 0.6
ARTICLE: Final = 0.2
"""What the article costs beside another mistake."""
LATIN_ARTICLE: Final = 0.4
"""What it costs that Latin letters lack it."""
LIKELY: Final = 0.5
"""A mistake up to this cost is a likely one."""
_LATIN: Final = 0.2
# Latin letters say less of a word than a misspelling does, so its frequency says more.
_LATIN_FREQUENCY: Final = 0.18
ABBREVIATED: Final = 0.9
"""What it costs more that a few capitals stand for an Arabic word."""
_LETTERS_OF_AN_ABBREVIATION: Final = 5
_LETTERS_FOR_TWO_WORDS: Final = 6
_PARTS: Final = 40


@dataclass(frozen=True, slots=True)
class Change:
    """Something else for a part of a query's text.

    Attributes:
        start, end: offsets of that part.
        words: what to write there: forms of the index.
        kind: why.
        cost: how unlikely the mistake is, in edits (`search.arabic.confusion_costs`).
        documents: how frequent the rarest of the words is.
        written_documents: how frequent is what stands there.
        letters: how many letters stand there.
    """

    start: int
    end: int
    words: tuple[str, ...]
    kind: RecoveryKind
    cost: float
    documents: int
    written_documents: int = 0
    letters: int = 0

    @property
    def rank(self) -> float:
        """Cost and frequency together; the lowest is the likeliest."""
        weight = _LATIN_FREQUENCY if self.kind is RecoveryKind.LATIN else FREQUENCY
        return ranked(self.cost, self.documents, weight)


def changes(word: ExaminedWord, evidence: Evidence) -> tuple[Change, ...]:
    """What may have been meant by a word that the index doesn't have; likeliest first."""
    if len(word.text) > LONGEST:
        found = []
    elif word.latin:
        found = [*on_arabic_layout(word, evidence), *_romanised(word, evidence)]
    elif word.arabic:
        found = [
            *_respelt(word, evidence),
            *divided(word, evidence),
            *_glued(word, evidence),
            *_on_latin_layout(word, evidence),
        ]
    else:
        found = []
    return tuple(sorted(found, key=lambda each: (each.rank, each.words)))


def nearly(word: ExaminedWord, evidence: Evidence, edits: int = 2) -> list[Change]:
    """Words spelt nearly alike, but for particles before them."""
    if len(word.form) > LONGEST:
        return []
    glued = {particle + word.form for particle in clitics.PARTICLES}
    return [
        _change(word, (each.form,), RecoveryKind.SPELLING, each.cost, each.documents)
        for each in suggestions(word.form, evidence.vocabulary.near, 2 * MOST, edits)
        if each.form not in glued
    ][:MOST]


def _respelt(word: ExaminedWord, evidence: Evidence) -> Iterator[Change]:
    """Words spelt nearly alike; if none is near enough, with or without the article."""
    found = nearly(word, evidence)
    yield from found
    other = fold(clitics.counterpart(word.text) or "")
    if other and not any(each.cost <= LIKELY for each in found):
        for each in suggestions(other, evidence.vocabulary.near, MOST):
            cost = ARTICLE + each.cost
            yield _change(word, (each.form,), RecoveryKind.SPELLING, cost, each.documents)


def divided(word: ExaminedWord, evidence: Evidence) -> list[Change]:
    """Two words that were written as one."""
    pairs = list(clitics.divided(word.form)) if len(word.form) <= LONGEST else []
    frequencies = evidence.frequencies(part for pair in pairs for part in pair)
    found = [
        _change(word, pair, RecoveryKind.SPLIT, JOINT, min(frequencies[part] for part in pair))
        for pair in pairs
        if all(part in frequencies for part in pair)
    ]
    return sorted(found, key=lambda each: each.rank)[:MOST]


def joined(words: Sequence[ExaminedWord], text: str, evidence: Evidence) -> list[Change]:
    """Words that were written as two."""
    pairs = {
        one.form + other.form: (one, other)
        for one, other in pairwise(words)
        if one.arabic and other.arabic and text[one.end : other.start].isspace()
    }
    return [
        Change(
            one.start,
            other.end,
            (form,),
            RecoveryKind.JOINED,
            JOINT,
            documents,
            min(one.documents, other.documents),
            len(form),
        )
        for form, documents in evidence.frequencies(pairs).items()
        for one, other in (pairs[form],)
    ]


def _glued(word: ExaminedWord, evidence: Evidence) -> list[Change]:
    """The word with another particle before it, or with none."""
    found = [
        _change(word, (form,), RecoveryKind.PARTICLE, PARTICLE, documents)
        for form, documents in evidence.frequencies(clitics.otherwise_glued(word.form)).items()
    ]
    return sorted(found, key=lambda each: each.rank)[:MOST]


def on_arabic_layout(word: ExaminedWord, evidence: Evidence) -> Iterator[Change]:
    """What the keys type in Arabic; every word of it must be in the index."""
    if len(word.text) > LONGEST or any(sign.isdigit() for sign in word.text):
        return
    for typed in keyboard_layouts.arabic(word.text):
        tokens = evidence.tokens(typed)
        forms = tuple(token.form for token in tokens)
        frequencies = evidence.frequencies(forms)
        if forms and all(token.form in frequencies or evidence.has_stem(token) for token in tokens):
            documents = min(frequencies.get(form, 1) for form in forms)
            certain = len(typed) >= _LETTERS_FOR_CERTAINTY and not _abbreviated(word.text)
            cost = LAYOUT if certain else SHORT_LAYOUT
            yield _change(word, forms, RecoveryKind.LAYOUT, cost, documents)


def _on_latin_layout(word: ExaminedWord, evidence: Evidence) -> Iterator[Change]:
    """What the keys type in Latin."""
    typed = {fold(each): each for each in keyboard_layouts.latin(word.text)}
    for form, documents in evidence.frequencies(typed).items():
        cost = LAYOUT if len(form) >= _LETTERS_FOR_CERTAINTY else SHORT_LAYOUT
        yield _change(word, (form,), RecoveryKind.LAYOUT, cost, documents)


def _romanised(word: ExaminedWord, evidence: Evidence) -> list[Change]:
    """Arabic words that the Latin letters may spell: one, or two in a row."""
    letters = transliteration.romanised(word.text)
    ways = dict(transliteration.spellings(letters)) if letters else {}
    for form, cost in list(ways.items()):
        ways.setdefault(clitics.ARTICLE + form, cost + LATIN_ARTICLE)
    least = _LATIN + (ABBREVIATED if _abbreviated(word.text) else 0)
    found = [
        _change(word, (form,), RecoveryKind.LATIN, least + ways[form], documents)
        for form, documents in evidence.frequencies(ways).items()
        if len(form) > 1
    ]
    if len(letters) >= _LETTERS_FOR_TWO_WORDS:
        found += _two_romanised(word, letters, evidence)
    return sorted(found, key=lambda each: each.rank)[:MOST]


def _abbreviated(text: str) -> bool:
    return text.isupper() and len(text) <= _LETTERS_OF_AN_ABBREVIATION


def _two_romanised(word: ExaminedWord, letters: str, evidence: Evidence) -> Iterator[Change]:
    halves = [
        (
            dict(transliteration.spellings(letters[:place], _PARTS)),
            dict(transliteration.spellings(letters[place:], _PARTS)),
        )
        for place in range(3, len(letters) - 2)
    ]
    frequencies = evidence.frequencies(
        form for pair in halves for half in pair for form in half if len(form) > 1
    )
    for pair in halves:
        ranks = [
            {
                form: ranked(cost, frequencies[form], _LATIN_FREQUENCY)
                for form, cost in half.items()
                if form in frequencies
            }
            for half in pair
        ]
        if all(ranks):
            one, other = (min(half, key=lambda form: (half[form], form)) for half in ranks)
            cost = _LATIN + JOINT + pair[0][one] + pair[1][other]
            documents = min(frequencies[one], frequencies[other])
            yield _change(word, (one, other), RecoveryKind.LATIN, cost, documents)


def _change(
    word: ExaminedWord, words: tuple[str, ...], kind: RecoveryKind, cost: float, documents: int
) -> Change:
    return Change(
        word.start, word.end, words, kind, cost, documents, word.documents, len(word.form)
    )

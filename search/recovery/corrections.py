"""Corrections of words: what may have been meant, one function for each kind of mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.analysis.normalization.normalizer import fold
from search.arabic import clitics, keyboard_layouts, transliteration
from search.arabic.clitics import ARTICLE, counterpart
from search.model.records import RecoveryKind
from search.recovery.index_evidence import Evidence
from search.recovery.query_words import ExaminedWord
from search.recovery.spelling import FREQUENCY_WEIGHT, rank_of, suggestions

_MAX_LETTERS: Final = 24
_MAX_CHANGES: Final = 4  # of each kind

MAX_LIKELY_COST: Final = 0.5
"""The cost of a likely mistake, in edits, is at most this."""
# Costs of the mistakes that are no edits. That the keys of another layout spell a word of the index
# hardly happens by chance, unless the word is short.
_LAYOUT_COST: Final = 0.1
_SHORT_LAYOUT_COST: Final = 0.7
_MIN_LETTERS_ON_LAYOUT: Final = 3
_SPACE_COST: Final = 0.4  # a space too many or too few
_PARTICLE_COST: Final = 0.6
_ARTICLE_COST: Final = 0.2  # besides another mistake
_LATIN_COST: Final = 0.2
_LATIN_ARTICLE_COST: Final = 0.4  # an article that the Latin letters lack
_ABBREVIATION_COST: Final = 0.9  # an Arabic word for a few capitals
_MAX_ABBREVIATION: Final = 5
# Latin letters determine a word less than a misspelling does, so its frequency counts more.
_LATIN_FREQUENCY_WEIGHT: Final = 0.18
_MIN_LETTERS_FOR_TWO_WORDS: Final = 6
_MAX_SPELLINGS_OF_HALF: Final = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A replacement for a part of a query's text.

    Attributes:
        start, end: offsets of that part.
        words: the replacement: forms of the index.
        kind: the kind of mistake.
        cost: how unlikely the mistake is, in edits (`search.arabic.confusion_costs`).
        documents: the lowest document frequency of the words.
        written_documents: the document frequency of the replaced part.
        letters: how many letters the replaced part has.
        is_frequent_word: whether the replaced part is a frequent word of the language.
    """

    start: int
    end: int
    words: tuple[str, ...]
    kind: RecoveryKind
    cost: float
    documents: int
    written_documents: int = 0
    letters: int = 0
    is_frequent_word: bool = False

    @property
    def rank(self) -> float:
        """As `rank_of`."""
        is_latin = self.kind is RecoveryKind.LATIN
        weight = _LATIN_FREQUENCY_WEIGHT if is_latin else FREQUENCY_WEIGHT
        return rank_of(self.cost, self.documents, weight)


def changes(word: ExaminedWord, evidence: Evidence) -> list[Change]:
    """The changes of all kinds for a word that the index lacks, likeliest first."""
    if len(word.text) > _MAX_LETTERS:
        return []
    found: list[Change] = []
    if word.latin:
        found = [*on_arabic_layout(word, evidence), *_from_latin(word, evidence)]
    elif word.arabic:
        found = [
            *_respellings(word, evidence),
            *split(word, evidence),
            *_with_other_particle(word, evidence),
            *_on_latin_layout(word, evidence),
        ]
    return sorted(found, key=lambda each: (each.rank, each.words))


def similar_forms(word: ExaminedWord, evidence: Evidence, edits: int = 2) -> list[Change]:
    """Forms within `edits` edits of a word that do not differ from it by a particle alone."""
    if len(word.form) > _MAX_LETTERS:
        return []
    with_particle = {particle + word.form for particle in clitics.PARTICLES}
    return [
        _change(word, (each.form,), RecoveryKind.SPELLING, each.cost, each.documents)
        for each in suggestions(word.form, evidence.vocabulary.near, 2 * _MAX_CHANGES, edits)
        if each.form not in with_particle
    ][:_MAX_CHANGES]


def _respellings(word: ExaminedWord, evidence: Evidence) -> Iterator[Change]:
    """Similar forms; if none is likely, those of the word with or without the article too."""
    found = similar_forms(word, evidence)
    yield from found
    other = fold(counterpart(word.text) or "")
    if other and not any(each.cost <= MAX_LIKELY_COST for each in found):
        for each in suggestions(other, evidence.vocabulary.near, _MAX_CHANGES):
            cost = _ARTICLE_COST + each.cost
            yield _change(word, (each.form,), RecoveryKind.SPELLING, cost, each.documents)


def split(word: ExaminedWord, evidence: Evidence) -> list[Change]:
    """Two words that were written as one."""
    pairs = list(clitics.divided(word.form)) if len(word.form) <= _MAX_LETTERS else []
    doc_freqs = evidence.doc_freqs(part for pair in pairs for part in pair)
    return _best(
        _change(word, pair, RecoveryKind.SPLIT, _SPACE_COST, min(map(doc_freqs.__getitem__, pair)))
        for pair in pairs
        if doc_freqs.keys() >= {*pair}
    )


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
            _SPACE_COST,
            documents,
            min(one.documents, other.documents),
            len(form),
        )
        for form, documents in evidence.doc_freqs(pairs).items()
        for one, other in (pairs[form],)
    ]


def _with_other_particle(word: ExaminedWord, evidence: Evidence) -> list[Change]:
    """The word with another particle before it, or with none."""
    return _best(
        _change(word, (form,), RecoveryKind.PARTICLE, _PARTICLE_COST, documents)
        for form, documents in evidence.doc_freqs(clitics.otherwise_glued(word.form)).items()
    )


def on_arabic_layout(word: ExaminedWord, evidence: Evidence) -> Iterator[Change]:
    """The words that the same keys type in Arabic; the index must have all of them."""
    if len(word.text) > _MAX_LETTERS or any(map(str.isdigit, word.text)):
        return
    for text in keyboard_layouts.arabic(word.text):
        tokens = evidence.tokens(text)
        forms = tuple(token.form for token in tokens)
        doc_freqs = evidence.doc_freqs(forms)
        if forms and all(token.form in doc_freqs or evidence.has_stem(token) for token in tokens):
            documents = min(doc_freqs.get(form, 1) for form in forms)
            certain = len(text) >= _MIN_LETTERS_ON_LAYOUT and not _is_abbreviation(word.text)
            cost = _LAYOUT_COST if certain else _SHORT_LAYOUT_COST
            yield _change(word, forms, RecoveryKind.LAYOUT, cost, documents)


def _on_latin_layout(word: ExaminedWord, evidence: Evidence) -> Iterator[Change]:
    """The words that the same keys type in Latin letters."""
    for form, documents in evidence.doc_freqs(map(fold, keyboard_layouts.latin(word.text))).items():
        cost = _LAYOUT_COST if len(form) >= _MIN_LETTERS_ON_LAYOUT else _SHORT_LAYOUT_COST
        yield _change(word, (form,), RecoveryKind.LAYOUT, cost, documents)


def _from_latin(word: ExaminedWord, evidence: Evidence) -> list[Change]:
    """The Arabic words that Latin letters may transliterate: one, or two in a row."""
    letters = transliteration.romanised(word.text)
    costs = dict(transliteration.spellings(letters)) if letters else {}
    for form, cost in list(costs.items()):
        costs.setdefault(ARTICLE + form, cost + _LATIN_ARTICLE_COST)
    base = _LATIN_COST + (_ABBREVIATION_COST if _is_abbreviation(word.text) else 0)
    found = [
        _change(word, (form,), RecoveryKind.LATIN, base + costs[form], documents)
        for form, documents in evidence.doc_freqs(costs).items()
        if len(form) > 1
    ]
    if len(letters) >= _MIN_LETTERS_FOR_TWO_WORDS:
        found += _two_from_latin(word, letters, evidence)
    return _best(found)


def _is_abbreviation(text: str) -> bool:
    return text.isupper() and len(text) <= _MAX_ABBREVIATION


def _two_from_latin(word: ExaminedWord, letters: str, evidence: Evidence) -> Iterator[Change]:
    """For each place at which Latin letters may be divided, the likeliest pair of Arabic words."""
    halves = [
        tuple(
            dict(transliteration.spellings(half, _MAX_SPELLINGS_OF_HALF))
            for half in (letters[:place], letters[place:])
        )
        for place in range(3, len(letters) - 2)
    ]
    doc_freqs = evidence.doc_freqs(
        form for pair in halves for half in pair for form in half if len(form) > 1
    )
    for pair in halves:
        ranks = [
            {
                form: rank_of(cost, doc_freqs[form], _LATIN_FREQUENCY_WEIGHT)
                for form, cost in half.items()
                if form in doc_freqs
            }
            for half in pair
        ]
        if all(ranks):
            one, other = (min(half, key=lambda form: (half[form], form)) for half in ranks)
            cost = _LATIN_COST + _SPACE_COST + pair[0][one] + pair[1][other]
            documents = min(doc_freqs[one], doc_freqs[other])
            yield _change(word, (one, other), RecoveryKind.LATIN, cost, documents)


def _best(found: Iterable[Change]) -> list[Change]:
    return sorted(found, key=lambda each: each.rank)[:_MAX_CHANGES]


def _change(
    word: ExaminedWord, words: tuple[str, ...], kind: RecoveryKind, cost: float, documents: int
) -> Change:
    return Change(
        word.start,
        word.end,
        words,
        kind,
        cost,
        documents,
        word.documents,
        len(word.form),
        is_frequent_word=word.is_frequent_word,
    )

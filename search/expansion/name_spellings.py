"""Spellings of foreign names: the forms of the index that are other spellings of one name.

    form -> forms with a similar phonetic key (`phonetic_key`) -> those that stand out

There is no list of all names, so the index is the source. A form is another spelling of a name if
its cost is low for the name's length, and if it stands out: if many forms sound alike (سامي,
سالمي, سليم), none of them is a spelling of another. So the evidence for a pair is weighed against
the evidence for all other partners of either.

Words of the dictionary, alone or inflected, are no names (السياحة is not الساحة); neither are words
whose inflections the collection has. In small collections, where rivals are missing, rarer words of
the dictionary are none either, and spellings have to be more alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from index.analysis import Analyzer, Reading
from index.analysis.phonetics import phonetic_key
from index.analysis.stemming.morphological_patterns import (
    differ_by_endings,
    inflections,
)
from index.analysis.strangeness import strangeness
from index.bounded_cache import BoundedCache
from index.engines.protocols import Candidates, Vocabulary
from index.model.query import Node, Origin, Part, Phrase, Word, WordLeaf, leaves
from search.arabic.clitics import ARTICLE, ARTICLES
from search.expansion.variants import Variant, alternative

MIN_LETTERS: Final = 3
"""Letters of the shortest name that has other spellings."""
MIN_LETTERS_JOINED: Final = 7
"""Letters of the shortest name that is also searched as two words, or as two words joined."""
MAX_SPELLINGS: Final = 8
"""Other spellings of one name that are searched for."""
ENOUGH_DOCUMENTS: Final = 20
"""In a question, only names in fewer documents are searched for in other spellings."""
MAX_PARTNERS: Final = 48
"""Forms that are weighed against each other."""
MIN_POSTERIOR: Final = 0.3
"""How far a pair must stand out: see `_standing_out`."""

# The cost that each letter of a name allows, up to some letters; and the highest for 3 letters.
_COST_PER_LETTER: Final = 6
_MAX_COUNTED_LETTERS: Final = 10
_MAX_COST_OF_SHORTEST: Final = 25
# A pair whose cost is higher by this is e times less likely.
_SCALE: Final = 10.0
# The weight of other partners (an exponent), and what is added to their evidence.
_RIVALRY: Final = 0.7
_DOUBT: Final = 0.5
_ORDINARY_RIVALRY: Final = 0.25

# In a collection with fewer documents, the least likeness of two forms (`_likeness`).
_SMALL_COLLECTION: Final = 1_000
_MIN_LIKENESS: Final = -8
# A form of so many letters that begins or ends another is hardly another word (فلسطين, فلسطينية).
_MIN_LETTERS_OF_LONG_PART: Final = 6

# A word is ordinary up to this strangeness; a small collection has no other evidence for that.
_MAX_STRANGENESS: Final = 16.0
_MAX_STRANGENESS_IF_SMALL: Final = 18.0

# Sounds of Arabic that newsrooms write for no foreign one: such a name has one spelling.
_OF_ARABIC_ALONE: Final = frozenset(
    "\N{ARABIC LETTER HAH}\N{ARABIC LETTER AIN}\N{ARABIC LETTER DAD}\N{ARABIC LETTER ZAH}"
)
_MIN_LETTERS_OF_PART: Final = 4
# If one of two forms begins or ends the other, they are two words where so many documents have
# each: a number that grows with the collection between two limits.
_MIN_OF_FREQUENT: Final = (3, 40)
_MIN_SHARE_OF_COLLECTION: Final = 0.02
# A form is a word of the language if its inflections of several kinds occur in so many documents.
_MIN_INFLECTED: Final = 2
_MIN_SHARE_INFLECTED: Final = 0.01
_MIN_INFLECTION_KINDS: Final = 2

_MAX_CACHED: Final = 10_000

# Two words, each with the readings of its spellings.
_TwoWords: TypeAlias = tuple[tuple[Reading, ...], tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class NameSpellings:
    """A name with its other spellings.

    Attributes:
        form: of the name.
        readings: of its other spellings in the index, the likeliest first.
        two_words: the name written as two words.
    """

    form: str
    readings: tuple[Reading, ...] = ()
    two_words: tuple[_TwoWords, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The forms of its other spellings."""
        return tuple(reading.form for reading in self.readings)


class Names:
    """Finds the names among a query's words; caches what it finds.

    Its methods take an analyzer, because each thread has its own; it must have the fingerprint of
    the index.

    Args:
        vocabulary: of an open generation.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: BoundedCache[str, NameSpellings] = BoundedCache(_MAX_CACHED)
        self._others: BoundedCache[str, tuple[Reading, ...]] = BoundedCache(_MAX_CACHED)
        self._adjacent: BoundedCache[_TwoWords, bool] = BoundedCache(_MAX_CACHED)
        self._small = vocabulary.count() < _SMALL_COLLECTION
        self._max_strangeness = _MAX_STRANGENESS_IF_SMALL if self._small else _MAX_STRANGENESS
        share = round(vocabulary.count() * _MIN_SHARE_OF_COLLECTION)
        self._few = max(_MIN_OF_FREQUENT[0], min(_MIN_OF_FREQUENT[1], share))

    def spellings_of(self, reading: Reading, analyzer: Analyzer) -> NameSpellings:
        """The other spellings of a form; none if it is not that of a name."""
        form = reading.form
        found = self._known.get_or_make(
            form,
            lambda: NameSpellings(
                form, self._spellings(reading, analyzer), self._as_two_words(reading, analyzer)
            ),
        )
        pairs = tuple(pair for pair in found.two_words if self._adjacent.get(pair) is not False)
        return found if pairs == found.two_words else replace(found, two_words=pairs)

    def unchecked(self, node: Node) -> tuple[Phrase, ...]:
        """The names in a tree that are written as two words, before `learn` is told of them."""
        return tuple(
            leaf
            for leaf in leaves(node, Part.SCORED)
            if isinstance(leaf, Phrase)
            and leaf.origin is Origin.NAME
            and self._adjacent.get(_two_words(leaf)) is None
        )

    def learn(self, phrases: Sequence[Phrase], found: Sequence[Candidates]) -> None:
        """Remember which names written as two words occur; the others are no variants any more.

        Args:
            phrases: of `unchecked`.
            found: what the index answered to each.
        """
        for phrase, each in zip(phrases, found, strict=True):
            if not each.partial:
                self._adjacent.put(_two_words(phrase), each.total > 0)

    def variants(
        self, words: Sequence[Word], analyzer: Analyzer, *, question: bool = False
    ) -> Iterator[Variant]:
        """The other spellings of the names among adjacent words of a query.

        Args:
            words: of the query.
            analyzer: reads forms.
            question: whether they are of a question. Its other words describe what is sought, so a
                wrong guess costs more than a spelling gains: only rare words that can't be of the
                language have variants then, these can't either, and words are not joined or split.
        """
        if question:
            yield from self._variants_in_question(words, analyzer)
            return
        for number, word in enumerate(words):
            name = self.spellings_of(word.readings[0], analyzer)
            readings = self.additional_readings(name, analyzer)
            if readings or name.two_words:
                pairs = [[(part[0].form, part) for part in pair] for pair in name.two_words]
                leaves = tuple(
                    alternative(" ".join(form for form, _ in pair), pair, Origin.NAME)
                    for pair in pairs
                )
                yield _variant(number, readings, leaves)
        for number, (one, other) in enumerate(pairwise(words)):
            joined = self._joined(one.readings[0], other.readings[0], analyzer)
            if joined:
                leaf = alternative(joined[0].form, [(joined[0].form, joined)], Origin.NAME)
                texts = tuple(reading.form for reading in joined)
                yield Variant(number, number + 1, Origin.NAME, texts, leaves=(leaf,))

    def _variants_in_question(self, words: Sequence[Word], analyzer: Analyzer) -> Iterator[Variant]:
        for number, word in enumerate(words):
            reading = word.readings[0]
            if (
                self.is_ordinary(reading, analyzer)
                or self._doc_freq(reading.form) >= ENOUGH_DOCUMENTS
            ):
                continue
            name = NameSpellings(reading.form, self._spellings(reading, analyzer))
            readings = tuple(
                each
                for each in self.additional_readings(name, analyzer)
                if not self.is_ordinary(each, analyzer)
            )
            if readings:
                yield _variant(number, readings)

    def additional_readings(self, name: NameSpellings, analyzer: Analyzer) -> tuple[Reading, ...]:
        """The readings of spellings that a search for the name's form does not find anyway.

        A word with the article and without it find each other, and so do words of one stem or root.
        """
        form, own = name.form, reading_of(name.form, analyzer)
        return tuple(
            each
            for each in name.readings
            if own
            and each.form.removeprefix(ARTICLE) != form.removeprefix(ARTICLE)
            and each.stem != own.stem
            and (each.root != own.root or not own.known_root)
        )

    def _joined(self, one: Reading, other: Reading, analyzer: Analyzer) -> tuple[Reading, ...]:
        """The readings of two adjacent words written as one, in the spellings of the index."""
        if min(len(one.form), len(other.form)) < MIN_LETTERS or any(
            self.is_ordinary(each, analyzer) for each in (one, other)
        ):
            return ()
        whole = reading_of(one.form + other.form, analyzer)
        if whole is None:
            return ()
        is_long = len(whole.form) >= MIN_LETTERS_JOINED
        others = self.spellings_of(whole, analyzer).readings if is_long else ()
        return (whole, *others) if self._doc_freq(whole.form) else others

    def _as_two_words(self, reading: Reading, analyzer: Analyzer) -> tuple[_TwoWords, ...]:
        """A name divided into two words that the index has."""
        form = reading.form
        if len(form) < MIN_LETTERS_JOINED or self.is_ordinary(reading, analyzer):
            return ()
        found = []
        for at in range(MIN_LETTERS, len(form) - MIN_LETTERS + 1):
            first = self._part(form[:at], analyzer)
            second = self._part(form[at:], analyzer) if first else ()
            if second:
                found.append((first, second))
        return tuple(found)

    def _part(self, form: str, analyzer: Analyzer) -> tuple[Reading, ...]:
        """The readings of a part of a name in the spellings of the index."""
        reading = reading_of(form, analyzer)
        if reading is None or self.is_ordinary(reading, analyzer):
            return ()
        others = self._spellings(reading, analyzer) if len(form) >= _MIN_LETTERS_OF_PART else ()
        return (reading, *others) if self._doc_freq(form) else others

    def _spellings(self, reading: Reading, analyzer: Analyzer) -> tuple[Reading, ...]:
        """The readings of a form's other spellings; cached."""
        return self._others.get_or_make(
            reading.form, lambda: self._find_spellings(reading, analyzer)
        )

    def _find_spellings(self, reading: Reading, analyzer: Analyzer) -> tuple[Reading, ...]:
        form = reading.form
        if phonetic_key.length_without_article(form) < MIN_LETTERS or analyzer.is_stop_word(form):
            return ()
        if not _OF_ARABIC_ALONE.isdisjoint(form):
            return ()
        if self.is_ordinary(reading, analyzer) or self._is_inflected(form):
            return ()
        partners = self._partners(reading, analyzer)
        return tuple(
            partner.reading
            for partner in _standing_out(partners)
            if not self._are_different_words(partners[0], partner)
        )[:MAX_SPELLINGS]

    def _partners(self, reading: Reading, analyzer: Analyzer) -> list[_Partner]:
        """The form itself, then the forms that may be other spellings of it."""
        near = self._vocabulary.homophones(reading.form, phonetic_key.MAX_COST, MAX_PARTNERS)
        found = [(reading, 0, self._doc_freq(reading.form))]
        found += [
            (other, each.cost, each.documents)
            for each in near
            if (other := reading_of(each.form, analyzer))
        ]
        return [
            _Partner(
                each,
                cost,
                documents,
                ordinary=self.is_ordinary(each, analyzer),
            )
            for each, cost, documents in found
        ]

    def _are_different_words(self, one: _Partner, other: _Partner) -> bool:
        """Whether two forms that sound alike are no spellings of one name."""
        letters = min(map(phonetic_key.length_without_article, (one.form, other.form)))
        likeness = _likeness(one.form, other.form, other.cost)
        bare = [each.form.removeprefix(ARTICLE) for each in (one, other)]
        long_part = letters >= _MIN_LETTERS_OF_LONG_PART and _is_part(*bare)
        if self._small and likeness < _MIN_LIKENESS and not long_part:
            return True
        if letters <= MIN_LETTERS and other.cost > _MAX_COST_OF_SHORTEST:
            return True
        if self._is_inflected(other.form):
            return True
        if not long_part and self._has_particle(one.form) != self._has_particle(other.form):
            return True
        if min(one.documents, other.documents) >= self._few and _is_part(one.form, other.form):
            return True
        return differ_by_endings(one.form, other.form) and self._takes_article(one.form)

    def _has_particle(self, form: str) -> bool:
        """Whether a form is a word of the index with a particle and the article: كالليثيوم."""
        found = next((each for each in ARTICLES[1:] if form.startswith(each)), "")
        rest = form.removeprefix(found)
        return bool(found) and max(self._vocabulary.doc_freqs([rest, ARTICLE + rest])) > 0

    def _takes_article(self, form: str) -> bool:
        """Whether the index has a word both with the article and without it."""
        bare = form.removeprefix(ARTICLE)
        return min(self._vocabulary.doc_freqs([bare, ARTICLE + bare])) > 0

    def is_ordinary(self, reading: Reading, analyzer: Analyzer) -> bool:
        """Whether a word is one of the language, and no name."""
        return (
            analyzer.is_stop_word(reading.form) or strangeness(reading.form) < self._max_strangeness
        )

    def _is_inflected(self, form: str) -> bool:
        """Whether the index has inflections of a form, of several kinds."""
        kinds = inflections(form)
        doc_freqs = iter(
            self._vocabulary.doc_freqs([form, *(each for kind in kinds for each in kind)])
        )
        enough = max(_MIN_INFLECTED, next(doc_freqs) * _MIN_SHARE_INFLECTED)
        found = [sum(next(doc_freqs) for _ in kind) >= enough for kind in kinds]
        return sum(found) >= _MIN_INFLECTION_KINDS

    def _doc_freq(self, form: str) -> int:
        return self._vocabulary.doc_freqs([form])[0]


@dataclass(frozen=True, slots=True)
class _Partner:
    """A form that may be another spelling of a name.

    Attributes:
        reading: its reading.
        cost: of the form for the name.
        documents: its document frequency.
        ordinary: whether it is an ordinary word.
    """

    reading: Reading
    cost: int
    documents: int
    ordinary: bool

    @property
    def form(self) -> str:
        """Its form."""
        return self.reading.form

    @property
    def rivalry(self) -> float:
        """The weight of its evidence against other partners."""
        return _ORDINARY_RIVALRY if self.ordinary else 1.0


def _variant(
    number: int, readings: tuple[Reading, ...], two_words: tuple[WordLeaf, ...] = ()
) -> Variant:
    """The variant of one word: its other spellings, and those in two words."""
    texts = (*(each.form for each in readings), *(each.surface for each in two_words))
    return Variant(number, number, Origin.NAME, texts, readings, two_words)


def reading_of(form: str, analyzer: Analyzer) -> Reading | None:
    """The usual reading of a form; None if it is no single word."""
    tokens = analyzer.tokens(form)
    return tokens[0].readings[0] if len(tokens) == 1 else None


def _two_words(phrase: Phrase) -> _TwoWords:
    first, second = (word.readings for word in phrase.words)
    return first, second


def _is_part(one: str, other: str) -> bool:
    """Whether one form is the other's beginning or end, or they differ only by their endings."""
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) or longer.startswith(shorter) or differ_by_endings(one, other)


def _standing_out(partners: Sequence[_Partner]) -> list[_Partner]:
    """The forms that stand out among all that sound like the name, if it stands out among theirs.

    The evidence for a pair whose cost is c and whose longer form has n letters is
    exp((6 n - c) / 10). A pair is taken if its evidence, divided by that of all other partners
    of the name and by that of all other partners of the form (each to the power of 0.7), is at
    least `MIN_POSTERIOR`: a posterior whose prior is the evidence of the rivals. A rival counts
    less if it occurs in fewer documents than the partner that it would replace.

    Args:
        partners: the name itself, then the others.

    Returns:
        The forms that were taken, best first.
    """
    name, *others = partners
    forms = [other.form for other in others]
    evidence = [_evidence(name.form, other.form, other.cost) for other in others]
    taken: list[tuple[float, _Partner]] = []
    for place, partner in enumerate(others):
        if partner.ordinary:
            continue
        posterior = evidence[place] / _against(
            (own * other.rivalry, other.documents / max(1, partner.documents))
            for number, (own, other) in enumerate(zip(evidence, others, strict=True))
            if number != place
        )
        if posterior / _DOUBT**_RIVALRY < MIN_POSTERIOR:
            continue
        posterior /= _against(
            (
                _evidence(partner.form, other.form, cost) * other.rivalry,
                other.documents / max(1, name.documents),
            )
            for other, cost in zip(others, phonetic_key.costs(partner.form, forms), strict=True)
            if 0 < cost <= phonetic_key.MAX_COST
        )
        if posterior >= MIN_POSTERIOR:
            taken.append((-posterior, partner))
    return [partner for _, partner in sorted(taken, key=lambda each: each[0])]


def _against(rivals: Iterable[tuple[float, float]]) -> float:
    """The weight of rivals against a pair.

    Args:
        rivals: of each the evidence, and its documents as a multiple of the partner's.
    """
    doubt = _DOUBT + sum(own * min(1.0, share) for own, share in rivals)
    return math.pow(doubt, _RIVALRY)


def _evidence(one: str, other: str, cost: int) -> float:
    return math.exp(_likeness(one, other, cost) / _SCALE)


def _likeness(one: str, other: str, cost: int) -> int:
    """How alike two forms are: what the letters of the longer allow, less what the other costs."""
    letters = min(_MAX_COUNTED_LETTERS, max(map(phonetic_key.length_without_article, (one, other))))
    return _COST_PER_LETTER * letters - cost

"""Foreign names: the spellings of the index that stand for one name.

    form -> forms that sound like it (`phonetic_key`) -> those that stand out

Nobody has a list of all names, so the index itself is asked. A form is another spelling of a
name if it costs little to write it for the name, in proportion to its length, and if it stands
out: when many forms sound alike (سامي, سالمي, سليم), none of them is another one's spelling. So
the evidence for a pair is weighed against what speaks for all other partners of either.

Ordinary words are told by their relatives. A word of the language brings words of its root into
any collection (جار, الجيران, تجاور), a name has none; where there are too few documents to show
it, two short words of two roots that Tashaphyne knows are taken for two words (غار is not جار).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias, TypeVar

from index.analysis import Analyzer, Level, Reading
from index.analysis.phonetics import phonetic_key
from index.analysis.stemming.morphological_patterns import glued, inflected, inflections
from index.engines.protocols import Candidates, Vocabulary
from index.model.query import AllOf, AnyOf, Node, Origin, Phrase, Prefer, Without, Word
from search.arabic.article import ARTICLE
from search.expansion.variants import Variant, VariantLeaf, alternative

SHORTEST: Final = 3
"""Letters that a name needs, so that anything can be said of its sound."""
JOINED: Final = 7
"""Letters that two words of a name have at least where they are written as one."""
MOST: Final = 8
"""The most other spellings that a name is searched for."""
PLENTY: Final = 20
"""Documents that are enough for a question's name as it is written."""
LOOKED_AT: Final = 48
"""The most forms that are weighed against each other."""
ENOUGH: Final = 0.12
"""How well a pair has to stand out: see `_standing_out`."""
ENOUGH_FOR_WORDS: Final = 0.5
"""The same where one of them may be of the language, and is frequent."""

# Each letter of a name allows for so much difference, up to so many letters.
_FOR_A_LETTER: Final = 6
_MOST_LETTERS: Final = 10
# More than so much difference is too much for the shortest names.
_MOST_FOR_SHORTEST: Final = 25
# By so much more difference, a pair is e times less likely.
_SCALE: Final = 10.0
# How much other partners count, and what is there to stand out against if there are none.
_RIVALRY: Final = 0.7
_DOUBT: Final = 0.5

# Two words of the language differ by more than spelling even if they sound alike.
_SHORT: Final = 4
# A root that stands in so many times as many documents as the form, and in so many at least.
_RELATIVES: Final = 0.1
_FEWEST_RELATIVES: Final = (3, 40)
_SHARE: Final = 0.02
_FEWEST_INFLECTIONS: Final = 2
_INFLECTED: Final = 0.01
_KINDS: Final = 2
_ORDINARY_RIVAL: Final = 0.25

_REMEMBERED: Final = 10_000


_Found = TypeVar("_Found")

# Two words, each in its spellings.
_Parts: TypeAlias = tuple[tuple[Reading, ...], tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class NameSpellings:
    """A name with its other spellings.

    Attributes:
        form: as it was asked for.
        spellings: forms of the index, the likeliest first.
        parts: two words that it is written as.
    """

    form: str
    spellings: tuple[str, ...] = ()
    parts: tuple[_Parts, ...] = ()

    @property
    def apart(self) -> tuple[str, ...]:
        """The words that it is written as, as they are told to the user."""
        return tuple(" ".join(readings[0].form for readings in part) for part in self.parts)


class Names:
    """The names of one generation; remembers what it was asked.

    Args:
        vocabulary: of it.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """See the class."""
        self._vocabulary = vocabulary
        self._known: OrderedDict[str, NameSpellings] = OrderedDict()
        self._others: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._roots: dict[str, int] = {}
        self._occurring: dict[_Parts, bool] = {}
        share = round(vocabulary.count() * _SHARE)
        self._few = max(_FEWEST_RELATIVES[0], min(_FEWEST_RELATIVES[1], share))

    def named(self, reading: Reading, analyzer: Analyzer) -> NameSpellings:
        """The other spellings of a form, if it is that of a name.

        Args:
            reading: the form, with its stem and root.
            analyzer: reads forms, as it read the documents'.
        """
        form = reading.form
        found = _remembered(
            self._known,
            form,
            lambda: NameSpellings(
                form, self._spelled(reading, analyzer), self._parts(reading, analyzer)
            ),
        )
        parts = tuple(each for each in found.parts if self._occurring.get(each, True))
        return found if parts == found.parts else replace(found, parts=parts)

    def unchecked(self, node: Node) -> tuple[Phrase, ...]:
        """The names of a tree in two words of which nobody knows whether they follow each other."""
        return tuple(
            leaf
            for leaf in _phrases(node)
            if leaf.origin is Origin.NAME and _parts_of(leaf) not in self._occurring
        )

    def learn(self, phrases: Sequence[Phrase], found: Sequence[Candidates]) -> None:
        """Remember which of some names in two words the index has."""
        if len(self._occurring) > _REMEMBERED:
            self._occurring.clear()
        for phrase, each in zip(phrases, found, strict=True):
            if not each.partial:
                self._occurring[_parts_of(phrase)] = each.total > 0

    def variants(
        self, words: Sequence[Word], analyzer: Analyzer, *, plainly: bool = False
    ) -> Iterator[Variant]:
        """The names among words that stand side by side, as others write them.

        Args:
            words: of the query.
            analyzer: reads forms, as it read the documents'.
            plainly: only words that can't be of the language and stand in few documents, in
                spellings that can't be of it either, and not in two words or one: for a question,
                whose other words tell what it is about, so that a wrong guess costs more than
                another spelling gains.
        """
        if plainly:
            yield from self._plain_variants(words, analyzer)
            return
        for number, word in enumerate(words):
            named = self.named(word.readings[0], analyzer)
            spellings = self.besides(named, analyzer)
            if spellings or named.parts:
                leaves = [alternative(*self._phrase(part), Origin.NAME) for part in named.parts]
                yield _variant(number, spellings, analyzer, named.apart, tuple(leaves))
        for number, (one, other) in enumerate(pairwise(words)):
            joined = self._joined(one.readings[0], other.readings[0], analyzer)
            if joined:
                leaf = alternative(joined[0].form, [(joined[0].form, joined)], Origin.NAME)
                texts = tuple(reading.form for reading in joined)
                yield Variant(number, number + 1, Origin.NAME, texts, leaves=(leaf,))

    def _plain_variants(self, words: Sequence[Word], analyzer: Analyzer) -> Iterator[Variant]:
        for number, word in enumerate(words):
            reading = word.readings[0]
            if analyzer.is_derived(reading):
                continue
            (documents,) = self._vocabulary.doc_freqs([reading.form])
            if documents < PLENTY:
                named = NameSpellings(reading.form, self._spelled(reading, analyzer))
                spellings = tuple(
                    each
                    for each in self.besides(named, analyzer)
                    if (other := reading_of(each, analyzer)) and not analyzer.is_derived(other)
                )
                if spellings:
                    yield _variant(number, spellings, analyzer)

    def besides(self, named: NameSpellings, analyzer: Analyzer) -> tuple[str, ...]:
        """The spellings that a search for the name does not find anyway.

        A word with the article and without it find each other, and so do words of one stem that
        differ by particles.
        """
        own = reading_of(named.form, analyzer)
        return tuple(
            reading.form
            for each in named.spellings
            if (reading := reading_of(each, analyzer)) and own
            if not _articled(each, named.form)
            and not (reading.stem == own.stem and glued(each, named.form))
        )

    def _joined(self, one: Reading, other: Reading, analyzer: Analyzer) -> tuple[Reading, ...]:
        """Two words as they are written in one."""
        if min(len(one.form), len(other.form)) < SHORTEST or self._is_of_language(
            one, other, analyzer
        ):
            return ()
        whole = reading_of(one.form + other.form, analyzer)
        if whole is None:
            return ()
        forms = self.named(whole, analyzer).spellings if len(whole.form) >= JOINED else ()
        if self._vocabulary.doc_freqs([whole.form])[0]:
            forms = (whole.form, *forms)
        return tuple(reading for form in forms if (reading := reading_of(form, analyzer)))

    def _is_of_language(self, one: Reading, other: Reading, analyzer: Analyzer) -> bool:
        """Whether two words side by side are no name: one of them is an ordinary word."""
        return any(self.is_ordinary(each, analyzer) for each in (one, other))

    def _phrase(self, part: _Parts) -> tuple[str, list[tuple[str, tuple[Reading, ...]]]]:
        surface = " ".join(readings[0].form for readings in part)
        return surface, [(readings[0].form, readings) for readings in part]

    def _parts(self, reading: Reading, analyzer: Analyzer) -> tuple[_Parts, ...]:
        """A name as it may be written in two words that the index has."""
        form = reading.form
        if len(form) < JOINED or self.is_ordinary(reading, analyzer):
            return ()
        found = []
        for at in range(SHORTEST, len(form) - SHORTEST + 1):
            first = self._written(form[:at], analyzer)
            second = self._written(form[at:], analyzer) if first else ()
            if second:
                found.append((first, second))
        return tuple(found)

    def _written(self, form: str, analyzer: Analyzer) -> tuple[Reading, ...]:
        """A part of a name in the spellings that the index has."""
        reading = reading_of(form, analyzer)
        if reading is None or self.is_ordinary(reading, analyzer):
            return ()
        forms = self._spelled(reading, analyzer) if len(form) >= _SHORT else ()
        if self._vocabulary.doc_freqs([form])[0]:
            forms = (form, *forms)
        return tuple(reading for each in forms if (reading := reading_of(each, analyzer)))

    def _spelled(self, reading: Reading, analyzer: Analyzer) -> tuple[str, ...]:
        """The other spellings of a form; remembered."""
        return _remembered(self._others, reading.form, lambda: self._spellings(reading, analyzer))

    def _spellings(self, reading: Reading, analyzer: Analyzer) -> tuple[str, ...]:
        form = reading.form
        if phonetic_key.sounded_length(form) < SHORTEST or analyzer.is_stop_word(form):
            return ()
        if self.is_ordinary(reading, analyzer) or self._inflects(form):
            return ()
        partners = self._partners(reading, analyzer)
        found = _standing_out(partners)
        return tuple(
            partner.form for partner in found if not self._two_words(partners[0], partner, analyzer)
        )[:MOST]

    def _partners(self, reading: Reading, analyzer: Analyzer) -> list[_Partner]:
        """The form itself, then those that may be spellings of it, one for each stem."""
        form = reading.form
        near = self._vocabulary.homophones(form, phonetic_key.FARTHEST, LOOKED_AT)
        (documents,) = self._vocabulary.doc_freqs([form])
        common = documents >= self._few and analyzer.is_derived(reading)
        partners = [_Partner(form, reading, 0, documents, common=common)]
        for spelling in near:
            other = reading_of(spelling.form, analyzer)
            if other is not None:
                ordinary = self.is_ordinary(other, analyzer)
                common = spelling.documents >= self._few and analyzer.is_derived(other)
                counted = spelling.cost, spelling.documents
                partners.append(_Partner(spelling.form, other, *counted, ordinary, common))
        return partners

    def _two_words(self, one: _Partner, other: _Partner, analyzer: Analyzer) -> bool:
        """Whether two forms that sound alike are no spellings of one name."""
        letters = min(map(phonetic_key.sounded_length, (one.form, other.form)))
        if letters <= SHORTEST:
            of_language = [analyzer.is_derived(each.reading) for each in (one, other)]
            exchanged = len(one.form) == len(other.form)
            if all(of_language) or (exchanged and any(of_language)):
                return True
            if other.cost > _MOST_FOR_SHORTEST:
                return True
        if self._inflects(other.form):
            return True
        if min(one.documents, other.documents) >= self._few and _within(one.form, other.form):
            return True
        return inflected(one.form, other.form) and self._takes_article(one.form)

    def _takes_article(self, form: str) -> bool:
        """Whether the index has a word with the article and without it."""
        bare = form.removeprefix(ARTICLE)
        without, with_it = self._vocabulary.doc_freqs([bare, ARTICLE + bare])
        return min(without, with_it) > 0

    def is_ordinary(self, reading: Reading, analyzer: Analyzer) -> bool:
        """Whether a word is one of the language: its root has other words in the index."""
        if any(map(analyzer.is_stop_word, (reading.form, reading.stem))):
            return True
        if not analyzer.is_derived(reading):
            return False
        (documents,) = self._vocabulary.doc_freqs([reading.form])
        return self._of_root(reading.root) - documents >= max(self._few, documents * _RELATIVES)

    def _inflects(self, form: str) -> bool:
        """Whether the index has inflections of a form, of two kinds at least."""
        kinds = inflections(form)
        counted = iter(
            self._vocabulary.doc_freqs([form, *(each for kind in kinds for each in kind)])
        )
        enough = max(_FEWEST_INFLECTIONS, next(counted) * _INFLECTED)
        found = [sum(next(counted) for _ in kind) >= enough for kind in kinds]
        return sum(found) >= _KINDS

    def _of_root(self, root: str) -> int:
        """In how many documents a root stands."""
        known = self._roots.get(root)
        if known is None:
            (known,) = self._vocabulary.doc_freqs([root], Level.ROOT)
            self._roots[root] = known
        return known


@dataclass(frozen=True, slots=True)
class _Partner:
    """A form that may be another spelling, what that costs, and in how many documents it is."""

    form: str
    reading: Reading
    cost: int
    documents: int
    ordinary: bool = False
    common: bool = False

    @property
    def rivalry(self) -> float:
        """How much it counts against others."""
        return _ORDINARY_RIVAL if self.ordinary else 1.0


def _remembered(memory: OrderedDict[str, _Found], form: str, make: Callable[[], _Found]) -> _Found:
    """What is known of a form, or is made; the oldest is forgotten for it."""
    found = memory.get(form)
    if found is None:
        found = memory[form] = make()
        if len(memory) > _REMEMBERED:
            memory.popitem(last=False)
    return found


def _variant(
    number: int,
    spellings: tuple[str, ...],
    analyzer: Analyzer,
    apart: tuple[str, ...] = (),
    leaves: tuple[VariantLeaf, ...] = (),
) -> Variant:
    """A word in other spellings, and in two words."""
    others = [reading for each in spellings if (reading := reading_of(each, analyzer))]
    return Variant(number, number, Origin.NAME, (*spellings, *apart), tuple(others), leaves)


def reading_of(form: str, analyzer: Analyzer) -> Reading | None:
    """The first reading of a form; None if it is no single word."""
    tokens = analyzer.tokens(form)
    return tokens[0].readings[0] if len(tokens) == 1 else None


def _phrases(node: Node) -> Iterator[Phrase]:
    match node:
        case Phrase():
            yield node
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _phrases(part)
        case Prefer(wanted, _) | Without(wanted, _):
            yield from _phrases(wanted)
        case _:
            pass


def _parts_of(phrase: Phrase) -> _Parts:
    first, second = (word.readings for word in phrase.words)
    return first, second


def _within(one: str, other: str) -> bool:
    """Whether two forms differ by what stands before or behind one of them, or by an ending."""
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) or longer.startswith(shorter) or inflected(one, other)


def _articled(one: str, other: str) -> bool:
    """Whether two forms differ by the article: each finds the other anyway."""
    return one.removeprefix(ARTICLE) == other.removeprefix(ARTICLE)


def _standing_out(partners: Sequence[_Partner]) -> list[_Partner]:
    """Those forms that stand out among all that sound like the name, and it among theirs.

    The evidence for a pair that differs by c and whose longer form has n letters is
    exp((6 n - c) / 10). A pair is taken if its evidence, divided by that for all other partners
    of the name and by that for all other partners of the form (each to the power of 0.7), is
    `ENOUGH`: a posterior whose prior is what else there is. A rival that stands in fewer
    documents than the partner that it would replace counts less.

    Args:
        partners: the name itself, then the others.
    """
    name, *others = partners
    forms = [other.form for other in others]
    evidence = [_evidence(name.form, other.form, other.cost) for other in others]
    taken: list[tuple[float, _Partner]] = []
    for place, partner in enumerate(others):
        if partner.ordinary:
            continue
        standing = evidence[place] / _against(
            (own * other.rivalry, other.documents / max(1, partner.documents))
            for number, (own, other) in enumerate(zip(evidence, others, strict=True))
            if number != place
        )
        if standing / _DOUBT**_RIVALRY < ENOUGH:
            continue
        standing /= _against(
            (
                _evidence(partner.form, other.form, cost) * other.rivalry,
                other.documents / max(1, name.documents),
            )
            for other, cost in zip(others, phonetic_key.costs(partner.form, forms), strict=True)
            if 0 < cost <= phonetic_key.FARTHEST
        )
        if standing >= (ENOUGH_FOR_WORDS if name.common or partner.common else ENOUGH):
            taken.append((-standing, partner))
    return [partner for _, partner in sorted(taken, key=lambda each: each[0])]


def _against(rivals: Iterable[tuple[float, float]]) -> float:
    """What a pair has to stand out against: evidence of rivals, and how frequent they are."""
    doubt = _DOUBT + sum(own * min(1.0, share) for own, share in rivals)
    return math.pow(doubt, _RIVALRY)


def _evidence(one: str, other: str, cost: int) -> float:
    letters = min(_MOST_LETTERS, max(map(phonetic_key.sounded_length, (one, other))))
    return math.exp((_FOR_A_LETTER * letters - cost) / _SCALE)

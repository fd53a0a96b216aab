"""Foreign names: the spellings of the index that stand for one name.

    form -> forms that sound like it (`index.analysis.sounds`) -> those that stand out

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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from index.analysis import Analyzer, Level, Reading, sounds
from index.engines.protocols import Reader
from index.analysis.shapes import glued, inflected, inflections
from search.language.articles import ARTICLE

SHORTEST: Final = 3
"""Letters that a name needs, so that anything can be said of its sound."""
MOST: Final = 8
"""The most other spellings that a name is searched for."""
LOOKED_AT: Final = 48
"""The most forms that are weighed against each other."""
ENOUGH: Final = 0.14
"""How well a pair has to stand out: see `_standing_out`."""
ENOUGH_FOR_WORDS: Final = 0.5
"""The same where one of them may be of the language, and is frequent."""

# Each letter of a name allows for so much difference, up to so many letters.
_FOR_A_LETTER: Final = 6
_MOST_LETTERS: Final = 10
# By so much more difference, a pair is e times less likely.
_SCALE: Final = 10.0
# How much other partners count, and what is there to stand out against if there are none.
_RIVALRY: Final = 0.7
_DOUBT: Final = 0.5

# Two words of the language differ by more than spelling even if they sound alike.
_SHORT: Final = 3
# A root that stands in so many times as many documents as the form, and in so many at least.
_RELATIVES: Final = 0.1
_FEWEST_RELATIVES: Final = (3, 40)
_SHARE: Final = 0.02
_FEWEST_INFLECTIONS: Final = 2
_INFLECTED: Final = 0.01
_KINDS: Final = 2
_ORDINARY_RIVAL: Final = 0.25

_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its other spellings.

    Attributes:
        form: as it was asked for.
        spellings: forms of the index, the likeliest first.
    """

    form: str
    spellings: tuple[str, ...] = ()


class Names:
    """The names of one generation; remembers what it was asked.

    Args:
        reader: open on it.
    """

    def __init__(self, reader: Reader) -> None:
        """See the class."""
        self._reader = reader
        self._known: OrderedDict[str, Named] = OrderedDict()
        self._roots: dict[str, int] = {}
        share = round(reader.count() * _SHARE)
        self._few = max(_FEWEST_RELATIVES[0], min(_FEWEST_RELATIVES[1], share))

    def named(self, reading: Reading, analyzer: Analyzer) -> Named:
        """The other spellings of a form, if it is that of a name.

        Args:
            reading: the form, with its stem and root.
            analyzer: reads forms, as it read the documents'.
        """
        form = reading.form
        found = self._known.get(form)
        if found is None:
            found = Named(form, self._spellings(reading, analyzer))
            self._known[form] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _spellings(self, reading: Reading, analyzer: Analyzer) -> tuple[str, ...]:
        form = reading.form
        if sounds.sounded_length(form) < SHORTEST or analyzer.is_stop_word(form):
            return ()
        if self.is_ordinary(reading, analyzer) or self._inflects(form):
            return ()
        partners = self._partners(reading, analyzer)
        found = _standing_out(partners)
        return tuple(
            partner.form
            for partner in found
            if not (partner.found or self._two_words(partners[0], partner, analyzer))
        )[:MOST]

    def _partners(self, reading: Reading, analyzer: Analyzer) -> list[_Partner]:
        """The form itself, then those that may be spellings of it, one for each stem."""
        form = reading.form
        near = self._reader.sounding(form, sounds.FARTHEST, LOOKED_AT)
        (documents,) = self._reader.occurrences([form])
        common = documents >= self._few and analyzer.is_derived(reading)
        partners = [_Partner(form, reading, 0, documents, common=common)]
        for spelling in near:
            other = reading_of(spelling.form, analyzer)
            if other is not None:
                ordinary = self.is_ordinary(other, analyzer)
                found = other.stem == reading.stem and glued(form, spelling.form)
                common = spelling.documents >= self._few and analyzer.is_derived(other)
                counted = spelling.cost, spelling.documents
                partners.append(_Partner(spelling.form, other, *counted, ordinary, found, common))
        return partners

    def _two_words(self, one: _Partner, other: _Partner, analyzer: Analyzer) -> bool:
        lengths = map(sounds.sounded_length, (one.form, other.form))
        if self._inflects(other.form):
            return True
        derived = analyzer.is_derived(one.reading) and analyzer.is_derived(other.reading)
        if derived and max(lengths) <= _SHORT:
            return True
        return inflected(one.form, other.form) and self._takes_article(one.form)

    def _takes_article(self, form: str) -> bool:
        """Whether the index has a word with the article and without it."""
        bare = form.removeprefix(ARTICLE)
        without, with_it = self._reader.occurrences([bare, ARTICLE + bare])
        return min(without, with_it) > 0

    def is_ordinary(self, reading: Reading, analyzer: Analyzer) -> bool:
        """Whether a word is one of the language: its root has other words in the index."""
        if any(map(analyzer.is_stop_word, (reading.form, reading.stem))):
            return True
        if not analyzer.is_derived(reading):
            return False
        (documents,) = self._reader.occurrences([reading.form])
        return self._of_root(reading.root) - documents >= max(self._few, documents * _RELATIVES)

    def _inflects(self, form: str) -> bool:
        """Whether the index has inflections of a form, of two kinds at least."""
        kinds = inflections(form)
        counted = iter(self._reader.occurrences([form, *(each for kind in kinds for each in kind)]))
        enough = max(_FEWEST_INFLECTIONS, next(counted) * _INFLECTED)
        found = [sum(next(counted) for _ in kind) >= enough for kind in kinds]
        return sum(found) >= _KINDS

    def _of_root(self, root: str) -> int:
        """In how many documents a root stands."""
        known = self._roots.get(root)
        if known is None:
            (known,) = self._reader.occurrences([root], Level.ROOT)
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
    found: bool = False
    common: bool = False

    @property
    def rivalry(self) -> float:
        """How much it counts against others."""
        return _ORDINARY_RIVAL if self.ordinary else 1.0


def reading_of(form: str, analyzer: Analyzer) -> Reading | None:
    """The first reading of a form; None if it is no single word."""
    tokens = analyzer.tokens(form)
    return tokens[0].readings[0] if len(tokens) == 1 else None


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
            for other, cost in zip(others, sounds.costs(partner.form, forms), strict=True)
            if 0 < cost <= sounds.FARTHEST
        )
        if standing >= (ENOUGH_FOR_WORDS if name.common or partner.common else ENOUGH):
            taken.append((-standing, partner))
    return [partner for _, partner in sorted(taken, key=lambda each: each[0])]


def _against(rivals: Iterable[tuple[float, float]]) -> float:
    """What a pair has to stand out against: evidence of rivals, and how frequent they are."""
    return (_DOUBT + sum(own * min(1.0, share) for own, share in rivals)) ** _RIVALRY


def _evidence(one: str, other: str, cost: int) -> float:
    letters = min(_MOST_LETTERS, max(map(sounds.sounded_length, (one, other))))
    return math.exp((_FOR_A_LETTER * letters - cost) / _SCALE)

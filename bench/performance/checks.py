"""Whether engines that were asked the same gave the same answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Final

from bench.performance.measures import Answer, Asked, Kind, Result

SAME_TERMS: Final = ("whoosh", "tantivy", "fts5")
CLOSE: Final = 2e-3
"""How far relative scores may be apart; tantivy keeps scores as 32-bit numbers."""

Compared = Callable[[Answer, Answer], float]


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of Fihris' answers with a peer's.

    Attributes:
        peer: with whom.
        documents: at which size.
        kind: asked how.
        what: was compared.
        share: of the questions on which they agree, or how much on average.
        wanted: the least share that is right.
        questions: how many were compared.
    """

    peer: str
    documents: int
    kind: Kind
    what: str
    share: float
    wanted: float
    questions: int

    @property
    def passed(self) -> bool:
        """Whether they agree enough."""
        return self.share >= self.wanted


def same_total(one: Answer, other: Answer) -> float:
    """1 if both found as many documents, or the other can't tell."""
    return float(other.total is None or one.total == other.total)


def same_facets(one: Answer, other: Answer) -> float:
    """1 if the sources that `one` tells are the largest of `other`, with the same numbers."""
    largest = sorted(other.facets.values(), reverse=True)[: len(one.facets)]
    told = all(other.facets.get(source) == count for source, count in one.facets.items())
    return float(told and sorted(one.facets.values(), reverse=True) == largest)


def same_scores(one: Answer, other: Answer) -> float:
    """1 if the ten best have the same scores, each divided by the best.

    One engine may leave a constant factor out. Ties at the end may fall either way.
    """
    if len(one.scores) != len(other.scores):
        return 0.0
    if not one.scores:
        return 1.0
    pairs = zip(one.scores, other.scores, strict=True)
    return float(all(abs(a / one.scores[0] - b / other.scores[0]) <= CLOSE for a, b in pairs))


def overlap(one: Answer, other: Answer) -> float:
    """The share of the ten best that both have."""
    most = max(len(one.ids), len(other.ids))
    return len({*one.ids} & {*other.ids}) / most if most else 1.0


def answered(_: Answer, other: Answer) -> float:
    """1 if the peer found something."""
    return float(bool(other.ids))


_TOTALS: Final = (("totals agree", same_total, 1.0),)
_SAME: Final[Mapping[Kind, tuple[tuple[str, Compared, float], ...]]] = {
    Kind.TOP: (("of the ten best in common", overlap, 0.8),),
    Kind.TOTAL: (*_TOTALS, ("of the ten best in common", overlap, 0.8)),
    Kind.PHRASE: (("totals agree", same_total, 0.99),),
    Kind.FILTER: _TOTALS,
    Kind.FACETS: (*_TOTALS, ("facets agree", same_facets, 1.0)),
}
_PLAIN: Final[Mapping[Kind, tuple[tuple[str, Compared, float], ...]]] = {
    Kind.TOTAL: _TOTALS,
    Kind.PHRASE: _TOTALS,
    Kind.PREFIX: _TOTALS,
    Kind.FILTER: _TOTALS,
    Kind.FACETS: (*_TOTALS, ("facets agree", same_facets, 1.0)),
}
_OWN: Final[Mapping[Kind, tuple[tuple[str, Compared, float], ...]]] = {
    Kind.TOP: (
        ("questions answered", answered, 0.95),
        ("of the ten best in common", overlap, 0.2),
    ),
}


def checks(results: Mapping[tuple[str, int], Result]) -> list[Check]:
    """Every comparison that the results allow."""
    found = []
    for (name, documents), result in sorted(results.items(), key=lambda each: each[0][::-1]):
        ours = results.get(("fihris", documents))
        if ours is None:
            continue
        if name == "fihris":
            found += _own_checks(ours)
            continue
        for kind, wanted in _wanted(name).items():
            if kind in result.asked and kind in ours.asked:
                found += [
                    _check(name, documents, kind, each, ours.asked[kind], result.asked[kind])
                    for each in wanted
                ]
    return found


def _wanted(name: str) -> Mapping[Kind, Sequence[tuple[str, Compared, float]]]:
    if name == "plain":
        return _PLAIN
    if name == "bm25s":  # its lengths are exact
        return {Kind.TOP: (("of the ten best in common", overlap, 0.8),)}
    if name == "tantivy":  # its lengths are in one byte too
        return {**_SAME, Kind.TOP: (("scores of the ten best agree", same_scores, 0.95),)}
    return _SAME if name in SAME_TERMS else _OWN


def _own_checks(ours: Result) -> list[Check]:
    """Whether whole searches, by the levels alone, show what the ranking by itself finds."""
    full, search = ours.asked.get(Kind.FULL), ours.asked.get(Kind.PLAIN)
    if full is None or search is None:
        return []
    return [
        _check("fihris", ours.documents, Kind.PLAIN, each, full, search)
        for each in (
            # Numbers and months have synonyms in a search, and more documents have those.
            ("totals agree", same_total, 0.9),
            ("of the ten best in common", overlap, 0.8),
        )
    ]


def _check(
    name: str,
    documents: int,
    kind: Kind,
    wanted: tuple[str, Compared, float],
    ours: Asked,
    theirs: Asked,
) -> Check:
    what, compared, least = wanted
    pairs = list(zip(ours.answers, theirs.answers, strict=False))
    share = mean(compared(one, other) for one, other in pairs)
    return Check(name, documents, kind, what, share, least, len(pairs))

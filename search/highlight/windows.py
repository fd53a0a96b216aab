"""Windows: groups of neighbouring matches that fit into one fragment, and the best of them.

    matches -> places (offsets and scores) -> windows -> the best

A window scores for the different leaves in it, by their weights and levels, then for how close
together they are. A leaf that an earlier fragment contains scores less, and so does a window
among keywords and links, which are no sentences.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from index.analysis.token import Level, Token
from index.arrays.kernels import briefly_compiled
from index.arrays.types import F64, I64
from search.highlight.fragment_bounds import SnippetSource, Span, fragment_start, latest_end
from search.highlight.matcher import Match
from search.text.graphemes import widen
from search.text.lazy_tokens import extent, number_from, variety

# The share of a leaf's weight that a match scores, by its level (None: a form of a pattern).
LEVEL_SHARE: Final[Mapping[Level | None, float]] = {
    Level.FORM: 1.0,
    None: 0.9,
    Level.STEM: 0.8,
    Level.ROOT: 0.5,
}
COVERED_SHARE: Final = 0.3  # the share that a leaf still scores once a fragment contains it
REPEATED: Final = 0.05  # the share that a further match of a leaf in the window adds
MAX_REPEATED: Final = 4
CLOSE: Final = 0.2  # what two adjacent leaves add; divided by their distance in words
MAX_CLOSE: Final = 0.6
LEAD: Final = 4  # this part of a fragment, at most, precedes a match inside a long sentence
# Of 32 successive words of prose at least three quarters are different ones; of the keywords and
# links of web pages, a quarter to a half.
KEYWORD_SPAN: Final = 32
KEYWORD_VARIETY: Final = 0.6
KEYWORD_SHARE: Final = 0.3  # the share that a window among keywords still scores
_ROUNDING: Final = 1e-9  # scores that differ by less are equal, and the earlier window wins


class Place(NamedTuple):
    """A match in the text.

    Attributes:
        start: offset of its first character.
        end: offset after its last one, cut at a fragment's length.
        first: index of its first token.
        last: index of its last token, included.
        leaf: number of the leaf that matched.
        score: the leaf's weight times the share of the level.
    """

    start: int
    end: int
    first: int
    last: int
    leaf: int
    score: float


TokenRange: TypeAlias = tuple[int, int]
"""The numbers of the first and the last token of a match."""


def spans_of(
    text: str, tokens: Sequence[Token], matches: Sequence[Match]
) -> dict[TokenRange, Span]:
    """The offsets of matches, widened to whole grapheme clusters, in the order of the text.

    Args:
        text: the original text.
        tokens: all tokens of the text.
        matches: what matched in it.
    """
    ranges = sorted({(match.first, match.last) for match in matches})
    return {(first, last): widen(text, *extent(tokens, first, last)) for first, last in ranges}


def places_of(
    source: SnippetSource, matches: Sequence[Match], spans: Mapping[TokenRange, Span]
) -> tuple[Place, ...]:
    """The matches in the order of the text.

    Args:
        source: what fragments are cut from.
        matches: what `search.highlight.matcher` found in it.
        spans: their offsets, from `spans_of`.
    """
    found: list[Place] = []
    for match in sorted(matches, key=attrgetter("first", "last")):
        start, end = spans[match.first, match.last]
        if end - start > source.length:
            end = latest_end(source, start)
        score = match.weight * LEVEL_SHARE[match.level]
        found.append(Place(start, end, match.first, match.last, match.leaf, score))
    return tuple(found)


def inside(places: Sequence[Place], start: int, end: int) -> list[Place]:
    """The places that are wholly in [start, end); `places` ascend by their start."""
    low = bisect_left(places, start, key=attrgetter("start"))
    high = bisect_left(places, end, key=attrgetter("start"))
    return [place for place in places[low:high] if place.end <= end]


def best_window(
    source: SnippetSource,
    regions: Sequence[Sequence[Span]],
    places: Sequence[Place],
    covered: Set[int],
) -> tuple[int, Span] | None:
    """The window with the highest score; the earlier of equals.

    Args:
        source: what fragments are cut from.
        regions: lists of neighbouring units that no fragment covers yet.
        places: all matches, in the order of the text.
        covered: the leaves that a fragment contains already.

    Returns:
        The number of its region and the span that its fragment must contain; None if no place
        is in a region.
    """
    best: _Window | None = None
    for number, region in enumerate(regions):
        if region and (within := inside(places, region[0][0], region[-1][1])):
            for score, span in _windows(source, region, within, covered):
                if best is None:
                    best = _Window(score, number, span)
                elif score > best.low + _ROUNDING:
                    window = _Window(score, number, span)
                    best = window if window.beats(best, source) else best
    return (best.number, best.span) if best else None


class _Window:
    """A window that is compared with others.

    Its score is between `low` and `high`: whether it is among keywords is worked out only if
    that decides the comparison. Then the two are equal.
    """

    __slots__ = ("high", "low", "number", "span")

    def __init__(self, score: float, number: int, span: Span) -> None:
        self.low, self.high = score * KEYWORD_SHARE, score
        self.number, self.span = number, span

    def beats(self, other: _Window, source: SnippetSource) -> bool:
        """Whether its score is higher."""
        while True:
            if self.high <= other.low + _ROUNDING:
                return False
            if self.low > other.high + _ROUNDING:
                return True
            higher, lower = (self, other) if self.high > other.high else (other, self)
            (lower if higher.low == higher.high else higher).settle(source)

    def settle(self, source: SnippetSource) -> None:
        """Work out its exact score."""
        self.low = self.high = self.low if _is_among_keywords(source, *self.span) else self.high


def _is_among_keywords(source: SnippetSource, start: int, end: int) -> bool:
    """Whether the words around a window repeat each other as no sentence does."""
    low, high = number_from(source.tokens, start), number_from(source.tokens, end)
    spare = max(0, KEYWORD_SPAN - (high - low)) // 2
    words, forms = variety(source.tokens, max(low - spare, 0), high + spare)
    return words >= KEYWORD_SPAN // 2 and forms < KEYWORD_VARIETY * words


def _windows(
    source: SnippetSource, region: Sequence[Span], places: Sequence[Place], covered: Set[int]
) -> Iterator[tuple[float, Span]]:
    """For each place, the longest window that begins with it: its score and its span."""
    needs = np.array([*_needs(source, region, places)], np.int64)
    shares = np.array([COVERED_SHARE if place.leaf in covered else 1.0 for place in places])
    scores, ends = np.empty(len(places)), np.empty(len(places), np.int64)
    _slide(np.array(places, np.float64), shares, needs, source.length, scores, ends)
    spans = zip(needs[:, 0].tolist(), ends.tolist(), strict=True)
    return zip(scores.tolist(), spans, strict=True)


@briefly_compiled
def _slide(places: F64, shares: F64, needs: I64, length: int, scores: F64, ends: I64) -> None:
    """Write the score of the longest window from each place on, and where it ends.

    Args:
        places: of shape (places, 6), as `Place`.
        shares: for each place, the share that its leaf scores after earlier fragments.
        needs: of shape (places, 2), from `_needs`.
        length: how long a fragment may be.
        scores: filled.
        ends: filled.
    """
    last = len(places)
    leaves = np.int64(places[:, 4].max()) + 1
    best, count = np.zeros(leaves), np.zeros(leaves, np.int64)
    near, reach = np.zeros(last), np.empty(last, np.int64)
    for place in range(last):
        reach[place] = needs[place, 1]
        if place:
            reach[place] = max(reach[place], reach[place - 1])
            near[place] = near[place - 1]
            words = places[place, 2] - places[place - 1, 3]
            if words > 0 and places[place, 4] != places[place - 1, 4]:
                near[place] += CLOSE / words
    after = 0
    for first in range(last):
        while after < last and (after <= first or reach[after] - needs[first, 0] <= length):
            after += 1
        for place in range(first, after):
            leaf = np.int64(places[place, 4])
            best[leaf] = max(best[leaf], places[place, 5] * shares[place])
            count[leaf] += 1
        score = min(near[after - 1] - near[first], MAX_CLOSE)
        for place in range(first, after):
            leaf = np.int64(places[place, 4])
            if count[leaf]:
                score += best[leaf] * (1 + REPEATED * min(count[leaf] - 1, MAX_REPEATED))
                best[leaf], count[leaf] = 0.0, 0
        scores[first] = score
        ends[first] = max(reach[after - 1], needs[first, 1])


def _needs(
    source: SnippetSource, region: Sequence[Span], places: Sequence[Place]
) -> Iterator[Span]:
    """For each place the span that a fragment with it must contain.

    That is its unit; if the unit is too long, the match and some of the words before it.
    """
    number = bisect_right(region, places[0].start, key=itemgetter(0)) - 1
    for place in places:
        while number + 1 < len(region) and region[number + 1][0] <= place.start:
            number += 1
        start, end = unit = region[number]
        if end - start <= source.length:
            yield unit
        else:
            lead = min(source.length // LEAD, source.length - (place.end - place.start))
            low = max(place.start - lead, start)
            yield fragment_start(source, low, place.start, (low + place.start) // 2), place.end

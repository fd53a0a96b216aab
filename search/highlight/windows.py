"""Windows: runs of matches that fit into one fragment, and which of them is worth most.

    matches -> places (offsets and worth) -> windows -> the best

A window counts for the different leaves that it shows, by weight, rarity and level, then for
how close together they stand; what a fragment showed before counts less, and so do words that
are a list and no sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level, Token
from index.arrays.kernels import briefly_compiled
from search.highlight.fragment_bounds import Page, Span, beginning, end_that_fits
from search.highlight.matcher import Match
from search.text.graphemes import widen
from search.text.lazy_tokens import extent, number_from, variety

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

# How much of a leaf's weight a match counts, by its level (None: a form found by a pattern).
LEVEL_SHARE: Final[Mapping[Level | None, float]] = {
    Level.FORM: 1.0,
    None: 0.9,
    Level.STEM: 0.8,
    Level.ROOT: 0.5,
}
SHOWN_BEFORE: Final = 0.3  # what a leaf still counts once a better fragment shows it
REPEATED: Final = 0.05  # what a further match of a leaf in the window adds, up to four
MOST_REPEATED: Final = 4
CLOSE: Final = 0.2  # what two leaves side by side add; divided by the words between them
MOST_CLOSE: Final = 0.6
LEAD: Final = 4  # what part of a fragment goes before a match inside a long sentence, at most
# Of 32 words that follow each other in prose at least three quarters are different ones; in the
# keywords and links that web pages leave behind, a quarter to a half.
LISTED_WORDS: Final = 32
LISTED_VARIETY: Final = 0.6
LISTED: Final = 0.3  # what a window among such words still counts
_ROUNDING: Final = 1e-9  # worths that differ by less are equal, and the earlier window wins


# Places: the matches as offsets and worth


class Place(NamedTuple):
    """A match in the text.

    Attributes:
        start: offset of its first character.
        end: offset behind its last one, cut at a fragment's length.
        first: index of its first token.
        last: index of its last token, included.
        leaf: number of the leaf that matched.
        worth: what it counts: the leaf's weight by the level.
    """

    start: int
    end: int
    first: int
    last: int
    leaf: int
    worth: float


Run: TypeAlias = tuple[int, int]
"""The numbers of the first and the last token that something matched."""


def spans_of(text: str, tokens: Sequence[Token], matches: Sequence[Match]) -> dict[Run, Span]:
    """The offsets of what matched, widened to whole grapheme clusters, in the order of the text.

    Args:
        text: the original text.
        tokens: its tokens, all of them.
        matches: what matched in it.
    """
    runs = sorted({(match.first, match.last) for match in matches})
    return {(first, last): widen(text, *extent(tokens, first, last)) for first, last in runs}


def places_of(page: Page, matches: Sequence[Match], spans: Mapping[Run, Span]) -> tuple[Place, ...]:
    """The matches in the order of the text.

    Args:
        page: what fragments are cut from.
        matches: what matched in it, from `search.highlight.matcher`.
        spans: their offsets, from `spans_of`.
    """
    found: list[Place] = []
    for match in sorted(matches, key=attrgetter("first", "last")):
        start, end = spans[match.first, match.last]
        if end - start > page.length:
            end = end_that_fits(page, start)
        worth = match.weight * LEVEL_SHARE[match.level]
        found.append(Place(start, end, match.first, match.last, match.leaf, worth))
    return tuple(found)


def inside(places: Sequence[Place], start: int, end: int) -> list[Place]:
    """The places that lie whole in [start, end); `places` ascend by their start."""
    low = bisect_left(places, start, key=attrgetter("start"))
    high = bisect_left(places, end, key=attrgetter("start"))
    return [place for place in places[low:high] if place.end <= end]


# Windows


def best_window(
    page: Page, stretches: Sequence[Sequence[Span]], places: Sequence[Place], shown: Set[int]
) -> tuple[int, Span] | None:
    """The window worth most; the earlier of equals.

    Args:
        page: what fragments are cut from.
        stretches: runs of units from which no fragment was cut yet.
        places: all the matches, in the order of the text.
        shown: the leaves that a fragment shows already.

    Returns:
        The number of its stretch and the span that its fragment must hold; None if no
        place lies in a stretch.
    """
    best: _Window | None = None
    for number, stretch in enumerate(stretches):
        if stretch and (within := inside(places, stretch[0][0], stretch[-1][1])):
            for worth, span in _windows(page, stretch, within, shown):
                if best is None:
                    best = _Window(worth, number, span)
                elif worth > best.low + _ROUNDING:
                    window = _Window(worth, number, span)
                    best = window if window.beats(best, page) else best
    return (best.number, best.span) if best else None


class _Window:
    """A window in a comparison; what is around it is looked at only if that decides.

    Its worth is from `low` to `high`, which are the same once that is known.
    """

    __slots__ = ("high", "low", "number", "span")

    def __init__(self, worth: float, number: int, span: Span) -> None:
        self.low, self.high = worth * LISTED, worth
        self.number, self.span = number, span

    def beats(self, other: _Window, page: Page) -> bool:
        """Whether it is worth more."""
        while True:
            if self.high <= other.low + _ROUNDING:
                return False
            if self.low > other.high + _ROUNDING:
                return True
            higher, lower = (self, other) if self.high > other.high else (other, self)
            (lower if higher.low == higher.high else higher).weigh(page)

    def weigh(self, page: Page) -> None:
        """Find out what it is worth."""
        self.low = self.high = self.low if _is_a_list(page, *self.span) else self.high


def _is_a_list(page: Page, start: int, end: int) -> bool:
    """Whether the words around a window repeat each other as no sentence does: keywords, links."""
    low, high = number_from(page.tokens, start), number_from(page.tokens, end)
    spare = max(0, LISTED_WORDS - (high - low)) // 2
    words, forms = variety(page.tokens, max(low - spare, 0), high + spare)
    return words >= LISTED_WORDS // 2 and forms < LISTED_VARIETY * words


def _windows(
    page: Page, stretch: Sequence[Span], places: Sequence[Place], shown: Set[int]
) -> Iterator[tuple[float, Span]]:
    """For each place, the longest window that begins with it: its worth and its span."""
    holds = np.array([*_holds(page, stretch, places)], np.int64)
    before = np.array([SHOWN_BEFORE if place.leaf in shown else 1.0 for place in places])
    worths, ends = np.empty(len(places)), np.empty(len(places), np.int64)
    _slide(np.array(places, np.float64), before, holds, page.length, worths, ends)
    spans = zip(holds[:, 0].tolist(), ends.tolist(), strict=True)
    return zip(worths.tolist(), spans, strict=True)


@briefly_compiled
def _slide(places: F64, before: F64, holds: I64, length: int, worths: F64, ends: I64) -> None:
    """Write the worth of the longest window from each place on, and where it ends.

    Args:
        places: of shape (places, 6), as `Place`.
        before: for each place, what is left of its leaf by what was shown before.
        holds: of shape (places, 2), from `_holds`.
        length: how long a fragment may be.
        worths: filled.
        ends: filled.
    """
    last = len(places)
    leaves = np.int64(places[:, 4].max()) + 1
    best, count = np.zeros(leaves), np.zeros(leaves, np.int64)
    near, reach = np.zeros(last), np.empty(last, np.int64)
    for place in range(last):
        reach[place] = holds[place, 1]
        if place:
            reach[place] = max(reach[place], reach[place - 1])
            near[place] = near[place - 1]
            words = places[place, 2] - places[place - 1, 3]
            if words > 0 and places[place, 4] != places[place - 1, 4]:
                near[place] += CLOSE / words
    behind = 0
    for first in range(last):
        while behind < last and (behind <= first or reach[behind] - holds[first, 0] <= length):
            behind += 1
        for place in range(first, behind):
            leaf = np.int64(places[place, 4])
            best[leaf] = max(best[leaf], places[place, 5] * before[place])
            count[leaf] += 1
        worth = min(near[behind - 1] - near[first], MOST_CLOSE)
        for place in range(first, behind):
            leaf = np.int64(places[place, 4])
            if count[leaf]:
                worth += best[leaf] * (1 + REPEATED * min(count[leaf] - 1, MOST_REPEATED))
                best[leaf], count[leaf] = 0.0, 0
        worths[first] = worth
        ends[first] = max(reach[behind - 1], holds[first, 1])


def _holds(page: Page, stretch: Sequence[Span], places: Sequence[Place]) -> Iterator[Span]:
    """For each place what a fragment with it holds at least.

    Its unit; if that is too long, itself and some of the words that lead to it.
    """
    number = bisect_right(stretch, places[0].start, key=itemgetter(0)) - 1
    for place in places:
        while number + 1 < len(stretch) and stretch[number + 1][0] <= place.start:
            number += 1
        start, end = unit = stretch[number]
        if end - start <= page.length:
            yield unit
        else:
            lead = min(page.length // LEAD, page.length - (place.end - place.start))
            low = max(place.start - lead, start)
            yield beginning(page, low, place.start, (low + place.start) // 2), place.end

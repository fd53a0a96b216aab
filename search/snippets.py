"""Fragments of the original text that show why a document was found, and its highlights.

    text, tokens, matches -> units -> windows over matches -> the best, grown -> Snippet

Everything is cut from the original, never inside a grapheme cluster, nor inside a word unless
the word alone is longer than a fragment. A *unit* is a sentence, or a clause of a sentence
that is too long; a *window* is a run of matches whose units, or whose own words inside one
long unit, fit into a fragment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import Final

import regex

from index.analysis.token import Level, Token
from search.graphemes import cluster, is_boundary, widen
from search.matching import Match
from search.model import Snippet
from search.sentences import clauses, goes_on, sentences

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

_COMMA: Final = regex.compile(r"[,\N{ARABIC COMMA}\N{ARABIC SEMICOLON};:]\s++")
_SPACES: Final = regex.compile(r"\s++")
_SPACES_BEFORE: Final = regex.compile(r"\s++", regex.REVERSE)

Span = tuple[int, int]


def snippets(
    text: str,
    tokens: Sequence[Token],
    matches: Sequence[Match],
    *,
    most: int,
    length: int = 240,
    rarity: Mapping[int, float] | None = None,
) -> tuple[Snippet, ...]:
    """The fragments of `text` that show best what matched, best first.

    A fragment counts for the different leaves that it shows (by weight, rarity and level),
    then for how close together they stand; the earlier of equals wins, and what an earlier
    fragment shows counts less for the next. Fragments never overlap. With no matches there is
    one: the beginning of the text.

    Args:
        text: the original text of one field.
        tokens: its tokens, all of them.
        matches: what matched in it, from `search.matching`.
        most: how many fragments at most.
        length: how long a fragment may be, in characters; only a single grapheme cluster that
            is longer exceeds it.
        rarity: multiplies the weight of leaves, by their number; 1 for those left out.

    Returns:
        Snippets whose `text` is `text[start : start + len(snippet.text)]`, without whitespace
        at its ends; none if the text is blank.

    Raises:
        ValueError: `length` is below 1.
    """
    if length < 1:
        raise ValueError(f"a fragment needs at least one character, not {length}")
    page = _Page(text, tokens, length)
    marked = highlights(text, tokens, matches)
    places = _places(page, matches, rarity or {})
    stretches = [_units(page, marked)]
    shown: set[int] = set()
    fragments: list[Span] = []
    while len(fragments) < most and (best := _best(page, stretches, places, shown)):
        number, hull = best
        fragment = _grow(page, stretches[number], *hull)
        fragments.append(fragment)
        shown |= {place.leaf for place in _inside(places, *fragment)}
        stretches[number : number + 1] = _without(page, stretches[number], fragment)
    if not fragments and most > 0 and stretches[0]:
        start, end = stretches[0][0]
        end = min(end, _fit(page, start))
        fragments.append(_grow(page, stretches[0], start, end))
    return tuple(_snippet(text, marked, start, end) for start, end in fragments)


def highlights(text: str, tokens: Sequence[Token], matches: Sequence[Match]) -> tuple[Span, ...]:
    """What to highlight in a whole text (a title, a document's page).

    A phrase is one highlight with what stands between its words; matches that touch or overlap
    are one.

    Args:
        text: the original text.
        tokens: its tokens, all of them.
        matches: what matched in it.

    Returns:
        [start, end) offsets of whole grapheme clusters, ascending, never touching.
    """
    merged: list[Span] = []
    for first, last in sorted({(match.first, match.last) for match in matches}):
        start, end = _span(text, tokens, first, last)
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def segments(text: str, highlights: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is highlighted; joined they are the text.

    Args:
        text: any text.
        highlights: [start, end) offsets in it, ascending, never overlapping.
    """
    shown = 0
    for start, end in highlights:
        if shown < start:
            yield text[shown:start], False
        yield text[start:end], True
        shown = end
    if shown < len(text):
        yield text[shown:], False


# Places: the matches as offsets and worth


@dataclass(frozen=True, slots=True)
class _Page:
    """What fragments are cut from: the text, all its tokens, the most characters of one."""

    text: str
    tokens: Sequence[Token]
    length: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A match in the text: its offsets (cut at a fragment's length), tokens, leaf and worth."""

    start: int
    end: int
    first: int
    last: int
    leaf: int
    worth: float


def _places(
    page: _Page, matches: Sequence[Match], rarity: Mapping[int, float]
) -> tuple[_Place, ...]:
    found: list[_Place] = []
    for match in sorted(matches, key=lambda match: (match.first, match.last)):
        start, end = _span(page.text, page.tokens, match.first, match.last)
        if end - start > page.length:
            end = _fit(page, start)
        worth = match.weight * rarity.get(match.leaf, 1.0) * LEVEL_SHARE[match.level]
        found.append(_Place(start, end, match.first, match.last, match.leaf, worth))
    return tuple(found)


def _span(text: str, tokens: Sequence[Token], first: int, last: int) -> Span:
    return widen(text, tokens[first].start, tokens[last].end)


def _inside(places: Sequence[_Place], start: int, end: int) -> list[_Place]:
    low = bisect_left(places, start, key=_start)
    high = bisect_left(places, end, key=_start)
    return [place for place in places[low:high] if place.end <= end]


def _start(place: _Place | Token) -> int:
    return place.start


# Units and stretches: a stretch is a run of units from which no fragment was cut yet


def _units(page: _Page, marked: Sequence[Span]) -> list[Span]:
    """Sentences, and clauses of those too long; none begins inside a highlight or a cluster."""
    units: list[Span] = []
    waiting = iter((*marked, (len(page.text), len(page.text))))
    highlight = next(waiting)
    for sentence in sentences(page.text):
        fits = sentence[1] - sentence[0] <= page.length
        for start, end in (sentence,) if fits else clauses(page.text, *sentence):
            while highlight[1] <= start:
                highlight = next(waiting)
            if units and (highlight[0] < start or not _parted(page.text, units[-1][1], start)):
                units[-1] = units[-1][0], end
            else:
                units.append((start, end))
    if units:  # what stands inside the text is parted already
        units[0] = widen(page.text, units[0][0], units[0][1])[0], units[0][1]
        units[-1] = units[-1][0], widen(page.text, *units[-1])[1]
    return units


def _parted(text: str, end: int, start: int) -> bool:
    return is_boundary(text, end) and is_boundary(text, start)


def _without(page: _Page, stretch: Sequence[Span], fragment: Span) -> list[list[Span]]:
    """The stretches that are left of one from which a fragment was cut."""
    before = [(start, min(end, fragment[0])) for start, end in stretch if start < fragment[0]]
    behind = [(max(start, fragment[1]), end) for start, end in stretch if end > fragment[1]]
    return [
        kept
        for part in (before, behind)
        if (kept := [piece for span in part for piece in _trimmed(page.text, *span)])
    ]


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without the whitespace at its ends, unless nothing is left."""
    if before := _SPACES.match(text, start, end):
        start = before.end()
    if start < end:
        behind = _SPACES_BEFORE.match(text, start, end)
        yield widen(text, start, behind.start() if behind else end)


# Windows


def _best(
    page: _Page, stretches: Sequence[Sequence[Span]], places: Sequence[_Place], shown: Set[int]
) -> tuple[int, Span] | None:
    """The window worth most, as the number of its stretch and what it must hold."""
    best: tuple[float, int, Span] | None = None
    for number, stretch in enumerate(stretches):
        if stretch and (within := _inside(places, stretch[0][0], stretch[-1][1])):
            for worth, span in _windows(page, stretch, within, shown):
                if best is None or worth > best[0] + _ROUNDING:
                    worth *= LISTED if _is_a_list(page, *span) else 1.0
                    if best is None or worth > best[0] + _ROUNDING:
                        best = worth, number, span
    return best and best[1:]


def _is_a_list(page: _Page, start: int, end: int) -> bool:
    """Whether the words around a window repeat each other as no sentence does: keywords, links."""
    low = bisect_left(page.tokens, start, key=_start)
    high = bisect_left(page.tokens, end, key=_start)
    spare = max(0, LISTED_WORDS - (high - low)) // 2
    around = page.tokens[max(low - spare, 0) : high + spare]
    different = len({token.form for token in around})
    return len(around) >= LISTED_WORDS // 2 and different < LISTED_VARIETY * len(around)


def _windows(
    page: _Page, stretch: Sequence[Span], places: Sequence[_Place], shown: Set[int]
) -> Iterator[tuple[float, Span]]:
    """For each place, the longest window that begins with it: its worth and its span."""
    holds = [_hold(page, stretch, place) for place in places]
    ends = list(accumulate((end for _, end in holds), max))
    near = [0.0, *accumulate(map(_nearness, places, places[1:]))]
    tally = _Tally(shown)
    behind = 0
    for number, place in enumerate(places):
        start = holds[number][0]
        while behind < len(places) and (behind <= number or ends[behind] - start <= page.length):
            tally.add(places[behind], 1)
            behind += 1
        closeness = min(near[behind - 1] - near[number], MOST_CLOSE)
        yield tally.worth + closeness, (start, max(ends[behind - 1], holds[number][1]))
        tally.add(place, -1)


def _hold(page: _Page, stretch: Sequence[Span], place: _Place) -> Span:
    """What a fragment with this place holds at least.

    Its unit; if that is too long, itself and some of the words that lead to it.
    """
    unit = stretch[bisect_right(stretch, place.start, key=itemgetter(0)) - 1]
    if unit[1] - unit[0] <= page.length:
        return unit
    lead = min(page.length // LEAD, page.length - (place.end - place.start))
    low = max(place.start - lead, unit[0])
    return _lead(page, low, place.start, (low + place.start) // 2), place.end


def _nearness(one: _Place, next_one: _Place) -> float:
    words = next_one.first - one.last
    return CLOSE / words if words > 0 and one.leaf != next_one.leaf else 0.0


class _Tally:
    """The worth of the leaves in a window that slides over places."""

    def __init__(self, shown: Set[int]) -> None:
        self.worth = 0.0
        self._shown: Final = shown
        self._leaves: Final[dict[int, float]] = defaultdict(float)
        self._places: Final[dict[int, Counter[float]]] = defaultdict(Counter)
        self._counts: Final[Counter[int]] = Counter()

    def add(self, place: _Place, times: int) -> None:
        """Take a place in (`times` 1) or out (-1)."""
        number, worths = place.leaf, self._places[place.leaf]
        worths[place.worth] += times
        if not worths[place.worth]:
            del worths[place.worth]
        self._counts[number] += times
        worth = max(worths, default=0.0) * (SHOWN_BEFORE if number in self._shown else 1.0)
        worth *= 1 + REPEATED * min(self._counts[number] - 1, MOST_REPEATED)
        self.worth += worth - self._leaves[number]
        self._leaves[number] = worth


# Cutting


def _grow(page: _Page, stretch: Sequence[Span], start: int, end: int) -> Span:
    """The fragment around a span: whole units while they fit, else words of those it cuts."""
    first = bisect_right(stretch, start, key=itemgetter(0)) - 1
    last = max(first, bisect_left(stretch, end, key=itemgetter(0)) - 1)
    if end - stretch[first][0] <= page.length:
        start = stretch[first][0]
    if stretch[last][1] - start <= page.length:
        end = stretch[last][1]
    before, behind = start == stretch[first][0], end == stretch[last][1]
    while before or behind:
        behind = behind and last + 1 < len(stretch) and stretch[last + 1][1] - start <= page.length
        if behind:
            last, end = last + 1, stretch[last + 1][1]
        before = (
            before
            and first > 0
            and end - stretch[first - 1][0] <= page.length
            and goes_on(page.text, stretch[first - 1], stretch[first])
        )
        if before:
            first, start = first - 1, stretch[first - 1][0]
    return _fill(page, stretch, (first, last), (start, end))


def _fill(page: _Page, stretch: Sequence[Span], units: Span, span: Span) -> Span:
    """Words added at the sides that cut a unit; to a short fragment, words of the next one."""
    (first, last), (start, end) = units, span
    cut_before, cut_behind = start > stretch[first][0], end < stretch[last][1]
    if not cut_before and not cut_behind and end - start < page.length // 2:
        if last + 1 < len(stretch):
            last, cut_behind = last + 1, True
        elif first > 0:
            first, cut_before = first - 1, True
    spare = page.length - (end - start)
    if cut_before:
        low = start - (spare // 2 if cut_behind else spare)
        start = _lead(page, max(low, stretch[first][0]), start, start)
    if cut_behind:
        end = _last_word(page, end, min(start + page.length, stretch[last][1]))
    return start, end


def _fit(page: _Page, start: int) -> int:
    """Where a fragment from `start` ends at the latest: behind a word, else behind a cluster."""
    high = start + page.length
    if high >= len(page.text):
        return len(page.text)
    if (end := _last_word(page, start, high)) > start:
        return end
    low, high = cluster(page.text, high)
    return low if low > start else high


def _lead(page: _Page, low: int, high: int, latest: int) -> int:
    """Where a fragment begins in [low, high]: behind a comma up to `latest`, else at a word."""
    start = _first_word(page, low, high)
    comma = _COMMA.search(page.text, start, latest)
    return comma.end() if comma and is_boundary(page.text, comma.end()) else start


def _first_word(page: _Page, low: int, high: int) -> int:
    """The earliest offset in [low, high] where a fragment may begin; `high` at least."""
    if low == 0:
        return 0
    for spaces in _SPACES.finditer(page.text, low - 1, high):
        if is_boundary(page.text, spaces.end()):
            return spaces.end()
    at = bisect_left(page.tokens, low, key=_start)
    if at < len(page.tokens) and page.tokens[at].start < high:
        start = page.tokens[at].start
        return start if is_boundary(page.text, start) else high
    return high


def _last_word(page: _Page, low: int, high: int) -> int:
    """The latest offset in [low, high] where a fragment may end; `low` at least."""
    for spaces in _SPACES_BEFORE.finditer(page.text, low, min(high + 1, len(page.text))):
        if is_boundary(page.text, spaces.start()):
            return spaces.start()
    at = bisect_right(page.tokens, high, key=_start) - 1
    before = low  # the beginning of a word that `high` would part
    while at >= 0 and page.tokens[at].end > high:
        before = page.tokens[at].start
        at -= 1
    behind = page.tokens[at].end if at >= 0 else low
    return next((end for end in (behind, before) if end > low and is_boundary(page.text, end)), low)


def _snippet(text: str, marked: Sequence[Span], start: int, end: int) -> Snippet:
    low = bisect_right(marked, start, key=itemgetter(1))
    high = bisect_left(marked, end, key=itemgetter(0))
    return Snippet(
        text=text[start:end],
        highlights=tuple((max(s, start) - start, min(e, end) - start) for s, e in marked[low:high]),
        start=start,
    )

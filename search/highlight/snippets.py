"""Fragments of the original text that show why a document was found, and its highlights.

    text, tokens, matches -> units -> windows over matches -> the best, grown -> Snippet

Everything is cut from the original, never inside a grapheme cluster, nor inside a word unless
the word alone is longer than a fragment (`search.highlight.fragment_bounds`). A *unit* is a
sentence, or a clause of a sentence that is too long; a *window* (`search.highlight.windows`) is a
run of matches whose units, or whose own words inside one long unit, fit into a fragment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from index.analysis.token import Token
from search.highlight.fragment_bounds import Page, Span, beginning, end_that_fits, last_word
from search.highlight.matcher import Match
from search.highlight.windows import best_window, inside, places_of, spans_of
from search.model.limits import LIMITS
from search.model.records import Snippet
from search.text.graphemes import is_boundary, widen
from search.text.sentences import clauses, goes_on, sentences, trimmed_before, trimmed_behind


def snippets(
    text: str,
    tokens: Sequence[Token],
    matches: Sequence[Match],
    *,
    most: int,
    length: int = LIMITS.max_snippet_characters,
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
        matches: what matched in it, from `search.highlight.matcher`.
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
    page = Page(text, tokens, length)
    spans = spans_of(text, tokens, matches)
    marked = _joined(spans.values())
    places = places_of(page, matches, spans, rarity or {})
    stretches = [_units(page, marked)]
    shown: set[int] = set()
    fragments: list[Span] = []
    while len(fragments) < most and (best := best_window(page, stretches, places, shown)):
        number, hull = best
        fragment = _grow(page, stretches[number], *hull)
        fragments.append(fragment)
        shown |= {place.leaf for place in inside(places, *fragment)}
        stretches[number : number + 1] = _without(page, stretches[number], fragment)
    if not fragments and most > 0 and stretches[0]:
        start, end = stretches[0][0]
        end = min(end, end_that_fits(page, start))
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
    return _joined(spans_of(text, tokens, matches).values())


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans, ascending, those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


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


# Units and stretches: a stretch is a run of units from which no fragment was cut yet


def _units(page: Page, marked: Sequence[Span]) -> list[Span]:
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


def _without(page: Page, stretch: Sequence[Span], fragment: Span) -> list[list[Span]]:
    """The stretches that are left of one from which a fragment was cut."""
    first = bisect_right(stretch, fragment[0], key=itemgetter(1))  # the first unit it reaches into
    last = bisect_left(stretch, fragment[1], key=itemgetter(0))
    before, behind = [*stretch[:first]], [*stretch[last:]]
    if first < last:
        if stretch[first][0] < fragment[0]:
            before += _trimmed(page.text, stretch[first][0], fragment[0])
        if fragment[1] < stretch[last - 1][1]:
            behind = [*_trimmed(page.text, fragment[1], stretch[last - 1][1]), *behind]
    return [kept for kept in (before, behind) if kept]


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without the whitespace at its ends, unless nothing is left."""
    start = trimmed_before(text, start, end)
    if start < end:
        yield widen(text, start, trimmed_behind(text, start, end))


# Cutting


def _grow(page: Page, stretch: Sequence[Span], start: int, end: int) -> Span:
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


def _fill(page: Page, stretch: Sequence[Span], units: Span, span: Span) -> Span:
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
        start = beginning(page, max(low, stretch[first][0]), start, start)
    if cut_behind:
        end = last_word(page, end, min(start + page.length, stretch[last][1]))
    return start, end


def _snippet(text: str, marked: Sequence[Span], start: int, end: int) -> Snippet:
    low = bisect_right(marked, start, key=itemgetter(1))
    high = bisect_left(marked, end, key=itemgetter(0))
    return Snippet(
        text=text[start:end],
        highlights=tuple((max(s, start) - start, min(e, end) - start) for s, e in marked[low:high]),
        start=start,
    )

"""Snippets and highlights, cut from the original text.

    text, tokens, matches -> units -> windows over matches -> the best window, grown -> Snippet

Nothing is cut inside a grapheme cluster, nor inside a word unless the word alone is longer than
a fragment (`search.highlight.fragment_bounds`). A *unit* is a sentence, or a clause of a sentence
that is too long. A *window* (`search.highlight.windows`) is a group of neighbouring matches whose
units fit into a fragment, or whose own words do if their unit is too long. A *region* is a list
of neighbouring units that no fragment covers yet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from index.analysis.token import Token
from search.highlight.fragment_bounds import (
    SnippetSource,
    Span,
    fragment_start,
    last_word_end,
    latest_end,
)
from search.highlight.matcher import Match
from search.highlight.windows import best_window, inside, places_of, spans_of
from search.model.limits import LIMITS
from search.model.records import Snippet
from search.text.graphemes import is_boundary, widen
from search.text.sentences import clauses, goes_on, sentences, trimmed


def snippets(
    text: str,
    tokens: Sequence[Token],
    matches: Sequence[Match],
    *,
    most: int,
    length: int = LIMITS.max_snippet_characters,
) -> tuple[Snippet, ...]:
    """The fragments of `text` that show the matches best, best first.

    A fragment scores for the different leaves in it, by their weights and levels, then for how
    close together they are; the earlier of equals wins. A leaf that an earlier fragment contains
    scores less in the next. Fragments never overlap. Without matches there is one fragment: the
    beginning of the text.

    Args:
        text: the original text of one field.
        tokens: all tokens of the text.
        matches: what `search.highlight.matcher` found in it.
        most: how many fragments at most.
        length: how long a fragment may be, in characters; only a single grapheme cluster that
            is longer exceeds it.

    Returns:
        Snippets whose `text` is `text[start : start + len(snippet.text)]`, without whitespace
        at its ends; none if the text is blank.

    Raises:
        ValueError: `length` is below 1.
    """
    if length < 1:
        raise ValueError(f"a fragment needs at least one character, not {length}")
    source = SnippetSource(text, tokens, length)
    spans = spans_of(text, tokens, matches)
    highlighted = _merged(spans.values())
    places = places_of(source, matches, spans)
    regions = [_units(source, highlighted)]
    covered: set[int] = set()
    fragments: list[Span] = []
    while len(fragments) < most and (best := best_window(source, regions, places, covered)):
        number, window = best
        fragment = _grow(source, regions[number], *window)
        fragments.append(fragment)
        covered |= {place.leaf for place in inside(places, *fragment)}
        regions[number : number + 1] = _without(source, regions[number], fragment)
    if not fragments and most > 0 and regions[0]:
        start, end = regions[0][0]
        end = min(end, latest_end(source, start))
        fragments.append(_grow(source, regions[0], start, end))
    return tuple(_snippet(text, highlighted, start, end) for start, end in fragments)


def highlights(text: str, tokens: Sequence[Token], matches: Sequence[Match]) -> tuple[Span, ...]:
    """What to highlight in a whole text (a title, a document's page).

    A phrase is one highlight with what is between its words; matches that touch or overlap are
    one.

    Args:
        text: the original text.
        tokens: all tokens of the text.
        matches: what matched in it.

    Returns:
        [start, end) offsets of whole grapheme clusters, ascending, never touching.
    """
    return _merged(spans_of(text, tokens, matches).values())


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Ascending spans, with those that touch or overlap made one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def segments(
    text: str, highlights: Sequence[Sequence[int]], start: int = 0, end: int | None = None
) -> Iterator[tuple[str, int]]:
    """`text[start:end]`, cut where highlights begin and end; joined, the segments are the text.

    Args:
        text: any text.
        highlights: [start, end) offsets in it, ascending, never overlapping.
        start: where to begin.
        end: where to stop, None for the end of the text.

    Returns:
        Each segment with the number of its highlight, from 1; 0 for one that is not highlighted.
    """
    end = len(text) if end is None else end
    for number in range(bisect_right(highlights, start, key=itemgetter(1)), len(highlights)):
        low, high = max(start, highlights[number][0]), min(highlights[number][1], end)
        if low >= end:
            break
        if low < high:
            if start < low:
                yield text[start:low], 0
            yield text[low:high], number + 1
            start = high
    if start < end:
        yield text[start:end], 0


def _units(source: SnippetSource, highlighted: Sequence[Span]) -> list[Span]:
    """Sentences, and clauses of those too long; none begins inside a highlight or a cluster."""
    text = source.text
    units: list[Span] = []
    following = iter((*highlighted, (len(text), len(text))))
    highlight = next(following)
    for sentence in sentences(text):
        fits = sentence[1] - sentence[0] <= source.length
        for start, end in (sentence,) if fits else clauses(text, *sentence):
            while highlight[1] <= start:
                highlight = next(following)
            cuts = units and not (is_boundary(text, units[-1][1]) and is_boundary(text, start))
            if units and (highlight[0] < start or cuts):
                units[-1] = units[-1][0], end
            else:
                units.append((start, end))
    if units:  # only the two ends of the text were not checked yet
        units[0] = widen(text, units[0][0], units[0][1])[0], units[0][1]
        units[-1] = units[-1][0], widen(text, *units[-1])[1]
    return units


def _without(source: SnippetSource, region: Sequence[Span], fragment: Span) -> list[list[Span]]:
    """The regions that are left of one from which a fragment was cut."""
    first = bisect_right(region, fragment[0], key=itemgetter(1))  # the first unit that it cuts
    last = bisect_left(region, fragment[1], key=itemgetter(0))
    before, after = [*region[:first]], [*region[last:]]
    if first < last:
        if region[first][0] < fragment[0]:
            before += _trimmed(source.text, region[first][0], fragment[0])
        if fragment[1] < region[last - 1][1]:
            after = [*_trimmed(source.text, fragment[1], region[last - 1][1]), *after]
    return [units for units in (before, after) if units]


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without the whitespace at its ends, unless nothing is left."""
    if span := trimmed(text, start, end):
        yield widen(text, *span)


def _grow(source: SnippetSource, region: Sequence[Span], start: int, end: int) -> Span:
    """The fragment around a span: whole units while they fit, else words of those it cuts."""
    first = bisect_right(region, start, key=itemgetter(0)) - 1
    last = max(first, bisect_left(region, end, key=itemgetter(0)) - 1)
    if end - region[first][0] <= source.length:
        start = region[first][0]
    if region[last][1] - start <= source.length:
        end = region[last][1]
    before, after = start == region[first][0], end == region[last][1]
    while before or after:
        after = after and last + 1 < len(region) and region[last + 1][1] - start <= source.length
        if after:
            last, end = last + 1, region[last + 1][1]
        before = (
            before
            and first > 0
            and end - region[first - 1][0] <= source.length
            and goes_on(source.text, region[first - 1], region[first])
        )
        if before:
            first, start = first - 1, region[first - 1][0]
    return _fill(source, region, (first, last), (start, end))


def _fill(source: SnippetSource, region: Sequence[Span], units: Span, span: Span) -> Span:
    """The span with words added where it cuts a unit, and to a short span words of the next one."""
    (first, last), (start, end) = units, span
    cuts_first, cuts_last = start > region[first][0], end < region[last][1]
    if not cuts_first and not cuts_last and end - start < source.length // 2:
        if last + 1 < len(region):
            last, cuts_last = last + 1, True
        elif first > 0:
            first, cuts_first = first - 1, True
    spare = source.length - (end - start)
    if cuts_first:
        low = start - (spare // 2 if cuts_last else spare)
        start = fragment_start(source, max(low, region[first][0]), start, start)
    if cuts_last:
        end = last_word_end(source, end, min(start + source.length, region[last][1]))
    return start, end


def _snippet(text: str, highlighted: Sequence[Span], start: int, end: int) -> Snippet:
    low = bisect_right(highlighted, start, key=itemgetter(1))
    high = bisect_left(highlighted, end, key=itemgetter(0))
    return Snippet(
        text=text[start:end],
        highlights=tuple(
            (max(first, start) - start, min(last, end) - start)
            for first, last in highlighted[low:high]
        ),
        start=start,
    )

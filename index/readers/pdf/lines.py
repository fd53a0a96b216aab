"""From glyphs to lines of text in logical order.

A page shows Arabic from right to left, and numbers and Latin words in it from left to right. The
glyphs of a line are put in visual order, then in logical order: the reverse of what the Unicode
Bidirectional Algorithm (UAX #9, rule L2) did for display.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.readers.pdf.glyphs import Glyph

_MAX_BASELINE_SHIFT = 0.5  # of the font's height between two baselines
_MAX_OVERPRINT_SHIFT = 0.08  # of the font's height between two glyphs that imitate bold
_MAX_OVERLAP = (
    0.6  # of the font's height by which a letter may stand before the one drawn before it
)
_MIN_GAP_OF_SPACE = 0.5  # of a space's width, from which on a gap is a space
_MIN_GAP_OF_HEIGHT = 0.12  # of the font's height
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_OPENING, _CLOSING = "([{«‹", ")]}»›"
_NUMBER = "n"
# After an Arabic letter a hyphen or a percent sign does not join figures (rules W2 and W4).
_JOINS_FIGURES = re.compile("[.,:/\u066b\u066c]")


def lines(glyphs: Iterable[Glyph]) -> Iterator[str]:
    """The lines of a page in the order in which they were drawn, each in logical order."""
    drawn = list(_drawn_lines(glyphs))
    texts = [logical(line) for line in drawn]
    if _unmatched("\n".join(texts)) > _unmatched("\n".join(texts).translate(_MIRRORED)):
        # The file has brackets by their looks, which are mirrored in Arabic, not by their meaning.
        texts = [logical(line, mirrored=True) for line in drawn]
    yield from texts


def logical(line: Sequence[Glyph], *, mirrored: bool = False) -> str:
    """The text of one line in logical order.

    Args:
        line: its glyphs in the order in which they are drawn.
        mirrored: whether brackets in right-to-left parts mean their counterparts.
    """
    clusters = list(_clusters(line))
    kinds = [_kind(cluster) for cluster in clusters]
    arabic, latin = kinds.count("R"), kinds.count("L")
    if arabic >= max(latin, 1):
        text = _right_to_left(clusters, mirrored=mirrored)
    else:
        ordered: list[str] = []
        index = 0
        for start, end in _spans_of(kinds, strong="R", weak=""):
            ordered += clusters[index:start]
            ordered.append(_right_to_left(clusters[start:end], mirrored=mirrored))
            index = end
        text = "".join((*ordered, *clusters[index:]))
    return re.sub(" {2,}", " ", text).strip()


def _drawn_lines(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.text or glyph.text == "\0":
            continue
        if line and not _on_line(glyph, line):
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def _on_line(glyph: Glyph, line: Sequence[Glyph]) -> bool:
    first = next((each for each in line if not _is_mark(each.text)), line[0])
    height = max(glyph.size, first.size)
    return (
        glyph.angle == first.angle and abs(glyph.base - first.base) <= _MAX_BASELINE_SHIFT * height
    )


def _clusters(line: Sequence[Glyph]) -> Iterator[str]:
    """The texts of glyphs from left to right, marks with their letters, gaps as spaces."""
    letters = sorted(_in_drawn_order(list(_with_marks(line))), key=lambda letter: letter.start)
    before: Glyph | None = None
    for letter in _without_overprints(letters):
        if before and " " not in (letter.text, before.text) and _is_gap(before, letter):
            yield " "
        yield letter.text
        before = letter


def _with_marks(line: Sequence[Glyph]) -> Iterator[Glyph]:
    """The letters, each followed by its marks.

    Shapers draw right-to-left text from left to right: a mark comes before its letter, and of two
    marks the outer one first. A program that draws in reading order puts marks after the letter.
    """
    letter: Glyph | None = None
    marks: list[str] = []
    for glyph in line:
        if _is_mark(glyph.text):
            marks.append(glyph.text)
            continue
        backwards = letter is not None and glyph.start < letter.start
        if letter and marks and (backwards or _kind(letter.text) == "L"):
            letter, marks = replace(letter, text=letter.text + "".join(marks)), []
        if letter:
            yield letter
        letter, marks = replace(glyph, text=glyph.text + "".join(reversed(marks))), []
    if letter:
        yield replace(letter, text=letter.text + "".join(marks))
    elif marks:
        yield replace(line[0], text="".join(marks))


def _in_drawn_order(letters: Sequence[Glyph]) -> Iterator[Glyph]:
    """Letters, moved where one overlaps the one drawn before it, if the line goes rightwards."""
    steps = [after.start - before.start for before, after in pairwise(letters)]
    forwards = sum(step > 0 for step in steps) > 2 * sum(step < 0 for step in steps)
    before: Glyph | None = None
    for letter in letters:
        if forwards and before and 0 < before.start - letter.start < _MAX_OVERLAP * letter.size:
            letter = replace(letter, start=before.start)
        yield letter
        before = letter


def _without_overprints(letters: Sequence[Glyph]) -> Iterator[Glyph]:
    before: Glyph | None = None
    for letter in letters:
        same = before and before.text == letter.text and letter.end > letter.start
        if not (
            same and before and letter.start - before.start < _MAX_OVERPRINT_SHIFT * letter.size
        ):
            yield letter
        before = letter


def _is_gap(left: Glyph, right: Glyph) -> bool:
    narrowest = _MIN_GAP_OF_HEIGHT * max(left.size, right.size)
    return right.start - left.end > max(narrowest, _MIN_GAP_OF_SPACE * min(left.space, right.space))


def _is_mark(text: str) -> bool:
    return all(unicodedata.category(character) == "Mn" for character in text)


def _kind(cluster: str) -> str:
    """R for Arabic and Hebrew letters, L for others, n for figures, "" for the rest."""
    kinds = {unicodedata.bidirectional(character) for character in cluster}
    if kinds & {"R", "AL"}:
        return "R"
    if "L" in kinds:
        return "L"
    return _NUMBER if kinds & {"EN", "AN"} else ""


def _right_to_left(clusters: Sequence[str], *, mirrored: bool) -> str:
    """The text of clusters in visual order, reversed except for Latin words and numbers."""
    backwards = list(reversed(clusters))
    kinds = [_kind(cluster) for cluster in backwards]
    table = _MIRRORED if mirrored else {}
    ordered: list[str] = []
    index = 0
    for start, end in _spans_of(kinds, strong="L", weak=_NUMBER):
        ordered += (cluster.translate(table) for cluster in backwards[index:start])
        ordered += _left_to_right(backwards[start:end])
        index = end
    ordered += (cluster.translate(table) for cluster in backwards[index:])
    return "".join(ordered)


def _left_to_right(part: Sequence[str]) -> Sequence[str]:
    """Reversed Latin words and numbers in their own order; of numbers alone, each by itself."""
    if any(_kind(cluster) == "L" for cluster in part):
        return list(reversed(part))
    ordered: list[str] = []
    digits: list[str] = []
    for index, cluster in enumerate(part):
        inner = 0 < index < len(part) - 1 and _JOINS_FIGURES.fullmatch(cluster)
        joined = inner and _kind(part[index - 1]) == _kind(part[index + 1]) == _NUMBER
        if _kind(cluster) == _NUMBER or joined:
            digits.insert(0, cluster)
        else:
            ordered += [*digits, cluster]
            digits = []
    return [*ordered, *digits]


def _spans_of(kinds: Sequence[str], *, strong: str, weak: str) -> list[tuple[int, int]]:
    """The [start, end) spans of `strong` or `weak` kinds, with neutral ones between these."""
    spans: list[tuple[int, int]] = []
    start = end = -1
    for index, kind in enumerate(kinds):
        if kind and kind in (strong, weak):
            start, end = (index if start < 0 else start), index + 1
        elif kind and start >= 0:
            spans.append((start, end))
            start = -1
    return [*spans, (start, end)] if start >= 0 else spans


def _unmatched(text: str) -> int:
    """How many closing brackets have no opening one before them."""
    depth = unmatched = 0
    for character in text:
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            unmatched += depth == 0
            depth = max(0, depth - 1)
    return unmatched

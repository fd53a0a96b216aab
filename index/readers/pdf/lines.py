"""Glyphs to lines of text in logical order.

A page shows Arabic from right to left and the numbers and Latin words in it from left to right. The
glyphs of a line are put in the order in which they are seen, then in the order in which they are
read: the reverse of what the Unicode Bidirectional Algorithm (UAX #9, rule L2) did to show them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.readers.pdf.glyphs import Glyph

_SAME_LINE = 0.5  # of the font's height between two baselines
_OVERPRINT = 0.08  # of the font's height between two glyphs that imitate bold
_REACH = 0.6  # of the font's height by which a letter may stand before the one drawn before it
_GAP = 0.5  # of a space's width, from which on a gap is a space
_NARROWEST_GAP = 0.12  # of the font's height
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_OPENING, _CLOSING = "([{«‹", ")]}»›"
_NUMBER = "n"
# After an Arabic letter a hyphen or a percent sign does not join figures (rules W2 and W4).
_JOINS_FIGURES = re.compile("[.,:/\u066b\u066c]")


def lines(glyphs: Iterable[Glyph]) -> Iterator[str]:
    """The lines of a page, drawn one after the other, each in logical order."""
    drawn = list(_drawn_lines(glyphs))
    texts = [logical(line) for line in drawn]
    if _unmatched("\n".join(texts)) > _unmatched("\n".join(texts).translate(_MIRRORED)):
        # Brackets come by their shapes, which are mirrored in Arabic, not by their meaning.
        texts = [logical(line, mirrored=True) for line in drawn]
    yield from texts


def logical(line: Sequence[Glyph], *, mirrored: bool = False) -> str:
    """The text of one line, in the order in which it is read.

    Args:
        line: its glyphs in the order in which they are drawn.
        mirrored: whether brackets in its right-to-left parts stand for their counterparts.
    """
    clusters = list(_clusters(line))
    kinds = [_kind(cluster) for cluster in clusters]
    arabic, latin = kinds.count("R"), kinds.count("L")
    if arabic >= max(latin, 1):
        text = _right_to_left(clusters, mirrored=mirrored)
    else:
        ordered: list[str] = []
        place = 0
        for start, end in _runs(kinds, strong="R", weak=""):
            ordered += clusters[place:start]
            ordered.append(_right_to_left(clusters[start:end], mirrored=mirrored))
            place = end
        text = "".join((*ordered, *clusters[place:]))
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
    return glyph.angle == first.angle and abs(glyph.base - first.base) <= _SAME_LINE * height


def _clusters(line: Sequence[Glyph]) -> Iterator[str]:
    """The glyphs as they are seen from left to right, marks with their letters, gaps as spaces."""
    letters = sorted(_steady(list(_with_marks(line))), key=lambda letter: letter.start)
    before: Glyph | None = None
    for letter in _printed_once(letters):
        if before and " " not in (letter.text, before.text) and _is_gap(before, letter):
            yield " "
        yield letter.text
        before = letter


def _with_marks(line: Sequence[Glyph]) -> Iterator[Glyph]:
    """The letters, each with its marks behind it.

    Shapers draw right-to-left text from left to right, so that a mark comes before its letter, and
    of two marks the outer one first; a program that draws in reading order puts it behind.
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


def _steady(letters: Sequence[Glyph]) -> Iterator[Glyph]:
    """Letters drawn from left to right keep that order where one reaches under its neighbour."""
    steps = [after.start - before.start for before, after in pairwise(letters)]
    forwards = sum(step > 0 for step in steps) > 2 * sum(step < 0 for step in steps)
    before: Glyph | None = None
    for letter in letters:
        if forwards and before and 0 < before.start - letter.start < _REACH * letter.size:
            letter = replace(letter, start=before.start)
        yield letter
        before = letter


def _printed_once(letters: Sequence[Glyph]) -> Iterator[Glyph]:
    before: Glyph | None = None
    for letter in letters:
        same = before and before.text == letter.text and letter.end > letter.start
        if not (same and before and letter.start - before.start < _OVERPRINT * letter.size):
            yield letter
        before = letter


def _is_gap(left: Glyph, right: Glyph) -> bool:
    narrowest = _NARROWEST_GAP * max(left.size, right.size)
    return right.start - left.end > max(narrowest, _GAP * min(left.space, right.space))


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
    """Clusters seen from left to right, read from right to left; Latin words and numbers not."""
    backwards = list(reversed(clusters))
    kinds = [_kind(cluster) for cluster in backwards]
    table = _MIRRORED if mirrored else {}
    ordered: list[str] = []
    place = 0
    for start, end in _runs(kinds, strong="L", weak=_NUMBER):
        ordered += (cluster.translate(table) for cluster in backwards[place:start])
        ordered += _left_to_right(backwards[start:end])
        place = end
    ordered += (cluster.translate(table) for cluster in backwards[place:])
    return "".join(ordered)


def _left_to_right(run: Sequence[str]) -> Sequence[str]:
    """A run of Latin and figures turned back; figures alone only as far as they are one number."""
    if any(_kind(cluster) == "L" for cluster in run):
        return list(reversed(run))
    ordered: list[str] = []
    number: list[str] = []
    for place, cluster in enumerate(run):
        inner = 0 < place < len(run) - 1 and _JOINS_FIGURES.fullmatch(cluster)
        joined = inner and _kind(run[place - 1]) == _kind(run[place + 1]) == _NUMBER
        if _kind(cluster) == _NUMBER or joined:
            number.insert(0, cluster)
        else:
            ordered += [*number, cluster]
            number = []
    return [*ordered, *number]


def _runs(kinds: Sequence[str], *, strong: str, weak: str) -> list[tuple[int, int]]:
    """Where runs of `strong` or `weak` kinds stand, with what is neutral between two of them."""
    runs: list[tuple[int, int]] = []
    start = end = -1
    for place, kind in enumerate(kinds):
        if kind and kind in (strong, weak):
            start, end = (place if start < 0 else start), place + 1
        elif kind and start >= 0:
            runs.append((start, end))
            start = -1
    return [*runs, (start, end)] if start >= 0 else runs


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

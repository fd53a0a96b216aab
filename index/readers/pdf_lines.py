"""Glyphs to lines of text in logical order.

A page shows Arabic from right to left and the numbers and Latin words in it from left to right. The
glyphs of a line are put in the order in which they are seen, then in the order in which they are
read: the reverse of what the Unicode Bidirectional Algorithm (UAX #9, rule L2) did to show them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from index.readers.pdf_glyphs import Glyph

_SAME_LINE = 0.5  # of the font's height between two baselines
_OVERPRINT = 0.08  # of the font's height between two glyphs that imitate bold
_GAP = 0.5  # of a space's width, from which on a gap is a space
_NARROWEST_GAP = 0.12  # of the font's height
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_OPENING, _CLOSING = "([{«‹", ")]}»›"
_NUMBER = "n"
_JOINS_FIGURES = re.compile(r"[.,:/\u066b\u066c%+-]")


def lines(glyphs: Iterable[Glyph]) -> Iterator[str]:
    """The lines of a page, drawn one after the other, each in logical order."""
    line: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.text or glyph.text == "\0":
            continue
        if line and not _on_line(glyph, line):
            yield logical(line)
            line = []
        line.append(glyph)
    if line:
        yield logical(line)


def logical(line: Sequence[Glyph]) -> str:
    """The text of one line, in the order in which it is read."""
    clusters = list(_clusters(line))
    kinds = [_kind(cluster) for cluster in clusters]
    arabic, latin = kinds.count("R"), kinds.count("L")
    if not arabic:
        text = "".join(clusters)
    elif arabic >= latin:
        text = _right_to_left(clusters)
    else:
        runs = _runs(kinds, strong="R", weak="")
        ordered: list[str] = []
        place = 0
        for start, end in runs:
            ordered += clusters[place:start]
            ordered.append(_right_to_left(clusters[start:end]))
            place = end
        text = "".join((*ordered, *clusters[place:]))
    return re.sub(" {2,}", " ", text).strip()


def _on_line(glyph: Glyph, line: Sequence[Glyph]) -> bool:
    first = next((each for each in line if not _is_mark(each.text)), line[0])
    height = max(glyph.size, first.size)
    return glyph.angle == first.angle and abs(glyph.base - first.base) <= _SAME_LINE * height


def _clusters(line: Sequence[Glyph]) -> Iterator[str]:
    """The glyphs as they are seen from left to right, marks with their letters, gaps as spaces."""
    marks = [glyph for glyph in line if _is_mark(glyph.text)]
    letters = sorted((g for g in line if not _is_mark(g.text)), key=lambda g: (g.start, g.end))
    letters = list(_printed_once(letters))
    if not letters:
        yield from (mark.text for mark in marks)
        return
    texts = [letter.text for letter in letters]
    for mark in marks:
        centre = (mark.start + mark.end) / 2
        nearest = min(range(len(letters)), key=lambda i: _distance(letters[i], centre))
        texts[nearest] += mark.text
    before: Glyph | None = None
    for letter, text in zip(letters, texts, strict=True):
        if before and " " not in (letter.text, before.text) and _is_gap(before, letter):
            yield " "
        yield text
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


def _distance(letter: Glyph, centre: float) -> float:
    return max(letter.start - centre, centre - letter.end, 0.0)


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


def _right_to_left(clusters: Sequence[str]) -> str:
    """Clusters seen from left to right, read from right to left; Latin words and numbers not."""
    backwards = list(reversed(clusters))
    kinds = [_kind(cluster) for cluster in backwards]
    runs = _runs(kinds, strong="L", weak=_NUMBER)
    ordered: list[str] = []
    between: list[str] = []
    place = 0
    for start, end in (*runs, (len(backwards), len(backwards))):
        between += [*backwards[place:start]]
        ordered += [*backwards[place:start], *_left_to_right(backwards[start:end])]
        place = end
    text = "".join(ordered)
    return text.translate(_MIRRORED) if _opens_with_closing("".join(between)) else text


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


def _opens_with_closing(text: str) -> bool:
    """Whether brackets come shape by shape, mirrored, instead of by meaning."""
    first = next((c for c in text if c in _OPENING or c in _CLOSING), "")
    return bool(first) and first in _CLOSING

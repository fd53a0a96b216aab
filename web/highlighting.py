"""Text in pieces, marked and unmarked, for templates that escape each piece by themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from search.highlight.snippets import segments

_LINE_END: Final = re.compile(r"(\s*\n\s*)")


class Piece(NamedTuple):
    """A run of text.

    Attributes:
        text: as the document has it.
        match: 0 where nothing matched, else the number of the match in its text, from 1.
        ends_line: the end of a line which nothing but the line's end divides from the next.
    """

    text: str
    match: int = 0
    ends_line: bool = False


def pieces(text: str, highlights: Sequence[Sequence[int]]) -> list[Piece]:
    """Cut `text` where its highlights begin and end; nothing is lost or doubled.

    Args:
        text: any text.
        highlights: [start, end) pairs in characters, ascending, never overlapping.
    """
    return [Piece(*each) for each in segments(text, highlights)]


def running(text: str, highlights: Sequence[Sequence[int]]) -> list[Piece]:
    """The same for a text whose lines are shown as one: ends of lines are pieces of their own.

    A heading, a dateline or a verse has no full stop, and would run into what follows it.
    """
    return list(_ended(pieces(text, highlights)))


def paragraphs(text: str, highlights: Sequence[Sequence[int]]) -> list[list[Piece]]:
    """The paragraphs of `text` in pieces; blank lines only divide.

    Args:
        text: paragraphs divided by newlines.
        highlights: as for `pieces`; one that spans two paragraphs is marked in both.
    """
    found, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            found.append([Piece(*each) for each in segments(text, highlights, start, end)])
        start = end + 1
    return found


def _ended(cut: Iterable[Piece]) -> Iterator[Piece]:
    last = ""
    for piece in cut:
        for number, part in enumerate(_LINE_END.split(piece.text)):
            if number % 2:
                yield Piece(part, ends_line=not _is_punctuated(last))
            elif part:
                yield Piece(part, piece.match)
                last = part[-1]


def _is_punctuated(last: str) -> bool:
    """Whether a line that ends in this character shows its end itself; closing brackets do not."""
    kind = unicodedata.category(last) if last else "Po"
    return kind[0] not in "LMN" and kind not in {"Pe", "Pf"}


def web_address(url: str | None) -> str | None:
    """`url` if a page may link to it: http or https with a host; None for all else.

    A document's address is the document's word: `javascript:` and its like stay text.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None

"""Where a fragment of a text may begin and end: at words, never inside a grapheme cluster.

A word alone that is longer than a fragment is cut between its clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import regex

from index.analysis.token import Token
from search.text.graphemes import cluster, is_boundary
from search.text.lazy_tokens import number_from

_COMMA: Final = regex.compile(r"[,\N{ARABIC COMMA}\N{ARABIC SEMICOLON};:]\s++")
_SPACES: Final = regex.compile(r"\s++")
_SPACES_BEFORE: Final = regex.compile(r"\s++", regex.REVERSE)

Span: TypeAlias = tuple[int, int]
"""[start, end) offsets of characters."""


@dataclass(frozen=True, slots=True)
class Page:
    """What fragments are cut from.

    Attributes:
        text: the original text of one field.
        tokens: its tokens, all of them.
        length: how long a fragment may be, in characters.
    """

    text: str
    tokens: Sequence[Token]
    length: int


def end_that_fits(page: Page, start: int) -> int:
    """Where a fragment from `start` ends at the latest: behind a word, else behind a cluster."""
    high = start + page.length
    if high >= len(page.text):
        return len(page.text)
    if (end := last_word(page, start, high)) > start:
        return end
    low, high = cluster(page.text, high)
    return low if low > start else high


def beginning(page: Page, low: int, high: int, latest: int) -> int:
    """Where a fragment begins in [low, high]: behind a comma up to `latest`, else at a word."""
    start = _first_word(page, low, high)
    comma = _COMMA.search(page.text, start, latest)
    return comma.end() if comma and is_boundary(page.text, comma.end()) else start


def _first_word(page: Page, low: int, high: int) -> int:
    """The earliest offset in [low, high] where a fragment may begin; `high` at least."""
    if low == 0:
        return 0
    for spaces in _SPACES.finditer(page.text, low - 1, high):
        if is_boundary(page.text, spaces.end()):
            return spaces.end()
    at = number_from(page.tokens, low)
    if at < len(page.tokens) and page.tokens[at].start < high:
        start = page.tokens[at].start
        return start if is_boundary(page.text, start) else high
    return high


def last_word(page: Page, low: int, high: int) -> int:
    """The latest offset in [low, high] where a fragment may end; `low` at least."""
    for spaces in _SPACES_BEFORE.finditer(page.text, low, min(high + 1, len(page.text))):
        if is_boundary(page.text, spaces.start()):
            return spaces.start()
    at = number_from(page.tokens, high + 1) - 1
    before = low  # the beginning of a word that `high` would part
    while at >= 0 and page.tokens[at].end > high:
        before = page.tokens[at].start
        at -= 1
    behind = page.tokens[at].end if at >= 0 else low
    return next((end for end in (behind, before) if end > low and is_boundary(page.text, end)), low)

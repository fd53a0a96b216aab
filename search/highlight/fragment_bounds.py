"""Where a fragment of a text may begin and end: at words, never inside a grapheme cluster.

Only a word that is longer than a fragment is cut, between its clusters.
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
class SnippetSource:
    """What snippets are cut from.

    Attributes:
        text: the original text of one field, or a passage of it.
        tokens: all tokens of the text.
        length: how long a fragment may be, in characters.
    """

    text: str
    tokens: Sequence[Token]
    length: int


def latest_end(source: SnippetSource, start: int) -> int:
    """The latest end of a fragment that begins at `start`: after a word, else after a cluster."""
    high = start + source.length
    if high >= len(source.text):
        return len(source.text)
    if (end := last_word_end(source, start, high)) > start:
        return end
    low, high = cluster(source.text, high)
    return low if low > start else high


def fragment_start(source: SnippetSource, low: int, high: int, latest: int) -> int:
    """Where a fragment begins in [low, high]: after a comma up to `latest`, else at a word."""
    start = _first_word_start(source, low, high)
    comma = _COMMA.search(source.text, start, latest)
    return comma.end() if comma and is_boundary(source.text, comma.end()) else start


def _first_word_start(source: SnippetSource, low: int, high: int) -> int:
    """The earliest offset in [low, high] where a fragment may begin; `high` if there is none."""
    if low == 0:
        return 0
    for spaces in _SPACES.finditer(source.text, low - 1, high):
        if is_boundary(source.text, spaces.end()):
            return spaces.end()
    number = number_from(source.tokens, low)
    if number < len(source.tokens) and source.tokens[number].start < high:
        start = source.tokens[number].start
        return start if is_boundary(source.text, start) else high
    return high


def last_word_end(source: SnippetSource, low: int, high: int) -> int:
    """The latest offset in [low, high] where a fragment may end; `low` if there is none."""
    text, tokens = source.text, source.tokens
    for spaces in _SPACES_BEFORE.finditer(text, low, min(high + 1, len(text))):
        if is_boundary(text, spaces.start()):
            return spaces.start()
    number = number_from(tokens, high + 1) - 1
    cut_word = low  # the start of a word that `high` would cut
    while number >= 0 and tokens[number].end > high:
        cut_word = tokens[number].start
        number -= 1
    whole_word = tokens[number].end if number >= 0 else low
    ends = (whole_word, cut_word)
    return next((end for end in ends if end > low and is_boundary(text, end)), low)

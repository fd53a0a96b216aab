r"""Where a text may be cut: between grapheme clusters (Unicode Standard Annex 29, section 3).

A letter and its vowel marks are one cluster, and so are a family of emoji and a line's CR LF.
The clusters are those of `regex`'s `\X`, which is tried at single places: a snippet needs a few
places of a text that may be a megabyte long.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import regex

_CLUSTER: Final = regex.compile(r"\X")

# A cluster begins between these two characters, whatever is around them. The first alternative
# is for letters and spaces; the second for a space or a letter after a mark, only in some scripts
# because in Indic ones a mark may join two letters (rule GB9c); the third for the end of a line
# (GB5).
_SURE: Final = regex.compile(
    r"""
      [\p{GCB=Other}\p{GCB=Control}\p{GCB=CR}\p{GCB=LF}\p{GCB=Regional_Indicator}--\p{Cs}]
      (?=\p{GCB=Other})
    | [\p{GCB=Extend}\p{GCB=SpacingMark}]
      (?=[[\p{Script=Arabic}\p{Script=Latin}\p{Script=Common}]&&\p{GCB=Other}
          --\p{Extended_Pictographic}--\p{Cs}])
    | [^\r](?=[\r\n])
    """,
    regex.VERBOSE | regex.VERSION1,
)
_LAST_SURE: Final = regex.compile(_SURE.pattern, regex.VERBOSE | regex.VERSION1 | regex.REVERSE)
_STRIDE: Final = 64


def is_boundary(text: str, at: int) -> bool:
    """Whether `text` may be cut at the offset `at` (0 and its end included)."""
    if at <= 0 or at >= len(text) or _surely(text[at - 1 : at + 1]):
        return True
    return cluster(text, at)[0] == at


@lru_cache(maxsize=10_000)  # the pairs of letters of a language are few
def _surely(pair: str) -> bool:
    """Whether a cluster begins between the two characters, whatever is around them."""
    return _SURE.match(pair) is not None


def cluster(text: str, at: int) -> tuple[int, int]:
    """The [start, end) offsets of the cluster that has the character at offset `at`.

    Raises:
        IndexError: `at` is not an offset of a character.
    """
    if not 0 <= at < len(text):
        raise IndexError(at)
    sure = _LAST_SURE.search(text, 0, at + 1)
    start = sure.end() if sure else 0
    while (end := _end(text, start)) <= at:
        start = end
    return start, end


def widen(text: str, start: int, end: int) -> tuple[int, int]:
    """The smallest [start, end) of whole clusters around a span that isn't empty."""
    if not is_boundary(text, start):
        start = cluster(text, start)[0]
    if not is_boundary(text, end):
        end = cluster(text, end)[1]
    return start, end


def _end(text: str, start: int) -> int:
    """Where the cluster that begins at `start` ends; reads no farther than it must."""
    stride = _STRIDE
    while True:
        found = _CLUSTER.match(text[start : start + stride])
        end = start + (found.end() if found else 1)
        if end < start + stride or end >= len(text):
            return end
        stride *= 2

r"""Where words begin and end in a text.

A word is a maximal run of letters, marks and digits of one script. Python's `\w` excludes
Arabic marks and would cut a vocalised word in pieces; Unicode's word boundaries (UAX 29)
keep Arabic letters and digits together, but "بـ11" and "2024وأضاف" are two words each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from index.analysis.normalization.letters import ISOLATED_MARKS, LIGATURE_WORDS

# Inside a word: marks, tatweel, and format characters (zero-width joiners, direction marks,
# soft hyphen) but not the Arabic number signs and the end-of-ayah circle, which divide words.
_MARK: Final = rf"\p{{M}}\u0640{ISOLATED_MARKS}"
_JOINING: Final = rf"[{_MARK}\p{{Cf}}--[\u0600-\u0605\u06dd\u0890\u0891\u08e2]]"
_LIGATURE: Final = "[" + "".join(LIGATURE_WORDS) + "]"
_ARABIC: Final = rf"[\p{{Script=Arabic}}&&\p{{L}}--[\u0640{ISOLATED_MARKS}]--{_LIGATURE}]"
_OTHER: Final = rf"[\p{{L}}--\p{{Script=Arabic}}--[\u0640]--{_LIGATURE}]"
_GROUP: Final = r"[,\N{ARABIC THOUSANDS SEPARATOR}]"
_POINT: Final = r"[.\N{ARABIC DECIMAL SEPARATOR}]"
_START: Final = r"(?<!\p{Nd}[.,\N{ARABIC DECIMAL SEPARATOR}\N{ARABIC THOUSANDS SEPARATOR}])"
_END: Final = r"(?![.,\N{ARABIC DECIMAL SEPARATOR}\N{ARABIC THOUSANDS SEPARATOR}]?\p{Nd})"

_WORD: Final = regex.compile(
    rf"""
      {_LIGATURE}
    | {_ARABIC}[{_MARK}]*+ (?:{_JOINING}*+ {_ARABIC}[{_MARK}]*+)*+
    | \p{{Nd}}*+ {_OTHER}\p{{M}}*+ (?:{_JOINING}*+ (?:{_OTHER}|\p{{Nd}})\p{{M}}*+)*+
    | {_START}\p{{Nd}}{{1,3}}(?:{_GROUP}\p{{Nd}}{{3}})++ (?:{_POINT}\p{{Nd}}++)?+ {_END}\p{{M}}*+
    | {_START}\p{{Nd}}{{1,3}}(?:\.\p{{Nd}}{{3}}){{2}} {_END}\p{{M}}*+
    | {_START}\p{{Nd}}++{_POINT}\p{{Nd}}++ {_END}\p{{M}}*+
    | \p{{Nd}}++\p{{M}}*+
    """,
    regex.VERBOSE | regex.VERSION1,
)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """The [start, end) offsets of each word of `text`, in order, never overlapping."""
    for found in _WORD.finditer(text):
        yield found.span()

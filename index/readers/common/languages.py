"""A document's languages, from the tags that its source declares and from its letters."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from index.arrays.kernels import compiled
from index.arrays.types import U8, U32

# A primary language subtag with the usual extensions (RFC 5646, section 2.1).
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_SAMPLE = 2000
_MIN_SHARE = 0.1
_MAX_STRAY_SHARE = 0.01

# What a letter indicates, in the order of how little other languages have it.
_NOTHING, _LATIN, _ARABIC, _ARABIC_ONLY, _PERSIAN, _URDU = range(6)
# Ranges of letters, each as its first and its last letter.
_RANGES: Final = {
    _LATIN: "AZ az \u00c0\u024f",
    _ARABIC: "\u0620\u063a \u0641\u064a \u066e\u06d3 \u0750\u077f \ufb50\ufdfb \ufe70\ufefc",
    # Teh marbuta and alef with hamza below, which Persian does not write.
    _ARABIC_ONLY: "\u0629\u0629 \u0625\u0625",
    # Peh, tcheh, jeh and gaf are Persian; keheh and farsi yeh alone may come from a keyboard.
    _PERSIAN: "\u067e\u067e \u0686\u0686 \u0698\u0698 \u06af\u06af",
    # Tteh, ddal, rreh, noon ghunna and yeh barree are Urdu.
    _URDU: "\u0679\u0679 \u0688\u0688 \u0691\u0691 \u06ba\u06ba \u06d2\u06d2",
}
_BEYOND: Final = 0xFEFD  # after the last letter that indicates anything


def _kinds() -> U8:
    """By code point, what a character indicates; code points beyond the last indicate nothing."""
    kinds = np.zeros(_BEYOND + 1, dtype=np.uint8)
    for kind, ranges in _RANGES.items():
        for each in ranges.split():
            kinds[ord(each[0]) : ord(each[1]) + 1] = kind
    return kinds


_KINDS: Final = _kinds()


def languages(text: str, declared: object = None) -> tuple[str, ...]:
    """BCP 47 tags of a text: the declared ones, then those of its letters, most frequent first.

    Args:
        text: only its first 2000 characters are read.
        declared: by its source: a tag ("ar-EG"), or a list of tags; any other value is ignored.
    """
    letters = np.frombuffer(text[:_SAMPLE].encode("utf-32-le", "surrogatepass"), dtype="<u4")
    tags = _of_letters(*_count(letters, _KINDS))
    if not declared:
        return tags
    texts = declared if isinstance(declared, list) else [declared]
    stated = [
        each.strip() for each in texts if isinstance(each, str) and _TAG.fullmatch(each.strip())
    ]
    known = {tag.partition("-")[0].lower() for tag in stated}
    return tuple(dict.fromkeys((*stated, *(tag for tag in tags if tag not in known))))


@compiled
def _count(letters: U32, kinds: U8) -> tuple[int, int, int, int, int]:
    """How many letters are Latin, Arabic (of all kinds), Arabic only, Persian and Urdu.

    Code points after the last of `kinds` count as the last.
    """
    last = np.int64(len(kinds) - 1)
    counts = np.zeros(_URDU + 1, np.int64)
    for letter in letters:
        code = np.int64(letter)
        counts[kinds[code if code < last else last]] += 1
    arabic = counts[_ARABIC:].sum()
    return counts[_LATIN], arabic, counts[_ARABIC_ONLY], counts[_PERSIAN], counts[_URDU]


def _of_letters(
    latin: int, arabic: int, arabic_only: int, persian: int, urdu: int
) -> tuple[str, ...]:
    """The tags of a text that has so many letters, most frequent first."""
    max_stray, min_count = _MAX_STRAY_SHARE * arabic, max(1.0, _MIN_SHARE * (arabic + latin))
    language = "ar"
    if arabic_only <= max_stray:
        language = "ur" if urdu > max_stray else "fa" if persian > max_stray else "ar"
    if latin < min_count:
        return (language,) if arabic >= min_count else ()
    if arabic < min_count:
        return ("en",)
    return ("en", language) if latin > arabic else (language, "en")

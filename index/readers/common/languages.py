"""A document's languages, from the tags that its source declares and from its letters."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.kernels import compiled

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

# A primary language subtag with the usual extensions (RFC 5646, section 2.1).
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_SAMPLE = 2000
_NOTABLE = 0.1
_RARE = 0.01

# What a letter tells, from the least to the most that it does.
_NOTHING, _LATIN, _ARABIC, _ARABIC_ONLY, _PERSIAN, _URDU = range(6)
_RANGES: Final = {
    _LATIN: ("AZ", "az", "\u00c0\u024f"),
    _ARABIC: (
        "\u0620\u063a",
        "\u0641\u064a",
        "\u066e\u06d3",
        "\u0750\u077f",
        "\ufb50\ufdfb",
        "\ufe70\ufefc",
    ),
    # Teh marbuta and alef with hamza below, which Persian does not write.
    _ARABIC_ONLY: ("\u0629\u0629", "\u0625\u0625"),
    # Peh, tcheh, jeh and gaf are Persian; keheh and farsi yeh alone may come from a keyboard.
    _PERSIAN: ("\u067e\u067e", "\u0686\u0686", "\u0698\u0698", "\u06af\u06af"),
    # Tteh, ddal, rreh, noon ghunna and yeh barree are Urdu.
    _URDU: ("\u0679\u0679", "\u0688\u0688", "\u0691\u0691", "\u06ba\u06ba", "\u06d2\u06d2"),
}
_BEYOND: Final = 0xFEFD  # behind the last letter that tells anything


def _kinds() -> U8:
    """What each character tells, by its number; all beyond the last tell nothing."""
    kinds = np.zeros(_BEYOND + 1, dtype=np.uint8)
    for kind, ranges in _RANGES.items():
        for first, last in map(tuple, ranges):
            kinds[ord(first) : ord(last) + 1] = kind
    return kinds


_KINDS: Final = _kinds()


def languages(text: str, declared: object = None) -> tuple[str, ...]:
    """BCP 47 tags of `text`, the declared ones first, then those its letters show, most used first.

    Args:
        text: the body; its first 2000 characters are looked at.
        declared: what the source says: "ar-EG", or a list of such; all else is passed over.
    """
    letters = np.frombuffer(text[:_SAMPLE].encode("utf-32-le", "surrogatepass"), dtype="<u4")
    counted = np.zeros(_URDU + 1, np.int64)
    _count(letters, _KINDS, counted)
    counts = counted.tolist()
    latin, arabic = counts[_LATIN], sum(counts[_ARABIC:])
    least = max(1.0, _NOTABLE * (arabic + latin))
    found = [(arabic, _of_arabic_letters(counts, arabic)), (latin, "en")]
    if latin > arabic:
        found.reverse()
    tags = [tag for count, tag in found if count >= least]
    listed = declared if isinstance(declared, list) else [declared]
    texts = [each.strip() for each in listed if isinstance(each, str)]
    stated = [tag for tag in texts if _TAG.fullmatch(tag)]
    known = {tag.partition("-")[0].lower() for tag in stated}
    return tuple(dict.fromkeys((*stated, *(tag for tag in tags if tag not in known))))


@compiled
def _count(letters: U32, kinds: U8, counts: I64) -> None:
    """Count what letters tell; those beyond the last kind tell what it does."""
    last = np.int64(len(kinds) - 1)
    for letter in letters:
        place = np.int64(letter)
        counts[kinds[place if place < last else last]] += 1


def _of_arabic_letters(counts: list[int], letters: int) -> str:
    if counts[_ARABIC_ONLY] > _RARE * letters:
        return "ar"
    if counts[_URDU] > _RARE * letters:
        return "ur"
    if counts[_PERSIAN] > _RARE * letters:
        return "fa"
    return "ar"

"""Tables of letters: which letters a form treats as one.

Each table maps a letter to the letter that replaces it in a form. Names of letters are pyarabic's
where it has them, else Unicode's. Sources: The Unicode Standard 16, section 9.2 (Arabic), and the
code charts U+0600 and U+0750; for Persian, Urdu and Maghrebi letters, the letters by which Arabic
newsrooms write their sounds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from pyarabic import araby

SMALL_HIGH_YEH: Final = "\N{ARABIC SMALL HIGH YEH}"
DAGGER_ALEF: Final = araby.MINI_ALEF  # ARABIC LETTER SUPERSCRIPT ALEF
SMALL_WAW: Final = araby.SMALL_WAW
SMALL_YEH: Final = araby.SMALL_YEH

ARABIC_LETTERS: Final = f"{araby.HAMZA}-{araby.GHAIN}{araby.FEH}-{araby.YEH}"
"""The letters of Arabic, without tatweel, as a class of a regular expression has them."""

ONE_LETTER: Final[dict[str, str]] = {
    araby.ALEF_MADDA: araby.ALEF,
    araby.ALEF_HAMZA_ABOVE: araby.ALEF,
    araby.ALEF_HAMZA_BELOW: araby.ALEF,
    araby.ALEF_MAKSURA: araby.YEH,
    araby.YEH_HAMZA: araby.YEH,
    araby.WAW_HAMZA: araby.WAW,
    araby.TEH_MARBUTA: araby.HEH,
}
"""Letters that Arabic writers exchange -> the letter that replaces them in a form."""

# By letter of a form, the Unicode names (without "ARABIC LETTER") of letters that become it. For
# consonants that Arabic lacks newsrooms decide, for Pashto and Sindhi letters the sound.
_NEIGHBOUR_NAMES: Final = {
    araby.ALEF: (
        "ALEF WASLA, ALEF WITH WAVY HAMZA ABOVE, ALEF WITH WAVY HAMZA BELOW, HIGH HAMZA ALEF"
    ),
    araby.YEH: (
        "FARSI YEH, HIGH HAMZA YEH, YEH WITH TAIL, YEH WITH SMALL V, E, "
        "YEH WITH THREE DOTS BELOW, YEH BARREE, YEH BARREE WITH HAMZA ABOVE"
    ),
    araby.WAW: (
        "HIGH HAMZA WAW, U WITH HAMZA ABOVE, WAW WITH RING, KIRGHIZ OE, OE, U, YU, KIRGHIZ YU, "
        "WAW WITH TWO DOTS ABOVE, VE, WAW WITH DOT ABOVE"
    ),
    araby.HEH: (
        "TEH MARBUTA GOAL, HEH GOAL, HEH GOAL WITH HAMZA ABOVE, HEH DOACHASHMEE, "
        "HEH WITH YEH ABOVE, AE"
    ),
    araby.KAF: (
        "KEHEH, SWASH KAF, KAF WITH RING, KAF WITH DOT ABOVE, NG, KAF WITH THREE DOTS BELOW, "
        "GAF, GAF WITH RING, GAF WITH THREE DOTS ABOVE, KEHEH WITH DOT ABOVE, "
        "KEHEH WITH THREE DOTS ABOVE, GUEH, NGOEH"
    ),
    araby.BEH: "PEH, BEEH, DOTLESS BEH, BEHEH",
    araby.TEH: "TTEH, TTEHEH, TEH WITH RING, TEH WITH THREE DOTS ABOVE DOWNWARDS, TEHEH",
    araby.JEEM: "TCHEH, TCHEHEH, NYEH, DYEH",
    araby.DAL: (
        "DDAL, DAL WITH RING, DAL WITH DOT BELOW, DAHAL, DDAHAL, "
        "DAL WITH THREE DOTS ABOVE DOWNWARDS"
    ),
    araby.REH: (
        "RREH, REH WITH SMALL V, REH WITH RING, REH WITH SMALL V BELOW, REH WITH FOUR DOTS ABOVE"
    ),
    araby.ZAIN: "JEH, HAH WITH HAMZA ABOVE, REH WITH DOT BELOW AND DOT ABOVE",
    araby.FEH: (
        "VEH, FEH WITH THREE DOTS BELOW, FEH WITH DOT BELOW, FEH WITH DOT MOVED BELOW, "
        "DOTLESS FEH, PEHEH"
    ),
    araby.QAF: "QAF WITH DOT ABOVE, QAF WITH THREE DOTS ABOVE, DOTLESS QAF",
    araby.GHAIN: "AIN WITH THREE DOTS ABOVE",
    araby.LAM: "LAM WITH SMALL V, LAM WITH THREE DOTS ABOVE",
    araby.NOON: "NOON GHUNNA, RNOON, NOON WITH RING",
    araby.SEEN: "HAH WITH THREE DOTS ABOVE",
    araby.SHEEN: "SEEN WITH DOT BELOW AND DOT ABOVE",
}
NEIGHBOURS: Final[dict[str, str]] = {
    unicodedata.lookup(f"ARABIC LETTER {name}"): letter
    for letter, names in _NEIGHBOUR_NAMES.items()
    for name in names.split(", ")
}
"""Letters of other languages and rare letters -> the nearest letters of Arabic."""

INVISIBLE_LETTERS: Final = frozenset(
    {araby.TATWEEL, "\N{ARABIC TAIL FRAGMENT}", SMALL_WAW, SMALL_YEH}
)
"""Characters that Unicode calls letters (Lm) and a form leaves out."""

# Presentation forms of marks alone: letters (Lo) to Unicode, yet nothing but marks.
ISOLATED_MARKS: Final = "\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe74\ufe76-\ufe7f"

LIGATURE_WORDS: Final = {
    "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}": "صلى الله عليه وسلم",
    "\N{ARABIC LIGATURE JALLAJALALOUHOU}": "جل جلاله",
    "\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}": "بسم الله الرحمن الرحيم",
    # By code, for the names of Unicode 14 are new in Python 3.11.
    "\ufd40": "رحمه الله",
    "\ufd41": "رضي الله عنه",
    "\ufd42": "رضي الله عنها",
    "\ufd43": "رضي الله عنهم",
    "\ufd44": "رضي الله عنهما",
    "\ufd45": "رضي الله عنهن",
    "\ufd46": "صلى الله عليه وآله",
    "\ufd47": "عليه السلام",
    "\ufd48": "عليهم السلام",
    "\ufd49": "عليهما السلام",
    "\ufd4a": "عليه الصلاة والسلام",
    "\ufd4b": "قدس سره",
    "\ufd4c": "صلى الله عليه وآله وسلم",
    "\ufd4d": "عليها السلام",
    "\ufd4e": "تبارك وتعالى",
    "\ufd4f": "رحمهم الله",
    "\ufdcf": "سلامه علينا",
    "\ufdfe": "سبحانه وتعالى",
    "\ufdff": "عز وجل",
}
"""One character that spells several words; each becomes a token with the same offsets.

The honorifics are those of the code charts Arabic Presentation Forms-A of Unicode 14.
"""

BLOCK: Final = tuple(map(chr, range(0x600, 0x700)))
"""Every character of Unicode's block Arabic."""


def letter_table(changed: Mapping[str, str]) -> dict[int, str]:
    """A table for `str.translate` that exchanges the letters of `changed` and keeps all others.

    It has the whole Arabic block, because `translate` is slow for characters that a table lacks.
    """
    return str.maketrans(dict(zip(BLOCK, BLOCK, strict=True)) | dict(changed))

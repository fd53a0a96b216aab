"""Tables of letters: which letters a form treats as one.

Each table maps a letter to the letter that replaces it in a form. Names of letters are pyarabic's
where it has them, else Unicode's. Sources: The Unicode Standard 16, section 9.2 (Arabic), and the
code charts U+0600 and U+0750; for Persian, Urdu and Maghrebi letters, the letters by which Arabic
newsrooms write their sounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pyarabic import araby

FARSI_YEH: Final = "\N{ARABIC LETTER FARSI YEH}"
KEHEH: Final = "\N{ARABIC LETTER KEHEH}"
SMALL_HIGH_YEH: Final = "\N{ARABIC SMALL HIGH YEH}"
HIGH_ROUNDED_ZERO: Final = "\N{ARABIC SMALL HIGH ROUNDED ZERO}"
DAGGER_ALEF: Final = araby.MINI_ALEF  # ARABIC LETTER SUPERSCRIPT ALEF
SMALL_WAW: Final = araby.SMALL_WAW
SMALL_YEH: Final = araby.SMALL_YEH

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

NEIGHBOURS: Final[dict[str, str]] = {
    # Alefs.
    araby.ALEF_WASLA: araby.ALEF,
    "\N{ARABIC LETTER ALEF WITH WAVY HAMZA ABOVE}": araby.ALEF,
    "\N{ARABIC LETTER ALEF WITH WAVY HAMZA BELOW}": araby.ALEF,
    "\N{ARABIC LETTER HIGH HAMZA ALEF}": araby.ALEF,
    # Yehs: with Persian, Urdu and Uighur shapes.
    FARSI_YEH: araby.YEH,
    "\N{ARABIC LETTER HIGH HAMZA YEH}": araby.YEH,
    "\N{ARABIC LETTER YEH WITH TAIL}": araby.YEH,
    "\N{ARABIC LETTER YEH WITH SMALL V}": araby.YEH,
    "\N{ARABIC LETTER E}": araby.YEH,
    "\N{ARABIC LETTER YEH WITH THREE DOTS BELOW}": araby.YEH,
    "\N{ARABIC LETTER YEH BARREE}": araby.YEH,
    "\N{ARABIC LETTER YEH BARREE WITH HAMZA ABOVE}": araby.YEH,
    # Waws, also of Turkic and Kurdish spelling.
    "\N{ARABIC LETTER HIGH HAMZA WAW}": araby.WAW,
    "\N{ARABIC LETTER U WITH HAMZA ABOVE}": araby.WAW,
    "\N{ARABIC LETTER WAW WITH RING}": araby.WAW,
    "\N{ARABIC LETTER KIRGHIZ OE}": araby.WAW,
    "\N{ARABIC LETTER OE}": araby.WAW,
    "\N{ARABIC LETTER U}": araby.WAW,
    "\N{ARABIC LETTER YU}": araby.WAW,
    "\N{ARABIC LETTER KIRGHIZ YU}": araby.WAW,
    "\N{ARABIC LETTER WAW WITH TWO DOTS ABOVE}": araby.WAW,
    "\N{ARABIC LETTER VE}": araby.WAW,
    "\N{ARABIC LETTER WAW WITH DOT ABOVE}": araby.WAW,
    # Hehs.
    "\N{ARABIC LETTER TEH MARBUTA GOAL}": araby.HEH,
    "\N{ARABIC LETTER HEH GOAL}": araby.HEH,
    "\N{ARABIC LETTER HEH GOAL WITH HAMZA ABOVE}": araby.HEH,
    "\N{ARABIC LETTER HEH DOACHASHMEE}": araby.HEH,
    "\N{ARABIC LETTER HEH WITH YEH ABOVE}": araby.HEH,
    "\N{ARABIC LETTER AE}": araby.HEH,
    # Kafs, with Persian gaf.
    KEHEH: araby.KAF,
    "\N{ARABIC LETTER SWASH KAF}": araby.KAF,
    "\N{ARABIC LETTER KAF WITH RING}": araby.KAF,
    "\N{ARABIC LETTER KAF WITH DOT ABOVE}": araby.KAF,
    "\N{ARABIC LETTER NG}": araby.KAF,
    "\N{ARABIC LETTER KAF WITH THREE DOTS BELOW}": araby.KAF,
    "\N{ARABIC LETTER GAF}": araby.KAF,
    "\N{ARABIC LETTER GAF WITH RING}": araby.KAF,
    "\N{ARABIC LETTER GAF WITH THREE DOTS ABOVE}": araby.KAF,
    "\N{ARABIC LETTER KEHEH WITH DOT ABOVE}": araby.KAF,
    "\N{ARABIC LETTER KEHEH WITH THREE DOTS ABOVE}": araby.KAF,
    # Consonants that Arabic has no letter for, as newsrooms write them.
    "\N{ARABIC LETTER PEH}": araby.BEH,
    "\N{ARABIC LETTER BEEH}": araby.BEH,
    "\N{ARABIC LETTER TTEH}": araby.TEH,
    "\N{ARABIC LETTER TTEHEH}": araby.TEH,
    "\N{ARABIC LETTER TEH WITH RING}": araby.TEH,
    "\N{ARABIC LETTER TCHEH}": araby.JEEM,
    "\N{ARABIC LETTER TCHEHEH}": araby.JEEM,
    "\N{ARABIC LETTER NYEH}": araby.JEEM,
    "\N{ARABIC LETTER DDAL}": araby.DAL,
    "\N{ARABIC LETTER DAL WITH RING}": araby.DAL,
    "\N{ARABIC LETTER RREH}": araby.REH,
    "\N{ARABIC LETTER REH WITH SMALL V}": araby.REH,
    "\N{ARABIC LETTER REH WITH RING}": araby.REH,
    "\N{ARABIC LETTER JEH}": araby.ZAIN,
    "\N{ARABIC LETTER VEH}": araby.FEH,
    "\N{ARABIC LETTER FEH WITH THREE DOTS BELOW}": araby.FEH,
    "\N{ARABIC LETTER FEH WITH DOT BELOW}": araby.FEH,
    "\N{ARABIC LETTER FEH WITH DOT MOVED BELOW}": araby.FEH,
    "\N{ARABIC LETTER DOTLESS FEH}": araby.FEH,
    "\N{ARABIC LETTER QAF WITH DOT ABOVE}": araby.QAF,
    "\N{ARABIC LETTER QAF WITH THREE DOTS ABOVE}": araby.QAF,
    "\N{ARABIC LETTER DOTLESS QAF}": araby.QAF,
    "\N{ARABIC LETTER AIN WITH THREE DOTS ABOVE}": araby.GHAIN,
    "\N{ARABIC LETTER LAM WITH SMALL V}": araby.LAM,
    "\N{ARABIC LETTER LAM WITH THREE DOTS ABOVE}": araby.LAM,
    "\N{ARABIC LETTER NOON GHUNNA}": araby.NOON,
    "\N{ARABIC LETTER RNOON}": araby.NOON,
    "\N{ARABIC LETTER DOTLESS BEH}": araby.BEH,
    # Kurdish and Pashto, by sound.
    "\N{ARABIC LETTER REH WITH SMALL V BELOW}": araby.REH,
    "\N{ARABIC LETTER HAH WITH HAMZA ABOVE}": araby.ZAIN,
    "\N{ARABIC LETTER HAH WITH THREE DOTS ABOVE}": araby.SEEN,
    "\N{ARABIC LETTER REH WITH DOT BELOW AND DOT ABOVE}": araby.ZAIN,
    "\N{ARABIC LETTER SEEN WITH DOT BELOW AND DOT ABOVE}": araby.SHEEN,
    "\N{ARABIC LETTER NOON WITH RING}": araby.NOON,
    # Sindhi, by sound.
    "\N{ARABIC LETTER BEHEH}": araby.BEH,
    "\N{ARABIC LETTER TEH WITH THREE DOTS ABOVE DOWNWARDS}": araby.TEH,
    "\N{ARABIC LETTER TEHEH}": araby.TEH,
    "\N{ARABIC LETTER DYEH}": araby.JEEM,
    "\N{ARABIC LETTER DAL WITH DOT BELOW}": araby.DAL,
    "\N{ARABIC LETTER DAHAL}": araby.DAL,
    "\N{ARABIC LETTER DDAHAL}": araby.DAL,
    "\N{ARABIC LETTER DAL WITH THREE DOTS ABOVE DOWNWARDS}": araby.DAL,
    "\N{ARABIC LETTER REH WITH FOUR DOTS ABOVE}": araby.REH,
    "\N{ARABIC LETTER PEHEH}": araby.FEH,
    "\N{ARABIC LETTER GUEH}": araby.KAF,
    "\N{ARABIC LETTER NGOEH}": araby.KAF,
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
}
"""One character that spells several words; each becomes a token with the same offsets."""

BLOCK: Final = tuple(map(chr, range(0x600, 0x700)))
"""Every character of Unicode's block Arabic."""


def letter_table(changed: Mapping[str, str]) -> dict[int, str]:
    """A table for `str.translate` that exchanges the letters of `changed` and keeps all others.

    It has the whole Arabic block, because `translate` is slow for characters that a table lacks.
    """
    return str.maketrans(dict(zip(BLOCK, BLOCK, strict=True)) | dict(changed))

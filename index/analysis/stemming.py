"""Stem and root of a word, by Tashaphyne.

Tashaphyne (Zerrouki 2012, https://github.com/linuxscout/tashaphyne) cuts a word at every pair of
a known prefix and a known suffix and keeps the shortest stem whose pair is possible in Arabic.
With its own lists it takes the first letter of كتاب and كوريا for a proclitic. The lists here
are those of light stemming (Larkey, Ballesteros and Connell 2002, "light10") with the
attached pronouns and the proclitics ب ل ف; docs/analysis.md has the measurement. Roots need
the full lists, so each word is read by two stemmers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import regex
from pyarabic import araby

from index.analysis.cutting import LightStemmer
from index.analysis.folding import form
from index.analysis.letters import letter_table
from index.analysis.roots import ARTICLE, likeliest_root, root_of_plural


class Stemmed(NamedTuple):
    """Stem and root of a spelling, both folded to forms."""

    stem: str
    root: str


PREFIXES: Final = (
    "", "ال", "وال", "بال", "كال", "فال", "لل", "ولل", "فلل", "وبال", "وكال",
    "و", "ف", "ب", "ل", "ول", "وب",
)  # fmt: skip
SUFFIXES: Final = (
    "", "ة", "ه", "ي", "ية", "يه", "ان", "ين", "ون", "ات", "يا", "يين", "يات", "وا", "ا",
    "ها", "هم", "هن", "هما", "كم", "نا", "ته", "تها", "تهم", "ائه", "ائها",
)  # fmt: skip

UNCUT: Final = {
    word: Stemmed("الله", "اله")
    for word in ("الله", "والله", "فالله", "بالله", "تالله", "لله", "ولله", "فلله", "اللهم")
}
"""Spellings that affix lists would cut wrongly: the name of God is not the article and له."""

# The article excludes an attached pronoun, so the heh that ends الشماليه is a teh marbuta. The
# few that are not (المياه) lose it too, as light stemming takes it from مياه without the article.
_MARBUTA_AS_HEH: Final = regex.compile(rf"^({ARTICLE}\p{{L}}{{3,}}){araby.HEH}$")
_NAME_OF_GOD: Final = "الله"
_WITHOUT_HAMZAS: Final = letter_table(
    {
        araby.ALEF_MADDA: araby.ALEF,
        araby.ALEF_HAMZA_ABOVE: araby.ALEF,
        araby.ALEF_HAMZA_BELOW: araby.ALEF,
        araby.ALEF_MAKSURA: araby.YEH,
    }
)

# Longer runs of Arabic letters are no words of the language (they are run-together text), and
# Tashaphyne's time grows with the square of the length.
LONGEST_WORD: Final = 32
_ARABIC_WORD: Final = regex.compile(r"\p{Script=Arabic}+")


LEARNED: Final = 500_000
"""The most spellings that one stemmer remembers of its own: about 100 MB."""


class Stemmer:
    """Tashaphyne with a memory: every spelling is stemmed once.

    Keeps state inside: one for each thread or process.

    Args:
        known: stems by spelling, from an earlier run with the same fingerprint.
    """

    def __init__(self, known: Mapping[str, tuple[str, str]] | None = None) -> None:
        """See the class."""
        self._stem = LightStemmer(PREFIXES, SUFFIXES)
        self._root = LightStemmer()
        self._known = known if known is not None else {}
        self.learned: dict[str, Stemmed] = {}

    def __call__(self, written: str) -> Stemmed:
        """Stem and root of one spelling; the form itself for what isn't an Arabic word."""
        known = None if written in self.learned else self._known.get(written)
        return self.learn(written) if known is None else Stemmed(*known)

    def learn(self, written: str) -> Stemmed:
        """The same of a spelling that the known stems don't have."""
        found = self.learned.get(written)
        if found is None:
            if len(self.learned) >= LEARNED:
                self.learned.clear()
            found = self.learned[written] = self._read(written)
        return found

    def _read(self, written: str) -> Stemmed:
        whole = form(written)
        if len(written) < 3 or len(written) > LONGEST_WORD or not _ARABIC_WORD.fullmatch(written):
            return Stemmed(whole, whole)
        if written in UNCUT:
            return UNCUT[written]
        written = without_hamzas(written)
        if written.endswith(araby.HEH) and _MARBUTA_AS_HEH.match(written):
            written = written[:-1] + araby.TEH_MARBUTA
        stem = self._stem.light_stem(written)
        if whole.endswith(_NAME_OF_GOD) and stem.endswith(_NAME_OF_GOD[:-1]):
            stem += araby.HEH  # عبدالله ends in the name, not in a pronoun
        root = root_of_plural(self._root, written) or likeliest_root(self._root, written)
        return Stemmed(form(stem) or whole, form(root) or whole)


def without_hamzas(written: str) -> str:
    """A spelling as hurried writers leave it: alefs without hamza, no alef maksura.

    Words are stemmed so, for أحمد and احمد must meet at every level. Teh marbuta and the
    hamzas on waw and yeh stay: they tell affixes from letters.
    """
    return written.translate(_WITHOUT_HAMZAS)

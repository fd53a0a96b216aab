"""Stem and root of a word, by Tashaphyne.

Tashaphyne (Zerrouki 2012, https://github.com/linuxscout/tashaphyne) cuts a word at every pair of
a known prefix and a known suffix and keeps the shortest stem whose pair is possible in Arabic.
With its own lists it takes the first letter of كتاب and كوريا for a proclitic. The lists here
are those of light stemming (Larkey, Ballesteros and Connell 2002, "light10") with the
attached pronouns and the proclitics ب ل ف; docs/analysis.md has the measurement. Roots need
the full lists, so each word is read by two stemmers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import regex
from pyarabic import araby

from index.analysis.normalization.letters import letter_table
from index.analysis.normalization.normalizer import form
from index.analysis.stemming.light_stemmer import LightStemmer
from index.analysis.stemming.roots import ARTICLE, roots_of


class StemAndRoot(NamedTuple):
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
    word: StemAndRoot("الله", "اله")
    for word in ("الله", "والله", "فالله", "بالله", "تالله", "لله", "ولله", "فلله", "اللهم")
}
"""Spellings that affix lists would cut wrongly: the name of God is not the article and له."""

# The article excludes an attached pronoun, so the heh that ends الشماليه is a teh marbuta. The
# few that are not (المياه) lose it too, as light stemming takes it from مياه without the article.
_MARBUTA_AS_HEH: Final = regex.compile(rf"^({ARTICLE}\p{{L}}{{3,}}){araby.HEH}$")
_NAME_OF_GOD: Final = "الله"
_ENDS_IN_NAME_OF_GOD: Final = (_NAME_OF_GOD, _NAME_OF_GOD[:-1] + araby.TEH_MARBUTA)
_WITHOUT_HAMZAS: Final = letter_table(
    {
        araby.ALEF_MADDA: araby.ALEF,
        araby.ALEF_HAMZA_ABOVE: araby.ALEF,
        araby.ALEF_HAMZA_BELOW: araby.ALEF,
        araby.ALEF_MAKSURA: araby.YEH,
    }
)

_SHORTEST_WORD: Final = 3
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
        self._cut = LightStemmer(PREFIXES, SUFFIXES)
        self._known = known if known is not None else {}
        self.learned: dict[str, StemAndRoot] = {}

    def __call__(self, written: str) -> StemAndRoot:
        """Stem and root of one spelling; the form itself for what isn't an Arabic word."""
        known = None if written in self.learned else self._known.get(written)
        return self.learn([written])[0] if known is None else StemAndRoot(*known)

    def learn(self, spellings: Sequence[str]) -> list[StemAndRoot]:
        """The same of spellings that the known stems don't have."""
        new = [each for each in dict.fromkeys(spellings) if each not in self.learned]
        if len(self.learned) + len(new) > LEARNED:
            self.learned.clear()
            new = [*dict.fromkeys(spellings)]
        self.learned.update(zip(new, self._read(new), strict=True))
        return [*map(self.learned.__getitem__, spellings)]

    def _read(self, spellings: Sequence[str]) -> list[StemAndRoot]:
        """Stems and roots of different spellings."""
        wholes = [*map(form, spellings)]
        read = [
            UNCUT.get(each) or StemAndRoot(whole, whole)
            for each, whole in zip(spellings, wholes, strict=True)
        ]
        places = [place for place, each in enumerate(spellings) if _is_word(each)]
        words = [_without_exchanges(spellings[place]) for place in places]
        stems = _forms([*map(self._stem_of, words)])
        for place, stem, root in zip(places, stems, _forms(roots_of(words)), strict=True):
            read[place] = StemAndRoot(stem or wholes[place], root or wholes[place])
        return read

    def _stem_of(self, word: str) -> str:
        stem = self._cut.light_stem(word)
        if stem.endswith(_NAME_OF_GOD[:-1]) and word.endswith(_ENDS_IN_NAME_OF_GOD):
            return f"{stem}{araby.HEH}"  # عبدالله ends in the name, not in a pronoun
        return stem


def _forms(words: Sequence[str]) -> list[str]:
    """The forms of words of Arabic letters, told as one text."""
    return form("\n".join(words)).split("\n") if words else []


def _is_word(written: str) -> bool:
    """Whether affixes can be cut off a spelling."""
    return (
        _SHORTEST_WORD <= len(written) <= LONGEST_WORD
        and _ARABIC_WORD.fullmatch(written) is not None
        and written not in UNCUT
    )


def _without_exchanges(written: str) -> str:
    """A word as careful and hurried writers would both have it."""
    written = without_hamzas(written)
    if written.endswith(araby.HEH) and _MARBUTA_AS_HEH.match(written):
        return f"{written[:-1]}{araby.TEH_MARBUTA}"
    return written


def without_hamzas(written: str) -> str:
    """A spelling as hurried writers leave it: alefs without hamza, no alef maksura.

    Words are stemmed so, for أحمد and احمد must meet at every level. Teh marbuta and the
    hamzas on waw and yeh stay: they tell affixes from letters.
    """
    return written.translate(_WITHOUT_HAMZAS)

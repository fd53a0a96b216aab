"""Stem and root of a word: its lemma and the lemma's root by the lexicon; else a light stem.

Tashaphyne (Zerrouki 2012, https://github.com/linuxscout/tashaphyne) stems the words that the
lexicon lacks: names, loans, dialect, misprints. It removes every pair of a known prefix and a known
suffix and takes the shortest stem whose pair is possible in Arabic. Of unknown words only the
article and what precedes it are prefixes here: a single letter may be one of the word (بوتين). The
suffixes are those of light stemming (Larkey, Ballesteros and Connell 2002, "light10") with the
attached pronouns; docs/analysis.md has the measurement. An unknown word has no root but its stem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import regex
from pyarabic import araby

from index.analysis.lexicon.lexicon import lexicon
from index.analysis.normalization.letters import ARABIC_LETTERS, letter_table
from index.analysis.normalization.normalizer import form
from index.analysis.stemming.light_stemmer import LightStemmer
from index.analysis.stop_words import STOP_WORDS
from index.analysis.token import STEM_SEPARATOR, rootless


class StemAndRoot(NamedTuple):
    """Stem and root of a spelling; two stems have `STEM_SEPARATOR` between them.

    The root of a word without one is a term that is no root (`index.analysis.token.rootless`).
    """

    stem: str
    root: str


_ARTICLES: Final = (
    "ال", "وال", "بال", "كال", "فال", "لل", "ولل", "فلل", "وبال", "وكال", "فبال", "فكال",
)  # fmt: skip
PREFIXES: Final = ("", *_ARTICLES, "و", "ف", "ب", "ل", "ول", "وب")
"""The proclitics that light stemming knows."""
SUFFIXES: Final = (
    "", "ة", "ه", "ي", "ية", "يه", "ان", "ين", "ون", "ات", "يا", "يين", "يات", "وا", "ا",
    "ها", "هم", "هن", "هما", "كم", "نا", "ته", "تها", "تهم", "ائه", "ائها",
)  # fmt: skip
"""The endings that light stemming knows."""

# The article excludes an attached pronoun, so the heh that ends الشماليه is a teh marbuta.
_MARBUTA_AS_HEH: Final = regex.compile(rf"^((?:{'|'.join(_ARTICLES)})\p{{L}}{{3,}}){araby.HEH}$")
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

_MIN_STEM_LENGTH: Final = 3  # of unknown words
# Longer runs of Arabic letters are no words of the language (they are run-together text), and
# Tashaphyne's time grows with the square of the length.
MAX_WORD_LENGTH: Final = 32
_ARABIC_WORD: Final = regex.compile(f"[{ARABIC_LETTERS}]+")


MAX_LEARNED: Final = 500_000
"""Spellings in the cache of one stemmer: about 100 MB."""


class Stemmer:
    """Tashaphyne with a cache: every spelling is stemmed once.

    It has state, so each thread needs its own.

    Args:
        known: stem and root by spelling, from an earlier run with the same fingerprint.

    Attributes:
        learned: stem and root by spelling of the words that `known` lacked.
    """

    def __init__(self, known: Mapping[str, tuple[str, str]] | None = None) -> None:
        self._light_stemmer = LightStemmer(("", *_ARTICLES), SUFFIXES)
        self._known = known if known is not None else {}
        self.learned: dict[str, StemAndRoot] = {}

    def __call__(self, spelling: str) -> StemAndRoot:
        """Stem and root of one spelling; both are its form if it isn't an Arabic word."""
        known = None if spelling in self.learned else self._known.get(spelling)
        return self.learn([spelling])[0] if known is None else StemAndRoot(*known)

    def learn(self, spellings: Sequence[str]) -> list[StemAndRoot]:
        """The stems and roots of spellings that `known` lacks; they are added to `learned`."""
        new = [each for each in dict.fromkeys(spellings) if each not in self.learned]
        if len(self.learned) + len(new) > MAX_LEARNED:
            self.learned.clear()
            new = [*dict.fromkeys(spellings)]
        self.learned.update(zip(new, self._stem_all(new), strict=True))
        return [*map(self.learned.__getitem__, spellings)]

    def _stem_all(self, spellings: Sequence[str]) -> list[StemAndRoot]:
        results = [StemAndRoot(each, each) for each in _forms(spellings)]
        indexes = [index for index, each in enumerate(spellings) if is_word(each)]
        lemmas = lexicon().lemmas_of([spellings[index] for index in indexes])
        for index, found in zip(indexes, lemmas, strict=True):
            word = results[index].stem
            if found:
                stems = STEM_SEPARATOR.join(lemma.term for lemma in found)
                # Relatives of function words by their root are strangers: كل and كلية.
                root = "" if word in STOP_WORDS else found[0].root
                results[index] = StemAndRoot(stems, root or rootless(found[0].term))
            else:
                stem = self._unknown_stem(spellings[index], word)
                results[index] = StemAndRoot(stem, rootless(stem))
        return results

    def _unknown_stem(self, spelling: str, word: str) -> str:
        """The light stem of a word that the lexicon lacks, or its form if that is too short."""
        if len(spelling) <= _MIN_STEM_LENGTH:
            return word
        stem = form(self._light_stem(_standard_spelling(spelling)))
        return stem if len(stem) >= _MIN_STEM_LENGTH and stem not in STOP_WORDS else word

    def _light_stem(self, word: str) -> str:
        stem = self._light_stemmer.light_stem(word)
        if stem.endswith(_NAME_OF_GOD[:-1]) and word.endswith(_ENDS_IN_NAME_OF_GOD):
            return f"{stem}{araby.HEH}"  # عبدالله ends in the name, not in a pronoun
        return stem


def _forms(words: Sequence[str]) -> list[str]:
    """The forms of words, computed on one joined text, which is faster."""
    return form("\n".join(words)).split("\n") if words else []


def is_word(spelling: str) -> bool:
    """Whether a spelling has the letters of Arabic alone."""
    return len(spelling) <= MAX_WORD_LENGTH and _ARABIC_WORD.fullmatch(spelling) is not None


def _standard_spelling(spelling: str) -> str:
    """One spelling for what careful and hurried writers spell differently."""
    spelling = without_hamzas(spelling)
    if spelling.endswith(araby.HEH) and _MARBUTA_AS_HEH.match(spelling):
        return f"{spelling[:-1]}{araby.TEH_MARBUTA}"
    return spelling


def without_hamzas(spelling: str) -> str:
    """A spelling as hurried writers have it: alefs without hamza or madda, yeh for alef maksura.

    Words are stemmed in this spelling, because أحمد and احمد must match at every level. Teh
    marbuta and the hamzas on waw and yeh stay: they distinguish affixes from letters of the stem.
    """
    return spelling.translate(_WITHOUT_HAMZAS)

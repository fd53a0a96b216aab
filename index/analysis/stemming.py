"""Stem and root of a word, by Tashaphyne.

Tashaphyne (Zerrouki 2012, https://github.com/linuxscout/tashaphyne) cuts a word at every pair of
a known prefix and a known suffix and keeps the shortest stem whose pair is possible in Arabic.
With its own lists it takes the first letter of كتاب and كوريا for a proclitic. The lists here
are those of light stemming (Larkey, Ballesteros and Connell 2002, "light10") with the
attached pronouns and the proclitics ب ل ف; docs/analysis.md has the measurement. Roots need
the full lists, so each word is read by two stemmers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

import regex
from pyarabic import araby
from tashaphyne.arabicstopwords import is_stop, stop_root
from tashaphyne.stemming import ArabicLightStemmer

from index.analysis.folding import form


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

_ARTICLE: Final = "(?:[وف]?(?:ال|بال|كال|لل))"
# The article excludes an attached pronoun, so the heh that ends الشماليه is a teh marbuta. The
# few that are not (المياه) lose it too, as light stemming takes it from مياه without the article.
_MARBUTA_AS_HEH: Final = regex.compile(rf"^({_ARTICLE}\p{{L}}{{3,}}){araby.HEH}$")
_NAME_OF_GOD: Final = "الله"
# The plurals فعلاء and أفعلاء of rational nouns keep the three letters of their root side by side
# (Wright 1896, volume I, section 304): وزراء is of وزر, whatever proclitic its first letter may be.
_PLURAL: Final = regex.compile(
    rf"^{_ARTICLE}?{araby.ALEF}?([^{araby.ALEF}]{{3}}){araby.ALEF}{araby.HAMZA}$"
)
# Patterns of stems whose three root letters Tashaphyne does not always find, C for each of them, K
# for one that is no long vowel, and V for a long vowel between them: nouns (كتاب), the eighth form
# (اجتماع), the seventh (انقسام), the second (تطوير), the sixth (تعاون), plurals (عواصم, رسائل,
# مشاريع), the fourth and plurals (أخبار). Source: Wright 1896, volume I, sections 195-240, 304.
_NOUN: Final = "CCVC"
_EIGHTH: Final = ("اCتCاC", "[امتين]CتKC")
_SEVENTH: Final = ("انCCاC", "[متين]نCCC")
_OTHERS: Final = ("تCCيC", "تCاCC", "CواCC", "CCا[ئي]C", "مCاCيC", "اCCاC")
_PATTERNS: Final = tuple(
    regex.compile(
        pattern.replace("C", f"([^{araby.ALEF}])").replace("K", "([^اوي])").replace("V", "[اوي]")
    )
    for pattern in (_NOUN, *_EIGHTH, *_SEVENTH, *_OTHERS)
)
_HAMZA_WITHOUT_SEAT: Final = str.maketrans(
    dict.fromkeys((araby.WAW_HAMZA, araby.YEH_HAMZA), araby.HAMZA)
)

_WITHOUT_HAMZAS: Final = str.maketrans(
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
        self._stem = ArabicLightStemmer()
        self._stem.set_prefix_list(list(PREFIXES))
        self._stem.set_suffix_list(list(SUFFIXES))
        self._root = ArabicLightStemmer()
        self._known = known if known is not None else {}
        self.learned: dict[str, Stemmed] = {}

    def __call__(self, written: str) -> Stemmed:
        """Stem and root of one spelling; the form itself for what isn't an Arabic word."""
        found = self._known.get(written) or self.learned.get(written)
        if found is None:
            if len(self.learned) >= LEARNED:
                self.learned.clear()
            found = self.learned[written] = self._read(written)
        return Stemmed(*found)

    def _read(self, written: str) -> Stemmed:
        whole = form(written)
        if len(written) < 3 or len(written) > LONGEST_WORD or not _ARABIC_WORD.fullmatch(written):
            return Stemmed(whole, whole)
        if written in UNCUT:
            return UNCUT[written]
        written = without_hamzas(written)
        written = _MARBUTA_AS_HEH.sub(rf"\1{araby.TEH_MARBUTA}", written)
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


def root_of_plural(stemmer: ArabicLightStemmer, written: str) -> str:
    """The root of a plural such as وزراء or أصدقاء; "" for any other word.

    Args:
        stemmer: knows which letters are a root.
        written: a spelling in Arabic letters, its alefs without hamza.
    """
    plural = _PLURAL.match(written)
    letters = plural[1].translate(_HAMZA_WITHOUT_SEAT) if plural else ""
    return letters if letters and stemmer.is_root(letters) else ""


def root_of_pattern(stemmer: ArabicLightStemmer, stem: str) -> str:
    """The root of a stem of a common pattern, such as كتاب or اجتماع; "" for any other.

    Tashaphyne takes the teh of كتاب for that of افتعل, and finds كوب.

    Args:
        stemmer: knows which letters are a root.
        stem: what is left of a word without affixes.
    """
    for pattern in _PATTERNS:
        found = pattern.fullmatch(stem)
        letters = "".join(found.groups()).translate(_HAMZA_WITHOUT_SEAT) if found else ""
        if letters and stemmer.is_root(letters):
            return letters
    return ""


def likeliest_root(stemmer: ArabicLightStemmer, written: str) -> str:
    """The root that most ways of cutting a word agree on.

    Tashaphyne's own choice, but for ties: it takes the first of equally frequent roots out of
    a set of strings, which Python shuffles anew in each process, so that two runs would index
    and search different roots.

    Args:
        stemmer: a stemmer with Tashaphyne's own affix lists.
        written: a spelling in Arabic letters.
    """
    if is_stop(written):
        return str(stop_root(written))
    stemmer.light_stem(written)
    ways = [
        (
            root_of_pattern(stemmer, way["stem"]) or way["root"],
            len(way["prefix"]),
            len(way["suffix"]),
        )
        for way in stemmer.get_affix_list()
    ]
    for wanted in (stemmer.is_root_length_valid, stemmer.is_root, _has_three_letters):
        ways = [way for way in ways if wanted(way[0])] or ways
    times = Counter(root for root, _, _ in ways)
    # Of equally frequent roots the one that cuts least off the word.
    return str(max(ways, key=lambda way: (times[way[0]], -way[1] - way[2], -way[1], way[0]))[0])


def _has_three_letters(root: str) -> bool:
    return len(root) == 3

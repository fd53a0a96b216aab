"""Names and loan words: those of the frequency list, and frequent words that nothing explains."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgpack
import regex
from pyarabic import araby

from index.analysis.lexicon.affixes import Suffix
from index.analysis.lexicon.lexicon import PartOfSpeech, WordLexicon
from index.analysis.normalization.letters import ARABIC_LETTERS
from index.analysis.normalization.normalizer import form
from index.lexicon_compiler.entries import Entries, without_marks
from index.lexicon_compiler.frequencies import CORPUS_TOKENS, Frequencies
from index.lexicon_compiler.nouns import ADJECTIVE, Paradigm, add_noun

_WORD: Final = regex.compile(f"[{ARABIC_LETTERS}]{{3,14}}")
_MAX_NAMES: Final = 15_000
_PROCLITICS: Final = (
    "وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل", "وب", "ول", "و", "ف", "ب", "ل", "ك",
)  # fmt: skip
_ENDINGS: Final = ("ات", "ية", "ين", "ون", "ان", "ها", "هم", "ه", "ي", "ة", "ا", "نا")
_MIN_FEMININE_SHARE: Final = 0.05
_MIN_BASE: Final = 3
_MUCH_MORE: Final = 3.0
_PLURALS: Final = ("ين", "ون", "ان")
_VOWELS: Final = (araby.WAW, araby.YEH, araby.ALEF)


def add_counted_names(entries: Entries, frequencies: Frequencies) -> None:
    """Add the names of persons and places of the frequency list."""
    for each in frequencies:
        word = without_marks(each.vocalised)
        if each.kind == PartOfSpeech.NAME and len(word) > 1:
            lemma = entries.lemma(each.vocalised, "", PartOfSpeech.NAME, each.frequency)
            _add_name(entries, word, lemma)


def add_frequent_words(entries: Entries, lexicon: WordLexicon, counts: Path) -> None:
    """Add the most frequent words that have no analysis as names or loan words.

    A word with a proclitic or an ending is left out if the word without it is added or frequent.

    Args:
        entries: takes them.
        lexicon: compiled from the same entries.
        counts: the Arabic list of wordfreq: words by frequency.
    """
    frequencies = _read(counts)
    words = [*frequencies]
    unknown = [w for w, each in zip(words, lexicon.lemmas_of(words), strict=True) if not each]
    strange = {word: frequencies[word] for word in unknown}
    chosen = [word for word in unknown if not _is_inflected(word, strange)][:_MAX_NAMES]
    for word in chosen:
        lemma = entries.lemma(word, "", PartOfSpeech.NAME, strange[word] * CORPUS_TOKENS)
        # Of a relative adjective the feminine occurs too (هولندية), of نابولي it does not.
        feminine = frequencies.get(word + araby.TEH_MARBUTA, 0.0)
        if word.endswith(araby.YEH) and feminine > strange[word] * _MIN_FEMININE_SHARE:
            add_noun(entries, word, word + araby.SHADDA, lemma, ADJECTIVE)
        else:
            _add_name(entries, word, lemma)


def _add_name(entries: Entries, word: str, lemma: int) -> None:
    if word.endswith((araby.TEH_MARBUTA, araby.ALEF_MAKSURA)):
        add_noun(entries, word, "", lemma, Paradigm())
        return
    entries.stem(word, lemma, Suffix.NONE, Suffix.FEMININE_PLURAL)
    if word.endswith(_VOWELS):
        entries.stem(word, lemma, Suffix.LOAN_PLURAL)


def _is_inflected(word: str, strange: Mapping[str, float]) -> bool:
    """Whether a word is another strange word with a proclitic or an ending."""
    frequency = strange[word]
    for proclitic in _PROCLITICS:
        rest = word.removeprefix(proclitic)
        if rest != word and strange.get(rest, 0) >= frequency / 4:
            return True
    if word.startswith((araby.ALEF + araby.LAM, "لل")):
        return True
    for ending in _ENDINGS:
        rest = word.removesuffix(ending)
        plural = ending in _PLURALS and rest.endswith(araby.YEH)  # of an adjective, or نابوليون
        if plural and strange.get(rest + araby.TEH_MARBUTA, 0) < frequency * _MIN_FEMININE_SHARE:
            continue
        if rest != word and ending != araby.YEH and strange.get(rest, 0) >= frequency / 4:
            return True
    return False


def _read(counts: Path) -> dict[str, float]:
    """The words of the list, the most frequent first, with their frequencies.

    wordfreq has by each hundredth of a decade, from 1 downwards, the words of that frequency.
    """
    with gzip.open(counts) as file:
        _header, *levels = msgpack.load(file, raw=False)
    return {
        word: 10 ** (-level / 100)
        for level, words in enumerate(levels)
        for word in words
        if _WORD.fullmatch(word)
    }


def add_families(entries: Entries) -> None:
    """Give relative adjectives of names (مصري, روسي) and the names the name as root.

    An adjective with a root keeps it unless the name is much more frequent than a noun it may come
    from: سوري is of سوريا, not of سور.
    """
    for entry in entries.lemmas:
        base = entry.spelled.removesuffix(araby.YEH)
        if entry.kind is not PartOfSpeech.NOUN or base == entry.spelled or len(base) < _MIN_BASE:
            continue
        nouns = [base, base + araby.TEH_MARBUTA]
        names = [base, base + araby.ALEF, base + araby.YEH + araby.ALEF, base + araby.TEH_MARBUTA]
        name, frequency = _most_frequent(entries, names, PartOfSpeech.NAME)
        _, other = _most_frequent(entries, nouns, PartOfSpeech.NOUN)
        if name and (not entry.root or frequency > _MUCH_MORE * other):
            entry.root = form(name)
            for number in entries.spelled(name, PartOfSpeech.NAME):
                entries.lemmas[number].root = entry.root


def _most_frequent(entries: Entries, words: Sequence[str], kind: PartOfSpeech) -> tuple[str, float]:
    """The most frequent lemma of a kind among some words, and its frequency; "" for none."""
    found = [
        (entries.lemmas[number].frequency, word)
        for word in words
        for number in entries.spelled(word, kind)
    ]
    frequency, word = max(found, default=(0.0, ""))
    return word, frequency

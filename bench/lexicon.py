"""How well stems stand for lemmas, beside other stemmers.

    python -m bench.lexicon            the table for ../shared/cases/lemmas.tsv
    python -m bench.lexicon --write    and into docs/analysis.md

Of pairs of words that a treebank gives one lemma, the share that has a stem in common ("found",
one minus the under-stemming of Paice 1994); of pairs that have a stem in common, the strangers,
whose lemmas differ in more than an ending.
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import tantivy
from pyarabic import araby

from bench.marked_page import put
from index.analysis import Analyzer
from index.analysis.normalization.normalizer import form
from index.analysis.stemming.light_stemmer import LightStemmer

LEMMAS: Final = Path("../shared/cases/lemmas.tsv")
PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "analysis.md"
BEGIN: Final = "<!-- lemmas: written by python -m bench.lexicon --write -->"
END: Final = "<!-- lemmas: end -->"

Stems = Callable[[str], Iterable[str]]

# Lucene's ArabicStemmer (light10, Larkey and others 2002): one prefix, then suffixes in this order.
_LIGHT10_PREFIXES: Final = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_LIGHT10_SUFFIXES: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")


def light10(word: str) -> list[str]:
    """The stem of Lucene's Arabic analyser."""
    word = form(word)
    for prefix in _LIGHT10_PREFIXES:
        longer = len(word) - len(prefix) >= (3 if prefix == "و" else 2)
        if word.startswith(prefix) and longer:
            word = word[len(prefix) :]
            break
    for suffix in _LIGHT10_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return [word]


def contenders() -> Mapping[str, Stems]:
    """The stemmers by name."""
    analyzer, tashaphyne = Analyzer(), LightStemmer()
    snowball = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
        .filter(tantivy.Filter.stemmer("arabic"))
        .build()
    )

    def ours(word: str) -> Iterable[str]:
        return {stem for token in analyzer.tokens(word) for stem in _stems_of(token.readings)}

    return {
        "Fihris": ours,
        "Lucene's ArabicAnalyzer (light10)": light10,
        "Snowball's Arabic stemmer": snowball.analyze,
        "Tashaphyne's own light stemmer": lambda word: [tashaphyne.light_stem(word)],
        "no stemming": lambda word: [form(word)],
    }


def _stems_of(readings: Iterable[object]) -> list[str]:
    return [str(getattr(reading, "stem", "")) for reading in readings]


def measured(gold: Iterable[tuple[str, str]], stems_of: Stems) -> tuple[float, float]:
    """The shares of pairs found and of strangers.

    Args:
        gold: words with their lemmas.
        stems_of: gives the stems of a word.
    """
    by_lemma, by_stem = defaultdict(set), defaultdict(set)
    stems: dict[str, set[str]] = {}
    for word, lemma in gold:
        stems[word] = set(stems_of(araby.strip_tashkeel(word)))
        by_lemma[_plain(lemma)].add(word)
        for stem in stems[word]:
            by_stem[stem].add((word, _plain(lemma)))
    pairs = [pair for group in by_lemma.values() for pair in itertools.combinations(group, 2)]
    found = sum(not stems[one].isdisjoint(stems[other]) for one, other in pairs)
    together = {
        pair for group in by_stem.values() for pair in itertools.combinations(sorted(group), 2)
    }
    strangers = sum(
        one[1] != other[1] and not _are_related(one[1], other[1]) for one, other in together
    )
    return found / len(pairs), strangers / len(together)


def _plain(lemma: str) -> str:
    return form(araby.strip_tashkeel(lemma).replace(araby.ALEF_WASLA, araby.ALEF))


def _are_related(one: str, other: str) -> bool:
    """Whether one lemma continues the other (عامل, عاملة; مصر, مصري)."""
    one, other = sorted((one, other), key=len)
    return other.startswith(one) or (len(one) > 3 and one[:-1] == other[: len(one) - 1])


def main() -> None:
    """Measure and print; write the page if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("lemmas", nargs="?", type=Path, default=LEMMAS)
    parser.add_argument("--write", action="store_true", help=f"write the table into {PAGE.name}")
    chosen = parser.parse_args()
    with chosen.lemmas.open(encoding="utf-8") as lines:
        next(lines)
        gold = [(line.split("\t")[0], line.split("\t")[1].strip()) for line in lines]
    table = ["| stems | pairs found | strangers |", "|---|---:|---:|"]
    for name, stems_of in contenders().items():
        found, strangers = measured(gold, stems_of)
        table.append(f"| {name} | {found:.3f} | {strangers:.3f} |")
    print("\n".join(table))
    if chosen.write:
        put("\n".join(table), PAGE, BEGIN, END)


if __name__ == "__main__":
    main()

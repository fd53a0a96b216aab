"""What the first page has for what people type: one word, two words, a word in a small collection.

    python -m bench.first_page                    the tables for ../shared
    python -m bench.first_page FOLDER --write     and into docs/relevance.md

Words and pairs of words are drawn from collections at random. A hit is right if it has the word
itself, with or without particles (the article, conjunctions, prepositions); or the two words side
by side. No judgments are needed, because enough documents have them to fill a page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from bench.marked_page import put
from bench.names import indexed, searched_for
from bench.performance.peers.lucene import Java, NoJavaError, compiled
from bench.relevance.contenders import SOURCE, lucene_run
from index.analysis.lexicon.affixes import StemPrefix
from index.analysis.lexicon.lexicon import PartOfSpeech, lexicon
from index.analysis.normalization.normalizer import fold
from index.analysis.stop_words import STOP_WORDS
from index.analysis.tokenizer import spans
from index.pipeline.build import BuildOptions, rebuild
from index.store.generations import IndexDirectory
from search.arabic.clitics import ARTICLES
from search.retrieval.index_handle import IndexHandle
from search.service import SearchService

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "relevance.md"
BEGIN: Final = "<!-- first page: written by python -m bench.first_page --write -->"
END: Final = "<!-- first page: end -->"
FOLDER: Final = Path("../shared")
COLLECTIONS: Final = ("corpora/wiki-ar-paragraphs.jsonl.gz", "eval/ant_news/corpus.jsonl")
SAMPLE: Final = 300
FIRST: Final = 10
DOCUMENTS_OF_WORD: Final = range(15, 301)
DOCUMENTS_OF_PAIR: Final = range(10, 61)
SMALL: Final = (20, 100, 500)
"""Documents of the small collections, of which there are so many:"""
SMALL_COLLECTIONS: Final = 3
PHRASE: Final = 3.0
"""The weight of a phrase beside its words when Lucene is asked for both."""
SEED: Final = 13

_MIN_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of right documents on the first pages of one contender."""

    contender: str
    words: float
    pairs: float


@lru_cache(maxsize=1_000_000)
def core(form: str) -> str:
    """A form without its particles."""
    found = lexicon().analyses(form, 1) if form.isalpha() else ()
    if found:
        beginning = found[0].beginning
        return form[len(beginning.letters) :] if beginning.prefix <= StemPrefix.IMPERATIVE else form
    article = next(filter(form.startswith, ARTICLES), "")
    return form[len(article) :] if len(form) - len(article) >= _MIN_LETTERS else form


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """The id of each document, and its title and text."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["_id"], f"{record.get('title', '')}\n{record['text']}"


@lru_cache(maxsize=1_000_000)
def _forms(chunk: str) -> tuple[str, ...]:
    return tuple(fold(chunk[start:end]) for start, end in spans(chunk))


def words_of(text: str) -> list[str]:
    """The forms of a text's words without their particles."""
    return [core(form) for chunk in text.split() for form in _forms(chunk)]


def _is_content(chunk: str) -> bool:
    forms = _forms(chunk)
    return (
        len(forms) == 1
        and len(forms[0]) >= _MIN_LETTERS
        and chunk.isalpha()
        and not {forms[0], core(forms[0])} & STOP_WORDS
    )


def samples(texts: Mapping[str, str], size: int) -> tuple[list[str], list[str]]:
    """Words and pairs of words, as texts have them, that enough documents have."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts.values():
        chunks = text.split()
        content = [*map(_is_content, chunks)]
        words.update({chunk for chunk, good in zip(chunks, content, strict=True) if good})
        both = zip(pairwise(chunks), pairwise(content), strict=True)
        pairs.update({pair for pair, good in both if all(good)})
    draw = random.Random(SEED)
    of_words = sorted(word for word, count in words.items() if count in DOCUMENTS_OF_WORD)
    of_pairs = sorted(" ".join(pair) for pair, count in pairs.items() if count in DOCUMENTS_OF_PAIR)
    return draw.sample(of_words, size), draw.sample(of_pairs, size)


def right_share(
    found: Mapping[str, Sequence[str]], queries: Sequence[str], texts: Mapping[str, str]
) -> float:
    """The share of the documents found that have the words of their query side by side."""
    right = [
        has_run(words_of(texts[each]), words_of(query))
        for query in queries
        for each in found.get(query, ())
    ]
    return sum(right) / len(right)


def has_run(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words occur one after the other."""
    size = len(wanted)
    return any(list(words[at : at + size]) == list(wanted) for at in range(len(words) - size + 1))


def measured(path: Path, java: Java | None) -> list[Shares]:
    """The shares of each contender in one collection."""
    texts = dict(texts_of(path))
    words, pairs = samples(texts, SAMPLE)
    asked = [*words, *pairs]

    def by_lucene(phrase: float | None) -> Mapping[str, Sequence[str]]:
        assert java
        named = [(query, query) for query in asked]
        run = lucene_run(texts.items(), named, java, FIRST, phrase)
        return {query: [identity for identity, _ in found] for query, found in run.items()}

    contenders = {"Fihris": fihris(path, asked)}
    if java:
        contenders[f"Lucene {java.version}, its ArabicAnalyzer"] = by_lucene(None)
        contenders["the same with the phrase beside its words"] = by_lucene(PHRASE)
    return [
        Shares(name, right_share(found, words, texts), right_share(found, pairs, texts))
        for name, found in contenders.items()
    ]


def fihris(path: Path, queries: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The first pages of Fihris."""
    with tempfile.TemporaryDirectory(prefix="fihris-first-page-") as temporary:
        directory = IndexDirectory(Path(temporary))
        rebuild([path], directory, BuildOptions())
        with SearchService(IndexHandle(directory.path)) as service:
            return {
                query: [hit.id.partition("#")[2] for hit in service.search(query, size=FIRST).hits]
                for query in queries
            }


def taken_for_names(path: Path) -> tuple[int, int]:
    """How many ordinary words of small collections there are, and how many are taken for names."""
    texts = [text for _, text in texts_of(path)]
    draw = random.Random(SEED)
    looked_at = taken = 0
    for size in SMALL * SMALL_COLLECTIONS:
        some = draw.sample(texts, size)
        words = sorted({form for text in some for chunk in text.split() for form in _forms(chunk)})
        ordinary = [*filter(_is_ordinary, words)]
        chosen = draw.sample(ordinary, min(SAMPLE, len(ordinary)))
        with indexed(some) as snapshot, snapshot.analyzer() as analyzer:
            found = [searched_for(word, snapshot.names, analyzer) for word in chosen]
        looked_at += len(chosen)
        taken += sum(map(bool, found))
    return looked_at, taken


def _is_ordinary(form: str) -> bool:
    found = lexicon().analyses(form, 1) if len(form) >= _MIN_LETTERS and form.isalpha() else ()
    return bool(found) and found[0].lemma.kind is not PartOfSpeech.NAME


def report(folder: Path, java: Java | None) -> str:
    """What stands between the markers of the page."""
    lines = [
        "| collection | contender | the word itself | both words side by side |",
        "|---|---|---:|---:|",
    ]
    said = []
    for name in COLLECTIONS:
        path = folder / name
        shown = path.parent.name if path.parent.name != "corpora" else path.name.partition(".")[0]
        lines += (
            f"| {shown} | {each.contender} | {each.words:.3f} | {each.pairs:.3f} |"
            for each in measured(path, java)
        )
        looked_at, taken = taken_for_names(path)
        said.append(
            f"Of {looked_at:,} ordinary words of small collections of {shown},"
            f" {taken} ({taken / looked_at:.2%}) are searched for as names too."
        )
    return "\n".join([*lines, "", *said])


def main() -> None:
    """Measure and print, or write."""
    parser = argparse.ArgumentParser(prog="python -m bench.first_page", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--write", action="store_true", help="write it into docs/relevance.md too")
    chosen = parser.parse_args()
    try:
        java = compiled(chosen.work / "lucene", SOURCE)
    except NoJavaError as error:
        print(f"Lucene is left out: {error}", file=sys.stderr)
        java = None
    text = report(chosen.folder, java)
    print(text)
    if chosen.write:
        put(text, PAGE, BEGIN, END)


if __name__ == "__main__":
    main()

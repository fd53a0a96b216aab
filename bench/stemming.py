"""Stem the word folded, unfolded or half folded, with whose affix lists? The measurement.

    python -m bench.stemming                    the table for ../shared/eval
    python -m bench.stemming FOLDER --write     and into docs/analysis.md

FOLDER holds collections in BEIR layout. Every contender turns words into terms; documents are
ranked by BM25 (Robertson and Zaragoza 2009) over those terms, equal scores by document id, and
MRR@10 is the mean over questions of the reciprocal rank of the first right document.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from bench.marked_page import put
from index.analysis.normalization.normalizer import form, nfkc, spelling
from index.analysis.stemming.light_stemmer import LightStemmer
from index.analysis.stemming.stemmer import (
    PREFIXES,
    SUFFIXES,
    Stemmer,
    without_hamzas,
)
from index.analysis.token import STEM_SEPARATOR
from index.analysis.tokenizer import spans

K1: Final = 1.2
B: Final = 0.75
DEPTH: Final = 10
AT_ONCE: Final = 256  # questions whose scores stand in memory together
PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "analysis.md"
BEGIN: Final = "<!-- stemming: written by python -m bench.stemming --write -->"
END: Final = "<!-- stemming: end -->"

Terms = Callable[[str], str]
Texts = Sequence[Sequence[str]]

# What a stemmer is given: the form, the spelling as it stands, or something between them.
SPELLINGS: Final[Mapping[str, Terms]] = {
    "folded": form,
    "unfolded": str,
    "alefs folded": without_hamzas,
}


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents in order of their ids and questions, both as spellings of their words.

    Attributes:
        right: for each question the numbers of the documents that answer it.
    """

    name: str
    documents: Texts
    questions: Texts
    right: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to make terms: the scores of its levels are added with equal weights."""

    terms: str
    lists: str
    stemmed: str
    levels: tuple[Terms, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; write the page if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--write", action="store_true", help=f"write the table into {PAGE.name}")
    chosen = parser.parse_args(arguments)
    folders = sorted(path.parent for path in chosen.folder.glob("*/corpus.jsonl"))
    if not folders:
        parser.error(f"no collections in BEIR layout in {chosen.folder}")
    written = table([read_collection(folder) for folder in folders], contenders())
    print(written)
    if chosen.write:
        try:
            put(written, PAGE, BEGIN, END)
        except ValueError as error:
            parser.error(str(error))


def read_collection(folder: Path) -> Collection:
    """One collection in BEIR layout, its texts as spellings of words."""
    texts = {
        record["_id"]: words(f"{record['title']}\n{record['text']}")
        for record in map(json.loads, _lines(folder / "corpus.jsonl"))
    }
    ids = sorted(texts)
    number = {name: place for place, name in enumerate(ids)}
    questions = {
        record["_id"]: words(record["text"])
        for record in map(json.loads, _lines(folder / "queries.jsonl"))
    }
    right: dict[str, list[int]] = {}
    for row in csv.DictReader(_lines(folder / "qrels" / "test.tsv"), delimiter="\t"):
        if int(row["score"]) > 0:
            right.setdefault(row["query-id"], []).append(number[row["corpus-id"]])
    judged = [name for name in questions if name in right]
    return Collection(
        folder.name,
        [texts[name] for name in ids],
        [questions[name] for name in judged],
        tuple(tuple(right[name]) for name in judged),
    )


def words(text: str) -> tuple[str, ...]:
    """The spelling of every word of `text`, hamzas and teh marbuta kept."""
    return tuple(spelling(nfkc(text[start:end])) for start, end in spans(text))


def contenders() -> list[Contender]:
    """Every combination of level, affix lists and spelling, and the chain as it is."""
    stems = {
        (lists, name): _stemmer(lists == "ours", written)
        for lists in ("Tashaphyne's", "ours")
        for name, written in SPELLINGS.items()
    }
    found = [Contender("form", "", "", (form,))]
    found += [Contender("stem", *made, (stem,)) for made, stem in stems.items()]
    chain = cache(Stemmer())

    def stem(word: str) -> str:
        return chain(word).stem.partition(STEM_SEPARATOR)[0]

    def root(word: str) -> str:
        return chain(word).root

    found.append(Contender("stem", "the lexicon", "unfolded", (stem,)))
    found.append(Contender("root", "the lexicon", "unfolded", (root,)))
    found.append(Contender("form + stem + root", "the lexicon", "unfolded", (form, stem, root)))
    return found


def mrr(collection: Collection, levels: Iterable[Terms]) -> float:
    """Mean reciprocal rank at 10 of BM25 with the scores of `levels` added."""
    pairs = [
        (_weights(collection.documents, vocabulary, terms), vocabulary, terms)
        for terms in levels
        for vocabulary in [_vocabulary(collection.documents, terms)]
    ]
    gained = 0.0
    for first in range(0, len(collection.questions), AT_ONCE):
        some = collection.questions[first : first + AT_ONCE]
        scores = np.zeros((len(some), len(collection.documents)))
        for weights, vocabulary, terms in pairs:
            scores += (_asked(some, vocabulary, terms) @ weights).toarray()
        for row, right in zip(scores, collection.right[first:], strict=False):
            best = min((_rank(row, document) for document in right), default=DEPTH + 1)
            gained += 1 / best if best <= DEPTH else 0.0
    return gained / len(collection.questions)


def table(collections: Sequence[Collection], rows: Sequence[Contender]) -> str:
    """The table as Markdown: MRR@10 of every contender on every collection."""
    names = [
        f"{c.name} ({len(c.questions):,} questions, {len(c.documents):,} documents)"
        for c in collections
    ]
    head = ["terms", "affix lists", "stemmed word", *names, "mean"]
    lines = [f"| {' | '.join(head)} |", "|---" * 3 + "|---:" * (len(names) + 1) + "|"]
    for row in rows:
        got = [mrr(collection, row.levels) for collection in collections]
        cells = [row.terms, row.lists or "–", row.stemmed or "–"]
        cells += [f"{value:.3f}" for value in (*got, sum(got) / len(got))]
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines)


def _stemmer(ours: bool, written: Terms) -> Terms:
    stemmer = LightStemmer(PREFIXES, SUFFIXES) if ours else LightStemmer()

    @cache
    def stem(word: str) -> str:
        return form(stemmer.light_stem(written(word))) or form(word)

    return stem


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]


def _vocabulary(documents: Texts, terms: Terms) -> Mapping[str, int]:
    seen = dict.fromkeys(terms(word) for document in documents for word in document)
    return {term: number for number, term in enumerate(seen)}


def _weights(
    documents: Texts, vocabulary: Mapping[str, int], terms: Terms
) -> sparse.csr_array[np.float64]:
    """BM25's weight of every term (row) in every document (column)."""
    counts = [Counter(vocabulary[terms(word)] for word in document) for document in documents]
    rows = np.array([term for count in counts for term in count], dtype=np.int64)
    columns = np.repeat(np.arange(len(documents)), [len(count) for count in counts])
    often = np.array([times for count in counts for times in count.values()], dtype=np.float64)
    lengths = np.array([len(document) for document in documents], dtype=np.float64)
    holders = np.bincount(rows, minlength=len(vocabulary))
    rarity = np.log1p((len(documents) - holders + 0.5) / (holders + 0.5))
    norm = K1 * (1 - B + B * lengths / lengths.mean())
    values = rarity[rows] * often * (K1 + 1) / (often + norm[columns])
    shape = (len(vocabulary), len(documents))
    return sparse.csr_array((values, (rows, columns)), shape=shape)


def _asked(
    questions: Texts, vocabulary: Mapping[str, int], terms: Terms
) -> sparse.csr_array[np.float64]:
    """A one for each different term (column) of each question (row)."""
    cells = [
        (row, vocabulary[term])
        for row, question in enumerate(questions)
        for term in dict.fromkeys(map(terms, question))
        if term in vocabulary
    ]
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    shape = (len(questions), len(vocabulary))
    return sparse.csr_array((np.ones(len(cells)), (rows, columns)), shape=shape)


def _rank(scores: NDArray[np.float64], document: int) -> int:
    """From 1; behind the last where the document has no word of the question."""
    score = scores[document]
    if score <= 0:
        return len(scores) + 1
    return 1 + int((scores > score).sum()) + int((scores[:document] == score).sum())


if __name__ == "__main__":
    main()

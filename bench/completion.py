"""How fast completion is: the beginnings of real words, beside the plain search for the same.

    python -m bench.completion INDEX                  the table for an index
    python -m bench.completion INDEX --write          and into docs/completion.md

INDEX is an index directory, best one of very many documents. Documents are drawn from it at random
(always the same ones), and of each a word, or two words that follow each other; of the last the
first one to six letters are typed. Every text is asked once, after as many others.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bench.marked_page import put
from index.analysis.tokenizer import spans
from index.model.document import Document
from search.model.request import SearchRequest
from search.retrieval.index_handle import IndexHandle
from search.service import SearchService

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "completion.md"
BEGIN: Final = "<!-- completion: written by python -m bench.completion INDEX --write -->"
END: Final = "<!-- completion: end -->"
ASKED: Final = 300
LETTERS: Final = 6
SEED: Final = 4
KINDS: Final = (("the beginning of a word", 0), ("a word and the beginning of another", 1))


@dataclass(frozen=True, slots=True)
class Times:
    """How long some questions took, in milliseconds: the median, the 99th percentile, the most."""

    median: float
    slow: float
    most: float

    @property
    def cells(self) -> str:
        """As cells of a table."""
        return f"{self.median:.1f} | {self.slow:.1f} | {self.most:.1f}"


def beginnings(documents: Sequence[Document], before: int, chance: random.Random) -> Iterator[str]:
    """What somebody may have typed who means words of these documents.

    Args:
        documents: each is asked for at most once; those without so many words not at all.
        before: how many words are typed whole before the last one.
        chance: draws the words and how many letters of the last are typed.
    """
    for document in documents:
        words = [document.body[start:end] for start, end in spans(document.body)]
        if len(words) > before:
            place = chance.randrange(len(words) - before)
            *whole, last = words[place : place + before + 1]
            yield " ".join((*whole, last[: chance.randint(1, LETTERS)]))


def drawn(index: Path, most: int, chance: random.Random) -> list[Document]:
    """Documents of an index."""
    library = IndexHandle(index)
    with closing(library), library.snapshot() as snapshot:
        ids = sorted(snapshot.retriever.ids())
        chosen = chance.sample(ids, min(most, len(ids)))
        return list(snapshot.retriever.documents(chosen).values())


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> Times:
    """Ask each text once."""
    taken = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - began) * 1000)
    median, slow = np.percentile(taken, [50, 99])
    return Times(float(median), float(slow), max(taken))


def table(index: Path, asked: int) -> str:
    """What stands between the markers of the page."""
    chance = random.Random(SEED)
    documents = drawn(index, 4 * asked, chance)
    with closing(SearchService.over(index)) as service:
        service.warm()
        count = service.statistics().documents
        lines = [
            f"{count:,} documents; {asked} texts of each kind; milliseconds at the median, at the"
            " 99th percentile, and at most:",
            "",
            "| typed | completed: p50 | p99 | most | plain search: p50 | p99 | most |",
            "|---|---:|---:|---:|---:|---:|---:|",
        ]
        for name, before in KINDS:
            texts = list(beginnings(documents, before, chance))
            others, own = texts[:asked], texts[asked : 2 * asked]
            timed(service.suggest, others)
            completed = timed(service.suggest, own)
            searched = timed(lambda text: service.search(SearchRequest(text, recover=False)), own)
            lines.append(f"| {name} | {completed.cells} | {searched.cells} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print and perhaps write."""
    parser = argparse.ArgumentParser(prog="python -m bench.completion", description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--asked", type=int, default=ASKED, help="texts of each kind")
    parser.add_argument("--write", action="store_true", help="write it into docs/completion.md too")
    chosen = parser.parse_args()
    text = table(chosen.index, chosen.asked)
    print(text)
    if chosen.write:
        put(text, PAGE, BEGIN, END)


if __name__ == "__main__":
    main()

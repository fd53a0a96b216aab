"""The documents' terms: what engines that analyse nothing are given to index.

One line for a document, the stems of its body with spaces between. A word of two readings puts
both there, as Fihris indexes both.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from index.analysis import Analyzer, Level

_LINES: Final = 2_000
_analyzer: Analyzer | None = None


def stems(text: str, analyzer: Analyzer) -> str:
    """The stems of a text, with spaces between."""
    return " ".join(stem for token in analyzer.tokens(text) for stem in token.terms(Level.STEM))


def write(path: Path, corpus: Path, jobs: int) -> None:
    """Write the terms of each document of a corpus, by `jobs` processes.

    The file appears under its name only when it is whole.
    """
    unfinished = path.with_suffix(".part")
    with (
        corpus.open(encoding="utf-8") as lines,
        unfinished.open("w", encoding="utf-8") as terms,
        multiprocessing.get_context("spawn").Pool(jobs) as pool,
    ):
        for written in pool.imap(_all_stems, _pieces(lines)):
            terms.write(written)
    unfinished.rename(path)


def _pieces(lines: Iterator[str]) -> Iterator[Sequence[str]]:
    while piece := list(itertools.islice(lines, _LINES)):
        yield piece


def _all_stems(lines: Sequence[str]) -> str:
    global _analyzer
    _analyzer = _analyzer or Analyzer()
    return "".join(stems(json.loads(line)["text"], _analyzer) + "\n" for line in lines)

"""Ten hits of 5 KB, snippets and reasons: the time, beside that of the straightforward way.

    python -m bench.snippets                    paragraphs of ../shared/corpora, or else seeds/
    python -m bench.snippets --rounds 9

Both ways find the matches in the whole text and cut the snippets; the straightforward one makes
a token of every word first. The documents of a question are the ten where most of it matches,
and both ways show the same of them, which is checked before anything is measured. A round takes
every question both ways in turn, so that what else the machine does meanwhile falls on both.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

from index.analysis import Analyzer
from index.model.query import TextField
from search.highlight.excerpts import Analyse, body_snippets, highlighted
from search.highlight.match_reasons import closer, reasons
from search.highlight.matcher import compile_matcher
from search.model.records import Reason, Snippet
from search.query import parse
from search.text.chunk_cache import ChunkCache

ROOT: Final = Path(__file__).resolve().parent.parent
CORPUS: Final = ROOT.parent / "shared" / "corpora" / "wiki-ar-paragraphs.jsonl.gz"
QUESTIONS: Final = ROOT / "tests" / "relevance" / "queries.jsonl"
PARAGRAPHS: Final = 3_000
CHARACTERS: Final = 2_700
"""Of a document: 5 KB of Arabic."""
TITLE: Final = 60
HITS: Final = 10
FRAGMENTS: Final = 2

Answer = tuple[tuple[Snippet, ...], tuple[tuple[int, int], ...], tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """A question and the documents that are shown for it."""

    question: str
    documents: Sequence[str]


def documents() -> list[str]:
    """Documents of the same length, made of what there is."""
    if CORPUS.exists():
        with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in islice(lines, PARAGRAPHS)]
    else:
        files = sorted((ROOT / "seeds").rglob("*.txt"))
        texts = [path.read_text("utf-8", "replace") for path in files]
    whole = "\n".join(texts)
    return [whole[at : at + CHARACTERS] for at in range(0, len(whole) - CHARACTERS, CHARACTERS)]


def pages(texts: Sequence[str], chunks: ChunkCache) -> list[Page]:
    """Every question with the documents in which it matches most, the earlier of equals."""
    found = []
    tokens = chunks.read(texts)
    for line in QUESTIONS.read_text("utf-8").splitlines():
        question = json.loads(line)["text"]
        matcher = compile_matcher(parse(question, chunks.analyzer).node)
        counts = [len(matcher.matches(one, TextField.BODY)) for one in tokens]
        best = sorted(range(len(texts)), key=lambda number: -counts[number])[:HITS]
        found.append(Page(question, [texts[number] for number in best]))
    return found


def answered(page: Page, analyzer: Analyzer, analyse: Analyse) -> list[Answer]:
    """What is shown of the documents of a page; the question is read anew."""
    matcher = compile_matcher(parse(page.question, analyzer).node)
    answers = []
    for text in page.documents:
        body = body_snippets(text, matcher, analyse, most=FRAGMENTS, limit=len(text))
        title = highlighted(text[:TITLE], TextField.TITLE, matcher, analyse, limit=TITLE)
        why = reasons(matcher, closer(title.closest, body.closest))
        answers.append((body.snippets, title.spans, why))
    return answers


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds of this thread it takes."""
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000


def measured(rounds: int) -> str:
    """The measurement as text.

    Raises:
        AssertionError: the two ways show different things.
    """
    analyzer = Analyzer()
    chunks = ChunkCache(analyzer)
    snapshot = pages(documents(), chunks)
    ways: dict[str, Analyse] = {
        "straightforward": analyzer.tokens,
        "as served": lambda text: chunks.read([text])[0],
    }
    for page in snapshot:
        plain, served = (answered(page, analyzer, analyse) for analyse in ways.values())
        assert plain == served, page.question
    times: dict[str, list[list[float]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            times[way].append([])
        for page in snapshot:
            for way, analyse in ways.items():
                times[way][-1].append(timed(lambda: answered(page, analyzer, analyse)))  # noqa: B023
    lines = [
        f"{len(snapshot)} questions, {HITS} documents of {CHARACTERS:,} characters each, "
        f"{rounds} rounds; milliseconds a page",
        *(_line(way, found) for way, found in times.items()),
    ]
    plain_times, served_times = (list(map(median, found)) for found in times.values())
    ratios = sorted(a / b for a, b in zip(plain_times, served_times, strict=True))
    lines.append(f"ratio            {median(ratios):5.2f}  ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    return "\n".join(lines)


def _line(way: str, rounds: Sequence[Sequence[float]]) -> str:
    """The median over the rounds of the median and the 95th percentile over the questions."""
    middle = [median(found) for found in rounds]
    high = [sorted(found)[int(len(found) * 0.95)] for found in rounds]
    return (
        f"{way:16} {median(middle):5.2f}  ({min(middle):.2f} to {max(middle):.2f}), "
        f"p95 {median(high):.2f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    print(measured(parser.parse_args().rounds))


if __name__ == "__main__":
    main()

"""How fast Fihris is beside other engines, on the same documents and the same questions.

    python -m bench.performance                       everything, which takes hours
    python -m bench.performance --size 10000          at one size
    python -m bench.performance --only lucene         one engine again, the others as measured
    python -m bench.performance --stage ask           one part again: build, start, ask or http
    python -m bench.performance --report --write      only the tables and plots, from what is kept

What is made is kept in the folder `--work` names and used again; results are in its `results`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.performance import acceptance, checks, corpus, questions, report, suite, terms
from bench.performance.http import NoServerError
from bench.performance.measures import Result
from bench.performance.peers.lucene import Java, NoJavaError, compiled
from bench.performance.places import CONTENDERS, JOBS, ORACLE, Contender, Work
from bench.performance.processes import FailedError
from bench.performance.suite import Stage
from index import readers
from index.model.document import Document

SHARED: Final = Path("../shared")
PARAGRAPHS: Final = SHARED / "corpora" / "wiki-ar-paragraphs.jsonl.gz"
SEEDS: Final = Path("seeds")
SIZES: Final = (10_000, 100_000, 1_000_000)
BUILDS_OF_MANY: Final = 1
"""At more than a hundred thousand documents, an index is built so many times."""
MANY: Final = 200_000


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


def loaded() -> list[corpus.Record]:
    """The paragraphs of ../shared, or the sample collection without it."""
    if PARAGRAPHS.exists():
        return corpus.read(PARAGRAPHS)
    say(f"No {PARAGRAPHS}: the documents are made from {SEEDS}.")
    outcomes = (
        outcome
        for file in readers.walk(SEEDS)
        for outcome in readers.read(file, readers.ReaderOptions())
    )
    return [
        corpus.Record(each.id, each.title, each.body)
        for each in outcomes
        if isinstance(each, Document) and each.body.strip()
    ]


def prepared(
    work: Work, sizes: Sequence[int], count: int
) -> tuple[list[int], list[questions.Question]]:
    """Corpora, terms and questions, those that are not there yet.

    Returns:
        The sizes as they are (all paragraphs for about as many), and the questions.
    """
    work.folder.mkdir(parents=True, exist_ok=True)
    records = loaded()
    real = [nearest(size, len(records)) for size in sizes]
    for size in real:
        if not work.corpus(size).exists():
            say(f"{size:,} documents: written")
            corpus.write(work.corpus(size), records, size)
        if not work.terms(size).exists():
            say(f"{size:,} documents: analysed for engines that don't")
            terms.write(work.terms(size), work.corpus(size), JOBS)
    if not work.questions().exists():
        texts = questions.read_texts(SHARED / "eval") or questions.drawn_texts(
            (record.text for record in records), 5 * count
        )
        questions.write(work.questions(), questions.questions(texts, count))
    return real, questions.read(work.questions())


def nearest(size: int, whole: int) -> int:
    """`size`, or the whole corpus where that is within a twentieth of it."""
    return whole if abs(whole - size) * 20 <= size else size


def java(work: Work) -> Java | None:
    """Lucene's program, or None and why."""
    try:
        return compiled(work.folder / "lucene")
    except NoJavaError as error:
        say(f"Lucene is left out. {error}")
        return None


def chosen_contenders(only: Sequence[str], program: Java | None) -> list[Contender]:
    """The engines to measure."""
    return [
        each
        for each in (*CONTENDERS, ORACLE)
        if (not only or each.name in only) and (each.name != "lucene" or program is not None)
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.performance", description="Fihris beside other engines."
    )
    parser.add_argument("--work", type=Path, default=Path("build/bench"), help="the folder")
    parser.add_argument("--size", type=int, action="append", help=f"documents; {SIZES}")
    names = [each.name for each in (*CONTENDERS, ORACLE)]
    parser.add_argument("--only", action="append", choices=names, help="only this engine")
    stages = list(Stage)
    parser.add_argument(
        "--stage", action="append", type=Stage, choices=stages, help="only this, the rest as kept"
    )
    parser.add_argument("--rounds", type=int, default=5, help="of each figure (5)")
    parser.add_argument("--builds", type=int, help="of each index (as --rounds)")
    parser.add_argument("--questions", type=int, default=1_000, help="at the most (1000)")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    return parser.parse_args()


def main() -> int:
    """Measure, print, perhaps write; fails where answers don't agree."""
    chosen = arguments()
    work = Work(chosen.work)
    failed = [] if chosen.report else measure(work, chosen)
    found: dict[tuple[str, int], Result] = suite.results(work)
    if not found:
        say(f"Nothing was measured in {work.folder}.")
        return 1
    print(report.content(found))
    if chosen.write:
        report.write(found)
    wrong = [each for each in checks.checks(found) if not each.passed]
    for each in wrong:
        say(f"Answers differ: {each.peer}, {each.documents:,}, {each.kind}: {each.what}")
    demands = [row for row in acceptance.rows(found) if row.figure]
    missed = [row.measure for row in demands if not row.reached]
    say(f"Of {len(demands)} demands measured, not reached: {'; '.join(missed) or 'none'}.")
    if failed:
        say(f"Not measured, for it failed: {', '.join(failed)}")
    return 1 if wrong or failed else 0


def measure(work: Work, chosen: argparse.Namespace) -> list[str]:
    """Prepare and measure everything that was chosen, size by size, and say what failed."""
    failed: list[str] = []
    sizes, asked = prepared(work, sorted(chosen.size or SIZES), chosen.questions)
    only = chosen.only or ()
    program = java(work) if not only or "lucene" in only else None
    bench = suite.Bench(work, asked, chosen.rounds, program, say)
    for size in sizes:
        most = BUILDS_OF_MANY if size > MANY else chosen.rounds
        for contender in chosen_contenders(only, program):
            if size > contender.largest:
                say(f"{contender.name} is not measured at {size:,} documents: it takes too long.")
                continue
            try:
                bench.measure(
                    contender,
                    size,
                    builds=chosen.builds or most,
                    stages=chosen.stage or list(Stage),
                )
            except (FailedError, suite.WrongCountError, NoServerError) as error:
                say(f"Failed: {error}")
                failed.append(f"{contender.name} at {size:,}")
    return failed


if __name__ == "__main__":
    sys.exit(main())

"""fihris evaluate: quality on a judged collection, for people and for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from index.cli.parameters import Number
from index.cli.terminal import PlainCommand, json_option, print_json
from index.model.os_errors import storing
from index.store.atomic_files import write_whole
from search.evaluation.evaluate import Advance, CollectionResult, evaluate, trec_lines
from search.model.ranking import RANKING


@click.command("evaluate", cls=PlainCommand)
@click.argument("collection_dir", type=click.Path(path_type=Path))
@click.option("--run", "run_file", type=click.Path(path_type=Path), help="Write a TREC run file.")
@click.option("--jobs", type=Number(1), help="Processes to index with.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Change a number of the ranking.",
)
@json_option
def evaluate_command(
    collection_dir: Path,
    run_file: Path | None,
    jobs: int | None,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Measure the search on a folder in BEIR's layout (corpus, queries, qrels)."""
    ranking = RANKING.changed(settings)
    with _shown() as advance:
        result = evaluate(collection_dir, jobs=jobs, ranking=ranking, advance=advance)
    if run_file:
        with storing(run_file):
            write_whole(run_file, "".join(f"{line}\n" for line in trec_lines(result.results)))
    if as_json:
        print_json(_content(result))
    else:
        click.echo("\n".join(_lines(result)))


@contextmanager
def _shown() -> Iterator[Advance | None]:
    """A bar over the queries if a person reads standard error."""
    if not sys.stderr.isatty():
        yield None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, queries: bar.update(task, completed=done, total=queries)


def _content(result: CollectionResult) -> dict[str, float | int]:
    return {
        "MRR@10": result.quality.mrr_10,
        "nDCG@10": result.quality.ndcg_10,
        "Recall@100": result.quality.recall_100,
        "queries": result.queries,
        "documents": result.documents,
        "skipped": result.skipped,
        "shortened": result.shortened,
        "index_seconds": result.index_seconds,
        "p50_ms": round(result.p50_ms, 3),
        "p99_ms": round(result.p99_ms, 3),
    }


def _lines(result: CollectionResult) -> list[str]:
    return [
        f"{name:14}{value:.4f}" if isinstance(value, float) else f"{name:14}{value}"
        for name, value in _content(result).items()
    ]


commands: tuple[click.Command, ...] = (evaluate_command,)
"""What this module adds to the program."""

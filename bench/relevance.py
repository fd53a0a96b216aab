"""How good the answers are: the whole search on judged collections.

    python -m bench.relevance                    the tables for ../shared/eval
    python -m bench.relevance FOLDER --write     and into docs/relevance.md

FOLDER holds collections in BEIR layout. Each is asked as `fihris evaluate` asks it, then again
with other weights of the levels on the same index.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Final

from index.analysis import Level
from index.engines.protocols import FieldWeights
from search.collection import read_collection
from search.evaluate import Evaluation, asked, indexed
from search.ranking import FIELD_WEIGHTS, LEVEL_WEIGHTS, WEIGHTS

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "relevance.md"
BEGIN: Final = "<!-- relevance: written by python -m bench.relevance --write -->"
END: Final = "<!-- relevance: end -->"
COLLECTIONS: Final = Path("../shared/eval")


def ranking(form: float, stem: float, root: float) -> FieldWeights:
    """The ranking with other weights of the levels."""
    levels = {Level.FORM: form, Level.STEM: stem, Level.ROOT: root}
    return replace(
        WEIGHTS,
        weights={
            (field, level): FIELD_WEIGHTS[field] * levels[level] for field, level in WEIGHTS.weights
        },
    )


def named(form: float, stem: float, root: float) -> str:
    """The name of a ranking in the table."""
    return f"form {form:g}, stem {stem:g}, root {root:g}"


OURS: Final = named(*(LEVEL_WEIGHTS[level] for level in (Level.FORM, Level.STEM, Level.ROOT)))
OTHERS: Final = ((1, 0, 0), (0, 1, 0), (0, 0, 1), (0.25, 1, 1), (1, 1, 1), (2, 1, 1), (1, 1, 0.5))


@dataclass(frozen=True, slots=True)
class Measured:
    """One collection: asked as it should be, and with other weights."""

    name: str
    ours: Evaluation
    others: Mapping[str, Evaluation]


def measure(folder: Path) -> Measured:
    """Index one collection once and ask it with each ranking."""
    collection = read_collection(folder)
    with indexed(collection) as (directory, report):
        ours = asked(collection, directory, report)
        others = {
            named(*weights): asked(collection, directory, report, weights=ranking(*weights))
            for weights in OTHERS
        }
    return Measured(folder.name, ours, others)


def tables(measured: Sequence[Measured]) -> str:
    """What stands between the markers of the page."""
    lines = [
        "| collection | documents | queries | MRR@10 | nDCG@10 | Recall@100 | p50 ms | p99 ms |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for each in measured:
        ours = each.ours
        lines.append(
            f"| {each.name} | {ours.documents:,} | {ours.queries:,} | {ours.quality.mrr_10:.3f}"
            f" | {ours.quality.ndcg_10:.3f} | {ours.quality.recall_100:.3f}"
            f" | {ours.p50_ms:.1f} | {ours.p99_ms:.1f} |"
        )
    names = " | ".join(each.name for each in measured)
    lines += [
        "",
        f"MRR@10 by weights of the levels (the ranking is {OURS}):",
        "",
        f"| weights | {names} | mean |",
        "|---|" + "---:|" * (len(measured) + 1),
        _row(OURS, [each.ours for each in measured]),
        *(_row(name, [each.others[name] for each in measured]) for name in measured[0].others),
        "",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; a search"
        " here is one request for a hundred hits without snippets.",
    ]
    return "\n".join(lines)


def _row(name: str, evaluations: Sequence[Evaluation]) -> str:
    values = [each.quality.mrr_10 for each in evaluations]
    cells = " | ".join(f"{value:.3f}" for value in [*values, mean(values)])
    return f"| {name} | {cells} |"


def main() -> None:
    """Measure, print and perhaps write."""
    parser = argparse.ArgumentParser(description="Relevance on judged collections.")
    parser.add_argument("folder", type=Path, nargs="?", default=COLLECTIONS)
    parser.add_argument("--write", action="store_true", help="write into docs/relevance.md")
    chosen = parser.parse_args()
    folders = sorted(path for path in chosen.folder.iterdir() if (path / "qrels").is_dir())
    content = tables([measure(folder) for folder in folders])
    print(content)
    if chosen.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n\n{content}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()

"""How the figures grow with the documents, as SVG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import matplotlib
from matplotlib.figure import Figure

from bench.performance.acceptance import MB, Figures, Results, rate
from bench.performance.measures import Kind, Result
from bench.performance.places import CONTENDERS
from bench.performance.report import TITLES
from bench.performance.spread import Spread, spread

COLOURS: Final = {
    "fihris": "#0b6e4f",
    "lucene": "#c1121f",
    "tantivy": "#e09f3e",
    "tantivy-arabic": "#f3c677",
    "bm25s": "#6a4c93",
    "fts5": "#1982c4",
    "whoosh": "#6c757d",
}
Drawn = Callable[[Result], Spread]


def write(results: Results, folder: Path) -> None:
    """Draw every plot into a folder; the same results make the same files."""
    matplotlib.rcParams["svg.hashsalt"] = "fihris"
    folder.mkdir(exist_ok=True)
    figures = Figures(results)

    def time(share: float) -> Drawn:
        return lambda result: figures.time(result.peer, result.documents, Kind.TOTAL, share)

    answering = Figure(figsize=(10, 4.2), layout="constrained")
    left, right = answering.subplots(1, 2, sharey=True)
    _lines(left, results, time(0.5), "p50, ms", Kind.TOTAL)
    _lines(right, results, time(0.99), "p99, ms", Kind.TOTAL)
    _save(answering, folder / "answering.svg")
    for name, label, drawn in (
        ("building", "documents a second", _rate),
        ("size", "bytes of index for one of text", _size),
        ("memory", "peak memory of building, MB", _peak),
    ):
        figure = Figure(figsize=(6, 4.2), layout="constrained")
        _lines(figure.subplots(), results, drawn, label, None)
        _save(figure, folder / f"{name}.svg")


def _rate(result: Result) -> Spread:
    return spread(map(rate, result.built["cold"]))


def _size(result: Result) -> Spread:
    return spread(each.bytes / result.text_bytes for each in result.built["cold"])


def _peak(result: Result) -> Spread:
    return spread(each.peak / MB for each in result.built["cold"])


def _lines(axes: Any, results: Results, drawn: Drawn, label: str, kind: Kind | None) -> None:
    """A line for each engine, with the spread of its rounds."""
    for contender in CONTENDERS:
        found = sorted(
            (size, drawn(result))
            for (name, size), result in results.items()
            if name == contender.name
            and (kind is None or kind in result.asked)
            and (kind is not None or result.built.get("cold"))
        )
        if not found:
            continue
        sizes = [size for size, _ in found]
        middles = [each.middle for _, each in found]
        below = [each.middle - each.least for _, each in found]
        above = [each.most - each.middle for _, each in found]
        axes.errorbar(
            sizes, middles, yerr=(below, above), label=TITLES[contender.name],
            color=COLOURS[contender.name], marker="o", markersize=3, capsize=2,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("documents")
    axes.set_ylabel(label)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, format="svg", metadata={"Date": None})

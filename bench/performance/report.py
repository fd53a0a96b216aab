"""What the run found, as the tables of docs/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from bench.marked_page import put
from bench.performance.acceptance import MB, Figures, Results, Row, rate, rows
from bench.performance.checks import Check, checks
from bench.performance.measures import Kind
from bench.performance.places import CONTENDERS
from bench.performance.spread import MissingError, Spread, spread

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
PLOTS: Final = PAGE.with_suffix("")
BEGIN: Final = "<!-- performance: written by python -m bench.performance --write -->"
END: Final = "<!-- performance: end -->"
TITLES: Final = {
    "fihris": "Fihris",
    "lucene": "Lucene",
    "tantivy": "tantivy, our terms",
    "tantivy-arabic": "tantivy, its Arabic stemmer",
    "bm25s": "bm25s",
    "fts5": "SQLite FTS5",
    "whoosh": "stock whoosh3",
    "plain": "every document looked through",
}
KINDS: Final = {
    Kind.TOP: "Ten best for any of the words, no total",
    Kind.TOTAL: "Ten best for any of the words, exact total",
    Kind.PHRASE: "Phrases of two words",
    Kind.PREFIX: "Prefixes of three letters",
    Kind.FILTER: "Any of the words, within three years",
    Kind.FACETS: "Any of the words, counted by source",
    Kind.FULL: "Fihris: three levels of title and body",
    Kind.SEARCH: "Fihris: whole searches with snippets",
    Kind.PLAIN: "Fihris: the same by the levels alone",
}
_MISSING: Final = "—"


def content(results: Results) -> str:
    """What stands between the markers of the page."""
    sizes = sorted({size for _, size in results})
    parts = [
        _machine(results),
        "### What was asked for",
        _acceptance(rows(results)),
        "### Answering",
        "Milliseconds: the median of the rounds, and the smallest and the largest round.",
        *(_times(results, kind, sizes) for kind in Kind),
        "### Building",
        _builds(results, sizes),
        "### Starting",
        _starts(results, sizes),
        "### The HTTP API",
        _served(results, sizes),
        "### How it grows",
        "\n\n".join(f"![{title}](performance/{name}.svg)" for name, title in GROWTH.items()),
        "### Whether the answers agree",
        _checks(checks(results)),
    ]
    return "\n\n".join(part for part in parts if part)


GROWTH: Final = {
    "answering": "p50 and p99 of the ten best with exact total, by documents",
    "building": "documents a second, by documents",
    "size": "size of the index against the text, by documents",
    "memory": "peak memory of building, by documents",
}


def figure(found: Spread, digits: int = 3) -> str:
    """A figure with its spread, each with so many significant digits."""
    middle, least, most = (significant(each, digits) for each in _values(found))
    if found.rounds == 1:
        return middle
    return f"{middle} ({least}..{most})"


def significant(value: float, digits: int = 3) -> str:
    """A number with at least so many significant digits and no exponent."""
    if value == 0:
        return "0"
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    if not whole:
        return f"{value:.{digits}f}"
    return f"{value:,.{max(0, digits - whole)}f}"


def _values(found: Spread) -> tuple[float, float, float]:
    return found.middle, found.least, found.most


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text; empty if there are no lines."""
    written = [f"| {' | '.join(line)} |" for line in lines]
    if not written:
        return ""
    return "\n".join([f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1), *written])


def _machine(results: Results) -> str:
    versions = {name: result.version for (name, _), result in results.items()}
    named = ", ".join(
        f"{TITLES[each.name]} {versions[each.name]}" for each in CONTENDERS if each.name in versions
    )
    days = sorted(result.when for result in results.values())
    return (
        f"Measured from {days[0]} to {days[-1]} on {os.cpu_count()} cores ({_processor()}),"
        f" {platform.system()} {platform.release()}, Python {platform.python_version()}: {named}."
    )


def _processor() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        return next(names, platform.machine())


def _acceptance(found: Sequence[Row]) -> str:
    lines = []
    for row in found:
        value = f"{figure(row.figure)} {row.unit}".strip() if row.figure else "not measured"
        sign = "at least" if row.at_least else "at most"
        bound = f"{sign} {row.bound:,g} {row.unit}".strip()
        reached = {True: "yes", False: "**no**", None: _MISSING}[row.reached]
        lines.append((row.measure, f"{row.at:,}", value, bound, reached))
    return _table(("measure", "at", "found", "must be", "reached"), lines)


def _times(results: Results, kind: Kind, sizes: Sequence[int]) -> str:
    figures = Figures(results)
    lines = []
    for contender in CONTENDERS:
        for size in sizes:
            result = results.get((contender.name, size))
            if result is None or kind not in result.asked:
                continue
            times = (
                figure(figures.time(contender.name, size, kind, share))
                for share in (0.5, 0.95, 0.99)
            )
            asked = f"{len(result.asked[kind].answers):,}"
            lines.append((TITLES[contender.name], f"{size:,}", asked, *times))
    heads = (KINDS[kind], "documents", "questions", "p50", "p95", "p99")
    return _table(heads, lines)


def _builds(results: Results, sizes: Sequence[int]) -> str:
    lines = []
    for contender in CONTENDERS:
        for size in sizes:
            result = results.get((contender.name, size))
            for how, built in (result.built if result else {}).items():
                assert result is not None
                title = TITLES[contender.name]
                last = built[-1]
                without = _MISSING
                if last.stored is not None:
                    without = significant((last.bytes - last.stored) / result.text_bytes)
                lines.append(
                    (
                        f"{title}, stems known" if how == "known" else title,
                        f"{size:,}",
                        figure(spread(map(rate, built))),
                        figure(spread(each.peak / MB for each in built)),
                        figure(spread(each.own / MB for each in built)),
                        significant(last.bytes / MB),
                        significant(last.bytes / result.text_bytes),
                        without,
                    )
                )
    heads = (
        "engine", "documents", "a second", "peak MB", "less pages of files", "index MB",
        "index / text", "without stored text",
    )  # fmt: skip
    return _table(heads, lines)


def _starts(results: Results, sizes: Sequence[int]) -> str:
    figures = Figures(results)

    def line(title: str, first: Callable[[int], Sequence[float]]) -> tuple[str, ...]:
        return (title, *(_start(first, size) for size in sizes))

    lines = [line(TITLES[each.name], partial(_firsts, figures, each.name)) for each in CONTENDERS]
    lines.append(line("`fihris serve`", lambda size: figures.served(size).first))
    heads = ("seconds from process start to first answer", *(f"{size:,}" for size in sizes))
    return _table(heads, lines)


def _firsts(figures: Figures, name: str, size: int) -> Sequence[float]:
    return figures.of(name, size).first


def _start(first: Callable[[int], Sequence[float]], size: int) -> str:
    try:
        return figure(spread(first(size)))
    except MissingError:
        return _MISSING


def _served(results: Results, sizes: Sequence[int]) -> str:
    lines = []
    served = [
        (size, result.served, searches, loads)
        for size in sizes
        if (result := results.get(("fihris", size))) and result.served
        for searches, loads in (("", result.served.loads), ("plain", result.served.plain))
    ]
    for size, server, searches, all_loads in served:
        for connections in sorted({load.connections for load in all_loads}):
            loads = [each for each in all_loads if each.connections == connections]
            lines.append(
                (
                    f"{connections} {searches}".strip(),
                    f"{size:,}",
                    figure(spread(load.requests / load.seconds for load in loads)),
                    figure(spread(load.p50 * 1e3 for load in loads)),
                    figure(spread(load.p99 * 1e3 for load in loads)),
                    f"{sum(load.errors for load in loads)}",
                    _MISSING if searches else significant(server.resident / MB),
                )
            )
    heads = (
        "connections", "documents", "answers a second", "p50 ms", "p99 ms", "errors",
        "largest worker at the end, MB",
    )  # fmt: skip
    return _table(heads, lines)


def _checks(found: Sequence[Check]) -> str:
    lines = [
        (
            f"{TITLES[each.peer]}, {each.what}",
            each.kind.value,
            f"{each.documents:,}",
            f"{each.questions:,}",
            f"{each.share:.1%}",
            f"{each.wanted:.0%}",
            "yes" if each.passed else "**no**",
        )
        for each in found
    ]
    heads = (
        "compared with",
        "kind",
        "documents",
        "questions",
        "share",
        "at least",
        "as it should be",
    )
    return _table(heads, lines)


def write(results: Results) -> None:
    """Put the tables between the markers of the page and the plots beside it."""
    from bench.performance import plots

    put(content(results), PAGE, BEGIN, END)
    plots.write(results, PLOTS)

"""The tables of docs/relevance.md."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from statistics import mean

from bench.relevance.contenders import OURS
from bench.relevance.measured import MEASURES, MRR, Measured
from bench.relevance.significance import RESAMPLES, p_value


def tables(found: Sequence[Measured], weights: str) -> str:
    """What stands between the markers of the page.

    Args:
        found: the collections.
        weights: the table of `bench.relevance.weights`.
    """
    lines = [
        "| collection | documents | queries | p50 ms | p99 ms |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {each.name} | {each.ours.documents:,} | {each.ours.queries:,}"
            f" | {each.ours.p50_ms:.1f} | {each.ours.p99_ms:.1f} |"
            for each in found
        ),
    ]
    for measure in MEASURES:
        lines += ["", *_by_contender(found, measure)]
    lines += [
        "",
        f"p is how often chance alone would make a difference of {MRR} to {OURS} as large (a paired"
        f" randomisation test over the queries, {RESAMPLES:,} samples).",
        "",
        "The two weights of reranking, chosen on all collections but one:",
        "",
        weights,
        "",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; a search"
        " here is one request for a hundred hits without snippets.",
    ]
    return "\n".join(lines)


def _by_contender(found: Sequence[Measured], measure: str) -> Iterator[str]:
    names = " | ".join(each.name for each in found)
    yield f"| {measure} | {names} | mean |"
    yield "|---|" + "---:|" * (len(found) + 1)
    for contender in found[0].values:
        values = [each.mean(contender, measure) for each in found]
        cells = [
            _cell(each, contender, measure, value)
            for each, value in zip(found, values, strict=True)
        ]
        yield f"| {contender} | {' | '.join(cells)} | {mean(values):.3f} |"


def _cell(each: Measured, contender: str, measure: str, value: float) -> str:
    if contender == OURS or measure != MRR:
        return f"{value:.3f}"
    p = p_value(each.values[OURS][measure], each.values[contender][measure])
    return f"{value:.3f} (p {'< 0.001' if p < 0.001 else f'= {p:.3f}'})"

"""What is asked of the engine's speed, each demand as a figure of this run.

The demands on HTTP searches were made of plain ones; with everything on a search may take twice
as much, so half as many a second.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.performance.measures import Asked, Built, Kind, Load, Result, Served
from bench.performance.spread import MissingError, Spread, percentiles, ratio, spread

Results = Mapping[tuple[str, int], Result]
HUNDRED_THOUSAND: Final = 100_000
MILLION: Final = 1_000_000
CONNECTIONS: Final = 8
MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One demand and how it is met.

    Attributes:
        measure: what is measured.
        at: documents.
        unit: of the figure; "x" for a ratio.
        figure: what was found, None where the run did not measure it.
        bound: what it must reach.
        at_least: whether the figure may not be smaller than the bound, or not larger.
    """

    measure: str
    at: int
    unit: str
    figure: Spread | None
    bound: float
    at_least: bool

    @property
    def reached(self) -> bool | None:
        """Whether the median of the rounds is within the bound."""
        if self.figure is None:
            return None
        if self.at_least:
            return self.figure.middle >= self.bound
        return self.figure.middle <= self.bound


class Figures:
    """The figures of a run by peer, at the size nearest to the one that is asked for."""

    def __init__(self, results: Results) -> None:
        """See the class."""
        self._results = results

    def of(self, peer: str, at: int) -> Result:
        """What was measured of a peer at about so many documents.

        Raises:
            MissingError: nothing was, within a tenth.
        """
        sizes = [size for name, size in self._results if name == peer]
        near = [size for size in sizes if abs(math.log(size / at)) < 0.1]
        if not near:
            raise MissingError(f"{peer} at {at:,}")
        return self._results[peer, near[0]]

    def time(self, peer: str, at: int, kind: Kind, share: float, like: str = "") -> Spread:
        """A percentile, in milliseconds.

        Args:
            peer: of whom.
            at: documents.
            kind: of question.
            share: 0.5 for the median.
            like: another peer, if only the questions count that it was asked too.
        """
        asked = self._asked(peer, at, kind)
        first = len(self._asked(like, at, Kind.TOP).answers) if like else None
        found = percentiles(asked.seconds, share, first)
        return Spread(found.middle * 1e3, found.least * 1e3, found.most * 1e3, found.rounds)

    def _asked(self, peer: str, at: int, kind: Kind) -> Asked:
        asked = self.of(peer, at).asked.get(kind)
        if asked is None:
            raise MissingError(f"{peer} at {at:,}: {kind}")
        return asked

    def built(self, peer: str, at: int, how: str, figure: Callable[[Built], float]) -> Spread:
        """A figure of the builds."""
        return spread(map(figure, self.of(peer, at).built.get(how, ())))

    def served(self, at: int) -> Served:
        """The HTTP API."""
        found = self.of("fihris", at).served
        if found is None:
            raise MissingError(f"the HTTP API at {at:,}")
        return found

    def loads(self, at: int, figure: Callable[[Load], float], *, plain: bool) -> Spread:
        """A figure of the HTTP API under eight connections, asked for plain searches or whole."""
        loads = self.served(at).plain if plain else self.served(at).loads
        return spread(figure(each) for each in loads if each.connections == CONNECTIONS)


def rate(built: Built) -> float:
    """Documents a second."""
    return built.documents / built.seconds


def unstored(built: Built) -> float:
    """Bytes of the index without stored text.

    Raises:
        MissingError: they can't be told apart.
    """
    if built.stored is None:
        raise MissingError("stored text")
    return built.bytes - built.stored


def rows(results: Results) -> list[Row]:
    """Every demand of the table."""
    figures = Figures(results)
    demands = (*_times(figures), *_builds(figures), *_services(figures))
    return [_row(*demand) for demand in demands]


Demand = tuple[str, int, str, Callable[[], Spread], float, bool]


def _row(
    measure: str, at: int, unit: str, figure: Callable[[], Spread], bound: float, at_least: bool
) -> Row:
    try:
        return Row(measure, at, unit, figure(), bound, at_least)
    except MissingError:
        return Row(measure, at, unit, None, bound, at_least)


def _times(figures: Figures) -> Sequence[Demand]:
    def against(peer: str, kind: Kind, share: float) -> Callable[[], Spread]:
        return lambda: ratio(
            figures.time("fihris", MILLION, Kind.TOTAL, share, like=peer),
            figures.time(peer, MILLION, kind, share),
        )

    def full(share: float) -> Callable[[], Spread]:
        return lambda: figures.time("fihris", MILLION, Kind.FULL, share)

    def stock() -> Spread:
        return ratio(
            figures.time("whoosh", HUNDRED_THOUSAND, Kind.TOTAL, 0.5),
            figures.time("fihris", HUNDRED_THOUSAND, Kind.TOTAL, 0.5, like="whoosh"),
        )

    def everything() -> Spread:
        return ratio(
            figures.time("fihris", HUNDRED_THOUSAND, Kind.SEARCH, 0.5),
            figures.time("fihris", HUNDRED_THOUSAND, Kind.PLAIN, 0.5),
        )

    one = "one level, ten best with exact total"
    return (
        (f"p50, {one}: stock whoosh3 / Fihris", HUNDRED_THOUSAND, "x", stock, 100, True),
        (f"p50, {one}: Fihris / tantivy", MILLION, "x", against("tantivy", Kind.TOTAL, 0.5), 1,
         False),
        (f"p50, {one}: Fihris / Lucene without total", MILLION, "x",
         against("lucene", Kind.TOP, 0.5), 1.5, False),
        (f"p99, {one}: Fihris / tantivy", MILLION, "x", against("tantivy", Kind.TOTAL, 0.99), 1,
         False),
        (f"p99, {one}: Fihris / Lucene with total", MILLION, "x",
         against("lucene", Kind.TOTAL, 0.99), 1, False),
        (f"p99, {one}: Fihris / Lucene without total", MILLION, "x",
         against("lucene", Kind.TOP, 0.99), 1, False),
        ("p50, three levels of title and body", MILLION, "ms", full(0.5), 12, False),
        ("p99, three levels of title and body", MILLION, "ms", full(0.99), 40, False),
        ("p50, whole searches: everything on / the levels alone", HUNDRED_THOUSAND, "x",
         everything, 2, False),
    )  # fmt: skip


def _builds(figures: Figures) -> Sequence[Demand]:
    def rates(how: str, peer: str) -> Callable[[], Spread]:
        return lambda: ratio(
            figures.built("fihris", HUNDRED_THOUSAND, how, rate),
            figures.built(peer, HUNDRED_THOUSAND, "cold", rate),
        )

    def size() -> Spread:
        return ratio(
            figures.built("fihris", HUNDRED_THOUSAND, "cold", unstored),
            figures.built("lucene", HUNDRED_THOUSAND, "cold", unstored),
        )

    def peak() -> Spread:
        return figures.built("fihris", MILLION, "cold", lambda built: built.peak / MB)

    return (
        ("documents a second, cold: Fihris / stock whoosh3", HUNDRED_THOUSAND, "x",
         rates("cold", "whoosh"), 10, True),
        ("documents a second, cold: Fihris / Lucene", HUNDRED_THOUSAND, "x",
         rates("cold", "lucene"), 0.5, True),
        ("documents a second, stems known: Fihris / Lucene", HUNDRED_THOUSAND, "x",
         rates("known", "lucene"), 1, True),
        ("peak memory of a rebuild", MILLION, "MB", peak, 2_000, False),
        ("index without stored text: Fihris / Lucene", HUNDRED_THOUSAND, "x", size, 1.5, False),
    )  # fmt: skip


def _services(figures: Figures) -> Sequence[Demand]:
    def resident() -> Spread:
        return spread([figures.served(MILLION).resident / MB])

    def load(figure: Callable[[Load], float], *, plain: bool) -> Callable[[], Spread]:
        return lambda: figures.loads(HUNDRED_THOUSAND, figure, plain=plain)

    def each_second(load: Load) -> float:
        return load.requests / load.seconds

    def slowest(load: Load) -> float:
        return load.p99 * 1e3

    def errors(load: Load) -> float:
        return load.errors

    return (
        ("resident memory of a worker after 10,000 queries, less the page cache", MILLION, "MB",
         resident, 400, False),
        ("start of `fihris search` to its answer", MILLION, "s",
         lambda: spread(figures.of("fihris", MILLION).first), 1.5, False),
        ("start of `fihris serve` to its first answer", MILLION, "s",
         lambda: spread(figures.served(MILLION).first), 1.5, False),
        ("HTTP searches a second, snippets, 8 connections, the levels alone", HUNDRED_THOUSAND,
         "a second", load(each_second, plain=True), 300, True),
        ("p99 of the same", HUNDRED_THOUSAND, "ms", load(slowest, plain=True), 100, False),
        ("errors of the same", HUNDRED_THOUSAND, "", load(errors, plain=True), 0, False),
        ("HTTP searches a second, snippets, 8 connections, everything on", HUNDRED_THOUSAND,
         "a second", load(each_second, plain=False), 150, True),
        ("p99 of the same", HUNDRED_THOUSAND, "ms", load(slowest, plain=False), 100, False),
        ("errors of the same", HUNDRED_THOUSAND, "", load(errors, plain=False), 0, False),
    )  # fmt: skip

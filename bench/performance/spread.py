"""Percentiles of times and the spread of a figure over its rounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


class MissingError(Exception):
    """What a figure needs was not measured."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over several rounds.

    Attributes:
        middle: the median of the rounds.
        least, most: the smallest and the largest round.
        rounds: how many there were.
    """

    middle: float
    least: float
    most: float
    rounds: int


def spread(rounds: Iterable[float]) -> Spread:
    """The spread of a figure that was measured once a round.

    Raises:
        MissingError: there was no round.
    """
    values = sorted(rounds)
    if not values:
        raise MissingError
    return Spread(median(values), values[0], values[-1], len(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values don't exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def percentiles(
    rounds: Sequence[Sequence[float]], share: float, first: int | None = None
) -> Spread:
    """The spread of a percentile over rounds.

    Args:
        rounds: the times of each round.
        share: 0.5 for the median, 0.99 for the 99th percentile.
        first: only so many of each round's times count, from its beginning.
    """
    return spread(percentile(times[:first], share) for times in rounds)


def ratio(one: Spread, other: Spread) -> Spread:
    """How many times `other` `one` is: of the middles, and the widest that the rounds allow."""
    return Spread(
        one.middle / other.middle,
        one.least / other.most,
        one.most / other.least,
        min(one.rounds, other.rounds),
    )

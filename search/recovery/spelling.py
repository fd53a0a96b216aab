"""Did you mean: words of the index that a misspelt word may have been meant to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final, TypeAlias

from index.engines.protocols import NearForm
from search.arabic.confusion_costs import cost

# Words of fewer letters may differ in one edit only: with two, they are every short word.
LETTERS_FOR_TWO: Final = 4
# What two edits may cost together at most, so one of them is a likely one.
DEAREST: Final = 1.45
# How much of an edit it weighs that a word is e times (2.7 times) as frequent.
FREQUENCY: Final = 0.12


Near: TypeAlias = Callable[[Sequence[str], int], Iterable[NearForm]]
"""The forms near some within so many edits, as `index.engines.protocols.Vocabulary.near`."""


@dataclass(frozen=True, slots=True)
class SpellingCandidate:
    """A word that another may have been meant to be.

    Attributes:
        form: as the vocabulary has it.
        documents: how frequent it is.
        cost: of the edits.
    """

    form: str
    documents: int
    cost: float

    @property
    def rank(self) -> float:
        """Cost and frequency together; the lowest is the likeliest."""
        return ranked(self.cost, self.documents)


def ranked(cost: float, documents: int, weight: float = FREQUENCY) -> float:
    """Cost and frequency together: -log of their probabilities, up to a factor."""
    return cost - weight * log1p(documents)


def suggestions(
    form: str, near: Near, most: int = 5, edits: int = 2
) -> tuple[SpellingCandidate, ...]:
    """The words that a word may have been meant to be, likeliest first; never the word itself.

    Args:
        form: as the vocabulary would have it; in Arabic letters.
        near: of a vocabulary.
        most: how many are wanted.
        edits: how many letters may differ; in a short word one.
    """
    edits = edits if len(form) >= LETTERS_FOR_TWO else 1
    found = (
        SpellingCandidate(each.form, each.documents, cost(form, each.form))
        for each in near((form,), edits)
        if each.edits
    )
    likely = (each for each in found if each.cost <= DEAREST)
    return tuple(sorted(likely, key=lambda each: (each.rank, each.form))[:most])

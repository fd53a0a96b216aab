"""Spelling candidates: the index's forms that a misspelt word may have been meant to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final, TypeAlias

from index.engines.protocols import NearForm
from search.arabic.confusion_costs import cost

# With two edits, a shorter word may become any other short word.
_MIN_LETTERS_FOR_TWO_EDITS: Final = 4
# Of two edits one must be a likely one.
_MAX_COST: Final = 1.45
FREQUENCY_WEIGHT: Final = 0.12
"""By how much of an edit a form that is e (2.7) times as frequent ranks higher."""


Near: TypeAlias = Callable[[Sequence[str], int], Iterable[NearForm]]
"""The forms near some within so many edits, as `index.engines.protocols.Vocabulary.near`."""


@dataclass(frozen=True, slots=True)
class SpellingCandidate:
    """A form that a word may have been meant to be.

    Attributes:
        form: of the index.
        documents: its document frequency.
        cost: of the edits between the two (`search.arabic.confusion_costs`).
    """

    form: str
    documents: int
    cost: float

    @property
    def rank(self) -> float:
        """As `rank_of`."""
        return rank_of(self.cost, self.documents)


def rank_of(cost: float, documents: int, weight: float = FREQUENCY_WEIGHT) -> float:
    """A number that is lowest for the likeliest candidate: up to a factor, its -log probability.

    Args:
        cost: of the mistake, in edits.
        documents: the document frequency.
        weight: of the frequency's logarithm, in edits.
    """
    return cost - weight * log1p(documents)


def suggestions(
    form: str, near: Near, limit: int = 5, edits: int = 2
) -> tuple[SpellingCandidate, ...]:
    """The likeliest spelling candidates of a form, best first; never the form itself.

    Args:
        form: in Arabic letters.
        near: of the vocabulary.
        limit: how many candidates to return, at most.
        edits: how many edits may lie between the two, 1 or 2; for a short form always 1.
    """
    edits = edits if len(form) >= _MIN_LETTERS_FOR_TWO_EDITS else 1
    found = (
        SpellingCandidate(each.form, each.documents, cost(form, each.form))
        for each in near((form,), edits)
        if each.edits
    )
    likely = (each for each in found if each.cost <= _MAX_COST)
    return tuple(sorted(likely, key=lambda each: (each.rank, each.form))[:limit])

"""The most frequent of the forms that begin alike, over several dictionaries.

A dictionary is in order, so these are a range of it. The most frequent of a range are found in one
pass over numbers, and only they are looked up in the other dictionaries: a letter of a large
index begins hundreds of thousands of forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.arrays.kernels import compiled
from index.arrays.types import U32
from index.engines.protocols import Completion
from index.engines.whoosh.kernels.pointers import whole
from index.engines.whoosh.segments.terms import Terms

_LOOKED_AT: Final = 16  # of a range, beside those that are wanted


@dataclass(frozen=True, slots=True)
class Beginning:
    """The forms of a dictionary that begin alike.

    Attributes:
        terms: the dictionary.
        frequencies: in how many documents each form of it stands.
        within: the numbers of those that begin alike.
    """

    terms: Terms
    frequencies: U32
    within: range


def most_frequent(parts: Sequence[Beginning], most: int) -> tuple[Completion, ...] | None:
    """The forms that are most frequent in all parts together; ties in the order of the forms.

    Args:
        parts: of the index; none is without forms.
        most: how many are wanted, at least 1.

    Returns:
        None where that can't be told from the best of each part.
    """
    best = [_best(part, most + _LOOKED_AT) for part in parts]
    documents: dict[str, int] = {}
    for part, numbers in zip(parts, best, strict=True):
        others = [other for other in parts if other is not part]
        for number in numbers.tolist():
            form = part.terms[number]
            if form not in documents:
                own = int(part.frequencies[number])
                documents[form] = own + sum(_documents(other, form) for other in others)
    found = [Completion(form, count) for form, count in documents.items()]
    found.sort(key=lambda each: (-each.documents, each.form))
    # No form that wasn't looked at is more frequent than the last of each part together.
    unseen = sum(
        int(part.frequencies[numbers[-1]])
        for part, numbers in zip(parts, best, strict=True)
        if len(numbers) < len(part.within)
    )
    if unseen and (len(found) < most or found[most - 1].documents <= unseen):
        return None
    return tuple(found[:most])


def _documents(part: Beginning, form: str) -> int:
    number = part.terms.find(form)
    return int(part.frequencies[number]) if number >= 0 else 0


def _best(part: Beginning, most: int) -> U32:
    """The numbers of the most frequent forms of a part, ties in their order."""
    found = np.empty(min(most, len(part.within)), np.uint32)
    _highest(part.frequencies, part.within.start, part.within.stop, found)
    return found


@compiled
def _highest(numbers: U32, first: int, last: int, found: U32) -> None:
    """The places of the highest numbers of a stretch, highest first, ties in their order.

    Args:
        numbers: all of them.
        first: where the stretch begins.
        last: and where it ends, excluded.
        found: filled with the places; it is not longer than the stretch.
    """
    size = 0
    for place in range(first, last):
        number = numbers[place]
        if size == len(found):
            if number <= numbers[found[size - 1]]:
                continue
        else:
            size += 1
        at = size - 1
        while at > 0 and numbers[found[at - 1]] < number:
            found[at] = found[at - 1]
            at -= 1
        found[at] = whole(place)

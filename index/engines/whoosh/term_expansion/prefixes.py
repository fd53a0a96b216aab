"""The most frequent forms with a prefix, over several dictionaries.

Dictionaries are in order, so the forms with a prefix are a range of each. One pass over the numbers
of a range finds its most frequent forms, and only these are looked up in the other dictionaries: in
a large index, hundreds of thousands of forms begin with one letter.
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

_MARGIN: Final = 16  # forms of each range that are compared beyond the limit


@dataclass(frozen=True, slots=True)
class PrefixRange:
    """The forms of a dictionary with a prefix.

    Attributes:
        terms: all forms of the dictionary.
        frequencies: by form, in how many documents it occurs.
        within: the numbers of the forms with the prefix.
    """

    terms: Terms
    frequencies: U32
    within: range


def most_frequent(parts: Sequence[PrefixRange], limit: int) -> tuple[Completion, ...] | None:
    """The forms that are most frequent in all parts together; ties in the order of the forms.

    Args:
        parts: ranges with at least one form each.
        limit: how many forms to return at most, at least 1.

    Returns:
        The forms; None if the most frequent forms of each part don't decide which they are.
    """
    best = [_best(part, limit + _MARGIN) for part in parts]
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
    # No other form is more frequent than the last one of each part together.
    rest = sum(
        int(part.frequencies[numbers[-1]])
        for part, numbers in zip(parts, best, strict=True)
        if len(numbers) < len(part.within)
    )
    if rest and (len(found) < limit or found[limit - 1].documents <= rest):
        return None
    return tuple(found[:limit])


def _documents(part: PrefixRange, form: str) -> int:
    number = part.terms.find(form)
    return int(part.frequencies[number]) if number >= 0 else 0


def _best(part: PrefixRange, limit: int) -> U32:
    """The numbers of the most frequent forms of a part; ties in their order."""
    found = np.empty(min(limit, len(part.within)), np.uint32)
    _highest(part.frequencies, part.within.start, part.within.stop, found)
    return found


@compiled
def _highest(numbers: U32, first: int, last: int, found: U32) -> None:
    """Write the indexes of the highest numbers of a slice to `found`, highest number first.

    Of equal numbers, the one with the lower index comes first.

    Args:
        numbers: the array that has the slice.
        first: index of the slice's first number.
        last: index after the slice's last number.
        found: receives as many indexes into `numbers` as it has places, at most one per number.
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

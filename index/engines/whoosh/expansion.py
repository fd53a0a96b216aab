"""Leaves that stand for many forms: prefixes, wildcards, near spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final, TypeAlias

from index.analysis.token import Level
from index.distance import within
from index.engines.protocols import MAX_FORMS, Expansion
from index.engines.whoosh.postings import PostingSource
from index.engines.whoosh.schema import terms_field
from index.patterns import wildcard
from index.query import Fuzzy, Prefix, Wildcard, with_proclitics

# Whoosh's automaton for a longer word takes seconds to build; comparing it with every form of
# about its length does not, because few forms are that long.
_LONGEST_FOR_AUTOMATON: Final = 24

Expanding: TypeAlias = Prefix | Wildcard | Fuzzy


@dataclass(frozen=True, slots=True)
class Expanded:
    """What a leaf stands for.

    Attributes:
        forms: (form, weight) pairs; the weight multiplies its frequency.
        expansion: how many matched and how many are used.
    """

    forms: tuple[tuple[str, float], ...]
    expansion: Expansion


def expand(leaf: Expanding, source: PostingSource) -> Expanded:
    """The forms of its fields that `leaf` stands for, the most frequent ones if too many."""
    fields = [terms_field(field, Level.FORM) for field in leaf.fields]
    found: dict[str, float] = {}
    for field, pattern in product(fields, with_proclitics(leaf)):
        for form, weight in _forms(leaf, pattern, field, source):
            found[form] = max(weight, found.get(form, 0.0))
    forms = sorted(found)
    if len(forms) > MAX_FORMS:
        often = {form: sum(source.frequency(field, form) for field in fields) for form in forms}
        forms = sorted(forms, key=lambda form: -often[form])[:MAX_FORMS]
    used = tuple((form, found[form]) for form in forms)
    return Expanded(used, Expansion(leaf.surface, len(found), len(used)))


def _forms(
    leaf: Expanding, pattern: str, field: str, source: PostingSource
) -> Iterable[tuple[str, float]]:
    """The forms that one of the leaf's patterns matches, with their weights."""
    if isinstance(leaf, Prefix):
        return ((form, 1.0) for form in source.terms(field, pattern))
    if isinstance(leaf, Wildcard):
        matches = wildcard(pattern).fullmatch
        start = re.split(r"[*?]", pattern, maxsplit=1)[0]
        return ((form, 1.0) for form in source.terms(field, start) if matches(form))
    forms = _near(pattern, leaf.distance, field, source)
    near = ((form, within(pattern, form, leaf.distance)) for form in forms)
    return ((form, 1.0 / (1 + edits)) for form, edits in near if edits is not None)


def _near(text: str, distance: int, field: str, source: PostingSource) -> set[str]:
    """Forms that may be within a distance of `text`; Whoosh's automaton knows no swaps."""
    if len(text) > _LONGEST_FOR_AUTOMATON:
        lengths = range(len(text) - distance, len(text) + distance + 1)
        return {form for form in source.terms(field, "") if len(form) in lengths}
    found = source.near(field, text, distance)
    for swapped in _swapped(text):
        if distance > 1:
            found |= source.near(field, swapped, distance - 1)
        elif source.holds(field, swapped):
            found.add(swapped)
        found |= {
            twice for twice in _swapped(swapped) if distance > 1 and source.holds(field, twice)
        }
    return found


def _swapped(text: str) -> set[str]:
    """Every way to swap two neighbours in a word."""
    different = {
        text[:place] + after + before + text[place + 2 :]
        for place, (before, after) in enumerate(pairwise(text))
    }
    return different - {text}

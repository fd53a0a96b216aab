"""Leaves that stand for many forms: prefixes, wildcards, near spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.analysis.token import Level
from index.distance import within
from index.engines.protocols import Expansion
from index.engines.whoosh.postings import PostingSource
from index.engines.whoosh.schema import terms_field
from index.query import Fuzzy, Prefix, TextField, Wildcard

MAX_FORMS: Final = 512
"""The most forms of one field that one leaf is searched for, most frequent first."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """What a leaf stands for in one field.

    Attributes:
        forms: (form, weight) pairs; the weight multiplies its frequency.
        expansion: how many matched and how many are used.
    """

    forms: tuple[tuple[str, float], ...]
    expansion: Expansion


def expand(leaf: Prefix | Wildcard | Fuzzy, field: TextField, source: PostingSource) -> Expanded:
    """The forms of `field` that `leaf` stands for, most frequent first, capped."""
    name = terms_field(field, Level.FORM)
    if isinstance(leaf, Prefix):
        found = [(term, 1.0) for term in source.terms(name, leaf.text)]
    elif isinstance(leaf, Wildcard):
        pattern = _pattern(leaf.pattern)
        start = re.split(r"[*?]", leaf.pattern, maxsplit=1)[0]
        found = [(term, 1.0) for term in source.terms(name, start) if pattern.fullmatch(term)]
    else:
        found = _near(leaf, name, source)
    matched = len(found)
    if matched > MAX_FORMS:
        frequent = sorted(found, key=lambda pair: (-source.frequency(name, pair[0]), pair[0]))
        found = frequent[:MAX_FORMS]
    return Expanded(tuple(found), Expansion(leaf.surface, matched, len(found)))


def _pattern(wildcard: str) -> re.Pattern[str]:
    signs = {"*": ".*", "?": "."}
    # Runs of stars mean one star; left alone they would make the pattern's time explode.
    folded = re.sub(r"\*+", "*", wildcard)
    return re.compile("".join(signs.get(sign) or re.escape(sign) for sign in folded), re.DOTALL)


def _near(leaf: Fuzzy, name: str, source: PostingSource) -> list[tuple[str, float]]:
    """Forms within the leaf's distance; Whoosh's automaton knows no swaps, so they are added."""
    candidates = set(source.near(name, leaf.text, leaf.distance))
    for swapped in _swaps(leaf.text):
        candidates.update(source.near(name, swapped, leaf.distance - 1))
    found = []
    for term in sorted(candidates):
        distance = within(leaf.text, term, leaf.distance)
        if distance is not None:
            found.append((term, 1.0 / (1 + distance)))
    return found


def _swaps(text: str) -> set[str]:
    different = {
        text[:place] + after + before + text[place + 2 :]
        for place, (before, after) in enumerate(pairwise(text))
    }
    return different - {text}

"""Phrases: words of one field that follow each other, as the postings of one term."""

from __future__ import annotations

from bisect import bisect_right
from functools import reduce

import numpy as np

from index.analysis.token import Level
from index.engines.whoosh.postings import NO_POSTINGS, Postings, PostingSource, union
from index.engines.whoosh.schema import terms_field
from index.query import Phrase, TextField


def phrase_postings(
    phrase: Phrase, field: TextField, level: Level, source: PostingSource
) -> Postings:
    """Where a phrase stands in a field at one level, and how often.

    Args:
        phrase: its words, in order, with its slop.
        field: the text field.
        level: the level at which every word is looked for.
        source: the posting lists.
    """
    name = terms_field(field, level)
    words = [tuple(dict.fromkeys(r.at(level) for r in word.readings)) for word in phrase.words]
    lists = [union(source.read(name, term) for term in terms).documents for terms in words]
    common = reduce(lambda one, other: np.intersect1d(one, other, assume_unique=True), lists)
    if not len(common):
        return NO_POSTINGS
    wanted = common.tolist()
    places = [_places(name, terms, wanted, source) for terms in words]
    documents, frequencies = [], []
    for number in wanted:
        times = occurrences([word.get(number, []) for word in places], phrase.slop)
        if times:
            documents.append(number)
            frequencies.append(times)
    return Postings(np.array(documents, np.int32), np.array(frequencies, np.float32))


def occurrences(places: list[list[int]], slop: int) -> int:
    """How often words stand in order with at most `slop` other words among them.

    Args:
        places: each word's positions in one document, ascending, in the phrase's order.
        slop: how many positions the phrase may be longer than its words.
    """
    times = 0
    for first in places[0]:
        last = first
        for positions in places[1:]:
            following = bisect_right(positions, last)
            if following == len(positions):
                return times
            last = positions[following]
        if last - first - (len(places) - 1) <= slop:
            times += 1
    return times


def _places(
    name: str, terms: tuple[str, ...], wanted: list[int], source: PostingSource
) -> dict[int, list[int]]:
    if len(terms) == 1:
        return source.positions(name, terms[0], wanted)
    merged: dict[int, set[int]] = {}
    for term in terms:
        for number, positions in source.positions(name, term, wanted).items():
            merged.setdefault(number, set()).update(positions)
    return {number: sorted(positions) for number, positions in merged.items()}

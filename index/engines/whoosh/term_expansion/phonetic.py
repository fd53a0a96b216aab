"""Forms that sound like another, over all segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.analysis.phonetics import phonetic_key
from index.analysis.token import Level
from index.engines.protocols import Spelling
from index.engines.whoosh.segments.segment import SegmentReader
from index.model.query import DEFAULT_FIELDS, TextField


def sounding(
    segments: Sequence[SegmentReader], form: str, cost: int, most: int
) -> tuple[Spelling, ...]:
    """See `index.engines.protocols.Reader.sounding`."""
    found: dict[str, int] = {}
    for segment in segments:
        for field in DEFAULT_FIELDS:
            forms = segment.terms(field, Level.FORM)
            numbers, costs = phonetic_key.similar_forms(
                forms.blob, forms.starts, segment.sounds(field), form, cost
            )
            best = np.lexsort((numbers, costs))[:most]
            for number, each in zip(numbers[best].tolist(), costs[best].tolist(), strict=True):
                found[forms[number]] = each
    nearest = sorted(found, key=lambda other: (found[other], other))[:most]
    counted = occurrences(segments, nearest, Level.FORM)
    return tuple(
        Spelling(other, found[other], documents)
        for other, documents in zip(nearest, counted, strict=True)
    )


def occurrences(
    segments: Sequence[SegmentReader], terms: Sequence[str], level: Level
) -> tuple[int, ...]:
    """See `index.engines.protocols.Reader.occurrences`."""
    return tuple(
        max(
            sum(_documents(segment, field, level, term) for segment in segments)
            for field in DEFAULT_FIELDS
        )
        for term in terms
    )


def _documents(segment: SegmentReader, field: TextField, level: Level, term: str) -> int:
    number = segment.terms(field, level).find(term)
    if number < 0:
        return 0
    words = segment.words(field, level, number)
    return int(segment.word_frequencies(field)[words].sum())

"""Forms that sound like another form, over all segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.analysis.phonetics import phonetic_key
from index.analysis.token import Level
from index.engines.protocols import Homophone
from index.engines.whoosh.segments.segment import SegmentReader
from index.model.query import DEFAULT_FIELDS, TextField


def homophones(
    segments: Sequence[SegmentReader], form: str, max_cost: int, limit: int
) -> tuple[Homophone, ...]:
    """As `index.engines.protocols.Vocabulary.homophones`."""
    found: dict[str, int] = {}
    for segment in segments:
        for field in DEFAULT_FIELDS:
            forms = segment.fields[field].terms(Level.FORM)
            numbers, costs = phonetic_key.similar_forms(
                forms.blob, forms.starts, segment.fields[field].sounds, form, max_cost
            )
            best = np.lexsort((numbers, costs))[:limit]
            for number, each in zip(numbers[best].tolist(), costs[best].tolist(), strict=True):
                found[forms[number]] = each
    nearest = sorted(found, key=lambda other: (found[other], other))[:limit]
    counted = doc_freqs(segments, nearest, Level.FORM)
    return tuple(
        Homophone(other, found[other], documents)
        for other, documents in zip(nearest, counted, strict=True)
    )


def doc_freqs(
    segments: Sequence[SegmentReader], terms: Sequence[str], level: Level
) -> tuple[int, ...]:
    """As `index.engines.protocols.Vocabulary.doc_freqs`."""
    return tuple(
        max(
            sum(_documents(segment, field, level, term) for segment in segments)
            for field in DEFAULT_FIELDS
        )
        for term in terms
    )


def _documents(segment: SegmentReader, field: TextField, level: Level, term: str) -> int:
    number = segment.fields[field].terms(level).find(term)
    if number < 0:
        return 0
    words = segment.fields[field].dictionary.words(level, number)
    return int(segment.fields[field].sizes[words].sum())

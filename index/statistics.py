"""Statistics: what the live generation holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from index.durable import size_of
from index.engines.protocols import Engine
from index.generations import IndexDirectory


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers about the live generation.

    Attributes:
        documents: documents that can be found.
        deleted: documents removed but still taking space.
        terms: different terms by "field.level".
        tokens: tokens by field.
        dated: documents with a known date.
        earliest, latest: first and last known date.
        sources: documents by their stated source.
        generation: its name.
        fingerprint: of its analysis.
        built_at: when, ISO 8601.
        bytes: of its files.
    """

    documents: int
    deleted: int
    terms: Mapping[str, int]
    tokens: Mapping[str, int]
    dated: int
    earliest: dt.date | None
    latest: dt.date | None
    sources: Mapping[str, int]
    generation: str
    fingerprint: str
    built_at: str
    bytes: int


def statistics(directory: IndexDirectory, engine: Engine) -> Statistics:
    """Numbers about the live generation of an index directory.

    Raises:
        NoIndexError, DamagedIndexError, FingerprintError: as `IndexDirectory.open_live`.
    """
    generation, reader = directory.open_live(engine)
    with reader:
        found = reader.statistics()
    return Statistics(
        documents=found.documents,
        deleted=found.deleted,
        terms=found.terms,
        tokens=found.tokens,
        dated=found.dated,
        earliest=found.earliest,
        latest=found.latest,
        sources=found.sources,
        generation=generation.name,
        fingerprint=generation.manifest.fingerprint,
        built_at=generation.manifest.created,
        bytes=size_of(generation.path),
    )

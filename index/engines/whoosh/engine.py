"""WhooshEngine: the embedded engine behind the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.analysis.phonetics import phonetic_key
from index.analysis.token import Level
from index.engines.protocols import Location, OpenIndex
from index.engines.whoosh.postings.index_postings import PostingSource
from index.engines.whoosh.retriever import WhooshRetriever
from index.engines.whoosh.scoring.columns import IndexColumns
from index.engines.whoosh.scoring.evaluator import Collection
from index.engines.whoosh.scoring.norms import FIELDS, FieldNorms
from index.engines.whoosh.scoring.warmup import warming
from index.engines.whoosh.segments.segment import SegmentReader
from index.engines.whoosh.segments.toc import read_toc
from index.engines.whoosh.vocabulary import WhooshVocabulary
from index.engines.whoosh.writer import WhooshWriter
from index.model.os_errors import reading


class WhooshEngine:
    """Keeps an index in a folder with Whoosh; implements `index.engines.protocols.Engine`."""

    name = "whoosh-8"

    def create(self, location: Location, memory: int | None = None) -> WhooshWriter:
        """Start an empty index in a folder that is empty."""
        return WhooshWriter(Path(location), new=True, memory=memory)

    def change(self, location: Location, memory: int | None = None) -> WhooshWriter:
        """Change the index in a folder."""
        return WhooshWriter(Path(location), new=False, memory=memory)

    def open(self, location: Location) -> OpenIndex:
        """Open for reading; files are mapped, and closed with the last array that is read from one.

        Raises:
            DamagedIndexError: a file is missing or broken.
        """
        folder = Path(location)
        with reading(folder):
            segments = tuple(
                SegmentReader(folder, entry.name, entry.removed) for entry in read_toc(folder)
            )
        collection = _collection(segments)
        retriever = WhooshRetriever(folder, segments, collection)
        _warm(segments, retriever)
        return OpenIndex(WhooshVocabulary(segments, collection), retriever)


def _collection(segments: Sequence[SegmentReader]) -> Collection:
    postings = PostingSource(segments)
    norms = []
    for field in FIELDS:
        own = [segment.fields[field].norms for segment in segments]
        whole = own[0] if len(own) == 1 else np.concatenate([np.empty(0, np.uint8), *own])
        tokens = sum(segment.tokens(field) for segment in segments)
        norms.append(FieldNorms(whole, int(np.count_nonzero(whole[postings.live])), tokens))
    return Collection(postings, tuple(norms), IndexColumns(postings))


def _warm(segments: Sequence[SegmentReader], retriever: WhooshRetriever) -> None:
    """Load the kernels, or compile them, before the first question and its deadline."""
    for segment in segments:
        for field in FIELDS:
            forms = segment.fields[field].terms(Level.FORM)
            if len(forms):
                retriever.search((warming(field, forms[0], forms[len(forms) - 1]),))
                phonetic_key.similar_forms(
                    forms.blob, forms.starts, segment.fields[field].sounds, "سين", 0
                )
                return

"""Verification: whether a new generation opens, has all documents and finds some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.analysis.token import Level, Reading
from index.engines.protocols import FieldWeights, OpenIndex, Retrieval
from index.engines.words import readings_of
from index.model.document import Document
from index.model.messages import Message
from index.model.query import TextField, Word
from index.pipeline.batch import AnalyzedBatch
from index.store.generations import verification_error

# Any weights will do, for only the presence of documents is checked. BM25's usual k1 and b.
_WEIGHTS: Final = FieldWeights(
    weights={(field, Level.FORM): 1.0 for field in TextField},
    k1=1.2,
    b=dict.fromkeys(TextField, 0.75),
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A document that a search for its rarest word must find.

    Attributes:
        document: as it was read.
        words: its different words in each field: the field and the first reading.
    """

    document: Document
    words: tuple[tuple[TextField, Reading], ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected content of a new generation.

    Attributes:
        documents: how many documents it has.
        probes: some of the documents that were just written.
        gone: ids that no document may have.
    """

    documents: int
    probes: tuple[Probe, ...] = ()
    gone: tuple[str, ...] = ()


def probe(analyzed: AnalyzedBatch) -> Probe:
    """A probe for the last document of a batch."""
    batch = analyzed.batch
    words = [
        (field, readings_of(batch.words[number])[0])
        for field, tokens in batch.tokens.items()
        for number in np.unique(tokens[len(tokens) - batch.lengths[field][-1] :]).tolist()
    ]
    return Probe(analyzed.last, tuple(words))


def verify(index: OpenIndex, expected: Expected) -> None:
    """Compare a new generation with what is expected.

    Raises:
        GenerationError: it differs.
        DamagedIndexError: a part of it can't be read.
    """
    _check_count(index, expected.documents)
    for each in expected.probes:
        _check_probe(index, each)
    _check_removed(index, expected.gone)


def _check_count(index: OpenIndex, documents: int) -> None:
    if (counted := index.vocabulary.count()) != documents:
        raise verification_error(
            Message(
                "{expected} documents were expected and {counted} are there",
                expected=documents,
                counted=counted,
            )
        )


def _check_probe(index: OpenIndex, probed: Probe) -> None:
    """Search for a document's rarest word, and compare its stored text."""
    document = probed.document
    stored = index.retriever.documents([document.id]).get(document.id)
    if stored != document:
        raise verification_error(
            Message("the stored document {id!r} is not what was written", id=document.id)
        )
    if not probed.words:
        return
    frequencies = [
        (index.vocabulary.doc_freq(field, Level.FORM, reading.form), field, reading)
        for field, reading in probed.words
    ]
    frequency, field, reading = min(frequencies, key=lambda each: each[0])
    word = Word(reading.form, (reading,), levels=(Level.FORM,), fields=(field,))
    found = index.retriever.search([Retrieval(word, _WEIGHTS, limit=max(frequency, 1))])[0]
    if document.id not in {candidate.id for candidate in found.found}:
        raise verification_error(
            Message(
                "the document {id!r} is not found by its word {form!r}",
                id=document.id,
                form=reading.form,
            )
        )


def _check_removed(index: OpenIndex, gone: Sequence[str]) -> None:
    if left := index.retriever.documents(gone):
        raise verification_error(
            Message("the removed document {id!r} is still there", id=min(left))
        )

"""Verification: whether a new generation can be opened, counts right and finds its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from index.analysis.token import Level, Reading
from index.engines.protocols import Engine, FieldWeights, Reader, Retrieval
from index.engines.word_book import readings_of
from index.model.document import Document
from index.model.errors import DamagedIndexError, GenerationError
from index.model.query import TextField, Word
from index.pipeline.batch import AnalyzedBatch

# The verification asks whether, not how well: any weights do. BM25's usual k1 and b.
_WEIGHTS: Final = FieldWeights(
    weights={(field, Level.FORM): 1.0 for field in TextField},
    k1=1.2,
    b=dict.fromkeys(TextField, 0.75),
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A document that must be found by its words.

    Attributes:
        document: as it was read.
        words: field and first reading of each of its different words.
    """

    document: Document
    words: tuple[tuple[TextField, Reading], ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a new generation must hold.

    Attributes:
        documents: how many can be found.
        probes: some that were just written.
        gone: ids that must not be there.
    """

    documents: int
    probes: tuple[Probe, ...] = ()
    gone: tuple[str, ...] = ()


def probe(parcel: AnalyzedBatch) -> Probe:
    """A probe for the last document of a parcel: each of its words once in each field."""
    batch = parcel.batch
    words = [
        (field, readings_of(batch.words[number])[0])
        for field, tokens in batch.tokens.items()
        for number in np.unique(tokens[len(tokens) - batch.lengths[field][-1] :]).tolist()
    ]
    return Probe(parcel.last, tuple(words))


def verify(engine: Engine, folder: Path, expected: Expected) -> None:
    """Open the generation in `folder` and compare it with what was written.

    Raises:
        GenerationError: it differs or can't be opened.
    """
    try:
        with engine.open(folder) as reader:
            _count(reader, expected.documents)
            for each in expected.probes:
                _find(reader, each)
            _miss(reader, expected.gone)
    except DamagedIndexError as error:
        raise _failed(error.english, error.arabic) from error


def _count(reader: Reader, documents: int) -> None:
    if (counted := reader.count()) != documents:
        raise _failed(
            f"{documents} documents were expected and {counted} are there",
            f"المتوقع {documents} وثيقة والموجود {counted}",
        )


def _find(reader: Reader, wanted: Probe) -> None:
    """Look for a document by its rarest word, and for its stored text."""
    document = wanted.document
    stored = reader.documents([document.id]).get(document.id)
    if stored != document:
        raise _failed(
            f"the stored document {document.id!r} is not what was written",
            f"الوثيقة المخزنة «{document.id}» ليست ما كُتب",
        )
    if not wanted.words:
        return
    frequencies = [
        (reader.frequency(field, Level.FORM, reading.form), field, reading)
        for field, reading in wanted.words
    ]
    frequency, field, reading = min(frequencies, key=lambda each: each[0])
    word = Word(reading.form, (reading,), levels=(Level.FORM,), fields=(field,))
    found = reader.retrieve(Retrieval(word, _WEIGHTS, limit=max(frequency, 1)))
    if document.id not in {candidate.id for candidate in found.found}:
        raise _failed(
            f"the document {document.id!r} is not found by its word {reading.form!r}",
            f"الوثيقة «{document.id}» لا توجد بكلمتها «{reading.form}»",
        )


def _miss(reader: Reader, gone: Sequence[str]) -> None:
    if left := reader.documents(gone):
        named = min(left)
        raise _failed(
            f"the removed document {named!r} is still there",
            f"الوثيقة المحذوفة «{named}» ما زالت موجودة",
        )


def _failed(english: str, arabic: str) -> GenerationError:
    return GenerationError(
        english=f"The new generation failed its verification: {english}. The live index is"
        " unchanged.",
        arabic=f"لم يجتز الجيل الجديد الفحص: {arabic}. الفهرس الحالي لم يتغير.",
    )

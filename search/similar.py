"""Documents like a given one: those that share its most telling words.

The stems of a document that are frequent in it and rare elsewhere (tf * idf, Salton and Buckley
1988) are asked for as one query of weighted words, any of which may match. The document answers
its own query best, so how like another one is, is the share of that score that it reaches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.analysis import Level, Reading, Token
from index.analysis.folding import fold
from index.analysis.stopwords import STOP_WORDS
from index.analysis.tokenizer import spans
from index.document import Document
from index.engines import bm25
from index.engines.protocols import Candidate, FieldWeights, Reader, Retrieval
from index.query import AnyOf, Word
from search.model import SimilarDocument

TELLING: Final = 25
"""Stems that a document is asked by."""
LIKENESS: Final = 0.15
"""The least likeness that is told: below it documents share words, and no subject."""
CHARACTERS: Final = 20_000
"""How much of a document is looked at."""

_MATCHED: Final = 3
"""Of these stems a document must have so many, or all that there are."""
_IN_TITLE: Final = 3
"""Times that a word of the title counts: it says what the text is about."""
_COMMON: Final = 0.02
"""A stem of more than this share of the documents, where they are many, tells nothing of one."""
_MANY: Final = 100
_COPIES: Final = 20
"""Candidates beside those that are wanted, for copies of the document and of each other."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """A stem that tells what a document is about.

    Attributes:
        surface: a word of it, as the document writes it.
        reading: of that word.
        weight: how much it tells.
    """

    surface: str
    reading: Reading
    weight: float


def similar(
    document: Document,
    reader: Reader,
    tokens: Callable[[str], Sequence[Token]],
    weights: FieldWeights,
    *,
    most: int,
    seconds: float | None = None,
) -> tuple[SimilarDocument, ...]:
    """Documents like another, most like it first; without itself, and without copies.

    Args:
        document: of the index.
        reader: open on it.
        tokens: analyses a text.
        weights: the ranking.
        most: how many are wanted.
        seconds: how long the index may be read.

    Returns:
        At most `most`; none if the document says too little, or nothing is like it.
    """
    telling = _telling(document, reader, tokens)
    if not telling:
        return ()
    node = AnyOf(
        tuple(
            Word(each.surface, (each.reading,), (Level.STEM,), weight=each.weight)
            for each in telling
        ),
        minimum=min(_MATCHED, len(telling)),
    )
    explained = reader.explain(node, weights, [document.id]).get(document.id)
    if explained is None or explained.score <= 0:
        return ()
    found = reader.retrieve(
        Retrieval(node, weights, limit=most + 1 + _COPIES, exact=False, seconds=seconds)
    ).found
    like = [
        Candidate(each.id, each.score / explained.score)
        for each in found
        if each.id != document.id and each.score >= LIKENESS * explained.score
    ]
    return tuple(_without_copies(document, like, reader))[:most]


def _telling(
    document: Document, reader: Reader, tokens: Callable[[str], Sequence[Token]]
) -> list[_Telling]:
    """The most telling stems of a document, most telling first."""
    title = () if document.title_borrowed else tokens(document.title)
    times: Counter[str] = Counter()
    said: dict[str, tuple[str, Reading]] = {}
    for token, count in (
        *((token, _IN_TITLE) for token in title),
        *((token, 1) for token in tokens(document.body[:CHARACTERS])),
    ):
        reading = token.readings[0]
        if reading.form not in STOP_WORDS and len(reading.stem) > 1:
            times[reading.stem] += count
            said.setdefault(reading.stem, (token.surface, reading))
    stems = list(times)
    documents = reader.count()
    common = max(_MANY, _COMMON * documents)
    holding = dict(zip(stems, reader.occurrences(stems, Level.STEM), strict=True))
    weights = {
        stem: float(np.log1p(times[stem])) * bm25.idf(documents, holding[stem])
        for stem in stems
        if 1 < holding[stem] <= common
    }
    best = sorted(weights, key=lambda stem: (-weights[stem], stem))[:TELLING]
    return [_Telling(*said[stem], float(np.log1p(times[stem]))) for stem in best]


def _without_copies(
    document: Document, found: Iterable[Candidate], reader: Reader
) -> Iterable[SimilarDocument]:
    """Those that are no copy of the document or of one before, in other spellings either."""
    found = list(found)
    documents = reader.documents([each.id for each in found])
    known = {_folded(document)}
    for each in found:
        other = documents.get(each.id)
        if other is None or (text := _folded(other)) in known:
            continue
        known.add(text)
        yield SimilarDocument(
            id=other.id,
            title=other.title,
            source=other.source,
            url=other.url,
            date=other.date,
            path=other.path,
            likeness=min(1.0, round(each.score, 3)),
        )


def _folded(document: Document) -> tuple[str, ...]:
    """The forms of a document's title and of the beginning of its body."""
    text = f"{document.title}\n{document.body[:CHARACTERS]}"
    return tuple(fold(text[start:end]) for start, end in spans(text))

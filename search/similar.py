"""Documents like a given one: those that share its most telling words.

The stems of a document that are frequent in it and rare elsewhere (tf * idf, Salton and Buckley
1988) are asked for as one query of weighted words, of which a few must match. How like another
document is, is the share that it reaches of the score of the document itself, for all its most
telling stems, those among them too that no other has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log1p
from typing import Final

from index.analysis import Level, Reading, Token
from index.analysis.normalization.normalizer import fold
from index.analysis.stop_words import STOP_WORDS
from index.analysis.tokenizer import spans
from index.engines import bm25
from index.engines.protocols import Candidate, FieldWeights, Retrieval, Retriever, Vocabulary
from index.model.document import Document
from index.model.query import AnyOf, Node, Word
from search.model.records import SimilarDocument

TELLING: Final = 25
"""Stems that a document is asked by."""
LIKENESS: Final = 0.15
"""The least likeness that is told: below it documents share words, and no subject."""
CHARACTERS: Final = 20_000
"""How much of a document is looked at."""

_MATCHED: Final = 3
"""Of these stems another document must have so many, or all if there are no more."""
_IN_TITLE: Final = 3
"""Times that a word of the title counts: it says what the text is about."""
_COMMON: Final = 0.02
"""A stem of more than this share of the documents, where they are many, tells nothing of one."""
_MANY: Final = 100
_COPIES: Final = 20
"""Candidates beside those that are wanted, for copies of the document and of each other."""


@dataclass(frozen=True, slots=True)
class _Stem:
    """A stem of a document.

    Attributes:
        surface: a word of it, as the document writes it.
        reading: of that word.
        weight: how much the document says it.
        holding: in about how many documents it stands.
        idf: how rare that is.
    """

    surface: str
    reading: Reading
    weight: float
    holding: int
    idf: float


def similar(
    document: Document,
    vocabulary: Vocabulary,
    retriever: Retriever,
    tokens: Callable[[str], Sequence[Token]],
    weights: FieldWeights,
    *,
    most: int,
    seconds: float | None = None,
) -> tuple[SimilarDocument, ...]:
    """Documents like another, most like it first; without itself, and without copies.

    Args:
        document: of the index.
        vocabulary: of the index.
        retriever: of the same.
        tokens: analyses a text.
        weights: the ranking.
        most: how many are wanted.
        seconds: how long the index may be read.

    Returns:
        At most `most`; none if the document says too little, or nothing is like it.
    """
    stems = _stems(document, vocabulary, tokens)
    matched = min(_MATCHED, len(stems))
    shared = [each for each in stems if each.holding > 1][:TELLING]
    if not stems or len(shared) < matched:
        return ()
    node = _any_of(shared, matched)
    own = retriever.explain(_any_of(stems[:TELLING], 1), weights, [document.id])
    whole = own[document.id].score if document.id in own else 0.0
    if whole <= 0:
        return ()
    (answer,) = retriever.search(
        [Retrieval(node, weights, limit=most + 1 + _COPIES, exact=False, seconds=seconds)]
    )
    like = [
        Candidate(each.id, each.score / whole)
        for each in answer.found
        if each.id != document.id and each.score >= LIKENESS * whole
    ]
    return tuple(islice(_without_copies(document, like, retriever), most))


def _any_of(stems: Sequence[_Stem], matched: int) -> Node:
    """Asks for documents that have so many of some stems."""
    words = (
        Word(each.surface, (each.reading,), (Level.STEM,), weight=each.weight) for each in stems
    )
    return AnyOf(tuple(words), matched)


def _stems(
    document: Document, vocabulary: Vocabulary, tokens: Callable[[str], Sequence[Token]]
) -> list[_Stem]:
    """The stems of a document that are not everywhere, most telling first."""
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
    documents = vocabulary.count()
    common = max(_MANY, _COMMON * documents)
    holding = zip(times, vocabulary.doc_freqs(list(times), Level.STEM), strict=True)
    found = [
        _Stem(*said[stem], log1p(times[stem]), count, bm25.idf(documents, min(count, documents)))
        for stem, count in holding
        if 0 < count <= common
    ]
    return sorted(found, key=lambda each: (-each.weight * each.idf, each.reading.stem))


def _without_copies(
    document: Document, found: Iterable[Candidate], retriever: Retriever
) -> Iterable[SimilarDocument]:
    """Those that are no copy of the document or of one before, in other spellings either."""
    found = list(found)
    documents = retriever.documents([each.id for each in found])
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

"""Similar documents: those that have the most characteristic stems of a given one.

The stems of a document that are frequent in it and rare elsewhere (tf * idf, Salton and Buckley
1988) make one query of weighted words, of which a few must match. The similarity of another
document is its score for this query as a share of the score that the document itself has for all
its most characteristic stems, also those that no other document has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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

MAX_STEMS: Final = 25
"""Stems of the query that is made of a document."""
MIN_SIMILARITY: Final = 0.15
"""Documents below this share words but no subject."""
MAX_CHARACTERS: Final = 20_000
"""Characters of a body that are used."""

_MIN_MATCHED: Final = 3
"""So many of the stems must occur in a similar document, or all if there are fewer."""
_TITLE_FACTOR: Final = 3
"""How many times a word of the title counts."""
_MAX_SHARE: Final = 0.02
_MIN_COMMON: Final = 100
"""A stem in more than that share of the documents, and in more than so many, is not used."""
_MAX_COPIES: Final = 20
"""Further candidates, in place of copies of the document and of each other."""


@dataclass(frozen=True, slots=True)
class _Stem:
    """A stem of a document."""

    surface: str  # a word of it, as the document writes it
    reading: Reading  # of that word
    weight: float  # by its frequency in the document
    doc_freq: int  # approximate
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
    """Documents similar to another one, the most similar first, without copies of it.

    Args:
        document: of the index.
        vocabulary: of the index.
        retriever: of the same.
        tokens: analyses a text.
        weights: the ranking.
        most: how many documents at most.
        seconds: how long the index may be read.

    Returns:
        None if the document has too few stems, or nothing is similar enough.
    """
    stems = _stems(document, vocabulary, tokens)
    minimum = min(_MIN_MATCHED, len(stems))
    shared = [each for each in stems if each.doc_freq > 1][:MAX_STEMS]
    if not stems or len(shared) < minimum:
        return ()
    own = retriever.explain(_any_of(stems[:MAX_STEMS], 1), weights, [document.id])
    own_score = own[document.id].score if document.id in own else 0.0
    if own_score <= 0:
        return ()
    limit = most + 1 + _MAX_COPIES
    node = _any_of(shared, minimum)
    (answer,) = retriever.search(
        [Retrieval(node, weights, limit=limit, documents=limit, exact=False, seconds=seconds)]
    )
    found = [
        Candidate(each.id, each.score / own_score)
        for each in answer.found
        if each.id != document.id and each.score >= MIN_SIMILARITY * own_score
    ]
    return tuple(islice(_without_copies(document, found, answer.documents), most))


def _any_of(stems: Sequence[_Stem], minimum: int) -> Node:
    """A query for documents that have at least `minimum` of some stems."""
    words = (
        Word(each.surface, (each.reading,), (Level.STEM,), weight=each.weight) for each in stems
    )
    return AnyOf(tuple(words), minimum)


def _stems(
    document: Document, vocabulary: Vocabulary, tokens: Callable[[str], Sequence[Token]]
) -> list[_Stem]:
    """The stems of a document that are not too common, the most characteristic first."""
    title = () if document.title_borrowed else tokens(document.title)
    times: Counter[str] = Counter()
    first: dict[str, tuple[str, Reading]] = {}
    for token, count in (
        *((token, _TITLE_FACTOR) for token in title),
        *((token, 1) for token in tokens(document.body[:MAX_CHARACTERS])),
    ):
        reading = token.readings[0]
        if reading.form not in STOP_WORDS and len(reading.stem) > 1:
            times[reading.stem] += count
            first.setdefault(reading.stem, (token.surface, reading))
    documents = vocabulary.count()
    common = max(_MIN_COMMON, _MAX_SHARE * documents)
    doc_freqs = zip(times, vocabulary.doc_freqs(list(times), Level.STEM), strict=True)
    found = [
        _Stem(*first[stem], log1p(times[stem]), count, bm25.idf(documents, min(count, documents)))
        for stem, count in doc_freqs
        if 0 < count <= common
    ]
    return sorted(found, key=lambda each: (-each.weight * each.idf, each.reading.stem))


def _without_copies(
    document: Document, found: Sequence[Candidate], documents: Mapping[str, Document]
) -> Iterable[SimilarDocument]:
    """Those that are no copy of the document or of an earlier one, in other spellings either."""
    known = {_forms(document)}
    for each in found:
        other = documents[each.id]
        if (forms := _forms(other)) in known:
            continue
        known.add(forms)
        yield SimilarDocument(
            id=other.id,
            title=other.title,
            source=other.source,
            url=other.url,
            date=other.date,
            path=other.path,
            likeness=min(1.0, round(each.score, 3)),
        )


def _forms(document: Document) -> tuple[str, ...]:
    """The forms of a document's title and of the beginning of its body."""
    text = f"{document.title}\n{document.body[:MAX_CHARACTERS]}"
    return tuple(fold(text[start:end]) for start, end in spans(text))

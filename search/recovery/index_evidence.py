"""Evidence from the index: which words it has, and which documents contain several of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import regex

from index.analysis import Level, Token
from index.analysis.normalization.letters import ONE_LETTER
from index.engines.protocols import Candidates, FieldWeights, Retrieval, Retriever, Vocabulary
from index.model.document import Document
from index.model.query import DEFAULT_FIELDS, Node
from search.query import Parsed

# Documents that are read to find the spelling of a form, and characters of each body.
_MAX_DOCUMENTS: Final = 3
_MAX_CHARACTERS: Final = 20_000
_MARKS: Final = r"[\p{M}\p{Cf}\N{ARABIC TATWEEL}]*+"
_MARKS_PATTERN: Final = regex.compile(_MARKS)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Looks words and texts up in an index.

    Attributes:
        vocabulary: of the index.
        retriever: of the same index.
        read: parses a query's text.
        tokens: analyses a text.
        weights: the ranking.
        seconds: how long one search may take; None for no limit.
        filters: what documents must match besides.
    """

    vocabulary: Vocabulary
    retriever: Retriever
    read: Callable[[str], Parsed]
    tokens: Callable[[str], Sequence[Token]]
    weights: FieldWeights
    seconds: float | None = None
    filters: tuple[Node, ...] = ()

    def doc_freqs(self, forms: Iterable[str]) -> dict[str, int]:
        """The approximate document frequencies of those forms that occur in the index."""
        different = tuple(dict.fromkeys(filter(None, forms)))
        near = self.vocabulary.near(different)
        return {found.form: found.documents for found in near if found.documents}

    def has_stem(self, token: Token) -> bool:
        """Whether the index has a word with the same stem."""
        return any(
            self.vocabulary.doc_freq(field, Level.STEM, stem)
            for stem in token.terms(Level.STEM)
            for field in DEFAULT_FIELDS
        )

    def search(self, trees: Sequence[Node]) -> tuple[Candidates, ...]:
        """For each tree, its best documents, at most three, and how many it matches in all."""
        retrievals = [
            Retrieval(
                tree,
                self.weights,
                limit=_MAX_DOCUMENTS,
                filters=self.filters,
                documents=_MAX_DOCUMENTS,
                seconds=self.seconds,
            )
            for tree in trees
        ]
        return self.retriever.search(retrievals) if retrievals else ()


def surfaces_in(forms: Iterable[str], documents: Iterable[Document]) -> dict[str, str]:
    """By form, its most frequent spelling in documents, without marks; if they have it."""
    texts = [
        text for document in documents for text in (document.title, document.body[:_MAX_CHARACTERS])
    ]
    surfaces = {}
    for form in dict.fromkeys(forms):
        counts = Counter(
            _MARKS_PATTERN.sub("", surface)
            for text in texts
            for surface in _pattern(form).findall(text)
        )
        if counts:
            surfaces[form] = counts.most_common(1)[0][0]
    return surfaces


@cache
def _letters() -> Mapping[str, str]:
    """By letter of a form, the letters that are folded to it."""
    letters: dict[str, str] = {}
    for letter, folded in ONE_LETTER.items():
        letters[folded] = letters.get(folded, folded) + letter
    return letters


def _pattern(form: str) -> regex.Pattern[str]:
    """A pattern for the spellings of a form, with marks and in any case."""
    letters = _letters()
    marked = "".join(f"[{regex.escape(letters.get(each, each))}]{_MARKS}" for each in form)
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}]){marked}(?!\p{{L}})", regex.IGNORECASE)

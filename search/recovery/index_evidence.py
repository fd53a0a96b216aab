"""Evidence: what the index says about words and texts that may have been meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import regex

from index.analysis import Level, Token
from index.analysis.normalization.letters import ONE_LETTER
from index.engines.protocols import (
    Candidates,
    FieldWeights,
    NearForm,
    Retrieval,
    Retriever,
    Vocabulary,
)
from index.model.document import Document
from index.model.query import DEFAULT_FIELDS, Node
from search.query import Parsed

# Documents in which it is looked up how a form is written, and how much of each.
_LOOKED_AT: Final = 3
_CHARACTERS: Final = 20_000
_MARKED: Final = r"[\p{M}\p{Cf}\N{ARABIC TATWEEL}]*+"
_MARKS: Final = regex.compile(_MARKED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Asks an index.

    Attributes:
        vocabulary: of the index.
        retriever: of the same.
        read: reads a query's text.
        tokens: analyses a text.
        weights: the ranking.
        seconds: how long one question may take.
    """

    vocabulary: Vocabulary
    retriever: Retriever
    read: Callable[[str], Parsed]
    tokens: Callable[[str], Sequence[Token]]
    weights: FieldWeights
    seconds: float | None = None

    def near(self, forms: Sequence[str], edits: int = 0) -> tuple[NearForm, ...]:
        """As `Vocabulary.near`."""
        return self.vocabulary.near(forms, edits)

    def frequencies(self, forms: Iterable[str]) -> dict[str, int]:
        """In about how many documents each of some forms stands; those that stand in one."""
        asked = tuple(dict.fromkeys(form for form in forms if form))
        return {found.form: found.documents for found in self.near(asked) if found.documents}

    def has_stem(self, token: Token) -> bool:
        """Whether the index has another inflection of a word."""
        return any(
            self.vocabulary.doc_freq(field, Level.STEM, stem)
            for stem in token.terms(Level.STEM)
            for field in DEFAULT_FIELDS
        )

    def search(self, trees: Sequence[Node]) -> tuple[Candidates, ...]:
        """For each tree the documents that it matches, the best few of them as they are stored."""
        return self.retriever.search(
            [
                Retrieval(
                    tree,
                    self.weights,
                    limit=_LOOKED_AT,
                    documents=_LOOKED_AT,
                    seconds=self.seconds,
                )
                for tree in trees
            ]
        )


def as_written(forms: Iterable[str], documents: Iterable[Document]) -> dict[str, str]:
    """How documents write some forms, without marks; a form that they don't have is left out."""
    texts = [
        text for document in documents for text in (document.title, document.body[:_CHARACTERS])
    ]
    written = {}
    for form in dict.fromkeys(forms):
        found = Counter(
            _MARKS.sub("", surface) for text in texts for surface in _pattern(form).findall(text)
        )
        if found:
            written[form] = found.most_common(1)[0][0]
    return written


@cache
def _letters() -> Mapping[str, str]:
    """By letter of a form, the letters that are folded to it."""
    letters: dict[str, str] = {}
    for letter, folded in ONE_LETTER.items():
        letters[folded] = letters.get(folded, folded) + letter
    return letters


def _pattern(form: str) -> regex.Pattern[str]:
    """Finds a form as Arabic and everyday Latin writes it."""
    letters = _letters()
    marked = "".join(f"[{regex.escape(letters.get(sign, sign))}]{_MARKED}" for sign in form)
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}]){marked}(?!\p{{L}})", regex.IGNORECASE)

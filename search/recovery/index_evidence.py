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
from index.engines.protocols import Candidates, FieldWeights, NearForm, Reader, Retrieval
from index.model.query import DEFAULT_FIELDS, AllOf, Node
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
        reader: open on the index.
        read: reads a query's text.
        tokens: analyses a text.
        weights: the ranking.
        seconds: how long one question may take.
        filters: what documents must match besides.
    """

    reader: Reader
    read: Callable[[str], Parsed]
    tokens: Callable[[str], Sequence[Token]]
    weights: FieldWeights
    seconds: float | None = None
    filters: tuple[Node, ...] = ()

    def near(self, forms: Sequence[str], edits: int = 0) -> tuple[NearForm, ...]:
        """See `Reader.near`."""
        return self.reader.near(forms, edits)

    def frequencies(self, forms: Iterable[str]) -> dict[str, int]:
        """In about how many documents each of some forms stands; those that stand in one."""
        asked = tuple(dict.fromkeys(form for form in forms if form))
        return {found.form: found.documents for found in self.near(asked) if found.documents}

    def has_stem(self, token: Token) -> bool:
        """Whether the index has another inflection of a word."""
        return any(
            self.reader.frequency(field, Level.STEM, stem)
            for stem in token.terms(Level.STEM)
            for field in DEFAULT_FIELDS
        )

    def found(self, *texts: str) -> Candidates:
        """Documents that have all words of some texts, the best few of them."""
        nodes: list[Node] = [self.read(text).node for text in texts]
        return self.asked(AllOf(tuple(nodes)) if len(nodes) > 1 else nodes[0])

    def asked(self, node: Node) -> Candidates:
        """Documents that a tree matches, the best few of them."""
        return self.reader.retrieve(
            Retrieval(
                node, self.weights, limit=_LOOKED_AT, filters=self.filters, seconds=self.seconds
            )
        )

    def as_written(self, forms: Iterable[str], documents: Iterable[str]) -> dict[str, str]:
        """How documents write some forms, without marks; a form that isn't seen is left out.

        Args:
            forms: of the index.
            documents: where to look first; then in others that have the form.
        """
        written = self._written_in(forms, documents)
        for form in set(forms) - set(written):
            others = self.found(f"={form}").found
            written |= self._written_in([form], [candidate.id for candidate in others])
        return written

    def _written_in(self, forms: Iterable[str], documents: Iterable[str]) -> dict[str, str]:
        texts = [
            text
            for document in self.reader.documents(list(documents)).values()
            for text in (document.title, document.body[:_CHARACTERS])
        ]
        written = {}
        for form in dict.fromkeys(forms):
            found = Counter(
                _MARKS.sub("", surface)
                for text in texts
                for surface in _pattern(form).findall(text)
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

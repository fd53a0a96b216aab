"""The tokens of a text, made when they are looked at.

A text has a token for every word, and what is shown of it needs a few dozen. So what is known of
its words is kept as numbers, and a token is made of them where one is asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, overload

import numpy as np

from index.analysis.token import Token
from index.arrays.types import U32
from index.engines.words import readings_of
from search.text.word_terms import WordTerms


class LazyTokens(Sequence[Token]):
    """What `Analyzer.tokens` gives for a text, as a sequence of tokens made one by one.

    Args:
        text: the text.
        terms: of words.
        words: by token, the number of its word.
        extents: where each token begins and ends, of shape (tokens, 2).

    Attributes:
        terms, words: as the arguments.
    """

    def __init__(self, text: str, terms: WordTerms, words: U32, extents: U32) -> None:
        self._text: Final = text
        self.terms: Final = terms
        self.words: Final = words
        self._extents: Final = extents

    def __len__(self) -> int:
        return len(self.words)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Token, ...]: ...
    def __getitem__(self, at: int | slice) -> Token | tuple[Token, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        number = at + len(self) if at < 0 else at
        if not 0 <= number < len(self):
            raise IndexError(number)
        start, end = self.extent(number, number)
        readings = readings_of(self.terms.table.texts[self.words.item(number)])
        return Token(self._text[start:end], start, end, number, readings)

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Where the token `first` starts and the token `last` ends."""
        return self._extents.item(first, 0), self._extents.item(last, 1)

    def surface(self, number: int) -> str:
        """The word of a token."""
        start, end = self.extent(number, number)
        return self._text[start:end]

    def number_from(self, offset: int) -> int:
        """The number of the first token that starts at `offset` or later; of none, how many."""
        return int(np.searchsorted(self._extents[:, 0], offset))

    def variety(self, low: int, high: int) -> tuple[int, int]:
        """How many tokens there are from `low` to `high`, excluded, and of how many forms."""
        forms = self.terms.of_word[self.words[low:high], 0].tolist()
        return len(forms), len(set(forms))


def number_from(tokens: Sequence[Token], offset: int) -> int:
    """The number of the first of `tokens` that starts at `offset` or later; of none, how many."""
    if isinstance(tokens, LazyTokens):
        return tokens.number_from(offset)
    return bisect_left(tokens, offset, key=attrgetter("start"))


def variety(tokens: Sequence[Token], low: int, high: int) -> tuple[int, int]:
    """How many tokens there are from number `low` to `high`, excluded, and of how many forms.

    `high` may lie behind all.
    """
    if isinstance(tokens, LazyTokens):
        return tokens.variety(low, high)
    forms = [token.form for token in tokens[low:high]]
    return len(forms), len(set(forms))


def extent(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Where the token of number `first` starts and that of number `last` ends."""
    if isinstance(tokens, LazyTokens):
        return tokens.extent(first, last)
    return tokens[first].start, tokens[last].end


def surface(tokens: Sequence[Token], number: int) -> str:
    """The word of a token, as it stands in the text."""
    return tokens.surface(number) if isinstance(tokens, LazyTokens) else tokens[number].surface

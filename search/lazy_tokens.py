"""The tokens of a text, made when they are looked at.

A text has a token for every word, and what is shown of it needs a few dozen. So the text is
split, which is cheap, and the words that the analyser knows for each chunk are kept beside it;
a token comes of them where one is asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, repeat
from operator import attrgetter
from typing import Final, overload

from index.analysis.analyzer import Analyzer, Word
from index.analysis.token import Token


class LazyTokens(Sequence[Token]):
    """What `Analyzer.tokens` gives for a text, as a sequence of tokens made one by one.

    Args:
        text: the text.
        analyzer: reads it; not used any more once this is made.

    Attributes:
        written: the runs of characters without spaces of the text, in order.
        known: what the analyser knows of them, and of others.
        firsts: of each of them the number of its first token; at the end, how many there are.
    """

    def __init__(self, text: str, analyzer: Analyzer) -> None:
        """See the class."""
        self.written: Final = text.split()
        different = set(self.written)
        self.known: Final = analyzer.knowing(different)
        self.firsts: Final = self._counted(different)
        self._text: Final = text
        self._made: Final[dict[int, Token]] = {}

    def words(self, chunk: int) -> tuple[Word, ...]:
        """The words of a chunk, by its number."""
        return self.known.words[self.written[chunk]]

    def _counted(self, different: set[str]) -> Sequence[int]:
        uneven = self.known.uneven.keys() & different
        if not uneven:
            return range(len(self.written) + 1)
        counts = {chunk: self.known.uneven[chunk] for chunk in uneven}
        return [*accumulate(map(counts.get, self.written, repeat(1)), initial=0)]

    def __len__(self) -> int:
        return self.firsts[-1]

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Token, ...]: ...
    def __getitem__(self, at: int | slice) -> Token | tuple[Token, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        number = at + len(self) if at < 0 else at
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self._make(number)
        return made

    def _make(self, number: int) -> Token:
        if not 0 <= number < len(self):
            raise IndexError(number)
        chunk = bisect_right(self.firsts, number) - 1
        start, end, surface, readings = self.words(chunk)[number - self.firsts[chunk]]
        before = self._start(chunk)
        return Token(surface, before + start, before + end, number, readings)

    def number_from(self, offset: int) -> int:
        """The number of the first token that starts at `offset` or behind; of none, how many."""
        chunk = bisect_right(range(len(self.written)), offset, key=self._start) - 1
        if chunk < 0:
            return 0
        inside = offset - self._start(chunk)
        return self.firsts[chunk] + len([0 for word in self.words(chunk) if word[0] < inside])

    def forms(self, low: int, high: int) -> list[str]:
        """The forms of the tokens from `low` to `high`, excluded."""
        first = bisect_right(self.firsts, low) - 1
        chunks = self.written[first : bisect_left(self.firsts, high)]
        words = map(self.known.words.__getitem__, chunks)
        found = [readings[0].form for one in words for _, _, _, readings in one]
        return found[low - self.firsts[first] : high - self.firsts[first]]

    def _start(self, chunk: int) -> int:
        """Where a chunk starts in the text."""
        starts, spaces = self._starts
        return starts[chunk] + spaces * chunk

    @cached_property
    def _starts(self) -> tuple[list[int], int]:
        """Where each chunk starts without so many spaces for each chunk before it."""
        lengths = list(accumulate(map(len, self.written), initial=0))
        if len(self._text) == lengths[-1] + len(self.written) - 1:  # single spaces, as in most
            return lengths, 1
        find = self._text.index
        found: list[int] = []
        at = 0
        for chunk in self.written:
            at = find(chunk, at)
            found.append(at)
            at += len(chunk)
        return found, 0


def number_from(tokens: Sequence[Token], offset: int) -> int:
    """The number of the first of `tokens` that starts at `offset` or behind; of none, how many."""
    if isinstance(tokens, LazyTokens):
        return tokens.number_from(offset)
    return bisect_left(tokens, offset, key=attrgetter("start"))


def forms(tokens: Sequence[Token], low: int, high: int) -> list[str]:
    """The forms of the tokens from number `low` to `high`, excluded; `high` may lie behind all."""
    if isinstance(tokens, LazyTokens):
        return tokens.forms(low, min(high, len(tokens)))
    return [token.form for token in tokens[low:high]]

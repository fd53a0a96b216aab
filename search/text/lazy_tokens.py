"""The tokens of a text, made when they are looked at.

A text has a token for every word, and what is shown of it needs a few dozen. So the text is
divided at its spaces, and what is known of each chunk is kept beside it, as numbers; a token
comes of that where one is asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter
from typing import Final, overload

from index.analysis.analyzer import Word
from index.analysis.token import Token
from search.text.chunk_cache import SEVERAL, TextChunks


class LazyTokens(Sequence[Token]):
    """What `Analyzer.tokens` gives for a text, as a sequence of tokens made one by one.

    Args:
        text: the text.
        read: its chunks, and what is known of them.

    Attributes:
        read: the same.
        chunks: their numbers.
        firsts: of each of them the number of its first token; at the end, how many there are.
    """

    def __init__(self, text: str, read: TextChunks) -> None:
        self._text: Final = text
        self.read: Final = read
        self.chunks: Final[list[int]] = self.read.chunks.tolist()
        self._starts: Final[list[int]] = self.read.spans[:, 0].tolist()
        self.firsts: Final = self._counted()

    def _counted(self) -> Sequence[int]:
        counts = {chunk: len(words) for chunk, words in self.read.others.items() if len(words) != 1}
        if not counts:
            return range(len(self.chunks) + 1)
        return [*accumulate((counts.get(chunk, 1) for chunk in self.chunks), initial=0)]

    def __len__(self) -> int:
        return self.firsts[-1]

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Token, ...]: ...
    def __getitem__(self, at: int | slice) -> Token | tuple[Token, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        return self._make(at + len(self) if at < 0 else at)

    def _make(self, number: int) -> Token:
        if not 0 <= number < len(self):
            raise IndexError(number)
        place, inside = self._place(number)
        start, end, surface, readings = self.words(place)[inside]
        before = self._starts[place]
        return Token(surface, before + start, before + end, number, readings)

    def words(self, place: int) -> tuple[Word, ...]:
        """The words of a chunk, by its place in the text."""
        chunk = self.chunks[place]
        words = self.read.others.get(chunk)
        if words is not None:
            return words
        start, end = self._extent(place)
        before = self._starts[place]
        surface = self._text[before + start : before + end]
        return ((start, end, surface, self.read.seen.readings(chunk)),)

    def _place(self, number: int) -> tuple[int, int]:
        """The place of the chunk that has a token, and the token's number in it."""
        firsts = self.firsts
        if isinstance(firsts, range):  # each chunk is one word
            return number, 0
        place = bisect_right(firsts, number) - 1
        return place, number - firsts[place]

    def _extent(self, place: int, inside: int = 0) -> tuple[int, int]:
        """Where a word of a chunk begins and ends in it."""
        if words := self.read.others.get(self.chunks[place]):
            start, end, _, _ = words[inside]
        else:
            start, end = self.read.seen.extents[self.chunks[place]].tolist()
        return start, end

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Where the token `first` starts and the token `last` ends."""
        place, inside = self._place(first)
        start, end = self._extent(place, inside)
        start += self._starts[place]
        if last != first:
            place, inside = self._place(last)
            _, end = self._extent(place, inside)
        return start, end + self._starts[place]

    def surface(self, number: int) -> str:
        """The word of a token."""
        start, end = self.extent(number, number)
        return self._text[start:end]

    def number_from(self, offset: int) -> int:
        """The number of the first token that starts at `offset` or behind; of none, how many."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return 0
        inside = offset - self._starts[place]
        if not inside:
            return self.firsts[place]
        words = self.read.others.get(self.chunks[place])
        starts = [self._extent(place)[0]] if words is None else [start for start, *_ in words]
        return self.firsts[place] + len([start for start in starts if start < inside])

    def variety(self, low: int, high: int) -> tuple[int, int]:
        """How many tokens there are from `low` to `high`, excluded, and of how many forms."""
        high = min(high, len(self))
        if low >= high:
            return 0, 0
        first, last = self._place(low)[0], self._place(high - 1)[0]
        seen = self.read.seen
        numbers = seen.of_chunk[0, self.read.chunks[first : last + 1]].tolist()
        if SEVERAL not in numbers:
            return high - low, len(set(numbers))
        forms: list[str] = []
        for chunk, number in zip(self.chunks[first : last + 1], numbers, strict=True):
            if number == SEVERAL:
                forms += [readings[0].form for *_, readings in self.read.others[chunk]]
            else:
                forms.append(seen.terms[number])
        begun = self.firsts[first]
        return high - low, len(set(forms[low - begun : high - begun]))


def number_from(tokens: Sequence[Token], offset: int) -> int:
    """The number of the first of `tokens` that starts at `offset` or behind; of none, how many."""
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

"""The tokens of a text, made when they are looked at.

A text has a token for every word, and what is shown of it needs a few dozen. So the text is
split, which is cheap, and what is known of each chunk is kept beside it; a token comes of that
where one is asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from functools import cached_property
from itertools import accumulate, repeat
from operator import add, attrgetter
from typing import Final, overload

from index.analysis.token import Token
from search.chunks import Chunks, Seen, Word


class LazyTokens(Sequence[Token]):
    """What `Analyzer.tokens` gives for a text, as a sequence of tokens made one by one.

    Args:
        text: the text.
        chunks: reads it; not used any more once this is made.

    Attributes:
        written: the runs of characters without spaces of the text, in order.
        seen: what is known of them, and of others.
        firsts: of each of them the number of its first token; at the end, how many there are.
    """

    def __init__(self, text: str, chunks: Chunks) -> None:
        """See the class."""
        self.written: Final = text.split()
        seen, others = chunks.seen(self.written)
        self.seen: Final = seen
        self.firsts: Final = _counted(self.written, seen, others)
        self._text: Final = text

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
        chunk, (start, end, surface, readings) = self._place(number)
        before = self._starts[chunk]
        return Token(surface, before + start, before + end, number, readings)

    def words(self, chunk: int) -> tuple[Word, ...]:
        """The words of a chunk, by its number."""
        return self.seen.words(self.written[chunk])

    def _place(self, number: int) -> tuple[int, Word]:
        """The number of the chunk that has a token, and its word there."""
        firsts = self.firsts
        if isinstance(firsts, range):  # each chunk is one word
            return number, self.words(number)[0]
        chunk = bisect_right(firsts, number) - 1
        return chunk, self.words(chunk)[number - firsts[chunk]]

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Where the token `first` starts and the token `last` ends."""
        chunk, (start, end, _, _) = self._place(first)
        start += self._starts[chunk]
        if last != first:
            chunk, (_, end, _, _) = self._place(last)
        return start, end + self._starts[chunk]

    def number_from(self, offset: int) -> int:
        """The number of the first token that starts at `offset` or behind; of none, how many."""
        chunk = bisect_right(self._starts, offset) - 1
        if chunk < 0:
            return 0
        inside = offset - self._starts[chunk]
        if inside >= len(self.written[chunk]):
            return self.firsts[chunk + 1]
        if not inside:
            return self.firsts[chunk]
        before = [start for start, *_ in self.words(chunk) if start < inside]
        return self.firsts[chunk] + len(before)

    def forms(self, low: int, high: int) -> list[str]:
        """The forms of the tokens from `low` to `high`, excluded."""
        first = bisect_right(self.firsts, low) - 1
        everyday, others = self.seen.everyday, self.seen.others
        found: list[str] = []
        for chunk in self.written[first : bisect_left(self.firsts, high)]:
            if reading := everyday.get(chunk):
                found.append(reading.form)
            else:
                found += [readings[0].form for *_, readings in others[chunk]]
        return found[low - self.firsts[first] : high - self.firsts[first]]

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Where each chunk starts in the text."""
        lengths = list(accumulate(map(len, self.written), initial=0))
        if len(self._text) == lengths[-1] + len(self.written) - 1:  # single spaces, as in most
            return [*map(add, lengths, range(len(self.written)))]
        find = self._text.index
        found: list[int] = []
        at = 0
        for chunk in self.written:
            at = find(chunk, at)
            found.append(at)
            at += len(chunk)
        return found


def _counted(written: Sequence[str], seen: Seen, others: Set[str]) -> Sequence[int]:
    """The numbers of the first words of chunks, and how many there are in all of them."""
    counts = {chunk: len(words) for chunk in others if len(words := seen.others[chunk]) != 1}
    if not counts:
        return range(len(written) + 1)
    return [*accumulate(map(counts.get, written, repeat(1)), initial=0)]


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


def extent(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Where the token of number `first` starts and that of number `last` ends."""
    if isinstance(tokens, LazyTokens):
        return tokens.extent(first, last)
    return tokens[first].start, tokens[last].end

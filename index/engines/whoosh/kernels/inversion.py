"""Inversion: from the words of documents to the documents of words, by counting.

Documents come in order, so the tokens of a word, in the order in which they come, are its postings
in order, and nothing is sorted. If there are more tokens than memory, they are read once for each
range of words that fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.arrays.kernels import compiled
from index.arrays.offsets import starts_of
from index.arrays.types import I64, U32

# Tokens whose postings are yielded at once.
_TOKENS: Final = 2**20
BYTES_OF_TOKEN: Final = 2 * 4
"""Of a token in memory: its document and its position."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The posting lists of successive words.

    Attributes:
        sizes: by word, how many postings it has.
        documents: of all words in turn, ascending in each word.
        counts: by posting, how many positions it has.
        positions: of all postings in turn, ascending in each posting.
    """

    sizes: U32
    documents: U32
    counts: U32
    positions: U32


def inverted(tokens: Iterable[tuple[U32, U32]], totals: I64, limit: int) -> Iterator[Lists]:
    """The posting lists of all words, some words at a time.

    Args:
        tokens: for some documents at a time, the number of each token's word, document after
            document, and how many tokens each document has. Iterated several times.
        totals: by word, how many tokens have it; at least 1.
        limit: how many tokens are in memory at once, though at least those of one word.
    """
    starts = starts_of(totals)
    word = 0
    while word < len(totals):
        after = _end_of_range(starts, word, limit)
        yield from _range(tokens, starts[word : after + 1] - starts[word], word)
        word = after


def _range(tokens: Iterable[tuple[U32, U32]], starts: I64, word: int) -> Iterator[Lists]:
    """The posting lists of a range of words that begins with `word`."""
    documents = np.empty(int(starts[-1]), np.uint32)
    positions = np.empty(int(starts[-1]), np.uint32)
    ends = starts[:-1].copy()
    first = 0
    for numbers, lengths in tokens:
        _place(numbers, lengths, first, word, ends, documents, positions)
        first += len(lengths)
    at = 0
    while at < len(starts) - 1:
        after = _end_of_range(starts, at, _TOKENS)
        begin, end = int(starts[at]), int(starts[after])
        sizes = np.zeros(after - at, np.uint32)
        held = np.empty(end - begin, np.uint32)
        counts = np.empty(end - begin, np.uint32)
        size = _group(starts[at : after + 1], documents, sizes, held, counts)
        yield Lists(sizes, held[:size], counts[:size], positions[begin:end])
        at = after


def _end_of_range(starts: I64, word: int, limit: int) -> int:
    """The end of the range of words from `word` on that have at most `limit` tokens."""
    end = int(np.searchsorted(starts, starts[word] + limit, side="right")) - 1
    return min(len(starts) - 1, max(end, word + 1))


@compiled
def _place(
    numbers: U32, lengths: U32, first: int, word: int, ends: I64, documents: U32, positions: U32
) -> None:
    """Append document and position of each token to those of its word."""
    at = 0
    for document in range(len(lengths)):
        for position in range(int(lengths[document])):
            number = int(numbers[at]) - word
            at += 1
            if 0 <= number < len(ends):
                place = ends[number]
                ends[number] = place + 1
                documents[place] = np.uint32(first + document)
                positions[place] = np.uint32(position)


@compiled
def _group(starts: I64, documents: U32, sizes: U32, held: U32, counts: U32) -> int:
    """Count successive tokens of the same word and document."""
    size = 0
    for word in range(len(sizes)):
        begun = size
        for place in range(int(starts[word]), int(starts[word + 1])):
            document = documents[place]
            if size > begun and held[size - 1] == document:
                counts[size - 1] += np.uint32(1)
            else:
                held[size] = document
                counts[size] = np.uint32(1)
                size += 1
        sizes[word] = np.uint32(size - begun)
    return size

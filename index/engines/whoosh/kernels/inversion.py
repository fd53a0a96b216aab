"""Inversion: from the words of documents to the documents of words, by counting.

Documents come in order, so the tokens of a word, put behind each other as they come, are its
postings in order: nothing is sorted. Where there are more tokens than memory, they are gone
through once for each range of words that fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays.kernels import compiled
from index.arrays.offsets import starts_of
from index.arrays.types import I64, U32

# Tokens whose postings are handed on at once.
_TOKENS: Final = 2**20
BYTES_OF_TOKEN: Final = 2 * 4
"""What a token takes in memory: its document and its position."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The posting lists of successive words.

    Attributes:
        sizes: postings of each word.
        documents: of all words in turn, ascending in each.
        counts: how often; of the same shape.
        positions: of all postings in turn, ascending in each.
    """

    sizes: U32
    documents: U32
    counts: U32
    positions: U32


def inverted(
    tokens: Iterable[tuple[U32, U32]], totals: NDArray[np.int64], most: int
) -> Iterator[Lists]:
    """The posting lists of all words, in their order; no word is without tokens.

    Args:
        tokens: of successive runs of documents, the number of each token's word, of all
            documents in turn, and how many tokens each document has. Gone through repeatedly.
        totals: tokens of each word.
        most: how many tokens to hold at once, at least.
    """
    starts = starts_of(totals)
    word = 0
    while word < len(totals):
        behind = _behind(starts, word, most)
        yield from _range(tokens, starts[word : behind + 1] - starts[word], word)
        word = behind


def _range(tokens: Iterable[tuple[U32, U32]], starts: I64, word: int) -> Iterator[Lists]:
    """The lists of as many words as there are starts, from `word`."""
    documents = np.empty(int(starts[-1]), np.uint32)
    positions = np.empty(int(starts[-1]), np.uint32)
    ends = starts[:-1].copy()
    first = 0
    for numbers, lengths in tokens:
        _place(numbers, lengths, first, word, ends, documents, positions)
        first += len(lengths)
    at = 0
    while at < len(starts) - 1:
        behind = _behind(starts, at, _TOKENS)
        begin, end = int(starts[at]), int(starts[behind])
        sizes = np.zeros(behind - at, np.uint32)
        held = np.empty(end - begin, np.uint32)
        counts = np.empty(end - begin, np.uint32)
        size = _group(starts[at : behind + 1], documents, sizes, held, counts)
        yield Lists(sizes, held[:size], counts[:size], positions[begin:end])
        at = behind


def _behind(starts: I64, word: int, most: int) -> int:
    """Behind how many words `most` tokens from those of `word` are full; at least one."""
    behind = int(np.searchsorted(starts, starts[word] + most, side="right")) - 1
    return min(len(starts) - 1, max(behind, word + 1))


@compiled
def _place(
    numbers: U32, lengths: U32, first: int, word: int, ends: I64, documents: U32, positions: U32
) -> None:
    """Put document and position of each token behind those of the same word."""
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

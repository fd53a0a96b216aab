"""Inversion: from the words of documents to the documents of words, by counting.

Documents come in order, so the tokens of a word, put behind each other as they come, are its
postings in order: nothing is sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.compiled import compiled

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

# Tokens whose postings are handed on at once.
_TOKENS: Final = 2**20


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


def inverted(tokens: U32, lengths: U32, words: int) -> Iterator[Lists]:
    """The posting lists of all words, in their order.

    Args:
        tokens: the number of each token's word, of all documents in turn.
        lengths: tokens of each document.
        words: how many words there are.
    """
    starts = np.zeros(words + 1, np.int64)
    np.cumsum(np.bincount(tokens, minlength=words), out=starts[1:])
    documents = np.empty(len(tokens), np.uint32)
    positions = np.empty(len(tokens), np.uint32)
    _place(tokens, lengths, starts[:-1].copy(), documents, positions)
    word = 0
    while word < words:
        behind = int(np.searchsorted(starts, starts[word] + _TOKENS, side="right")) - 1
        behind = min(words, max(behind, word + 1))
        first, last = int(starts[word]), int(starts[behind])
        sizes = np.zeros(behind - word, np.uint32)
        held = np.empty(last - first, np.uint32)
        counts = np.empty(last - first, np.uint32)
        size = _group(starts[word : behind + 1], documents, sizes, held, counts)
        yield Lists(sizes, held[:size], counts[:size], positions[first:last])
        word = behind


@compiled
def _place(tokens: U32, lengths: U32, ends: I64, documents: U32, positions: U32) -> None:
    """Put document and position of each token behind those of the same word."""
    at = 0
    for document in range(len(lengths)):
        for position in range(int(lengths[document])):
            word = tokens[at]
            place = ends[word]
            ends[word] = place + 1
            documents[place] = np.uint32(document)
            positions[place] = np.uint32(position)
            at += 1


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

"""Posting lists of phrases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.arrays.kernels import compiled
from index.arrays.types import F64, I64, U32
from index.engines.whoosh.kernels.pointers import address, longs_at, numbers_at, whole
from index.engines.whoosh.postings.index_postings import PostingSource
from index.engines.whoosh.postings.posting_list import NO_POSTINGS, PostingList
from index.model.query import Phrase, TextField

# Documents whose positions are read at once.
_CHUNK_DOCUMENTS: Final = 1 << 18


def phrase_postings(
    phrase: Phrase,
    field: TextField,
    level: Level,
    source: PostingSource,
    *,
    postings: Callable[[tuple[str, ...]], PostingList],
    in_time: Callable[[], bool],
) -> PostingList | None:
    """The posting list of a phrase in one field at one level.

    Args:
        phrase: its words, in order, with its slop.
        field: the text field.
        level: the level at which every word is looked for.
        source: the posting lists.
        postings: gives the posting list of terms of this field and level.
        in_time: says whether there is time to go on.

    Returns:
        None if the time was over.
    """
    words = [tuple(dict.fromkeys(r.at(level) for r in word.readings)) for word in phrase.words]
    lists = {terms: postings(terms) for terms in dict.fromkeys(words)}
    common, *others = (each.documents for each in sorted(lists.values(), key=len))
    for other in others:
        common = common[_contained(common, other)]
    found, frequencies = [], []
    for start in range(0, len(common), _CHUNK_DOCUMENTS):
        if not in_time():
            return None
        some = common[start : start + _CHUNK_DOCUMENTS]
        places = {
            terms: source.positions(field, level, terms, some) for terms in dict.fromkeys(words)
        }
        own = phrase_frequencies([places[terms] for terms in words], phrase.slop)
        found.append(some[own > 0])
        frequencies.append(own[own > 0])
    if not found:
        return NO_POSTINGS
    doc_freqs = tuple(sum(lists[terms].doc_freqs) for terms in words)
    return PostingList.of_counts(np.concatenate(found), np.concatenate(frequencies), doc_freqs)


def phrase_frequencies(words: list[tuple[I64, U32]], slop: int) -> F64:
    """How often words occur in order with at most `slop` other words between them.

    Args:
        words: for each word of the phrase, in order, where each document's positions begin and
            the positions, ascending in each document.
        slop: how many positions the phrase may be longer than its words.

    Returns:
        The frequency in each document: a match with d other words between counts 1 / (1 + d).
    """
    frequencies = np.zeros(len(words[0][0]) - 1)
    starts = np.array([address(starts) for starts, _ in words])
    places = np.array([address(places) for _, places in words])
    _add_matches(starts, places, slop, np.empty(len(words), np.int64), frequencies)
    return frequencies


def _contained(few: U32, many: U32) -> NDArray[np.bool_]:
    """For each of some documents, whether a longer list has it; both are ascending."""
    if not len(few):
        return np.empty(0, np.bool_)
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    contained: NDArray[np.bool_] = many[places] == few
    return contained


@compiled
def _add_matches(starts: I64, places: I64, slop: int, at: I64, frequencies: F64) -> None:
    """Add up the matches that begin at each position of the first word, document by document."""
    words = len(starts)
    for document in range(len(frequencies)):
        for word in range(words):
            at[word] = longs_at(starts[word])[document]
        end = longs_at(starts[0])[document + 1]
        while at[0] < end:
            first = whole(numbers_at(places[0])[at[0]])
            last = first
            follows = True
            for word in range(1, words):
                positions = numbers_at(places[word])
                end_of_word = longs_at(starts[word])[document + 1]
                while at[word] < end_of_word and whole(positions[at[word]]) <= last:
                    at[word] += 1
                if at[word] == end_of_word:
                    follows = False
                    break
                last = whole(positions[at[word]])
            if not follows:
                break
            between = last - first - (words - 1)
            if between <= slop:
                frequencies[document] += 1.0 / (1 + between)
            at[0] += 1

"""Phrases: words of one field that follow each other, as the postings of one term."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.arrays.kernels import compiled
from index.engines.whoosh.kernels.pointers import address, longs_at, numbers_at, whole
from index.engines.whoosh.postings.index_postings import PostingSource
from index.engines.whoosh.postings.posting_list import NOTHING_LISTED, PostingList
from index.model.query import Phrase, TextField

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

# Documents whose positions are read at once.
_AT_ONCE: Final = 1 << 18


def phrase_postings(
    phrase: Phrase,
    field: TextField,
    level: Level,
    source: PostingSource,
    *,
    postings: Callable[[tuple[str, ...]], PostingList],
    allowed: Callable[[], bool],
) -> PostingList | None:
    """Where a phrase stands in a field at one level, and how often.

    Args:
        phrase: its words, in order, with its slop.
        field: the text field.
        level: the level at which every word is looked for.
        source: the posting lists.
        postings: gives the posting list of terms of this field and level.
        allowed: whether there is time to go on.

    Returns:
        The postings, or None if the time was over.
    """
    words = [tuple(dict.fromkeys(r.at(level) for r in word.readings)) for word in phrase.words]
    lists = {terms: postings(terms) for terms in dict.fromkeys(words)}
    common, *others = (each.documents for each in sorted(lists.values(), key=len))
    for other in others:
        common = common[_among(common, other)]
    found, counts = [], []
    for start in range(0, len(common), _AT_ONCE):
        if not allowed():
            return None
        some = common[start : start + _AT_ONCE]
        places = {
            terms: source.positions(field, level, terms, some) for terms in dict.fromkeys(words)
        }
        times = occurrences([places[terms] for terms in words], phrase.slop)
        found.append(some[times > 0])
        counts.append(times[times > 0])
    if not found:
        return NOTHING_LISTED
    doc_freqs = tuple(sum(lists[terms].doc_freqs) for terms in words)
    return PostingList.counted(np.concatenate(found), np.concatenate(counts), doc_freqs)


def occurrences(words: list[tuple[I64, U32]], slop: int) -> F64:
    """How often words occur in order with at most `slop` other words between them.

    Args:
        words: for each word of the phrase, in order, where each document's positions begin and
            the positions, ascending in each document.
        slop: how many positions the phrase may be longer than its words.

    Returns:
        The frequency in each document: a match with d other words between counts 1 / (1 + d).
    """
    times = np.zeros(len(words[0][0]) - 1)
    starts = np.array([address(starts) for starts, _ in words])
    places = np.array([address(places) for _, places in words])
    _follow(starts, places, slop, np.empty(len(words), np.int64), times)
    return times


def _among(few: U32, many: U32) -> NDArray[np.bool_]:
    """Which of some documents stand in a longer list, both ascending."""
    if not len(few):
        return np.empty(0, np.bool_)
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    among: NDArray[np.bool_] = many[places] == few
    return among


@compiled
def _follow(starts: I64, places: I64, slop: int, at: I64, times: F64) -> None:
    """Add up the matches that begin at each position of the first word, document by document."""
    words = len(starts)
    for document in range(len(times)):
        for word in range(words):
            at[word] = longs_at(starts[word])[document]
        end = longs_at(starts[0])[document + 1]
        while at[0] < end:
            first = whole(numbers_at(places[0])[at[0]])
            last = first
            follows = True
            for word in range(1, words):
                positions = numbers_at(places[word])
                behind = longs_at(starts[word])[document + 1]
                while at[word] < behind and whole(positions[at[word]]) <= last:
                    at[word] += 1
                if at[word] == behind:
                    follows = False
                    break
                last = whole(positions[at[word]])
            if not follows:
                break
            between = last - first - (words - 1)
            if between <= slop:
                times[document] += 1.0 / (1 + between)
            at[0] += 1

"""Inversion: the postings of words are where their tokens were, however little memory there is."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.kernels.inversion import inverted

texts = st.lists(st.lists(st.integers(0, 8), max_size=12), max_size=12)


@given(batches=st.lists(texts, max_size=4), most=st.integers(1, 60))
def test_postings_are_where_the_tokens_are(batches: list[list[list[int]]], most: int) -> None:
    used = sorted({word for batch in batches for text in batch for word in text})
    numbers = {word: number for number, word in enumerate(used)}
    wanted: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for document, text in enumerate(text for batch in batches for text in batch):
        for position, word in enumerate(text):
            wanted[numbers[word]][document].append(position)
    tokens = [
        (
            np.array([numbers[word] for text in batch for word in text], np.uint32),
            np.array(list(map(len, batch)), np.uint32),
        )
        for batch in batches
    ]
    totals = np.array(
        [sum(map(len, wanted[number].values())) for number in range(len(used))], np.int64
    )
    found: dict[int, dict[int, list[int]]] = {}
    word = 0
    for lists in inverted(tokens, totals, most):
        documents = iter(lists.documents.tolist())
        counts = iter(lists.counts.tolist())
        positions = iter(lists.positions.tolist())
        for size in lists.sizes.tolist():
            found[word] = {
                next(documents): [next(positions) for _ in range(next(counts))] for _ in range(size)
            }
            word += 1
        assert [*documents, *counts, *positions] == []
    assert found == wanted

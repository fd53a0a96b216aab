"""Lists of documents, whose numbers stand in halves."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.postings.posting_list import PostingList

numbers = st.integers(0, 2**32 - 1) | st.sampled_from((0, 0xFFFF, 0x10000, 0x1FFFF, 0x20000))


@given(st.sets(numbers.map(lambda number: number % 2**20) | st.integers(0, 2**26), max_size=20))
def test_documents_are_those_that_were_listed(documents: set[int]) -> None:
    listed = PostingList.of_documents(np.array(sorted(documents), np.uint32))
    assert listed.documents.tolist() == sorted(documents)
    assert listed.documents.dtype == np.uint32
    assert len(listed) == len(documents)


def test_no_marks_have_documents_but_say_nothing() -> None:
    counted = PostingList.of_counts(np.array([1, 70_000], np.uint32), np.array([3, 300]))
    assert counted.values.tolist() == [3, 300]
    assert counted.without_values().documents.tolist() == [1, 70_000]
    assert len(counted.without_values().values) == 0


def test_a_posting_takes_three_bytes_where_there_are_many() -> None:
    documents = np.arange(0, 300_000, 3, dtype=np.uint32)
    assert PostingList.of_counts(documents, np.ones(100_000)).bytes < 3.001 * 100_000

"""Merging: a merged segment is what building it at once would have made."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.protocols import LEVELS
from index.engines.whoosh.segments.segment import SegmentReader
from index.engines.whoosh.writing.merging import TIER, merge, to_merge
from tests.index.engines.histories import (
    Session,
    empty_folder,
    histories,
    many,
    segments,
    tried,
    values_of,
    write,
)


def same(one: SegmentReader, other: SegmentReader) -> None:
    """Two segments say the same."""
    assert list(one.stored.ids) == list(other.stored.ids)
    assert values_of(one.stored.columns, one.documents) == [
        one.stored.document(number).columns for number in range(one.documents)
    ]
    for number in range(one.documents):
        assert one.stored.document(number) == other.stored.document(number)
    for field in LEVELS:
        ours, theirs = one.fields[field], other.fields[field]
        assert ours.lengths.tolist() == theirs.lengths.tolist()
        assert ours.dictionary.texts() == theirs.dictionary.texts()
        words = np.arange(len(ours.dictionary))
        lists, wanted = ours.all_lists(words), theirs.all_lists(words)
        for name in ("sizes", "documents", "counts", "positions"):
            assert getattr(lists, name).tolist() == getattr(wanted, name).tolist()


def check(history: list[Session]) -> None:
    with empty_folder() as folder, empty_folder() as merged, empty_folder() as afresh:
        model = write(folder, history)
        parts = segments(folder)
        if not parts:
            return
        merge(merged, parts, "MAIN_merged")
        order = [
            identity
            for part in parts
            for identity, live in zip(part.stored.ids, part.live.tolist(), strict=True)
            if live
        ]
        write(afresh, [Session(taken=tuple(model.held[identity] for identity in order))])
        (wanted,) = segments(afresh)
        found = SegmentReader(merged, "MAIN_merged")
        found.check_all()
        same(found, wanted)


@tried(30)
@given(history=histories)
def test_a_merged_segment_is_as_one_built_at_once(history: list[Session]) -> None:
    check(history)


@tried(8)
@given(count=st.integers(500, 1500), seed=st.integers(1, 50), removed=st.integers(0, 300))
def test_long_lists_are_merged(count: int, seed: int, removed: int) -> None:
    check([*many(count, seed, removed), many(200, seed + 1, 0)[0]])


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**5)), max_size=30).map(tuple))
def test_an_index_that_is_merged_once_is_well(segments_: tuple[tuple[int, int], ...]) -> None:
    chosen = to_merge(segments_)
    left = [each for number, each in enumerate(segments_) if number not in chosen]
    if chosen:
        left.append((sum(segments_[number][0] for number in chosen), 0))
    assert len(left) < 8 * TIER


def test_a_segment_that_lost_a_quarter_is_written_anew() -> None:
    assert to_merge([(700, 300), (800, 200)]) == (0,)


def test_small_segments_are_merged_when_there_are_many() -> None:
    assert to_merge([(10, 0)] * (TIER - 1)) == ()
    assert to_merge([(10, 0)] * TIER) == tuple(range(TIER))
    assert to_merge([(10**6, 0), *[(10, 0)] * TIER]) == tuple(range(1, TIER + 1))


def test_additions_keep_few_segments() -> None:
    with empty_folder() as folder:
        history = [many(3, seed, 0)[0] for seed in range(1, 20)]
        write(folder, history)
        assert len(segments(folder)) <= TIER

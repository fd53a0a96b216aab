"""Posting lists as bits: any list is read as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.engines.whoosh.kernels import bitpacking

U32 = NDArray[np.uint32]

MOST = 2**32 - 1

sizes = st.one_of(
    st.integers(0, 5), st.integers(120, 140), st.sampled_from((255, 256, 257, 384, 1024, 1100))
)
widths = st.integers(0, 32)
seeds = st.integers(0, 2**32)


@dataclass(frozen=True)
class Drawn:
    """What one list is made of: most of its numbers are small, a few have so many bits."""

    size: int
    gap_bits: int
    count_bits: int
    seed: int

    @property
    def documents(self) -> U32:
        random = np.random.default_rng(self.seed)
        gaps = random.integers(0, 4, self.size)
        if self.size:
            gaps[random.integers(self.size)] = random.integers(0, 2**self.gap_bits)
        return np.minimum(np.cumsum(gaps + 1) - 1, MOST - self.size + np.arange(self.size)).astype(
            np.uint32
        )

    @property
    def counts(self) -> U32:
        random = np.random.default_rng(self.seed + 1)
        counts = random.integers(1, 4, self.size)
        if self.size:
            counts[random.integers(self.size, size=3)] = random.integers(0, 2**self.count_bits) + 1
        return np.minimum(counts, MOST).astype(np.uint32)

    @property
    def positions(self) -> list[U32]:
        """Of each posting; few enough to be held."""
        random = np.random.default_rng(self.seed + 2)
        found = []
        for count in random.integers(1, 6, self.size).tolist():
            steps = random.integers(0, 50, count)
            steps[random.integers(count)] = random.integers(0, 2**self.count_bits)
            places = np.cumsum(steps + 1) - 1
            found.append(np.minimum(places, MOST - count + np.arange(count)).astype(np.uint32))
        return found


drawn = st.lists(st.builds(Drawn, sizes, widths, widths, seeds), max_size=5)


def starts_of(numbers: Any) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(numbers)]).astype(np.int64)


def joined(parts: list[U32]) -> U32:
    return np.concatenate([np.empty(0, np.uint32), *parts])


@given(lists=drawn, order=st.randoms(use_true_random=False))
def test_posting_lists_are_read_as_they_were_written(lists: list[Drawn], order: Any) -> None:
    held = np.array([each.size for each in lists], np.uint32)
    documents = joined([each.documents for each in lists])
    counts = joined([each.counts for each in lists])
    total = len(documents)
    words = np.zeros(total // 128 * 2 * bitpacking.WORDS_OF_BLOCK + 1, np.uint32)
    packed_widths = np.zeros(total // 128 * 2, np.uint8)
    tail = np.zeros(2 * bitpacking.BYTES_OF_NUMBER * total, np.uint8)
    tails = np.zeros(len(lists), np.uint32)
    ends = bitpacking.pack_postings(held, documents, counts, words, packed_widths, tail, tails)
    assert ends[1] == 2 * sum(each.size // 128 for each in lists)
    assert ends[2] == tails.sum()
    chosen = order.sample(range(len(lists)), len(lists))
    got = np.empty(total, np.uint32), np.empty(total, np.uint32)
    bitpacking.unpack_postings(
        np.array(chosen, np.int64),
        held,
        starts_of(held // 128),
        starts_of(packed_widths[: ends[1]].reshape(-1, 2).sum(1, dtype=np.int64) * 4),
        starts_of(tails),
        words[: ends[0] + 1],
        packed_widths,
        tail[: ends[2]],
        *got,
    )
    assert got[0].tolist() == joined([lists[number].documents for number in chosen]).tolist()
    assert got[1].tolist() == joined([lists[number].counts for number in chosen]).tolist()


@given(lists=drawn, order=st.randoms(use_true_random=False))
def test_positions_are_read_as_they_were_written(lists: list[Drawn], order: Any) -> None:
    held = np.array([each.size for each in lists], np.uint32)
    places = [each.positions for each in lists]
    counts = np.array([len(each) for known in places for each in known], np.uint32)
    positions = joined([each for known in places for each in known])
    totals = np.array([sum(map(len, known)) for known in places], np.uint32)
    words = np.zeros(len(positions) // 128 * bitpacking.WORDS_OF_BLOCK + 1, np.uint32)
    packed_widths = np.zeros(len(positions) // 128, np.uint8)
    tail = np.zeros(bitpacking.BYTES_OF_NUMBER * len(positions), np.uint8)
    tails = np.zeros(len(lists), np.uint32)
    ends = bitpacking.pack_positions(held, counts, positions, words, packed_widths, tail, tails)
    first_blocks = starts_of(totals // 128)
    block_places = starts_of(packed_widths[: ends[1]].astype(np.int64) * 4)
    tail_places = starts_of(tails)
    rest = words[: ends[0] + 1], packed_widths, tail[: ends[2]]
    chosen = order.sample(range(len(lists)), len(lists))
    steps = np.empty(len(positions), np.uint32)
    bitpacking.unpack_all_steps(
        np.array(chosen, np.int64), totals, first_blocks, block_places, tail_places, *rest, steps
    )
    bitpacking.add_up(
        steps, np.array([len(each) for number in chosen for each in places[number]], np.uint32)
    )
    assert steps.tolist() == joined([e for n in chosen for e in places[n]]).tolist()
    for number in chosen:
        one = np.full(totals[number], 7, np.uint32)
        wanted = np.array([order.random() < 0.5 for _ in range(len(one) // 128 + 1)])
        bitpacking.unpack_steps(
            number, len(one), first_blocks, block_places, tail_places, *rest, wanted, one
        )
        whole = joined([_steps(each) for each in places[number]])
        there = np.repeat(wanted, 128)[: len(one)]
        assert one.tolist() == np.where(there, whole, 7).tolist()


def _steps(positions: U32) -> U32:
    return (np.diff(positions.astype(np.int64), prepend=-1) - 1).astype(np.uint32)


@pytest.mark.parametrize("bits", range(33))
def test_a_block_of_each_width_takes_no_more_bits(bits: int) -> None:
    numbers = np.full(128, 2**bits - 1, np.uint32)
    documents = np.arange(128, dtype=np.uint32)
    counts = np.minimum(numbers.astype(np.int64) + 1, MOST).astype(np.uint32)
    words, packed_widths = np.zeros(257, np.uint32), np.zeros(2, np.uint8)
    tail, tails = np.zeros(0, np.uint8), np.zeros(1, np.uint32)
    held = np.array([128], np.uint32)
    ends = bitpacking.pack_postings(held, documents, counts, words, packed_widths, tail, tails)
    assert (ends, packed_widths.tolist()) == ((4 * bits, 2, 0), [0, bits])

"""Fields of a segment: postings and positions of any words in any documents."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.kernels.inversion import inverted
from index.engines.whoosh.segments.fields import FieldReader, FieldWriter
from index.engines.whoosh.segments.terms import Terms
from index.engines.words import word_of
from index.model.errors import DamagedIndexError
from tests.index.engines.histories import empty_folder, plain, tried

Places = dict[int, dict[int, list[int]]]

WORDS = sorted(word_of(plain(text)) for text in ("ا", "ب", "ت", "ث", "ج", "ح"))


def field(path: Path, texts: list[list[int]]) -> FieldReader:
    """A field of documents whose tokens are numbers of words; every word stands somewhere."""
    numbers = np.array([word for text in texts for word in text], np.uint32)
    lengths = np.array(list(map(len, texts)), np.uint32)
    totals = np.bincount(numbers)
    writer = FieldWriter(path, lengths)
    for lists in inverted([(numbers, lengths)], totals, 1000):
        writer.write(lists)
    writer.describe(Terms.of(WORDS[: len(totals)]))
    writer.close()
    return FieldReader(path, len(texts))


def drawn(documents: int, seed: int) -> list[list[int]]:
    """Documents in which a word is the rarer, the higher its number."""
    random = Random(seed)
    texts = [
        [min(int(random.expovariate(1)), 5) for _ in range(random.randrange(12))]
        for _ in range(documents)
    ]
    return [[*range(6)], *texts]


def places_of(texts: list[list[int]]) -> Places:
    found: Places = defaultdict(lambda: defaultdict(list))
    for document, text in enumerate(texts):
        for position, word in enumerate(text):
            found[word][document].append(position)
    return found


cases = st.tuples(st.integers(0, 40) | st.sampled_from((127, 128, 300, 1200)), st.integers(0, 99))
chosen_words = st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True)


@tried(60)
@given(case=cases, words=chosen_words, picks=st.randoms(use_true_random=False))
def test_words_are_where_they_stand(case: tuple[int, int], words: list[int], picks: Random) -> None:
    texts = drawn(*case)
    known = places_of(texts)
    holding = sorted({document for word in words for document in known[word]})
    # Documents that hold none of the words, and only some of those that do.
    wanted = sorted(picks.sample(range(len(texts)), picks.randint(0, len(texts))))
    numbers = np.array(words, np.uint32)
    with empty_folder() as folder:
        reader = field(folder / "body", texts)
        documents, counts, _ = reader.united([numbers])
        starts, positions = reader.positions(numbers, np.array(wanted, np.uint32))
    assert documents.tolist() == holding
    assert counts.tolist() == [
        sum(len(known[word].get(document, ())) for word in words) for document in holding
    ]
    assert [positions[s:e].tolist() for s, e in pairwise(starts)] == [
        sorted(place for word in words for place in known[word].get(document, ()))
        for document in wanted
    ]


@tried(20)
@given(case=cases)
def test_all_lists_are_as_they_were(case: tuple[int, int]) -> None:
    texts = drawn(*case)
    known = places_of(texts)
    with empty_folder() as folder:
        lists = field(folder / "body", texts).all_lists(np.arange(6))
    documents = [document for word in range(6) for document in known[word]]
    assert lists.sizes.tolist() == [len(known[word]) for word in range(6)]
    assert lists.documents.tolist() == documents
    assert lists.counts.tolist() == [len(at) for word in range(6) for at in known[word].values()]
    assert lists.positions.tolist() == [
        place for word in range(6) for at in known[word].values() for place in at
    ]


def test_no_words_stand_nowhere(tmp_path: Path) -> None:
    reader = field(tmp_path / "body", drawn(10, 1))
    none = np.empty(0, np.uint32)
    assert len(reader.united([none])[0]) == 0
    starts, positions = reader.positions(none, np.array([1, 2], np.uint32))
    assert (starts.tolist(), len(positions)) == ([0, 0, 0], 0)


@pytest.mark.parametrize("documents", [0, 1, 300])
def test_a_field_without_tokens_has_lengths(tmp_path: Path, documents: int) -> None:
    reader = field(tmp_path / "body", [[]] * documents)
    assert reader.lengths.tolist() == [0] * documents
    assert len(reader.dictionary) == 0


def test_a_field_of_other_documents_is_refused(tmp_path: Path) -> None:
    field(tmp_path / "body", drawn(10, 1))
    with pytest.raises(DamagedIndexError, match="documents"):
        FieldReader(tmp_path / "body", 10)


@pytest.mark.parametrize(
    ("lengths", "message"), [([2, 2], "not those of its documents"), ([2, 0], "leads outside")]
)
def test_lists_that_are_not_those_of_the_documents_fail_a_full_check(
    tmp_path: Path, lengths: list[int], message: str
) -> None:
    tokens = np.array([0, 1, 0], np.uint32), np.array([2, 1], np.uint32)
    writer = FieldWriter(tmp_path / "body", np.array(lengths, np.uint32))
    for lists in inverted([tokens], np.bincount(tokens[0]), 1000):
        writer.write(lists)
    writer.describe(Terms.of(WORDS[:2]))
    writer.close()
    with pytest.raises(DamagedIndexError, match=message):
        FieldReader(tmp_path / "body", 2).check_all()

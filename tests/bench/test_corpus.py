"""The benchmark's documents: the same for a seed, and a vocabulary that goes on growing."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest

from bench.performance import corpus
from bench.performance.corpus import Growth, Record, growth, recombined, sentences, words_of

LETTERS = "ابتثجحخدذرزسش"
WORDS = ["".join(letters) for letters in itertools.product(LETTERS, repeat=4)]


def paragraphs() -> list[Record]:
    """Texts of forty words, drawn as words are: few often, most once."""
    chance = random.Random(0)
    ranks = (int(chance.paretovariate(0.8)) % len(WORDS) for _ in range(8_000))
    stream = (WORDS[rank] for rank in ranks)
    texts = [" ".join(itertools.islice(stream, 40)) for _ in range(200)]
    return [
        Record(f"{number}", f"عنوان {number}", f"{text[:90]}. {text[90:]}.")
        for number, text in enumerate(texts)
    ]


def test_the_same_seed_makes_the_same_documents() -> None:
    assert list(recombined(paragraphs(), 20, seed=1)) == list(recombined(paragraphs(), 20, seed=1))


def test_another_seed_makes_others() -> None:
    assert list(recombined(paragraphs(), 20, seed=1)) != list(recombined(paragraphs(), 20, seed=2))


def test_the_vocabulary_follows_the_curve_of_the_corpus() -> None:
    texts = [words_of(each.text) for each in paragraphs()]
    law = growth(texts)
    texts += [words_of(each.text) for each in recombined(paragraphs(), 1_000)]
    running = sum(map(len, texts))
    distinct = len(set(itertools.chain.from_iterable(texts)))
    assert distinct == pytest.approx(law.at(running), rel=0.02)


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one(tmp_path: Path) -> None:
    for size in (100, 200, 300):
        corpus.write(tmp_path / f"{size}.jsonl", paragraphs(), size)
    small, whole, large = ((tmp_path / f"{size}.jsonl").read_text() for size in (100, 200, 300))
    assert whole.startswith(small)
    assert large.startswith(whole)
    assert len(large.splitlines()) == 300


def test_every_document_has_a_source_and_a_day(tmp_path: Path) -> None:
    corpus.write(tmp_path / "c.jsonl", paragraphs(), 50)
    lines = map(json.loads, (tmp_path / "c.jsonl").read_text().splitlines())
    assert all(each["source"] in corpus.SOURCES and each["date"][:4] >= "2000" for each in lines)


def test_a_rare_word_leaves_its_place_in_a_sentence() -> None:
    (sentence,) = sentences(Record("1", "ع", "كتب زيد رسالة"), frozenset({"زيد"}))
    assert (sentence.parts, sentence.words) == (("كتب ", " رسالة"), 3)


def test_a_marked_word_is_one_word() -> None:
    assert words_of("كِتَابٌ جَدِيدٌ") == ["كِتَابٌ", "جَدِيدٌ"]


def test_heaps_law_goes_through_the_end_of_the_corpus() -> None:
    assert Growth(words=1_000, distinct=300, exponent=0.5).at(4_000) == pytest.approx(600)

"""How like words are: one fact a test, and the compiled loops beside plain ones on any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, Level
from index.model.query import ALL_LEVELS
from search.ranking.term_similarity import (
    MIN_SIMILARITY,
    ROOT_SIMILARITY,
    SoughtTerm,
    gather_words,
    similarities,
)
from search.text.chunk_cache import ChunkCache

ANALYZER = Analyzer()
CHUNKS = ChunkCache(ANALYZER)
WORDS = ("كتاب", "كتابها", "والكتب", "مكتبة", "3.5", "12م", "ﷺ", "هٰذا", "A-b", "سنة/شهر", "يد", "-")
TEXTS = st.one_of(st.text(max_size=20), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))


def sought(word: str, levels: tuple[Level, ...] = ALL_LEVELS) -> SoughtTerm:
    (token,) = ANALYZER.tokens(word)
    return SoughtTerm.of(token.readings, levels, 1.0)


def like(word: str, other: str, levels: tuple[Level, ...] = ALL_LEVELS) -> float:
    found = similarities(gather_words([CHUNKS.read([other])]), [sought(word, levels)])
    return float(found.values.max(initial=0.0))


def grams(form: str) -> set[str]:
    return {form[at : at + 3] for at in range(max(1, len(form) - 2))}


def plainly(word: str, other: str) -> float:
    (asked,), (found,) = ANALYZER.tokens(word), ANALYZER.tokens(other)
    one, two = asked.readings[0], found.readings[0]
    if any(each.form == two.form or each.stem == two.stem for each in asked.readings):
        return 1.0
    common = 2 * len(grams(one.form) & grams(two.form))
    dice = common / (len(grams(one.form)) + len(grams(two.form)))
    return max(
        ROOT_SIMILARITY if two.root in {each.root for each in asked.readings} else 0.0,
        dice if dice >= 0.4 else 0.0,
    )


def test_the_same_word_is_wholly_alike() -> None:
    assert like("المدينة", "المدينة") == 1.0


def test_an_inflection_is_wholly_alike() -> None:
    assert like("كتاب", "وبكتابها") == 1.0


def test_a_relative_is_less_alike() -> None:
    assert like("كتاب", "مكتوب") == pytest.approx(ROOT_SIMILARITY)


def test_a_name_in_another_spelling_shares_letters() -> None:
    assert MIN_SIMILARITY <= like("بيلوسوف", "بيلاوسوف") < 1.0


def test_other_words_are_not_alike() -> None:
    assert like("مدينة", "سيارات") == 0.0


def test_an_exact_word_is_like_no_inflection() -> None:
    assert like("كتاب", "كتابها", (Level.FORM,)) == 0.0


def test_a_word_between_signs_is_found() -> None:
    assert like("شهر", "سنة/شهر") == 1.0


@given(st.from_regex(r"[\u0621-\u063a\u0641-\u064a]{1,9}", fullmatch=True), st.data())
def test_it_is_what_plain_loops_say(word: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from((word[1:] or "و", word + "ها", "ال" + word, word[::-1])))
    assert like(word, other) == pytest.approx(plainly(word, other))


@given(st.lists(st.lists(TEXTS, max_size=3), min_size=1, max_size=4).filter(any))
def test_the_tokens_of_texts_are_the_analysers(texts: list[list[str]]) -> None:
    read = iter(CHUNKS.read([part for text in texts for part in text]))
    found = gather_words([[next(read) for _ in text] for text in texts])
    forms = [found.terms.terms[found.numbers[word, 0]] for word in found.tokens.tolist()]
    ends = found.ends.tolist()
    assert [forms[start:end] for start, end in pairwise(ends)] == [
        [token.readings[0].form for part in text for token in ANALYZER.tokens(part)]
        for text in texts
    ]

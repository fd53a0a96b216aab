"""Synonyms: the small table, and the user's file in Solr's format."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.model.errors import FihrisError
from index.model.query import Word
from search.expansion.synonyms import (
    SynonymRule,
    Synonyms,
    SynonymsError,
    parse_synonyms,
    read_synonyms,
)
from search.expansion.variants import Variant
from search.query import parse

ANALYZER = Analyzer()
BUILT_IN = Synonyms.built_in()


def variants(text: str, synonyms: Synonyms = BUILT_IN) -> list[Variant]:
    words = [Word(token.surface, token.readings) for token in ANALYZER.tokens(text)]
    return list(synonyms.variants(words, ANALYZER))


def meant(text: str, synonyms: Synonyms = BUILT_IN) -> set[str]:
    """What a text is searched as, too."""
    return {each for variant in variants(text, synonyms) for each in variant.texts}


def of(text: str) -> Synonyms:
    return Synonyms(parse_synonyms(text, "synonyms.txt"))


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("نوفمبر", "تشرين الثاني"),
        ("تشرين الثاني", "نوفمبر"),
        ("جانفي", "يناير"),
        ("اوت", "آب"),  # a form, however its hamzas are written
        ("5", "خمسة"),
        ("خمس", "5"),
        ("ثلاثة وعشرون", "23"),
        ("ثلاث وعشرين", "23"),
        ("إحدى عشرة", "11"),
        ("مائة", "100"),
        ("كلم", "كيلومتر"),
        ("اليونسكو", "منظمة الأمم المتحدة للتربية والعلم والثقافة"),
    ],
)
def test_the_table_knows(asked: str, other: str) -> None:
    assert other in meant(asked)


def test_digits_stand_for_every_gender_and_case() -> None:
    (variant,) = variants("23")
    (phrase,) = variant.leaves
    assert not isinstance(phrase, Word)
    forms = [{reading.form for reading in word.readings} for word in phrase.words]
    assert forms == [{"ثلاثه", "ثلاث"}, {"وعشرون", "وعشرين"}]


def test_english_months_are_words_of_english() -> None:
    assert not meant("may")


def test_no_number_stands_for_another() -> None:
    digits = {str(number) for number in range(1, 101)}
    assert all(len(meant(number) & digits) == 0 for number in digits)


def test_the_longest_run_of_words_counts() -> None:
    assert meant("تشرين الثاني") >= {"نوفمبر"}
    assert {(each.first, each.last) for each in variants("في تشرين الثاني")} == {(1, 2)}


def test_commas_make_each_a_synonym_of_each() -> None:
    assert meant("سيارة", of("سيارة, مركبة, عربة")) == {"مركبة", "عربة"}
    assert meant("عربة", of("سيارة, مركبة, عربة")) == {"سيارة", "مركبة"}


def test_an_arrow_replaces_one_by_the_other() -> None:
    (variant,) = variants("موبايل", of("موبايل, جوال => هاتف محمول"))
    assert variant.instead
    assert not variants("هاتف محمول", of("موبايل => هاتف محمول"))


def test_an_arrow_keeps_what_stands_on_both_sides() -> None:
    (variant,) = variants("جوال", of("جوال => جوال, هاتف"))
    assert variant.texts == ("هاتف",)
    assert not variant.instead


def test_comments_and_empty_lines_are_no_rules() -> None:
    assert parse_synonyms("# هذا تعليق\n\n  \nأ, ب # وهذا\n", "") == (
        SynonymRule(("أ", "ب"), ("أ", "ب")),
    )


def test_a_backslash_takes_a_sign_as_itself() -> None:
    assert parse_synonyms(r"أ\,ب, ج", "")[0].sources == ("أ,ب", "ج")


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("وحدها", "stands alone"),
        ("أ => ب => ج", "more than one =>"),
        ("=> ب", "nothing on one side"),
        ("أ =>", "nothing on one side"),
        ("أ, !", "no word"),
        ("أ, " + "ب " * 9, "more than 8 words"),
    ],
)
def test_a_bad_line_is_named(line: str, detail: str) -> None:
    with pytest.raises(SynonymsError, match=detail) as caught:
        parse_synonyms(f"أ, ب\n{line}", "synonyms.txt")
    assert "Line 2" in str(caught.value)
    assert "السطر 2" in caught.value.arabic


def test_a_file_is_read_beside_the_table(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("سيارة, مركبة", "utf-8-sig")
    assert meant("سيارة", read_synonyms(file)) == {"مركبة"}
    assert "يناير" in meant("جانفي", read_synonyms(file))


def test_a_missing_file_is_an_error_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(SynonymsError) as caught:
        read_synonyms(tmp_path / "none.txt")
    assert "none.txt" in caught.value.english
    assert "none.txt" in caught.value.arabic


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SynonymsError):
        read_synonyms(tmp_path / "synonyms.txt")


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("أب ,=>#\\\n")))
def test_any_text_is_rules_or_an_error(text: str) -> None:
    try:
        synonyms = Synonyms(parse_synonyms(text, "synonyms.txt"))
    except FihrisError:
        return
    variants("أ ب", synonyms)


def test_a_quotation_is_asked_for_as_it_is() -> None:
    (leaf,) = [parse('"نوفمبر"', ANALYZER).node]
    assert isinstance(leaf, Word)
    assert leaf.levels != Word("", ()).levels
